// SPDX-License-Identifier: GPL-3.0-or-later
// Clients attack rooms of other people, and limits that all clients share. Each attack must fail with a clear error and
// change nothing.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { scaled } from '../harness/timeouts.mjs';
import { assertRefused, until } from './check.mjs';

const LOCKED = { description: 'mine', pin: '', new_secret: 'mine', max_participants: 1, confirm: { who: 'nobody' } };

/** How `list` shows the room. */
async function entryOf(context, room) {
    const { rooms } = await context.admin({ request: 'list' });
    return rooms.find((each) => each.room === room);
}

/**
 * Asserts that attackers can neither edit nor destroy the room, and that the room stays as it is. Each attacker tries
 * one key only. Otherwise Baton would lock the attacker for its misses.
 */
async function assertLocked(context, room, code, tries) {
    const before = await entryOf(context, room);
    for (const keys of tries) {
        const attacker = await context.device();
        assertRefused(await attacker.refused({ request: 'edit', room, ...keys, ...LOCKED }), code);
        assertRefused(await attacker.refused({ request: 'destroy', room, ...keys }), code);
    }
    assert.deepEqual(await entryOf(context, room), before);
    const attacker = await context.device();
    assertRefused(await attacker.refused({ request: 'join', room }), 412);
    assertRefused(await attacker.refused({ request: 'join', room, secret: 'mine' }), 411);
}

/**
 * Repeats a request while the server refuses it as busy, because these tests are about other limits. `passing`: another
 * error after which to repeat the request.
 */
async function granted(handle, body, { passing } = {}) {
    for (;;) {
        try {
            return await handle.request(body);
        } catch (error) {
            if (error.code !== 461 && error.code !== passing)
                throw error;
            await sleep(100);
        }
    }
}

/** Makes a room over a client's handle. Resolves with the secret, if Baton made one. */
async function clientRoom(context, device, fields) {
    const made = await device.request({ request: 'create', ...fields });
    context.defer(() => context.admin({ request: 'destroy', room: made.room }));
    return made;
}

/** The fields that protect or restrict a room in VideoRoom and that Baton does not support, each with a value. */
const UNSUPPORTED = { require_e2ee: true, record: true, rec_dir: '/tmp', new_rec_dir: '/tmp', lock_record: true,
    new_lock_record: true, allowed: ['token'], publishers: 3, new_publishers: 3, require_pvtid: true,
    new_require_pvtid: true, signed_tokens: true, new_pin: '4711', new_is_private: true, new_bitrate: 64000 };

