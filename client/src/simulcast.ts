// SPDX-License-Identifier: MIT
// The encodings of the m-lines of an uplink: what is offered, and which of them the browser sends.

import { keepPaused, planEncodings, shapeEncodings, sizeOf } from './encodings.js';
import { BatonError } from './errors.js';
import type { Jsep } from './janus.js';
import { mediumOf } from './sourcekinds.js';
import type { Encoding, OfferedSource, SourceKind, WatchedSource } from './wire.js';

export class Simulcast {
    /** The encodings that somebody watches, as the server has last said for each m-line, by its mid. */
    private watched = new Map<string, Encoding[]>();

    /** The senders that take parameters now, and whether these are out of date already. */
    private readonly underWay = new WeakMap<RTCRtpSender, { stale: boolean }>();

    /** @param wanted whether sources are offered with several encodings */
    constructor(private wanted: boolean) {}

    /** Returns the settings of a new m-line for this track. */
    settingsFor(kind: SourceKind, track: MediaStreamTrack): RTCRtpTransceiverInit {
        const encodings = this.encodingsFor(kind, track);
        return encodings.length > 1 ? { sendEncodings: encodings } : {};
    }

    /** Whether an m-line that is no longer used can send this track in as many encodings as a new one. */
    fits({ sender }: RTCRtpTransceiver, kind: SourceKind, track: MediaStreamTrack): boolean {
        return mediumOf(kind) === 'audio' || countOf(sender) >= this.encodingsFor(kind, track).length;
    }

    /** Takes what the server says about all sources that are sent with simulcast. */
    take(sources: WatchedSource[]): void {
        this.watched = new Map(sources.map(({ mid, encodings }) => [mid, encodings]));
    }

    /** Forgets which encodings somebody watches. Every encoding is sent until the server says it again. */
    forget(): void {
        this.watched.clear();
    }

    /** Makes the browser send the encodings that somebody watches. */
    adjust(transceiver: RTCRtpTransceiver, kind: SourceKind): void {
        const { sender } = transceiver;
        const before = this.underWay.get(sender);
        // Chromium refuses parameters if the ones before are still on their way.
        if (before) return void (before.stale = true);
        const change = { stale: false };
        this.underWay.set(sender, change);
        void this.change(transceiver, kind).finally(() => {
            this.underWay.delete(sender);
            if (change.stale) this.adjust(transceiver, kind);
        });
    }

    /** Returns the answer so that it neither starts nor pauses an encoding. */
    settle(answer: Jsep, connection: RTCPeerConnection): Jsep {
        const paused = new Map<string, Set<string>>();
        for (const { mid, sender } of connection.getTransceivers()) {
            const off = (sender.getParameters().encodings ?? []).filter(({ active }) => !active);
            if (mid !== null) paused.set(mid, new Set(off.map(({ rid }) => rid ?? '')));
        }
        return keepPaused(answer, paused);
    }

    /** Whether the server may take the same offer without simulcast. From now on, offers have none. */
    isRefused(error: unknown, offered: OfferedSource[] = []): boolean {
        const refused = error instanceof BatonError && error.name === 'invalid_sdp';
        if (!refused || !offered.some(({ encodings }) => encodings !== undefined)) return false;
        const first = this.wanted;
        this.wanted = false;
        return first;
    }

    private async change({ mid, sender }: RTCRtpTransceiver, kind: SourceKind): Promise<void> {
        if (mediumOf(kind) === 'audio' || !sender.track) return;
        const parameters: RTCRtpSendParameters & { degradationPreference?: string } = sender.getParameters();
        if (parameters.encodings?.some(({ rid }) => rid !== undefined))
            shapeEncodings(parameters.encodings, kind, sizeOf(sender.track), this.watched.get(mid ?? ''));
        // For a shared screen, a readable picture is more important than a smooth one.
        if (kind === 'screen') parameters.degradationPreference = 'maintain-resolution';
        // Some browsers do not know all parameters, and a closed connection takes none.
        await sender.setParameters(parameters).catch(() => undefined);
    }

    private encodingsFor(kind: SourceKind, track: MediaStreamTrack): RTCRtpEncodingParameters[] {
        return this.wanted && mediumOf(kind) === 'video' ? planEncodings(kind, sizeOf(track)) : [];
    }
}

function countOf(sender: RTCRtpSender): number {
    return sender.getParameters().encodings?.length ?? 1;
}

/** Returns the rids that an m-line sends, the smallest first; empty without simulcast. */
export function ridsOf({ sender }: RTCRtpTransceiver): string[] {
    const rids = (sender.getParameters().encodings ?? []).flatMap(({ rid }) => (rid === undefined ? [] : [rid]));
    return rids.length > 1 ? rids : [];
}
