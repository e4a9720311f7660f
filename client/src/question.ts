// SPDX-License-Identifier: MIT
// A question whether a call may move. It takes one response.

import { Emitter } from './emitter.js';
import type { Handle } from './handle.js';
import type { ConfirmEndedEvent, ConfirmForm, ConfirmHow, QuestionFields } from './wire.js';

/** The part of a handle that a question or a transfer needs. */
export type Requester = Pick<Handle, 'request'>;

export interface QuestionEvents {
    /** No response is needed any more. A question that came with a ticket does not emit it. */
    ended: { outcome: ConfirmEndedEvent['outcome']; text: string };
    /** The person responded here: with `agree` or `decline`, or in the chat. */
    responded: 'agreed' | 'declined';
}

export interface QuestionOrigin {
    /** The way it came; `sms` with a ticket. */
    how: ConfirmHow;
    /** It is this participant's own call that moves. */
    own: boolean;
    /** With a ticket: its secret, and what closes the handle that was opened for it. */
    ticket?: { secret: string; detach(): void };
}

export class Question extends Emitter<QuestionEvents> {
    readonly transfer: string;
    readonly form: ConfirmForm;
    /** Three numbers with the number form, else none. */
    readonly choices: number[];
    /** The name of the participant whose call moves. From a stranger: show it as text. */
    readonly display: string;
    /** The name that the new device gave itself. From a stranger: show it as text. */
    readonly deviceName: string;
    /** By `Date.now()`. */
    readonly expires: number;
    /** The room's description, for people who are asked outside of it. */
    readonly room: string;
    readonly how: ConfirmHow;
    readonly own: boolean;
    open = true;

    /** Made by `Call` and `BatonClient.question`. */
    constructor(
        private readonly handle: Requester,
        fields: QuestionFields & { description?: string },
        private readonly origin: QuestionOrigin,
    ) {
        super();
        this.transfer = fields.transfer;
        this.form = fields.form;
        this.choices = fields.choices ?? [];
        this.display = fields.display;
        this.deviceName = fields.device_name;
        this.expires = Date.now() + fields.expires_in;
        this.room = fields.description ?? '';
        this.how = origin.how;
        this.own = origin.own;
    }

    /** Yes, with the number that the new device shows. A wrong number ends the transfer. */
    agree(number?: number): Promise<void> {
        return this.respond(true, number);
    }

    decline(): Promise<void> {
        return this.respond(false);
    }

    /** For `Call`: the person responded in the chat. */
    note(response: 'agreed' | 'declined'): void {
        if (!this.open) return;
        this.open = false;
        this.emit('responded', response);
    }

    /** For `Call`: the server says that it is over. */
    end(how: QuestionEvents['ended']): void {
        this.open = false;
        this.emit('ended', how);
    }

    /** Closes the handle of a question that came with a ticket. */
    close(): void {
        this.origin.ticket?.detach();
    }

    private async respond(agree: boolean, number?: number): Promise<void> {
        const { ticket } = this.origin;
        await this.handle.request({
            request: 'confirm',
            ...(ticket ? { ticket: ticket.secret } : { transfer: this.transfer }),
            agree,
            ...(number !== undefined && { number }),
        });
        this.note(agree ? 'agreed' : 'declined');
    }
}
