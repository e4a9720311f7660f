// SPDX-License-Identifier: MIT
// TO BE REPLACED by the generated types of wire.ts: the request `sync`, its reply, and the number `seq` of an event.

import type { Handle } from './handle.js';
import type { CallState, Slot, TransferState, UplinkEvent } from './wire.js';

/** The number of an event of this device; in a reply that begins a device: the number of the event before. */
export interface Numbered {
    seq?: number;
}

export interface SyncedTransfer {
    transfer: string;
    role: 'old' | 'new';
    state: TransferState;
    expires_in: number;
}

/** The fields of `CallState` are there if this device has the call. */
export interface SyncedReply extends Partial<CallState> {
    baton: 'synced';
    /** The number of the latest event. */
    seq: number;
    /** False: the server does not have all missed events any more, so only the state counts. */
    complete: boolean;
    missed: (UplinkEvent & Numbered)[];
    role: 'active' | 'standby' | 'candidate';
    transfer?: SyncedTransfer;
    slots?: Slot[];
    resume?: string;
}

export async function requestSync(handle: Handle, since: number): Promise<SyncedReply> {
    const request = handle.request.bind(handle) as unknown as (body: object) => Promise<{ reply: SyncedReply }>;
    return (await request({ request: 'sync', since })).reply;
}
