// SPDX-License-Identifier: GPL-3.0-or-later
// ICE restarts in each role and state of a transfer, new PeerConnections on other handles, and media that stops
// although its PeerConnection is up.
import assert from 'node:assert/strict';
import { WAIT } from '../harness/timeouts.mjs';
import { callIn, carriedOn, continuous, movedCall, scansCode } from './calls.mjs';
import { agentGone, assertRefused, flows, until } from './check.mjs';

const HELD = { hold: 60 };

/** The restarts must not run into the time-outs of the transfer, also on a busy machine. */
const patientCall = async (context, begin, ...fields) => {
    await context.ownJanus({ settings: context.settingsWith({ confirm_seconds: 60, connect_seconds: 60,
        commit_seconds: 60, return_seconds: 60 }) });
    return begin(context, ...fields);
};

/** The uplink restarts ICE with an offer like the one before. Resolves with the reply. */
async function restartUplink(device, fields = { sources: device.up.names() }) {
    const before = device.up.restarts;
    const jsep = await device.up.offer({ iceRestart: true });
    const reply = await device.request({ request: 'publish', ...fields }, { jsep });
    await device.up.answered(reply.jsep);
    await until(() => device.up.restarts, (restarts) => restarts === before + 1, { what: 'the restart of the uplink' });
    return reply;
}

/** The downlink restarts ICE, and keeps its slots. */
async function restartDownlink(device) {
    const before = device.down.restarts;
    const reply = await device.downlink.request({ request: 'subscribe', private_id: device.me.private_id,
        restart: true });
    assert.deepEqual(reply.slots.map(({ mid, kind }) => [mid, kind]), device.slots.map(({ mid, kind }) => [mid, kind]));
    await device.receive(reply);
    await until(() => device.down.restarts, (restarts) => restarts === before + 1,
        { what: 'the restart of the downlink' });
}

async function restart(...devices) {
    for (const device of devices) {
        const reply = await restartUplink(device);
        assert.equal(reply.unchanged, undefined);
        await restartDownlink(device);
        assert.deepEqual([device.up.isUp, device.down.isUp], [true, true]);
    }
}

const stateOf = async (context, room) => (await context.admin({ request: 'transfers', room })).transfers[0]?.state;

async function sees(device, id, connection) {
    const { participant } = await device.next('participant_changed', { timeout: 5000 + WAIT,
        where: ({ participant: { id: who, connection: how } }) => who === id && how === connection });
    return participant;
}

export default function restarts(test) {
    test('ICE restart: in the call, and of a candidate at each step, both PeerConnections go on', async (context) => {
        const { room, anna, ben, carl } = await patientCall(context, callIn);
        await restart(anna);
        const { code, scanned } = await scansCode(anna, carl);
        await restart(anna);
        await Promise.all([carl.publish(carl.wantedSources()), carl.subscribe()]);
        await Promise.all([carl.up.up, carl.down.up]);
        await restart(carl, anna);
        assert.equal(await stateOf(context, room), 'confirming');
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number: scanned.number });
        await carl.next('admitted');
        await until(() => stateOf(context, room), (state) => state === 'committing');
        await restart(carl, anna);
        await flows(anna, ben);
        await carl.up.start();
        await Promise.all([carl.next('moved'), anna.next('moved')]);
        await flows(carl, ben);
        await flows(ben, carl);
        carriedOn(ben, anna.id, [anna, carl]);
        assert.equal(ben.down.negotiations, 1);
    });

    test('ICE restart: both devices restart in standby and while the call returns, and it returns', async (context) => {
        const { room, anna, ben, carl, code } = await patientCall(context, movedCall,
            { confirm: { who: 'nobody' }, grace: 60 });
        await restart(anna, carl);
        await flows(carl, ben);
        assert.equal(await stateOf(context, room), 'standby');
        await anna.up.stop();
        await anna.request({ request: 'return', transfer: code.transfer });
        assert.equal(await stateOf(context, room), 'returning');
        await restart(anna, carl);
        await anna.up.start();
        await anna.next('returned');
        await Promise.all([flows(anna, ben), flows(ben, anna)]);
        carriedOn(ben, anna.id, [anna, carl, anna]);
    });

    test('ICE restart with a change that is not possible now: the connection goes on without the change',
        async (context) => {
            const { anna, ben, code } = await movedCall(context, { confirm: { who: 'nobody' }, grace: 60 });
            await anna.up.add('screen');
            const reply = await restartUplink(anna);
            assert.equal(reply.unchanged, true);
            assert.deepEqual(reply.sources.map(({ kind }) => kind), ['microphone', 'camera']);
            assert.match(reply.jsep.sdp, /a=mid:2\r\n/);
            await anna.request({ request: 'return', transfer: code.transfer });
            await anna.next('returned');
            await flows(anna, ben);
            const again = await restartUplink(anna);
            assert.equal(again.unchanged, undefined);
            assert.equal(again.sources.length, 3);
        });

    test('ICE restart: after a refused offer another restart brings the media back', async (context) => {
        const { anna, ben } = await callIn(context);
        const jsep = await anna.up.offer({ iceRestart: true });
        assertRefused(await anna.refused({ request: 'publish', sources: [{ mid: 'none' }] }, { jsep }), 402, 'mid');
        await restart(anna);
        await flows(anna, ben);
        continuous(ben, anna.id);
    });

    test('lost media: in the call a resume on other handles, and in a swap a new uplink, lets media go on',
        async (context) => {
            const { room, anna, ben, carl } = await patientCall(context, callIn, HELD);
            await anna.up.close();
            await anna.next('hangup');
            await anna.resumeOnOtherHandles();
            await anna.connect();
            await flows(anna, ben);
            const { code, scanned } = await scansCode(anna, carl);
            await anna.next('confirm');
            await anna.confirm(code.transfer, { number: scanned.number });
            await carl.next('admitted');
            await Promise.all([carl.publish(carl.wantedSources()), carl.subscribe()]);
            await Promise.all([carl.up.up, carl.down.up]);
            await until(() => stateOf(context, room), (state) => state === 'committing');
            // Instead of a resume (see cuts.mjs), a device can use the handle that it has.
            await anna.up.close();
            await anna.next('hangup');
            await agentGone(context, anna.uplink);
            anna.renumber();
            await anna.publish();
            await anna.up.up;
            await anna.up.start();
            assert.equal(await stateOf(context, room), 'committing');
            await flows(anna, ben);
            await anna.down.close();
            await anna.downlink.next('hangup');
            await anna.renewDownlink();
            await anna.subscribe();
            await anna.down.up;
            await carl.up.start();
            await Promise.all([carl.next('moved'), anna.next('moved')]);
            await flows(carl, ben);
            await anna.request({ request: 'return', transfer: code.transfer });
            await anna.next('returned');
            await Promise.all([flows(anna, ben), flows(ben, anna)]);
        });

    test('no packet for 5 seconds over a PeerConnection that is up: away until packets come again', async (context) => {
        const { anna, ben } = await callIn(context, HELD);
        await anna.up.stop();
        const away = await sees(ben, anna.id, 'away');
        assert.deepEqual(away.sources.map(({ state }) => state), ['paused', 'paused']);
        assert.equal(anna.up.isUp, true);
        await restart(anna);
        await anna.up.start();
        const back = await sees(ben, anna.id, 'connected');
        assert.deepEqual(back.sources.map(({ source }) => source), away.sources.map(({ source }) => source));
        await flows(anna, ben);
        continuous(ben, anna.id);
    });
}
