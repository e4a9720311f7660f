// SPDX-License-Identifier: MIT
// The requests that may be sent again if nobody knows whether the server has received them.

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
    'leave',
]);

export function isRepeatable({ request }: { request: Request['request'] }): boolean {
    return REPEATABLE.has(request);
}
