// SPDX-License-Identifier: GPL-3.0-or-later
// The slots of a device: Baton fills them by rank, or as the device wishes. The SSRC and the payload type of a slot
// never change.
import assert from 'node:assert/strict';
import { scaled } from '../harness/timeouts.mjs';
import { slotsEmpty } from './calls.mjs';
import { assertNothingOf, assertRefused, flows, midOf, sees, streamOf } from './check.mjs';

/** How long and how often a test flips slots, and the setting keyframe_interval_ms, in milliseconds. */
const SPAN = 3000;
const INTERVAL = 500;
const FLIP = 40;

const shown = (slots, kind) => slots.filter((slot) => slot.kind === kind).map((slot) => slot.participant);

/** Puts Anna, who sends nothing, into a room, with these slots. */
async function viewer(context, slots) {
    const room = await context.room();
    return { room, anna: await context.caller(room, { sources: [], slots }) };
}

/** Puts two participants into a room, who send these kinds and receive nothing. */
const senders = async (context, room, sources) =>
    [await context.caller(room, { sources, slots: null }), await context.caller(room, { sources, slots: null })];

export default function slots(test) {
    test('subscribe: slots are empty and in the requested order, and are filled as people join', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 2 });
        assert.deepEqual(anna.slots.map(({ mid, kind, source, participant, source_kind: of, pinned }) =>
            [mid, kind, source, participant, of, pinned]), [['0', 'audio', null, null, null, false],
            ['1', 'video', null, null, null, false], ['2', 'video', null, null, null, false]]);
        const ben = await context.caller(room, { slots: null });
        await sees(anna, ben.id);
        await flows(ben, anna);
        assert.deepEqual(shown(anna.slots, 'video'), [ben.id, null]);
        ben.dropSignalling();
        await slotsEmpty(anna);
        assert.equal(anna.down.negotiations, 1);
    });

    test('slots keep SSRC and payload type when they change their source', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 1 });
        const people = [];
        for (let i = 0; i < 3; i++) {
            const ben = await context.caller(room, { slots: null });
            await sees(anna, ben.id);
            await flows(ben, anna);
            people.push(ben.number);
            await ben.request({ request: 'leave' });
            await slotsEmpty(anna);
        }
        for (const mid of ['0', '1']) {
            const stream = streamOf(anna.down, mid);
            assert.equal(new Set(stream.map(({ ssrc }) => ssrc)).size, 1, 'SSRCs');
            assert.equal(new Set(stream.map(({ pt }) => pt)).size, 1, 'payload types');
            assert.equal(new Set(stream.map(({ seq }) => seq)).size, stream.length,
                'a sequence number came twice');
            assert.deepEqual([...new Set(stream.map(({ tag }) => tag.device))], people);
            for (let i = 1; i < stream.length; i++)
                assert.ok(((stream[i].ts - stream[i - 1].ts) >>> 0) < 2 ** 31, 'time went back');
        }
    });

    test('a screen replaces a camera on its slot, and the camera returns after the screen ends', async (context) => {
        const { room, anna } = await viewer(context, { audio: 0, video: 1 });
        const ben = await context.caller(room, { sources: ['camera'], slots: null });
        await sees(anna, ben.id, ['camera']);
        const carl = await context.caller(room, { sources: ['screen'], slots: null });
        await sees(anna, carl.id, ['screen']);
        await anna.down.hears(carl.number, { kind: 'video' });
        await carl.request({ request: 'unpublish' });
        await sees(anna, ben.id, ['camera']);
        await anna.down.hears(ben.number, { kind: 'video' });
    });

    test('the sound of a screen gets its audio slot, and gives it back after it ends', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 0 });
        const [ben] = await senders(context, room, ['microphone']);
        await sees(anna, ben.id, ['microphone']);
        const carl = await context.caller(room, { sources: ['screen_sound'], slots: null });
        await sees(anna, carl.id, ['screen_sound']);
        await anna.down.hears(carl.number, { kind: 'audio' });
        await carl.request({ request: 'unpublish' });
        await sees(anna, ben.id, ['microphone']);
        await anna.down.hears(ben.number, { kind: 'audio' });
    });

    test('with more microphones than slots the loudest are heard', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 0 });
        const [ben, carl] = await senders(context, room, ['microphone']);
        await ben.up.source('microphone').set({ level: 20 });
        await carl.up.source('microphone').set({ level: 120 });
        await sees(anna, ben.id, ['microphone']);
        await ben.up.source('microphone').set({ level: 120 });
        await carl.up.source('microphone').set({ level: 15 });
        await anna.slotsWhen((list) => list[0].participant === carl.id, { timeout: scaled(15000) });
        await flows(carl, anna, ['audio']);
        const since = await anna.down.count();
        await flows(carl, anna, ['audio']);
        assertNothingOf(ben, anna.down, { since });
    });

    test('a sender without audio levels is heard, too', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 0 });
        const [ben, carl] = await senders(context, room, ['microphone']);
        await ben.up.source('microphone').set({ level: 15 });
        await carl.up.source('microphone').set({ unheard: true });
        await anna.slotsWhen((list) => list[0].participant === ben.id, { timeout: scaled(15000) });
        await anna.slotsWhen((list) => list[0].participant === carl.id, { timeout: scaled(15000) });
        await flows(carl, anna, ['audio']);
        await anna.slotsWhen((list) => list[0].participant === ben.id, { timeout: scaled(15000) });
        await ben.up.source('microphone').set({ level: 120 });
        await anna.slotsWhen((list) => list[0].participant === carl.id, { timeout: scaled(5000) });
        await flows(carl, anna, ['audio']);
    });

    test('the people who spoke last are on the video slots', async (context) => {
        const { room, anna } = await viewer(context, { audio: 2, video: 1 });
        const [ben, carl] = await senders(context, room);
        await carl.up.source('microphone').set({ level: 120 });
        await ben.up.source('microphone').set({ level: 15 });
        await anna.slotsWhen((list) => list[2].participant === ben.id, { timeout: scaled(15000) });
        await ben.up.source('microphone').set({ level: 120 });
        await carl.up.source('microphone').set({ level: 15 });
        await anna.slotsWhen((list) => list[2].participant === carl.id, { timeout: scaled(15000) });
        await flows(carl, anna, ['video']);
    });

    test('quick changes of layout do not make a camera send more keyframes than allowed', async (context) => {
        const room = await context.room();
        const anna = await context.caller(room, { sources: [], slots: { audio: 0, video: 1 } });
        const ben = await context.caller(room, { sources: ['camera'], slots: null });
        await sees(anna, ben.id, ['camera']);
        await anna.down.hears(ben.number, { kind: 'video' });
        const [{ mid, source }] = anna.slots;
        const camera = ben.up.source('camera');
        const before = camera.plis;
        const began = performance.now();
        let flips = 0;
        for (; performance.now() - began < SPAN; flips++) {
            await anna.downlink.request({ request: 'layout', slots: [{ mid, source: null }] });
            await anna.downlink.request({ request: 'layout', slots: [{ mid, source }] });
            // With a shorter pause, Baton would refuse the requests as busy.
            await new Promise((resolve) => setTimeout(resolve, FLIP));
        }
        const most = Math.ceil((performance.now() - began) / INTERVAL) + 1;
        assert.ok(flips > 2 * most, `only ${flips} flips`);
        assert.ok(camera.plis - before <= most, `${camera.plis - before} keyframe requests after ${flips} flips`);
        await anna.down.hears(ben.number, { kind: 'video' });
    });

    test('layout: pins a source to a slot, keeps a slot empty, and fills slots again', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 2 });
        const [ben, carl] = await senders(context, room, ['camera']);
        await sees(anna, ben.id, ['camera']);
        await sees(anna, carl.id, ['camera']);
        const camera = anna.slots.find((slot) => slot.participant === carl.id).source;
        const layout = (list) => anna.downlink.request({ request: 'layout', slots: list });
        const pinned = await layout([{ mid: '1', source: null }, { mid: '2', source: camera }]);
        assert.equal(pinned.baton, 'layout');
        assert.deepEqual(pinned.slots.slice(1).map(({ participant, pinned: is }) => [participant, is]),
            [[null, true], [carl.id, true]]);
        const since = await anna.down.count();
        await anna.down.hears(carl.number, { kind: 'video', mid: '2' });
        await anna.down.hears(carl.number, { kind: 'video', mid: '2' });
        const late = anna.down.packets.slice(since).filter((each) => each.mid === '1');
        assert.ok(late.length <= 1, 'packets came on a slot that must stay empty');
        const refused = (list) => anna.downlink.refused({ request: 'layout', slots: list });
        assertRefused(await refused([{ mid: '9', auto: true }]), 425);
        assertRefused(await refused([{ mid: '1', source: 'nothing' }]), 424);
        anna.slots = (await layout([{ mid: '1', auto: true }, { mid: '2', auto: true }])).slots;
        assert.ok(anna.slots.every((slot) => !slot.pinned));
        await sees(anna, ben.id, ['camera']);
        await flows(ben, anna, ['video']);
    });

    test('subscribe again: adds slots to the PeerConnection, and leaves the first slots unchanged', async (context) => {
        const { room, anna } = await viewer(context, { audio: 1, video: 1 });
        const ben = await context.caller(room);
        await sees(anna, ben.id);
        await flows(ben, anna);
        const before = streamOf(anna.down, '1').at(-1).ssrc;
        await anna.subscribe({ audio: 2, video: 2 });
        assert.deepEqual(anna.slots.map(({ mid, kind }) => [mid, kind]).slice(0, 2),
            [['0', 'audio'], ['1', 'video']]);
        assert.deepEqual(anna.slots.map(({ kind }) => kind).sort(), ['audio', 'audio', 'video', 'video']);
        await flows(ben, anna);
        assert.equal(streamOf(anna.down, '1').at(-1).ssrc, before);
        const carl = await context.caller(room, { slots: null });
        await sees(anna, carl.id);
        await Promise.all([flows(carl, anna), flows(ben, anna)]);
        assert.equal(anna.downlink.seen.filter(({ janus }) => janus === 'webrtcup').length, 1);
    });

    test('subscribe needs the device\'s private_id, and a device has only one downlink', async (context) => {
        const room = await context.room();
        const [anna, ben] = [await context.caller(room, { sources: [], slots: null }),
            await context.caller(room, { sources: [] })];
        const subscribe = (device, key) => device.downlink.refused({ request: 'subscribe',
            private_id: key, audio_slots: 1, video_slots: 1 });
        assertRefused(await subscribe(anna, 'nobody'), 426);
        assertRefused(await subscribe(anna, anna.id), 426);
        const second = await subscribe(anna, ben.me.private_id);
        assert.ok([405, 406].includes(second.code), `a second downlink: ${second.message}`);
        await anna.subscribe();
    });

    test('nobody sees or hears their own participant', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        await sees(anna, ben.id);
        await flows(ben, anna);
        assert.ok(anna.slots.every((slot) => slot.participant !== anna.id));
        assertNothingOf(anna, anna.down);
        const own = (await context.admin({ request: 'sources', room })).sources
            .find((source) => source.participant === anna.id).source;
        assertRefused(await anna.downlink.refused({ request: 'layout',
            slots: [{ mid: midOf(anna, ben.id, 'camera'), source: own }] }), 424);
    });
}
