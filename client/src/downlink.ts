// SPDX-License-Identifier: MIT
// The downlink of a device: the handle and the PeerConnection that receive, and the slots on it.

import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import type { Handle, HandleEvents, Replied } from './handle.js';
import type { IceServers } from './iceservers.js';
import { PeerConnection, type LinkState } from './peerconnection.js';
import { Queue } from './queue.js';
import type { Slot, SlotChoice } from './wire.js';

/** A slot and the track that carries it. The track of a slot never changes, even if the slot changes its source. */
export interface RemoteSlot extends Slot {
    track: MediaStreamTrack | null;
}

export interface Slots {
    audioSlots: number;
    videoSlots: number;
}

export interface HandleSource {
    /** The app's settings for PeerConnections. */
    readonly rtc: RTCConfiguration;
    attach(): Promise<Handle>;
}

export class Downlink extends Emitter<{ slots: RemoteSlot[]; state: LinkState }> {
    private handle: Handle | undefined;
    private peer: PeerConnection | undefined;
    private readonly tracks = new Map<string, MediaStreamTrack>();
    private readonly queue = new Queue();
    private readonly offer: Promise<Replied<'subscribe'>>;
    private settleOffer: (offer: Replied<'subscribe'> | BatonError) => void = () => {};
    private wireSlots: Slot[] = [];
    private wanted: Slots | undefined;
    private audible = false;
    private answering = false;
    private closed = false;

    /**
     * @param session attaches the handle when it is first needed
     * @param handle the handle, if it is attached already
     */
    constructor(
        private readonly session: HandleSource,
        private readonly ice: IceServers,
        handle?: Handle,
    ) {
        super();
        this.offer = new Promise((resolve, reject) => {
            this.settleOffer = (offer) =>
                offer instanceof BatonError ? reject(offer) : resolve(offer);
        });
        // Without this line, a failed offer that nobody waits for would be an unhandled rejection.
        this.offer.catch(() => undefined);
        if (handle) this.follow(handle);
    }

    /** The id of the handle, if it is attached. */
    get id(): number | undefined {
        return this.handle?.id;
    }

    /** `privateId` names the device that this downlink belongs to. `restart` restarts ICE. */
    subscribe(privateId: string, slots: Slots, restart = false): Promise<void> {
        return this.queue.run(async () => {
            const handle = this.handle ?? (await this.attach());
            const subscribed = await handle.request({
                request: 'subscribe',
                private_id: privateId,
                audio_slots: slots.audioSlots,
                video_slots: slots.videoSlots,
                ...(restart && { restart }),
            });
            await this.answer(slots, subscribed);
        });
    }

    /** Answers the offer that the server sends because the scan named this handle. */
    accept(slots: Slots): Promise<void> {
        return this.queue.run(async () => this.answer(slots, await this.offer));
    }

    async layout(choices: SlotChoice[]): Promise<void> {
        if (!this.handle) throw new BatonError('webrtc', 'This device has not subscribed');
        const { reply } = await this.handle.request({ request: 'layout', slots: choices });
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

    /** Whether the audio that is received can be heard on this device. */
    setAudible(audible: boolean): void {
        this.audible = audible;
        for (const track of this.tracks.values())
            if (track.kind === 'audio') track.enabled = audible;
    }

    /** Returns how loud each participant speaks now, from 0 to 1. Participants without a slot are left out. */
    levels(): Map<string, number> {
        const levels = new Map<string, number>();
        for (const { mid, receiver } of this.peer?.current?.getTransceivers() ?? []) {
            const heard = this.wireSlots.find(
                (slot) => slot.mid === mid && slot.source_kind === 'microphone',
            );
            if (!heard?.participant) continue;
            const level = receiver.getSynchronizationSources()[0]?.audioLevel ?? 0;
            levels.set(heard.participant, Math.max(level, levels.get(heard.participant) ?? 0));
        }
        return levels;
    }

    close(): void {
        this.closed = true;
        this.handle?.detach();
    }

    private async attach(): Promise<Handle> {
        const handle = await this.session.attach();
        this.follow(handle);
        if (this.closed) handle.detach();
        return handle;
    }

    private follow(handle: Handle): void {
        this.handle = handle;
        this.peer = new PeerConnection(handle, this.ice);
        this.peer.on('state', (state) => this.emit('state', state));
        this.peer.on('track', ({ track, mid }) => {
            if (track.kind === 'audio') track.enabled = this.audible;
            this.tracks.set(mid, track);
        });
        handle.on('event', (event) => this.take(event));
        handle.on('gone', (error) => this.settleOffer(error));
    }

    private take({ event, jsep }: HandleEvents['event']): void {
        if (event.baton === 'slots') this.takeSlots(event.slots);
        else if (event.baton === 'subscribed')
            this.settleOffer({ reply: event, ...(jsep && { jsep }) });
        else if (event.baton === 'error') this.settleOffer(BatonError.ofPlugin(event));
    }

    private async answer(slots: Slots, { reply, jsep }: Replied<'subscribe'>): Promise<void> {
        this.wanted = slots;
        this.wireSlots = reply.slots;
        if (jsep && this.peer && this.handle) {
            this.answering = true;
            try {
                const answer = await this.peer.answer(jsep);
                await this.handle.request({ request: 'start' }, answer);
            } finally {
                this.answering = false;
            }
        }
        this.emit('slots', this.slots);
    }

    /** While the answer is being made, slots have no tracks yet. The slots are reported after the answer. */
    private takeSlots(slots: Slot[]): void {
        this.wireSlots = slots;
        if (!this.answering) this.emit('slots', this.slots);
    }
}
