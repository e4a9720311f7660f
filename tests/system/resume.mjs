// SPDX-License-Identifier: GPL-3.0-or-later
// Participants whose connection is lost, and devices that come back with their resume secret.
import assert from 'node:assert/strict';
import { WAIT } from '../harness/timeouts.mjs';
import { callIn, movedCall, nobody } from './calls.mjs';
import { assertContinuous, assertRefused, flows, midOf, streamOf } from './check.mjs';
import { movedTo, setUp } from './tokens.mjs';

const HELD = { hold: 30 };

const changes = (device, id) => device.next('participant_changed',
    { where: ({ participant }) => participant.id === id });

/** Resolves with the participant when the others see this connection of it. */
async function sees(device, id, connection) {
    for (;;) {
        const { participant } = await changes(device, id);
        if (participant.connection === connection)
            return participant;
    }
}

/** These streams of the receiver must be continuous, except for the time of the gap. */
function assertSameStreams(receiver, mids) {
    for (const mid of mids)
        assertContinuous(streamOf(receiver.down, mid), `m-line ${mid}`);
}

/** Cuts Anna's connection with `cut`, and brings her back. */
async function cutAndBack(context, cut) {
    const { anna, ben } = await callIn(context, HELD);
    const before = anna.me;
    const mids = ['microphone', 'camera'].map((kind) => midOf(ben, anna.id, kind));
    await anna.request({ request: 'hand', raised: true });
    const slots = ben.downlink.unread('slots').length;
    await cut(anna);
    const away = await sees(ben, anna.id, 'away');
    assert.deepEqual(away.sources.map(({ state }) => state), ['paused', 'paused']);
    const me = await anna.resume();
    assert.equal(me.resumed, true);
    assert.equal(me.id, before.id);
    assert.equal(me.hand, true);
    assert.notEqual(me.resume, before.resume);
    assert.deepEqual(me.sources.map(({ source }) => source), away.sources.map(({ source }) => source));
    await anna.connect();
    const back = await sees(ben, anna.id, 'connected');
    assert.deepEqual(back.sources.map(({ source }) => source), away.sources.map(({ source }) => source));
    await Promise.all([flows(anna, ben), flows(ben, anna)]);
    assertSameStreams(ben, mids);
    assert.deepEqual([ben.up.isUp, ben.down.isUp], [true, true]);
    assert.equal(ben.downlink.unread('slots').length, slots, 'the slots have changed');
    return { anna, ben };
}

