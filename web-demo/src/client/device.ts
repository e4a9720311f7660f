// SPDX-License-Identifier: MIT
// The media of one device: an uplink handle that sends, a downlink handle that receives, and what
// is on each.

import type { JanusJS } from 'janus-gateway';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import type { Answer, Handle, Session } from './session';
import type {
    ConfigureRequest,
    DownlinkEvent,
    OfferedSource,
    Slot,
    SlotChoice,
    SourceKind,
    UplinkEvent,
} from './types';

/** What to send, by kind. The client stops a track when the call ends, but never while it goes on. */
export type LocalTracks = Partial<Record<SourceKind, MediaStreamTrack>>;

/** A slot and the track that carries it. The track of a slot never changes, whoever is on it. */
export interface RemoteSlot extends Slot {
    track: MediaStreamTrack | null;
}

export interface Slots {
    audioSlots: number;
    videoSlots: number;
}

export type LinkState = 'connecting' | 'connected' | 'disconnected' | 'failed';
export interface Connection {
    part: 'uplink' | 'downlink';
    state: LinkState;
}

interface Feed {
    mid: string;
    track: MediaStreamTrack;
    source: string | null;
}

interface DeviceEvents {
    event: UplinkEvent;
    slots: RemoteSlot[];
    connection: Connection;
    gone: BatonError;
}

export class Device extends Emitter<DeviceEvents> {
    private readonly feeds = new Map<SourceKind, Feed>();
    private readonly mutedKinds = new Set<SourceKind>();
    private readonly tracks = new Map<string, MediaStreamTrack>();
    private wireSlots: Slot[] = [];
    private wanted: Slots | undefined;
    private audible = false;
    private closed = false;
    private sending: Promise<unknown> = Promise.resolve();
    private receiving: Promise<unknown> = Promise.resolve();

    constructor(
        private readonly session: Session,
        readonly uplink: Handle,
        private readonly privateId: string,
        private downlink?: Handle,
    ) {
        super();
        if (downlink) this.follow(downlink);
        uplink.on('event', (event) => this.emit('event', event as UplinkEvent));
        uplink.on('connection', (state) => this.report('uplink', state));
        uplink.on('gone', (error) => !this.closed && this.emit('gone', error));
    }

    // ---- Sending ----

    /**
     * Sends `tracks`; a kind that is sent already gets the new track. Renegotiates if m-lines
     * come or go.
     */
    publish(tracks: LocalTracks): Promise<void> {
        return this.inTurn('sending', () => this.negotiate(tracks, []));
    }

    /** Says that this device sends nothing, so that a move to it waits for no media. */
    async publishNothing(): Promise<void> {
        await this.uplink.request({ request: 'publish', sources: [] });
    }

    /** Ends the sources of these kinds and stops their tracks. */
    unpublish(kinds: SourceKind[]): Promise<void> {
        return this.inTurn('sending', () => this.negotiate({}, kinds));
    }

    /**
     * Puts another track in the place of one that is sent: nobody else notices, nothing is
     * renegotiated.
     */
    replace(kind: SourceKind, track: MediaStreamTrack): Promise<void> {
        return this.inTurn('sending', async () => {
            const feed = this.feeds.get(kind);
            if (!feed) throw new BatonError('webrtc', `No ${kind} is being sent`);
            this.prepare(kind, track);
            await this.uplink.replaceTracks([trackOption(kind, track, feed.mid)]);
            feed.track = track;
        });
    }

    isMuted(kind: SourceKind): boolean {
        return this.mutedKinds.has(kind);
    }

    /** Silences here at once; the server holds the source back as well. */
    async setMuted(kind: SourceKind, muted: boolean): Promise<void> {
        const feed = this.feeds.get(kind);
        const before = this.mutedKinds.has(kind);
        this.noteMuted(kind, muted);
        if (!feed) return;
        try {
            await this.configure({ sources: [{ mid: feed.mid, muted }] });
        } catch (error) {
            // The server goes on forwarding nothing if an unmute failed, so only that is taken back.
            if (before) this.noteMuted(kind, before);
            throw error;
        }
    }

    /** Records a mute state that the server has already. */
    noteMuted(kind: SourceKind, muted: boolean): void {
        if (muted) this.mutedKinds.add(kind);
        else this.mutedKinds.delete(kind);
        const feed = this.feeds.get(kind);
        if (feed) feed.track.enabled = !muted;
    }

    async configure(fields: Omit<ConfigureRequest, 'request'>): Promise<void> {
        await this.uplink.request({ request: 'configure', ...fields });
    }

    localTrack(kind: SourceKind): MediaStreamTrack | null {
        return this.feeds.get(kind)?.track ?? null;
    }

    get localTracks(): LocalTracks {
        return Object.fromEntries([...this.feeds].map(([kind, { track }]) => [kind, track]));
    }

    // ---- Receiving ----

