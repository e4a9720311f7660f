// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of the media suite: a matrix that a seed shuffles, and special cases. Each case has a `scenario`, which
// gives commands to the devices of harness/scenario.mjs. The cases with simulcast are in encodings.mjs.
import { SILENT } from '../harness/scenario.mjs';

/** Returns a function that draws numbers from 0 to below 1. The same seed gives the same numbers (mulberry32). */
export function randomOf(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** Returns `count` values in random order. Each value occurs equally often. */
function spread(values, count, random) {
    const all = Array.from({ length: count }, (_, i) => values[i % values.length]);
    for (let i = all.length - 1; i > 0; i--) {
        const k = Math.floor(random() * (i + 1));
        [all[i], all[k]] = [all[k], all[i]];
    }
    return all;
}

const RECEIVERS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Returns the impairment fields of a device. Without such fields, its media does not go through a relay. */
export function impairmentOf({ loss, rtt, reordered }) {
    return {
        ...(loss ? { loss } : {}),
        ...(rtt ? { rtt } : {}),
        ...(reordered ? { reorder: 3, late: 12, jitter: 8, repeat: 1 } : {}),
    };
}

/** Moves a call from anna to carl, with `receivers` receivers. */
function move(devices, room, { receivers, warm, phase, ...conditions }) {
    const impairment = impairmentOf(conditions);
    const watchers = Array.from({ length: receivers }, (_, i) => `ben${i + 1}`);
    devices.device('anna', impairment);
    devices.device('carl', impairment);
    watchers.forEach((name) => devices.device(name, { ...SILENT, ...impairment }));
    devices.create('anna', room, { confirm: warm ? 'yesno' : 'nobody', grace: 5 });
    ['anna', ...watchers].forEach((name) => devices.join(name, room));
    devices.connect('anna', ...watchers);
    watchers.forEach((name) => devices.sees(name, 'anna'));
    // Janus retransmits nothing before it has had reports for a while.
    devices.wait((conditions.loss ? 2500 : 700) + phase);
    devices.transfer('anna');
    devices.scan('carl', 'anna');
    if (warm) {
        devices.connect('carl');
        devices.wait(300 + phase);
        devices.confirm('anna', 'carl');
    }
    devices.await('carl', 'admitted');
    if (!warm)
        devices.connect('carl');
    devices.await('carl', 'moved');
    watchers.forEach((name) => devices.sees(name, 'carl'));
    devices.wait(conditions.rtt * 4 + (conditions.loss ? 1500 : 600));
    watchers.forEach((name) => devices.expect(name, 'anna', 'carl'));
}

const SHARE = 12;
const CODECS = ['vp8', 'h264', 'vp9', 'av1'];

/** Twelve cases in which every value of every column occurs. The seed combines the values. */
export function matrix(seed) {
    const random = randomOf(seed);
    const columns = {
        loss: spread([0, 2, 10], SHARE, random),
        rtt: spread([0, 50, 200], SHARE, random),
        reordered: spread([false, true], SHARE, random),
        codec: spread(CODECS, SHARE, random),
        receivers: spread(RECEIVERS, SHARE, random),
        warm: spread([true, false], SHARE, random),
    };
    return Array.from({ length: SHARE }, (_, i) => {
        const conditions = Object.fromEntries(
            Object.entries(columns).map(([name, values]) => [name, values[i]]));
        conditions.phase = Math.floor(random() * 200);
        const { loss, rtt, reordered, codec, receivers, warm } = conditions;
        return {
            name: `a ${warm ? 'warm' : 'cold'} transfer in ${codec}, ${loss} % loss, RTT ${rtt} ms, ` +
                `${reordered ? 'reordered' : 'in order'}, ${receivers} receiver${receivers > 1 ? 's' : ''}`,
            codec,
            loss,
            rtt,
            scenario: (devices, room) => move(devices, room, conditions),
        };
    });
}

/**
 * Anna sends, Ben receives, and Carl is not in the call yet. `all`: fields of the devices that send; `anna`, `carl` and
 * `ben`: fields of one device.
 */
export function call(devices, room, { grace = 5, confirm = 'nobody', all = {}, anna = all, carl = all, ben = {},
    settle = 400 } = {}) {
    devices.device('anna', anna);
    devices.device('carl', carl);
    devices.device('ben', { ...SILENT, ...ben });
    devices.create('anna', room, { grace, confirm });
    devices.join('anna', room);
    devices.join('ben', room);
    devices.connect('anna', 'ben');
    devices.sees('ben', 'anna');
    devices.wait(settle);
}

/** Does the same as call(), and connects Carl before Anna responds to the question. */
function callWithCandidate(devices, room) {
    call(devices, room, { confirm: 'yesno' });
    devices.transfer('anna');
    devices.scan('carl', 'anna');
    devices.connect('carl');
}

/** The end of most cases: Ben sees the last device, and his streams came from these devices in this order. */
export function expectMoved(devices, ...order) {
    devices.sees('ben', order.at(-1));
    devices.wait(300);
    devices.expect('ben', ...order);
}

/** Anna says yes, and the call moves to Carl's device. */
function confirmMove(devices) {
    devices.confirm('anna', 'carl');
    devices.await('carl', 'moved');
    expectMoved(devices, 'anna', 'carl');
}

/** The call moves back and forth by `move(from, to, i)`. A device that has left takes part again as a new device. */
function moveRepeatedly(devices, moves, move) {
    const order = ['anna'];
    for (let i = 0; i < moves; i++) {
        const [from, to] = i % 2 ? ['carl', 'anna'] : ['anna', 'carl'];
        move(from, to, i);
        devices.sees('ben', to);
        devices.fresh(from);
        order.push(to);
    }
    devices.wait(300);
    devices.expect('ben', ...order);
}

const GOP = 8; /* frames */
const FRAME = 1000 / 30;

/** The call moves once at each frame from one keyframe of the new device to the next. */
function moveAtEveryFrame(devices, room) {
    call(devices, room, { grace: 0, confirm: 'yesno', all: { gop: GOP }, settle: 300 });
    moveRepeatedly(devices, GOP, (from, to, i) => {
        devices.transfer(from);
        devices.scan(to, from);
        devices.connect(to);
        devices.wait(Math.round((GOP + i) * FRAME));
        devices.confirm(from, to);
        devices.await(to, 'moved');
        devices.await(from, 'moved');
    });
}

/**
 * Devices that fail, and calls that move many times. The `telling` cases fail for each mutation of the plugin, with
 * every seed. In the other cases a requested keyframe is the next frame, which can hide a mutation.
 */
export const special = [
    { name: 'a call moves back and forth twenty times without drift', scenario(devices, room) {
        call(devices, room, { grace: 0, settle: 500 });
        moveRepeatedly(devices, 20, (from, to, i) => {
            devices.wait((i * 37) % 120);
            devices.move(from, to);
        });
    } },
    ...CODECS.map((codec) => ({ name: `a call moves at every point between two keyframes, ${codec}`, codec,
        scenario: moveAtEveryFrame })),
    { name: 'the call comes back to the old device', telling: true, scenario(devices, room) {
        call(devices, room);
        devices.move('anna', 'carl');
        devices.sees('ben', 'carl');
        devices.wait(300);
        devices.return('anna', 'anna');
        devices.await('anna', 'returned');
        expectMoved(devices, 'anna', 'carl', 'anna');
    } },
    { name: 'the old device goes on sending during and after the standby', telling: true, scenario(devices, room) {
        call(devices, room, { grace: 1 });
        devices.move('anna', 'carl');
        devices.sees('ben', 'carl');
        devices.wait(2000);
        devices.expect('ben', 'anna', 'carl');
    } },
    { name: 'the old device sends rubbish before and after the swap', scenario(devices, room) {
        call(devices, room);
        devices.fault('anna', 'rubbish', true);
        devices.wait(300);
        devices.move('anna', 'carl');
        expectMoved(devices, 'anna', 'carl');
    } },
    { name: 'the new device sends rubbish in addition to its media', scenario(devices, room) {
        callWithCandidate(devices, room);
        devices.fault('carl', 'rubbish', true);
        confirmMove(devices);
    } },
    { name: 'both devices probe their lines with padding', scenario(devices, room) {
        callWithCandidate(devices, room);
        devices.fault('anna', 'padding', true);
        devices.fault('carl', 'padding', true);
        devices.wait(300);
        confirmMove(devices);
    } },
    { name: 'the old device stops sending before the new device has the call', scenario(devices, room) {
        callWithCandidate(devices, room);
        devices.fault('anna', 'stalled', true);
        confirmMove(devices);
    } },
    { name: 'a new device without keyframes changes nothing', telling: true, scenario(devices, room) {
        callWithCandidate(devices, room);
        devices.wait(200);
        devices.fault('carl', 'keyless', true);
        devices.confirm('anna', 'carl');
        devices.wait(700);
        devices.sees('ben', 'anna');
        devices.fault('carl', 'keyless', false);
        devices.await('carl', 'moved');
        expectMoved(devices, 'anna', 'carl');
    } },
    { name: 'the call stays on the old device if the new device dies', scenario(devices, room) {
        callWithCandidate(devices, room);
        devices.wait(200);
        devices.die('carl');
        devices.wait(500);
        devices.sees('ben', 'anna');
        devices.expect('ben', 'anna');
    } },
];
