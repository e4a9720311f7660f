// SPDX-License-Identifier: GPL-3.0-or-later
// A call that does not move: joining, sending, chatting, the rights of moderators, leaving.
import assert from 'node:assert/strict';
import { VIDEO_INTERVAL } from '../harness/peer.mjs';
import { callIn, continuous, hasLeft, slotsEmpty, toldOf } from './calls.mjs';
import { agentGone, assertContinuous, assertNothingOf, assertRefused, flows, midOf, sees, streamOf, until }
    from './check.mjs';

const ufragOf = ({ sdp }) => /^a=ice-ufrag:(.*)$/m.exec(sdp)[1];

export default function call(test) {
    test('C1: a call runs between two devices through the server', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        await Promise.all([sees(anna, ben.id), sees(ben, anna.id)]);
        await Promise.all([flows(anna, ben), flows(ben, anna)]);
        await flows(anna, ben);
        for (const kind of ['microphone', 'camera']) {
            const stream = streamOf(ben.down, midOf(ben, anna.id, kind));
            assertContinuous(stream, kind);
            assert.ok(stream.every((packet) => packet.pt === (kind === 'camera' ? 96 : 111)));
        }
        const video = streamOf(ben.down, midOf(ben, anna.id, 'camera'));
        assert.ok(video[0].frame.key && video[0].frame.start, 'the first packet must begin a keyframe');
        assertNothingOf(ben, ben.down);
    });

    test('packets of only padding leave no holes in the numbers', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        await sees(ben, anna.id);
        await anna.up.source('camera').set({ padding: true });
        for (let i = 0; i < 30; i++)
            await flows(anna, ben, ['video']);
        const video = streamOf(ben.down, midOf(ben, anna.id, 'camera'));
        assert.ok(video.length > 30);
        for (let i = 1; i < video.length; i++)
            assert.equal((video[i].seq - video[i - 1].seq) & 0xffff, 1);
        assert.ok(video.every(({ tag }) => tag));
    });

    test('join: the new participant and the others learn of each other', async (context) => {
        const room = await context.room({ description: 'Talk' });
        const anna = await context.caller(room, { sources: [], slots: null });
        const ben = await context.device();
        const joined = await ben.join(room, { display: 'Ben', metadata: { a: [1, { b: null }] } });
        const { id, device, private_id: key, resume, participants, ...rest } = joined;
        assert.match(resume, /^[A-Za-z0-9_-]{43}$/);
        for (const name of [id, device, key])
            assert.match(name, /^[A-Za-z0-9_-]{22}$/);
        assert.deepEqual(rest, { baton: 'joined', room, description: 'Talk', display: 'Ben',
            metadata: { a: [1, { b: null }] }, moderator: false, hand: false, connection: 'connected',
            audiocodec: 'opus', videocodec: 'vp8', grace: 10000, hold: 0, stand_in: 'moderator', remember: true,
            device_changed: null, sources: [], confirm: { who: 'old', how: 'popup', form: 'number' },
            ways: { present: true, code128: true, short: true, nobody: true, yesno: true }, mutual: false,
            chat: [], chat_before: null, participants_after: null, ice_servers: [], seq: 0 });
        assert.deepEqual(participants.map((each) => each.id), [anna.id]);
        const { participant } = await anna.next('participant_joined');
        assert.deepEqual(participant, { id, display: 'Ben', metadata: { a: [1, { b: null }] },
            moderator: false, hand: false, connection: 'connected', device_changed: null, sources: [] });
        assertRefused(await ben.refused({ request: 'join', room }), 452);
        assertRefused(await context.device().then((other) => other.refused({ request: 'join',
            room: 'nowhere' })), 420);
    });

    test('publish: the others learn when a source begins and when it ends', async (context) => {
        const room = await context.room();
        const [anna, ben] = [await context.caller(room, { sources: [], slots: null }),
            await context.device()];
        await ben.join(room);
        const published = await ben.publish(['microphone', 'camera', 'screen'],
            { fields: {} });
        assert.deepEqual(published.sources.map(({ mid, kind, muted }) => [mid, kind, muted]),
            [['0', 'microphone', false], ['1', 'camera', false], ['2', 'screen', false]]);
        const seen = await toldOf(anna, ({ sources }) => sources.length === 3);
        assert.deepEqual(seen.sources.map(({ source }) => source).sort(),
            published.sources.map(({ source }) => source).sort());
        await ben.up.up;
        const gone = await ben.request({ request: 'unpublish', mids: ['1'] });
        assert.deepEqual(gone, { baton: 'unpublished', mids: ['1'] });
        const left = await toldOf(anna, ({ sources }) => sources.length === 2);
        assert.deepEqual(left.sources.map(({ kind }) => kind).sort(), ['microphone', 'screen']);
        const all = await ben.request({ request: 'unpublish' });
        assert.deepEqual(all.mids.sort(), ['0', '2']);
        await ben.next('hangup');
        await toldOf(anna, ({ sources }) => sources.length === 0);
    });

    test('publish again: a person adds a screen to the call, and nobody has to negotiate', async (context) => {
        const { anna, ben } = await callIn(context);
        await anna.up.add('screen');
        const jsep = await anna.up.offer();
        const reply = await anna.request({ request: 'publish', sources: anna.up.names() }, { jsep });
        await anna.up.answered(reply.jsep);
        assert.equal(reply.sources.length, 3);
        await sees(ben, anna.id, ['microphone', 'camera', 'screen']);
        const mid = midOf(ben, anna.id, 'screen');
        await ben.down.hears(anna.number, { kind: 'video', mid });
        assert.equal(ben.down.negotiations, 1);
    });

    test('an ICE restart of the uplink: media flows on, and nobody else has to negotiate', async (context) => {
        const { anna, ben } = await callIn(context);
        const before = await anna.up.offer();
        const jsep = await anna.up.offer({ iceRestart: true });
        assert.notEqual(ufragOf(jsep), ufragOf(before));
        const reply = await anna.request({ request: 'publish', sources: anna.up.names() }, { jsep });
        await anna.up.answered(reply.jsep);
        await until(() => anna.up.restarts, (restarts) => restarts === 1, { what: 'the end of the ICE restart' });
        await flows(anna, ben);
        continuous(ben, anna.id);
        assert.equal(ben.down.negotiations, 1);
    });

    test('an ICE restart of the downlink: media flows on', async (context) => {
        const { anna, ben } = await callIn(context);
        const before = await ben.subscribe();
        const after = await ben.subscribe({ restart: true });
        assert.notEqual(ufragOf(after.jsep), ufragOf(before.jsep));
        await until(() => ben.down.restarts, (restarts) => restarts === 1, { what: 'the end of the ICE restart' });
        await flows(anna, ben);
        continuous(ben, anna.id);
    });

    for (const videocodec of ['h264', 'vp9', 'av1']) {
        test(`${videocodec}: a room with this codec forwards it, and refuses devices that cannot send it`,
            (context) => roomOf(context, videocodec));
    }

    test('muted: Baton forwards a source only while it is not muted', async (context) => {
        const { anna, ben } = await callIn(context);
        const mid = anna.up.source('microphone').mid;
        const done = await anna.request({ request: 'configure', sources: [{ mid, muted: true }] });
        assert.deepEqual(done, { baton: 'configured' });
        const { id } = await toldOf(ben, ({ sources }) =>
            sources.some(({ kind, muted }) => kind === 'microphone' && muted));
        assert.equal(id, anna.id);
        const since = await ben.down.count();
        await flows(anna, ben, ['video']);
        await flows(anna, ben, ['video']);
        // One packet may have been on its way at the same time as the reply.
        const late = ben.down.packets.slice(since).filter(({ kind }) => kind === 'audio');
        assert.ok(late.length <= 1, `${late.length} audio packets of a muted microphone`);
        await anna.request({ request: 'configure', sources: [{ mid, muted: false }] });
        await flows(anna, ben);
        continuous(ben, anna.id, ['microphone']);
    });

    test('configure: name, metadata and descriptions reach the others', async (context) => {
        const room = await context.room();
        const [anna, ben] = [await context.caller(room, { slots: null }),
            await context.caller(room, { sources: [], slots: null })];
        await anna.request({ request: 'configure', display: 'Änna', metadata: { at: 'home' },
            sources: [{ mid: anna.up.source('camera').mid, description: 'the good one' }] });
        const participant = await toldOf(ben, ({ display }) => display === 'Änna');
        assert.deepEqual(participant.metadata, { at: 'home' });
        assert.equal(participant.sources.find(({ kind }) => kind === 'camera').description,
            'the good one');
        assertRefused(await anna.refused({ request: 'configure',
            sources: [{ mid: '77', muted: true }] }), 424);
    });

    test('bitrate: a camera gets the room\'s limit or its device\'s limit, whichever is smaller', async (context) => {
        const room = await context.room({ bitrate: 700000 });
        const anna = await context.caller(room, { slots: null });
        // A REMB is for the whole PeerConnection, so the bitrate of the microphone is added.
        const voice = 96000;
        const camera = anna.up.source('camera');
        await until(() => camera.remb, (remb) => remb === 700000 + voice, { what: 'a REMB of the room\'s limit' });
        await anna.request({ request: 'configure', bitrate: 300000 });
        await until(() => camera.remb, (remb) => remb === 300000 + voice, { what: 'a REMB of 300 kbit/s' });
        await anna.request({ request: 'configure', bitrate: 900000 });
        await until(() => camera.remb, (remb) => remb === 700000 + voice, { what: 'the room\'s limit again' });
    });

    test('keyframes: the requests of several receivers reach the sender once', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        const carl = await context.caller(room, { display: 'Carl', sources: [] });
        await Promise.all([sees(ben, anna.id), sees(carl, anna.id)]);
        await Promise.all([flows(anna, ben), flows(anna, carl)]);
        // Wait a second: then reports have been exchanged, and joining no longer delays keyframe requests.
        for (let i = 0; i < 1000 / VIDEO_INTERVAL; i++)
            await flows(anna, ben, ['video']);
        const camera = anna.up.source('camera');
        const before = camera.plis;
        const key = ben.down.next((packet) => packet.frame?.key && packet.tag.device === anna.number,
            { what: 'keyframe' });
        await Promise.all([ben.down.pli(midOf(ben, anna.id, 'camera')),
            carl.down.pli(midOf(carl, anna.id, 'camera'))]);
        await key;
        await flows(anna, ben, ['video']);
        await flows(anna, ben, ['video']);
        assert.equal(camera.plis - before, 1, 'exactly one keyframe request must reach the sender');
    });

    test('chat: everyone gets each message once, and latecomers get the last hundred', async (context) => {
        const room = await context.room();
        const [anna, ben] = [await context.caller(room, { display: 'Anna', sources: [], slots: null }),
            await context.caller(room, { display: 'Ben', sources: [], slots: null })];
        const sent = [];
        for (let i = 1; i <= 103; i++)
            sent.push(await anna.request({ request: 'chat', text: `<i>${i}</i>` }));
        const ids = sent.map(({ id }) => id);
        assert.ok(ids.every((id, i) => i === 0 || id === ids[i - 1] + 1), 'ids count up');
        for (const device of [anna, ben]) {
            const { message } = await device.next('chat', { where: (event) =>
                event.message.id === ids[102] });
            assert.deepEqual({ ...message, time: 0 }, { id: ids[102], from: anna.id, display: 'Anna',
                text: '<i>103</i>', time: 0 });
            assert.ok(Math.abs(message.time - Date.now()) < 60000);
            assert.equal(device.uplink.unread('chat').length, 102);
        }
        const carl = await context.device();
        const { chat, chat_before: before } = await carl.join(room);
        assert.deepEqual(chat.map(({ id }) => id), ids.slice(53));
        const earlier = await carl.request({ request: 'chat_history', before, limit: 30 });
        assert.deepEqual(earlier.messages.map(({ id }) => id), ids.slice(23, 53));
        const first = await carl.request({ request: 'chat_history', before: earlier.next });
        assert.deepEqual(first.messages.map(({ id }) => id), ids.slice(3, 23));
        assert.equal(first.next, null);
    });

    test('C17: a call that has only chat needs no media', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room, { first: { sources: [], slots: null },
            second: { sources: [], slots: null } });
        await ben.request({ request: 'chat', text: 'hello' });
        assert.equal((await anna.next('chat')).message.text, 'hello');
        assert.equal(anna.uplink.seen.filter(({ janus }) => janus === 'webrtcup').length, 0);
    });

    test('hand: the others learn when a participant raises or lowers a hand', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room, { first: { sources: [], slots: null },
            second: { sources: [], slots: null } });
        for (const raised of [true, false]) {
            assert.deepEqual(await anna.request({ request: 'hand', raised }),
                { baton: 'hand_set', raised });
            await toldOf(ben, ({ id, hand }) => id === anna.id && hand === raised);
        }
    });

    test('mute: a moderator can mute a person, but only the person can unmute', async (context) => {
        const { anna, ben } = await callIn(context, { secret: 's' }, { second: { join: { secret: 's' } } });
        assertRefused(await anna.refused({ request: 'mute', id: ben.id, kind: 'microphone' }), 410);
        assertRefused(await ben.refused({ request: 'mute', id: 'nobody', kind: 'microphone' }), 423);
        assertRefused(await ben.refused({ request: 'mute', id: anna.id, kind: 'screen' }), 424);
        const done = await ben.request({ request: 'mute', id: anna.id, kind: 'microphone' });
        assert.deepEqual(done, { baton: 'muted', id: anna.id, kind: 'microphone' });
        const { id, kind } = await anna.next('muted_by');
        assert.deepEqual([id, kind], [ben.id, 'microphone']);
        await flows(anna, ben, ['video']);
        const since = await ben.down.count();
        await flows(anna, ben, ['video']);
        assertNothingOf(anna, ben.down, { since, kind: 'audio' });
        await anna.request({ request: 'configure',
            sources: [{ mid: anna.up.source('microphone').mid, muted: false }] });
        await flows(anna, ben, ['audio']);
    });

    test('kick: the person is removed and gets an event, and the others learn the reason', async (context) => {
        const room = await context.room({ secret: 's' });
        const [anna, ben] = await context.call(room, { second: { join: { secret: 's' } } });
        assertRefused(await anna.refused({ request: 'kick', id: ben.id }), 410);
        assertRefused(await ben.refused({ request: 'kick', id: 'nobody' }), 423);
        const done = await ben.request({ request: 'kick', id: anna.id });
        assert.deepEqual(done, { baton: 'kicked', id: anna.id });
        await anna.next('removed');
        const { id, reason } = await ben.next('participant_left');
        assert.deepEqual([id, reason], [anna.id, 'removed']);
        await anna.next('hangup');
        assertRefused(await anna.refused({ request: 'chat', text: 'wait' }), 450);
        await anna.join(room);
    });

    test('leave: the others learn of it, also when a device just disappears', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        const carl = await context.caller(room, { sources: [], slots: null });
        await sees(anna, ben.id);
        assert.deepEqual(await ben.request({ request: 'leave' }), { baton: 'left', room });
        await hasLeft(anna, ben.id, 'left');
        await slotsEmpty(anna);
        carl.dropSignalling();
        await hasLeft(anna, carl.id, 'gone');
        const { participants } = await context.admin({ request: 'participants', room });
        assert.deepEqual(participants.map(({ id }) => id), [anna.id]);
    });

    test('a PeerConnection that closes ends its sources, but not the participant', async (context) => {
        const { anna, ben } = await callIn(context);
        await anna.up.close();
        await anna.next('hangup');
        await slotsEmpty(ben);
        assert.equal((await anna.request({ request: 'chat', text: 'still here' })).baton, 'chat_sent');
        await agentGone(context, anna.uplink);
        await anna.connect({ slots: null });
        await sees(ben, anna.id);
        await flows(anna, ben);
    });
}

async function roomOf(context, videocodec) {
    const { room, anna, ben, carl } = await callIn(context, { videocodec });
    const stream = streamOf(ben.down, midOf(ben, anna.id, 'camera'));
    assertContinuous(stream, 'camera');
    assert.ok(stream[0].frame.key, 'the first packet must begin a keyframe');
    assert.equal(stream[0].frame.pictureId == null, videocodec === 'h264', 'only H.264 has no picture ids');
    await carl.join(room);
    await assert.rejects(carl.publish(['microphone', 'camera'], { video: ['vp8'] }), { code: 431 });
    await carl.next('hangup');
    await agentGone(context, carl.uplink);
    await assert.rejects(carl.publish(['microphone'], { audio: 'pcmu' }), { code: 431 });
    await carl.next('hangup');
    await agentGone(context, carl.uplink);
    assert.deepEqual((await context.admin({ request: 'devices', room, id: carl.id }))
        .devices[0].uplink.feeds, []);
    await carl.publish(['microphone', 'camera']);
}
