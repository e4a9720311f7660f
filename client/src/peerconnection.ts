// SPDX-License-Identifier: MIT
// The PeerConnection of one handle. It is created when it is first needed. Candidates trickle in both directions.

import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import type { Handle } from './handle.js';
import type { IceServers } from './iceservers.js';
import type { Candidate, Jsep } from './janus.js';

export type LinkState = 'connecting' | 'connected' | 'disconnected' | 'failed';

export interface PeerConnectionEvents {
    state: LinkState;
    /** A received track, and the mid of its m-line. */
    track: { track: MediaStreamTrack; mid: string };
    /** The browser has moved from a pair of candidates that worked to another one. It stays `connected`. */
    moved: undefined;
    /** Janus has closed the PeerConnection. `close` and the end of the handle do not emit this event. */
    closed: undefined;
}

/** How long the browser may need to find the first pair of candidates, after its ICE began or began again. */
const SEARCH = 10_000;
/** The browser may find a better pair soon after the first one. */
const IMPROVEMENT = 2_000;

/** Firefox says here which pair is selected; other browsers say it in the statistics of the transport. */
interface SelectablePair extends RTCIceCandidatePairStats {
    selected?: boolean;
}

/**
 * Each restart of ICE raises the priority of Janus's candidates by this much. It is more than the difference between
 * the addresses of one server (libnice numbers up to 64 of them, in steps of 256).
 */
const RAISE = 2 ** 16;
/** The highest priority of a candidate (RFC 8445 §5.1.2). */
const HIGHEST = 2 ** 31 - 1;

const STATES: Partial<Record<RTCIceConnectionState, LinkState>> = {
    checking: 'connecting',
    connected: 'connected',
    completed: 'connected',
    disconnected: 'disconnected',
    failed: 'failed',
};

export class PeerConnection extends Emitter<PeerConnectionEvents> {
    private connection: RTCPeerConnection | null = null;
    /** Fails when `connection` is closed: the operations of a closed connection never end (WebRTC §4.4.1). */
    private closed: Promise<never> = new Promise(() => undefined);
    private fail: (error: BatonError) => void = () => undefined;
    /** Candidates that came before the remote description. */
    private early: Candidate[] = [];
    /** The transport whose selected pair is watched, and until when its changes belong to the start of ICE. */
    private transport: RTCIceTransport | undefined;
    private startsUntil = 0;
    /** Janus's part of the ICE credentials. Others mean that ICE begins again. */
    private fragment: string | undefined;
    /** How often ICE began again. */
    private generation = 0;
    private readonly off: (() => void)[];
    private closing = false;

    constructor(
        private readonly handle: Handle,
        private readonly ice: IceServers,
    ) {
        super();
        this.off = [
            ice.on('changed', (configuration) => this.connection?.setConfiguration(configuration)),
            handle.on('candidate', (candidate) => this.takeCandidate(candidate)),
            handle.on('hangup', () => this.takeHangup()),
            handle.on('gone', () => this.discard()),
        ];
    }

    /** The browser's own object; null before `open` and after it was closed. */
    get current(): RTCPeerConnection | null {
        return this.connection;
    }

    /**
     * Whether Janus may still be closing the PeerConnection that this handle had. Another one on the same handle can be
     * lost when that close ends (decision 41).
     */
    get spent(): boolean {
        return this.closing;
    }

    /** Returns the browser's own object. Creates it if there is none. */
    open(): RTCPeerConnection {
        return this.connection ?? this.make();
    }

    async offer(options: RTCOfferOptions = {}): Promise<Jsep> {
        const connection = this.open();
        if (options.iceRestart) this.startIce();
        return this.attempt(async () => {
            const { sdp } = await connection.createOffer(options);
            await connection.setLocalDescription({ type: 'offer', sdp });
            return { type: 'offer', sdp: sdp ?? '' };
        });
    }

    async answer(offer: Jsep): Promise<Jsep> {
        const connection = this.open();
        return this.attempt(async () => {
            await this.setRemote(connection, offer);
            const { sdp } = await connection.createAnswer();
            await connection.setLocalDescription({ type: 'answer', sdp });
            this.watchPair(connection);
            return { type: 'answer', sdp: sdp ?? '' };
        });
    }

    async accept(answer: Jsep): Promise<void> {
        const { connection } = this;
        if (!connection) throw new BatonError('webrtc', 'The PeerConnection was closed');
        await this.attempt(() => this.setRemote(connection, answer));
        this.watchPair(connection);
    }

    /** Counts the packets of media that were received so far. */
    async received(): Promise<number> {
        let packets = 0;
        (await this.statistics())?.forEach((entry: RTCInboundRtpStreamStats) => {
            if (entry.type === 'inbound-rtp') packets += entry.packetsReceived ?? 0;
        });
        return packets;
    }

    /** The figures of the browser; undefined without a connection. */
    async statistics(): Promise<RTCStatsReport | undefined> {
        return this.connection?.getStats();
    }

    /**
     * Describes the arrivals over the selected pair of candidates: media, RTCP and STUN. It changes with each packet.
     * Other pairs do not count. Undefined: there is no selected pair, or the browser does not say it.
     */
    async arrivals(): Promise<string | undefined> {
        const pairs: SelectablePair[] = [];
        let selected: string | undefined;
        (await this.connection?.getStats())?.forEach((entry: RTCTransportStats | SelectablePair) => {
            if (entry.type === 'candidate-pair') pairs.push(entry as SelectablePair);
            if (entry.type === 'transport') selected = (entry as RTCTransportStats).selectedCandidatePairId;
        });
        const pair = pairs.find((one) => (selected === undefined ? one.selected === true : one.id === selected));
        return pair && [pair.id, pair.bytesReceived, pair.responsesReceived, pair.requestsReceived].join();
    }

