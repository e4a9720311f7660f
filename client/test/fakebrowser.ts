// SPDX-License-Identifier: MIT
// Fakes of a browser's PeerConnection and tracks, as far as the client uses them.

import { vi } from 'vitest';

export class FakeTrack {
    enabled = true;
    stopped = false;
    contentHint = '';

    constructor(readonly kind: 'audio' | 'video') {}

    stop(): void {
        this.stopped = true;
    }

    asTrack(): MediaStreamTrack {
        return this as unknown as MediaStreamTrack;
    }
}

class FakeTransceiver {
    mid: string | null = null;
    readonly receiver: { track: FakeTrack };
    readonly sender = {
        track: null as FakeTrack | null,
        replaceTrack: async (track: FakeTrack | null) => void (this.sender.track = track),
        getParameters: () => ({}),
        setParameters: async () => {},
    };

    constructor(
        track: FakeTrack,
        public direction: string,
    ) {
        this.sender.track = track;
        this.receiver = { track: new FakeTrack(track.kind) };
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

    addTransceiver(track: FakeTrack, { direction }: { direction: string }): FakeTransceiver {
        const transceiver = new FakeTransceiver(track, direction);
        this.transceivers.push(transceiver);
        return transceiver;
    }

    getTransceivers = () => this.transceivers;
    createOffer = async () => ({ type: 'offer', sdp: 'ours' });
    createAnswer = async () => ({ type: 'answer', sdp: 'ours' });
    addIceCandidate = async (candidate: unknown) => void this.candidates.push(candidate);
    setRemoteDescription = async (description: unknown) =>
        void (this.remoteDescription = description);

    async setLocalDescription({ type }: { type: string }): Promise<void> {
        if (type === 'rollback') this.rolledBack = true;
        else this.transceivers.forEach((one, index) => (one.mid ??= String(index)));
    }

    close(): void {
        this.closed = true;
    }
}

/** Replaces the browser's own classes with the fakes. */
export function fakeBrowser(): typeof FakePeerConnection {
    FakePeerConnection.made.length = 0;
    vi.stubGlobal('RTCPeerConnection', FakePeerConnection);
    return FakePeerConnection;
}
