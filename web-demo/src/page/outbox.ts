// SPDX-License-Identifier: GPL-3.0-or-later
// The chat messages of this person that are not in the chat yet: on their way, refused, or lost on the way.

import type { Message } from 'baton-client';

export const LONGEST_MESSAGE = 2000;
/** More messages than this wait for a decision of the person first. */
export const MOST_UNSENT = 20;

/** uncertain: nobody knows whether the message has arrived. */
export type Fate = 'sending' | 'failed' | 'uncertain';

/** A message as it is kept over a reload. */
export interface Kept {
    text: string;
    /** The id of the newest message when this one was sent for the first time. */
    after: number;
}

export interface Unsent extends Kept {
    key: number;
    fate: Fate;
    /** Why it was refused; empty if unknown. */
    why: string;
}

export class Outbox {
    private readonly entries = new Map<number, Unsent>();
    private keys = 0;

    get all(): Unsent[] {
        return [...this.entries.values()];
    }

    get full(): boolean {
        return this.entries.size >= MOST_UNSENT;
    }

    get(key: number): Unsent | undefined {
        return this.entries.get(key);
    }

    /** Returns the entry of a new message; null if there are too many. */
    add(text: string, after: number, fate: Fate = 'sending'): Unsent | null {
        if (this.full) return null;
        const entry: Unsent = { key: ++this.keys, text, after, fate, why: '' };
        this.entries.set(entry.key, entry);
        return entry;
    }

    /** The person wants to send the message again. Returns false if it is on its way already. */
    retry(key: number): boolean {
        const entry = this.entries.get(key);
        if (!entry || entry.fate === 'sending') return false;
        entry.fate = 'sending';
        return true;
    }

    /** The message could not be sent, or nobody knows. */
    fail(key: number, uncertain: boolean, why: string): void {
        const entry = this.entries.get(key);
        if (!entry) return;
        entry.fate = uncertain ? 'uncertain' : 'failed';
        entry.why = why;
    }

    /** The message is in the chat, or the person does not want to send it any more. */
    remove(key: number): void {
        this.entries.delete(key);
    }

    keep(): Kept[] {
        return this.all.map(({ text, after }) => ({ text, after }));
    }
}

/** Returns the kept messages that are not in the chat. Each message in the chat accounts for one. */
export function notArrived(kept: Kept[], messages: Pick<Message, 'id' | 'from' | 'text'>[], own: string): Kept[] {
    const free = messages.filter(({ from }) => from === own);
    return kept.filter(({ text, after }) => {
        const at = free.findIndex((message) => message.id > after && message.text === text);
        if (at >= 0) free.splice(at, 1);
        return at < 0;
    });
}

/** Returns the mark below a message that is not in the chat. */
export function fateWords({ fate, why }: Pick<Unsent, 'fate' | 'why'>, reachable: boolean): string {
    switch (fate) {
        case 'sending':
            return reachable ? 'Sending …' : 'Waits for the connection …';
        case 'uncertain':
            return 'Perhaps not sent: the server did not reply. Look whether the message is in the chat.';
        case 'failed':
            return why === '' ? 'Not sent.' : `Not sent. ${why}.`;
    }
}
