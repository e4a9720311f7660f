// SPDX-License-Identifier: GPL-3.0-or-later
// The scenarios of the media suite: a matrix that a seed shuffles, and what has a scenario of its own. There is no
// simulcast in them, as Baton forwards one encoding of a source.

/** Numbers from 0 to below 1 that a seed repeats (mulberry32). */
export function chance(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), state | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** `count` of the values in random order, each as often as any other. */
function spread(values, count, random) {
    const all = Array.from({ length: count }, (_, i) => values[i % values.length]);
    for (let i = all.length - 1; i > 0; i--) {
        const k = Math.floor(random() * (i + 1));
        [all[i], all[k]] = [all[k], all[i]];
    }
    return all;
}

const RECEIVERS = [1, 2, 3, 4, 5, 6, 7, 8];

function impairmentOf({ loss, rtt, disorder }) {
    const words = [];
    if (loss)
        words.push(`loss=${loss}`);
    if (rtt)
        words.push(`rtt=${rtt}`);
    if (disorder)
        words.push('reorder=3', 'late=12', 'jitter=8', 'repeat=1');
    return words.join(' ');
}

/** A move from anna to carl, seen by so many receivers. */
function moveCase(room, { receivers, warm, phase, ...conditions }) {
    const impairment = impairmentOf(conditions);
    const watchers = Array.from({ length: receivers }, (_, i) => `ben${i + 1}`);
    const patience = conditions.rtt * 4 + (conditions.loss ? 1500 : 600);
    return [
        `device anna ${impairment}`,
        `device carl ${impairment}`,
        ...watchers.map((name) => `device ${name} sound=0 picture=0 ${impairment}`),
        `create anna ${room} confirm=${warm ? 'yesno' : 'nobody'} grace=5`,
        `join anna ${room}`,
        ...watchers.map((name) => `join ${name} ${room}`),
        `connect anna ${watchers.join(' ')}`,
        ...watchers.map((name) => `sees ${name} anna`),
        // Janus sends nothing again before it has had reports for a while.
        `wait ${(conditions.loss ? 2500 : 700) + phase}`,
        'transfer anna',
        'scan carl anna',
        ...(warm ? ['connect carl', `wait ${300 + phase}`, 'confirm anna carl', 'await carl admitted']
            : ['await carl admitted', 'connect carl']),
        'await carl moved',
        ...watchers.map((name) => `sees ${name} carl`),
        `wait ${patience}`,
        ...watchers.map((name) => `expect ${name} anna,carl`),
    ];
}

const SHARE = 12;

/** Twelve cases in which every value of every column occurs, combined by the seed. */
export function matrix(seed) {
    const random = chance(seed);
    const columns = {
        loss: spread([0, 2, 10], SHARE, random),
        rtt: spread([0, 50, 200], SHARE, random),
        disorder: spread([false, true], SHARE, random),
        codec: spread(['vp8', 'h264'], SHARE, random),
        receivers: spread(RECEIVERS, SHARE, random),
        warm: spread([true, false], SHARE, random),
    };
    return Array.from({ length: SHARE }, (_, i) => {
        const conditions = Object.fromEntries(
            Object.entries(columns).map(([name, values]) => [name, values[i]]));
        conditions.phase = Math.floor(random() * 200);
        const { loss, rtt, disorder, codec, receivers, warm } = conditions;
        return {
            name: `a ${warm ? 'warm' : 'cold'} move in ${codec}, ${loss} % loss, RTT ${rtt} ms, ` +
                `${disorder ? 'in disorder' : 'in order'}, ${receivers} receiver${receivers > 1 ? 's' : ''}`,
            codec,
            loss,
            rtt,
            scenario: moveCase(`matrix-${seed}-${i}`, conditions),
        };
    });
}

/** Calls that move on and on: every device takes part again once it is out. */
function marathon(room, moves) {
    const order = ['anna'];
    const lines = ['device anna', 'device carl', 'device ben sound=0 picture=0',
        `create anna ${room} grace=0`, `join anna ${room}`, `join ben ${room}`, 'connect anna ben',
        'sees ben anna', 'wait 500'];
    for (let i = 0; i < moves; i++) {
        const [from, to] = i % 2 ? ['carl', 'anna'] : ['anna', 'carl'];
        lines.push(`move ${from} ${to}`, `sees ben ${to}`, `fresh ${from}`, `wait ${(i * 37) % 120}`);
        order.push(to);
    }
    return [...lines, 'wait 300', `expect ben ${order.join(',')}`];
}

