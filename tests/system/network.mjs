// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of devices, which Baton learns from Janus's events: the person in the call is warned of a device in
// another network before this person decides about the transfer.
import assert from 'node:assert/strict';
import { callIn, movedCall, scansCode } from './calls.mjs';
import { flows, until } from './check.mjs';

/** An address of this machine that seems to be in another network; see scripts/network.sh. */
const ELSEWHERE = '10.78.0.1';

export default function network(test) {
    test('before the person decides, a warning says that the device is in another network (C7)', async (context) => {
        await context.ownJanus({ events: true });
        const { anna, ben } = await callIn(context);
        const carl = await context.device({ address: ELSEWHERE });
        const { code, scanned: { number } } = await scansCode(anna, carl);
        await anna.next('confirm');
        await carl.connect();
        const warning = await anna.next('warning');
        assert.deepEqual([warning.kind, warning.network, warning.transfer],
            ['other_network', ELSEWHERE, code.transfer]);
        await anna.request({ request: 'confirm', transfer: code.transfer, agree: true, number });
        await carl.next('moved');
        await flows(carl, ben);
    });

    test('the person is not warned of a device in the same network', async (context) => {
        const janus = await context.ownJanus({ events: true });
        const { anna, ben, carl } = await movedCall(context, {});
        await flows(carl, ben);
        assert.equal(anna.uplink.unread('warning').length, 0);
        assert.doesNotMatch(janus.log, /janus\.eventhandler\.baton is not loaded/);
    });

    test('without the event handler everything works, and the log says what is missing', async (context) => {
        await until(() => /janus\.eventhandler\.baton is not loaded: nobody is warned/.test(context.janus.log), Boolean,
            { what: 'a line in the log' });
    });
}