    /** Takes back an offer that was not accepted. */
    async rollBack(): Promise<void> {
        // This fails if the offer was accepted after all, or if the connection is closed.
        const { connection } = this;
        if (!connection) return;
        await this.attempt(() => connection.setLocalDescription({ type: 'rollback' })).catch(() => undefined);
    }

    /** Closes the PeerConnection, here and in Janus. `known`: Janus may know it, because an offer was sent. */
    close(known: boolean): void {
        if (this.connection && known) {
            this.handle.hangup();
            this.closing = true;
        }
        this.discard();
    }

    /** Closes the PeerConnection here. Its handle is not used any more. */
    dispose(): void {
        this.discard();
        for (const off of this.off) off();
    }

    private takeHangup(): void {
        const open = this.connection !== null;
        this.closing = true;
        this.discard();
        if (open) this.emit('closed', undefined);
    }

    private make(): RTCPeerConnection {
        const connection = new RTCPeerConnection(this.ice.configuration);
        this.connection = connection;
        this.closed = new Promise((_, reject) => (this.fail = reject));
        // Without this line, a connection that is closed while nothing waits would be an unhandled rejection.
        this.closed.catch(() => undefined);
        this.closing = false;
        connection.onicecandidate = ({ candidate }) => this.trickle(candidate);
        connection.oniceconnectionstatechange = () => {
            const state = STATES[connection.iceConnectionState];
            if (state && this.connection === connection) this.emit('state', state);
        };
        connection.ontrack = ({ track, transceiver: { mid } }) => {
            if (mid !== null) this.emit('track', { track, mid });
        };
        return connection;
    }

    private trickle(candidate: RTCIceCandidate | null): void {
        if (!candidate) return this.handle.trickle({ completed: true });
        // Firefox marks the end of the candidates of an ICE generation with an empty candidate. Janus does not know it.
        if (candidate.candidate === '') return;
        const { sdpMid, sdpMLineIndex } = candidate;
        this.handle.trickle({ candidate: candidate.candidate, sdpMid, sdpMLineIndex });
    }

    private takeCandidate(candidate: Candidate): void {
        const { connection } = this;
        if (connection?.remoteDescription) addCandidate(connection, this.prefer(candidate));
        else this.early.push(candidate);
    }

    private async setRemote(connection: RTCPeerConnection, description: Jsep): Promise<void> {
        this.noteFragment(description);
        const sdp = preferLater(description.sdp, this.generation);
        await connection.setRemoteDescription({ ...description, sdp });
        for (const candidate of this.early.splice(0)) addCandidate(connection, this.prefer(candidate));
    }

    private prefer(given: Candidate): Candidate {
        if ('completed' in given) return given;
        return { ...given, candidate: preferLater(given.candidate, this.generation) };
    }

    private noteFragment({ sdp }: Jsep): void {
        const fragment = /^a=ice-ufrag:(.*)$/m.exec(sdp)?.[1];
        if (fragment !== undefined && fragment === this.fragment) return;
        if (this.fragment !== undefined) this.generation++;
        this.fragment = fragment;
        this.startIce();
    }

    private startIce(): void {
        this.startsUntil = Date.now() + SEARCH;
    }

    /** All media use one transport. Firefox does not report its pair. */
    private watchPair(connection: RTCPeerConnection): void {
        const [sender] = connection.getTransceivers().map(({ sender }) => sender).filter((one) => one.transport);
        const transport = sender?.transport?.iceTransport;
        if (!transport || transport === this.transport) return;
        this.transport = transport;
        transport.addEventListener('selectedcandidatepairchange', () => {
            if (this.connection !== connection || this.transport !== transport) return;
            const now = Date.now();
            if (now < this.startsUntil) this.startsUntil = Math.min(this.startsUntil, now + IMPROVEMENT);
            else this.emit('moved', undefined);
        });
    }

    private discard(): void {
        this.connection?.close();
        this.connection = null;
        this.transport = undefined;
        this.fragment = undefined;
        this.generation = 0;
        this.early = [];
        this.fail(new BatonError('connection_lost', 'The PeerConnection was closed'));
    }

    private async attempt<T>(run: () => Promise<T>): Promise<T> {
        try {
            return await Promise.race([run(), this.closed]);
        } catch (cause) {
            if (cause instanceof BatonError) throw cause;
            throw new BatonError('webrtc', `The browser refused: ${String(cause)}`, { cause });
        }
    }
}

/**
 * Gives Janus's candidates a higher priority with each restart of ICE. A browser that has several networks otherwise
 * keeps the pair of before, although it is dead, until nothing has come over it for 3.5 seconds (Chromium).
 */
function preferLater(text: string, generation: number): string {
    return text.replace(
        /(candidate:\S+ \d+ \S+ )(\d+)/g,
        (_, before: string, priority: string) =>
            before + String(Math.min(Number(priority) + generation * RAISE, HIGHEST)),
    );
}

/** Ignores a candidate that the browser cannot use: another candidate may work. */
function addCandidate(connection: RTCPeerConnection, candidate: Candidate): void {
    const given = 'completed' in candidate ? null : candidate;
    connection.addIceCandidate(given).catch(() => undefined);
}
