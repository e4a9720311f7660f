// SPDX-License-Identifier: MIT
// A takeover as the new device sees it: from the scanned code to the moment when the call is
// here.

import { Call } from './call';
import { Device, type Connection, type LocalTracks } from './device';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import { scanFields, type Scannable } from './scan';
import type { Session } from './session';
import type {
    ConfirmForm,
    Scanned,
    ShownCode,
    SourceKind,
    TransferEndedEvent,
    TransferState,
    UplinkEvent,
    VideoCodec,
} from './types';

export interface TakeoverEvents {
    /** Both devices have scanned each other: what there is to show now is known. */
    matched: Takeover;
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
    /** In `matching`: what to show to the device in the call, unless it is shown already. */
    readonly code: ShownCode | null;
    /** How people are asked; null if nobody is, or before the match. */
    form: ConfirmForm | null = null;
    /** To be shown and read out, with the number form. */
    number: number | null = null;
    /** Until when the codes have to match, or somebody has to answer. By `Date.now()`. */
    expires = 0;
    /** What to send so that the move is complete. What is muted here stays muted. */
    sources: { kind: SourceKind; muted: boolean }[] = [];
    readonly videocodec: VideoCodec;
    state: TransferState;
    call: Call | null = null;
    private slots = { audio: 0, video: 0 };
    private offered: boolean;
    private over = false;
    private ending: TransferEndedEvent | undefined;

    /** Made by `BatonClient.scan` and `Presentation`. */
    constructor(
        private readonly session: Session,
        private readonly device: Device,
        scanned: Scanned,
    ) {
        super();
        this.id = scanned.transfer;
        this.code = scanned.code ?? null;
        this.videocodec = scanned.videocodec;
        this.state = scanned.state;
        this.offered = scanned.downlink ?? false;
        this.learn(scanned);
        device.on('event', (event) => this.take(event));
        device.on('connection', (connection) => this.emit('connection', connection));
        device.on('gone', (error) => this.fail(error.message));
    }

    /**
     * Opens both channels with `tracks`. Do it at once, without waiting to be admitted, so that
     * the swap waits for nothing: the server forwards none of it before the call is here. Only
     * kinds in `sources` are sent; none is fine. What is open already stays.
     */
    async connect(tracks: LocalTracks): Promise<void> {
        await Promise.all([this.send(tracks), this.receive()]);
    }

    /**
     * In `matching`, on a device whose code was scanned first: it has to scan the code of the device
     * in the call.
     */
    async scan(what: Scannable): Promise<void> {
        const { reply } = await this.device.uplink.request({
            request: 'scan',
            ...scanFields(what),
        });
        if (reply.role === 'new') this.match(reply);
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
        await this.device.uplink
            .request({ request: 'cancel', transfer: this.id })
            .catch(() => undefined);
        this.finish({ outcome: 'cancelled', reason: 'by_new', text: 'Cancelled on this device' });
    }

    private async send(tracks: LocalTracks): Promise<void> {
        const wanted: LocalTracks = {};
        for (const { kind } of this.sources) {
            const track = tracks[kind];
            if (track && track !== this.device.localTrack(kind)) wanted[kind] = track;
        }
        const sent = Object.keys(this.device.localTracks) as SourceKind[];
        const unwanted = sent.filter((kind) => !this.sources.some((one) => one.kind === kind));
        if (unwanted.length > 0) await this.device.unpublish(unwanted);
        if (Object.keys(wanted).length > 0) await this.device.publish(wanted);
        else if (sent.length === unwanted.length) await this.device.publishNothing();
    }

    private async receive(): Promise<void> {
        if (this.offered) {
            this.offered = false;
            return this.device.accept({
                audioSlots: this.slots.audio,
                videoSlots: this.slots.video,
            });
        }
        const open = this.device.subscribed ?? { audioSlots: 0, videoSlots: 0 };
        const audioSlots = Math.max(open.audioSlots, this.slots.audio);
        const videoSlots = Math.max(open.videoSlots, this.slots.video);
        if (audioSlots > open.audioSlots || videoSlots > open.videoSlots)
            await this.device.subscribe({ audioSlots, videoSlots });
    }

    /** What the server tells of the transfer: all of it once nothing is left to be matched. */
    private learn(scanned: Scanned): void {
        this.state = scanned.state;
        this.form = scanned.form ?? null;
        this.number = scanned.number ?? null;
        this.expires = Date.now() + scanned.expires_in;
        this.sources = scanned.sources ?? [];
        this.slots = scanned.slots;
        for (const { kind, muted } of this.sources) this.device.noteMuted(kind, muted);
        if (scanned.token !== undefined) this.session.useToken(scanned.token);
    }

    /** The reply to this device's scan, or the event after the other's: the first that comes counts. */
    private match(scanned: Scanned): void {
        if (this.over || this.state !== 'matching' || scanned.state === 'matching') return;
        this.learn(scanned);
        this.emit('matched', this);
    }

    private take(event: UplinkEvent): void {
        if (this.over || !('transfer' in event) || event.transfer !== this.id) return;
        switch (event.baton) {
            case 'scanned':
                return this.match(event);
            case 'moved':
                if (event.token !== undefined) this.session.useToken(event.token);
                return;
            case 'transfer':
                // `matched` says that nothing is left to be matched, and with it what is to be shown.
                if (this.state === 'matching' && event.state === 'confirming') return;
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
