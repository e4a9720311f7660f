// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the time from an accepted scan, or from a yes, until the new device has the call.
import { joinCall } from './people.mjs';
import { summary } from './statistics.mjs';

/**
 * The number of transfers in a run of the peer, and in all. Slow transfers are measured less often. With a hundred
 * transfers or fewer, the p99 is just the slowest transfer.
 */
const MOVES = { whole: 8, quick: 3 };
const ENOUGH = { cold: { 0: 104, 50: 32, 200: 16 }, warm: { 0: 104, 50: 104, 200: 40 }, quick: 2 };
const FRAME = 1000 / 30;

function takeOver(devices, room, { warm, rtt }, moves) {
    const carls = joinCall(devices, room, { moves, confirm: warm ? 'yesno' : 'nobody', fields: rtt ? { rtt } : {} });
    devices.connect('anna', 'ben');
    devices.sees('ben', 'anna');
    let from = 'anna';
    carls.forEach((to, i) => {
        devices.transfer(from);
        devices.scan(to, from);
        if (warm) {
            devices.connect(to);
            devices.wait(500 + i * 17);
            devices.confirm(from, to);
        } else {
            devices.await(to, 'admitted');
            devices.connect(to);
        }
        devices.await(to, 'moved');
        devices.await(from, 'moved');
        devices.sees('ben', to);
        devices.wait(200 + i * 13);
        devices.leave(from);
        from = to;
    });
}

/** Returns the time that a cold device needs for each step on its way into the call. */
function split(moves) {
    const spans = [['signalling', 'scanned', 'answered'], ['ice', 'answered', 'ice'],
        ['dtls', 'ice', 'dtls'], ['keyframe', 'dtls', 'moved']];
    return Object.fromEntries(spans.map(([name, from, to]) =>
        [name, summary(moves.map((move) => move[to] - move[from])).p50]));
}

/**
 * The time from the moment when Baton accepted the scan, or got the yes, to the commit. The reply to a scan and the
 * event `moved` each take half a round trip, which cancels out. A yes takes half a round trip, too, except from the
 * first device, which has no delay.
 */
function latency(move, { warm, rtt }, index) {
    if (!warm)
        return move.moved - move.scanned;
    return move.moved - rtt / 2 - (move.confirmed + (index > 0 ? rtt / 2 : 0));
}

/** Collects transfers in which nothing disturbed the peer, until there are enough. `took`: milliseconds. */
async function collect(setup, kind, quick) {
    const moves = [];
    const enough = quick ? ENOUGH.quick : ENOUGH[kind.warm ? 'warm' : 'cold'][kind.rtt];
    for (let all = 0; moves.length < enough;) {
        const found = await setup.perform((devices, run) => takeOver(devices, `commit-${run}`, kind,
            quick ? MOVES.quick : MOVES.whole), { inParts: true });
        moves.push(...setup.undisturbed(found.moves.map((move, i) => ({ ...move, took: latency(move, kind, i) }))));
        all += found.moves.length;
        setup.checkEnough(moves.length, all, enough);
    }
    return moves;
}

const ways = Object.entries({ cold: false, warm: true }).flatMap(([way, warm]) =>
    [0, 50, 200].map((rtt) => ({ name: `${way}, R = ${rtt} ms`, warm, rtt })));

const most = ({ warm, rtt }) => (warm ? rtt + FRAME + 5 : rtt ? 5.5 * rtt + 60 : 80);
const limitName = ({ name }) => `${name}: p99`;

function describe({ p50, p99, min, max, count, parts }) {
    const spans = Object.entries(parts ?? {}).map(([name, value]) => `${name} ${value}`).join(', ');
    return `${p50} ms (${min}-${max}, p99 ${p99}, ${count} transfers)${spans && `   medians: ${spans}`}`;
}

export default {
    name: 'time-to-commit',
    limits: Object.fromEntries(ways.map((way) => [limitName(way), most(way)])),
    describe,
    async measure(setup, { quick }) {
        const result = { rows: {}, reached: {} };
        for (const way of ways) {
            const moves = await collect(setup, way, quick);
            const all = summary(moves.map(({ took }) => took));
            result.rows[way.name] = way.warm ? all : { ...all, parts: split(moves) };
            result.reached[limitName(way)] = all.p99;
        }
        return result;
    },
};
