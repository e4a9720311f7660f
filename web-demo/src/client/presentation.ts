// SPDX-License-Identifier: MIT
// A code that the new device shows, for the device in the call to scan. Its channels may be up
// before that.

import { Device, type Connection, type LocalTracks } from './device';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import type { Handle, Session } from './session';
import { Takeover } from './takeover';
import type {
    CodeKind,
    PresentationEndedEvent,
    PresentRequest,
    Presented,
    Scanned,
    ShownCode,
    UplinkEvent,
    VideoCodec,
} from './types';
import { scanFields, type Scannable } from './scan';

export interface PresentationEvents {
    /**
     * The device in the call has scanned it, or both have scanned each other. From here on the
     * takeover says what happens; `connect` it, also if this was connected before.
     */
    scanned: Takeover;
    connection: Connection;
    /** Nobody scanned it. This device is in no call, its channels are closed. */
    ended: Pick<PresentationEndedEvent, 'reason' | 'text'>;
}

export type PresentOptions = Omit<PresentRequest, 'request'>;

export class Presentation extends Emitter<PresentationEvents> {
    id: string;
    code: ShownCode;
    /** By `Date.now()`. */
    expires: number;
    /** What it would warm up with. */
    readonly videocodec: VideoCodec;
    private readonly slots: { audio: number; video: number };
    private readonly device: Device;
    private readonly off: (() => void)[];
    private takeover: Takeover | undefined;
    private over = false;

    /** Made by `BatonClient.present`. */
    constructor(
        private readonly session: Session,
        private readonly uplink: Handle,
        private options: PresentOptions,
        presented: Presented,
    ) {
        super();
        this.id = presented.presentation;
        this.code = presented;
        this.expires = Date.now() + presented.expires_in;
        this.videocodec = presented.videocodec;
        this.slots = presented.slots;
        this.device = new Device(session, uplink, presented.private_id);
        this.off = [
            this.device.on('event', (event) => this.take(event)),
            this.device.on('connection', (connection) => this.emit('connection', connection)),
            this.device.on('gone', (error) =>
                this.finish({ reason: 'connection_lost', text: error.message }),
            ),
        ];
    }

    /**
     * Opens both channels before anybody has scanned: then the move waits for nothing. What turns
     * out not to be wanted is ended by `Takeover.connect`.
     */
    async connect(tracks: LocalTracks): Promise<void> {
        const { audio, video } = this.slots;
        await Promise.all([
            Object.keys(tracks).length > 0 ? this.device.publish(tracks) : undefined,
            this.device.subscribe({ audioSlots: audio, videoSlots: video }),
        ]);
    }

    /** A fresh code in place of this one, maybe of another kind; channels stay up. */
    async renew(kind?: CodeKind): Promise<void> {
        this.check();
        const options = kind === undefined ? this.options : { ...this.options, kind };
        const { reply } = await this.uplink.request({ request: 'present', ...options });
        this.options = options;
        this.id = reply.presentation;
        this.code = reply;
        this.expires = Date.now() + reply.expires_in;
    }

    /** In a mutual transfer: this device scans the code of the one in the call. */
    async scan(what: Scannable): Promise<Takeover> {
        this.check();
        const { reply } = await this.uplink.request({ request: 'scan', ...scanFields(what) });
        if (reply.role === 'old') throw new BatonError('wrong_state', 'This device is in a call');
        return this.hand(reply);
    }

    /** Withdraws the code. */
    async cancel(): Promise<void> {
        if (this.over || this.takeover) return;
        await this.uplink
            .request({ request: 'cancel', presentation: this.id })
            .catch(() => undefined);
        this.finish({ reason: 'by_new', text: '' });
    }

    private check(): void {
        if (this.over) throw new BatonError('ended', 'The code is no longer shown');
        if (this.takeover) throw new BatonError('wrong_state', 'The code has been scanned');
    }

    private take(event: UplinkEvent): void {
        if (event.baton === 'scanned') this.hand(event);
        else if (event.baton === 'presentation_ended' && event.presentation === this.id)
            this.finish(event);
    }

    private hand(scanned: Scanned): Takeover {
        if (this.takeover) return this.takeover;
        for (const off of this.off) off();
        this.takeover = new Takeover(this.session, this.device, scanned);
        this.emit('scanned', this.takeover);
        return this.takeover;
    }

    private finish({ reason, text }: PresentationEvents['ended']): void {
        if (this.over || this.takeover) return;
        this.over = true;
        this.device.close();
        this.emit('ended', { reason, text });
    }
}
