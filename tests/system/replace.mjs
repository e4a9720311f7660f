// SPDX-License-Identifier: GPL-3.0-or-later
// Another device takes the place of a dead one: by a code that somebody else shows, and because it has had the call.
import assert from 'node:assert/strict';
import { after, callIn, carriedOn, ended, hasOneDevice, listed, movedCall, nobody, toldOf } from './calls.mjs';
import { assertRefused, flows } from './check.mjs';

const HELD = { hold: 30, stand_in: 'anybody' };

/** The battery of Anna's device dies, and Ben sees that she is away. */
async function dies({ anna, ben }) {
    await anna.vanish();
    await toldOf(ben, ({ id, connection }) => id === anna.id && connection === 'away');
}

/** Ben shows a code for Anna, Carl's device scans it, and Ben picks its number. */
async function standsIn({ anna, ben, carl }) {
    const code = await ben.transfer({ participant: anna.id });
    assert.equal(code.participant, anna.id);
    const scanned = await carl.scan(code.text, { device_name: "Anna's tablet" });
    const asked = await ben.next('confirm');
    assert.deepEqual([asked.role, asked.participant, asked.away], ['stand_in', anna.id, true]);
    assert.ok(asked.choices.includes(scanned.number));
    await ben.confirm(code.transfer, { number: scanned.number });
    return { code, scanned };
}

/** The new device is admitted, connects and gets the call. */
async function takesOver(device) {
    const admitted = await device.next('admitted');
    device.me = { ...device.me, ...admitted };
    await device.connect({ sources: device.wantedSources(), slots: device.wantedSlots() });
    const moved = await device.next('moved');
    device.me = { ...device.me, ...moved };
    return moved;
}

/** Ben sees the participant on another device, and has negotiated nothing. */
async function seenByBen({ room, anna, ben, carl, context }, change, devices) {
    const back = await toldOf(ben, ({ id, device_changed: changed }) => id === anna.id && changed !== null);
    assert.deepEqual([back.connection, back.device_changed], ['connected', change]);
    await flows(carl, ben);
    await flows(carl, ben, ['video']);
    carriedOn(ben, anna.id, devices);
    assert.equal(ben.down.negotiations, 1);
    // Ben may have been in the room before Anna, and may not have read that she has joined.
    const others = ben.uplink.unread('participant_joined').filter(({ participant }) => participant.id !== anna.id);
    assert.deepEqual([others.length, ben.uplink.unread('participant_left').length], [0, 0]);
    assert.deepEqual((await listed(context, room, anna)).device_changed, change);
}

async function recall(device, room, remember) {
    device.me = await device.request({ request: 'recall', room, remember, device_name: 'the old one' });
    device.codec = device.me.videocodec;
    return device.me;
}

/** The call has moved from Anna's device to Carl's for good, Ben receives it, and Anna's device has its secret. */
async function remembered(context, fields = {}) {
    const call = await movedCall(context, { ...nobody, ...HELD, grace: 0, ...fields });
    await flows(call.carl, call.ben);
    const { remember } = await ended(call.anna, 'moved', 'none', after(1));
    assert.match(remember, /^[A-Za-z0-9_-]{43}$/);
    return { ...call, remember, second: await context.device() };
}

