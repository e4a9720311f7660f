// SPDX-License-Identifier: MIT
// The transfers for which the device in a call shows or has scanned a code: of its own call, and of somebody who is
// away, for whom this person stands in.

import type { Device } from './device.js';
import { BatonError } from './errors.js';
import { OutgoingTransfer } from './outgoing.js';
import { scanFields, type Scannable } from './scannable.js';
import type { CodeEvent, SyncedReply, TransferRequest, UplinkEvent } from './wire.js';

export type TransferOptions = Omit<TransferRequest, 'request' | 'participant'>;

/** An event about a transfer in which this device has the role `R`. */
export type EventAs<R> = UplinkEvent & { role: R };

export class ShownTransfers {
    private own: OutgoingTransfer | undefined;
    private other: OutgoingTransfer | undefined;

    constructor(private readonly device: Device) {}

    get areGoing(): boolean {
        return [this.own, this.other].some((one) => one !== undefined && one.state !== 'ended');
    }

    isOwn(transfer: string): boolean {
        return this.own?.id === transfer;
    }

    async show(options: TransferOptions): Promise<OutgoingTransfer> {
        const { reply } = await this.device.request({ request: 'transfer', ...options });
        return (this.own = new OutgoingTransfer(this.device, reply));
    }

    async showFor(participant: string, options: TransferOptions): Promise<OutgoingTransfer> {
        const { reply } = await this.device.request({ request: 'transfer', ...options, participant });
        return (this.other = new OutgoingTransfer(this.device, reply));
    }

    async scan(what: Scannable): Promise<OutgoingTransfer> {
        const { reply } = await this.device.request({ request: 'scan', ...scanFields(what) });
        if (reply.role === 'new') throw new BatonError('wrong_state', 'This device is not in a call');
        const known = reply.role === 'stand_in' ? this.other : this.own;
        if (known?.id === reply.transfer) {
            known.takeScan(reply);
            return known;
        }
        const found = new OutgoingTransfer(this.device, reply);
        if (reply.role === 'stand_in') this.other = found;
        else this.own = found;
        return found;
    }

    /** The operator has asked for the code. */
    takeCode(event: CodeEvent): OutgoingTransfer {
        const shown = new OutgoingTransfer(this.device, event);
        if (event.role === 'stand_in') this.other = shown;
        else this.own = shown;
        return shown;
    }

    /** `event` is about one of these transfers. */
    take(event: EventAs<'old' | 'stand_in'>): void {
        (event.role === 'old' ? this.own : this.other)?.take(event);
    }

    takeSynced({ transfer, standing_in: other }: SyncedReply): void {
        this.own?.takeSynced(transfer);
        this.other?.takeSynced(other);
    }

    takeResumed(): void {
        this.own?.takeResumed();
        this.other?.takeResumed();
    }

    /** The call has ended. */
    abandon(): void {
        this.own?.abandon();
        this.other?.abandon();
    }
}

export function isOf<R extends 'old' | 'stand_in'>(event: UplinkEvent, role: R): event is EventAs<R> {
    return 'role' in event && event.role === role;
}
