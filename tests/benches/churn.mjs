// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how many transfers per second Baton sustains while 20 calls are running, how Janus's memory grows, and
// whether a call that does not move loses packets.
import { readFile, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SILENT } from '../harness/scenario.mjs';
import { LATENESS } from './setup.mjs';
import { slope } from './statistics.mjs';

const PEERS = 4;
const CALLS = 5; // calls in each peer; a peer makes one transfer after the other
/** The fields of the three devices of a call. The call moves between two of them; the third device stays in it. */
const DEVICE = { audio_slots: 1, video_slots: 1, fps: 15, bitrate: 200000 };
/** Milliseconds after the last transfer of a round until Janus has cleaned up. */
const SETTLED = 500;
/** The number of codes that Baton remembers. It is so small that this memory is full after the warm-up. */
const CODES = 100;
/** The most milliseconds that a peer may take, including pauses. */
const LONGEST = 400000;
const socket = path.join(os.tmpdir(), `baton-heap-${process.pid}`);

function move(devices, count, first) {
    for (let i = 0; i < count; i++) {
        const [from, to] = (first + i) % 2 ? ['bob', 'ann'] : ['ann', 'bob'];
        for (let call = 0; call < CALLS; call++) {
            devices.move(`${from}${call}`, `${to}${call}`);
            devices.fresh(`${from}${call}`);
        }
    }
}

/** After a warm-up, moves calls back and forth, `each` times in a round. `pause` waits for the other peers. */
const mover = (peer, { warm, each, rounds }, pause) => async (devices) => {
    const calls = Array.from({ length: CALLS }, (_, call) => call);
    calls.forEach((call) => ['ann', 'bob', 'ben'].forEach((name) => devices.device(`${name}${call}`, DEVICE)));
    devices.measure();
    for (const call of calls) {
        const room = `churn-${peer}-${call}`;
        devices.create(`ann${call}`, room);
        devices.join(`ann${call}`, room);
        devices.join(`ben${call}`, room);
        devices.connect(`ann${call}`, `ben${call}`);
        devices.sees(`ben${call}`, `ann${call}`);
    }
    move(devices, warm, 0);
    await pause(devices);
    devices.mark('begin');
    for (let round = 0; round < rounds; round++) {
        move(devices, each, warm + round * each);
        await pause(devices);
    }
    devices.mark('end');
};

/** A call that never moves. Each packet that is sent between its two marks must arrive. */
const stillCall = ({ rounds }, pause) => async (devices) => {
    devices.device('wanda', DEVICE);
    devices.device('will', { ...DEVICE, ...SILENT });
    devices.create('wanda', 'churn');
    devices.join('wanda', 'churn');
    devices.join('will', 'churn');
    devices.connect('wanda', 'will');
    devices.sees('will', 'wanda');
    devices.fault('wanda', 'stalled', true);
    devices.wait(300);
    devices.mark('begin');
    devices.fault('wanda', 'stalled', false);
    devices.sees('will', 'wanda');
    devices.measure();
    for (let i = 0; i <= rounds; i++)
        await pause(devices);
    devices.fault('wanda', 'stalled', true);
    devices.wait(500);
    devices.mark('end');
};

/**
 * Returns a function. A peer that calls it waits until all `count` peers have called it and have performed their
 * commands, and `between` has run.
 */
function rendezvous(count, between) {
    let waiting = [];
    return async (devices) => {
        await devices.wait(0);
        await new Promise((resolve, reject) => {
            waiting.push({ resolve, reject });
            if (waiting.length < count)
                return;
            const all = waiting;
            waiting = [];
            between().then(() => all.forEach((each) => each.resolve()),
                (error) => all.forEach((each) => each.reject(error)));
        });
    };
}

/** Resolves with the bytes that Janus has allocated. heap.c first makes Janus return freed memory to the system. */
function heap() {
    return new Promise((resolve, reject) => {
        let text = '';
        net.connect(socket).setEncoding('utf8').on('data', (part) => (text += part)).on('error', reject)
            .on('end', () => resolve(Number(text)));
    });
}

async function memory(pid) {
    const used = await heap();
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    return { heap: used, rss: Number(/^Rss: *(\d+) kB/m.exec(text)[1]) * 1024 };
}

const marked = ({ marks }, label) => marks.find((mark) => mark.label === label);
const during = (report, value) => value(marked(report, 'end')) - value(marked(report, 'begin'));

