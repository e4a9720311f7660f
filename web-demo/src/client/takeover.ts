// SPDX-License-Identifier: MIT
// A takeover as the new device sees it: from the scanned code to the moment when the call is
// here.

import { Call } from './call';
import { Device, type Connection, type LocalTracks } from './device';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import type { Handle, Session } from './session';
import type {
    ConfirmForm,
    Scanned,
    SourceKind,
    TransferEndedEvent,
    TransferState,
    UplinkEvent,
    VideoCodec,
} from './types';

export interface TakeoverEvents {
    state: { state: TransferState; expiresIn: number };
    /** It is agreed to. The call begins to be known here; nothing is sent to anyone or heard yet. */
    admitted: Call;
    /** The call is here. */
    moved: Call;
    connection: Connection;
    /** It failed: the call stayed where it was. After `moved` the call itself tells what happens. */
    ended: TransferEndedEvent;
}

export class Takeover extends Emitter<TakeoverEvents> {
    readonly id: string;
    /** How the other device is asked; null if nobody is. */
    readonly form: ConfirmForm | null;
    /** To be shown and read out, with the number form. */
    readonly number: number | null;
    /** Until when somebody has to answer, by `Date.now()`. */
    readonly expires: number;
    /** What to send so that the move is complete. What is muted here stays muted. */
    readonly sources: { kind: SourceKind; muted: boolean }[];
    readonly videocodec: VideoCodec;
    state: TransferState;
    call: Call | null = null;
    private readonly device: Device;
    private readonly slots: { audio: number; video: number };
    private over = false;
    private ending: TransferEndedEvent | undefined;

    /** Made by `BatonClient.scan`. */
    constructor(
        session: Session,
        private readonly uplink: Handle,
        scanned: Scanned,
    ) {
        super();
        this.id = scanned.transfer;
        this.form = scanned.form ?? null;
        this.number = scanned.number ?? null;
        this.expires = Date.now() + scanned.expires_in;
        this.sources = scanned.sources;
        this.slots = scanned.slots;
        this.videocodec = scanned.videocodec;
        this.state = scanned.state;
        this.device = new Device(session, uplink, scanned.private_id);
        for (const { kind, muted } of scanned.sources) this.device.noteMuted(kind, muted);
        this.device.on('event', (event) => this.take(event));
        this.device.on('connection', (connection) => this.emit('connection', connection));
        this.device.on('gone', (error) => this.fail(error.message));
    }

    /**
     * Opens both channels with `tracks`. Do it at once, without waiting to be admitted, so that
     * the swap waits for nothing: the server forwards none of it before the call is here. Only
     * kinds in `sources` are sent; none is fine.
     */
    async connect(tracks: LocalTracks): Promise<void> {
        const wanted: LocalTracks = {};
        for (const { kind } of this.sources) if (tracks[kind]) wanted[kind] = tracks[kind];
        const sends =
            Object.keys(wanted).length > 0
                ? this.device.publish(wanted)
                : this.device.publishNothing();
        const { audio, video } = this.slots;
        const receives =
            audio + video > 0
                ? this.device.subscribe({ audioSlots: audio, videoSlots: video })
                : undefined;
        await Promise.all([sends, receives]);
    }

    /** Resolves with the call as soon as it is here; fails with `ended` if it does not come. */
    whenMoved(): Promise<Call> {
        if (this.call && this.call.phase !== 'arriving') return Promise.resolve(this.call);
        return new Promise((resolve, reject) => {
            const fail = (event: TransferEndedEvent) =>
                reject(new BatonError('ended', event.text, { cause: event }));
            if (this.ending) return fail(this.ending);
            this.on('moved', resolve);
            this.on('ended', fail);
        });
    }

    /** Gives up; the call stays where it is. */
    async cancel(): Promise<void> {
        if (this.over) return;
        await this.uplink.request({ request: 'cancel', transfer: this.id }).catch(() => undefined);
        this.finish({ outcome: 'cancelled', reason: 'by_new', text: 'Cancelled on this device' });
    }

    private take(event: UplinkEvent): void {
        if (this.over || !('transfer' in event) || event.transfer !== this.id) return;
        switch (event.baton) {
            case 'transfer':
                this.state = event.state;
                return this.emit('state', { state: event.state, expiresIn: event.expires_in });
            case 'admitted': {
                const call = new Call(this.device, event, 'arriving');
                call.on('arrived', () => this.arrive(call));
                this.call = call;
                return this.emit('admitted', call);
            }
            case 'transfer_ended':
                return this.finish(event);
            default:
                return;
        }
    }

    /** From here on the call says what happens. */
    private arrive(call: Call): void {
        this.over = true;
        this.state = 'standby';
        this.emit('moved', call);
    }

    private fail(text: string): void {
        this.finish({ outcome: 'failed', reason: 'connection_lost', text });
    }

    private finish(how: Pick<TransferEndedEvent, 'outcome' | 'reason' | 'text'>): void {
        if (this.over) return;
        this.over = true;
        this.state = 'ended';
        this.device.close();
        this.call?.miss(how.text);
        this.ending = { baton: 'transfer_ended', transfer: this.id, role: 'new', ...how };
        this.emit('ended', this.ending);
    }
}
