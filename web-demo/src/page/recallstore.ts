// SPDX-License-Identifier: GPL-3.0-or-later
// Remembers in this browser which calls have moved from it to another device, and the secrets with which this device
// can ask for them again. The server decides whether it still can.

/** A call that was on this device. */
export interface LastCall {
    room: string;
    description: string;
    /** The participant. */
    id: string;
    /** The secret for `BatonClient.recall`. */
    secret: string;
    /** When the call was here last, on the clock of `Date.now()`. */
    at: number;
}

const KEY = 'baton.moved';
/** Nobody looks for an older call, and the secret should not stay in the browser for ever. */
const LONGEST = 24 * 60 * 60 * 1000;
const MOST = 4;

/** The secrets that this page has seen in the browser's store. */
const seen = new Set<string>();

/** Returns the calls, the latest first. */
export function lastCalls(now = Date.now()): LastCall[] {
    try {
        const calls = readLastCalls(localStorage.getItem(KEY), now);
        for (const { secret } of calls) seen.add(secret);
        return calls;
    } catch {
        return [];
    }
}

/**
 * Whether another tab has taken the call back or forgotten it. Its secret must not be used again: the server would warn
 * of a copy.
 */
export function isTaken({ secret }: LastCall): boolean {
    return seen.has(secret) && !lastCalls().some((one) => one.secret === secret);
}

/** Remembers a call. It replaces what is remembered of the same participant. */
export function rememberLast(call: LastCall): void {
    store([call, ...lastCalls().filter(({ id }) => id !== call.id)].slice(0, MOST));
    lastCalls();
}

/** Forgets the call of a participant: it is here again, or cannot come back. */
export function forgetLast(id: string): void {
    store(lastCalls().filter((one) => one.id !== id));
}

/** A browser may refuse to store anything. Then the call can be taken back until the page is closed. */
function store(calls: LastCall[]): void {
    try {
        if (calls.length === 0) localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, JSON.stringify(calls));
    } catch {
        return;
    }
}

/** Reads what is stored. Anything else than this page's own format is ignored. */
export function readLastCalls(text: string | null, now: number): LastCall[] {
    let all: unknown;
    try {
        all = JSON.parse(text ?? '[]');
    } catch {
        return [];
    }
    if (!Array.isArray(all)) return [];
    return all
        .flatMap(readOne)
        .filter(({ at }) => at <= now && now - at < LONGEST)
        .slice(0, MOST);
}

function readOne(value: unknown): LastCall[] {
    if (typeof value !== 'object' || value === null) return [];
    const { room, description, id, secret, at } = value as Record<string, unknown>;
    const texts = [room, description, id, secret];
    if (!texts.every((one) => typeof one === 'string') || typeof at !== 'number') return [];
    return [{ room, description, id, secret, at } as LastCall];
}
