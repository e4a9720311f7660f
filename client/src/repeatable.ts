// SPDX-License-Identifier: MIT
// Requests whose reply is lost with the connection, and which of them may be sent again.

import { isLost, type BatonError } from './errors.js';
import type { Request } from './wire.js';

/** Sent twice, each of these requests leaves the server in the same state as if it were sent once. */
const REPEATABLE = new Set<Request['request']>([
    'configure',
    'hand',
    'mute',
    'layout',
    'ice',
    'participants',
    'chat_history',
    'exists',
    'list',
    // A second code replaces the first one, which nobody has seen.
    'transfer',
    'present',
    'question',
    // Only the first response counts: see responder.ts.
    'confirm',
    'leave',
]);

export interface Attempts<T> {
    /** Resolves when requests can be sent; fails when that will not happen. */
    ready(): Promise<void>;
    send(): Promise<T>;
    /** Whether the connection is lost and is being repaired. */
    repairing(): boolean;
}

/**
 * Sends a request when the connection is there. A request whose reply was lost is sent again if that is harmless;
 * otherwise it fails with `connection_lost`, and the error is `uncertain`. An error of a later attempt is `uncertain`
 * as well: the server may have carried out the first one.
 */
export async function sendUntilReplied<T>(body: { request: Request['request'] }, attempts: Attempts<T>): Promise<T> {
    let uncertain = false;
    const fail = (error: unknown) => (uncertain ? (error as BatonError).afterLoss() : error);
    for (;;) {
        await attempts.ready().catch((error: unknown) => {
            throw fail(error);
        });
        try {
            return await attempts.send();
        } catch (error) {
            const again = isLost(error) && attempts.repairing();
            const unknown = isLost(error) && (error as BatonError).uncertain;
            if (!again || (unknown && !REPEATABLE.has(body.request))) throw fail(error);
            uncertain ||= unknown;
        }
    }
}