export default function resume(test) {
    test('resume: the signalling is cut and Janus destroys the session: the same participant comes back',
        async (context) => {
            const { anna, ben } = await cutAndBack(context, (device) => device.dropSignalling());
            await ben.request({ request: 'chat', text: 'Welcome back.' });
            await anna.next('chat');
        });

    test('resume: a device that vanishes comes back', async (context) => {
        await cutAndBack(context, (device) => device.vanish());
    });

    test('resume: a detached uplink is a lost connection', async (context) => {
        await cutAndBack(context, (device) => device.uplink.detach());
    });

    test('resume: after `hold` the participant is gone, and the secret says so', async (context) => {
        const { anna, ben } = await callIn(context, { hold: 1 });
        await anna.vanish();
        await sees(ben, anna.id, 'away');
        const { reason } = await ben.next('participant_left', { timeout: WAIT + 1000 });
        assert.equal(reason, 'gone');
        await assert.rejects(anna.resume(), (error) => error.code === 450 && /left the room/.test(error.text));
    });

    test('resume: a client that has said that it goes is away for ten seconds at most', async (context) => {
        const { anna, ben } = await callIn(context, { hold: 3600 });
        assert.deepEqual(await anna.request({ request: 'closing' }), { baton: 'closing' });
        const since = performance.now();
        await anna.vanish();
        await ben.next('participant_left', { timeout: WAIT + 10000 });
        const took = performance.now() - since;
        assert.ok(took > 9000, `${took} ms`);
    });

    test('resume: the newest holder wins over a live connection, and an old secret does not', async (context) => {
        const { anna, ben } = await callIn(context, HELD);
        const first = anna.me.resume;
        const tab = await context.device();
        tab.me = await tab.uplink.request({ request: 'join', room: anna.me.room, resume: first });
        assert.equal(tab.me.id, anna.id);
        await anna.next('replaced');
        assertRefused(await anna.refused({ request: 'hand', raised: true }), 450);
        await Promise.all([anna.next('hangup'), anna.downlink.next('hangup')]);
        tab.codec = tab.me.videocodec;
        await tab.connect();
        await flows(tab, ben);
        const thief = await context.device();
        assertRefused(await thief.refused({ request: 'join', room: anna.me.room, resume: first }), 415);
        const { kind } = await tab.next('warning');
        assert.equal(kind, 'resume_copied');
        tab.me.resume = (await tab.next('resume')).resume;
        await flows(tab, ben);
        await tab.resume();
    });

    test('resume: nothing about the person is accepted together with the secret', async (context) => {
        const room = await context.room(HELD);
        const anna = await context.caller(room, { sources: [], slots: null });
        const other = await context.device();
        for (const [field, value] of Object.entries({ pin: '1', secret: '1', display: 'x', phone: '+15550100',
            metadata: {} }))
            assertRefused(await other.refused({ request: 'join', room, resume: anna.me.resume, [field]: value }), 402,
                field);
        assertRefused(await other.refused({ request: 'join', room, resume: 'guess' }), 415, 'resume');
    });

    test('resume: media alone is lost: the sources pause, and a publish on other handles continues them',
        async (context) => {
            const { anna, ben } = await callIn(context, HELD);
            const { id } = anna;
            const mids = ['microphone', 'camera'].map((kind) => midOf(ben, id, kind));
            await anna.up.close();
            const away = await sees(ben, id, 'away');
            assert.equal(away.sources.length, 2);
            await anna.next('hangup');
            assert.equal((await anna.request({ request: 'chat', text: 'I can still write.' })).baton, 'chat_sent');
            await anna.resumeOnOtherHandles();
            await anna.connect();
            const back = await sees(ben, id, 'connected');
            assert.deepEqual(back.sources.map(({ source }) => source), away.sources.map(({ source }) => source));
            await Promise.all([flows(anna, ben), flows(ben, anna)]);
            assertSameStreams(ben, mids);
            assert.equal(ben.down.negotiations, 1);
        });

    test('resume: the call moves, and the new device comes back with its own secret', async (context) => {
        const { anna, ben, carl, moved } = await movedCall(context, { ...nobody, ...HELD, grace: 0 });
        assert.equal(moved.id, anna.id);
        await carl.dropSignalling();
        await sees(ben, anna.id, 'away');
        await carl.resume();
        assert.equal(carl.id, anna.id);
        await carl.connect();
        await flows(carl, ben);
        await assert.rejects(anna.resume(), (error) => error.code === 450 && /another device/.test(error.text));
    });

    test('resume: the device in the call is cut while the new device connects: the call moves', async (context) => {
        const { anna, ben, carl } = await callIn(context, { ...nobody, ...HELD });
        const code = await anna.transfer();
        await carl.scan(code.text);
        await carl.next('admitted');
        await anna.vanish();
        await sees(ben, anna.id, 'away');
        await carl.connect();
        await carl.next('moved');
        await sees(ben, anna.id, 'connected');
        await flows(carl, ben);
    });

    test('resume: if Janus demands tokens, a device comes back with its own token', async (context) => {
        const { anna, full } = await setUp(context, { confirm: { who: 'nobody' }, grace: 0, hold: 30 });
        const { device, moved } = await movedTo(context, anna);
        device.me = moved;
        await device.next('transfer_ended');
        const token = device.session.token;
        const me = await device.resume({ token });
        assert.equal(me.id, anna.id);
        assert.notEqual(me.token, undefined);
        const eve = await context.device({ token: full });
        assertRefused(await eve.refused({ request: 'join', room: me.room, resume: me.resume }), 413, 'token');
    });
}
