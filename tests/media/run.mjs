// SPDX-License-Identifier: GPL-3.0-or-later
// The media suite: scenarios of the native peer, whose verdicts are ours, and a test of these tests.
// Usage: node tests/media/run.mjs [part of a name...], inside scripts/namespace. BATON_SEED chooses
// the combinations and what the network does to which packet.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startJanus } from '../harness/janus.mjs';
import { matrix, others } from './cases.mjs';
import { build, mutations, prepare } from './mutations.mjs';
import { perform } from './peer.mjs';

/**
 * How likely it is that of `lost` packets of the picture so many or more never come again, though all is well. Janus keeps
 * a packet for as long as the way there and back takes and 100 ms more, and once it has sent it again it does not do so for
 * another 200 ms: so there is one chance, and the request for it and the packet each get through with 1 - p. (The peer
 * counts only what was lost after Janus began to keep anything, which is after a report has told it of a way that takes some
 * time: with RTT 0 it never does.)
 */
function likelihood(lost, forGood, loss) {
    const missed = 1 - (1 - loss / 100) ** 2;
    let [each, sum] = [(1 - missed) ** lost, 0]; // of exactly k, from 0 on (binomial)
    for (let k = 0; k <= lost; k++) {
        sum += k >= forGood ? each : 0;
        each *= ((lost - k) / (k + 1)) * (missed / (1 - missed));
    }
    return sum;
}

/** Below this it is no chance any more: a suite looks at some thirty receivers. */
const UNLIKELY = 1e-6;

/** Pictures after which a sender must have had feedback: some seconds of them. */
const FEEDBACK_AFTER = 60;

/** Scenarios wait for media most of the time. */
const AT_ONCE = 3;

const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'output');
const seed = Number(process.env.BATON_SEED ?? 1);
const filters = process.argv.slice(2);
let failed = 0;

function report(name, problems) {
    if (problems.length > 0)
        failed++;
    console.log(`${problems.length > 0 ? 'not ok' : 'ok'} - ${name}`);
    for (const line of problems)
        console.log(`# ${line}`);
}

/**
 * Browsers estimate how much they may send by transport-wide feedback, so Janus must give it to senders. It makes
 * no use of any about what it sends itself (docs/decisions/0015), so receivers must not be asked for it.
 */
function feedbackProblems({ senders, receivers }) {
    const sends = ({ sources }) => sources.some(({ kind, frames }) => kind === 'video' && frames >= FEEDBACK_AFTER);
    return [
        ...senders.filter((each) => sends(each) && each.feedbacks === 0)
            .map(({ name }) => `${name} got no transport-wide feedback`),
        ...receivers.filter(({ feedbacks }) => feedbacks > 0)
            .map(({ name }) => `${name} was asked for transport-wide feedback`)];
}

/** What is wrong in a report, beyond what the peer itself complains about. */
function problemsOf(found, { loss, rtt }) {
    const problems = [...(found.error ? [found.error] : []), ...found.complaints];
    problems.push(...feedbackProblems(found));
    for (const { name, negotiations, lost, for_good: forGood } of found.receivers) {
        if (negotiations !== 1)
            problems.push(`${name} was offered ${negotiations} times`);
        if (rtt && likelihood(lost, forGood, loss) < UNLIKELY)
            problems.push(`${name}: of ${lost} packets that were lost, ${forGood} never came again`);
    }
    return problems;
}

async function run(janus, { scenario, loss = 0, rtt = 0, ...options }) {
    let problems;
    try {
        problems = problemsOf(await perform(janus, scenario, { seed, ...options }), { loss, rtt });
    } catch (error) {
        problems = [error.message];
    }
    if (problems.length > 0)
        problems.push(`again: BATON_SEED=${seed} tests/run media; codec ${options.codec ?? 'vp8'}, scenario:`,
            ...scenario);
    return problems;
}

const wanted = ({ name }) => filters.length === 0 ||
    filters.some((filter) => name.toLowerCase().includes(filter.toLowerCase()));

const settings = { general: { keyframe_interval_ms: 500 } };

async function withJanus(options, body) {
    const janus = await startJanus({ settings, janus: { general: { event_loops: 2 } }, ...options });
    await body(janus);
    await janus.stop();
    return janus.complaints();
}

/** Scenarios in which each mutation shows, whatever the seed: a keyframe that is asked for is the next frame otherwise. */
const TELLING = /comes back to the old|goes on sending|without keyframes/;

/**
 * A plugin that is broken must not pass. It has been noticed with the first scenario that goes wrong.
 */
async function runMutant(mutation, index) {
    let problems = [];
    try {
        const plugin = await build(mutation);
        const cases = [...others(`mutant-${index}`).filter(({ name }) => TELLING.test(name)),
            ...matrix(seed).filter(({ loss, codec }) => !loss && codec === 'vp8').slice(0, 2)];
        let caught = false;
        problems = await withJanus({ plugins: [plugin] }, async (janus) => {
            for (let i = 0; i < cases.length && !caught; i++)
                caught = (await run(janus, cases[i])).length > 0;
        });
        if (!caught)
            problems.push(`nobody noticed in ${cases.length} scenarios`);
    } catch (error) {
        problems.push(...error.message.split('\n'));
    }
    report(`is noticed: ${mutation.name}`, problems);
}

/** Performs all, a few at a time. */
async function inParallel(jobs) {
    const left = [...jobs];
    const worker = async () => {
        for (let job = left.shift(); job; job = left.shift())
            await job();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

await mkdir(output, { recursive: true });
/* The longest goes first, and the mutants last, which are built meanwhile. */
const chosen = [...others(seed), ...matrix(seed)].filter(wanted);
const mutants = mutations.filter(({ name }) => wanted({ name: `is noticed: ${name}` }));
prepare(mutants);
const complaints = await withJanus({ logFile: path.join(output, 'media-janus.log') }, (janus) => inParallel([
    ...chosen.map((each) => async () =>
        report(each.name, janus.exit ? ['Janus was gone before'] : await run(janus, each))),
    ...mutants.map((mutation, index) => () => runMutant(mutation, index))]));
report('Janus ran and ended clean', complaints);
process.exit(failed > 0 ? 1 : 0);
