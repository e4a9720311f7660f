// SPDX-License-Identifier: MIT
// A transfer as the device in the call sees it: the code to show, and what becomes of it.

import { Emitter } from './emitter';
import { BatonError } from './errors';
import type { Handle } from './session';
import type {
    Code,
    ConfirmEvent,
    ConfirmPolicy,
    TransferEndedEvent,
    TransferState,
    UplinkEvent,
} from './types';

export interface TransferEvents {
    /** A device has scanned the code: ask the person, then call `confirm` or `decline`. */
    confirm: ConfirmEvent;
    state: { state: TransferState; expiresIn: number };
    /** The call is on the other device. */
    moved: { graceMs: number };
    returned: { transfer: string };
    /** A second device tried the code. */
    warning: { kind: 'second_claim' };
    ended: TransferEndedEvent;
}

export class Transfer extends Emitter<TransferEvents> {
    readonly id: string;
    /** What the code says; secret. With a `link` it is the address of the takeover page. */
    readonly text: string;
    /** Pictures of the code as data URIs, for an <img>. */
    readonly svg: string;
    readonly png: string;
    readonly alt: string;
    readonly confirmPolicy: ConfirmPolicy;
    /** By `Date.now()`. */
    readonly expires: number;
    state: TransferState = 'offered';

    /** Made by `Call.transfer`. */
    constructor(
        private readonly uplink: Handle,
        code: Code,
    ) {
        super();
        this.id = code.transfer;
        this.text = code.text;
        this.svg = code.svg;
        this.png = code.png;
        this.alt = code.alt;
        this.confirmPolicy = code.confirm;
        this.expires = Date.now() + code.expires_in;
    }

    /** Yes, with the number that the new device shows. A wrong number ends the transfer. */
    async confirm(number?: number): Promise<void> {
        await this.uplink.request({
            request: 'confirm',
            transfer: this.id,
            answer: true,
            ...(number === undefined ? {} : { number }),
        });
    }

    async decline(): Promise<void> {
        await this.uplink.request({ request: 'confirm', transfer: this.id, answer: false });
    }

    /** Ends the transfer before the move; a transfer that is over already is no error. */
    async cancel(): Promise<void> {
        if (this.state === 'ended') return;
        await this.uplink
            .request({ request: 'cancel', transfer: this.id })
            .catch((error: unknown) => {
                const harmless = ['no_such_transfer', 'wrong_state', 'ended', 'connection_lost'];
                if (!(error instanceof BatonError && harmless.includes(error.name))) throw error;
            });
    }

    /** For `Call`: what the server says of transfers of this device. */
    take(event: UplinkEvent): void {
        if (!('transfer' in event) || event.transfer !== this.id) return;
        switch (event.baton) {
            case 'confirm':
                this.state = 'confirming';
                return this.emit('confirm', event);
            case 'transfer':
                this.state = event.state;
                return this.emit('state', { state: event.state, expiresIn: event.expires_in });
            case 'moved':
                this.state = 'standby';
                return this.emit('moved', { graceMs: event.grace });
            case 'returned':
                return this.emit('returned', { transfer: event.transfer });
            case 'warning':
                return this.emit('warning', { kind: event.kind });
            case 'transfer_ended':
                this.state = 'ended';
                return this.emit('ended', event);
            default:
                return;
        }
    }

    /** For `Call`: the call is gone, and with it whatever the server could still say. */
    abandon(): void {
        if (this.state === 'ended') return;
        this.take({
            baton: 'transfer_ended',
            transfer: this.id,
            role: 'old',
            outcome: 'failed',
            reason: 'connection_lost',
            text: 'The call ended',
        });
    }
}
