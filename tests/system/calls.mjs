// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that most tests share: a call begins, a transfer ends, and the others receive continuous streams.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { WAIT } from '../harness/timeouts.mjs';
import { assertContinuous, assertSwapped, flows, midOf, sees, streamOf } from './check.mjs';

const BOTH = ['microphone', 'camera'];

/** Settings of a room in which a code alone moves a call. */
export const nobody = { confirm: { who: 'nobody' } };

/** Options to wait for what comes after a time-out of the plugin. */
export const after = (seconds) => ({ timeout: seconds * 1000 + WAIT });

/**
 * Puts Anna and Ben into a call in which Ben sees and hears Anna, and opens Carl's device, which is not in a call.
 * `fields`: settings of the room; `options`: those of context.call, and `third`: those of Carl's device.
 */
export async function callIn(context, fields = {}, options = {}) {
    const room = await context.room(fields);
    const [anna, ben] = await context.call(room, options);
    await Promise.all([sees(ben, anna.id), sees(anna, ben.id)]);
    await flows(anna, ben);
    return { room, anna, ben, carl: await context.device(options.third) };
}

/** Carl scans Anna's code; resolves with { code, scanned }. `fields`: fields of the scan. */
export async function scansCode(anna, carl, fields) {
    const code = await anna.transfer();
    return { code, scanned: await carl.scan(code.text, fields) };
}

/** Starts a call with callIn(), in which Carl then scans Anna's code. */
export async function scannedCall(context, fields = nobody, options = {}) {
    const call = await callIn(context, fields, options);
    return { ...call, ...await scansCode(call.anna, call.carl) };
}

/** Starts a call with callIn(), which then moves to Carl's device. `options`: those of callIn and of move. */
export async function movedCall(context, fields = nobody, options = {}) {
    const call = await callIn(context, fields, options);
    return { ...call, ...await move(call.anna, call.carl, options) };
}

/** The new device publishes and subscribes. Its camera sends with these settings from its first packet on. */
export async function connectsWith(carl, settings) {
    await Promise.all([carl.publish(carl.wantedSources()), carl.subscribe()]);
    await carl.up.source('camera').set(settings);
    await Promise.all([carl.up.up, carl.down.up]);
    await carl.up.start();
}

/** The new device connects. Its camera sends no keyframe, so the swap waits for one. */
export const connectsKeyless = (carl) => connectsWith(carl, { keyless: true });

/** Waits until the new device is admitted, and connects it; it takes the call over. Resolves with its event `moved`. */
export async function takesCall(device, connection) {
    await device.next('admitted');
    await device.connect(connection);
    return device.next('moved');
}

/** Waits until a device is told of a changed participant for whom `where` holds. Resolves with the participant. */
export async function toldOf(device, where) {
    const event = await device.next('participant_changed', { where: ({ participant }) => where(participant) });
    return event.participant;
}

/** Resolves with the participant as the Admin API lists it. */
export async function listed(context, room, { id }) {
    const { participants } = await context.admin({ request: 'participants', room });
    return participants.find((each) => each.id === id);
}

/** Waits until a device is told that its transfer has ended. `reasons`: the expected reason, or all that may come. */
export async function ended(device, outcome, reasons, options) {
    const end = await device.next('transfer_ended', options);
    assert.equal(end.outcome, outcome);
    assert.ok([reasons].flat().includes(end.reason), `reason ${end.reason}, expected ${reasons}`);
    assert.ok(end.text.length > 0, 'there must be a text for people');
    return end;
}

/** Waits until each of these devices is told the same end. */
export const allEnded = (devices, outcome, reasons, options) =>
    Promise.all(devices.map((device) => ended(device, outcome, reasons, options)));

/** Waits until a device is told that the participant with this id has left. */
export async function hasLeft(device, id, reason) {
    const left = await device.next('participant_left');
    assert.deepEqual([left.id, left.reason], [id, reason]);
}

/** Asserts that the participant of a device has no other device. */
export async function hasOneDevice(context, room, device) {
    const { devices } = await context.admin({ request: 'devices', room, id: device.id });
    assert.deepEqual(devices.map((each) => [each.device, each.role]), [[device.me.device, 'active']]);
}

/** Asserts that no transfer is active and that Anna's call is still on her device. */
export async function unmoved(context, { room, anna }) {
    assert.deepEqual((await context.admin({ request: 'transfers', room })).transfers, []);
    await hasOneDevice(context, room, anna);
}

/** Asserts that a participant's streams came to the receiver continuously from these devices, in this order. */
export function carriedOn(receiver, participant, devices, kinds = BOTH) {
    for (const kind of kinds)
        assertSwapped(streamOf(receiver.down, midOf(receiver, participant, kind)), devices, kind);
}

/** Asserts that a participant's streams came to the receiver continuously. */
export function continuous(receiver, participant, kinds = BOTH) {
    for (const kind of kinds)
        assertContinuous(streamOf(receiver.down, midOf(receiver, participant, kind)), kind);
}

/** Waits until all slots of a device are empty. */
export const slotsEmpty = (device) => device.slotsWhen((slots) => slots.every((slot) => slot.source === null));
