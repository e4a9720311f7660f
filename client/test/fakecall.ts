// SPDX-License-Identifier: MIT
// A client in a call with a fake Janus that numbers its events, and the loss of its connection.

import { afterEach, beforeEach, vi } from 'vitest';
import type { Call } from '../src/call.js';
import { BatonClient } from '../src/client.js';
import { MemoryStore } from '../src/resumestore.js';
import { fakeBrowser } from './fakebrowser.js';
import { callState, FakeJanus, fakeNetwork, settle, soon } from './fakejanus.js';

export let janus: FakeJanus;
export let client: BatonClient;
export let store: MemoryStore;
/** The retry policy of the client: a test can replace its delay. Null gives up. */
export let retry: { delay(): number | null };

/** Connects a client before each test. Its attempts come every second. */
export function useFakeCall(): void {
    beforeEach(async () => {
        vi.useFakeTimers();
        fakeBrowser();
        janus = new FakeJanus();
        fakeNetwork(janus);
        store = new MemoryStore();
        retry = { delay: () => 1_000 };
        client = await soon(BatonClient.connect({ server: janus.address, retry, store }));
    });
    afterEach(() => {
        vi.useRealTimers();
        vi.unstubAllGlobals();
    });
}

/** The next attempt, with all messages of a new session, and of a resume on it. */
export async function second(): Promise<void> {
    await vi.advanceTimersByTimeAsync(1_000);
    for (let i = 0; i < 5; i++) await settle();
}

/** Cuts the connection and waits until it is back. */
export async function cut(how: { forget?: boolean } = {}): Promise<void> {
    janus.cut(how);
    await second();
}

/** The reply to `join` says the number of the latest event, and has this resume secret. */
export function numbered(seq: number, resume: string, more: object = {}): void {
    janus.on('join', (request) =>
        janus.reply(request, { baton: 'joined', ...callState, private_id: resume, seq, resume, ...more }),
    );
}

export async function join(): Promise<Call> {
    numbered(7, 'one');
    return soon(client.join({ room: 'standup' }));
}

/** The reply to `sync` has these fields. */
export function synced(fields: object): void {
    const usual = { baton: 'synced', complete: true, missed: [], role: 'active' };
    janus.on('sync', (request) => janus.reply(request, { ...usual, ...fields }));
}

/** The reply to requests of this name is an error. */
export function refused(name: string, code: number, more: object = {}): void {
    janus.on(name, (request) => janus.reply(request, { baton: 'error', error_code: code, error: 'why', ...more }));
}

/** The handle of the uplink. */
export function uplink(): number {
    return janus.requests('join').at(-1)?.handle_id ?? 0;
}

export const message = (id: number, text = 'hello', from = 'ben') => ({ id, from, display: '', text, time: 0 });

export const chatEvent = (seq: number, id: number, text?: string, from?: string) => ({
    baton: 'chat',
    seq,
    message: message(id, text, from),
});

export const textsOf = (call: Call) => call.messages.map(({ text }) => text);
