// SPDX-License-Identifier: MIT
// A call as one participant sees it: the people in it, what is sent and received, and the transfers
// to and from this device.

import type { CallEvents, CallPhase, EndReason } from './callevents.js';
import type { Device } from './device.js';
import type { RemoteSlot, Slots } from './downlink.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import { OutgoingTransfer } from './outgoing.js';
import type { Question } from './question.js';
import { Questions } from './questions.js';
import { scanFields, type Scannable } from './scannable.js';
import type { LocalTracks } from './uplink.js';
import type {
    CallState,
    ChatEvent,
    ConfirmPolicy,
    Message,
    Metadata,
    MovedEvent,
    Participant,
    ParticipantLeftEvent,
    ReturnedEvent,
    SlotChoice,
    SourceKind,
    TransferEndedEvent,
    TransferRequest,
    UplinkEvent,
    VideoCodec,
} from './wire.js';

export type TransferOptions = Omit<TransferRequest, 'request'>;

/** How many messages of the chat are kept. */
const HISTORY = 100;

export class Call extends Emitter<CallEvents> {
    readonly room: string;
    readonly description: string;
    readonly id: string;
    readonly moderator: boolean;
    readonly videocodec: VideoCodec;
    readonly confirmPolicy: ConfirmPolicy;
    display: string;
    metadata: Metadata;
    handRaised: boolean;
    phase: CallPhase;
    /** The others, in order of arrival. */
    readonly participants = new Map<string, Participant>();
    readonly messages: Message[] = [];
    private outgoing: OutgoingTransfer | undefined;
    private readonly questions: Questions;
    /** The transfer that can be undone, and until when, by `Date.now()`. */
    private standby: { transfer: string; until: number } | undefined;

    /** Made by `BatonClient.join` and `IncomingTransfer`. */
    constructor(
        private readonly device: Device,
        state: CallState,
        phase: 'arriving' | 'active',
    ) {
        super();
        this.phase = phase;
        this.room = state.room;
        this.description = state.description;
        this.id = state.id;
        this.moderator = state.moderator;
        this.videocodec = state.videocodec;
        this.confirmPolicy = state.confirm;
        this.display = state.display;
        this.metadata = state.metadata;
        this.handRaised = state.hand;
        this.questions = new Questions(device.handle);
        this.update(state);
        device.on('event', (event) => this.take(event));
        device.on('slots', (slots) => this.emit('slots', slots));
        device.on('connection', (connection) => this.emit('connection', connection));
        device.on('gone', (error) => this.end('connection_lost', error.message));
    }

    // ---- Media ----

    /** Sends these tracks; a kind that is sent already gets the new track. */
    async publish(tracks: LocalTracks): Promise<void> {
        await this.device.uplink.publish(tracks);
        this.emit('local', this.device.uplink.localTracks);
    }

    /** Ends sources: for everyone else they are gone. */
    async unpublish(...kinds: SourceKind[]): Promise<void> {
        await this.device.uplink.unpublish(kinds);
        this.emit('local', this.device.uplink.localTracks);
    }

    /** Another microphone or camera for a source that goes on. Stop the old track yourself. */
    async replaceTrack(kind: SourceKind, track: MediaStreamTrack): Promise<void> {
        await this.device.uplink.replace(kind, track);
        this.emit('local', this.device.uplink.localTracks);
    }

    /** The track is silent here at once; the server holds the source back as well. */
    async setMuted(kind: SourceKind, muted: boolean): Promise<void> {
        const done = this.device.uplink.setMuted(kind, muted);
        this.emit('muted', { kind, muted, by: null });
        try {
            await done;
        } catch (error) {
            this.emit('muted', { kind, muted: this.isMuted(kind), by: null });
            throw error;
        }
    }

    isMuted(kind: SourceKind): boolean {
        return this.device.uplink.isMuted(kind);
    }

    localTrack(kind: SourceKind): MediaStreamTrack | null {
        return this.device.uplink.localTrack(kind);
    }

    /** Asks for slots; again with larger numbers to have more. */
    subscribe(slots: Slots): Promise<void> {
        return this.device.subscribe(slots);
    }

    get slots(): RemoteSlot[] {
        return this.device.downlink.slots;
    }

