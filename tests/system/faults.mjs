// SPDX-License-Identifier: GPL-3.0-or-later
// Faults during a transfer: the call stays where it was or comes back, both devices are told why, and the other people
// notice nothing.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { after, allEnded, callIn, connectsKeyless, ended, carriedOn, hasLeft, hasOneDevice, movedCall, nobody,
    scannedCall, scansCode, slotsEmpty, unmoved } from './calls.mjs';
import { agentGone, assertNothingOf, assertRefused, flows, sees, until } from './check.mjs';
import { COMMIT, CONFIRM, CONNECT, LOCK, RETURN } from './settings.mjs';

// Janus ends the handles of a lost session one by one. Which one comes first is chance, so both reasons are possible.
const GONE = ['new_gone', 'connection_lost'];

/** Asserts that the call is still on the old device and that nothing of the new device was forwarded. */
async function stayed(context, all) {
    const { anna, ben, carl } = all;
    await flows(anna, ben);
    assertNothingOf(carl, ben.down);
    carriedOn(ben, anna.id, [anna]);
    assert.equal(ben.uplink.unread('participant_left').length, 0);
    assert.equal(ben.down.negotiations, 1);
    await unmoved(context, all);
}

/** Asserts that the new device is not in the room and may try again. */
async function released(device, room) {
    assertRefused(await device.refused({ request: 'chat', text: 'hello?' }), 450);
    if (device.up && !device.up.isClosed)
        await device.next('hangup');
    if (device.down && !device.down.isClosed)
        await device.downlink.next('hangup');
    await device.join(room, { display: 'Carl' });
}

/** Carl has scanned and is connected. His camera sends no keyframe, so the swap waits for one. */
async function committing(context) {
    const all = await scannedCall(context);
    await all.carl.next('admitted');
    await connectsKeyless(all.carl);
    await all.anna.next('transfer', { where: ({ state }) => state === 'committing' });
    return all;
}

/** Brings a call into each state of a transfer. */
const reach = {
    async showing(context) {
        const all = await callIn(context, nobody);
        await all.anna.transfer();
        return all;
    },
    confirming: (context) => scannedCall(context, {}),
    connecting: scannedCall,
    committing,
    standby: movedCall,
};

