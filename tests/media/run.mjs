// SPDX-License-Identifier: GPL-3.0-or-later
// The media suite: calls move between devices of the native peer, which records every packet, and judgement.mjs judges
// the records. Plugins that are broken on purpose test these tests.
// Usage: scripts/namespace node tests/media/run.mjs [part of a test's name...]. BATON_SEED decides which values (loss,
// round-trip time, codec and so on) the cases of the matrix in cases.mjs combine, and which packets the network
// impairment affects.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { perform } from '../harness/scenario.mjs';
import { Suite, wanted } from '../harness/suite.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { matrix, special } from './cases.mjs';
import { encodingMutations, encodings } from './encodings.mjs';
import { problemsOf } from './judgement.mjs';
import { build, mutations, prepare } from './mutations.mjs';

const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'output');
const seed = Number(process.env.BATON_SEED ?? 1);
const janus = { general: { event_loops: 2 } };
const CASE_TIMEOUT = scaled(150000);

/** A longer time-out, because a broken plugin has to be built first, while other tests run. */
const MUTANT_TIMEOUT = scaled(900000);

/**
 * Performs a case in a room of its own. `check(report)` returns further problems. Resolves with the problems, and with
 * how to repeat the case.
 */
async function problems(context, { scenario, codec = 'vp8', loss, rtt, check = () => [] }) {
    const room = context.roomName();
    context.defer(() => context.admin({ request: 'destroy', room }));
    let [found, commands] = [[], []];
    try {
        const report = await perform(context.janus, (devices) => {
            commands = devices.sent;
            scenario(devices, room);
        }, { seed, codec });
        found = [...problemsOf(report, { loss, rtt }), ...check(report)];
    } catch (error) {
        found.push(error.message);
    }
    return found.length === 0 ? [] : [...found, `repeat: BATON_SEED=${seed} tests/run media; codec ${codec}; commands:`,
        ...commands];
}

const isTelling = ({ telling }) => telling;
const isSimple = ({ loss, codec }) => !loss && codec === 'vp8';

/** Returns the cases of which at least one must fail with a broken plugin. */
const casesFor = (mutation) => (encodingMutations.includes(mutation) ? encodings.filter(isTelling)
    : [...special.filter(isTelling), ...matrix(seed).filter(isSimple).slice(0, 2)]);

/** Performs cases with a broken plugin until a case fails. Fails if no case fails. */
async function noticeMutation(context, mutation) {
    const plugin = await build(mutation);
    await context.ownJanus({ plugins: [plugin], janus });
    const cases = casesFor(mutation);
    for (const each of cases) {
        if ((await problems(context, { ...each, codec: mutation.codec ?? 'vp8' })).length > 0)
            return;
    }
    assert.fail(`none of ${cases.length} cases failed with the broken plugin`);
}

function tests(test) {
    // The longest case runs first. The mutants run last, because they are built while the cases run.
    for (const each of [...special, ...encodings, ...matrix(seed)])
        test(each.name, async (context) => assert.equal((await problems(context, each)).join('\n'), ''));
    const mutants = [...mutations, ...encodingMutations].map((mutation) => ({ mutation,
        name: `the suite notices ${mutation.name}` }));
    for (const { name, mutation } of mutants)
        test(name, (context) => noticeMutation(context, mutation), { timeout: MUTANT_TIMEOUT });
    prepare(mutants.filter(({ name }) => wanted(name)).map(({ mutation }) => mutation));
}

mkdirSync(output, { recursive: true });
/* Devices wait for media most of the time, so several cases can run at the same time. */
const suite = new Suite({ settings: { general: { keyframe_interval_ms: 500 } }, janus, parallel: 3,
    logFile: path.join(output, 'media-janus.log') });
suite.add(tests, { timeout: CASE_TIMEOUT });
suite.declare('media');
