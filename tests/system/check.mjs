// SPDX-License-Identifier: GPL-3.0-or-later
// Checks packets: a stream must not show that it ever came from another device.
import assert from 'node:assert/strict';
import { WAIT } from '../harness/timeouts.mjs';

/** Returns the packets of one m-line, in order of arrival. */
export function streamOf(down, mid) {
    return down.packets.filter((packet) => packet.mid === mid);
}

/** Returns the mid of the slot on which a device receives a participant's source of this kind. */
export function midOf(device, participant, kind) {
    const slot = device.slots.find((entry) => entry.participant === participant &&
        entry.source_kind === kind);
    assert.ok(slot, `no slot with the ${kind} of ${participant}: ${JSON.stringify(device.slots)}`);
    return slot.mid;
}

/** Resolves when this device has a slot with each of these kinds of a participant. */
export function sees(device, participant, kinds = ['microphone', 'camera']) {
    return device.slotsWhen((slots) => kinds.every((kind) =>
        slots.some((slot) => slot.participant === participant && slot.source_kind === kind)));
}

/** Resolves when new packets of each of these kinds have arrived from the sender at the receiver. */
export function flows(from, to, kinds = ['audio', 'video'], options = {}) {
    return Promise.all(kinds.map((kind) => to.down.hears(from.number, { kind, ...options })));
}

/** Asserts that no packet after the first `since` packets came from this device. */
export function assertNothingOf(device, down, { since = 0, kind } = {}) {
    const found = down.packets.slice(since).filter((packet) => packet.tag?.device === device.number &&
        (kind === undefined || packet.kind === kind));
    assert.equal(found.length, 0, `${found.length} packets of device ${device.number} were forwarded`);
}

const ahead = (from, to, bits) => {
    const span = 2 ** bits;
    const step = (((to - from) % span) + span) % span;
    return step > span / 2 ? step - span : step;
};

/** Returns the packets around one packet, as text for an error. */
const around = (packets, i) => packets.slice(Math.max(0, i - 3), i + 4).map(({ seq, ts, at, tag }) =>
    `seq ${seq} ts ${ts} at ${at.toFixed(1)}: frame ${tag?.frame} sent ${tag?.time.toFixed(1)}`).join('\n');

/**
 * Asserts one SSRC and one payload type, consecutive sequence numbers, timestamps that never go back, and consecutive
 * picture ids (frame numbers of AV1), which H.264 does not have. The network of the tests loses and reorders nothing, so
 * every fault is Baton's.
 */
export function assertContinuous(packets, name) {
    assert.ok(packets.length > 0, `${name}: no packets`);
    for (let i = 1; i < packets.length; i++) {
        const [before, packet] = [packets[i - 1], packets[i]];
        const where = `${name}, packet ${i} (device ${packet.tag?.device}, after ${before.tag?.device})`;
        assert.equal(packet.ssrc, before.ssrc, `${where}: another SSRC`);
        assert.equal(packet.pt, before.pt, `${where}: another payload type`);
        assert.equal(ahead(before.seq, packet.seq, 16), 1,
            `${where}: not the next sequence number\n${around(packets, i)}`);
        const step = ahead(before.ts, packet.ts, 32);
        if (packet.kind === 'video' && packet.tag && before.tag && packet.tag.device === before.tag.device &&
            packet.tag.encoding === before.tag.encoding && packet.tag.frame === before.tag.frame) {
            assert.equal(step, 0, `${where}: the timestamp changes within a frame`);
        } else {
            assert.ok(step > 0, `${where}: the timestamp grows by ${step}`);
            if (packet.frame?.pictureId != null)
                assert.equal(ahead(before.frame.pictureId, packet.frame.pictureId, 15), 1,
                    `${where}: not the next picture id`);
        }
    }
}

/**
 * Asserts one SSRC and one payload type, and that no sequence number came twice. For streams of which a test has lost
 * packets: numbers are missing then, or packets come late because Janus asks for them again.
 */
export function assertOneStream(packets, name) {
    assert.ok(packets.length > 0, `${name}: no packets`);
    for (const field of ['ssrc', 'pt'])
        assert.equal(new Set(packets.map((packet) => packet[field])).size, 1, `${name}: another ${field}`);
    assert.equal(new Set(packets.map(({ seq }) => seq)).size, packets.length, `${name}: a number came twice`);
}

/** Returns the indices at which the packets of another device begin. */
export function swapsIn(packets) {
    const at = [];
    for (let i = 1; i < packets.length; i++) {
        if (packets[i].tag.device !== packets[i - 1].tag.device)
            at.push(i);
    }
    return at;
}

/** Asserts that a stream is continuous and came from these devices in this order. */
export function assertSwapped(packets, devices, name) {
    assertContinuous(packets, name);
    const at = swapsIn(packets);
    const order = [packets[0], ...at.map((i) => packets[i])].map((packet) => packet.tag.device);
    assert.deepEqual(order, devices.map((device) => device.number), `${name}: order of devices`);
    for (const i of at) {
        if (packets[i].kind === 'video')
            assert.ok(packets[i].frame.start && packets[i].frame.key,
                `${name}: the first packet of device ${packets[i].tag.device} must begin a keyframe`);
    }
    return at;
}

/** Removes from the report about a downlink what changes without a request. */
function dropMeasured(downlink) {
    for (const name of ['estimate', 'sent', 'rtt', 'loss'])
        delete downlink[name];
    for (const slot of downlink.slots)
        for (const name of ['encoding', 'height', 'limited_by'])
            delete slot[name];
}

/** Resolves with the state of a room as an operator sees it, to be compared before and after a test. */
export async function stateOf(context, room) {
    const [participants, devices, transfers] = await Promise.all(
        ['participants', 'devices', 'transfers'].map((request) => context.admin({ request, room })));
    const exists = await context.admin({ request: 'exists', room });
    const list = await context.admin({ request: 'list' });
    const entry = (list.rooms ?? []).find((each) => each.room === room);
    for (const transfer of transfers.transfers ?? [])
        delete transfer.expires_in;
    for (const { downlink } of devices.devices ?? [])
        dropMeasured(downlink);
    return { participants, devices, transfers, exists, entry };
}

/** Asserts that a refusal has this code and a text that contains this word. */
export function assertRefused(error, code, word) {
    assert.equal(error.code, code, `expected ${code}, got ${error.message}`);
    assert.ok(typeof error.text === 'string' && error.text.length > 0, 'an error must have a text');
    if (word)
        assert.ok(error.text.includes(word), `"${error.text}" does not name ${word}`);
}

/**
 * Waits until Janus has no ICE agent any more for a PeerConnection that it has hung up. Before that, Janus can lose the
 * next PeerConnection on the same handle (docs/decisions/0041-restarts-and-silence.md).
 */
export async function agentGone({ janus }, { session, id }) {
    const role = async () => (await janus.core('handle_info', {}, `/${session.id}/${id}`)).info['ice-role'];
    await until(role, (now) => now === undefined, { what: 'the end of the ICE agent' });
}

/** Does the same for both handles of a device. */
export const agentsGone = (context, { uplink, downlink }) =>
    Promise.all([uplink, downlink].map((handle) => agentGone(context, handle)));

/** Calls `look` every 50 ms. Resolves when `where` is true for its result. */
export async function until(look, where, { timeout = WAIT, what = 'it' } = {}) {
    const deadline = performance.now() + timeout;
    for (;;) {
        const seen = await look();
        if (where(seen))
            return seen;
        if (performance.now() > deadline)
            throw new Error(`${what} did not happen within ${timeout} ms: ${JSON.stringify(seen)}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
