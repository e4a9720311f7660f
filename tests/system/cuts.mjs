// SPDX-License-Identifier: GPL-3.0-or-later
// The old or the new device is cut in each state of a transfer, for a second or for good: each cell of the table in
// docs/api.md (transfers while a device is away). The call is never lost, and no two devices feed it at the same time.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { move } from '../harness/device.mjs';
import { carriedOn, connectsKeyless, callIn, ended, hasOneDevice, listed, movedCall, nobody, scannedCall, toldOf }
    from './calls.mjs';
import { assertNothingOf, assertRefused, flows, until } from './check.mjs';

const HELD = { hold: 60, grace: 60 };
const UNASKED = { ...nobody, ...HELD };
const SHORT = 1000; // milliseconds

// Janus ends the handles of a lost session one by one. Which one comes first is chance, so both reasons are possible.
const GONE = ['new_gone', 'connection_lost'];

const transfersOf = async ({ context, room }) => (await context.admin({ request: 'transfers', room })).transfers;
const isIn = (scene, state) => until(() => transfersOf(scene), ([transfer]) => transfer?.state === state,
    { what: `the state ${state}` });

/** Brings a call into each state of a transfer. */
const reach = {
    async showing(context) {
        const call = await callIn(context, UNASKED);
        return { ...call, code: await call.anna.transfer() };
    },
    async matching(context) {
        const call = await callIn(context, HELD);
        const code = await call.anna.transfer({ mutual: true });
        await call.carl.scan(code.text);
        return { ...call, code };
    },
    async confirming(context) {
        const call = await scannedCall(context, HELD);
        await call.anna.next('confirm');
        return call;
    },
    async connecting(context) {
        const call = await scannedCall(context, UNASKED);
        await call.carl.next('admitted');
        return call;
    },
    async committing(context) {
        const call = await reach.connecting(context);
        await connectsKeyless(call.carl);
        return call;
    },
    async standby(context) {
        const call = await movedCall(context, UNASKED);
        await flows(call.carl, call.ben);
        return call;
    },
    async returning(context) {
        const call = await reach.standby(context);
        await call.anna.up.stop();
        await call.anna.request({ request: 'return', transfer: call.code.transfer });
        return call;
    },
};

/** Lets the new device of `connecting` or `committing` take the call over. */
async function goesOn({ state, carl }) {
    if (state === 'connecting')
        await carl.connect({ slots: carl.wantedSlots() });
    else
        await carl.up.source('camera').set({ keyless: false, keyframe: true });
    await carl.next('moved');
}

const isAway = ({ ben, anna }) => toldOf(ben, ({ id, connection }) => id === anna.id && connection === 'away');

/** A device as it sends now: after a resume, the same device has another number. */
const sender = ({ number }) => ({ number });

async function comesBack({ anna, ben }) {
    const { id } = anna;
    await anna.resume();
    assert.equal(anna.id, id);
    await anna.connect();
    await flows(anna, ben);
    return sender(anna);
}

const isElsewhere = (device) => assert.rejects(device.resume(), (error) => error.code === 450);

/*
 * What must happen after a cut in a cell of the table. `short`: the cut is over after a second. Each function resolves
 * with the senders that must have fed the call, one after the other.
 */

async function oldGoneBeforeAgreement(scene, short) {
    const { anna, carl, state } = scene;
    const first = sender(anna);
    await isAway(scene);
    if (state !== 'showing') {
        await ended(carl, 'failed', 'old_gone');
        assertRefused(await carl.refused({ request: 'chat', text: 'hello?' }), 450);
    }
    assert.deepEqual(await transfersOf(scene), []);
    if (!short)
        return [first];
    const order = [first, await comesBack(scene)];
    await anna.transfer();
    return order;
}

async function newGoneBeforeCommit(scene, short) {
    const { context, anna, ben, carl, code } = scene;
    await ended(anna, 'failed', GONE);
    assert.deepEqual(await transfersOf(scene), []);
    await flows(anna, ben);
    assertNothingOf(carl, ben.down);
    if (!short)
        return [anna];
    const again = await context.device();
    assertRefused(await again.refused({ request: 'scan', text: code.text }), 444);
    await move(anna, again);
    await flows(again, ben);
    return [anna, again];
}