    subscribe(slots: Slots): Promise<void> {
        return this.inTurn('receiving', () => this.receive(slots, false));
    }

    /** Receives on a downlink that the scan has brought the offer for. */
    accept(slots: Slots): Promise<void> {
        return this.inTurn('receiving', async () => {
            if (!this.downlink) throw new BatonError('webrtc', 'No handle to receive on');
            await this.answer(this.downlink, slots, await this.downlink.offered());
        });
    }

    async layout(choices: SlotChoice[]): Promise<void> {
        if (!this.downlink) throw new BatonError('webrtc', 'Not subscribed');
        const { reply } = await this.downlink.request({ request: 'layout', slots: choices });
        this.takeSlots(reply.slots);
    }

    /** How many slots there are; undefined before `subscribe`. */
    get subscribed(): Slots | undefined {
        return this.wanted;
    }

    get slots(): RemoteSlot[] {
        return this.wireSlots.map((slot) => ({
            ...slot,
            track: this.tracks.get(slot.mid) ?? null,
        }));
    }

    /** Whether what is received can be heard on this device. */
    setAudible(audible: boolean): void {
        this.audible = audible;
        for (const track of this.tracks.values())
            if (track.kind === 'audio') track.enabled = audible;
    }

    /** How loud each participant is now, 0 to 1; who is not heard is not in it. */
    levels(): Map<string, number> {
        const levels = new Map<string, number>();
        for (const { mid, receiver } of this.downlink?.peer?.getTransceivers() ?? []) {
            const who = this.wireSlots.find((slot) => slot.mid === mid && slot.kind === 'audio');
            if (!who?.participant) continue;
            const level = receiver.getSynchronizationSources?.()[0]?.audioLevel ?? 0;
            levels.set(who.participant, Math.max(level, levels.get(who.participant) ?? 0));
        }
        return levels;
    }

    // ---- Both ----

    /** New ICE on both, for a network that changed. */
    async restart(): Promise<void> {
        const up = this.uplink.peer
            ? this.inTurn('sending', () => this.negotiate({}, [], true))
            : Promise.resolve();
        const slots = this.wanted;
        const down = slots
            ? this.inTurn('receiving', () => this.receive(slots, true))
            : Promise.resolve();
        await Promise.all([up, down]);
    }

    /** Stops what is sent and closes both PeerConnections. */
    close(): void {
        if (this.closed) return;
        this.closed = true;
        for (const feed of this.feeds.values()) feed.track.stop();
        this.uplink.detach();
        this.downlink?.detach();
    }

    private async negotiate(
        tracks: LocalTracks,
        ended: SourceKind[],
        iceRestart = false,
    ): Promise<void> {
        const first = !this.uplink.peer;
        const options = [...this.additions(tracks), ...this.removals(ended)];
        const offer = await this.uplink.createOffer(options, iceRestart);
        for (const kind of ended) this.forget(kind);
        for (const [kind, track] of kinds(tracks)) this.remember(kind, track);
        try {
            const { reply, jsep } = await this.uplink.request(
                { request: 'publish', sources: this.offered() },
                offer,
            );
            for (const { kind, source } of reply.sources) {
                const feed = this.feeds.get(kind);
                if (feed) feed.source = source;
            }
            if (jsep) await this.uplink.acceptAnswer(jsep);
            await this.preferDetail();
        } catch (error) {
            await this.takeBack(kinds(tracks), first);
            throw error;
        }
    }

    /** A refused offer leaves nothing behind that a later one would carry along. */
    private async takeBack(added: [SourceKind, MediaStreamTrack][], first: boolean): Promise<void> {
        const removals = this.removals(added.map(([kind]) => kind));
        for (const [kind] of added) this.forget(kind);
        if (first) return this.uplink.hangup();
        await this.uplink.peer?.setLocalDescription({ type: 'rollback' }).catch(() => undefined);
        await this.uplink.replaceTracks(removals).catch(() => undefined);
    }

    private additions(tracks: LocalTracks): JanusJS.TrackOption[] {
        const spare = new Set<string>();
        return kinds(tracks).map(([kind, track]) => {
            this.prepare(kind, track);
            const mid = this.feeds.get(kind)?.mid ?? this.spareMid(kind, spare);
            if (mid !== undefined) spare.add(mid);
            return trackOption(kind, track, mid);
        });
    }

    private removals(ended: SourceKind[]): JanusJS.TrackOption[] {
        return ended.flatMap((kind) => {
            const feed = this.feeds.get(kind);
            if (!feed) return [];
            return [
                { type: mediaOf(kind), mid: feed.mid, remove: true, capture: false, recv: false },
            ] as JanusJS.TrackOption[];
        });
    }