export default function authority(test) {
    test('attack: to edit or destroy a room that somebody else made without a secret', async (context) => {
        const maker = await context.device();
        const { room, secret } = await clientRoom(context, maker, { pin: '4711' });
        await assertLocked(context, room, 411,
            [{}, { secret: '' }, { secret: 'guess' }, { secret: room }, { admin_key: '' }, { admin_key: 'guess' }]);
        const edited = await maker.request({ request: 'edit', room, secret, description: 'by its maker' });
        assert.equal(edited.baton, 'edited');
        const joined = await maker.join(room, { secret });
        assert.equal(joined.moderator, true);
    });

    test('attack: to edit or destroy a room of the operator that has no secret', async (context) => {
        const room = await context.room({ pin: '4711' });
        const attacker = await context.device();
        await assertLocked(context, room, 410,
            [{}, { secret: '' }, { secret: '4711' }, { admin_key: '' }, { admin_key: 'guess' }]);
        const refused = await attacker.refused({ request: 'edit', room });
        assert.match(refused.text, /only the Admin API/);
    });

    test('attack: to edit or destroy a room without the admin_key if the server has one', async (context) => {
        await context.ownJanus({ settings: { ...context.settingsWith({ admin_key: 'the key' }),
            'room-file': { pin: '4711' } } });
        const attacker = await context.device();
        await assertLocked(context, 'file', 410,
            [{}, { secret: '' }, { admin_key: '' }, { admin_key: 'a key' }]);
        assertRefused(await attacker.refused({ request: 'edit', room: 'file' }), 410, 'admin_key');
        await attacker.request({ request: 'edit', room: 'file', admin_key: 'the key', pin: '' });
        await attacker.request({ request: 'destroy', room: 'file', admin_key: 'the key' });
    });

    test('attack: to write a room to the file of the operator, or to remove one from it', async (context) => {
        for (const general of [{ admin_key: 'the key' }, {}]) {
            const janus = await context.ownJanus({ settings: { 'room-kept': { secret: 's' },
                general: { ...context.suite.settings.general, ...general } } });
            const before = await janus.readSettings();
            const attacker = await context.device();
            const wrong = { room: 'kept', secret: 's', permanent: true };
            for (const request of [{ request: 'create', room: 'own', permanent: true },
                { request: 'create', room: 'own', permanent: true, admin_key: 'a key' },
                { request: 'edit', ...wrong, pin: '1' }, { request: 'edit', ...wrong, admin_key: 'a key' },
                { request: 'destroy', ...wrong }, { request: 'destroy', ...wrong, admin_key: 'a key' }])
                assertRefused(await attacker.refused(request), 410);
            assert.equal(await janus.readSettings(), before);
            assert.equal((await attacker.request({ request: 'exists', room: 'own' })).exists, false);
            assert.equal((await attacker.request({ request: 'exists', room: 'kept' })).exists, true);
        }
    });

    test('attack: to let a room look protected by a field that Baton does not support', async (context) => {
        const room = await context.room({ secret: 's' });
        const device = await context.device();
        for (const [field, value] of Object.entries(UNSUPPORTED)) {
            for (const request of [{ request: 'create' }, { request: 'edit', room, secret: 's' }]) {
                assertRefused(await device.refused({ ...request, [field]: value }), 402, `${field}: not supported: `);
                const reply = await context.admin({ ...request, [field]: value });
                assert.equal(reply.error_code, 402);
                assert.match(reply.error, new RegExp(`^${field}: not supported: \\w`));
            }
        }
    });

    test('a configuration file with a field for protection that Baton does not support is refused', async (context) => {
        for (const [field, value] of [['require_e2ee', true], ['record', true], ['publishers', 3]]) {
            const { general } = context.suite.settings;
            const janus = await context.ownJanus({ settings: { general, 'room-den': { [field]: value } } });
            await janus.logged(/Baton has not started/, new RegExp(`room-den: ${field}: not supported: Baton`));
        }
    });

    test('attack: to weaken a room unnoticed, or a transfer that has begun', async (context) => {
        const room = await context.room({ secret: 's', pin: '4711' });
        const join = { pin: '4711' };
        const [anna, ben] = await context.call(room, { first: { join }, second: { join } });
        const [carl, moderator] = [await context.device(), await context.device()];
        const code = await anna.transfer();
        await moderator.join(room, { secret: 's' });
        await moderator.request({ request: 'edit', room, secret: 's', pin: '', new_secret: 'mine', grace: 0,
            confirm: { who: 'nobody' } });
        for (const device of [anna, ben, moderator]) {
            const edited = await device.next('room_edited');
            assert.deepEqual(edited.changed, ['pin', 'secret', 'confirm', 'grace']);
            assert.deepEqual([edited.pin_required, edited.confirm.who, edited.grace], [false, 'nobody', 0]);
            assert.ok(!JSON.stringify(edited).includes('mine'));
        }
        const scanned = await carl.scan(code.text);
        assert.equal(scanned.form, 'number');
        await carl.connect();
        const question = await anna.next('confirm');
        assertRefused(await anna.refused({ request: 'confirm', transfer: code.transfer, agree: true }), 401, 'number');
        assert.equal(carl.uplink.unread('moved').length, 0);
        assert.ok(question.choices.includes(scanned.number));
        await anna.confirm(code.transfer, { number: scanned.number });
        assert.equal((await anna.next('moved')).grace, 10000);
    });

    test('attack: to make so many rooms that nobody else can make one', async (context) => {
        await context.ownJanus({ settings: context.settingsWith({ max_rooms: 12 }) });
        const attacker = await context.device();
        const handles = [attacker.uplink, attacker.downlink, await attacker.session.attach()];
        for (let i = 0; i < 10; i++)
            await granted(handles[i % 3], { request: 'create', room: `flood-${i}` });
        for (const handle of handles)
            assertRefused(await handle.refused({ request: 'create' }), 460, 'max_session_rooms');
        assert.equal((await (await context.device()).request({ request: 'create' })).baton, 'created');
        assert.equal((await context.admin({ request: 'create' })).baton, 'created');
        assertRefused(await (await context.device()).refused({ request: 'create' }), 460, 'max_rooms');
    });

    test('attack: to leave rooms behind that nobody uses', async (context) => {
        await context.ownJanus({ settings: { 'room-file': { pin: '1' },
            general: { ...context.suite.settings.general, empty_room_seconds: 1 } } });
        const [attacker, anna] = [await context.device(), await context.device()];
        await attacker.request({ request: 'create', room: 'left' });
        await anna.request({ request: 'create', room: 'used' });
        await context.admin({ request: 'create', room: 'admin' });
        await anna.join('used');
        const names = async () => (await context.admin({ request: 'list' })).rooms.map(({ room }) => room).sort();
        await until(names, (rooms) => !rooms.includes('left'), { what: 'the end of the room' });
        await sleep(scaled(1500));
        assert.deepEqual(await names(), ['admin', 'file', 'used']);
        await anna.request({ request: 'leave' });
        await until(names, (rooms) => !rooms.includes('used'), { what: 'the end of the room' });
        assertRefused(await anna.refused({ request: 'join', room: 'used' }), 420);
    });

    test('attack: to present so many codes that nobody else can present one', async (context) => {
        const attacker = await context.device();
        const handles = [];
        for (let i = 0; i < 4; i++)
            handles.push(await attacker.session.attach());
        for (const handle of handles.slice(0, 3))
            await granted(handle, { request: 'present', kind: 'qr' });
        const refused = await handles[3].refused({ request: 'present', kind: 'qr' });
        assertRefused(refused, 460, 'max_session_presentations');
        assert.equal((await (await context.device()).present({})).baton, 'presented');
        await granted(handles[0], { request: 'present', kind: 'qr' });
        await handles[0].detach();
        // Janus replies before it tells the plugin that the handle is gone.
        await granted(handles[3], { request: 'present', kind: 'qr' }, { passing: 460 });
    });

    test('attack: to show so many codes that nobody else can show one', async (context) => {
        await context.ownJanus({ settings: { ...context.settingsWith({ max_codes: 4, max_session_codes: 3 }),
            'room-den': {} } });
        const attacker = await context.device();
        const handles = [];
        for (let i = 0; i < 4; i++) {
            handles.push(await attacker.session.attach());
            await granted(handles[i], { request: 'join', room: 'den' });
        }
        for (const handle of handles.slice(0, 3))
            await granted(handle, { request: 'transfer' });
        assertRefused(await handles[3].refused({ request: 'transfer' }), 460, 'max_session_codes');
        const anna = await context.device();
        await anna.join('den');
        assert.equal((await anna.transfer()).baton, 'code');
        const ben = await context.device();
        await ben.join('den');
        assertRefused(await ben.refused({ request: 'transfer' }), 460, 'max_codes');
    });
}
