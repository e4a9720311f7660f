// SPDX-License-Identifier: MIT
// A question that this device, or whoever has a ticket, was asked: whether a call may move. It has
// one answer.

import { Emitter } from './emitter';
import type { Handle } from './session';
import type { ConfirmEndedEvent, ConfirmForm, ConfirmHow, QuestionFields } from './types';

export interface QuestionEvents {
    /** It needs no answer any more; not said of questions that came by ticket. */
    ended: { outcome: ConfirmEndedEvent['outcome']; text: string };
    /** Answered here: by `agree` or `decline`, or by what was written in the chat. */
    answered: 'agreed' | 'declined';
}

export class Question extends Emitter<QuestionEvents> {
    readonly transfer: string;
    readonly form: ConfirmForm;
    /** Three numbers with the number form, else none. */
    readonly choices: number[];
    /** Whose call moves. From a stranger, as is `deviceName`: show them as text. */
    readonly display: string;
    /** What the new device calls itself. */
    readonly deviceName: string;
    /** By `Date.now()`. */
    readonly expires: number;
    /** The room's description, for who is asked from outside of it. */
    readonly room: string;
    open = true;

    /**
     * Made by `Call` and `BatonClient.asked`.
     * @param how by which way it came; `sms` with a ticket
     * @param own whether it is this participant's own call that moves
     */
    constructor(
        private readonly handle: Handle,
        fields: QuestionFields & { description?: string },
        readonly how: ConfirmHow,
        readonly own: boolean,
        private readonly ticket?: string,
    ) {
        super();
        this.transfer = fields.transfer;
        this.form = fields.form;
        this.choices = fields.choices ?? [];
        this.display = fields.display;
        this.deviceName = fields.device_name;
        this.expires = Date.now() + fields.expires_in;
        this.room = fields.description ?? '';
    }

    /** Yes, with the number that the new device shows. A wrong number ends the transfer. */
    agree(number?: number): Promise<void> {
        return this.answer(true, number);
    }

    decline(): Promise<void> {
        return this.answer(false);
    }

    /** For `Call`: it was answered by what was written. */
    note(answer: 'agreed' | 'declined'): void {
        if (!this.open) return;
        this.open = false;
        this.emit('answered', answer);
    }

    /** For `Call`: what the server says of it. */
    end(how: QuestionEvents['ended']): void {
        this.open = false;
        this.emit('ended', how);
    }

    /** For who was asked by ticket and is done. */
    close(): void {
        if (this.ticket !== undefined) this.handle.detach();
    }

    private async answer(answer: boolean, number?: number): Promise<void> {
        const what =
            this.ticket === undefined ? { transfer: this.transfer } : { ticket: this.ticket };
        await this.handle.request({
            request: 'confirm',
            ...what,
            agree: answer,
            ...(number === undefined ? {} : { number }),
        });
        this.note(answer ? 'agreed' : 'declined');
    }
}
