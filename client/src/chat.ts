// SPDX-License-Identifier: MIT
// The chat of a call: sends messages, keeps those that come, and finds out whether a message has arrived.

import { ChatLog, HISTORY, type SentText } from './chatlog.js';
import type { Device } from './device.js';
import { BatonError } from './errors.js';
import type { Questions } from './questions.js';
import type { Message } from './wire.js';

export class Chat {
    private readonly log = new ChatLog();
    /** In the order of their ids. */
    readonly messages: Message[] = this.log.messages;

    /** @param own the id of the participant of this device */
    constructor(
        private readonly device: Pick<Device, 'request' | 'whenRecovered'>,
        private readonly own: string,
        private readonly questions: Questions,
    ) {}

    /** Sends a message. See `Call.chat`. */
    async send(text: string): Promise<void> {
        const responds = this.questions.askedInChat;
        const sent = { from: this.own, text, after: this.log.newest };
        for (;;) {
            try {
                const { reply } = await this.device.request({ request: 'chat', text });
                if ('response' in reply) this.questions.respondedInChat(reply.response);
                else this.log.noteOwn(reply.id);
                return;
            } catch (error) {
                const unknown = error instanceof BatonError && error.uncertain;
                if (responds || !unknown) throw error;
                if (await this.hasArrived(sent)) return;
            }
        }
    }

    /** Keeps a message. Returns false if it is here already. */
    add(message: Message): boolean {
        return this.log.add(message);
    }

    /** Requests the messages before this one. */
    async readEarlier(before: number | null): Promise<void> {
        for (let next = before; next !== null; ) {
            const { reply } = await this.device.request({ request: 'chat_history', before: next });
            // After a lost connection, the messages before are here already.
            next = this.log.addEarlier(reply.messages) ? reply.next : null;
        }
    }

    /** Looks for a message whose reply was lost. Fails, with `uncertain`, if nobody can know. */
    private async hasArrived(sent: SentText): Promise<boolean> {
        try {
            await this.device.whenRecovered();
            return this.log.takeOwn(sent) || (await this.isInHistory(sent));
        } catch (error) {
            throw error instanceof BatonError ? error.afterLoss() : error;
        }
    }

    /** Looks through the pages of the chat, from the newest back to those that were here when the text was sent. */
    private async isInHistory(sent: SentText): Promise<boolean> {
        let newer = 0;
        for (let before: number | null | undefined; before !== null; ) {
            const from = before !== undefined && { before };
            const { reply } = await this.device.request({ request: 'chat_history', ...from });
            if (this.log.takeOwn(sent, reply.messages)) return true;
            const fresh = reply.messages.filter(({ id }) => id > sent.after).length;
            if (fresh < reply.messages.length) return false;
            newer += fresh;
            before = reply.next;
        }
        // The room has dropped older messages, and this one may be among them.
        if (newer >= HISTORY) throw new BatonError('connection_lost', 'The reply was lost', { uncertain: true });
        return false;
    }
}
