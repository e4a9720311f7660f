// SPDX-License-Identifier: GPL-3.0-or-later
// Clients whose WebSocket is lost, and who claim their session of Janus on another WebSocket: what they have missed.
import assert from 'node:assert/strict';
import { callIn, movedCall, nobody } from './calls.mjs';
import { flows } from './check.mjs';

/** Janus keeps a session without a transport for so many seconds. */
const RECLAIM = { janus: { general: { reclaim_session_timeout: 60 } } };

/** The longest message: 2000 characters of three bytes. */
const LONG = '\u20ac'.repeat(1990);

const chats = (device, texts) => texts.reduce((before, text) =>
    before.then(() => device.request({ request: 'chat', text })), Promise.resolve());

const long = (count, name) => Array.from({ length: count }, (_, i) => `${name} ${i} ${LONG}`);

/** Cuts the WebSocket, lets others do something, and claims the session. Resolves with `synced`. */
async function cutFor(device, meanwhile) {
    const since = device.uplink.seq;
    device.session.drop();
    await meanwhile();
    await device.session.reclaim();
    return device.request({ request: 'sync', since });
}

const textsOf = (missed) => missed.filter(({ baton }) => baton === 'chat').map(({ message }) => message.text);

/** `numbers` of these events have no gap and begin after `since`. */
function assertFollow(missed, since) {
    assert.deepEqual(missed.map(({ seq }) => seq), missed.map((_, i) => since + 1 + i));
}

/** Starts a call in which Ben is a moderator. */
async function moderatedCall(context, settings) {
    await context.ownJanus({ ...RECLAIM, ...settings });
    const call = await callIn(context, { hold: 30, secret: 'moderators' });
    const mod = await context.device();
    await mod.join(call.room, { secret: 'moderators' });
    return { ...call, mod };
}

export default function sync(test) {
    test('sync: a client that claims its session gets what it has missed, and the whole state', async (context) => {
        const { anna, ben, mod } = await moderatedCall(context);
        await anna.next('participant_joined', { where: ({ participant }) => participant.id === mod.me.id });
        const since = anna.uplink.seq;
        const synced = await cutFor(anna, async () => {
            await chats(ben, ['one', 'two']);
            await mod.request({ request: 'mute', id: anna.id, kind: 'microphone' });
            await ben.request({ request: 'hand', raised: true });
            await chats(mod, ['three']);
        });
        assert.equal(synced.complete, true);
        assert.deepEqual(synced.missed.map(({ baton }) => baton), ['chat', 'chat', 'muted_by', 'chat']);
        assert.deepEqual(textsOf(synced.missed), ['one', 'two', 'three']);
        assertFollow(synced.missed, since);
        assert.equal(synced.seq, since + 4);
        assert.equal(synced.role, 'active');
        assert.equal(synced.connection, 'connected');
        assert.equal(synced.sources.find(({ kind }) => kind === 'microphone').muted, true);
        assert.equal(synced.participants.find(({ id }) => id === ben.id).hand, true);
        assert.deepEqual(synced.slots.map(({ mid }) => mid), anna.slots.map(({ mid }) => mid));
        await flows(ben, anna);
        await chats(ben, ['and on']);
        assert.equal((await anna.next('chat')).message.text, 'and on');
        assert.equal(anna.uplink.seq, since + 5);
        assert.deepEqual(anna.uplink.gaps, []);
        anna.me.resume = synced.resume;
        assert.equal((await anna.resume()).seq, since + 5);
    });

    test('sync: the call moves away while the old device has no connection to Janus', async (context) => {
        await context.ownJanus(RECLAIM);
        const { anna, ben, carl } = await callIn(context, { ...nobody, hold: 30, grace: 30 });
        const code = await anna.transfer();
        const synced = await cutFor(anna, async () => {
            await carl.scan(code.text);
            await carl.next('admitted');
            await carl.connect();
            await carl.next('moved');
        });
        assert.equal(synced.role, 'standby');
        assert.deepEqual([synced.transfer.role, synced.transfer.state], ['old', 'standby']);
        const moved = synced.missed.find(({ baton }) => baton === 'moved');
        assert.equal(moved.role, 'old');
        assert.equal(moved.disown, undefined);
        assert.equal(typeof synced.transfer.disown, 'string');
        await anna.request({ request: 'return', transfer: synced.transfer.transfer });
        await anna.next('returned');
        await flows(anna, ben);
        assert.deepEqual(anna.uplink.gaps, []);
    });

    test('sync: the new device loses its connection after the call has moved to it', async (context) => {
        await context.ownJanus(RECLAIM);
        const { ben, carl } = await movedCall(context, { ...nobody, hold: 30, grace: 0 });
        await carl.next('transfer_ended');
        const synced = await cutFor(carl, () => chats(ben, ['for the new device']));
        assert.deepEqual(textsOf(synced.missed), ['for the new device']);
        assert.equal(synced.role, 'active');
        assert.equal(synced.transfer, undefined);
    });

    test('sync: the window is full of what was lost: after the claim the client gets everything', async (context) => {
        const limits = { window_kb: 16, queue_kb: 512 };
        const { general } = context.suite.settings;
        await context.ownJanus({ ...RECLAIM, settings: { general, limits } });
        const { anna, ben } = await callIn(context, { hold: 30 });
        const since = anna.uplink.seq;
        const texts = long(9, 'ben');
        const synced = await cutFor(anna, () => chats(ben, texts));
        assert.equal(synced.complete, true);
        assert.deepEqual(textsOf(synced.missed), texts);
        assertFollow(synced.missed, since);
        await chats(ben, ['and on']);
        await anna.next('chat', { where: ({ message }) => message.text === 'and on' });
        assert.equal(anna.uplink.seq, since + 10);
    });

    test('sync: so much chat was lost that it was dropped: the state counts, nobody is detached', async (context) => {
        const limits = { window_kb: 16, room_events_kb: 1024, room_events_burst_kb: 2048, session_events_kb: 1024,
            session_events_burst_kb: 2048 };
        const { general } = context.suite.settings;
        await context.ownJanus({ ...RECLAIM, settings: { general, limits } });
        const { anna, ben } = await callIn(context, { hold: 30 });
        const texts = long(120, 'ben');
        const synced = await cutFor(anna, () => chats(ben, texts));
        assert.equal(synced.complete, false);
        const latest = textsOf(synced.missed);
        assert.deepEqual(latest, texts.slice(texts.length - latest.length));
        assert.ok(synced.chat.length > 1, 'there must be chat in the reply');
        assert.deepEqual(synced.chat.map(({ text }) => text), texts.slice(-synced.chat.length));
        assert.doesNotMatch(context.janus.log, /a handle is detached|handles are detached/);
        await chats(ben, ['and on']);
        await anna.next('chat', { where: ({ message }) => message.text === 'and on' });
        await flows(ben, anna);
    });
}
