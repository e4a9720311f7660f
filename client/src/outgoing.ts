// SPDX-License-Identifier: MIT
// A transfer on the device in the call: the code, if this device shows one, and the progress.

import { Emitter } from './emitter.js';
import { BatonError, type ErrorName } from './errors.js';
import type { Requester } from './requester.js';
import { Responder } from './responder.js';
import type {
    CodeReply,
    ConfirmEvent,
    ConfirmPolicy,
    DeliveryFailedEvent,
    ScannedByOldReply,
    ScannedByStandInReply,
    ShownCode,
    TransferEndedEvent,
    TransferProgress,
    TransferState,
    UplinkEvent,
    WarningEvent,
} from './wire.js';

export interface OutgoingTransferEvents {
    /** The new device is known: ask the person, then call `confirm` or `decline`. */
    confirm: ConfirmEvent;
    /** In the state `matching` this device has to scan the other device's code, with `Call.scan`. */
    state: { state: TransferState; expiresIn: number };
    /** The call is on the other device now. */
    moved: { graceMs: number };
    returned: { transfer: string };
    /** Show this to the person before they decide. */
    warning: WarningEvent;
    /** A question did not reach somebody who has to agree. */
    undelivered: DeliveryFailedEvent;
    ended: TransferEndedEvent;
}

/** Errors of `cancel` that mean that the transfer is over. */
const OVER: ErrorName[] = ['no_such_transfer', 'wrong_state', 'ended', 'connection_lost'];

const BEFORE_AGREEMENT: TransferState[] = ['showing', 'matching', 'confirming'];

export class OutgoingTransfer extends Emitter<OutgoingTransferEvents> {
    readonly id: string;
    /** If this person stands in: the participant whose call moves. null: the participant's own call moves. */
    readonly participant: string | null;
    /** The code to show; null if this device scanned the code of the new device. */
    code: ShownCode | null = null;
    /** The people who have to agree, and how they are asked. */
    confirmPolicy: ConfirmPolicy;
    /** The name that the new device gave itself, once it is known. From a stranger: show it as text. */
    deviceName = '';
    /** The time until which the next step has to happen (scan, match or agreement), on the clock of `Date.now()`. */
    expires: number;
    state: TransferState = 'showing';
    private readonly responder: Responder;

    /** `Call` creates it. */
    constructor(
        private readonly handle: Requester,
        first: CodeReply | ScannedByOldReply | ScannedByStandInReply,
    ) {
        super();
        this.id = first.transfer;
        this.responder = new Responder(handle, { transfer: first.transfer });
        this.participant = ('participant' in first && first.participant) || null;
        this.confirmPolicy = first.confirm;
        this.expires = Date.now() + first.expires_in;
        if (first.baton === 'code') this.code = shown(first);
        else this.takeScan(first);
    }

    /** `Call` calls this when this device has scanned the code of the new device. */
    takeScan(scanned: ScannedByOldReply | ScannedByStandInReply): void {
        this.state = scanned.state;
        this.confirmPolicy = scanned.confirm;
        this.deviceName = scanned.device_name;
        this.expires = Date.now() + scanned.expires_in;
        if (scanned.code) this.code = shown(scanned.code);
    }

    /**
     * Agrees, with the number that the new device shows. A wrong number ends the transfer. If the connection is lost,
     * waits until the server has the response. If no reply comes, the same response can be given again.
     */
    confirm(number?: number): Promise<void> {
        return this.responder.respond(true, number);
    }

    /** Declines. If an earlier yes, whose reply was lost, has arrived after all, ends the transfer with `cancel`. */
    async decline(): Promise<void> {
        try {
            await this.responder.respond(false);
        } catch (error) {
            if (!(error instanceof BatonError && error.name === 'already_responded')) throw error;
            await this.cancel();
        }
    }

    /** Ends the transfer before the call has moved. Does nothing if the transfer is over already. */
    async cancel(): Promise<void> {
        if (this.state === 'ended') return;
        try {
            await this.handle.request({ request: 'cancel', transfer: this.id });
        } catch (error) {
            if (!(error instanceof BatonError && OVER.includes(error.name))) throw error;
        }
    }

    /** `Call` calls this with each event about a transfer of this device. */
    take(event: UplinkEvent): void {
        if (!('transfer' in event) || event.transfer !== this.id) return;
        switch (event.baton) {
            case 'confirm':
                this.state = 'confirming';
                this.deviceName = event.device_name;
                return this.emit('confirm', event);
            case 'transfer':
                this.state = event.state;
                this.expires = Date.now() + event.expires_in;
                return this.emit('state', { state: event.state, expiresIn: event.expires_in });
            case 'moved':
                this.state = 'standby';
                return this.emit('moved', { graceMs: event.grace });
            case 'returned':
                return this.emit('returned', { transfer: event.transfer });
            case 'warning':
                return this.emit('warning', event);
            case 'delivery_failed':
                return this.emit('undelivered', event);
            case 'transfer_ended':
                this.state = 'ended';
                return this.emit('ended', event);
            default:
                return;
        }
    }

    /**
     * `Call` calls this when the call has ended on this device. The server then sends no more events about the
     * transfer.
     */
    abandon(text = 'The call ended'): void {
        if (this.state === 'ended') return;
        this.take({
            baton: 'transfer_ended',
            transfer: this.id,
            role: 'old',
            outcome: 'failed',
            reason: 'connection_lost',
            text,
        });
    }

    /** `Call` calls this with the state after a lost connection. Without a transfer in it, this one is over. */
    takeSynced(transfer: TransferProgress | undefined): void {
        if (this.state === 'ended') return;
        if (transfer?.transfer !== this.id)
            return this.abandon('The transfer ended while the connection was lost');
        const { role, state, expires_in: left } = transfer;
        this.expires = Date.now() + left;
        if (state !== this.state)
            this.take({ baton: 'transfer', transfer: this.id, role, state, expires_in: left });
    }

    /** `Call` calls this when this device is back on other handles: before the agreement, that ends a transfer. */
    takeResumed(): void {
        if (BEFORE_AGREEMENT.includes(this.state)) this.abandon('The connection was lost before people had agreed');
    }
}

function shown({ kind, text, svg, png, alt }: ShownCode): ShownCode {
    return { kind, text, svg, png, alt };
}