    /** Pins sources to slots, or gives slots back to the automatic choice. Pins move with the call. */
    layout(choices: SlotChoice[]): Promise<void> {
        return this.device.downlink.layout(choices);
    }

    /** How loud each participant is now, 0 to 1. */
    levels(): Map<string, number> {
        return this.device.downlink.levels();
    }

    /** New ICE for both PeerConnections, after `connection` said `failed`. */
    restart(): Promise<void> {
        return this.device.restart();
    }

    // ---- The room ----

    async setDisplay(display: string): Promise<void> {
        await this.device.handle.request({ request: 'configure', display });
        this.display = display;
    }

    async setMetadata(metadata: Metadata): Promise<void> {
        await this.device.handle.request({ request: 'configure', metadata });
        this.metadata = metadata;
    }

    /**
     * Sends a message to the room. If this person was asked in the chat and the text responds to
     * that, it is sent to nobody.
     */
    async chat(text: string): Promise<void> {
        const { reply } = await this.device.handle.request({ request: 'chat', text });
        if ('response' in reply) this.questions.respondedInChat(reply.response);
    }

    /** The question that a message of the chat asks, while it is open. */
    question(transfer: string): Question | undefined {
        return this.questions.get(transfer);
    }

    async raiseHand(raised: boolean): Promise<void> {
        const { reply } = await this.device.handle.request({ request: 'hand', raised });
        this.handRaised = reply.raised;
    }

    /** For moderators. */
    async muteOther(id: string, kind: SourceKind): Promise<void> {
        await this.device.handle.request({ request: 'mute', id, kind });
    }

    /** For moderators. */
    async kick(id: string): Promise<void> {
        await this.device.handle.request({ request: 'kick', id });
    }

    /** Leaves the room with all devices. */
    async leave(): Promise<void> {
        if (this.phase === 'ended') return;
        // If the server does not hear it, it notices that the device is gone.
        await this.device.handle.request({ request: 'leave' }).catch(() => undefined);
        this.end('left', '');
    }

    // ---- Transfers ----

    /** Asks for a code to show. A fresh code kills the one before. */
    async transfer(options: TransferOptions = {}): Promise<OutgoingTransfer> {
        const { reply } = await this.device.handle.request({ request: 'transfer', ...options });
        return this.begin(new OutgoingTransfer(this.device.handle, reply));
    }

    /**
     * Lets in the device whose code is given: one that shows a code of its own, or one that has
     * scanned this device's and now shows its half of a mutual scan.
     */
    async scan(what: Scannable): Promise<OutgoingTransfer> {
        const { reply } = await this.device.handle.request({
            request: 'scan',
            ...scanFields(what),
        });
        if (reply.role === 'new') throw new BatonError('wrong_state', 'This device is in no call');
        if (this.outgoing?.id !== reply.transfer)
            return this.begin(new OutgoingTransfer(this.device.handle, reply));
        this.outgoing.takeScan(reply);
        return this.outgoing;
    }

    /** Brings the call back (on the old device) or sends it back (on the new one), during standby. */
    async bringBack(): Promise<void> {
        if (!this.standby)
            throw new BatonError('no_standby', 'The transfer can no longer be undone');
        const { transfer } = this.standby;
        await this.device.handle.request({ request: 'return', transfer });
    }

    /** Until when the transfer can be undone, by `Date.now()`; null if there is none to undo. */
    get undoUntil(): number | null {
        return this.standby?.until ?? null;
    }

    /** For `IncomingTransfer`: the call does not come here after all. */
    miss(text: string): void {
        this.end('transfer_failed', text);
    }

    private begin(transfer: OutgoingTransfer): OutgoingTransfer {
        this.outgoing = transfer;
        return transfer;
    }

    private setPhase(phase: CallPhase): void {
        this.phase = phase;
        this.device.downlink.setAudible(phase === 'active');
        this.emit('phase', phase);
    }

    /** Takes over the state of the call as the server has it: all of it, or the part that was sent. */
    private update(state: Partial<Omit<CallState, 'grace'>>): void {
        if (state.display !== undefined) this.display = state.display;
        if (state.metadata) this.metadata = state.metadata;
        if (state.hand !== undefined) this.handRaised = state.hand;
        for (const { kind, muted } of state.sources ?? []) this.device.uplink.noteMuted(kind, muted);
        if (state.participants) {
            this.participants.clear();
            for (const participant of state.participants) this.put(participant);
        }
        if (state.chat) this.messages.splice(0, this.messages.length, ...state.chat);
        this.device.downlink.setAudible(this.phase === 'active');
    }

