// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the spacing of frames in a call with and without a flood of pictures; see tests/scan/flood.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, startJanus } from '../harness/janus.mjs';
import { perform } from '../media/peer.mjs';

const [seconds = 20, rate = 1000] = process.argv.slice(2).map(Number);
const MOST = 1.1;
/** Milliseconds that Anna and Ben may have been late themselves, for a run to count. */
const LATENESS = Number(process.env.BATON_BENCH_LATENESS ?? 10);
const thrower = path.join(path.dirname(fileURLToPath(import.meta.url)), 'throw.mjs');

/** Anna is seen by Ben for a while. */
const call = (room) => ['device anna', 'device ben sound=0 picture=0', `create anna ${room}`,
    `join anna ${room}`, `join ben ${room}`, 'connect anna ben', 'sees ben anna',
    `wait ${seconds * 1000}`, 'expect ben anna'];

/**
 * Throws until stop() is called, which resolves with what became of it. The thrower stands for other machines, so
 * it takes what processor time is left; Anna and Ben do as well, so they take theirs first, where that is allowed.
 */
async function flood(janus) {
    const child = spawn('nice', ['-n', '19', process.execPath, thrower, janus.ws, String(rate)],
        { stdio: ['pipe', 'pipe', 'inherit'] });
    let printed = '';
    const ended = new Promise((resolve) => child.on('close', resolve));
    await new Promise((resolve, reject) => {
        child.stdout.setEncoding('utf8').on('data', (part) => {
            printed += part;
            if (printed.includes('\n'))
                resolve();
        });
        child.on('close', () => reject(new Error('the thrower ended before it began')));
    });
    return { async stop() {
        child.stdin.end();
        await ended;
        return JSON.parse(printed.slice(printed.indexOf('\n')));
    } };
}

/** Processor time that a Janus has taken, without its helpers. */
function cpuSeconds(janus) {
    const fields = readFileSync(`/proc/${janus.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(janus, run, flooded) {
    const thrown = flooded ? await flood(janus) : null;
    const before = cpuSeconds(janus);
    const found = await perform(janus, call(`flood-${run}`), { before: ['nice', '-n', '-10'] });
    const cpu = Math.round((cpuSeconds(janus) - before) / seconds * 1000) / 10;
    const scans = await thrown?.stop();
    if (!found.ok)
        throw new Error([found.error, ...found.complaints].join('\n'));
    const { frames, spacing_p50: p50, spacing_p99: p99, longest } =
        found.streams.find(({ kind }) => kind === 'video');
    return { flooded, frames, p50, p99, longest, lateness: found.lateness, janus_cpu: cpu, ...(scans ? { scans } : {}) };
}

const middle = (runs, flooded, what) => {
    const values = runs.filter((run) => run.flooded === flooded).map((run) => run[what]);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
};

const janus = await startJanus({ settings: { general: { decoder: environment().decoder } } });
const runs = [];
try {
    for (const flooded of [false, true, true, false]) {
        runs.push(await measure(janus, runs.length, flooded));
        console.log(JSON.stringify(runs.at(-1)));
    }
} finally {
    await janus.stop();
}
const complaints = janus.complaints();
complaints.forEach((line) => console.log(line));
const ratio = middle(runs, true, 'p99') / middle(runs, false, 'p99');
const unanswered = runs.reduce((sum, { scans }) => sum + (scans?.unanswered ?? 0), 0);
for (const what of ['p50', 'p99'])
    console.log(`${what}: ${middle(runs, false, what).toFixed(2)} ms alone, ` +
        `${middle(runs, true, what).toFixed(2)} ms under the flood: ` +
        `ratio ${(middle(runs, true, what) / middle(runs, false, what)).toFixed(3)}`);
const valid = runs.every(({ lateness }) => lateness <= LATENESS);
const verdict = !valid ? `not valid, Anna and Ben were more than ${LATENESS} ms late themselves` :
    ratio <= MOST ? 'reached' : 'MISSED';
console.log(`${unanswered} scans without an answer; p99 may grow by 10 %: ${verdict}`);
process.exit(complaints.length === 0 && unanswered === 0 && verdict === 'reached' ? 0 : 1);