    /**
     * An m-line that carried something of this medium before: taken again, so that their number
     * stays small.
     */
    private spareMid(kind: SourceKind, taken: Set<string>): string | undefined {
        const transceiver = this.uplink.peer
            ?.getTransceivers()
            .find(
                (t) =>
                    t.mid !== null &&
                    t.direction === 'inactive' &&
                    !t.sender.track &&
                    t.receiver.track.kind === mediaOf(kind) &&
                    !taken.has(t.mid),
            );
        return transceiver?.mid ?? undefined;
    }

    private prepare(kind: SourceKind, track: MediaStreamTrack): void {
        track.enabled = !this.mutedKinds.has(kind);
        if (kind === 'screen' && track.contentHint === '') track.contentHint = 'detail';
    }

    private remember(kind: SourceKind, track: MediaStreamTrack): void {
        const transceiver = this.uplink.peer
            ?.getTransceivers()
            .find((t) => t.sender.track === track);
        if (!transceiver?.mid) throw new BatonError('webrtc', `The ${kind} has no m-line`);
        this.feeds.set(kind, { mid: transceiver.mid, track, source: null });
    }

    private forget(kind: SourceKind): void {
        this.feeds.get(kind)?.track.stop();
        this.feeds.delete(kind);
        if (kind === 'screen') this.mutedKinds.delete(kind);
    }

    private offered(): OfferedSource[] {
        return [...this.feeds].map(([kind, { mid }]) => ({
            mid,
            kind,
            muted: this.mutedKinds.has(kind),
        }));
    }

    /** A shared screen has to be readable before it has to be smooth. */
    private async preferDetail(): Promise<void> {
        const track = this.feeds.get('screen')?.track;
        const sender = this.uplink.peer?.getSenders().find((s) => track && s.track === track);
        if (!sender) return;
        const parameters: RTCRtpSendParameters & { degradationPreference?: string } =
            sender.getParameters();
        parameters.degradationPreference = 'maintain-resolution';
        await sender.setParameters(parameters).catch(() => undefined);
    }

    private async receive({ audioSlots, videoSlots }: Slots, restart: boolean): Promise<void> {
        const downlink = (this.downlink ??= await this.attachDownlink());
        const subscribed = await downlink.request({
            request: 'subscribe',
            private_id: this.privateId,
            audio_slots: audioSlots,
            video_slots: videoSlots,
            ...(restart ? { restart } : {}),
        });
        await this.answer(downlink, { audioSlots, videoSlots }, subscribed);
    }

    private async answer(
        downlink: Handle,
        slots: Slots,
        { reply, jsep }: Answer<'subscribe'>,
    ): Promise<void> {
        this.wanted = slots;
        this.wireSlots = reply.slots;
        if (jsep) {
            const answer = await downlink.createAnswer(jsep);
            await downlink.request({ request: 'start' }, answer);
        }
        this.emit('slots', this.slots);
    }

    private async attachDownlink(): Promise<Handle> {
        const downlink = await this.session.attach();
        this.follow(downlink);
        if (this.closed) downlink.detach();
        return downlink;
    }

    private follow(downlink: Handle): void {
        downlink.on('connection', (state) => this.report('downlink', state));
        downlink.on('track', ({ track, mid }) => {
            if (track.kind === 'audio') track.enabled = this.audible;
            this.tracks.set(mid, track);
        });
        downlink.on('event', (event) => {
            const { baton, slots } = event as DownlinkEvent;
            if (baton === 'slots') this.takeSlots(slots);
        });
    }

    private takeSlots(slots: Slot[]): void {
        this.wireSlots = slots;
        this.emit('slots', this.slots);
    }

    private report(part: Connection['part'], state: RTCIceConnectionState): void {
        if (this.closed || state === 'closed' || state === 'new') return;
        const known: Record<typeof state, LinkState> = {
            checking: 'connecting',
            connected: 'connected',
            completed: 'connected',
            disconnected: 'disconnected',
            failed: 'failed',
        };
        this.emit('connection', { part, state: known[state] });
    }

    /** Offers of one PeerConnection must not overlap. */
    private inTurn<T>(part: 'sending' | 'receiving', run: () => Promise<T>): Promise<T> {
        const turn = this[part].then(run);
        this[part] = turn.catch(() => undefined);
        return turn;
    }
}

function mediaOf(kind: SourceKind): 'audio' | 'video' {
    return kind === 'microphone' ? 'audio' : 'video';
}

function kinds(tracks: LocalTracks): [SourceKind, MediaStreamTrack][] {
    return (Object.entries(tracks) as [SourceKind, MediaStreamTrack | undefined][]).filter(
        (entry): entry is [SourceKind, MediaStreamTrack] => entry[1] !== undefined,
    );
}

/** janus.js is told not to stop tracks: when they stop is decided here and by the app. */
function trackOption(
    kind: SourceKind,
    track: MediaStreamTrack,
    mid: string | undefined,
): JanusJS.TrackOption {
    const place = mid === undefined ? { add: true } : { mid, replace: true };
    return { type: mediaOf(kind), capture: track, recv: false, dontStop: true, ...place };
}
