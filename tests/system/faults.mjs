// SPDX-License-Identifier: GPL-3.0-or-later
// Faults during a move: the call stays where it was or comes back, both devices are told why, and the other people
// notice nothing.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { WAIT } from '../harness/timeouts.mjs';
import { COMMIT, CONFIRM, CONNECT, LOCK, RETURN } from './settings.mjs';
import { assertSwapped, assertNothingOf, assertRefused, flows, midOf, sees, streamOf,
    until } from './check.mjs';

// Janus ends the handles of a lost session one by one. Which one comes first is chance, so both reasons are possible.
const GONE = ['new_gone', 'connection_lost'];
const nobody = { confirm: { who: 'nobody' } };
const after = (seconds) => ({ timeout: seconds * 1000 + WAIT });

/** Puts Anna and Ben into a call, in which Ben sees and hears Anna, and opens a device that is not in a call. */
async function setUp(context, fields = nobody, options) {
    const room = await context.room(fields);
    const [anna, ben] = await context.call(room, options);
    await Promise.all([sees(ben, anna.id), sees(anna, ben.id)]);
    await flows(anna, ben);
    const carl = await context.device();
    return { room, anna, ben, carl };
}

async function ended(device, outcome, reasons, options) {
    const end = await device.next('transfer_ended', options);
    assert.equal(end.outcome, outcome);
    assert.ok([reasons].flat().includes(end.reason), `reason ${end.reason}, expected ${reasons}`);
    assert.ok(end.text.length > 0, 'there must be a text for people');
    return end;
}