/**
 * Complaints about times do not count, because devices are late on such a busy machine. This bench is about lost
 * packets.
 */
const onlyLate = (complaint) => /: (time|lip sync) /.test(complaint);

function check(reports, watcher) {
    const wrong = reports.flatMap(({ error, complaints }) =>
        [...(error ? [error] : []), ...complaints.filter((each) => !onlyLate(each))]);
    wrong.push(...watcher.complaints, ...(watcher.error ? [watcher.error] : []));
    const sent = during(watcher, ({ baton }) => baton.sent);
    const received = during(watcher, ({ baton }) => baton.received);
    if (sent !== received)
        wrong.push(`${sent} packets were sent in the call that never moves, and ${received} arrived`);
    if (wrong.length === 0 && watcher.lateness_p99 > LATENESS)
        wrong.push(`not valid: the peer with the call that never moves was more than ${LATENESS} ms late in 1 % of ` +
            'the checks');
    if (wrong.length > 0)
        throw new Error(wrong.join('\n'));
    return sent;
}

const SPEED = 'transfers per second';
const GROWTH = 'growth per transfer, lower end of the 95 % interval';
const WHOLE = { warm: 10, each: 10, rounds: 10 };
const ENOUGH = 5; // samples that are needed to tell whether memory grows
const QUICK = { warm: 2, each: 5, rounds: 2 };

function describe({ first, last, rate, janus, peers, packets, p99, growth }) {
    if (rate)
        return `${rate.toFixed(1)} per second; Janus ${Math.round(janus)} % of a CPU, ` +
            `the peers ${Math.round(peers)} %`;
    if (packets)
        return `${packets} packets sent, all arrived; delay p99 ${p99.toFixed(1)} ms`;
    return `${(first / 1e6).toFixed(2)} MB at first, ${(last / 1e6).toFixed(2)} MB at last` +
        (growth ? `; grows by ${growth.value.toFixed(0)} bytes per transfer (95 %: ${growth.low.toFixed(0)} to ` +
            `${growth.high.toFixed(0)})` : '');
}

function memoryRow(samples, name) {
    const values = samples.map((sample) => sample[name]);
    return { first: values[0], last: values.at(-1),
        ...(samples.length > ENOUGH ? { growth: slope(samples.map(({ moves }) => moves), values) } : {}) };
}

export default {
    name: 'churn',
    setup: { settings: { general: { max_codes: CODES } },
        wrapper: ['env', `LD_PRELOAD=${path.join(process.env.BATON_BUILD, 'tests', 'benches', 'heap.so')}`,
            `BATON_HEAP=${socket}`] },
    // Memory must not grow beyond noise: the limit is missed only if the whole interval lies above zero.
    limits: { [SPEED]: { least: 20, unit: '/s' }, [GROWTH]: { most: 0, unit: 'B', digits: 0 } },
    describe,
    async measure(setup, { quick }) {
        const size = quick ? QUICK : WHOLE;
        const samples = [];
        let busy = 0;
        let since = performance.now();
        const pause = rendezvous(PEERS + 1, async () => {
            busy += samples.length > 0 ? performance.now() - since : 0;
            await sleep(SETTLED);
            const moves = samples.length * size.each * CALLS * PEERS;
            samples.push({ moves, ...await memory(setup.janus.child.pid) });
            since = performance.now();
        });
        const [watcher, ...reports] = await Promise.all([
            setup.once(stillCall(size, pause), { longest: LONGEST, onTime: true }),
            ...Array.from({ length: PEERS }, (_, peer) =>
                setup.once(mover(peer, size, pause), { longest: LONGEST }))]);
        await rm(socket);
        const packets = check(reports, watcher);
        const { moves } = samples.at(-1);
        const cpu = (report, whose) =>
            100 * during(report, (mark) => mark[whose]) / during(report, ({ at }) => at);
        const rows = {
            [`${moves} transfers`]: { rate: moves / busy * 1000, janus: cpu(reports[0], 'janus'),
                peers: reports.reduce((sum, report) => sum + cpu(report, 'own'), 0) },
            'a call that stays': { packets, p99: marked(watcher, 'end').baton.latency_p99 },
            heap: memoryRow(samples, 'heap'),
            'resident memory': memoryRow(samples, 'rss'),
        };
        const reached = { [SPEED]: rows[`${moves} transfers`].rate };
        if (!quick)
            reached[GROWTH] = rows.heap.growth.low;
        return { calls: PEERS * CALLS, rows, reached, samples };
    },
};
