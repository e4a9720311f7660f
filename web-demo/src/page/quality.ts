// SPDX-License-Identifier: GPL-3.0-or-later
// Judges the pictures that this device receives, and says why they are not better. Pure functions.

import type { LimitedBy, Reception, RemoteSlot } from 'baton-client';
import { countWord } from './format';

/** 0: no picture comes. 3: all is well. */
export type Bars = 0 | 1 | 2 | 3;

/** Measures of a slot over a short time. */
export interface Figures {
    /** Pictures per second. */
    rate: number;
    /** The share of packets that were lost, and the share of time in which the picture stood still: 0 to 1. */
    loss: number;
    frozen: number;
    height: number | null;
}

/** The figures from which a picture is only fair, or even weak. A camera in the dark has 10 pictures per second. */
const FAIR = { rate: 9, loss: 0.03, frozen: 0.05 };
const WEAK = { rate: 4, loss: 0.1, frozen: 0.3 };

const NAMES = ['paused', 'weak', 'fair', 'good'] as const;

/** `seconds`: the time between the two. If the counters began again, only the later one counts. */
export function figuresBetween(before: Reception | undefined, after: Reception, seconds: number): Figures {
    const known = before && before.packets <= after.packets && before.frames <= after.frames;
    const { packets, lost, frames, frozen } = known ? before : { packets: 0, lost: 0, frames: 0, frozen: 0 };
    const gone = Math.max(0, after.lost - lost);
    const sent = after.packets - packets + gone;
    return {
        rate: (after.frames - frames) / seconds,
        loss: sent === 0 ? 0 : gone / sent,
        frozen: Math.min(1, Math.max(0, after.frozen - frozen) / seconds),
        height: after.height,
    };
}

/** Whether the server sends no picture because the person cannot get it now. */
export function isPaused({ encoding, limited_by: limit }: Pick<RemoteSlot, 'encoding' | 'limited_by'>): boolean {
    return encoding === null && (limit === 'line' || limit === 'ceiling');
}

/** A shared screen that does not change needs no new pictures. */
export function barsFor(kind: 'camera' | 'screen', limit: LimitedBy | null, figures: Figures): Bars {
    const passes = ({ rate, loss, frozen }: typeof FAIR) =>
        figures.loss < loss && figures.frozen < frozen && (kind === 'screen' || figures.rate >= rate);
    if (!passes(WEAK)) return 1;
    return passes(FAIR) && limit !== 'line' && limit !== 'sender' ? 3 : 2;
}

/** Returns why a picture is not better; empty if the size or nothing limits it. */
export function explainLimit(limit: LimitedBy | null, saving: boolean): string {
    if (limit === 'line') return 'Your connection carries no more.';
    if (limit === 'sender') return 'The sender sends no better picture now.';
    if (limit === 'ceiling') return saving ? 'You save data.' : 'This room has a limit.';
    return '';
}

/** Returns what a screen reader says about the bars. */
export function describeBars(bars: Bars, limit: LimitedBy | null, saving: boolean): string {
    return `Picture quality: ${NAMES[bars]}. ${bars < 3 ? explainLimit(limit, saving) : ''}`.trim();
}

/** Returns the figures for a person who wants to know more. */
export function describeFigures({ rate, loss, height }: Figures): string {
    const lines = height === null ? '' : `${height} lines, `;
    return `${lines}${Math.round(rate)} pictures per second, ${Math.round(loss * 100)} % lost`;
}

/** Returns what a tile says in place of a picture that is paused. */
export function explainPause(limit: LimitedBy | null, saving: boolean): string {
    if (limit === 'ceiling') return saving ? 'Picture paused: you save data' : 'Picture paused: limit of this room';
    return 'Picture paused: your connection';
}

/** How many pictures of a call are shown and paused. */
export interface Sum {
    shown: number;
    paused: number;
    /** Whether a limit that the person or the room has set is the reason. */
    ceiling: boolean;
}

/** Counts the pictures that this device shows and could show. */
export function sumOf(slots: Pick<RemoteSlot, 'kind' | 'source' | 'encoding' | 'limited_by'>[]): Sum {
    const videos = slots.filter(({ kind, source }) => kind === 'video' && source !== null);
    const paused = videos.filter(isPaused);
    return {
        shown: videos.filter(({ encoding }) => encoding !== null).length,
        paused: paused.length,
        ceiling: paused.length > 0 && paused.every(({ limited_by: limit }) => limit === 'ceiling'),
    };
}

/** Returns what the person is told if pictures are paused; empty if none is. */
export function explainSum({ shown, paused, ceiling }: Sum, saving: boolean): string {
    if (paused === 0) return '';
    const pictures = shown === 1 ? 'one picture' : `${countWord(shown)} pictures`;
    const what = shown === 0 ? 'only sound' : `sound and ${pictures}`;
    if (!ceiling) return `Your connection carries ${what}`;
    return saving ? `To save data, you get ${what}` : `The limit of this room allows ${what}`;
}
