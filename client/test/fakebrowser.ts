// SPDX-License-Identifier: MIT
// Fakes of a browser's PeerConnection and tracks, as far as the client uses them.

import { vi } from 'vitest';

export class FakeTrack {
    enabled = true;
    /** A test can give it another size. */
    size: { width?: number; height?: number } = {};
    stopped = false;
    contentHint = '';

    constructor(readonly kind: 'audio' | 'video') {}

    stop(): void {
        this.stopped = true;
    }

    getSettings = () => this.size;

    asTrack(): MediaStreamTrack {
        return this as unknown as MediaStreamTrack;
    }
}

/** The transport that all m-lines share. */
class FakeTransport {
    readonly iceTransport = new EventTarget();
}

class FakeTransceiver {
    mid: string | null = null;
    currentDirection: string | null = null;
    stopped = false;
    stop = () => void (this.stopped = true);
    readonly receiver: { track: FakeTrack; getSynchronizationSources(): object[] };
    readonly sender = {
        track: null as FakeTrack | null,
        transport: null as FakeTransport | null,
        replaceTrack: async (track: FakeTrack | null) => void (this.sender.track = track),
        getParameters: () => ({ encodings: this.encodings.map((one) => ({ ...one })) }),
        setParameters: async ({ encodings }: { encodings: RTCRtpEncodingParameters[] }) => {
            this.encodings = encodings;
            this.parameters++;
        },
    };
    /** How often parameters were set. */
    parameters = 0;

    constructor(
        track: FakeTrack,
        public direction: string,
        public encodings: RTCRtpEncodingParameters[] = [{ active: true }],
    ) {
        this.sender.track = track;
        this.receiver = { track: new FakeTrack(track.kind), getSynchronizationSources: () => [] };
    }
}

export class FakePeerConnection {
    static readonly made: FakePeerConnection[] = [];
    readonly transceivers: FakeTransceiver[] = [];
    readonly candidates: unknown[] = [];
    remoteDescription: unknown = null;
    rolledBack = false;
    closed = false;
    iceConnectionState = 'new';
    readonly transport = new FakeTransport();
    /** The packets of media that were received, and all bytes that were received over each pair of candidates. */
    packets = 0;
    readonly bytes = { selected: 0, other: 0 };
    onicecandidate: (event: { candidate: unknown }) => void = () => {};
    oniceconnectionstatechange: () => void = () => {};
    ontrack: (event: unknown) => void = () => {};

    /** All configurations so far, the latest last. */
    readonly configurations: RTCConfiguration[];

    constructor(configuration: RTCConfiguration) {
        this.configurations = [configuration];
        FakePeerConnection.made.push(this);
    }

    setConfiguration(configuration: RTCConfiguration): void {
        this.configurations.push(configuration);
    }

    addTransceiver(
        track: FakeTrack,
        { direction, sendEncodings }: { direction: string; sendEncodings?: RTCRtpEncodingParameters[] },
    ): FakeTransceiver {
        const encodings = sendEncodings?.map((one) => ({ active: true, ...one }));
        const transceiver = new FakeTransceiver(track, direction, encodings);
        this.transceivers.push(transceiver);
        return transceiver;
    }

    getTransceivers = () => this.transceivers.filter(({ stopped }) => !stopped);
    /** The options of each offer. */
    readonly offers: RTCOfferOptions[] = [];
    createOffer = async (options: RTCOfferOptions) => (this.offers.push(options), { type: 'offer', sdp: 'ours' });
    createAnswer = async () => ({ type: 'answer', sdp: 'ours' });
    addIceCandidate = async (candidate: unknown) => void this.candidates.push(candidate);
    setRemoteDescription = async (description: { type: string; sdp?: string }) => {
        await Promise.resolve();
        // As in a browser: an operation of a closed connection never ends.
        if (this.closed) return new Promise<void>(() => undefined);
        this.remoteDescription = description;
        if (description.type === 'offer' && this.transceivers.length === 0)
            this.addTransceiver(new FakeTrack('audio'), { direction: 'recvonly' });
    };

    async setLocalDescription({ type }: { type: string }): Promise<void> {
        if (type === 'rollback') this.rolledBack = true;
        else
            this.transceivers.forEach((one, index) => {
                one.mid ??= String(index);
                one.sender.transport = this.transport;
            });
    }

    /** Firefox has no statistics of the transport. */
    static transportStatistics = true;
    getStats = async () => {
        const pair = (id: keyof FakePeerConnection['bytes'], selected: boolean) =>
            ({ id, type: 'candidate-pair', bytesReceived: this.bytes[id],
                ...(!FakePeerConnection.transportStatistics && { selected }) });
        return new Map<string, object>([
            ['in', { type: 'inbound-rtp', packetsReceived: this.packets }],
            ['other', pair('other', false)],
            ['selected', pair('selected', true)],
            ...(FakePeerConnection.transportStatistics
                ? [['transport', { type: 'transport', selectedCandidatePairId: 'selected' }] as const] : []),
        ]);
    };

    /** The browser selects a pair of candidates, or another one. */
    selectPair(): void {
        this.transport.iceTransport.dispatchEvent(new Event('selectedcandidatepairchange'));
    }

    /** The browser reports another state of the path. */
    report(state: string): void {
        this.iceConnectionState = state;
        this.oniceconnectionstatechange();
    }

    close(): void {
        this.closed = true;
    }
}

/** The tab that a page is in, with its events and its `sessionStorage`. */
export class FakeTab {
    readonly window = new EventTarget();
    readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    readonly network = Object.assign(new EventTarget(), { type: 'wifi' });

    /** Opens a page in the tab, instead of the page before. */
    constructor(readonly storage: Record<string, string> = {}) {
        const sessionStorage = new Proxy(storage, {
            get: (_, name) =>
                ({
                    getItem: (key: string) => storage[key] ?? null,
                    setItem: (key: string, text: string) => void (storage[key] = text),
                    removeItem: (key: string) => void delete storage[key],
                })[name as string],
        });
        vi.stubGlobal('window', Object.assign(this.window, { sessionStorage }));
        vi.stubGlobal('document', this.document);
        vi.stubGlobal('navigator', { connection: this.network });
    }

    /** The browser uses another network. */
    changeNetwork(type: string): void {
        this.network.type = type;
        this.network.dispatchEvent(new Event('change'));
    }

    /** The page gets an event such as `online`. */
    happen(name: string, fields: object = {}): void {
        const target = name === 'visibilitychange' ? this.document : this.window;
        target.dispatchEvent(Object.assign(new Event(name), fields));
    }
}

/** Replaces the browser's own classes with the fakes. */
export function fakeBrowser(): typeof FakePeerConnection {
    FakePeerConnection.made.length = 0;
    FakePeerConnection.transportStatistics = true;
    vi.stubGlobal('RTCPeerConnection', FakePeerConnection);
    return FakePeerConnection;
}
