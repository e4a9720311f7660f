// SPDX-License-Identifier: MIT
// The uplink of a device: the handle and the PeerConnection that send its sources. The tracks outlive both.

import { Emitter } from './emitter.js';
import { BatonError, isLost } from './errors.js';
import type { Handle } from './handle.js';
import type { IceServers } from './iceservers.js';
import { PeerConnection, type LinkState } from './peerconnection.js';
import { Queue } from './queue.js';
import type { Requester } from './requester.js';
import { ridsOf, Simulcast } from './simulcast.js';
import { isShared, mediumOf } from './sourcekinds.js';
import type { OfferedSource, SourceKind, WatchedSource } from './wire.js';

/**
 * The tracks to send, by kind. The client stops a track when its source ends, when its offer is refused, and when the
 * call ends.
 */
export type LocalTracks = Partial<Record<SourceKind, MediaStreamTrack>>;

interface Feed {
    track: MediaStreamTrack;
    /** The m-line that sends the track, and its PeerConnection. Undefined before the first offer. */
    line?: { connection: RTCPeerConnection; transceiver: RTCRtpTransceiver };
}

/** Says whether published tracks are sent now or later. */
export interface Published {
    /**
     * The sources cannot change now, because the call moves or is on standby. The others notice nothing before the call
     * has moved or has returned; then `Call` emits `published`.
     */
    postponed: boolean;
}

/** What an uplink needs of its device. */
interface UplinkDevice extends Requester {
    /** Resolves when requests can be sent again; fails when the device cannot come back. */
    whenRecovered(): Promise<void>;
    /** The handle has had a PeerConnection. Resolves when the uplink can open another one, perhaps after `move`. */
    renewUplink(): Promise<void>;
}

/** Half of the m-lines that the server accepts. */
const MANY_LINES = 8;

/** The server has refused an offer because of simulcast. */
class SimulcastRefused extends Error {}

