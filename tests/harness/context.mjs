// SPDX-License-Identifier: GPL-3.0-or-later
// The context of one test: its rooms, devices and calls on the suite's Janus. They end with the test.
import { Device } from './device.mjs';
import { startJanus } from './janus.mjs';

/** `lane`: no other test with this number runs at the same time. */
export class TestContext {
    constructor(suite, lane) {
        this.suite = suite;
        this.lane = lane;
        this.janus = suite.janus;
        this.cleanups = [];
    }

    /** Adds a cleanup for the end of the test. The last one that was added runs first. */
    defer(cleanup) {
        this.cleanups.push(cleanup);
    }

    /** Runs all cleanups, and fails with the first error. */
    async end() {
        const errors = [];
        for (const cleanup of this.cleanups.reverse()) {
            try {
                await cleanup();
            } catch (error) {
                errors.push(error);
            }
        }
        if (errors.length > 0)
            throw errors[0];
    }

    /** Returns the suite's settings with other values in the section `general`. */
    settingsWith(general) {
        const { settings } = this.suite;
        return { ...settings, general: { ...settings.general, ...general } };
    }

    /** Starts a Janus for this test only. Options are those of startJanus. */
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

    /** Returns a name that no other room has. */
    roomName() {
        return `test-${process.pid}-${++this.suite.rooms}`;
    }

    /**
     * Creates a room for this test only. Resolves with its id. Unless `fields` say otherwise, whoever vanishes leaves
     * at once.
     */
    async room(fields = {}) {
        const room = this.roomName();
        const reply = await this.admin({ request: 'create', room, hold: 0, ...fields });
        if (reply.baton !== 'created')
            throw new Error(`create: ${JSON.stringify(reply)}`);
        const { janus } = this;
        this.defer(() => janus.exit || janus.admin({ request: 'destroy', room,
            permanent: Boolean(fields.permanent) }));
        return room;
    }

    /**
     * Opens a device that is not in a call. `token`: its token for a Janus that demands tokens. Other options: see
     * Device.open.
     */
    async device({ address = this.janus.address, ...options } = {}) {
        const device = await Device.open({ url: this.janus.ws, address, ...options });
        this.defer(() => device.close());
        return device;
    }

    /**
     * Opens a device that joins, sends (unless `sources` is []) and receives (unless `slots` is null). `device`:
     * options of device().
     */
    async caller(room, { display = 'Anna', join = {}, device: options, ...connection } = {}) {
        const device = await this.device(options);
        await device.join(room, { display, ...join });
        await device.connect(connection);
        return device;
    }

    /** Opens two devices whose participants see and hear each other. */
    async call(room, { first = {}, second = {} } = {}) {
        const [anna, ben] = await Promise.all([
            this.caller(room, { display: 'Anna', ...first }),
            this.caller(room, { display: 'Ben', ...second }),
        ]);
        return [anna, ben];
    }
}
