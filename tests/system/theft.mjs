// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks of somebody who wants another person's call, or who wants to keep it. Each test is named after its attack.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { WAIT } from '../harness/timeouts.mjs';
import { assertRefused, flows, sees } from './check.mjs';
import { RETURN } from './settings.mjs';

const after = (seconds) => ({ timeout: seconds * 1000 + WAIT });
const nobody = { confirm: { who: 'nobody' } };

async function ended(device, outcome, reason, options) {
    const end = await device.next('transfer_ended', options);
    assert.deepEqual([end.outcome, end.reason], [outcome, reason]);
}

/** A thief has taken Anna's call, and Anna's own device is on standby. */
async function stolen(context, fields = {}) {
    const room = await context.room({ ...nobody, ...fields });
    const [anna, ben] = await context.call(room);
    await sees(ben, anna.id);
    const thief = await context.device();
    const { code } = await move(anna, thief);
    await flows(thief, ben);
    return { room, anna, ben, thief, transfer: code.transfer };
}

/** Anna takes her call back, and Ben receives her device again. */
async function takesBack({ anna, ben, transfer }) {
    await anna.request({ request: 'return', transfer });
    await ended(anna, 'returned', 'by_old');
    await flows(anna, ben);
}

function standby(test) {
    test('theft: a transfer of the new device does not end the standby', async (context) => {
        const all = await stolen(context);
        for (let i = 0; i < 2; i++) {
            const error = await all.thief.refused({ request: 'transfer' });
            assertRefused(error, 405, 'return');
            assert.ok(error.retryAfter > 0 && error.retryAfter <= 10000, `${error.retryAfter} ms`);
        }
        await takesBack(all);
    });

    test('theft: a code that an operator issues does not end the standby', async (context) => {
        const all = await stolen(context);
        const issued = await context.admin({ request: 'issue', room: all.room, id: all.anna.id });
        assert.equal(issued.error_code, 405);
        await takesBack(all);
    });

    test('theft: a scan by the new device does not end the standby', async (context) => {
        const all = await stolen(context);
        const next = await context.device();
        const { text } = await next.present();
        const error = await all.thief.refused({ request: 'scan', text });
        assertRefused(error, 405);
        assert.ok(error.retryAfter > 0);
        await takesBack(all);
    });

    test('theft: if the new device leaves during standby, the old device gets the call back', async (context) => {
        const { room, anna, ben, thief } = await stolen(context);
        assert.deepEqual(await thief.request({ request: 'leave' }), { baton: 'left', room });
        await ended(anna, 'returned', 'new_gone');
        await flows(anna, ben);
        assert.equal(ben.uplink.unread('participant_left').length, 0);
    });

    test('theft: a return that the new device requests, and that fails, leaves the old device its grace', async (context) => {
        const all = await stolen(context);
        const { anna, thief, transfer } = all;
        await anna.up.stop();
        await thief.request({ request: 'return', transfer });
        await anna.next('transfer', { where: ({ state }) => state === 'returning' });
        await anna.next('transfer', { where: ({ state, expires_in: left }) => state === 'standby' && left < 10000,
            ...after(RETURN) });
        await anna.up.start();
        await takesBack(all);
    });
}

export default function theft(test) {
    standby(test);
}
