// SPDX-License-Identifier: GPL-3.0-or-later
// Collects tests and runs them: several at a time where they ask for no quiet, each with what it needs
// to build a call and with everything taken down after it. Prints TAP's two words and details.
import { Device } from './device.mjs';
import { startJanus } from './janus.mjs';
import { scaled } from './timeouts.mjs';

const PATIENCE = scaled(60000);

export class Suite {
    constructor({ settings, logFile, parallel = 4 } = {}) {
        this.tests = [];
        this.settings = settings;
        this.logFile = logFile;
        this.parallel = parallel;
        this.failed = 0;
        this.rooms = 0;
    }

    /**
     * Adds a test. options.alone: nothing else runs beside it (it measures, or counts what is there).
     * options.most: milliseconds until it has failed.
     */
    test(name, body, options = {}) {
        this.tests.push({ name, body, ...options });
    }

    /** Runs what was added, or of it what one of the filters is a part of; true if all is well. */
    async run(filters) {
        const chosen = this.tests.filter(({ name }) => filters.length === 0 ||
            filters.some((filter) => name.toLowerCase().includes(filter.toLowerCase())));
        this.janus = await startJanus({ settings: this.settings, logFile: this.logFile });
        const quiet = chosen.filter(({ alone }) => alone);
        const rest = chosen.filter(({ alone }) => !alone);
        const worker = async (lane) => {
            while (rest.length > 0 && !this.janus.exit)
                await this.runOne(rest.shift(), lane);
        };
        await Promise.all(Array.from({ length: this.parallel }, (_, lane) => worker(lane)));
        for (const test of quiet) {
            if (!this.janus.exit)
                await this.runOne(test);
        }
        await this.end();
        return this.failed === 0;
    }

    async end() {
        this.report('every test got its turn', this.janus.exit ? ['Janus was gone before'] : []);
        const left = this.janus.exit ? null : await this.emptied();
        if (left)
            this.report('nothing is left behind in Janus and the plugin', left);
        await this.janus.stop();
        this.report('Janus ran and ended clean', this.janus.complaints());
    }

    /** What is still there once every test has taken its devices down, and a moment has passed. */
    async emptied() {
        const deadline = performance.now() + PATIENCE / 4;
        for (;;) {
            const left = await this.leftovers();
            if (left.length === 0 || performance.now() > deadline)
                return left;
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }

    async leftovers() {
        const status = await this.janus.admin({ request: 'status' });
        const { sessions } = await this.janus.core('list_sessions');
        const left = [];
        if (sessions.length > 0)
            left.push(`${sessions.length} sessions in Janus`);
        for (const field of ['rooms', 'participants', 'devices', 'handles', 'sources', 'transfers']) {
            if (status[field] !== 0)
                left.push(`${field}: ${status[field]}`);
        }
        return left;
    }

    report(name, problems) {
        if (problems.length > 0)
            this.failed++;
        console.log(`${problems.length > 0 ? 'not ok' : 'ok'} - ${name}`);
        for (const line of problems)
            console.log(`# ${line}`);
    }

    async runOne({ name, body, most = PATIENCE }, lane = 0) {
        const scene = new Scene(this, lane);
        const problems = [];
        const started = performance.now();
        let timer;
        try {
            await Promise.race([
                body(scene),
                new Promise((resolve, reject) => {
                    timer = setTimeout(() => reject(new Error(`not done after ${most} ms`)), most);
                }),
            ]);
        } catch (error) {
            problems.push(...describe(error));
        }
        clearTimeout(timer);
        await scene.end().catch((error) => problems.push('while taking down:', ...describe(error)));
        if (process.env.BATON_TIMES)
            console.log(`# ${Math.round(performance.now() - started)} ms: ${name}`);
        this.report(name, problems);
    }
}

function describe(error) {
    const lines = String(error?.stack ?? error).split('\n');
    return lines.filter((line) => !/node:internal|node_modules/.test(line)).slice(0, 25);
}

/** What a test builds its call with. `lane`: no other test with this number runs at the same time. */
export class Scene {
    constructor(suite, lane) {
        this.suite = suite;
        this.lane = lane;
        this.janus = suite.janus;
        this.cleanups = [];
    }

    /** Something to do when the test is over, last first. */
    defer(cleanup) {
        this.cleanups.push(cleanup);
    }

    async end() {
        for (const cleanup of this.cleanups.reverse())
            await cleanup();
    }

    /** A Janus of the test's own; what startJanus takes. */
    async ownJanus(options = {}) {
        this.janus = await startJanus({ settings: this.suite.settings, ...options });
        const janus = this.janus;
        this.defer(async () => {
            await janus.stop();
            const complaints = janus.complaints();
            if (complaints.length > 0)
                throw new Error(complaints.join('\n'));
        });
        return janus;
    }

    admin(request) {
        return this.janus.admin(request);
    }

    /** A room of its own for this test; resolves with its id. */
    async room(fields = {}) {
        const room = `test-${process.pid}-${++this.suite.rooms}`;
        const reply = await this.admin({ request: 'create', room, ...fields });
        if (reply.baton !== 'created')
            throw new Error(`create: ${JSON.stringify(reply)}`);
        const { janus } = this;
        this.defer(() => janus.exit || janus.admin({ request: 'destroy', room,
            permanent: Boolean(fields.permanent) }));
        return room;
    }

    /** A device in no call; `token`: what a Janus that demands tokens gets from it. */
    async device({ token, address = this.janus.address } = {}) {
        const device = await Device.open({ url: this.janus.ws, address, token });
        this.defer(() => device.close());
        return device;
    }

    /** A device whose participant has joined and sends and receives; `sources` [] and `slots` null: not. */
    async caller(room, { display = 'Anna', join = {}, ...connection } = {}) {
        const device = await this.device();
        await device.join(room, { display, ...join });
        await device.connect(connection);
        return device;
    }

    /** Two participants who see and hear each other. */
    async call(room, { first = {}, second = {} } = {}) {
        const [anna, ben] = await Promise.all([
            this.caller(room, { display: 'Anna', ...first }),
            this.caller(room, { display: 'Ben', ...second }),
        ]);
        return [anna, ben];
    }
}
