// SPDX-License-Identifier: GPL-3.0-or-later
// Guessing: Baton counts wrong codes, pins, secrets, keys and numbers for the handle, the session and the target, and
// warns people.
import assert from 'node:assert/strict';
import { Session } from '../harness/api.mjs';
import { nobody } from './calls.mjs';
import { assertRefused, until } from './check.mjs';
import { joined } from './moves.mjs';

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** Returns a wrong code: letters other than these. */
function guess(not) {
    const letters = Array.from({ length: 8 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]);
    const text = letters.join('');
    return text === not.replace('-', '') ? guess(not) : text;
}

/** Starts a Janus whose locks last longer than a test. Anna joins. */
async function setUp(context) {
    const { settings } = context.suite;
    await context.ownJanus({ settings: { ...settings, general: { ...settings.general, lock_seconds: 300 } } });
    const room = await context.room(nobody);
    const anna = await joined(context, room, 'Anna');
    return { room, anna };
}

export default function guessing(test) {
    test('the sixth typed code is refused, also if new codes are issued in between', async (context) => {
        const { anna } = await setUp(context);
        const eve = await context.device();
        for (let i = 0; i < 5; i++) {
            const { text } = await anna.transfer({ kind: i % 2 ? 'short' : 'qr' });
            assertRefused(await eve.refused({ request: 'scan', text: guess(text) }), 442);
        }
        const { text } = await anna.transfer({ kind: 'short' });
        assertRefused(await eve.refused({ request: 'scan', text }), 449);
        const other = await anna.transfer();
        assertRefused(await eve.refused({ request: 'scan', text: other.text }), 449);
    });

    test('a session is locked as a whole, and stays locked when it reconnects', async (context) => {
        const { anna } = await setUp(context);
        const eve = await context.device();
        const { text } = await anna.transfer({ kind: 'short' });
        for (let i = 0; i < 5; i++) {
            const handle = await eve.session.attach();
            assertRefused(await handle.refused({ request: 'scan', text: guess(text) }), 442);
        }
        assertRefused(await (await eve.session.attach()).refused({ request: 'scan', text }), 449);
        const again = await Session.claim(context.janus.ws, eve.session.id);
        context.defer(() => again.close());
        assertRefused(await (await again.attach()).refused({ request: 'scan', text }), 449);
        const carl = await context.device();
        assert.equal((await carl.scan(text)).state, 'connecting');
    });

    test('a room counts the wrong letters of all sessions, and warns the person who shows letters', async (context) => {
        const { room, anna } = await setUp(context);
        const { text } = await anna.transfer({ kind: 'short' });
        for (let i = 0; i < 5; i++) {
            const eve = await context.device();
            for (let k = 0; k < 4; k++)
                assertRefused(await eve.refused({ request: 'scan', text: guess(text), room }), 442);
        }
        const warning = await anna.next('warning');
        assert.equal(warning.kind, 'many_misses');
        const carl = await context.device();
        assertRefused(await carl.refused({ request: 'scan', text, room }), 449);
        // This lock does not block long codes.
        const qr = await anna.transfer();
        assert.equal((await carl.scan(qr.text, { room })).state, 'connecting');
    });

    test('long codes that are wrong lock no room', async (context) => {
        const { room, anna } = await setUp(context);
        for (let i = 0; i < 5; i++) {
            const eve = await context.device();
            for (let k = 0; k < 5; k++) {
                const wrong = `baton:1:${'A'.repeat(40)}${String(100 + 5 * i + k)}`.slice(0, 50) + 'A';
                assertRefused(await eve.refused({ request: 'scan', text: wrong, room }), 442);
            }
        }
        const { text } = await anna.transfer({ kind: 'short' });
        const carl = await context.device();
        assert.equal((await carl.scan(text, { room })).state, 'connecting');
    });

    test('a pin of four digits is not found by many sessions at full speed', async (context) => {
        await setUp(context);
        const pin = '9731';
        const room = await context.room({ pin });
        const anna = await context.device();
        await anna.join(room, { display: 'Anna', pin });
        const codes = new Map();
        const stop = Date.now() + 4000;
        let next = 0;
        const attack = async () => {
            const session = await Session.open(context.janus.ws);
            for (let i = 0; i < 4 && Date.now() < stop; i++) {
                const handle = await session.attach();
                const guess = { request: 'join', room, display: 'Eve', pin: String(1000 + next++ % 8000) };
                const { code } = await handle.refused(guess);
                codes.set(code, (codes.get(code) ?? 0) + 1);
            }
            await session.close();
        };
        const attacker = async () => {
            while (Date.now() < stop)
                await attack();
        };
        await Promise.all(Array.from({ length: 10 }, attacker));
        assert.ok(next > 40, `the attack made only ${next} guesses`);
        assert.ok(codes.get(412) <= 21, `${codes.get(412)} pins were compared`);
        // While the room is locked, the right pin gets the same error as a wrong one.
        const eve = await context.device();
        const error = await eve.refused({ request: 'join', room, display: 'Eve', pin });
        assertRefused(error, 449);
        assert.ok(error.retryAfter > 0 && error.retryAfter <= 60000, `retry_after is ${error.retryAfter}`);
        const { locked_targets: locked } = await context.admin({ request: 'status' });
        assert.deepEqual(locked.map(({ guessed, id }) => [guessed, id]), [['pin', room]]);
        // Anna's session has given the pin before, so she can join again.
        const again = await anna.session.attach();
        assert.equal((await again.request({ request: 'join', room, display: 'Anna', pin })).baton, 'joined');
    });

    test('wrong secrets are counted in every request that has one', async (context) => {
        await setUp(context);
        const room = await context.room({ secret: 's3cret' });
        const eve = await Session.open(context.janus.ws);
        context.defer(() => eve.close());
        for (let i = 0; i < 5; i++) {
            const handle = await eve.attach();
            const request = ['edit', 'destroy', 'participants'][i % 3];
            assertRefused(await handle.refused({ request, room, secret: `wrong${i}` }), 411);
        }
        for (const request of ['edit', 'destroy', 'participants'])
            assertRefused(await (await eve.attach()).refused({ request, room, secret: 's3cret' }), 449);
        const anna = await context.device();
        assert.equal((await anna.request({ request: 'edit', room, secret: 's3cret' })).baton, 'edited');
    });

    test('the third wrong number pauses the transfers of that person, and warns', async (context) => {
        await setUp(context);
        const room = await context.room();
        const anna = await joined(context, room, 'Anna');
        for (let i = 0; i < 3; i++) {
            const eve = await context.device();
            const { text, transfer } = await anna.transfer();
            const { number } = await eve.scan(text);
            const wrong = number === 10 ? 11 : 10;
            assertRefused(await anna.refused({ request: 'confirm', transfer, agree: true, number: wrong }), 447);
        }
        assert.equal((await anna.next('warning')).kind, 'many_wrong_numbers');
        assertRefused(await anna.refused({ request: 'transfer' }), 449);
        const carl = await context.device();
        const shown = await carl.present();
        assertRefused(await anna.refused({ request: 'scan', text: shown.text }), 449);
        const ben = await joined(context, room, 'Ben');
        assert.equal((await ben.transfer()).baton, 'code');
    });

    test('a flood of codes does not push out a used code', async (context) => {
        const { settings } = context.suite;
        await context.ownJanus({ settings: { ...settings, general: { ...settings.general, max_codes: 20 } } });
        const room = await context.room();
        const anna = await joined(context, room, 'Anna');
        const { text } = await anna.transfer();
        await (await context.device()).scan(text);
        const flooder = await context.device();
        for (let i = 0; i < 60; i++)
            await until(() => flooder.present().catch((error) => error), ({ code }) => code !== 461);
        const thief = await context.device();
        assertRefused(await thief.refused({ request: 'scan', text }), 444);
        assert.equal((await anna.next('warning')).kind, 'second_claim');
    });
}