export class Uplink extends Emitter<{
    state: LinkState | 'closed';
    /** The browser has moved to another pair of candidates. */
    moved: undefined;
    /** The server has accepted an offer, so it knows the sources of this device. */
    published: undefined;
    /** The server has taken the changes that it had postponed. */
    caughtUp: undefined;
    /** The connection to the server was lost during a negotiation: call `restart` when it is back. */
    cutOff: undefined;
    /** Nothing repairs the uplink any more: it was closed, or the retry policy gives up. */
    givenUp: BatonError;
}> {
    private peer!: PeerConnection;
    private readonly feeds = new Map<SourceKind, Feed>();
    private readonly mutedKinds = new Set<SourceKind>();
    /** The latest mute or unmute of each kind that is on its way to the server. */
    private readonly underWay = new Map<SourceKind, symbol>();
    /** The kinds that are muted here although the server may not know it. It is told again later. */
    private readonly untold = new Set<SourceKind>();
    /** Offers of one PeerConnection must not overlap. */
    private readonly queue = new Queue();
    private readonly simulcast: Simulcast;
    /** The server has not taken the latest changes, because sources cannot change while the call moves. */
    private postponed = false;
    private closed = false;

    constructor(
        private readonly device: UplinkDevice,
        private handle: Handle,
        private readonly ice: IceServers,
        simulcast: boolean,
    ) {
        super();
        this.simulcast = new Simulcast(simulcast);
        this.use(handle);
    }

    /** The device has another handle. `restart` publishes the same tracks on it. */
    move(handle: Handle): void {
        this.peer.dispose();
        this.handle = handle;
        this.use(handle);
    }

    /**
     * Sends `tracks`, and renegotiates. If a kind is sent already, its source gets the new track. If the connection is
     * lost, resolves when the tracks are sent over the next one. While the call moves, and on standby, the server takes
     * no other kinds: the result says that they are postponed, and they are sent after `changeNow`.
     * Without any track, tells the server that this device sends nothing.
     */
    publish(tracks: LocalTracks): Promise<Published> {
        const nothing = entriesOf(tracks).length === 0 && !this.inUse;
        return this.lasting(() => (nothing ? this.declareNothing() : this.negotiate(tracks, [])));
    }

    /** Tells the server that this device sends nothing, so that a transfer to it does not wait for media. */
    async publishNothing(): Promise<void> {
        await this.device.request({ request: 'publish', sources: [] });
    }

    /** Ends the sources of these kinds and stops their tracks. */
    async unpublish(kinds: SourceKind[]): Promise<void> {
        await this.lasting(() => this.negotiate({}, kinds));
    }

    /** Replaces a track that is sent, without renegotiation. */
    replace(kind: SourceKind, track: MediaStreamTrack): Promise<void> {
        return this.queue.run(async () => {
            const feed = this.feeds.get(kind);
            if (!feed) throw new BatonError('webrtc', `No ${kind} is being sent`);
            this.prepare(kind, track);
            if (feed.line) await put(feed.line.transceiver, track);
            feed.track = track;
            this.adjust();
        });
    }

    /** Sends the encodings that somebody watches, as the server says. */
    takeWatched(sources: WatchedSource[]): void {
        this.simulcast.take(sources);
        this.adjust();
    }

    isMuted(kind: SourceKind): boolean {
        return this.mutedKinds.has(kind);
    }

    /**
     * Silences the track at once, and tells the server not to forward the source. If the server cannot be told, a mute
     * stays until it can.
     */
    async setMuted(kind: SourceKind, muted: boolean): Promise<void> {
        const before = this.mutedKinds.has(kind);
        const change = Symbol();
        this.apply(kind, muted);
        this.underWay.set(kind, change);
        this.untold.delete(kind);
        let told = false;
        try {
            told = await this.tellMuted(kind, muted);
            // A moderator may have muted the source before the server got the request.
            if (this.underWay.get(kind) === change) this.apply(kind, muted);
        } catch (error) {
            // If an unmute failed, the server still forwards nothing, so the source stays muted here, too.
            if (before) this.apply(kind, before);
            throw error;
        } finally {
            if (this.underWay.get(kind) === change) this.finishMuting(kind, told);
        }
    }

    /** Takes a mute state from the server. It can mute, but it does not undo a mute that the server may not know. */
    noteMuted(kind: SourceKind, muted: boolean): void {
        if (muted) this.untold.delete(kind);
        if (muted || !(this.underWay.has(kind) || this.untold.has(kind))) this.apply(kind, muted);
    }

    /** Tells the server again which kinds are muted, if it may not know it. */
    tellMutes(): void {
        for (const kind of [...this.untold]) this.setMuted(kind, true).catch(() => undefined);
    }

    localTrack(kind: SourceKind): MediaStreamTrack | null {
        return this.feeds.get(kind)?.track ?? null;
    }

    get localTracks(): LocalTracks {
        return Object.fromEntries([...this.feeds].map(([kind, { track }]) => [kind, track]));
    }

    /** Whether there is a PeerConnection, or tracks for one. */
    get inUse(): boolean {
        return this.peer.current !== null || this.feeds.size > 0;
    }

    /** See `PeerConnection`. */
    arrivals(): Promise<string | undefined> {
        return this.peer.arrivals();
    }

    /** Restarts ICE. If there is no PeerConnection any more, opens one and sends the same tracks. */
    restart(): Promise<void> {
        return this.queue.run(async () => {
            if (this.inUse) return this.negotiate({}, [], this.peer.current !== null);
            await this.declareNothing();
        });
    }

    /** Sources can change again: negotiates what the server has not taken while the call moved. */
    async changeNow(): Promise<void> {
        await this.lasting(async () => {
            if (this.postponed && !this.closed) await this.negotiate({}, []);
        });
    }

    /** Stops the tracks that are sent, and closes the PeerConnection. */
    close(): void {
        this.closed = true;
        for (const { track } of this.feeds.values()) track.stop();
        this.peer.dispose();
        this.giveUp(new BatonError('ended', 'The call has ended'));
    }

    /** Fails what waits for a repair. A later `publish` or `restart` tries again. */
    giveUp(error: BatonError): void {
        this.emit('givenUp', error);
    }

    private use(handle: Handle): void {
        this.simulcast.forget();
        this.peer = new PeerConnection(handle, this.ice);
        this.peer.on('state', (state) => this.emit('state', state));
        this.peer.on('moved', () => this.emit('moved', undefined));
        this.peer.on('closed', () => this.emit('state', 'closed'));
    }

    /** An offer without m-lines is not possible. */
    private async declareNothing(): Promise<void> {
        await this.handle.request({ request: 'publish', sources: [] });
        this.emit('published', undefined);
    }

    private apply(kind: SourceKind, muted: boolean): void {
        if (muted) this.mutedKinds.add(kind);
        else this.mutedKinds.delete(kind);
        const feed = this.feeds.get(kind);
        if (feed) feed.track.enabled = !muted;
    }

    private finishMuting(kind: SourceKind, told: boolean): void {
        this.underWay.delete(kind);
        if (!told && this.mutedKinds.has(kind)) this.untold.add(kind);
    }

    /** Whether the server knows the source. The answer makes an m-line inactive that the server has not taken. */
    private isSent(kind: SourceKind): boolean {
        const line = this.feeds.get(kind)?.line;
        if (!line || line.connection !== this.peer.current) return false;
        return line.transceiver.mid !== null && line.transceiver.currentDirection !== 'inactive';
    }

    /** Returns whether the server was told. If not, the next offer says which sources are muted. */
    private async tellMuted(kind: SourceKind, muted: boolean): Promise<boolean> {
        const { handle } = this;
        // Another handle begins with an offer.
        while (handle === this.handle) {
            const mid = this.feeds.get(kind)?.line?.transceiver.mid;
            if (mid == null || !this.isSent(kind)) return false;
            try {
                await handle.request({ request: 'configure', sources: [{ mid, muted }] });
                return true;
            } catch (error) {
                if (this.closed || !isLost(error)) throw error;
                await this.device.whenRecovered();
            }
        }
        return false;
    }

    /** Runs a negotiation. If the connection is lost during it, waits for the negotiation that repairs it. */
    private async lasting(negotiation: () => Promise<void>): Promise<Published> {
        try {
            await this.queue.run(negotiation);
        } catch (error) {
            if (this.closed || !isLost(error)) throw error;
            const off: (() => void)[] = [];
            await new Promise<void>((resolve, reject) => {
                off.push(this.on('published', resolve), this.on('givenUp', reject));
                this.emit('cutOff', undefined);
            }).finally(() => off.forEach((one) => one()));
        }
        return { postponed: this.postponed };
    }

    /** If the server does not take simulcast, negotiates again without it. */
    private async negotiate(tracks: LocalTracks, ended: SourceKind[], iceRestart = false): Promise<void> {
        try {
            await this.exchange(tracks, ended, iceRestart);
        } catch (error) {
            if (!(error instanceof SimulcastRefused)) throw error;
            await this.exchange(tracks, ended, iceRestart);
        }
    }

    private async exchange(tracks: LocalTracks, ended: SourceKind[], iceRestart: boolean): Promise<void> {
        await this.getReady(tracks);
        const { peer } = this;
        const first = !peer.current;
        const connection = peer.open();
        const added = entriesOf(tracks);
        let sources: OfferedSource[] | undefined;
        try {
            for (const kind of ended) await this.end(kind);
            for (const [kind, track] of added) await this.add(connection, kind, track);
            for (const [kind, { track, line }] of this.feeds)
                if (line?.connection !== connection) await this.add(connection, kind, track);
            const offer = await peer.offer({ iceRestart });
            sources = this.offered();
            const { reply, jsep } = await this.handle.request({ request: 'publish', sources }, offer);
            this.simulcast.take(reply.sources);
            if (jsep) await peer.accept(this.simulcast.settle(jsep, connection));
            this.notePostponed(reply.unchanged ?? false);
            if (!this.postponed) this.noteTold(sources);
            this.adjust();
            this.emit('published', undefined);
        } catch (error) {
            const lost = isLost(error) || (peer.current !== connection && !isRefusal(error));
            if (first) peer.close(sources !== undefined && mayHaveArrived(error));
            else if (peer.current === connection) await peer.rollBack();
            // The tracks stay for the next negotiation, unless the call is over.
            if (lost && !this.closed)
                throw new BatonError('connection_lost', 'The connection was lost', { cause: error });
            if (this.simulcast.isRefused(error, sources)) throw this.withoutSimulcast(connection);
            for (const [kind] of added) await this.end(kind);
            throw error;
        }
    }

    /** The m-lines of a refused offer are not used again. Those that the server has taken before stay. */
    private withoutSimulcast(connection: RTCPeerConnection): SimulcastRefused {
        for (const [kind, { track, line }] of this.feeds) {
            if (line?.connection !== connection || line.transceiver.currentDirection) continue;
            line.transceiver.stop();
            this.feeds.set(kind, { track });
        }
        return new SimulcastRefused();
    }

    /** Waits until the handle can have a PeerConnection. Fails, and stops the tracks, if the call has ended. */
    private async getReady(tracks: LocalTracks): Promise<void> {
        try {
            if (this.peer.spent) await this.device.renewUplink();
            if (this.closed) throw new BatonError('ended', 'The call has ended');
        } catch (error) {
            for (const [, track] of entriesOf(tracks)) track.stop();
            throw error;
        }
    }

    private notePostponed(postponed: boolean): void {
        const caughtUp = this.postponed && !postponed;
        this.postponed = postponed;
        if (caughtUp) this.emit('caughtUp', undefined);
    }

    /** The server has taken these sources. */
    private noteTold(sources: OfferedSource[]): void {
        for (const { kind, muted } of sources) if (kind && muted) this.untold.delete(kind);
    }

    private async add(
        connection: RTCPeerConnection,
        kind: SourceKind,
        track: MediaStreamTrack,
    ): Promise<void> {
        this.prepare(kind, track);
        const line = this.feeds.get(kind)?.line;
        const own = line?.connection === connection ? line.transceiver : undefined;
        const fits = (one: RTCRtpTransceiver) => this.simulcast.fits(one, kind, track);
        const known = own ?? spare(connection, kind, fits);
        if (known) await put(known, track);
        const settings = this.simulcast.settingsFor(kind, track);
        const transceiver =
            known ?? connection.addTransceiver(track, { direction: 'sendonly', ...settings });
        this.feeds.set(kind, { track, line: { connection, transceiver } });
    }

    private async end(kind: SourceKind): Promise<void> {
        const feed = this.feeds.get(kind);
        if (!feed) return;
        feed.track.stop();
        this.feeds.delete(kind);
        if (isShared(kind)) {
            this.mutedKinds.delete(kind);
            this.untold.delete(kind);
        }
        if (feed.line) await clear(feed.line.transceiver);
    }

    private prepare(kind: SourceKind, track: MediaStreamTrack): void {
        track.enabled = !this.mutedKinds.has(kind);
        if (isShared(kind) && track.contentHint === '')
            track.contentHint = kind === 'screen' ? 'detail' : 'music';
    }

    private offered(): OfferedSource[] {
        return [...this.feeds].map(([kind, { line }]) => {
            const mid = line?.transceiver.mid ?? null;
            if (!line || mid === null) throw new BatonError('webrtc', `The ${kind} has no m-line`);
            const encodings = ridsOf(line.transceiver);
            return { mid, kind, muted: this.mutedKinds.has(kind), ...(encodings.length > 0 && { encodings }) };
        });
    }

    /** Makes the browser send the encodings that somebody watches. */
    private adjust(): void {
        for (const [kind, { line }] of this.feeds) {
            if (line && line.connection === this.peer.current)
                this.simulcast.adjust(line.transceiver, kind);
        }
    }
}

