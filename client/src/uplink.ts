// SPDX-License-Identifier: MIT
// The uplink of a device: the handle and the PeerConnection that send its sources.

import { BatonError } from './errors.js';
import type { Handle } from './handle.js';
import type { IceServers } from './iceservers.js';
import { PeerConnection } from './peerconnection.js';
import { Queue } from './queue.js';
import { isShared, mediumOf } from './sourcekinds.js';
import type { OfferedSource, SourceKind } from './wire.js';

/**
 * The tracks to send, by kind. The client stops a track when its source ends, when its offer is refused, and when the
 * call ends.
 */
export type LocalTracks = Partial<Record<SourceKind, MediaStreamTrack>>;

interface Feed {
    transceiver: RTCRtpTransceiver;
    track: MediaStreamTrack;
}

export class Uplink {
    readonly peer: PeerConnection;
    private readonly feeds = new Map<SourceKind, Feed>();
    private readonly mutedKinds = new Set<SourceKind>();
    /** Offers of one PeerConnection must not overlap. */
    private readonly queue = new Queue();

    constructor(
        readonly handle: Handle,
        ice: IceServers,
    ) {
        this.peer = new PeerConnection(handle, ice);
    }

    /** Sends `tracks`, and renegotiates. If a kind is sent already, its source gets the new track. */
    publish(tracks: LocalTracks): Promise<void> {
        return this.queue.run(() => this.negotiate(tracks, []));
    }

    /** Tells the server that this device sends nothing, so that a transfer to it does not wait for media. */
    async publishNothing(): Promise<void> {
        await this.handle.request({ request: 'publish', sources: [] });
    }

    /** Ends the sources of these kinds and stops their tracks. */
    unpublish(kinds: SourceKind[]): Promise<void> {
        return this.queue.run(() => this.negotiate({}, kinds));
    }

    /** Replaces a track that is sent, without renegotiation. */
    replace(kind: SourceKind, track: MediaStreamTrack): Promise<void> {
        return this.queue.run(async () => {
            const feed = this.feeds.get(kind);
            if (!feed) throw new BatonError('webrtc', `No ${kind} is being sent`);
            this.prepare(kind, track);
            await put(feed.transceiver, track);
            feed.track = track;
        });
    }

    isMuted(kind: SourceKind): boolean {
        return this.mutedKinds.has(kind);
    }

    /** Silences the track at once, and tells the server not to forward the source. */
    async setMuted(kind: SourceKind, muted: boolean): Promise<void> {
        const mid = this.feeds.get(kind)?.transceiver.mid;
        const before = this.mutedKinds.has(kind);
        this.noteMuted(kind, muted);
        if (mid == null) return;
        try {
            await this.handle.request({ request: 'configure', sources: [{ mid, muted }] });
        } catch (error) {
            // If an unmute failed, the server still forwards nothing, so the source stays muted here, too.
            if (before) this.noteMuted(kind, before);
            throw error;
        }
    }

    /** Records a mute state that the server knows already. */
    noteMuted(kind: SourceKind, muted: boolean): void {
        if (muted) this.mutedKinds.add(kind);
        else this.mutedKinds.delete(kind);
        const feed = this.feeds.get(kind);
        if (feed) feed.track.enabled = !muted;
    }

    localTrack(kind: SourceKind): MediaStreamTrack | null {
        return this.feeds.get(kind)?.track ?? null;
    }

    get localTracks(): LocalTracks {
        return Object.fromEntries([...this.feeds].map(([kind, { track }]) => [kind, track]));
    }

    /** Restarts ICE, for example after the network has changed. */
    async restart(): Promise<void> {
        if (this.peer.current) await this.queue.run(() => this.negotiate({}, [], true));
    }

    /** Stops the tracks that are sent, and detaches the handle. */
    close(): void {
        for (const { track } of this.feeds.values()) track.stop();
        this.handle.detach();
    }

    private async negotiate(
        tracks: LocalTracks,
        ended: SourceKind[],
        iceRestart = false,
    ): Promise<void> {
        const first = !this.peer.current;
        const connection = this.peer.open();
        const added = entriesOf(tracks);
        try {
            for (const kind of ended) await this.end(kind);
            for (const [kind, track] of added) await this.add(connection, kind, track);
            const offer = await this.peer.offer({ iceRestart });
            const sources = this.offered();
            const { jsep } = await this.handle.request({ request: 'publish', sources }, offer);
            if (jsep) await this.peer.accept(jsep);
            await this.preferDetail();
        } catch (error) {
            await this.takeBack(added, first);
            throw error;
        }
    }

    private async add(
        connection: RTCPeerConnection,
        kind: SourceKind,
        track: MediaStreamTrack,
    ): Promise<void> {
        this.prepare(kind, track);
        const known = this.feeds.get(kind)?.transceiver ?? spare(connection, kind);
        if (known) await put(known, track);
        const transceiver =
            known ?? connection.addTransceiver(track, { direction: 'sendonly' });
        this.feeds.set(kind, { transceiver, track });
    }

    private async end(kind: SourceKind): Promise<void> {
        const feed = this.feeds.get(kind);
        if (!feed) return;
        feed.track.stop();
        this.feeds.delete(kind);
        if (isShared(kind)) this.mutedKinds.delete(kind);
        await clear(feed.transceiver);
    }

    /** After a refused offer, removes the tracks that it added, so that the next offer does not contain them. */
    private async takeBack(added: [SourceKind, MediaStreamTrack][], first: boolean): Promise<void> {
        if (first) this.peer.close();
        else await this.peer.rollBack();
        for (const [kind] of added) await this.end(kind);
    }

    private prepare(kind: SourceKind, track: MediaStreamTrack): void {
        track.enabled = !this.mutedKinds.has(kind);
        if (isShared(kind) && track.contentHint === '')
            track.contentHint = kind === 'screen' ? 'detail' : 'music';
    }

    private offered(): OfferedSource[] {
        return [...this.feeds].map(([kind, { transceiver }]) => {
            if (transceiver.mid === null)
                throw new BatonError('webrtc', `The ${kind} has no m-line`);
            return { mid: transceiver.mid, kind, muted: this.mutedKinds.has(kind) };
        });
    }

    /** For a shared screen, a readable picture is more important than a smooth one. */
    private async preferDetail(): Promise<void> {
        const sender = this.feeds.get('screen')?.transceiver.sender;
        if (!sender) return;
        const parameters: RTCRtpSendParameters & { degradationPreference?: string } =
            sender.getParameters();
        parameters.degradationPreference = 'maintain-resolution';
        // Some browsers do not know this parameter.
        await sender.setParameters(parameters).catch(() => undefined);
    }
}

/** Finds an unused m-line of this medium. Reusing m-lines keeps their number small. */
function spare(connection: RTCPeerConnection, kind: SourceKind): RTCRtpTransceiver | undefined {
    const medium = mediumOf(kind);
    return connection
        .getTransceivers()
        .find(
            ({ direction, sender, receiver }) =>
                direction === 'inactive' && !sender.track && receiver.track.kind === medium,
        );
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
