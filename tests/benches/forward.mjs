// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the cost of a forwarded packet, in Janus's CPU time and in delay. Baton and VideoRoom run in one Janus, each
// with a room of the same people. One peer plays all of them, and sends to one room at a time.
import { loud, openRoom, quiet, SYSTEMS, TITLES } from './people.mjs';
import { interval, mean, summary } from './statistics.mjs';

const SETTLE = 150; // milliseconds from the first packet to the start of the measurement
const DRAIN = 100; // milliseconds from the last packet until all packets have arrived
const TRIES = 6; // the most tries to get enough rounds in which nothing disturbed the peer

/**
 * launches: starts of Janus; rounds: rounds in one run; enough: undisturbed rounds that each launch needs; window:
 * milliseconds that are measured. Rounds of one launch differ less than rounds of different launches: the intervals of
 * two launches did not even overlap. Therefore each launch counts as one value.
 */
const WHOLE = { launches: 6, rounds: 4, enough: 3, window: 500 };
const QUICK = { launches: 1, rounds: 4, enough: 3, window: 200 };

/**
 * The most load of one CPU by the peer, which has one thread, or by Janus, which has one event loop. If one of them is
 * busier than this, the other has to wait for it.
 */
const BUSIEST = 0.85;

/** copies: how many copies of each packet the server sends. */
const shapes = {
    '1 to 50': { senders: 1, listeners: 50, copies: 50, sends: { bitrate: 1500000 } },
    '8 x 8': { senders: 8, listeners: 0, copies: 7, sends: { bitrate: 1200000 } },
};

function measure(devices, label, window) {
    devices.mark(label);
    devices.wait(window);
    devices.mark('end');
}

/** Returns the systems in their order, or in reverse order. */
const inTurn = (number) => (number % 2 ? SYSTEMS : [...SYSTEMS].reverse());

/** Rounds of four turns in which one system is busy (ABBA or BAAB), and one turn in which no system is busy. */
function alternate(devices, shape, run, launch, { rounds, window }) {
    const senders = {};
    for (const system of inTurn(launch))
        senders[system] = openRoom(devices, system, `${system}-${run}`, shape);
    const turn = (system) => {
        loud(devices, senders[system]);
        devices.wait(SETTLE);
        measure(devices, system, window);
        quiet(devices, senders[system]);
        devices.wait(DRAIN);
    };
    devices.wait(1000);
    devices.measure();
    devices.mark('begin');
    for (let i = 0; i < rounds; i++) {
        const [a, b] = inTurn(i);
        devices.mark('round');
        [a, b, b, a].forEach(turn);
        measure(devices, 'idle', window);
    }
    devices.wait(DRAIN);
    devices.mark('over');
}

function windowOf(begin, end) {
    const traffic = end[begin.label];
    return {
        label: begin.label,
        share: (end.janus - begin.janus) / (end.at - begin.at),
        own: (end.own - begin.own) / (end.at - begin.at),
        rate: traffic ? (traffic.received - begin[begin.label].received) / (end.at - begin.at) : 0,
        p50: traffic?.latency_p50,
        p99: traffic?.latency_p99,
        lateness: end.lateness,
    };
}

/** Returns the microseconds of CPU for a packet, without the CPU that an idle Janus with the same people needs. */
function costOf(windows, idle) {
    const sum = (name) => windows.reduce((all, each) => all + each[name], 0);
    return 1000 * (sum('share') - idle.share * windows.length) / sum('rate');
}

function roundsOf(marks) {
    const rounds = [];
    marks.forEach((mark, i) => {
        if (mark.label === 'round')
            rounds.push([]);
        else if (mark.label === 'end')
            rounds.at(-1).push(windowOf(marks[i - 1], mark));
    });
    return rounds.map((windows) => {
        const idle = windows.find(({ label }) => label === 'idle');
        const of = (system) => windows.filter(({ label }) => label === system);
        return { windows, lateness: Math.max(...windows.map(({ lateness }) => lateness)),
            cost: Object.fromEntries(SYSTEMS.map((system) => [system, costOf(of(system), idle)])) };
    });
}

/** No packet may be missing, and both plugins must have had the same work. */
function check(found, { copies }) {
    const [begin, over] = ['begin', 'over'].map((label) => found.marks.find((mark) => mark.label === label));
    for (const system of SYSTEMS) {
        const [sent, received] = ['sent', 'received'].map((what) => over[system][what] - begin[system][what]);
        if (received !== sent * copies)
            throw new Error(`not valid: ${TITLES[system]} got ${sent} packets to forward ${copies} times, and ` +
                `${received} arrived`);
    }
    const busy = found.receivers.find(({ nacks, feedbacks }) => nacks + feedbacks > 0);
    if (busy)
        throw new Error(`not valid: ${busy.name} requested packets again, or gave transport-wide feedback`);
}

