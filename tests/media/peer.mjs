// SPDX-License-Identifier: GPL-3.0-or-later
// Has the native peer (tests/peer) perform a scenario, and hands on what it found.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { ENDS_WITH_PARENT } from '../../scripts/janus/start.mjs';
import { scaled } from '../harness/timeouts.mjs';

const PATIENCE = scaled(120000);

/** Where tests/run has built it. */
export const program = () => path.join(process.env.BATON_BUILD, 'tests', 'peer', 'peer');

const ON_TIME = ['chrt', '--fifo', '1'];

/** What runs a command in real time, or nothing where that is not allowed. */
export function onTimeWords() {
    const [command, ...words] = ON_TIME;
    return spawnSync(command, [...words, 'true']).status === 0 ? ON_TIME : [];
}

/**
 * Performs a scenario (see tests/peer/scenario.h) against a Janus; resolves with the report.
 * options: seed, codec (vp8, h264), srtp (OpenSSL's names of profiles), videoroom (instead of Baton), onTime (for
 * measurements: the peer stands for machines of their own, so nothing may keep it waiting for a processor), onPause
 * (called at each `pause`: the scenario goes on when what it returns is resolved), longest (milliseconds).
 */
export async function perform(janus, scenario, { seed = 1, codec = 'vp8', srtp, videoroom, onTime, onPause,
    longest = PATIENCE } = {}) {
    const text = Array.isArray(scenario) ? scenario.join('\n') : scenario;
    const [command, ...words] = [...ENDS_WITH_PARENT, ...(onTime ? onTimeWords() : []), program()];
    const child = spawn(command, [...words, '--janus', janus.ws, '--address', janus.address,
        '--janus-pid', String(janus.child.pid), '--seed', String(seed), '--codec', codec,
        ...(srtp ? ['--srtp', srtp] : []), ...(videoroom ? ['--videoroom'] : []), '-'],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...(process.env.BATON_PRELOAD
        ? { ASAN_OPTIONS: 'detect_leaks=0:exitcode=0' } : {}) } });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
        child[name].setEncoding('utf8').on('data', (part) => (printed[name] += part));
    child.stdout.on('data', (part) => {
        if (part.includes('paused'))
            Promise.resolve(onPause?.()).finally(() => child.kill('SIGUSR1'));
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), longest);
    const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
    child.stdin.end(text);
    const end = await ended;
    clearTimeout(timer);
    try {
        return { ...JSON.parse(printed.stdout.trim().split('\n').at(-1)), stderr: printed.stderr };
    } catch {
        throw new Error(`the peer ended (${end}) without a report: ${printed.stderr.slice(-1000)}`);
    }
}