async function oldGoneAfterAgreement(scene, short) {
    const { anna, ben, carl, code, state } = scene;
    const order = [sender(anna)];
    await isAway(scene);
    await isIn(scene, state);
    if (!short) {
        await goesOn(scene);
        await flows(carl, ben);
        await ended(carl, 'moved', 'none');
        await hasOneDevice(scene.context, scene.room, { id: anna.id, me: carl.me });
        return [...order, carl];
    }
    order.push(await comesBack(scene));
    await goesOn(scene);
    await flows(carl, ben);
    await anna.next('moved');
    await isIn(scene, 'standby');
    await anna.request({ request: 'return', transfer: code.transfer });
    await ended(anna, 'returned', 'by_old');
    await flows(anna, ben);
    return [...order, carl, anna];
}

async function oldGoneOnStandby(scene, short) {
    const { anna, ben, carl, state } = scene;
    await ended(carl, 'moved', state === 'standby' ? 'none' : 'return_failed');
    await flows(carl, ben);
    const order = [sender(anna), carl];
    if (short)
        await isElsewhere(anna);
    return order;
}

async function newGoneOnStandby(scene, short) {
    const { context, room, anna, ben, carl, state } = scene;
    await anna.up.start();
    await ended(anna, 'returned', state === 'standby' ? GONE : 'by_old');
    await flows(anna, ben);
    await hasOneDevice(context, room, anna);
    const order = [anna, sender(carl), anna];
    if (short)
        await isElsewhere(carl);
    return order;
}

/** The table. If no code was scanned, there is no new device. */
const TABLE = {
    showing: { old: oldGoneBeforeAgreement },
    matching: { old: oldGoneBeforeAgreement, new: newGoneBeforeCommit },
    confirming: { old: oldGoneBeforeAgreement, new: newGoneBeforeCommit },
    connecting: { old: oldGoneAfterAgreement, new: newGoneBeforeCommit },
    committing: { old: oldGoneAfterAgreement, new: newGoneBeforeCommit },
    standby: { old: oldGoneOnStandby, new: newGoneOnStandby },
    returning: { old: oldGoneOnStandby, new: newGoneOnStandby },
};

/** Ben has the participant all the time, on the same streams, and one device after the other fed them. */
async function neverLost({ context, room, ben }, id, order) {
    const left = ben.uplink.unread('participant_left').filter((event) => event.id === id);
    assert.deepEqual(left, []);
    assert.equal((await listed(context, room, { id })).id, id);
    assert.equal(ben.down.negotiations, 1);
    carriedOn(ben, id, order);
}

async function cell(context, { state, side, short, expected }) {
    const scene = { ...await reach[state](context), context, state };
    const { id } = scene.anna;
    await isIn(scene, state);
    await (side === 'old' ? scene.anna : scene.carl).vanish();
    if (short)
        await sleep(SHORT);
    await neverLost(scene, id, await expected(scene, short));
}

export default function cuts(test) {
    for (const [state, sides] of Object.entries(TABLE)) {
        for (const [side, expected] of Object.entries(sides)) {
            for (const short of [true, false])
                test(`cut: the ${side} device in ${state}, ${short ? 'for a second' : 'for good'}`,
                    (context) => cell(context, { state, side, short, expected }));
        }
    }

    test('cut: the new device on standby, and then the old one too: the person is away, and the old device comes back',
        async (context) => {
            const scene = { ...await reach.standby(context), context };
            const { anna, carl } = scene;
            const order = [sender(anna), sender(carl)];
            await anna.up.stop();
            await carl.vanish();
            await isIn(scene, 'returning');
            await anna.vanish();
            await isAway(scene);
            assert.deepEqual(await transfersOf(scene), []);
            const back = await comesBack(scene);
            await neverLost(scene, anna.id, [...order, back]);
        });
}