function checkLoad(windows) {
    const [peer, janus] = ['own', 'share'].map((name) => Math.max(...windows.map((each) => each[name])));
    if (peer > BUSIEST || janus > BUSIEST)
        throw new Error(`not valid: the peer used ${percent(peer)} of a CPU and Janus ${percent(janus)}; above ` +
            `${percent(BUSIEST)}, one program has to wait for the other`);
}

const percent = (share) => `${Math.round(100 * share)} %`;

/** Collects undisturbed rounds with the running Janus. */
async function collect(setup, shape, launch, turns) {
    const rounds = [];
    for (let i = 0; rounds.length < turns.enough; i++) {
        if (i === TRIES)
            throw new Error(`not valid: the peer was on time in only ${rounds.length} rounds of ` +
                `${TRIES * turns.rounds}; is something else running?`);
        const found = await setup.perform((devices, run) => alternate(devices, shape, run, launch, turns),
            { inParts: true });
        check(found, shape);
        rounds.push(...setup.undisturbed(roundsOf(found.marks)));
    }
    checkLoad(rounds.flatMap(({ windows }) => windows));
    return rounds;
}

/** Starts Janus several times, and collects the rounds of each launch. */
async function collectAll(setup, shape, turns) {
    const launches = [];
    while (launches.length < turns.launches) {
        await setup.anew();
        launches.push(await collect(setup, shape, launches.length, turns));
    }
    return launches;
}

function systemRow(rounds, system) {
    const windows = rounds.flatMap((round) => round.windows.filter(({ label }) => label === system));
    const all = (name, factor = 1) => summary(windows.map((each) => factor * each[name]));
    return { cpu: summary(rounds.map(({ cost }) => cost[system])), p50: all('p50'), p99: all('p99'),
        rate: all('rate', 1000).p50, janus: all('share', 100).p50, peer: all('own', 100).p50 };
}

/** Each launch gives one value of the ratio. If there is only one launch, each of its rounds gives one. */
function ratioRow(launches) {
    const rounds = launches.flat();
    const of = ({ cost }) => Math.log(cost.baton / cost.videoroom);
    const logs = interval(launches.length > 1 ? launches.map((each) => mean(each.map(of))) : rounds.map(of));
    const idle = rounds.flatMap(({ windows }) => windows.filter(({ label }) => label === 'idle'));
    return { ratio: Math.exp(logs.mean), low: Math.exp(logs.low), high: Math.exp(logs.high), rounds: rounds.length,
        launches: launches.length, idle: summary(idle.map(({ share }) => 100 * share)).p50 };
}

function describe({ ratio, low, high, rounds, launches, idle, cpu, p50, p99, rate, janus, peer }) {
    if (ratio)
        return `Baton takes ${ratio.toFixed(3)} times the CPU (95 %: ${low.toFixed(3)} to ${high.toFixed(3)}, ` +
            `${rounds} rounds, ${launches} launches; the load of an idle Janus, ${idle} %, is subtracted)`;
    return `${cpu.p50} us per packet (${cpu.min}-${cpu.max})   delay p50 ${p50.p50} ms, p99 ${p99.p50} ms   ` +
        `${Math.round(rate)} packets/s, Janus ${janus} %, peer ${peer} % of a CPU`;
}

const limitName = (shape) => `${shape}: ratio, lower end of the 95 % interval`;

export default {
    name: 'forward',
    setup: { eventLoops: 1, onTime: true },
    // The limit is missed only if Baton certainly takes more CPU: if the whole interval lies above 1.
    limits: Object.fromEntries(Object.keys(shapes).map((shape) =>
        [limitName(shape), { most: 1, unit: '', digits: 3 }])),
    describe,
    async measure(setup, { quick }) {
        const result = { rows: {}, reached: {}, costs: {} };
        for (const [name, shape] of Object.entries(shapes)) {
            const launches = await collectAll(setup, shape, quick ? QUICK : WHOLE);
            const rounds = launches.flat();
            for (const system of SYSTEMS)
                result.rows[`${name} ${TITLES[system]}`] = systemRow(rounds, system);
            const ratio = ratioRow(launches);
            result.rows[`${name} ratio`] = ratio;
            result.reached[limitName(name)] = ratio.low;
            result.costs[name] = launches.map((each) => each.map(({ cost }) => cost));
        }
        return result;
    },
};
