// SPDX-License-Identifier: MIT
// A code that the new device shows, for the device in the call to scan.

import type { Connection, Device } from './device.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import { IncomingTransfer } from './incoming.js';
import { scanFields, type Scannable } from './scannable.js';
import type { LocalTracks } from './uplink.js';
import type {
    CodeKind,
    PresentationEndedEvent,
    PresentedReply,
    PresentRequest,
    ScannedByNew,
    ShownCode,
    SlotCounts,
    SyncedReply,
    UplinkEvent,
    VideoCodec,
} from './wire.js';

export interface PresentationEvents {
    /**
     * The device in the call has scanned the code, or each device has scanned the other's. Go on with the transfer:
     * call its `connect`, even if `Presentation.connect` was called before.
     */
    scanned: IncomingTransfer;
    connection: Connection;
    /** Nobody scanned the code. This device is not in a call, and its PeerConnections are closed. */
    ended: Pick<PresentationEndedEvent, 'reason' | 'text'>;
}

export type PresentOptions = Omit<PresentRequest, 'request' | 'token'>;

export class Presentation extends Emitter<PresentationEvents> {
    id: string;
    code: ShownCode;
    /** The time at which the code expires, on the clock of `Date.now()`. */
    expires: number;
    /** The video codec that this device sends if it connects before the scan. */
    readonly videocodec: VideoCodec;
    private readonly slots: SlotCounts;
    private readonly off: (() => void)[];
    private transfer: IncomingTransfer | undefined;
    /** Requests for a fresh code that are under way. */
    private renewing = 0;
    private over = false;

    /** `BatonClient.present` creates it. */
    constructor(
        private readonly device: Device,
        private options: PresentOptions,
        presented: PresentedReply,
    ) {
        super();
        this.id = presented.presentation;
        this.code = presented;
        this.expires = Date.now() + presented.expires_in;
        this.videocodec = presented.videocodec;
        this.slots = presented.slots;
        this.off = [
            device.on('event', (event) => this.take(event)),
            device.on('synced', (synced) => this.takeSynced(synced)),
            device.on('connection', (connection) => this.emit('connection', connection)),
            device.on('gone', ({ message: text }) =>
                this.finish({ reason: 'connection_lost', text }),
            ),
        ];
    }

    /**
     * Opens both PeerConnections before anybody has scanned the code, so that the transfer does not wait for them.
     * `IncomingTransfer.connect` later ends the sources that the call does not need.
     */
    async connect(tracks: LocalTracks): Promise<void> {
        const { audio, video } = this.slots;
        await Promise.all([
            Object.keys(tracks).length > 0 && this.device.uplink.publish(tracks),
            this.device.subscribe({ audioSlots: audio, videoSlots: video }),
        ]);
    }

    /** Replaces the code with a fresh one, which may be of another kind. The PeerConnections stay open. */
    async renew(kind?: CodeKind): Promise<void> {
        this.check();
        const options = kind === undefined ? this.options : { ...this.options, kind };
        this.renewing++;
        const { reply } = await this.device
            .request({ request: 'present', ...options })
            .finally(() => this.renewing--);
        this.options = options;
        this.id = reply.presentation;
        this.code = reply;
        this.expires = Date.now() + reply.expires_in;
    }

    /** For a mutual transfer: scans the code of the device in the call. */
    async scan(what: Scannable): Promise<IncomingTransfer> {
        this.check();
        const { reply } = await this.device.request({
            request: 'scan',
            ...scanFields(what),
        });
        if (reply.role !== 'new') throw new BatonError('wrong_state', 'This device is in a call');
        return this.begin(reply);
    }

    /** Withdraws the code. */
    async cancel(): Promise<void> {
        if (this.over || this.transfer) return;
        // If this request does not arrive, the server notices later that the device is gone.
        await this.device
            .request({ request: 'cancel', presentation: this.id })
            .catch(() => undefined);
        this.finish({ reason: 'by_new', text: '' });
    }

    private check(): void {
        if (this.over) throw new BatonError('ended', 'The code is no longer shown');
        if (this.transfer) throw new BatonError('wrong_state', 'The code has been scanned');
    }

    private take(event: UplinkEvent): void {
        if (event.baton === 'scanned') this.begin(event);
        else if (event.baton === 'presentation_ended' && event.presentation === this.id)
            this.finish(event);
    }

    /**
     * The state after a lost connection. Usually the missed events have said the same already. The server may show
     * another code than this device: the reply with that code was lost, and the code of before is dead.
     */
    private takeSynced(synced: SyncedReply): void {
        if (synced.scanned) return void this.begin(synced.scanned);
        const presentation = 'presentation' in synced ? synced.presentation : undefined;
        const known = presentation === this.id || (presentation !== undefined && this.renewing > 0);
        if (!known) this.finish({ reason: 'connection_lost', text: 'The code ended while the connection was lost' });
    }

    private begin(scanned: ScannedByNew): IncomingTransfer {
        if (this.transfer) return this.transfer;
        for (const off of this.off) off();
        this.transfer = new IncomingTransfer(this.device, scanned);
        this.emit('scanned', this.transfer);
        return this.transfer;
    }

    private finish({ reason, text }: PresentationEvents['ended']): void {
        if (this.over || this.transfer) return;
        this.over = true;
        this.device.close();
        this.emit('ended', { reason, text });
    }
}
