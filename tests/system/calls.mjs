// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the steps that most tests share: a call begins, a transfer ends, and the others receive continuous streams.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { WAIT } from '../harness/timeouts.mjs';
import { assertContinuous, assertHandedOver, flows, midOf, sees, streamOf } from './check.mjs';

const BOTH = ['microphone', 'camera'];

/** Settings of a room in which a code alone moves a call. */
export const nobody = { confirm: { who: 'nobody' } };

/** Options to wait for what comes after a time-out of the plugin. */
export const after = (seconds) => ({ timeout: seconds * 1000 + WAIT });

/**
 * Anna and Ben in a room with these settings; Ben sees and hears Anna. Carl's device is in no call. `options`: those
 * of context.call.
 */
export async function callIn(context, fields = {}, options) {
    const room = await context.room(fields);
    const [anna, ben] = await context.call(room, options);
    await Promise.all([sees(ben, anna.id), sees(anna, ben.id)]);
    await flows(anna, ben);
    return { room, anna, ben, carl: await context.device() };
}

/** Carl scans Anna's code; resolves with { code, scanned }. `fields`: of the scan. */
export async function scansCode(anna, carl, fields) {
    const code = await anna.transfer();
    return { code, scanned: await carl.scan(code.text, fields) };
}

/** Such a call in which Carl has scanned Anna's code. */
export async function scannedCall(context, fields = nobody) {
    const call = await callIn(context, fields);
    return { ...call, ...await scansCode(call.anna, call.carl) };
}

/** Such a call that has moved to Carl's device. `options`: those of move. */
export async function movedCall(context, fields = nobody, options) {
    const call = await callIn(context, fields);
    return { ...call, ...await move(call.anna, call.carl, options) };
}

/** The new device publishes and subscribes, with a camera that makes no keyframe yet: the swap waits for it. */
export async function connectsKeyless(carl) {
    await Promise.all([carl.publish(carl.wantedSources()), carl.subscribe()]);
    await carl.up.source('camera').set({ keyless: true });
    await Promise.all([carl.up.up, carl.down.up]);
    await carl.up.start();
}

/** The new device, which may take the call, connects and takes it; resolves with its event `moved`. */
export async function takesCall(device, connection) {
    await device.next('admitted');
    await device.connect(connection);
    return device.next('moved');
}

/** A device is told of a participant for whom `where` holds; resolves with the participant. */
export async function toldOf(device, where) {
    const event = await device.next('participant_changed', { where: ({ participant }) => where(participant) });
    return event.participant;
}

/** A participant as an operator sees it. */
export async function listed(context, room, { id }) {
    const { participants } = await context.admin({ request: 'participants', room });
    return participants.find((each) => each.id === id);
}

/** A device is told that its transfer has ended; `reasons`: one, or those of which it may be any. */
export async function ended(device, outcome, reasons, options) {
    const end = await device.next('transfer_ended', options);
    assert.equal(end.outcome, outcome);
    assert.ok([reasons].flat().includes(end.reason), `reason ${end.reason}, expected ${reasons}`);
    assert.ok(end.text.length > 0, 'no words for people');
    return end;
}

/** Each of these devices is told the same end. */
export const allEnded = (devices, outcome, reasons, options) =>
    Promise.all(devices.map((device) => ended(device, outcome, reasons, options)));

/** A device is told that the participant with this id has left. */
export async function hasLeft(device, id, reason) {
    const left = await device.next('participant_left');
    assert.deepEqual([left.id, left.reason], [id, reason]);
}

/** The participant of a device has this device alone. */
export async function hasOneDevice(context, room, device) {
    const { devices } = await context.admin({ request: 'devices', room, id: device.id });
    assert.deepEqual(devices.map((each) => [each.device, each.role]), [[device.me.device, 'active']]);
}

/** No transfer is under way, and Anna's call is on her device. */
export async function unmoved(context, { room, anna }) {
    assert.deepEqual((await context.admin({ request: 'transfers', room })).transfers, []);
    await hasOneDevice(context, room, anna);
}

/** The streams of a participant that a device received came from these devices in this order, without a seam. */
export function handedOver(receiver, participant, devices, kinds = BOTH) {
    for (const kind of kinds)
        assertHandedOver(streamOf(receiver.down, midOf(receiver, participant, kind)), devices, kind);
}

/** The streams of a participant that a device received have no seam. */
export function continuous(receiver, participant, kinds = BOTH) {
    for (const kind of kinds)
        assertContinuous(streamOf(receiver.down, midOf(receiver, participant, kind)), kind);
}

/** All slots of a device become empty. */
export const slotsEmpty = (device) => device.slotsWhen((slots) => slots.every((slot) => slot.source === null));