function byCode(test) {
    test('replace: a battery dies, somebody else shows a code, and another device is the same participant',
        async (context) => {
            const call = await callIn(context, HELD);
            const { room, anna, ben, carl } = call;
            await anna.request({ request: 'hand', raised: true });
            await dies(call);
            await standsIn(call);
            const moved = await takesOver(carl);
            assert.deepEqual([moved.id, moved.hand], [anna.id, true]);
            await ended(carl, 'moved', 'none');
            await ended(ben, 'moved', 'none');
            await seenByBen({ ...call, context }, { how: 'stand_in', by: ben.id }, [anna, carl]);
            await hasOneDevice(context, room, { id: anna.id, me: moved });
            assert.deepEqual(ben.uplink.unread('moved'), []);
        });

    test('replace: the dead device learns in words what has happened, and can say that it was not meant',
        async (context) => {
            const call = await callIn(context, HELD);
            const { anna, ben, carl } = call;
            const { resume } = anna.me;
            await dies(call);
            await standsIn(call);
            await takesOver(carl);
            await assert.rejects(anna.resume(), (error) => error.code === 450 && /moved/.test(error.text));
            await anna.request({ request: 'disown', disown: resume });
            await carl.next('removed');
            const left = await ben.next('participant_left');
            assert.deepEqual([left.id, left.reason], [anna.id, 'disowned']);
        });

    test('replace: the dead device comes back before people have agreed, and keeps the call', async (context) => {
        const call = await callIn(context, HELD);
        const { anna, ben, carl } = call;
        await dies(call);
        const code = await ben.transfer({ participant: anna.id });
        await carl.scan(code.text);
        await ben.next('confirm');
        await anna.resume();
        await ended(carl, 'failed', 'old_back');
        await ended(ben, 'failed', 'old_back');
        await anna.connect();
        await flows(anna, ben);
    });

    test('replace: only who may, and only for somebody who is away', async (context) => {
        const call = await callIn(context, { hold: 30, secret: 'sesame' });
        const { room, anna, ben } = call;
        const show = { request: 'transfer', participant: anna.id };
        assertRefused(await ben.refused(show), 410, 'stand_in');
        const mod = await context.device();
        await mod.join(room, { display: 'Mod', secret: 'sesame' });
        assertRefused(await mod.refused(show), 405, 'participant');
        assertRefused(await mod.refused({ ...show, participant: mod.id }), 402, 'participant');
        assertRefused(await mod.refused({ ...show, participant: 'nobody' }), 423);
        await dies(call);
        assertRefused(await ben.refused(show), 410, 'stand_in');
        assert.equal((await mod.request(show)).participant, anna.id);
    });

    test('replace: an operator names the person who shows the code', async (context) => {
        const call = await callIn(context, { hold: 30, stand_in: 'nobody' });
        const { room, anna, ben, carl } = call;
        await dies(call);
        assert.equal((await context.admin({ request: 'issue', room, id: anna.id })).error_code, 405);
        const issued = await context.admin({ request: 'issue', room, id: anna.id, stand_in: ben.id });
        assert.equal(issued.baton, 'issued');
        const code = await ben.next('code');
        assert.deepEqual([code.role, code.participant, code.transfer], ['stand_in', anna.id, issued.transfer]);
        const scanned = await carl.scan(code.text);
        await ben.next('confirm');
        await ben.confirm(code.transfer, { number: scanned.number });
        await takesOver(carl);
        await seenByBen({ ...call, context }, { how: 'operator', by: ben.id }, [anna, carl]);
    });
}

function byMemory(test) {
    test('replace: a battery dies, and a device that had the call takes it without a code', async (context) => {
        const call = await remembered(context);
        const { room, anna, ben, carl, remember, second } = call;
        await dies({ anna: { id: anna.id, vanish: () => carl.vanish() }, ben });
        const scanned = await recall(second, room, remember);
        assert.deepEqual([scanned.role, scanned.state], ['new', 'connecting']);
        const moved = await takesOver(second);
        assert.equal(moved.id, anna.id);
        await seenByBen({ ...call, carl: second, context }, { how: 'recall', by: null }, [anna, carl, second]);
        const thief = await context.device();
        assertRefused(await thief.refused({ request: 'recall', room, remember }), 415, 'remember');
        assert.equal((await second.next('warning')).kind, 'recall_copied');
    });

    test('replace: the call is live: the device in the call is asked, also in a room that asks nobody',
        async (context) => {
            const { room, anna, ben, carl, remember, second } = await remembered(context);
            const { number, transfer, state } = await recall(second, room, remember);
            assert.equal(state, 'confirming');
            const asked = await carl.next('confirm');
            assert.deepEqual([asked.role, asked.recalled, asked.device_name], ['old', true, 'the old one']);
            await carl.confirm(transfer, { number });
            await takesOver(second);
            await flows(second, ben);
            carriedOn(ben, anna.id, [anna, carl, second]);
        });

    test('replace: forgotten and forged secrets are refused in words', async (context) => {
        const { room, carl, remember, second } = await remembered(context);
        assertRefused(await second.refused({ request: 'recall', room: 'elsewhere', remember }), 415, 'remember');
        assertRefused(await second.refused({ request: 'recall', room, remember: 'A'.repeat(43) }), 415, 'remember');
        assert.deepEqual(await carl.request({ request: 'forget' }), { baton: 'forgotten' });
        assertRefused(await second.refused({ request: 'recall', room, remember }), 450, 'remember');
    });

    test('replace: a room that does not remember gives no secret', async (context) => {
        const { anna } = await movedCall(context, { ...nobody, remember: false, grace: 0 });
        assert.equal((await ended(anna, 'moved', 'none', after(1))).remember, undefined);
    });
}

export default function replace(test) {
    byCode(test);
    byMemory(test);
}
