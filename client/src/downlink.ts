// SPDX-License-Identifier: MIT
// The downlink of a device: the handle and the PeerConnection that receive, and the slots on it.

import { Emitter } from './emitter.js';
import { BatonError, isLost } from './errors.js';
import type { Handle, HandleEvents, Replied } from './handle.js';
import type { IceServers } from './iceservers.js';
import { PeerConnection, type LinkState } from './peerconnection.js';
import { Queue } from './queue.js';
import { receptionOf, type Reception } from './reception.js';
import { Viewing } from './viewing.js';
import type { LayoutRequest, Slot, SlotChoice } from './wire.js';

/**
 * A slot and the track that carries it. The track of a slot stays the same if the slot changes its source. After a lost
 * connection it can be another track.
 */
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
    /** Resolves when requests can be sent; fails when that will not happen. */
    whenConnected(): Promise<void>;
}

export interface DownlinkEvents {
    slots: RemoteSlot[];
    state: LinkState | 'closed';
    /** The browser has moved to another pair of candidates. */
    moved: undefined;
    /** An offer was answered. */
    answered: undefined;
    /** The connection to the server was lost during a negotiation: call `restart` when it is back. */
    cutOff: undefined;
    /** Nothing repairs the downlink any more: it was closed, or the retry policy gives up. */
    givenUp: BatonError;
}

export class Downlink extends Emitter<DownlinkEvents> {
    private handle: Handle | undefined;
    private peer: PeerConnection | undefined;
    private readonly tracks = new Map<string, MediaStreamTrack>();
    private readonly queue = new Queue();
    private readonly offer: Promise<Replied<'subscribe'>>;
    private settleOffer: (offer: Replied<'subscribe'> | BatonError) => void = () => {};
    private wireSlots: Slot[] = [];
    private wanted: Slots | undefined;
    /** The latest choice for each slot, by its mid. An earlier one that still waits is not sent any more. */
    private readonly choices = new Map<string, SlotChoice>();
    /** The sizes at which the app shows the slots, and how much it wants to receive. */
    readonly viewing = new Viewing((layout) => this.tell(layout));
    /** The server has no slots for this device, so it has made no offer. */
    private empty = false;
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

    /**
     * Asks for slots. If the connection is lost, resolves when the slots are there over the next one.
     * @param privateId names the device that this downlink belongs to
     */
    async subscribe(privateId: string, slots: Slots): Promise<void> {
        const before = this.wanted;
        this.wanted = slots;
        try {
            await this.queue.run(() => this.negotiate(privateId, slots, false));
        } catch (error) {
            if (this.closed || !isLost(error)) {
                this.wanted = before;
                throw error;
            }
            await this.whenRepaired();
        }
    }

    /** Answers the offer that the server sends because the scan named this handle. */
    async accept(slots: Slots): Promise<void> {
        this.wanted = slots;
        try {
            await this.queue.run(async () => this.answer(await this.offer));
        } catch (error) {
            if (this.closed || !isLost(error)) throw error;
            await this.whenRepaired();
        }
    }

    /** Negotiates the slots again: restarts ICE or, if the PeerConnection or the handle is gone, uses others. */
    async restart(privateId: string): Promise<void> {
        await this.queue.run(async () => {
            if (this.wanted) await this.negotiate(privateId, this.wanted, this.peer?.current != null);
        });
    }

    /** Messages from the server were lost; the offer that `accept` waits for may be one of them. */
    missed(): void {
        this.settleOffer(new BatonError('connection_lost', 'The offer of the downlink was lost'));
    }

    /** Gives the handle up, because the device has another uplink or Janus has closed the PeerConnection. */
    dismiss(): void {
        const { handle } = this;
        this.forget();
        handle?.detach();
    }

    /** Chooses what the slots show. If the connection is lost, sends the latest choices when the slots are back. */
    async layout(choices: SlotChoice[]): Promise<void> {
        if (!this.wanted && !this.handle) throw new BatonError('webrtc', 'This device has not subscribed');
        for (const choice of choices) this.choices.set(choice.mid, choice);
        for (;;) {
            try {
                return await this.queue.run(() => this.choose(choices));
            } catch (error) {
                if (this.closed || !isLost(error)) throw error;
                await this.whenReachable();
            }
        }
    }

    private async choose(choices: SlotChoice[]): Promise<void> {
        const { handle } = this;
        const slots = choices.filter((choice) => this.choices.get(choice.mid) === choice);
        if (slots.length === 0) return;
        if (!handle) throw new BatonError('connection_lost', 'The downlink is not there now');
        const { reply } = await handle.request({ request: 'layout', slots });
        this.takeSlots(reply.slots);
    }

