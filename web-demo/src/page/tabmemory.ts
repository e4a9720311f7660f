// SPDX-License-Identifier: GPL-3.0-or-later
// Remembers for this tab what a reload of the page must not lose: which devices were in use, and what was being
// written. The client remembers how to come back to the call.

import type { Choice } from './deviceplan';
import { LONGEST_MESSAGE, MOST_UNSENT, type Kept } from './outbox';

/** A microphone or camera that was in use. */
export interface SentDevice {
    muted: boolean;
    /** null: the person has not chosen one. */
    device: Choice | null;
}

export interface TabMemory {
    room: string;
    /** The participant. */
    id: string;
    microphone: SentDevice | null;
    camera: SentDevice | null;
    /** Whether the screen was shared. A browser does not let a page share it again by itself. */
    screen: boolean;
    chatOpen: boolean;
    draft: string;
    unsent: Kept[];
}

const KEY = 'baton.call';

/** A browser may refuse to store anything. Then a reload loses it. */
export function rememberCall(memory: TabMemory): void {
    try {
        sessionStorage.setItem(KEY, JSON.stringify(memory));
    } catch {
        return;
    }
}

/** Returns what is remembered of a call in this room; null if nothing is. */
export function recallCall(room: string): TabMemory | null {
    try {
        const memory = readMemory(sessionStorage.getItem(KEY));
        return memory?.room === room ? memory : null;
    } catch {
        return null;
    }
}

export function forgetCall(): void {
    try {
        sessionStorage.removeItem(KEY);
    } catch {
        return;
    }
}

/** Reads what is stored. Anything else than this page's own format counts as nothing. */
export function readMemory(text: string | null): TabMemory | null {
    const record = objectOf(parse(text));
    if (!record || typeof record['room'] !== 'string' || typeof record['id'] !== 'string') return null;
    const { room, id, draft, unsent } = record;
    return {
        room,
        id,
        microphone: readDevice(record['microphone']),
        camera: readDevice(record['camera']),
        screen: record['screen'] === true,
        chatOpen: record['chatOpen'] === true,
        draft: typeof draft === 'string' ? draft.slice(0, LONGEST_MESSAGE) : '',
        unsent: (Array.isArray(unsent) ? unsent : []).flatMap(readUnsent).slice(0, MOST_UNSENT),
    };
}

function parse(text: string | null): unknown {
    try {
        return JSON.parse(text ?? 'null');
    } catch {
        return null;
    }
}

function objectOf(value: unknown): Record<string, unknown> | null {
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
}

function readDevice(value: unknown): SentDevice | null {
    const record = objectOf(value);
    if (!record || typeof record['muted'] !== 'boolean') return null;
    const device = objectOf(record['device']);
    const { id, label } = device ?? {};
    const known = typeof id === 'string' && id !== '' && typeof label === 'string';
    return { muted: record['muted'], device: known ? { id, label } : null };
}

function readUnsent(value: unknown): Kept[] {
    const record = objectOf(value);
    const { text, after } = record ?? {};
    if (typeof text !== 'string' || typeof after !== 'number') return [];
    return [{ text: text.slice(0, LONGEST_MESSAGE), after }];
}
