// SPDX-License-Identifier: GPL-3.0-or-later
// The networks of devices, which Baton learns from Janus's events: the person in the call is warned of a device in
// another network before this person decides about the transfer.
import assert from 'node:assert/strict';
import { callIn, scansCode } from './calls.mjs';
import { flows } from './check.mjs';

/** An address of this machine that seems to be in another network; see scripts/network.sh. */
const ELSEWHERE = '10.78.0.1';

/** Returns the names of the events about the question and the network, in the order in which they came. */
const order = (device) => device.uplink.seen.map(({ plugindata }) => plugindata?.data.baton)
    .filter((name) => name === 'warning' || name === 'confirm');

export default function network(test) {
    test('before the question, a warning says that the device is in another network (C7)', async (context) => {
        await context.ownJanus({ events: true });
        const { anna, ben } = await callIn(context);
        const carl = await context.device({ address: ELSEWHERE });
        const { code, scanned: { number } } = await scansCode(anna, carl);
        await carl.connect();
        const warning = await anna.next('warning');
        assert.deepEqual([warning.kind, warning.network, warning.transfer],
            ['other_network', ELSEWHERE, code.transfer]);
        await anna.next('confirm');
        assert.deepEqual(order(anna), ['warning', 'confirm']);
        await anna.request({ request: 'confirm', transfer: code.transfer, agree: true, number });
        await carl.next('moved');
        await flows(carl, ben);
    });

    test('before the question, a warning says that a device which does not connect could not be compared',
        async (context) => {
            await context.ownJanus({ events: true });
            const { anna } = await callIn(context);
            await scansCode(anna, await context.device());
            assert.equal((await anna.next('warning')).kind, 'unknown_network');
            await anna.next('confirm');
            assert.deepEqual(order(anna), ['warning', 'confirm']);
        });

    test('a device that does not connect betrays its network by its ICE candidates', async (context) => {
        await context.ownJanus({ events: true });
        const { anna } = await callIn(context);
        const carl = await context.device();
        await scansCode(anna, carl);
        const offer = await (await carl.makeUplink(['microphone'])).offer();
        const candidate = `a=candidate:1 1 udp 2130706431 ${ELSEWHERE} 9 typ host`;
        const sdp = offer.sdp.replace(/^a=candidate:.*\r\n/gm, '').replace(/(m=audio.*\r\n(?:c=.*\r\n)?)/,
            `$1${candidate}\r\n`);
        await carl.uplink.request({ request: 'publish', sources: [{ mid: '0', kind: 'microphone' }] },
            { jsep: { ...offer, sdp } });
        const warning = await anna.next('warning');
        assert.deepEqual([warning.kind, warning.network], ['other_network', ELSEWHERE]);
        await anna.next('confirm');
    });

    test('the person is not warned of a device in the same network', async (context) => {
        const janus = await context.ownJanus({ events: true });
        const { anna, ben, carl } = await callIn(context);
        const { code, scanned: { number } } = await scansCode(anna, carl);
        await carl.connect();
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number });
        await carl.next('moved');
        await flows(carl, ben);
        assert.equal(anna.uplink.unread('warning').length, 0);
        assert.doesNotMatch(janus.log, /janus\.eventhandler\.baton is not loaded/);
    });

    test('without the event handler everything works, and the log says what is missing', async (context) => {
        await context.janus.logged(/janus\.eventhandler\.baton is not loaded: nobody is warned/);
    });
}
