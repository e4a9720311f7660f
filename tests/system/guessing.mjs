// SPDX-License-Identifier: GPL-3.0-or-later
// Guessing codes that people can type: wrong codes are counted for the handle, the session and the room, and people are
// warned.
import assert from 'node:assert/strict';
import { Session } from '../harness/api.mjs';
import { nobody } from './calls.mjs';
import { assertRefused } from './check.mjs';
import { joined } from './moves.mjs';

const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** Returns a wrong code: letters other than these. */
function guess(not) {
    const letters = Array.from({ length: 8 }, () => LETTERS[Math.floor(Math.random() * LETTERS.length)]);
    const text = letters.join('');
    return text === not.replace('-', '') ? guess(not) : text;
}

/** Starts a Janus for the test, where locks last for the whole test. Anna shows letters. */
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
}