const GOP = 8; /* frames */
const FRAME = 1000 / 30;

/** One move at each frame from one keyframe of the new device to the next. */
function everyPoint(room) {
    const order = ['anna'];
    const lines = [`device anna gop=${GOP}`, `device carl gop=${GOP}`, 'device ben sound=0 picture=0',
        `create anna ${room} grace=0 confirm=yesno`, `join anna ${room}`, `join ben ${room}`,
        'connect anna ben', 'sees ben anna', 'wait 300'];
    for (let i = 0; i < GOP; i++) {
        const [from, to] = i % 2 ? ['carl', 'anna'] : ['anna', 'carl'];
        lines.push(`transfer ${from}`, `scan ${to} ${from}`, `connect ${to}`,
            `wait ${Math.round((GOP + i) * FRAME)}`, `confirm ${from} ${to}`, `await ${to} moved`,
            `await ${from} moved`, `sees ben ${to}`, `fresh ${from}`);
        order.push(to);
    }
    return [...lines, 'wait 300', `expect ben ${order.join(',')}`];
}

const pair = (room, { grace = 5, confirm = 'nobody', anna = '', carl = '', ben = '' } = {}) => [
    `device anna ${anna}`, `device carl ${carl}`, `device ben sound=0 picture=0 ${ben}`,
    `create anna ${room} grace=${grace} confirm=${confirm}`, `join anna ${room}`, `join ben ${room}`,
    'connect anna ben', 'sees ben anna', 'wait 400'];

/** What can go wrong with devices, and the long way. */
export function others(seed) {
    const room = (name) => `${name}-${seed}`;
    return [
        { name: 'twenty moves back and forth: no drift', scenario: marathon(room('marathon'), 20) },
        ...['vp8', 'h264'].map((codec) => ({ name: `a move at every point between two keyframes, ${codec}`, codec,
            scenario: everyPoint(room(`points-${codec}`)) })),
        { name: 'the call comes back to the old device', scenario: [...pair(room('return')),
            'move anna carl', 'sees ben carl', 'wait 300', 'return anna anna', 'await anna returned',
            'sees ben anna', 'wait 300', 'expect ben anna,carl,anna'] },
        { name: 'the old device goes on sending during and after the standby', scenario: [
            ...pair(room('sends-on'), { grace: 1 }), 'move anna carl', 'sees ben carl', 'wait 2000',
            'expect ben anna,carl'] },
        { name: 'the old device sends rubbish before and after the move', scenario: [
            ...pair(room('rubbish')), 'fault anna rubbish on', 'wait 300', 'move anna carl',
            'sees ben carl', 'wait 300', 'expect ben anna,carl'] },
        { name: 'the new device sends rubbish beside its media', scenario: [
            ...pair(room('rubbish-new'), { confirm: 'yesno' }), 'transfer anna', 'scan carl anna',
            'connect carl', 'fault carl rubbish on', 'confirm anna carl', 'await carl moved',
            'sees ben carl', 'wait 300', 'expect ben anna,carl'] },
        { name: 'the old device falls silent in the middle of the move', scenario: [
            ...pair(room('stall'), { confirm: 'yesno' }), 'transfer anna', 'scan carl anna',
            'connect carl', 'fault anna stalled on', 'confirm anna carl', 'await carl moved',
            'sees ben carl', 'wait 300', 'expect ben anna,carl'] },
        { name: 'a new device without keyframes changes nothing', scenario: [
            ...pair(room('keyless'), { confirm: 'yesno' }), 'transfer anna', 'scan carl anna',
            'connect carl', 'wait 200', 'fault carl keyless on', 'confirm anna carl', 'wait 700',
            'sees ben anna', 'fault carl keyless off', 'await carl moved', 'sees ben carl', 'wait 300',
            'expect ben anna,carl'] },
        { name: 'a new device that dies leaves the call where it was', scenario: [
            ...pair(room('die'), { confirm: 'yesno' }), 'transfer anna', 'scan carl anna',
            'connect carl', 'wait 200', 'die carl', 'wait 500', 'sees ben anna', 'expect ben anna'] },
    ];
}
