// SPDX-License-Identifier: GPL-3.0-or-later
// Decides what a person is told about a connection that is being repaired: nothing, a small note, or that they are
// away. Pure functions.

import type { CallHealth } from 'baton-client';

/**
 * fine: nothing is said. note: something is being repaired, and the others may notice nothing. away: the others see
 * that this person is away, or will see it soon.
 */
export type Stage = 'fine' | 'note' | 'away';

/** Most losses are shorter. A message that disappears at once is worse than no message. */
const NOTE_AFTER = 1_000;
const AWAY_AFTER = 1_000;

/** A loss that goes on. The times are in milliseconds. */
export interface Loss {
    since: number;
    /** Since when the call is away; null: it is not. */
    awaySince: number | null;
}

/** Returns the loss after the call has come to `health`; null if there is none (any more). */
export function lossAfter(before: Loss | null, health: CallHealth, now: number): Loss | null {
    if (health === 'connected' || health === 'ended') return null;
    return {
        since: before?.since ?? now,
        awaySince: health === 'away' ? (before?.awaySince ?? now) : null,
    };
}

export function stageOf(loss: Loss | null, now: number): Stage {
    if (!loss) return 'fine';
    if (loss.awaySince !== null && now - loss.awaySince >= AWAY_AFTER) return 'away';
    return now - loss.since >= NOTE_AFTER ? 'note' : 'fine';
}

/** Returns the milliseconds after which the stage can be another one; null if only another event can change it. */
export function nextStageIn(loss: Loss | null, now: number): number | null {
    if (!loss) return null;
    const times = [loss.since + NOTE_AFTER, loss.awaySince === null ? 0 : loss.awaySince + AWAY_AFTER];
    const later = times.filter((time) => time > now);
    return later.length === 0 ? null : Math.min(...later) - now;
}

/** What still works during a loss. */
export interface Working {
    /** Requests reach the server. */
    requests: boolean;
    /** As far as this device knows, sound and picture pass in both directions. */
    media: boolean;
}

/**
 * Returns the text of the small note: what works, and what does not. It says nothing about what the others hear and
 * see: this device cannot know it.
 */
export function explainNote({ requests, media }: Working): string {
    const path = media ? 'Sound and picture still seem to pass.' : 'Sound and picture are interrupted.';
    const messages = requests ? 'Messages still work.' : 'Messages wait.';
    return requests && media ? path : `${path} ${messages}`;
}

/** Returns the text for a person who is away. */
export function explainAway({ requests }: Working): string {
    return requests
        ? 'You can still read and write messages.'
        : 'You can go on writing: messages are sent when the connection is back.';
}

/** Returns what a screen reader says when the stage changes; empty: nothing. */
export function announcement(before: Stage, now: Stage): string {
    if (before === now) return '';
    if (now === 'away') return 'Reconnecting. Sound and picture have stopped.';
    if (now === 'note') return before === 'fine' ? 'Reconnecting.' : 'Still reconnecting.';
    return 'Connected again.';
}
