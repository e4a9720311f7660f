// SPDX-License-Identifier: GPL-3.0-or-later
// The state that moves with a person, and the state that a transfer must not change.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { callIn, continuous, carriedOn, listed, movedCall, nobody, scansCode, slotsEmpty, toldOf } from './calls.mjs';
import { assertNothingOf, assertRefused, flows, sees, until } from './check.mjs';

async function mute(device, kind, muted = true) {
    await device.request({ request: 'configure',
        sources: [{ mid: device.up.source(kind).mid, muted }] });
}

export default function carried(test) {
    test('name, metadata, hand, rights, chat and id move with the person', async (context) => {
        const room = await context.room({ ...nobody, secret: 's' });
        const metadata = { team: 'blue', deep: { a: [1] } };
        const anna = await context.caller(room, { join: { secret: 's', metadata } });
        const ben = await context.caller(room, { display: 'Ben' });
        await anna.request({ request: 'configure', display: 'Anna B.' });
        await anna.request({ request: 'hand', raised: true });
        await ben.request({ request: 'chat', text: 'one' });
        await anna.request({ request: 'chat', text: 'two' });
        const before = await listed(context, room, anna);
        const carl = await context.device();
        const { moved, admitted } = await move(anna, carl);
        for (const told of [admitted, moved]) {
            assert.deepEqual([told.id, told.display, told.metadata, told.moderator, told.hand],
                [anna.id, 'Anna B.', metadata, true, true]);
            assert.deepEqual(told.chat.map(({ text }) => text), ['one', 'two']);
            assert.deepEqual(told.participants.map(({ id }) => id), [ben.id]);
            assert.deepEqual(told.sources.map(({ source }) => source).sort(),
                before.sources.map(({ source }) => source).sort());
        }
        assert.deepEqual(await listed(context, room, anna), before);
        await carl.request({ request: 'kick', id: ben.id });
        assert.equal((await ben.next('removed')).baton, 'removed');
    });

    test('a muted microphone stays muted: no packet of the new device is forwarded', async (context) => {
        const { room, anna, ben, carl } = await callIn(context, nobody);
        await mute(anna, 'microphone');
        const { scanned } = await move(anna, carl, { fields: { sources: [
            { mid: '0', kind: 'microphone', muted: false }, { mid: '1', kind: 'camera' }] } });
        assert.equal(scanned.sources.find(({ kind }) => kind === 'microphone').muted, true);
        await flows(carl, ben, ['video']);
        await flows(carl, ben, ['video']);
        assertNothingOf(carl, ben.down, { kind: 'audio' });
        const mine = await listed(context, room, anna);
        assert.equal(mine.sources.find(({ kind }) => kind === 'microphone').muted, true);
        await mute(carl, 'microphone', false);
        await flows(carl, ben, ['audio']);
        carriedOn(ben, anna.id, [anna, carl], ['microphone']);
    });

    test('a muted camera stays muted, and the microphone moves without it', async (context) => {
        const { anna, ben, carl } = await callIn(context, nobody);
        await mute(anna, 'camera');
        await move(anna, carl);
        await flows(carl, ben, ['audio']);
        assertNothingOf(carl, ben.down, { kind: 'video' });
        await mute(carl, 'camera', false);
        await flows(carl, ben, ['video']);
        carriedOn(ben, anna.id, [anna, carl], ['camera']);
    });

    test('a source that is muted during the move is muted after it', async (context) => {
        const { anna, ben, carl } = await callIn(context, { ...nobody, secret: 's' },
            { second: { join: { secret: 's' } } });
        await scansCode(anna, carl);
        await carl.next('admitted');
        await ben.request({ request: 'mute', id: anna.id, kind: 'microphone' });
        await anna.next('muted_by');
        await carl.connect();
        await carl.next('moved');
        await flows(carl, ben, ['video']);
        assertNothingOf(carl, ben.down, { kind: 'audio' });
    });

    test('the layout moves: pins, empty slots, and the people on the slots', async (context) => {
        const room = await context.room(nobody);
        const slots = { audio: 1, video: 3 };
        const anna = await context.caller(room, { slots });
        const [ben, carl] = [await context.caller(room, { slots: null }),
            await context.caller(room, { slots: null })];
        await sees(anna, ben.id);
        await sees(anna, carl.id, ['camera']);
        const camera = anna.slots.find((slot) => slot.participant === carl.id &&
            slot.source_kind === 'camera').source;
        const { slots: before } = await anna.downlink.request({ request: 'layout',
            slots: [{ mid: '1', source: null }, { mid: '3', source: camera }] });
        const dora = await context.device();
        await move(anna, dora);
        await dora.slotsWhen((list) => JSON.stringify(list) === JSON.stringify(before));
        await Promise.all([dora.down.hears(carl.number, { kind: 'video', mid: '3' }),
            dora.down.hears(ben.number, { kind: 'video', mid: '2' })]);
    });

    test('a new device without a camera takes the call over with its microphone', async (context) => {
        const { anna, ben, carl, moved } = await movedCall(context, { ...nobody, grace: 2 },
            { sources: ['microphone'] });
        assert.deepEqual(moved.sources.map(({ kind, state }) => [kind, state]).sort(),
            [['camera', 'paused'], ['microphone', 'live']]);
        await toldOf(ben, ({ sources }) => sources.some(({ state }) => state === 'paused'));
        await flows(carl, ben, ['audio']);
        const since = await ben.down.count();
        await flows(carl, ben, ['audio']);
        assertNothingOf(anna, ben.down, { since });
        await carl.next('transfer_ended');
        await toldOf(ben, ({ sources }) => sources.length === 1);
        await ben.slotsWhen((list) => !list.some((slot) => slot.source_kind === 'camera'));
        await flows(carl, ben, ['audio']);
    });

    test('a paused camera continues when the call returns', async (context) => {
        const { anna, ben, carl, code } = await movedCall(context, nobody, { sources: ['microphone'] });
        await flows(carl, ben, ['audio']);
        const since = await ben.down.count();
        await carl.request({ request: 'return', transfer: code.transfer });
        await anna.next('returned');
        await flows(anna, ben);
        const again = ben.down.packets.slice(since).find(({ kind }) => kind === 'video');
        assert.ok(again.frame.start && again.frame.key, 'the camera must go on with a keyframe');
        continuous(ben, anna.id, ['camera']);
        carriedOn(ben, anna.id, [anna, carl, anna], ['microphone']);
    });

    test('a new device without camera and microphone takes the call over to listen', async (context) => {
        const room = await context.room({ ...nobody, grace: 1 });
        const [anna, ben] = await context.call(room);
        await Promise.all([sees(ben, anna.id), flows(ben, anna)]);
        const carl = await context.device();
        await move(anna, carl, { sources: [] });
        await sees(carl, ben.id);
        await flows(ben, carl);
        await carl.next('transfer_ended');
        await slotsEmpty(ben);
        assert.deepEqual((await listed(context, room, anna)).sources, []);
    });

    test('a new device may have a source that the old one did not have', async (context) => {
        const room = await context.room(nobody);
        const [anna, ben] = await context.call(room, { first: { sources: ['microphone'] } });
        await sees(ben, anna.id, ['microphone']);
        const carl = await context.device();
        await move(anna, carl, { sources: ['microphone', 'camera'] });
        await sees(ben, anna.id);
        await flows(carl, ben);
        carriedOn(ben, anna.id, [anna, carl], ['microphone']);
    });

    test('the others see nobody join or leave', async (context) => {
        const room = await context.room(nobody);
        const [anna, ben] = await context.call(room);
        const watchers = [ben];
        for (const display of ['Dora', 'Emil'])
            watchers.push(await context.caller(room, { display, sources: [] }));
        await ben.uplink.next('webrtcup');
        for (const watcher of watchers) {
            await sees(watcher, anna.id);
            await flows(anna, watcher);
            await watcher.downlink.next('webrtcup');
            watcher.uplink.mail.unread.length = 0;
            watcher.downlink.mail.unread.length = 0;
        }
        const carl = await context.device();
        await move(anna, carl);
        for (const watcher of watchers) {
            await flows(carl, watcher);
            assert.deepEqual(watcher.downlink.mail.unread.filter(({ name }) => name !== 'slowlink'), []);
            const told = watcher.uplink.mail.unread.map(({ name }) => name);
            assert.ok(told.every((name) => name === 'participant_changed'), told.join(', '));
            for (const { participant } of watcher.uplink.unread('participant_changed'))
                assert.deepEqual(participant.sources.map(({ state }) => state), ['live', 'live']);
            carriedOn(watcher, anna.id, [anna, carl], ['camera']);
        }
    });

    test('the room\'s limit and the new device\'s own limit apply after the move', async (context) => {
        const room = await context.room({ ...nobody, bitrate: 800000 });
        const [anna] = await context.call(room, { second: { slots: null } });
        const carl = await context.device();
        await move(anna, carl, { fields: { bitrate: 400000 } });
        await until(() => carl.up.source('camera').remb, (remb) => remb === 400000 + 96000,
            { what: 'the limit of the new device' });
    });

    test('a scan gives no rights: a stranger can\'t do anything before the move', async (context) => {
        const room = await context.room({ secret: 's' });
        const [anna, ben] = await context.call(room, { first: { join: { secret: 's' } } });
        const carl = await context.device();
        const { code } = await scansCode(anna, carl);
        for (const body of [{ request: 'chat', text: 'it is me' }, { request: 'hand', raised: true },
            { request: 'kick', id: ben.id }, { request: 'mute', id: ben.id, kind: 'camera' },
            { request: 'configure', display: 'Mallory' }, { request: 'transfer' },
            { request: 'return', transfer: code.transfer },
            { request: 'confirm', transfer: code.transfer, agree: true, number: 10 }]) {
            const error = await carl.refused(body);
            assert.ok([405, 410, 448, 450, 451].includes(error.code), `${body.request}: ${error.message}`);
        }
        assert.equal(ben.uplink.unread('chat').length, 0);
        const { participants } = await context.admin({ request: 'participants', room });
        assert.deepEqual(participants.map(({ display }) => display).sort(), ['Anna', 'Ben']);
        assertRefused(await ben.refused({ request: 'confirm', transfer: code.transfer, agree: true,
            number: 10 }), 448);
    });
}