/** Asserts that the call is still on the old device and that nothing of the new device was forwarded. */
async function unmoved(context, { room, anna, ben, carl }) {
    await flows(anna, ben);
    assertNothingOf(carl, ben.down);
    for (const kind of ['microphone', 'camera'])
        assertSwapped(streamOf(ben.down, midOf(ben, anna.id, kind)), [anna], kind);
    assert.equal(ben.uplink.unread('participant_left').length, 0);
    assert.equal(ben.down.negotiations, 1);
    const { transfers } = await context.admin({ request: 'transfers', room });
    assert.deepEqual(transfers, []);
    const { devices } = await context.admin({ request: 'devices', room, id: anna.id });
    assert.deepEqual(devices.map(({ device, role }) => [device, role]), [[anna.me.device, 'active']]);
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
async function committing(context, fields) {
    const all = await setUp(context, fields);
    const { anna, carl } = all;
    const code = await anna.transfer();
    await carl.scan(code.text);
    await carl.next('admitted');
    await Promise.all([carl.publish(carl.wantedSources()), carl.subscribe()]);
    await carl.up.source('camera').set({ keyless: true });
    await Promise.all([carl.up.up, carl.down.up]);
    await carl.up.start();
    await anna.next('transfer', { where: ({ state }) => state === 'committing' });
    return { ...all, code };
}

export default function faults(test) {
    test('the new device never connects: the call stays', async (context) => {
        const all = await setUp(context);
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        await Promise.all([all.anna, all.carl].map((device) =>
            ended(device, 'failed', 'connect_timeout', after(CONNECT))));
        await unmoved(context, all);
        await released(all.carl, all.room);
    });

    test('the new device negotiates, but its PeerConnections never come up: the call stays', async (context) => {
        const all = await setUp(context);
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        const up = await all.carl.makeUplink(['microphone', 'camera']);
        const jsep = await up.offer();
        await all.carl.request({ request: 'publish', sources: up.names() }, { jsep });
        await Promise.all([all.anna, all.carl].map((device) =>
            ended(device, 'failed', 'connect_timeout', after(CONNECT))));
        await unmoved(context, all);
    });

    test('the new device connects and sends nothing: the call stays', async (context) => {
        const all = await setUp(context);
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        await Promise.all([all.carl.publish(all.carl.wantedSources()), all.carl.subscribe()]);
        await Promise.all([all.anna, all.carl].map((device) =>
            ended(device, 'failed', 'no_media', after(COMMIT))));
        await unmoved(context, all);
        await released(all.carl, all.room);
    });

    test('the new device vanishes before anybody has responded: the call stays', async (context) => {
        const all = await setUp(context, {});
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        await all.carl.connect();
        await all.anna.next('confirm');
        await all.carl.vanish();
        await ended(all.anna, 'failed', 'new_gone');
        assertRefused(await all.anna.refused({ request: 'confirm', transfer: code.transfer,
            agree: true, number: 10 }), 440);
        await unmoved(context, all);
    });

    test('the new device vanishes while it connects: the call stays', async (context) => {
        const all = await setUp(context);
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        await all.carl.publish(all.carl.wantedSources());
        await all.carl.vanish();
        await ended(all.anna, 'failed', 'new_gone');
        await unmoved(context, all);
    });

    test('the new device detaches its handle while it connects: the call stays', async (context) => {
        const all = await setUp(context);
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        await all.carl.uplink.detach();
        await ended(all.anna, 'failed', 'new_gone');
        await unmoved(context, all);
    });

    test('the new device vanishes just before the swap: the call stays', async (context) => {
        const all = await committing(context);
        all.carl.dropSignalling();
        await ended(all.anna, 'failed', GONE);
        await unmoved(context, all);
    });

    for (const link of ['up', 'down']) {
        test(`the new device's ${link}link closes just before the swap: the call stays`, async (context) => {
            const all = await committing(context);
            await all.carl[link].close();
            await Promise.all([all.anna, all.carl].map((device) =>
                ended(device, 'failed', 'connection_lost')));
            await unmoved(context, all);
        });
    }

    test('no keyframe ever comes: the call stays', async (context) => {
        const all = await committing(context);
        await ended(all.anna, 'failed', 'no_media', after(COMMIT));
        await unmoved(context, all);
    });

    for (const [how, die, reason] of [
        ['vanishes', (carl) => carl.vanish(), GONE],
        ['loses its signalling', (carl) => carl.dropSignalling(), GONE],
        ['loses its uplink', (carl) => carl.up.close(), 'connection_lost'],
        ['loses its downlink', (carl) => carl.down.close(), 'connection_lost'],
    ]) {
        test(`the new device ${how} 2 s after the move: the call comes back`, async (context) => {
            const all = await setUp(context, { ...nobody, grace: 60 });
            const { anna, ben, carl, room } = all;
            const { code } = await move(anna, carl);
            for (let i = 0; i < 50; i++)
                await ben.down.hears(carl.number, { kind: 'video' });
            await die(carl);
            const returned = await anna.next('returned');
            assert.equal(returned.transfer, code.transfer);
            await ended(anna, 'returned', reason);
            await flows(anna, ben);
            for (const kind of ['microphone', 'camera'])
                assertSwapped(streamOf(ben.down, midOf(ben, anna.id, kind)), [anna, carl, anna], kind);
            assert.equal(ben.uplink.unread('participant_left').length, 0);
            const { devices } = await context.admin({ request: 'devices', room, id: anna.id });
            assert.deepEqual(devices.map(({ device, role }) => [device, role]),
                [[anna.me.device, 'active']]);
            await sees(anna, ben.id);
            await flows(ben, anna);
        });
    }

    test('the old device vanishes while the code is shown: the person is gone', async (context) => {
        const all = await setUp(context);
        const { anna, ben, carl, room } = all;
        const code = await anna.transfer();
        await anna.vanish();
        const left = await ben.next('participant_left');
        assert.deepEqual([left.id, left.reason], [anna.id, 'gone']);
        const error = await carl.refused({ request: 'scan', text: code.text });
        assert.ok([442, 443].includes(error.code), error.message);
        await ben.slotsWhen((slots) => slots.every((slot) => slot.source === null));
        assert.deepEqual((await context.admin({ request: 'transfers', room })).transfers, []);
    });

    test('the old device vanishes before it has responded: nobody gets in', async (context) => {
        const all = await setUp(context, {});
        const code = await all.anna.transfer();
        await all.carl.scan(code.text);
        await all.carl.connect();
        await all.anna.vanish();
        await ended(all.carl, 'failed', 'old_gone');
        const left = await all.ben.next('participant_left');
        assert.deepEqual([left.id, left.reason], [all.anna.id, 'gone']);
        assertNothingOf(all.carl, all.ben.down);
        await released(all.carl, all.room);
    });

    test('the old device vanishes while the new one connects: the call goes on there', async (context) => {
        const all = await setUp(context);
        const { anna, ben, carl } = all;
        const code = await anna.transfer();
        await carl.scan(code.text);
        await carl.next('admitted');
        const slots = JSON.stringify(ben.slots);
        await anna.vanish();
        await carl.connect({ slots: carl.wantedSlots() });
        const moved = await carl.next('moved');
        assert.equal(moved.id, anna.id);
        await ended(carl, 'moved', 'none');
        await flows(carl, ben);
        for (const kind of ['microphone', 'camera'])
            assertSwapped(streamOf(ben.down, midOf(ben, anna.id, kind)), [anna, carl], kind);
        assert.equal(ben.uplink.unread('participant_left').length, 0);
        assert.equal(JSON.stringify(ben.slots), slots);
    });

    test('the old device vanishes just before the swap: the call goes on with the new one',
        async (context) => {
            const all = await committing(context);
            await all.anna.vanish();
            await all.carl.up.source('camera').set({ keyless: false, keyframe: true });
            await all.carl.next('moved');
            await ended(all.carl, 'moved', 'none');
            await flows(all.carl, all.ben);
            assert.equal(all.ben.uplink.unread('participant_left').length, 0);
        });

    test('the old device vanishes on standby: the call stays on the new one', async (context) => {
        const all = await setUp(context);
        const { anna, ben, carl } = all;
        await move(anna, carl);
        await anna.vanish();
        await ended(carl, 'moved', 'none');
        await flows(carl, ben);
        assert.equal(ben.uplink.unread('participant_left').length, 0);
    });

    test('both devices die before the swap: the person is gone', async (context) => {
        const all = await committing(context);
        await Promise.all([all.anna.vanish(), all.carl.vanish()]);
        const left = await all.ben.next('participant_left');
        assert.deepEqual([left.id, left.reason], [all.anna.id, 'gone']);
        await all.ben.slotsWhen((slots) => slots.every((slot) => slot.source === null));
        assert.deepEqual((await context.admin({ request: 'transfers', room: all.room })).transfers, []);
    });

    test('both devices die on standby: the person is gone', async (context) => {
        const all = await setUp(context);
        await move(all.anna, all.carl);
        await Promise.all([all.anna.vanish(), all.carl.vanish()]);
        const left = await all.ben.next('participant_left');
        assert.deepEqual([left.id, left.reason], [all.anna.id, 'gone']);
        const { devices } = await context.admin({ request: 'devices', room: all.room });
        assert.deepEqual(devices.map(({ participant }) => participant), [all.ben.id]);
    });

    for (const state of ['showing', 'confirming', 'connecting', 'committing', 'standby']) {
        test(`the room is destroyed in ${state}: everyone is removed and told`, async (context) => {
            let all;
            if (state === 'committing') {
                all = await committing(context);
            } else {
                all = await setUp(context, state === 'confirming' ? {} : nobody);
                if (state === 'standby') {
                    await move(all.anna, all.carl);
                } else {
                    const code = await all.anna.transfer();
                    if (state !== 'showing')
                        await all.carl.scan(code.text);
                }
            }
            const { anna, ben, carl, room } = all;
            await context.admin({ request: 'destroy', room });
            for (const device of state === 'showing' ? [anna] : [anna, carl])
                await ended(device, 'failed', 'room_gone');
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

    test('a second transfer while one runs is refused, and the first goes on', async (context) => {
        const all = await setUp(context, {});
        const { anna, ben, carl } = all;
        const code = await anna.transfer();
        const { number } = await carl.scan(code.text);
        assertRefused(await anna.refused({ request: 'transfer' }), 441);
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number });
        assertRefused(await anna.refused({ request: 'transfer' }), 441);
        await carl.connect();
        await carl.next('moved');
        await flows(carl, ben);
    });

    test('two people move their calls at the same time', async (context) => {
        const all = await setUp(context);
        const { anna, ben, carl } = all;
        const dora = await context.device();
        await Promise.all([move(anna, carl), move(ben, dora)]);
        await Promise.all([sees(dora, anna.id), sees(carl, dora.me.id)]);
        await Promise.all([flows(carl, dora), flows(dora, carl)]);
    });

    test('a code works once: a second scan is refused, and the person in the call is warned', async (context) => {
        const all = await setUp(context);
        const { anna, ben, carl } = all;
        const late = await context.device();
        const { code } = await move(anna, carl);
        assertRefused(await late.refused({ request: 'scan', text: code.text }), 444);
        const warning = await carl.next('warning');
        assert.deepEqual([warning.kind, warning.transfer], ['second_claim', code.transfer]);
        await flows(carl, ben);
        await carl.transfer();
        assertRefused(await late.refused({ request: 'scan', text: code.text }), 444);
        await flows(carl, ben);
    });

    test('a code of another room is refused, and stays valid', async (context) => {
        const all = await setUp(context);
        const other = await context.room();
        const code = await all.anna.transfer();
        assertRefused(await all.carl.refused({ request: 'scan', text: code.text, room: other }), 446);
        assert.equal((await all.carl.scan(code.text, { room: all.room })).state, 'connecting');
    });

    test('an expired code is refused, and the person is told', async (context) => {
        const all = await setUp(context, { ...nobody, code_lifetime: 5 });
        const code = await all.anna.transfer();
        assert.ok(code.expires_in <= 5000);
        await ended(all.anna, 'expired', 'code_expired', after(5));
        assertRefused(await all.carl.refused({ request: 'scan', text: code.text }), 443);
        await unmoved(context, all);
    });

    test('five devices scan one code at once: exactly one gets in', async (context) => {
        const all = await setUp(context, {});
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
            await ended(winners[0], 'declined', 'said_no');
            await ended(all.anna, 'declined', 'said_no');
        }
        await unmoved(context, all);
    });

    test('guessing: five wrong codes lock the handle, and a valid code does not unlock it', async (context) => {
        const all = await setUp(context);
        const { anna, carl } = all;
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

    // Janus does not tell the plugin fingerprints, and a PeerConnection never changes its own. Therefore another
    // fingerprint needs another PeerConnection.
    test('the DTLS fingerprint changes after people have agreed: nobody gets in', async (context) => {
        const all = await setUp(context, {});
        const { anna, carl } = all;
        const code = await anna.transfer();
        const { number } = await carl.scan(code.text);
        await carl.publish(['microphone', 'camera']);
        await carl.up.up;
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number });
        await carl.next('admitted');
        await carl.up.close();
        await carl.next('hangup');
        const other = await carl.makeUplink(['microphone', 'camera']);
        const jsep = await other.offer();
        const error = await carl.refused({ request: 'publish', sources: other.names() }, { jsep });
        assertRefused(error, 405);
        await Promise.all([anna, carl].map((device) =>
            ended(device, 'failed', 'fingerprint_changed')));
        await unmoved(context, all);
    });

    test('a new device that cannot send the room\'s codec is refused, and the call stays',
        async (context) => {
            const all = await setUp(context, { ...nobody, videocodec: 'h264' });
            const code = await all.anna.transfer();
            await all.carl.scan(code.text);
            await assert.rejects(all.carl.publish(['microphone', 'camera'], { video: ['vp8'] }),
                { code: 431 });
            await Promise.all([all.anna, all.carl].map((device) =>
                ended(device, 'failed', 'codec_refused')));
            await unmoved(context, all);
            await all.carl.next('hangup');
            await released(all.carl, all.room);
        });

    test('a wrong number, a no, and no response each end the transfer', async (context) => {
        const all = await setUp(context, {});
        const { anna, carl } = all;
        const begin = async () => {
            const code = await anna.transfer();
            const { number } = await carl.scan(code.text);
            const { choices, expires_in: left } = await anna.next('confirm');
            assert.ok(left > 0 && left <= CONFIRM * 1000);
            return { transfer: code.transfer, wrong: choices.find((choice) => choice !== number), number };
        };
        const both = (outcome, reason, options) => Promise.all([anna, carl].map((device) =>
            ended(device, outcome, reason, options)));

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
        await unmoved(context, all);
        await released(carl, all.room);
    });

    test('a return to a device that sends nothing any more: the call stays on the new one',
        async (context) => {
            const all = await setUp(context);
            const { anna, ben, carl } = all;
            const { code } = await move(anna, carl);
            await anna.up.stop();
            await carl.request({ request: 'return', transfer: code.transfer });
            await anna.next('transfer', { where: ({ state }) => state === 'returning' });
            await anna.next('transfer', { where: ({ state }) => state === 'standby', ...after(RETURN) });
            await Promise.all([anna, carl].map((device) => ended(device, 'moved', 'none', after(10))));
            await flows(carl, ben);
            for (const kind of ['microphone', 'camera'])
                assertSwapped(streamOf(ben.down, midOf(ben, anna.id, kind)), [anna, carl], kind);
        });

    test('the old device loses its PeerConnection on standby: it leaves the room', async (context) => {
        const all = await setUp(context);
        await move(all.anna, all.carl);
        await all.anna.up.close();
        await Promise.all([all.anna, all.carl].map((device) => ended(device, 'moved', 'none')));
        await flows(all.carl, all.ben);
    });

    test('a person who leaves or is removed during a move is gone with both devices', async (context) => {
        const all = await setUp(context, {});
        const { anna, ben, carl, room } = all;
        await carl.scan((await anna.transfer()).text);
        await anna.request({ request: 'leave' });
        await ended(carl, 'failed', 'removed');
        const left = await ben.next('participant_left');
        assert.deepEqual([left.id, left.reason], [anna.id, 'left']);

        const dora = await context.caller(room, { display: 'Dora' });
        await carl.scan((await dora.transfer()).text);
        await context.admin({ request: 'remove', room, id: dora.id });
        await Promise.all([ended(dora, 'failed', 'removed'), ended(carl, 'failed', 'removed'),
            dora.next('removed')]);
        const removed = await ben.next('participant_left');
        assert.deepEqual([removed.id, removed.reason], [dora.id, 'removed']);
    });
}