export default function faults(test) {
    test('the new device never connects: the call stays', async (context) => {
        const all = await scannedCall(context);
        await allEnded([all.anna, all.carl], 'failed', 'connect_timeout', after(CONNECT));
        await stayed(context, all);
        await released(all.carl, all.room);
    });

    test('the new device negotiates, but its PeerConnections never come up: the call stays', async (context) => {
        const all = await scannedCall(context);
        const up = await all.carl.makeUplink(['microphone', 'camera']);
        const jsep = await up.offer();
        await all.carl.request({ request: 'publish', sources: up.names() }, { jsep });
        await allEnded([all.anna, all.carl], 'failed', 'connect_timeout', after(CONNECT));
        await stayed(context, all);
    });

    test('the new device connects and sends nothing: the call stays', async (context) => {
        const all = await scannedCall(context);
        await Promise.all([all.carl.publish(all.carl.wantedSources()), all.carl.subscribe()]);
        await allEnded([all.anna, all.carl], 'failed', 'no_media', after(COMMIT));
        await stayed(context, all);
        await released(all.carl, all.room);
    });

    test('the new device vanishes before anybody has responded: the call stays', async (context) => {
        const all = await scannedCall(context, {});
        const { code } = all;
        await all.carl.connect();
        await all.anna.next('confirm');
        await all.carl.vanish();
        await ended(all.anna, 'failed', 'new_gone');
        assertRefused(await all.anna.refused({ request: 'confirm', transfer: code.transfer,
            agree: true, number: 10 }), 440);
        await stayed(context, all);
    });

    test('the new device vanishes while it connects: the call stays', async (context) => {
        const all = await scannedCall(context);
        await all.carl.publish(all.carl.wantedSources());
        await all.carl.vanish();
        await ended(all.anna, 'failed', 'new_gone');
        await stayed(context, all);
    });

    test('the new device detaches its handle while it connects: the call stays', async (context) => {
        const all = await scannedCall(context);
        await all.carl.uplink.detach();
        await ended(all.anna, 'failed', 'new_gone');
        await stayed(context, all);
    });

    test('the new device vanishes just before the swap: the call stays', async (context) => {
        const all = await committing(context);
        all.carl.dropSignalling();
        await ended(all.anna, 'failed', GONE);
        await stayed(context, all);
    });

    for (const link of ['up', 'down']) {
        test(`the new device's ${link}link closes just before the swap: the call stays`, async (context) => {
            const all = await committing(context);
            await all.carl[link].close();
            await allEnded([all.anna, all.carl], 'failed', 'connection_lost');
            await stayed(context, all);
        });
    }

    test('no keyframe ever comes: the call stays', async (context) => {
        const all = await committing(context);
        await ended(all.anna, 'failed', 'no_media', after(COMMIT));
        await stayed(context, all);
    });

    for (const [how, die, reason] of [
        ['vanishes', (carl) => carl.vanish(), GONE],
        ['loses its signalling', (carl) => carl.dropSignalling(), GONE],
        ['loses its uplink', (carl) => carl.up.close(), 'connection_lost'],
        ['loses its downlink', (carl) => carl.down.close(), 'connection_lost'],
    ]) {
        test(`the new device ${how} 2 s after the move: the call comes back`, async (context) => {
            const { anna, ben, carl, room, code } = await movedCall(context, { ...nobody, grace: 60 });
            for (let i = 0; i < 50; i++)
                await ben.down.hears(carl.number, { kind: 'video' });
            await die(carl);
            const returned = await anna.next('returned');
            assert.equal(returned.transfer, code.transfer);
            await ended(anna, 'returned', reason);
            await flows(anna, ben);
            carriedOn(ben, anna.id, [anna, carl, anna]);
            assert.equal(ben.uplink.unread('participant_left').length, 0);
            await hasOneDevice(context, room, anna);
            await sees(anna, ben.id);
            await flows(ben, anna);
        });
    }

    test('the old device vanishes while the code is shown: the person is gone', async (context) => {
        const { anna, ben, carl, room } = await callIn(context, nobody);
        const code = await anna.transfer();
        await anna.vanish();
        await hasLeft(ben, anna.id, 'gone');
        const error = await carl.refused({ request: 'scan', text: code.text });
        assert.ok([442, 443].includes(error.code), error.message);
        await slotsEmpty(ben);
        assert.deepEqual((await context.admin({ request: 'transfers', room })).transfers, []);
    });

    test('the old device vanishes before it has responded: nobody gets in', async (context) => {
        const all = await scannedCall(context, {});
        await all.carl.connect();
        await all.anna.vanish();
        await ended(all.carl, 'failed', 'old_gone');
        await hasLeft(all.ben, all.anna.id, 'gone');
        assertNothingOf(all.carl, all.ben.down);
        await released(all.carl, all.room);
    });

    test('the old device vanishes while the new device connects: the call moves', async (context) => {
        const { anna, ben, carl } = await scannedCall(context);
        await carl.next('admitted');
        const slots = JSON.stringify(ben.slots);
        await anna.vanish();
        await carl.connect({ slots: carl.wantedSlots() });
        const moved = await carl.next('moved');
        assert.equal(moved.id, anna.id);
        await ended(carl, 'moved', 'none');
        await flows(carl, ben);
        carriedOn(ben, anna.id, [anna, carl]);
        assert.equal(ben.uplink.unread('participant_left').length, 0);
        assert.equal(JSON.stringify(ben.slots), slots);
    });

    test('the old device vanishes just before the swap: the call goes on with the new device',
        async (context) => {
            const all = await committing(context);
            await all.anna.vanish();
            await all.carl.up.source('camera').set({ keyless: false, keyframe: true });
            await all.carl.next('moved');
            await ended(all.carl, 'moved', 'none');
            await flows(all.carl, all.ben);
            assert.equal(all.ben.uplink.unread('participant_left').length, 0);
        });

    test('the old device vanishes on standby: the call stays on the new device', async (context) => {
        const { anna, ben, carl } = await movedCall(context);
        await anna.vanish();
        await ended(carl, 'moved', 'none');
        await flows(carl, ben);
        assert.equal(ben.uplink.unread('participant_left').length, 0);
    });

    test('both devices vanish before the swap: the person is gone', async (context) => {
        const all = await committing(context);
        await Promise.all([all.anna.vanish(), all.carl.vanish()]);
        await hasLeft(all.ben, all.anna.id, 'gone');
        await slotsEmpty(all.ben);
        assert.deepEqual((await context.admin({ request: 'transfers', room: all.room })).transfers, []);
    });

    test('both devices vanish on standby: the person is gone', async (context) => {
        const all = await movedCall(context);
        await Promise.all([all.anna.vanish(), all.carl.vanish()]);
        await hasLeft(all.ben, all.anna.id, 'gone');
        const { devices } = await context.admin({ request: 'devices', room: all.room });
        assert.deepEqual(devices.map(({ participant }) => participant), [all.ben.id]);
    });

    for (const state of Object.keys(reach)) {
        test(`the room is destroyed in ${state}: everyone is removed and gets an event`, async (context) => {
            const all = await reach[state](context);
            const { anna, ben, carl, room } = all;
            await context.admin({ request: 'destroy', room });
            await allEnded(state === 'showing' ? [anna] : [anna, carl], 'failed', 'room_gone');
            await ben.next('room_destroyed');
            await Promise.all([ben.next('hangup'), ben.downlink.next('hangup'), anna.next('hangup')]);
            const since = await ben.down.count();
            for (const device of [anna, ben, carl])
                assertRefused(await device.refused({ request: 'chat', text: 'anyone?' }), 450);
            assertRefused(await carl.refused({ request: 'join', room }), 420);
            assert.equal(await ben.down.count(), since, 'no packets may come after the room was destroyed');
            assert.equal((await context.admin({ request: 'transfers' })).transfers
                .filter((transfer) => transfer.room === room).length, 0);
        });
    }

    test('a second transfer during the first is refused, and the first transfer goes on', async (context) => {
        const { anna, ben, carl, code, scanned: { number } } = await scannedCall(context, {});
        assertRefused(await anna.refused({ request: 'transfer' }), 441);
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number });
        assertRefused(await anna.refused({ request: 'transfer' }), 441);
        await carl.connect();
        await carl.next('moved');
        await flows(carl, ben);
    });

    test('two people move their calls at the same time', async (context) => {
        const { anna, ben, carl } = await callIn(context, nobody);
        const dora = await context.device();
        await Promise.all([move(anna, carl), move(ben, dora)]);
        await Promise.all([sees(dora, anna.id), sees(carl, dora.me.id)]);
        await Promise.all([flows(carl, dora), flows(dora, carl)]);
    });

    test('a code works once: a second scan is refused, and the person in the call is warned', async (context) => {
        const { anna, ben, carl } = await callIn(context, { ...nobody, grace: 2 });
        const late = await context.device();
        const { code } = await move(anna, carl);
        assertRefused(await late.refused({ request: 'scan', text: code.text }), 444);
        const warning = await carl.next('warning');
        assert.deepEqual([warning.kind, warning.transfer], ['second_claim', code.transfer]);
        await flows(carl, ben);
        await carl.next('transfer_ended');
        await carl.transfer();
        assertRefused(await late.refused({ request: 'scan', text: code.text }), 444);
        await flows(carl, ben);
    });

    test('a code of another room is refused, and stays valid', async (context) => {
        const all = await callIn(context, nobody);
        const other = await context.room();
        const code = await all.anna.transfer();
        assertRefused(await all.carl.refused({ request: 'scan', text: code.text, room: other }), 446);
        assert.equal((await all.carl.scan(code.text, { room: all.room })).state, 'connecting');
    });

    test('an expired code is refused, and the person is told', async (context) => {
        const all = await callIn(context, { ...nobody, code_lifetime: 5 });
        const code = await all.anna.transfer();
        assert.ok(code.expires_in <= 5000);
        await ended(all.anna, 'expired', 'code_expired', after(5));
        assertRefused(await all.carl.refused({ request: 'scan', text: code.text }), 443);
        await stayed(context, all);
    });

    test('five devices scan one code at once: exactly one gets in', async (context) => {
        const all = await callIn(context);
        const devices = await Promise.all(Array.from({ length: 5 }, () => context.device()));
        for (let round = 0; round < 3; round++) {
            const code = await all.anna.transfer();
            const results = await Promise.all(devices.map((device) =>
                device.uplink.request({ request: 'scan', text: code.text }).catch((error) => error)));
            const winners = devices.filter((device, i) => results[i].baton === 'scanned');
            assert.equal(winners.length, 1);
            const losers = results.filter((result) => result.baton !== 'scanned');
            assert.deepEqual(losers.map(({ code: number }) => number), [444, 444, 444, 444]);
            for (let i = 0; i < losers.length; i++)
                assert.equal((await all.anna.next('warning')).kind, 'second_claim');
            await all.anna.request({ request: 'confirm', transfer: code.transfer, agree: false });
            await allEnded([winners[0], all.anna], 'declined', 'said_no');
        }
        await stayed(context, all);
    });

    test('guessing: five wrong codes lock the handle, and a valid code does not unlock it', async (context) => {
        const { anna, carl } = await callIn(context, nobody);
        const code = await anna.transfer();
        const at = code.text.length - 20;
        const wrong = (i) => code.text.slice(0, at) + `guess${i}guess${i}` + code.text.slice(at + 12);
        for (let i = 0; i < 5; i++) {
            const error = await carl.refused({ request: 'scan', text: wrong(i) });
            assertRefused(error, 442);
            assert.ok(!error.text.includes(`guess${i}`), 'the error must not contain the code');
        }
        assertRefused(await carl.refused({ request: 'scan', text: code.text }), 449);
        const fresh = await anna.transfer();
        assertRefused(await carl.refused({ request: 'scan', text: fresh.text }), 449);
        const other = await context.device();
        assert.equal((await other.scan(fresh.text)).state, 'connecting');
        await other.request({ request: 'cancel', transfer: fresh.transfer });
        const third = await anna.transfer();
        await until(() => carl.scan(third.text).catch((error) => error),
            (result) => result.state === 'connecting', { ...after(LOCK), what: 'the end of the lock' });
    });

    // Janus does not tell the plugin any fingerprint, and a PeerConnection never changes its fingerprint. Therefore the
    // test needs another PeerConnection for another fingerprint.
    test('the DTLS fingerprint changes after people have agreed: nobody gets in', async (context) => {
        const all = await scannedCall(context, {});
        const { anna, carl, code, scanned: { number } } = all;
        await carl.publish(['microphone', 'camera']);
        await carl.up.up;
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number });
        await carl.next('admitted');
        await carl.up.close();
        await carl.next('hangup');
        await agentGone(context, carl.uplink);
        const other = await carl.makeUplink(['microphone', 'camera']);
        const jsep = await other.offer();
        const error = await carl.refused({ request: 'publish', sources: other.names() }, { jsep });
        assertRefused(error, 405);
        await allEnded([anna, carl], 'failed', 'fingerprint_changed');
        await stayed(context, all);
    });

    test('a new device that cannot send the room\'s codec is refused, and the call stays',
        async (context) => {
            const all = await scannedCall(context, { ...nobody, videocodec: 'h264' });
            await assert.rejects(all.carl.publish(['microphone', 'camera'], { video: ['vp8'] }),
                { code: 431 });
            await allEnded([all.anna, all.carl], 'failed', 'codec_refused');
            await stayed(context, all);
            await all.carl.next('hangup');
            await released(all.carl, all.room);
        });

    test('a wrong number, a no or a missing response ends the transfer', async (context) => {
        const all = await callIn(context);
        const { anna, carl } = all;
        const begin = async () => {
            const { code, scanned: { number } } = await scansCode(anna, carl);
            const { choices, expires_in: left } = await anna.next('confirm');
            assert.ok(left > 0 && left <= CONFIRM * 1000);
            return { transfer: code.transfer, wrong: choices.find((choice) => choice !== number), number };
        };
        const both = (...end) => allEnded([anna, carl], ...end);

        const first = await begin();
        assertRefused(await anna.refused({ request: 'confirm', transfer: first.transfer, agree: true,
            number: first.wrong }), 447);
        await both('declined', 'wrong_number');
        assertRefused(await anna.refused({ request: 'confirm', transfer: first.transfer, agree: true,
            number: first.number }), 440);

        const second = await begin();
        await anna.confirm(second.transfer, { agree: false });
        await both('declined', 'said_no');

        const third = await begin();
        const missing = await anna.refused({ request: 'confirm', transfer: third.transfer,
            agree: true });
        assertRefused(missing, 401, 'number');
        assertRefused(await carl.refused({ request: 'confirm', transfer: third.transfer, agree: true,
            number: third.number }), 448);
        await both('expired', 'no_response', after(CONFIRM));
        await stayed(context, all);
        await released(carl, all.room);
    });

    test('a return to a device that sends nothing any more: the call stays on the new device',
        async (context) => {
            const { anna, ben, carl, code } = await movedCall(context);
            await anna.up.stop();
            await carl.request({ request: 'return', transfer: code.transfer });
            await anna.next('transfer', { where: ({ state }) => state === 'returning' });
            await anna.next('transfer', { where: ({ state }) => state === 'standby', ...after(RETURN) });
            await Promise.all([anna, carl].map((device) => ended(device, 'moved', 'none', after(10))));
            await flows(carl, ben);
            carriedOn(ben, anna.id, [anna, carl]);
        });

    test('the old device loses its PeerConnection on standby: it leaves the room', async (context) => {
        const all = await movedCall(context);
        await all.anna.up.close();
        await allEnded([all.anna, all.carl], 'moved', 'none');
        await flows(all.carl, all.ben);
    });

    test('a person who leaves or is removed during a move is gone with both devices', async (context) => {
        const { anna, ben, carl, room } = await callIn(context);
        await carl.scan((await anna.transfer()).text);
        await anna.request({ request: 'leave' });
        await ended(carl, 'failed', 'removed');
        await hasLeft(ben, anna.id, 'left');

        const dora = await context.caller(room, { display: 'Dora' });
        await carl.scan((await dora.transfer()).text);
        await context.admin({ request: 'remove', room, id: dora.id });
        await Promise.all([ended(dora, 'failed', 'removed'), ended(carl, 'failed', 'removed'),
            dora.next('removed')]);
        await hasLeft(ben, dora.id, 'removed');
    });
}