/** Whether Janus may have got a request that failed. */
function mayHaveArrived(error: unknown): boolean {
    return !isLost(error) || (error as BatonError).uncertain;
}

/** Whether the plugin has refused a request. */
function isRefusal(error: unknown): boolean {
    return error instanceof BatonError && error.errorCode !== null;
}

/**
 * Finds an unused m-line of this medium. Reusing m-lines keeps their number small. Firefox leaves one encoding to an
 * m-line that was not used for a while, so such a line is used again only if there are many m-lines.
 */
function spare(
    connection: RTCPeerConnection,
    kind: SourceKind,
    fits: (transceiver: RTCRtpTransceiver) => boolean,
): RTCRtpTransceiver | undefined {
    const medium = mediumOf(kind);
    const all = connection.getTransceivers();
    const unused = all.filter(
        ({ direction, sender, receiver }) =>
            direction === 'inactive' && !sender.track && receiver.track.kind === medium,
    );
    return unused.find(fits) ?? (all.length < MANY_LINES ? undefined : unused[0]);
}

async function put(transceiver: RTCRtpTransceiver, track: MediaStreamTrack): Promise<void> {
    try {
        await transceiver.sender.replaceTrack(track);
        transceiver.direction = 'sendonly';
    } catch (cause) {
        throw new BatonError('webrtc', `The browser refused: ${String(cause)}`, { cause });
    }
}

/** Stops sending on the m-line. Does nothing if the PeerConnection is closed. */
async function clear(transceiver: RTCRtpTransceiver): Promise<void> {
    try {
        await transceiver.sender.replaceTrack(null);
        transceiver.direction = 'inactive';
    } catch {
        return;
    }
}

function entriesOf(tracks: LocalTracks): [SourceKind, MediaStreamTrack][] {
    return (Object.entries(tracks) as [SourceKind, MediaStreamTrack | undefined][]).filter(
        (entry): entry is [SourceKind, MediaStreamTrack] => entry[1] !== undefined,
    );
}
