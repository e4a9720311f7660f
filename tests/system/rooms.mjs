// SPDX-License-Identifier: GPL-3.0-or-later
// Rooms: who may create, change and destroy them, who may join, and which rooms outlive Janus.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { assertRefused, until } from './check.mjs';

let names = 0;
const unique = () => `own-${process.pid}-${++names}`;

async function destroyLater(context, room) {
    context.defer(() => context.admin({ request: 'destroy', room }));
}

export default function rooms(test) {
    test('create: a room has the given settings, and the defaults for the rest', async (context) => {
        const device = await context.device();
        const room = unique();
        const created = await device.request({ request: 'create', room, description: 'Stand-up',
            code_lifetime: 30, confirm: { who: 'nobody' }, ways: { short: false } });
        destroyLater(context, room);
        const { secret, ...reply } = created;
        assert.deepEqual(reply, { baton: 'created', room, permanent: false });
        assert.match(secret, /^[A-Za-z0-9_-]{32}$/);
        const exists = await device.request({ request: 'exists', room });
        assert.deepEqual(exists, { baton: 'exists', room, exists: true });
        const { rooms: list } = await device.request({ request: 'list' });
        const { confirm, ...entry } = list.find((each) => each.room === room);
        assert.equal(confirm.who, 'nobody');
        assert.deepEqual(entry, { room, description: 'Stand-up', pin_required: false,
            max_participants: 50, num_participants: 0, bitrate: 1500000, downlink_bitrate: 0, audiocodec: 'opus',
            videocodec: 'vp8', ways: { present: true, code128: true, short: false, nobody: true, yesno: true },
            mutual: false, code_lifetime: 30, grace: 10, hold: 60, stand_in: 'moderator', remember: true,
            permanent: false, is_private: false });
    });

    test('create: a room without a given id gets a new id, and no id is used twice', async (context) => {
        const device = await context.device();
        const { room } = await device.request({ request: 'create' });
        destroyLater(context, room);
        assert.match(room, /^[A-Za-z0-9_-]{1,64}$/);
        assertRefused(await device.refused({ request: 'create', room }), 421);
        const { exists } = await device.request({ request: 'exists', room: unique() });
        assert.equal(exists, false);
    });

    test('pin and secret: joining needs the pin, and changing the room needs the secret', async (context) => {
        const room = await context.room({ pin: '4711', secret: 'open sesame' });
        const [anna, ben] = [await context.device(), await context.device()];
        assertRefused(await anna.refused({ request: 'join', room }), 412);
        assertRefused(await anna.refused({ request: 'join', room, pin: '4712' }), 412);
        assertRefused(await anna.refused({ request: 'join', room, pin: '4711', secret: 'no' }), 411);
        assertRefused(await anna.refused({ request: 'participants', room }), 412);
        assertRefused(await anna.refused({ request: 'edit', room, description: 'x' }), 411);
        assertRefused(await anna.refused({ request: 'edit', room, secret: 'no', description: 'x' }), 411);
        assertRefused(await anna.refused({ request: 'destroy', room, secret: 'no' }), 411);
        const joined = await anna.join(room, { pin: '4711', display: 'Anna' });
        assert.equal(joined.moderator, false);
        const moderator = await ben.join(room, { secret: 'open sesame', pin: '4711', display: 'Ben' });
        assert.equal(moderator.moderator, true);
        for (const key of [{ pin: '4711' }, { secret: 'open sesame' }]) {
            const { participants } = await anna.request({ request: 'participants', room, ...key });
            assert.deepEqual(participants.map(({ display }) => display).sort(), ['Anna', 'Ben']);
        }
        const { rooms: list } = await anna.request({ request: 'list' });
        const entry = list.find((each) => each.room === room);
        assert.equal(entry.pin_required, true);
        assert.equal(entry.num_participants, 2);
        assert.ok(!JSON.stringify(entry).includes('4711') && !JSON.stringify(entry).includes('sesame'));
    });

    test('edit: changes the given fields, and removes those that are empty', async (context) => {
        const room = await context.room({ pin: '1', secret: 'old' });
        const device = await context.device();
        const edited = await device.request({ request: 'edit', room, secret: 'old', description: 'New',
            pin: '', new_secret: 'new', max_participants: 1, bitrate: 0, code_lifetime: 5, grace: 0, hold: 3600,
            stand_in: 'nobody', remember: false,
            confirm: { who: 'old', form: 'yesno' } });
        assert.deepEqual(edited, { baton: 'edited', room, permanent: false });
        assertRefused(await device.refused({ request: 'edit', room, secret: 'old', grace: 1 }), 411);
        const { rooms: list } = await device.request({ request: 'list' });
        const entry = list.find((each) => each.room === room);
        assert.deepEqual([entry.description, entry.pin_required, entry.max_participants, entry.bitrate,
            entry.code_lifetime, entry.grace, entry.hold, entry.stand_in, entry.remember, entry.confirm],
        ['New', false, 1, 0, 5, 0, 3600, 'nobody', false, { who: 'old', how: 'popup', form: 'yesno' }]);
        await device.request({ request: 'edit', room, secret: 'new', new_secret: '' });
        assertRefused(await device.refused({ request: 'edit', room, description: 'free' }), 410, 'secret');
        assertRefused(await device.refused({ request: 'edit', room, secret: '', description: 'free' }), 410);
    });

    test('max_participants: the room is full, and has a place again when somebody leaves', async (context) => {
        const room = await context.room({ max_participants: 1 });
        const [anna, ben] = [await context.device(), await context.device()];
        await anna.join(room);
        assertRefused(await ben.refused({ request: 'join', room }), 422);
        await anna.request({ request: 'leave' });
        await ben.join(room);
    });

    test('is_private: hidden from list, shown to the operator, open to people who know the name', async (context) => {
        const room = await context.room({ is_private: true });
        const device = await context.device();
        const { rooms: list } = await device.request({ request: 'list' });
        assert.ok(!list.some((each) => each.room === room));
        const { rooms: all } = await context.admin({ request: 'list' });
        assert.equal(all.find((each) => each.room === room).is_private, true);
        assert.equal((await device.request({ request: 'exists', room })).exists, true);
        await device.join(room);
    });

    test('destroy: everyone gets an event, has left the room, and can join another', async (context) => {
        const [room, other] = [await context.room({ secret: 's' }), await context.room()];
        const [anna, ben] = await context.call(room);
        await Promise.all([ben.up.up, ben.down.up]);
        const destroyed = await anna.request({ request: 'destroy', room, secret: 's' });
        assert.deepEqual(destroyed, { baton: 'destroyed', room, permanent: false });
        for (const device of [anna, ben]) {
            assert.equal((await device.next('room_destroyed')).room, room);
            await device.next('hangup');
            await device.downlink.next('hangup');
        }
        assertRefused(await anna.refused({ request: 'chat', text: 'anyone?' }), 450);
        assertRefused(await anna.refused({ request: 'join', room }), 420);
        await ben.join(other);
        assertRefused(await anna.refused({ request: 'destroy', room }), 420);
    });

    test('admin_key: needed to create rooms and to see private rooms', async (context) => {
        await context.ownJanus({ settings: context.settingsWith({ admin_key: 'the key', max_rooms: 2 }) });
        const device = await context.device();
        const hidden = { request: 'create', room: 'hidden', is_private: true };
        assertRefused(await device.refused(hidden), 410);
        assertRefused(await device.refused({ ...hidden, admin_key: 'a key' }), 410);
        await device.request({ ...hidden, admin_key: 'the key' });
        assert.deepEqual((await device.request({ request: 'list' })).rooms, []);
        const { rooms: list } = await device.request({ request: 'list', admin_key: 'the key' });
        assert.deepEqual(list.map((each) => each.room), ['hidden']);
        const second = await context.admin({ request: 'create', room: 'second' });
        assert.deepEqual(second, { baton: 'created', room: 'second', permanent: false });
        const third = await device.refused({ request: 'create', room: 'third', admin_key: 'the key' });
        assertRefused(third, 460);
    });

    test('permanent: after a restart the rooms exist again, with all their settings', async (context) => {
        const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-janus-'));
        context.defer(() => rm(folder, { recursive: true, force: true }));
        const settings = context.suite.settings;
        let janus = await context.ownJanus({ folder, settings });
        const description = 'Ümläut "quoted" \\ back';
        const made = await context.admin({ request: 'create', room: 'kept', description, pin: '1',
            secret: 's', is_private: true, max_participants: 7, bitrate: 128000, videocodec: 'h264',
            confirm: { who: 'old', form: 'yesno' }, ways: { present: false, nobody: false }, mutual: true,
            code_lifetime: 30, grace: 3, permanent: true });
        assert.deepEqual(made, { baton: 'created', room: 'kept', permanent: true });
        await context.admin({ request: 'create', room: 'edited' });
        await context.admin({ request: 'edit', room: 'edited', grace: 4, permanent: true });
        await context.admin({ request: 'create', room: 'gone', permanent: true });
        await context.admin({ request: 'create', room: 'passing' });
        await context.admin({ request: 'destroy', room: 'gone', permanent: true });
        const { rooms: before } = await context.admin({ request: 'list' });
        const file = await janus.readSettings();
        await janus.stop();

        janus = await context.ownJanus({ folder, settings: null });
        assert.equal(await janus.readSettings(), file, 'the settings file is never written');
        const { rooms: after } = await context.admin({ request: 'list' });
        const by = (list, room) => list.find((each) => each.room === room);
        assert.deepEqual(after.map((each) => each.room).sort(), ['edited', 'kept']);
        assert.deepEqual(by(after, 'kept'), by(before, 'kept'));
        assert.equal(by(after, 'kept').description, description);
        assert.deepEqual(by(after, 'kept').ways, { present: false, code128: true, short: true, nobody: false,
            yesno: true });
        assert.equal(by(after, 'kept').mutual, true);
        assert.equal(by(after, 'edited').grace, 4);
        const device = await context.device();
        assertRefused(await device.refused({ request: 'join', room: 'kept' }), 412);
        assertRefused(await device.refused({ request: 'join', room: 'kept', pin: '1', secret: 'x' }), 411);
        assert.equal((await device.join('kept', { pin: '1', secret: 's' })).moderator, true);
    });

    test('participants: shows only what everyone may know of everyone', async (context) => {
        const room = await context.room();
        const anna = await context.caller(room, { display: 'Anna <b>', slots: null,
            join: { metadata: { team: 'x' } } });
        const seen = await until(() => anna.request({ request: 'participants', room }),
            ({ participants }) => participants[0].sources.length === 2, { what: 'two sources' });
        const [{ sources, ...rest }] = seen.participants;
        assert.deepEqual(rest, { id: anna.id, display: 'Anna <b>', metadata: { team: 'x' },
            moderator: false, hand: false, connection: 'connected', device_changed: null });
        assert.deepEqual(sources.map(({ kind, muted, state }) => [kind, muted, state]).sort(),
            [['camera', false, 'live'], ['microphone', false, 'live']]);
        assert.ok(!JSON.stringify(seen).includes(anna.me.private_id));
    });
}
