// SPDX-License-Identifier: MIT
// The question whether a call may move. The person who is asked can respond once.

import { Emitter } from './emitter.js';
import type { Requester } from './requester.js';
import { Responder } from './responder.js';
import type { ConfirmEndedEvent, ConfirmForm, ConfirmHow, QuestionFields } from './wire.js';

export interface QuestionEvents {
    /** No response is needed any more. A question that came with a ticket does not emit this event. */
    ended: { outcome: ConfirmEndedEvent['outcome']; text: string };
    /** The person responded here: with `agree` or `decline`, or in the chat. */
    responded: 'agreed' | 'declined';
}

export interface QuestionOrigin {
    /** How the person was asked. With a ticket it is always `sms`. */
    how: ConfirmHow;
    /** Whether the call that moves is this participant's own. */
    own: boolean;
    /** With a ticket: its secret, and what closes the handle that was opened for it. */
    ticket?: { secret: string; close(): void };
}

export class Question extends Emitter<QuestionEvents> {
    readonly transfer: string;
    readonly form: ConfirmForm;
    /** Three numbers to pick from; empty if the response is yes or no. */
    readonly choices: number[];
    /** The name of the participant whose call moves. From a stranger: show it as text. */
    readonly display: string;
    /** The name that the new device gave itself. From a stranger: show it as text. */
    readonly deviceName: string;
    /** The time at which the question expires, on the clock of `Date.now()`. */
    readonly expires: number;
    /** The description of the room, for people who are asked outside of the call. */
    readonly room: string;
    readonly how: ConfirmHow;
    readonly own: boolean;
    /** Whether the device of this participant was away when the transfer began. */
    readonly away: boolean;
    /** Whether the new device has had this call before, and asks for it without a code. */
    readonly recalled: boolean;
    open = true;
    private readonly responder: Responder;

    /** `Call` and `BatonClient.question` create it. */
    constructor(
        requester: Requester,
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
        this.away = fields.away ?? false;
        this.recalled = fields.recalled ?? false;
        const { ticket } = origin;
        this.responder = new Responder(requester, ticket ? { ticket: ticket.secret } : { transfer: fields.transfer });
    }

    /**
     * Agrees, with the number that the new device shows. A wrong number ends the transfer. If the connection is lost,
     * waits until the server has the response.
     */
    agree(number?: number): Promise<void> {
        return this.respond(true, number);
    }

    decline(): Promise<void> {
        return this.respond(false);
    }

    /** `Call` calls this when the person has responded in the chat. */
    note(response: 'agreed' | 'declined'): void {
        if (!this.open) return;
        this.open = false;
        this.emit('responded', response);
    }

    /** `Call` calls this when the server says that no response is needed any more. */
    end(how: QuestionEvents['ended']): void {
        this.open = false;
        this.emit('ended', how);
    }

    /** Closes the handle of a question that came with a ticket. */
    close(): void {
        this.origin.ticket?.close();
    }

    private async respond(agree: boolean, number?: number): Promise<void> {
        await this.responder.respond(agree, number);
        this.note(agree ? 'agreed' : 'declined');
    }
}
