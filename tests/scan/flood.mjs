// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the spacing of frames in a call with and without a flood of pictures; see tests/scan/flood.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment, startJanus } from '../harness/janus.mjs';
import { perform, SILENT } from '../harness/scenario.mjs';
import { quantile } from '../benches/statistics.mjs';

const [seconds = 10, rate = 1000] = process.argv.slice(2).map(Number);
const MOST = 1.1;
/**
 * The most milliseconds that the test peer may be late. The peer plays the devices of Anna and Ben. A run counts only
 * if the p99 of the peer's lateness is not above this.
 */
const LATENESS = 5;
const TRIES = 8;
/** For each run: whether there is a flood. In this order, slow changes of the machine affect all runs alike. */
const TURNS = [false, true, true, false, false, true, true, false];
const thrower = path.join(path.dirname(fileURLToPath(import.meta.url)), 'throw.mjs');

/** Ben receives Anna's video for `seconds`. */
function call(devices, room) {
    devices.device('anna');
    devices.device('ben', SILENT);
    devices.create('anna', room);
    devices.join('anna', room);
    devices.join('ben', room);
    devices.connect('anna', 'ben');
    devices.sees('ben', 'anna');
    devices.wait(seconds * 1000);
    devices.expect('ben', 'anna');
}

/**
 * Sends scans until stop() is called, which resolves with the counts of their replies. In reality the scans would come
 * from other machines. The program that sends them therefore runs with the lowest priority.
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
        child.on('close', () => reject(new Error('throw.mjs ended before it began to send')));
    });
    return { async stop() {
        child.stdin.end();
        await ended;
        return JSON.parse(printed.slice(printed.indexOf('\n')));
    } };
}

/** Returns the seconds of processor time that Janus has used, without its helpers. */
function cpuSeconds(janus) {
    const fields = readFileSync(`/proc/${janus.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function measure(janus, run, flooded) {
    const thrown = flooded ? await flood(janus) : null;
    const before = cpuSeconds(janus);
    const found = await perform(janus, (devices) => call(devices, `flood-${run}`), { onTime: true });
    const cpu = Math.round((cpuSeconds(janus) - before) / seconds * 1000) / 10;
    const scans = await thrown?.stop();
    if (!found.ok)
        throw new Error([found.error, ...found.complaints].join('\n'));
    const { frames, spacing_p50: p50, spacing_p99: p99, longest } =
        found.streams.find(({ kind }) => kind === 'video');
    return { flooded, frames, p50, p99, longest, lateness: found.lateness_p99, janus_cpu: cpu,
        ...(scans ? { scans } : {}) };
}

/** Repeats a run until the devices of Anna and Ben were on time. */
async function measureWell(janus, run, flooded) {
    for (let i = 0; i < TRIES; i++) {
        const found = await measure(janus, `${run}-${i}`, flooded);
        console.log(JSON.stringify(found));
        if (found.lateness <= LATENESS)
            return found;
    }
    throw new Error(`not valid: in ${TRIES} runs, the devices of Anna and Ben were more than ${LATENESS} ms late; ` +
        'is something else running?');
}

const median = (runs, flooded, what) => quantile(runs.filter((run) => run.flooded === flooded)
    .map((run) => run[what]), 0.5);

const janus = await startJanus({ settings: { general: { decoder: environment().decoder } } });
const runs = [];
try {
    for (const flooded of TURNS)
        runs.push(await measureWell(janus, runs.length, flooded));
} finally {
    await janus.stop();
}
const complaints = janus.complaints();
complaints.forEach((line) => console.log(line));
const ratio = median(runs, true, 'p99') / median(runs, false, 'p99');
const unreplied = runs.reduce((sum, { scans }) => sum + (scans?.unreplied ?? 0), 0);
for (const what of ['p50', 'p99'])
    console.log(`${what}: ${median(runs, false, what).toFixed(2)} ms without the flood, ` +
        `${median(runs, true, what).toFixed(2)} ms with it: ` +
        `ratio ${(median(runs, true, what) / median(runs, false, what)).toFixed(3)}`);
console.log(`${unreplied} scans without a reply; limit for p99: at most 10 % more with the flood: ` +
    (ratio <= MOST ? 'kept' : 'EXCEEDED'));
process.exit(complaints.length === 0 && unreplied === 0 && ratio <= MOST ? 0 : 1);
