// SPDX-License-Identifier: MIT
// When to try again: the policy that an app can replace, and which errors are worth another attempt.

import { BatonError } from './errors.js';

export interface RetryPolicy {
    /**
     * Returns the milliseconds to wait before an attempt, or null to give up.
     * @param attempt 0 for the first attempt after a loss or a change of the network, then 1, 2, 3 …
     */
    delay(attempt: number): number | null;
}

/** A network that flickers is often back at once. */
const FIRST = 400;
const MOST = 5_000;

/**
 * The default policy: 0.2 to 0.4 seconds, twice as long after each failed attempt, at most 5 seconds. A random half of
 * each delay keeps the clients of a server that has restarted from coming back all at once. It never gives up.
 */
export class BackOff implements RetryPolicy {
    /** @param random returns a number from 0 to 1 */
    constructor(private readonly random: () => number = Math.random) {}

    delay(attempt: number): number {
        const most = Math.min(MOST, FIRST * 2 ** Math.min(attempt, 10));
        return (most + this.random() * most) / 2;
    }
}

/**
 * Returns the milliseconds until the next attempt of a request that failed. Throws the error if the same request cannot
 * succeed later, and `connection_lost` if the policy gives up.
 */
export function delayAfter(error: BatonError, attempt: number, policy: RetryPolicy): number {
    const { name, retryAfter } = error;
    if (retryAfter === null && name !== 'timed_out' && name !== 'connection_lost' && name !== 'busy') throw error;
    return Math.max(nextDelay(policy, attempt, error), retryAfter ?? 0);
}

/** Returns the milliseconds until the next attempt. Throws `connection_lost` if the policy gives up. */
export function nextDelay(policy: RetryPolicy, attempt: number, cause: BatonError): number {
    const delay = policy.delay(attempt);
    if (delay === null) throw BatonError.givenUp(cause);
    return delay;
}
