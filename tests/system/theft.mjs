// SPDX-License-Identifier: GPL-3.0-or-later
// Attacks of a thief who wants to take another person's call, or to keep it after the transfer.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { WAIT } from '../harness/timeouts.mjs';
import { assertRefused, flows, sees } from './check.mjs';
import { joined, question } from './moves.mjs';
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
    const { code, movedOld } = await move(anna, thief);
    await flows(thief, ben);
    return { room, anna, ben, thief, movedOld, transfer: code.transfer };
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

    test('theft: a failed return that the new device requested leaves the old device its grace', async (context) => {
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

/** As `stolen`, but the standby is over. The result also has the secret that Anna's device got. */
async function lost(context) {
    const all = await stolen(context, { grace: 0 });
    const { disown, disown_for: left } = all.movedOld;
    assert.match(disown, /^[A-Za-z0-9_-]{43}$/);
    await ended(all.anna, 'moved', 'none');
    return { ...all, disown, left };
}

function disowning(test) {
    test('theft: after the grace the old device has the thief removed, and the room learns why', async (context) => {
        const { room, anna, ben, thief, disown, left } = await lost(context);
        assert.ok(left > 590000 && left <= 600000, `${left} ms`);
        assert.deepEqual(await anna.request({ request: 'disown', disown }), { baton: 'disowned', room, id: anna.id });
        assert.match((await thief.next('removed')).reason, /did not want the move/);
        const gone = await ben.next('participant_left');
        assert.deepEqual([gone.id, gone.reason], [anna.id, 'disowned']);
        assertRefused(await thief.refused({ request: 'chat', text: 'I am still here' }), 450);
        assertRefused(await anna.refused({ request: 'disown', disown }), 444, 'disown');
        await joined(context, room, 'Anna again');
    });

    test('theft: moving the call on does not save the thief', async (context) => {
        const { anna, ben, thief, disown } = await lost(context);
        const second = await context.device();
        await move(thief, second);
        const page = await context.device();
        await page.request({ request: 'disown', disown });
        await second.next('removed');
        assert.equal((await ben.next('participant_left')).id, anna.id);
    });

    test('theft: nobody is removed with a guessed or an old secret', async (context) => {
        const { anna, ben, thief, disown, transfer } = await stolen(context).then((all) =>
            ({ ...all, disown: all.movedOld.disown }));
        assertRefused(await anna.refused({ request: 'disown', disown }), 405, 'return');
        await anna.request({ request: 'return', transfer });
        await ended(anna, 'returned', 'by_old');
        assertRefused(await ben.refused({ request: 'disown', disown }), 443, 'disown');
        for (let i = 0; i < 5; i++)
            assertRefused(await thief.refused({ request: 'disown', disown: `guess${i}` }), 442, 'disown');
        assertRefused(await thief.refused({ request: 'disown', disown }), 449);
        await flows(anna, ben);
    });

    test('theft: the secret is valid for disown_seconds', async (context) => {
        const { settings } = context.suite;
        await context.ownJanus({ settings: { ...settings, general: { ...settings.general, disown_seconds: 1 } } });
        const { anna, ben, disown } = await lost(context);
        await new Promise((resolve) => setTimeout(resolve, 1100));
        assertRefused(await anna.refused({ request: 'disown', disown }), 443, 'too late');
        assert.equal(ben.uplink.unread('participant_left').length, 0);
    });
}

/** Opens a second device in the Janus session of another device. */
async function secondDevice(context, device) {
    const second = await context.device();
    second.uplink = await device.session.attach();
    return second;
}

function witnesses(test) {
    test('theft: a person in the room cannot confirm the scan of their own second device', async (context) => {
        const room = await context.room({ confirm: { who: 'remote_any' } });
        const [anna, ben] = await Promise.all(['Anna', 'Ben'].map((name) => joined(context, room, name)));
        const second = await secondDevice(context, ben);
        const { text } = await anna.transfer();
        assertRefused(await second.refused({ request: 'scan', text }), 405, 'nobody else');
        await ended(anna, 'failed', 'nobody_to_ask');
    });

    test('theft: the yes of the person who scanned does not count, and the old device can stop it', async (context) => {
        const room = await context.room({ confirm: { who: 'remote_any' } });
        const [anna, ben, dora] = await Promise.all(['Anna', 'Ben', 'Dora'].map((name) => joined(context, room, name)));
        const second = await secondDevice(context, ben);
        const { text, transfer } = await anna.transfer();
        const { number } = await second.scan(text);
        assertRefused(await ben.refused({ request: 'confirm', transfer, agree: true, number }), 448, 'your own');
        assert.equal((await anna.next('warning')).kind, 'others_asked');
        await dora.next('confirm');
        await anna.request({ request: 'cancel', transfer });
        await ended(second, 'cancelled', 'by_old');
    });

    test('theft: a witness at the address of the new device does not count', async (context) => {
        await context.ownJanus({ events: true });
        const room = await context.room({ confirm: { who: 'remote_any', form: 'yesno' } });
        const [anna, ben] = await context.call(room);
        await flows(anna, ben);
        const second = await context.device();
        const { text, transfer } = await anna.transfer();
        await second.scan(text);
        await ben.next('confirm'); // the question has waited for the address of the new device
        await ben.confirm(transfer);
        await second.next('admitted');
        // The transfer ends at the first address that Baton learns. Then Baton closes PeerConnections that still
        // connect.
        second.connect().catch(() => {});
        const end = await anna.next('transfer_ended');
        assert.equal(end.reason, 'own_witness');
        await flows(anna, ben);
    });
}

function withoutMedia(test) {
    test('theft: where addresses are known, nobody without media is asked', async (context) => {
        await context.ownJanus({ events: true });
        const room = await context.room({ confirm: { who: 'remote_any', form: 'yesno' } });
        const [anna, ben] = await context.call(room);
        await flows(anna, ben);
        const eve = await joined(context, room, 'Eve');
        const { text, transfer } = await anna.transfer();
        const second = await context.device();
        await second.scan(text);
        await ben.next('confirm');
        assertRefused(await eve.refused({ request: 'confirm', transfer, agree: true }), 448, 'not connected');
        await ben.request({ request: 'leave' });
        await ended(anna, 'failed', 'nobody_to_ask');
        const again = await anna.transfer();
        const third = await context.device();
        assertRefused(await third.refused({ request: 'scan', text: again.text }), 405, 'whose media is connected');
    });
}

function words(test) {
    test('theft: in the chat only a yes with the number of the question is consent', async (context) => {
        const room = await context.room({ confirm: { who: 'remote_any', how: 'chat', form: 'yesno' } });
        const [anna, ben] = await Promise.all(['Anna', 'Ben'].map((name) => joined(context, room, name)));
        const thief = await context.device();
        await thief.scan((await anna.transfer()).text);
        const { message, respond } = await question.chat(ben);
        const word = Number(/"yes (\d\d)" or "no"/.exec(message.text)[1]);
        for (const text of ['ok', 'Yes.', 'okay!'])
            assertRefused(await ben.refused({ request: 'chat', text }), 401, `yes ${word}`);
        assertRefused(await ben.refused({ request: 'chat', text: `yes ${word === 10 ? 11 : 10}` }), 402, `yes ${word}`);
        assert.equal(thief.uplink.unread('admitted').length, 0);
        assert.equal(anna.uplink.unread('chat').length, 0, 'what was refused must not reach the room');
        await respond(true);
        await thief.next('admitted');
    });
}

export default function theft(test) {
    words(test);
    witnesses(test);
    withoutMedia(test);
    standby(test);
    disowning(test);
}
