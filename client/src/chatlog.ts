// SPDX-License-Identifier: MIT
// The chat messages that a call keeps, and which of them this device has sent.

import type { Message } from './wire.js';

/** The number of chat messages that a room keeps, and a call. */
export const HISTORY = 100;

/** A message whose reply was lost. */
export interface SentText {
    from: string;
    text: string;
    /** The id of the newest message when it was sent. */
    after: number;
}

export class ChatLog {
    /** In the order of their ids. */
    readonly messages: Message[] = [];
    /** Ids of messages of this device that `chat` has accounted for. */
    private readonly own = new Set<number>();

    /** Adds a message at the end. Returns false if it is here already. */
    add(message: Message): boolean {
        if (this.has(message.id)) return false;
        this.messages.push(message);
        if (this.messages.length > HISTORY) this.messages.shift();
        return true;
    }

    /** Adds a page of earlier messages. Returns whether all of them are new: there may be earlier ones. */
    addEarlier(page: Message[]): boolean {
        const fresh = page.filter(({ id }) => !this.has(id));
        this.messages.push(...fresh);
        this.messages.sort((one, other) => one.id - other.id);
        return fresh.length === page.length;
    }

    has(id: number): boolean {
        return this.messages.some((known) => known.id === id);
    }

    /** The id of the newest message; 0 if there is none. */
    get newest(): number {
        return this.messages.at(-1)?.id ?? 0;
    }

    /** The server has acknowledged this message of this device. */
    noteOwn(id: number): void {
        this.own.add(id);
        for (const oldest of this.own) if (this.own.size > HISTORY) this.own.delete(oldest);
    }

    /** Whether a message whose reply was lost is among these. Each message counts once. */
    takeOwn({ from, text, after }: SentText, messages = this.messages): boolean {
        const own = messages.find(
            (message) =>
                message.id > after &&
                message.from === from &&
                message.text === text &&
                !this.own.has(message.id),
        );
        if (own) this.noteOwn(own.id);
        return own !== undefined;
    }
}
