// SPDX-License-Identifier: MIT
// A transfer on the new device, from the scan of a code until the call is here.

import { Call } from './call.js';
import type { Connection, Device } from './device.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import { scanFields, type Scannable } from './scannable.js';
import type { LocalTracks } from './uplink.js';
import type {
    CallState,
    ConfirmForm,
    ScannedByNew,
    ShownCode,
    SlotCounts,
    SourceKind,
    SyncedReply,
    TransferEndedEvent,
    TransferState,
    UplinkEvent,
    VideoCodec,
    WantedSource,
} from './wire.js';

export interface IncomingTransferEvents {
    /** The connection was lost, and the server has made another code in place of `code`: show this one. */
    code: ShownCode;
    /** Both devices have scanned each other: `form` and `number` are known now. */
    matched: IncomingTransfer;
    state: { state: TransferState; expiresIn: number };
    /** The people who were asked have agreed. Nobody receives this device's media yet, and it plays no audio. */
    admitted: Call;
    /** The call is here. */
    moved: Call;
    connection: Connection;
    /** The call stayed where it was. After `moved`, listen to the events of the call instead. */
    ended: TransferEndedEvent;
}

export class IncomingTransfer extends Emitter<IncomingTransferEvents> {
    readonly id: string;
    /**
     * In the state `matching`: the code to show to the device in the call; null if this device shows its code already.
     */
    code: ShownCode | null;
    /** How people respond to the question; null if nobody is asked, or before the codes have matched. */
    form: ConfirmForm | null = null;
    /** The number to show, if people respond by picking a number. */
    number: number | null = null;
    /** The time until which the codes have to match or people have to respond, on the clock of `Date.now()`. */
    expires = 0;
    /** The participant's sources, which this device has to send. A muted source stays muted. */
    sources: WantedSource[] = [];
    readonly videocodec: VideoCodec;
    state: TransferState;
    call: Call | null = null;
    private slots: SlotCounts = { audio: 0, video: 0 };
    /** Whether the server sends the offer of the downlink without a request. False once `connect` uses the offer. */
    private offerComes: boolean;
    private over = false;
    private ending: TransferEndedEvent | undefined;

    /** `BatonClient.scan` and `Presentation` create it. */
    constructor(
        private readonly device: Device,
        scanned: ScannedByNew,
    ) {
        super();
        this.id = scanned.transfer;
        this.code = scanned.code ?? null;
        this.videocodec = scanned.videocodec;
        this.state = scanned.state;
        this.offerComes = scanned.downlink ?? false;
        this.learn(scanned);
        device.on('event', (event) => this.take(event));
        device.on('connection', (connection) => this.emit('connection', connection));
        device.on('synced', (synced) => this.takeSynced(synced));
        device.on('gone', (error) => this.fail(error.message));
    }

    /**
     * Opens both PeerConnections and sends `tracks`. Call it at once, before anybody has agreed, so that the swap does
     * not have to wait. The server forwards nothing before the call is here. Only the kinds in `sources` are sent;
     * `tracks` may be empty. A PeerConnection that is open already is kept.
     */
    async connect(tracks: LocalTracks): Promise<void> {
        await Promise.all([this.send(tracks), this.receive()]);
    }

    /**
     * Scans the code of the device in the call. Call it in the state `matching` if this device's code was scanned
     * first.
     */
    async scan(what: Scannable): Promise<void> {
        const { reply } = await this.device.request({
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
        // If this request does not arrive, the server notices later that the device is gone.
        await this.device
            .request({ request: 'cancel', transfer: this.id })
            .catch(() => undefined);
        this.finish({ outcome: 'cancelled', reason: 'by_new', text: 'Cancelled on this device' });
    }

    private async send(tracks: LocalTracks): Promise<void> {
        const { uplink } = this.device;
        const wanted: LocalTracks = {};
        for (const { kind } of this.sources) {
            const track = tracks[kind];
            if (track && track !== uplink.localTrack(kind)) wanted[kind] = track;
        }
        const sent = Object.keys(uplink.localTracks) as SourceKind[];
        const unwanted = sent.filter((kind) => !this.sources.some((one) => one.kind === kind));
        if (unwanted.length > 0) await uplink.unpublish(unwanted);
        if (Object.keys(wanted).length > 0) await uplink.publish(wanted);
        else if (sent.length === unwanted.length) await uplink.publishNothing();
    }

    private async receive(): Promise<void> {
        const { audio, video } = this.slots;
        if (this.offerComes) {
            this.offerComes = false;
            return this.device.downlink.accept({ audioSlots: audio, videoSlots: video });
        }
        const open = this.device.downlink.subscribed ?? { audioSlots: 0, videoSlots: 0 };
        const audioSlots = Math.max(open.audioSlots, audio);
        const videoSlots = Math.max(open.videoSlots, video);
        if (audioSlots > open.audioSlots || videoSlots > open.videoSlots)
            await this.device.subscribe({ audioSlots, videoSlots });
    }

    /** Copies what the server says about the transfer. Some of it is known only after the codes have matched. */
    private learn(scanned: ScannedByNew): void {
        this.state = scanned.state;
        this.form = scanned.form ?? null;
        this.number = scanned.number ?? null;
        this.expires = Date.now() + scanned.expires_in;
        this.sources = scanned.sources ?? [];
        this.slots = scanned.slots;
        for (const { kind, muted } of this.sources) this.device.uplink.noteMuted(kind, muted);
    }

    /**
     * Handles the reply to this device's scan, or the event after the other device's scan. Only the first of them
     * counts.
     */
    private match(scanned: ScannedByNew): void {
        if (this.over || this.state !== 'matching' || scanned.state === 'matching') return;
        this.learn(scanned);
        this.emit('matched', this);
    }

    private replaceCode(code: ShownCode): void {
        this.code = code;
        this.emit('code', code);
    }

    private take(event: UplinkEvent): void {
        if (this.over || !('transfer' in event) || event.transfer !== this.id) return;
        switch (event.baton) {
            case 'scanned':
                return this.match(event);
            case 'transfer':
                // The `scanned` event that follows says the same and also has the number.
                if (this.state === 'matching' && event.state === 'confirming') return;
                this.state = event.state;
                return this.emit('state', { state: event.state, expiresIn: event.expires_in });
            case 'admitted':
                return void this.admit(event);
            case 'transfer_ended':
                return this.finish(event);
            default:
                return;
        }
    }

    /** The state after a lost connection. Usually the missed events have said the same already. */
    private takeSynced(synced: SyncedReply): void {
        const { role, transfer, scanned } = synced;
        if (this.over) return;
        if (transfer?.transfer !== this.id && role !== 'active')
            return this.fail('The transfer ended while the connection was lost');
        if (scanned) this.match(scanned);
        if (scanned?.code && this.state === 'matching') this.replaceCode(scanned.code);
        if (role === 'candidate' && transfer && transfer.state !== this.state) {
            this.state = transfer.state;
            this.emit('state', { state: transfer.state, expiresIn: transfer.expires_in });
        }
        if ('room' in synced && !this.call) this.admit(synced).takeSynced(synced);
    }

    private admit(state: CallState): Call {
        const call = new Call(this.device, state, 'arriving');
        call.on('arrived', () => this.arrive(call));
        this.call = call;
        this.emit('admitted', call);
        return call;
    }

    /** From now on the events of the call say what happens. */
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
        const { outcome, reason, text } = how;
        const { id: transfer } = this;
        this.ending = { baton: 'transfer_ended', transfer, role: 'new', outcome, reason, text };
        this.emit('ended', this.ending);
    }
}