    /** Sends a `layout`, without slots that do not exist any more. After a lost connection, sends everything again. */
    private async tell({ slots = [], ...others }: Omit<LayoutRequest, 'request'>): Promise<void> {
        const { handle } = this;
        const known = slots.filter(({ mid }) => this.wireSlots.some((slot) => slot.mid === mid));
        const layout = { ...others, ...(known.length > 0 && { slots: known }) };
        if (!handle || Object.keys(layout).length === 0) return;
        try {
            const { reply } = await this.queue.run(() => handle.request({ request: 'layout', ...layout }));
            if (this.handle === handle) this.takeSlots(reply.slots);
        } catch (error) {
            if (this.closed || !isLost(error)) return;
            // If the handle is gone, too, the next one is told when it has its slots.
            void this.session.whenConnected().then(() => this.viewing.repeat(), () => undefined);
        }
    }

    /** Resolves when the slots can be chosen: on the handle that is still there, or on the next one. */
    private async whenReachable(): Promise<void> {
        await this.session.whenConnected();
        if (!this.handle) await this.whenRepaired();
    }

    /** How many slots this device wants; undefined before `subscribe`. */
    get subscribed(): Slots | undefined {
        return this.wanted;
    }

    /** Whether there is, or should be, a PeerConnection. */
    get inUse(): boolean {
        return this.peer?.current != null || (this.wanted !== undefined && !this.empty);
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

    /** Returns the counters of each slot that receives, by its mid. */
    async reception(): Promise<Map<string, Reception>> {
        const statistics = await this.peer?.statistics();
        return statistics ? receptionOf(statistics) : new Map();
    }

    /** Counts the packets of media that were received so far. */
    async received(): Promise<number> {
        return (await this.peer?.received()) ?? 0;
    }

    /** See `PeerConnection`. */
    async arrivals(): Promise<string | undefined> {
        return this.peer?.arrivals();
    }

    /** While an answer is being made, slots have no tracks yet. The slots are reported after the answer. */
    takeSlots(slots: Slot[]): void {
        this.wireSlots = slots;
        if (!this.answering) this.emit('slots', this.slots);
    }

    /** Closes the PeerConnection and detaches the handle. */
    close(): void {
        this.closed = true;
        this.viewing.stop();
        this.handle?.detach();
        this.peer?.dispose();
        this.giveUp(new BatonError('ended', 'The call has ended'));
    }

    /** Fails what waits for a repair. A later `subscribe` or `restart` tries again. */
    giveUp(error: BatonError): void {
        this.emit('givenUp', error);
    }

    private async negotiate(privateId: string, slots: Slots, restart: boolean): Promise<void> {
        if (this.peer?.spent) this.dismiss();
        const handle = this.handle ?? (await this.attach());
        const subscribed = await handle.request({
            request: 'subscribe',
            private_id: privateId,
            audio_slots: slots.audioSlots,
            video_slots: slots.videoSlots,
            ...(restart && { restart }),
        });
        if (this.handle !== handle) throw new BatonError('connection_lost', 'The downlink has another handle now');
        await this.answer(subscribed);
    }

    private async attach(): Promise<Handle> {
        const handle = await this.session.attach();
        this.follow(handle);
        if (this.closed) handle.detach();
        return handle;
    }

    private follow(handle: Handle): void {
        const peer = new PeerConnection(handle, this.ice);
        this.handle = handle;
        this.peer = peer;
        peer.on('state', (state) => this.emit('state', state));
        peer.on('moved', () => this.emit('moved', undefined));
        peer.on('closed', () => this.emit('state', 'closed'));
        peer.on('track', ({ track, mid }) => {
            if (track.kind === 'audio') track.enabled = this.audible;
            this.tracks.set(mid, track);
        });
        handle.on('event', (event) => this.take(event));
        handle.on('gone', (error) => this.lose(handle, error));
    }

    private lose(handle: Handle, error: BatonError): void {
        this.settleOffer(error);
        if (this.handle !== handle || this.closed) return;
        this.forget();
        this.emit('state', 'closed');
    }

    private forget(): void {
        this.peer?.dispose();
        this.handle = undefined;
        this.peer = undefined;
        this.tracks.clear();
    }

    private take({ event, jsep }: HandleEvents['event']): void {
        if (event.baton === 'slots') this.takeSlots(event.slots);
        else if (event.baton === 'subscribed')
            this.settleOffer({ reply: event, ...(jsep && { jsep }) });
        else if (event.baton === 'error') this.settleOffer(BatonError.ofPlugin(event));
    }

    private async answer({ reply, jsep }: Replied<'subscribe'>): Promise<void> {
        const { handle, peer } = this;
        this.empty = !jsep && reply.slots.length === 0;
        this.wireSlots = reply.slots;
        if (jsep && peer && handle) {
            this.answering = true;
            try {
                const answer = await peer.answer(jsep);
                await handle.request({ request: 'start' }, answer);
            } catch (error) {
                if (peer.current) throw error;
                throw new BatonError('connection_lost', 'The connection was lost', { cause: error });
            } finally {
                this.answering = false;
            }
        }
        this.emit('answered', undefined);
        this.emit('slots', this.slots);
        this.viewing.repeat();
    }

    private whenRepaired(): Promise<void> {
        const off: (() => void)[] = [];
        return new Promise<void>((resolve, reject) => {
            off.push(this.on('answered', resolve), this.on('givenUp', reject));
            this.emit('cutOff', undefined);
        }).finally(() => off.forEach((one) => one()));
    }
}
