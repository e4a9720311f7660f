// SPDX-License-Identifier: GPL-3.0-or-later
// A suite of tests that share one Janus. node:test runs them, several at a time or each alone; at the end the suite
// checks that nothing of the tests is left in Janus and that Janus ended without an error. If a suite's program gets
// arguments, only those tests run whose name contains one of the arguments.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestContext } from './context.mjs';
import { startJanus } from './janus.mjs';
import { scaled } from './timeouts.mjs';

/** The time-out of a test, in milliseconds, unless the test has its own. */
const TEST_TIMEOUT = scaled(60000);

/** Milliseconds for Janus to notice that the devices of the last test are gone. */
const CLEAN_TIMEOUT = scaled(15000);

const parts = process.argv.slice(2).map((part) => part.toLowerCase());

/** Whether a test of this name should run. */
export const wanted = (name) => parts.length === 0 || parts.some((part) => name.toLowerCase().includes(part));

export class Suite {
    tests = [];
    rooms = 0;

    /** settings: Baton's settings. parallel: how many tests run at a time. Other options are those of startJanus. */
    constructor({ parallel = 4, ...options }) {
        this.parallel = parallel;
        this.options = options;
        /** The free numbers for tests. No two tests have the same number at the same time. */
        this.lanes = Array.from({ length: parallel }, (_, lane) => lane);
    }

    get settings() {
        return this.options.settings;
    }

    /**
     * Adds the tests of a file, whose default export calls test(name, body, options). The body gets a TestContext.
     * Options: `alone`, no other test runs at the same time, because this one measures or counts; `timeout`,
     * milliseconds. `all`: options for all tests of the file.
     */
    add(file, all = {}) {
        file((name, body, options) => this.tests.push({ name, body, timeout: TEST_TIMEOUT, ...all, ...options }));
    }

    /** Hands the wanted tests to node:test. */
    declare(name) {
        const chosen = this.tests.filter((each) => wanted(each.name));
        describe(name, () => {
            before(() => this.begin());
            after(() => this.end());
            describe('several at a time', { concurrency: this.parallel }, () =>
                chosen.filter(({ alone }) => !alone).forEach((each) => this.declareTest(each)));
            describe('one at a time', () =>
                chosen.filter(({ alone }) => alone).forEach((each) => this.declareTest(each)));
            describe('at the end', () => this.declareLastTests());
        });
    }

    declareTest({ name, body, timeout }) {
        test(name, { timeout }, async (t) => {
            const lane = this.lanes.shift();
            const context = new TestContext(this, lane);
            t.after(() => context.end().finally(() => this.lanes.unshift(lane)));
            assert.equal(this.janus.exit, null, 'Janus ended before this test began');
            await body(context);
        });
    }

    declareLastTests() {
        test('Janus still runs after the last test', () => assert.equal(this.janus.exit, null));
        test('nothing is left behind in Janus and the plugin', async () =>
            assert.deepEqual(await this.leftovers(), []));
        test('Janus ran and ended without an error', async () => {
            await this.janus.stop();
            assert.deepEqual(this.janus.complaints(), []);
        });
    }

    async begin() {
        this.janus = await startJanus(this.options);
    }

    async end() {
        await this.janus.stop();
    }

    /** Resolves with the objects that the tests have left in Janus. */
    async leftovers() {
        return leftovers(this.janus);
    }
}

/** Waits a while until no objects of the tests are in a Janus. Resolves with the objects that are left. */
export async function leftovers(janus) {
    const deadline = performance.now() + CLEAN_TIMEOUT;
    for (;;) {
        const left = await countLeftovers(janus);
        if (left.length === 0 || performance.now() > deadline)
            return left;
        await sleep(100);
    }
}

async function countLeftovers(janus) {
    const status = await janus.admin({ request: 'status' });
    const { sessions } = await janus.core('list_sessions');
    const { rooms, participants, devices, handles, sources, transfers } = status;
    return Object.entries({ sessions: sessions.length, rooms, participants, devices, handles, sources, transfers })
        .filter(([, count]) => count !== 0).map(([what, count]) => `${what}: ${count}`);
}
