// SPDX-License-Identifier: MIT
// A transfer as the device in the call sees it: the code to show, if it shows one, and what becomes
// of it.

import { Emitter } from './emitter';
import { BatonError } from './errors';
import type { Handle } from './session';
import type {
    Code,
    ConfirmEvent,
    ConfirmPolicy,
    DeliveryFailedEvent,
    ScannedByOld,
    ShownCode,
    TransferEndedEvent,
    TransferState,
    UplinkEvent,
    WarningEvent,
} from './types';

export interface TransferEvents {
    /** The new device is known: ask the person, then call `confirm` or `decline`. */
    confirm: ConfirmEvent;
    /** In `matching` the other device's code is to be scanned with `Call.scan`. */
    state: { state: TransferState; expiresIn: number };
    /** The call is on the other device. */
    moved: { graceMs: number };
    returned: { transfer: string };
    /** Something to tell the person before they decide. */
    warning: WarningEvent;
    /** A question did not reach somebody who is to be asked. */
    undelivered: DeliveryFailedEvent;
    ended: TransferEndedEvent;
}

export class Transfer extends Emitter<TransferEvents> {
    readonly id: string;
    /** What to show; null if this device scanned the code of the new one. */
    code: ShownCode | null = null;
    /** Who has to agree, and how they are asked. */
    confirmPolicy: ConfirmPolicy;
    /** What the new device calls itself, once it is known. From a stranger: show it as text. */
    deviceName = '';
    /** Until when it is good as it is now: the code, the match or the answers. By `Date.now()`. */
    expires: number;
    state: TransferState = 'showing';

    /** Made by `Call`. */
    constructor(
        private readonly uplink: Handle,
        first: Code | ScannedByOld,
    ) {
        super();
        this.id = first.transfer;
        this.confirmPolicy = first.confirm;
        this.expires = Date.now() + first.expires_in;
        if (first.baton === 'code') this.code = shown(first);
        else this.takeScan(first);
    }

    /** For `Call`: this device has scanned the code of the new one. */
    takeScan(scanned: ScannedByOld): void {
        this.state = scanned.state;
        this.confirmPolicy = scanned.confirm;
        this.deviceName = scanned.device_name;
        this.expires = Date.now() + scanned.expires_in;
        if (scanned.code) this.code = shown(scanned.code);
    }

    /** Yes, with the number that the new device shows. A wrong number ends the transfer. */
    async confirm(number?: number): Promise<void> {
        await this.uplink.request({
            request: 'confirm',
            transfer: this.id,
            agree: true,
            ...(number === undefined ? {} : { number }),
        });
    }

    async decline(): Promise<void> {
        await this.uplink.request({ request: 'confirm', transfer: this.id, agree: false });
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

function shown({ kind, text, svg, png, alt }: ShownCode): ShownCode {
    return { kind, text, svg, png, alt };
}
