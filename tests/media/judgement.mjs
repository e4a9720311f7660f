// SPDX-License-Identifier: GPL-3.0-or-later
// Judges the native peer's report of a call. The peer itself complains about packets. This file adds complaints about
// feedback, negotiations, and packets that were lost for good.

/**
 * The probability that, without any fault, `forGood` or more of `lost` video packets are never retransmitted
 * successfully. Janus keeps a packet for a round-trip time and 100 ms more, and does not retransmit it twice within
 * 200 ms. It retransmits each packet at most once, and the request and the packet each arrive with probability 1 - p.
 * (The peer counts only packets that were lost after Janus began to keep packets. Janus begins when a report tells it a
 * round-trip time above 0.)
 */
function likelihood(lost, forGood, loss) {
    const missed = 1 - (1 - loss / 100) ** 2;
    let [each, sum] = [(1 - missed) ** lost, 0]; // `each`: the probability of exactly k (binomial)
    for (let k = 0; k <= lost; k++) {
        sum += k >= forGood ? each : 0;
        each *= ((lost - k) / (k + 1)) * (missed / (1 - missed));
    }
    return sum;
}

/** A lower probability counts as a fault. It is this small because a run of the suite has about thirty receivers. */
const UNLIKELY = 1e-6;

/** A sender that has sent this many frames, which takes some seconds, must have got feedback. */
const FEEDBACK_AFTER = 60;

/**
 * Browsers use transport-wide feedback to estimate how much they may send, so Janus must give it to senders. Janus does
 * not use feedback about its own packets (docs/decisions/0015), so it must not ask receivers for it.
 */
function feedbackProblems({ senders, receivers }) {
    const sends = ({ sources }) => sources.some(({ kind, frames }) => kind === 'video' && frames >= FEEDBACK_AFTER);
    return [
        ...senders.filter((each) => sends(each) && each.feedbacks === 0)
            .map(({ name }) => `${name} got no transport-wide feedback`),
        ...receivers.filter(({ feedbacks }) => feedbacks > 0)
            .map(({ name }) => `${name} was asked for transport-wide feedback`)];
}

/** Returns all problems in a report. `loss` and `rtt`: the impairment of every device. */
export function problemsOf(found, { loss = 0, rtt = 0 }) {
    const problems = [...(found.error ? [found.error] : []), ...found.complaints];
    problems.push(...feedbackProblems(found));
    for (const { name, negotiations, lost, for_good: forGood } of found.receivers) {
        if (negotiations !== 1)
            problems.push(`${name} got ${negotiations} offers instead of 1`);
        if (rtt && likelihood(lost, forGood, loss) < UNLIKELY)
            problems.push(`${name}: ${lost} packets were lost, and ${forGood} of them never arrived`);
    }
    return problems;
}