    private put(participant: Participant): void {
        if (participant.id !== this.id) this.participants.set(participant.id, participant);
    }

    // ---- Events ----

    private take(event: UplinkEvent): void {
        if (this.phase === 'ended') return;
        if ('role' in event && event.role === 'old') this.outgoing?.take(event);
        switch (event.baton) {
            case 'participant_joined':
            case 'participant_changed':
                this.put(event.participant);
                if (event.baton === 'participant_joined') this.emit('joined', event.participant);
                return this.emit('participants', this.participants);
            case 'participant_left':
                return this.remove(event.id, event.reason);
            case 'chat':
                return this.keep(event);
            case 'muted_by':
                this.device.uplink.noteMuted(event.kind, true);
                return this.emit('muted', { kind: event.kind, muted: true, by: event.id });
            case 'removed':
                return this.end('removed', event.reason);
            case 'room_destroyed':
                return this.end('room_destroyed', '');
            default:
                return this.takeTransfer(event);
        }
    }

    private takeTransfer(event: UplinkEvent): void {
        switch (event.baton) {
            case 'code': {
                const transfer = this.begin(new OutgoingTransfer(this.device.handle, event));
                return this.emit('code', transfer);
            }
            case 'confirm':
                if (event.role === 'old') return this.emit('confirm', event);
                return this.emit('question', this.questions.ask(event, 'popup', false));
            case 'confirm_ended':
                return this.questions.end(event);
            case 'warning':
                return this.emit('warning', event);
            case 'moved':
                return this.takeMoved(event);
            case 'returned':
                return this.takeReturned(event);
            case 'transfer_ended':
                return this.takeEnd(event);
            default:
                return;
        }
    }

    private takeMoved(event: MovedEvent): void {
        const { transfer, grace } = event;
        this.standby = { transfer, until: Date.now() + grace };
        if (event.role === 'old') {
            this.setPhase('standby');
            return this.emit('moved', { transfer, graceMs: grace });
        }
        this.setPhase('active');
        this.update(event);
        this.emit('participants', this.participants);
        return this.emit('arrived', { transfer, graceMs: grace });
    }

    private takeReturned(event: ReturnedEvent): void {
        if (event.role !== 'old') return;
        this.standby = undefined;
        this.setPhase('active');
        this.update(event);
        this.emit('participants', this.participants);
        this.emit('returned', { transfer: event.transfer });
    }

    /** After a transfer the device that does not have the call is out of the room. */
    private takeEnd(event: TransferEndedEvent): void {
        const { transfer, role, outcome, text } = event;
        this.questions.end(event);
        if (this.standby?.transfer === transfer) this.standby = undefined;
        if (role === 'old' && outcome === 'moved') return this.end('moved', text);
        if (role === 'new' && outcome !== 'moved')
            return this.end(outcome === 'returned' ? 'returned' : 'transfer_failed', text);
        if (role === 'old' && this.phase === 'standby') {
            // The call came back without a `returned` event: it is here.
            this.setPhase('active');
            this.emit('returned', { transfer });
        }
        if (role === 'new') this.emit('settled', { transfer });
    }

    private remove(id: string, reason: ParticipantLeftEvent['reason']): void {
        const participant = this.participants.get(id);
        if (!participant) return;
        this.participants.delete(id);
        this.emit('left', { participant, reason });
        this.emit('participants', this.participants);
    }

    private keep({ message }: ChatEvent): void {
        const { id, question } = message;
        if (this.messages.some((known) => known.id === id)) return;
        if (question) {
            const own = question.transfer === this.outgoing?.id;
            this.emit('question', this.questions.ask(question, 'chat', own));
        }
        this.messages.push(message);
        if (this.messages.length > HISTORY) this.messages.shift();
        this.emit('chat', message);
    }

    private end(reason: EndReason, text: string): void {
        if (this.phase === 'ended') return;
        this.outgoing?.abandon();
        this.device.close();
        this.setPhase('ended');
        this.emit('ended', { reason, text });
    }
}
