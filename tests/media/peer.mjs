// SPDX-License-Identifier: GPL-3.0-or-later
// Has the native peer (tests/peer) perform a scenario, and hands on what it found.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { patience } from '../harness/patience.mjs';

const PATIENCE = patience(120000);

/** Where tests/run has built it. */
export const program = () => path.join(process.env.BATON_BUILD, 'tests', 'peer', 'peer');

/**
 * Performs a scenario (see tests/peer/scenario.h) against a Janus; resolves with the report.
 * options: seed, codec (vp8, h264), srtp (OpenSSL's names of profiles), videoroom (instead of Baton), before (a
 * command and its words that the peer is run with, as [nice, -n, -5]).
 */
export async function perform(janus, scenario, { seed = 1, codec = 'vp8', srtp, videoroom, before = [] } = {}) {
    const text = Array.isArray(scenario) ? scenario.join('\n') : scenario;
    const [command, ...words] = [...before, program()];
    const child = spawn(command, [...words, '--janus', janus.ws, '--address', janus.environment.address,
        '--seed', String(seed), '--codec', codec, ...(srtp ? ['--srtp', srtp] : []),
        ...(videoroom ? ['--videoroom'] : []), '-'],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...(process.env.BATON_PRELOAD
        ? { ASAN_OPTIONS: 'detect_leaks=0:exitcode=0' } : {}) } });
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'])
        child[name].setEncoding('utf8').on('data', (part) => (printed[name] += part));
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
    child.stdin.end(text);
    const end = await ended;
    clearTimeout(timer);
    try {
        return { ...JSON.parse(printed.stdout), stderr: printed.stderr };
    } catch {
        throw new Error(`the peer ended (${end}) without a report: ${printed.stderr.slice(-1000)}`);
    }
}
