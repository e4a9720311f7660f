// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks of clients on rooms that are not theirs, and on what all clients share. Each attack must fail with a clear
// error and change nothing.
import assert from 'node:assert/strict';
import { assertRefused } from './check.mjs';

const LOCKED = { description: 'mine', pin: '', new_secret: 'mine', max_participants: 1, confirm: { who: 'nobody' } };

/** How `list` shows the room. */
async function entryOf(context, room) {
    const { rooms } = await context.admin({ request: 'list' });
    return rooms.find((each) => each.room === room);
}

/** Asserts that the attacker can neither edit nor destroy the room, and that the room stays as it is. */
async function assertLocked(context, attacker, room, code, tries) {
    const before = await entryOf(context, room);
    for (const keys of tries) {
        assertRefused(await attacker.refused({ request: 'edit', room, ...keys, ...LOCKED }), code);
        assertRefused(await attacker.refused({ request: 'destroy', room, ...keys }), code);
    }
    assert.deepEqual(await entryOf(context, room), before);
    assertRefused(await attacker.refused({ request: 'join', room }), 412);
    assertRefused(await attacker.refused({ request: 'join', room, secret: 'mine' }), 411);
}

/** Makes a room over a client's handle. Resolves with the secret, if Baton made one. */
async function clientRoom(context, device, fields) {
    const made = await device.request({ request: 'create', ...fields });
    context.defer(() => context.admin({ request: 'destroy', room: made.room }));
    return made;
}

/** What VideoRoom protects or restricts, and Baton does not: values that ask for it. */
const UNSUPPORTED = { require_e2ee: true, record: true, rec_dir: '/tmp', new_rec_dir: '/tmp', lock_record: true,
    new_lock_record: true, allowed: ['token'], publishers: 3, new_publishers: 3, require_pvtid: true,
    new_require_pvtid: true, signed_tokens: true, new_pin: '4711', new_is_private: true, new_bitrate: 64000 };

export default function authority(test) {
    test('attack: to edit or destroy a room that somebody else made without a secret', async (context) => {
        const [maker, attacker] = [await context.device(), await context.device()];
        const { room, secret } = await clientRoom(context, maker, { pin: '4711' });
        await assertLocked(context, attacker, room, 411,
            [{}, { secret: '' }, { secret: 'guess' }, { secret: room }, { admin_key: '' }, { admin_key: 'guess' }]);
        const edited = await maker.request({ request: 'edit', room, secret, description: 'by its maker' });
        assert.equal(edited.baton, 'edited');
        const joined = await maker.join(room, { secret });
        assert.equal(joined.moderator, true);
    });

    test('attack: to edit or destroy a room of the operator that has no secret', async (context) => {
        const room = await context.room({ pin: '4711' });
        const attacker = await context.device();
        await assertLocked(context, attacker, room, 410,
            [{}, { secret: '' }, { secret: '4711' }, { admin_key: '' }, { admin_key: 'guess' }]);
        const refused = await attacker.refused({ request: 'edit', room });
        assert.match(refused.text, /only the Admin API/);
    });

    test('attack: to edit or destroy a room without the admin_key where there is one', async (context) => {
        await context.ownJanus({ settings: { general: { ...context.suite.settings.general, admin_key: 'the key' },
            'room-file': { pin: '4711' } } });
        const attacker = await context.device();
        await assertLocked(context, attacker, 'file', 410,
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

    test('attack: a file of the operator that asks for protection which Baton does not support', async (context) => {
        for (const [field, value] of [['require_e2ee', true], ['record', true], ['publishers', 3]]) {
            const { general } = context.suite.settings;
            const janus = await context.ownJanus({ settings: { general, 'room-den': { [field]: value } } });
            assert.match(janus.log, /Baton has not started/);
            assert.match(janus.log, new RegExp(`room-den: ${field}: not supported: Baton`));
        }
    });
}
