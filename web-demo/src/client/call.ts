// SPDX-License-Identifier: MIT
// A call as one participant sees it: who is there, what is sent and received, and the moves to
// and from this device.

import { Device, type Connection, type LocalTracks, type RemoteSlot, type Slots } from './device';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import { Question } from './question';
import { scanFields, type Scannable } from './scan';
import { Transfer } from './transfer';
import type {
    CallState,
    ChatEvent,
    CodeKind,
    ConfirmEndedEvent,
    ConfirmEvent,
    ConfirmHow,
    ConfirmPolicy,
    Message,
    Metadata,
    Participant,
    ParticipantLeftEvent,
    QuestionFields,
    SlotChoice,
    SourceKind,
    TransferEndedEvent,
    UplinkEvent,
    VideoCodec,
    WarningEvent,
} from './types';

/**
 * - `arriving`: this device takes the call over and has not got it yet: nothing of it is heard or seen.
 * - `active`: the call is here.
 * - `standby`: the call has moved on and can be brought back: this device sends still, but is silent.
 * - `ended`: this device is out of the room.
 */
export type CallPhase = 'arriving' | 'active' | 'standby' | 'ended';

/** Why a call ended on this device. `moved` and `returned`: it goes on at another. */
export type EndReason =
    | 'left'
    | 'moved'
    | 'returned'
    | 'removed'
    | 'room_destroyed'
    | 'connection_lost'
    | 'transfer_failed';

export interface CallEvents {
    phase: CallPhase;
    /** Somebody joined, left or changed: `call.participants` has it. */
    participants: Map<string, Participant>;
    joined: Participant;
    left: { participant: Participant; reason: ParticipantLeftEvent['reason'] };
    chat: Message;
    /** A mute state of this participant changed, here or by `by`, a moderator. */
    muted: { kind: SourceKind; muted: boolean; by: string | null };
    /** What this device sends changed. */
    local: LocalTracks;
    slots: RemoteSlot[];
    connection: Connection;
    /** A code to show that an operator asked for. */
    code: Transfer;
    /** A new device wants this call: ask the person. */
    confirm: ConfirmEvent;
    /**
     * This person is to agree to a move of somebody else's call, or was asked in the chat about their
     * own. One that came by chat is in its message too.
     */
    question: Question;
    /**
     * This device has the call now, from another. `graceMs`: how long that other one can take it
     * back.
     */
    arrived: { transfer: string; graceMs: number };
    /** The call has gone to another device and can be brought back for `graceMs`. */
    moved: { transfer: string; graceMs: number };
    /** The call is back on this device. */
    returned: { transfer: string };
    /** The standby after a move is over; the call stays where it is. */
    settled: { transfer: string };
    /** Something to tell the person before they agree to a move of this call. */
    warning: WarningEvent;
    ended: { reason: EndReason; text: string };
}

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
    private outgoing: Transfer | undefined;
    private readonly questions = new Map<string, Question>();
    /** The move that can be undone: until when, in milliseconds of `Date.now()`. */
    private standby: { transfer: string; until: number } | undefined;

    /** Made by `BatonClient.join` and `Takeover`. */
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
        this.update(state);
        device.on('event', (event) => this.take(event));
        device.on('slots', (slots) => this.emit('slots', slots));
        device.on('connection', (connection) => this.emit('connection', connection));
        device.on('gone', (error) => this.end('connection_lost', error.message));
    }

    // ---- Media ----

    /** Sends these tracks; a kind that is sent already gets the new track. */
    async publish(tracks: LocalTracks): Promise<void> {
        await this.device.publish(tracks);
        this.emit('local', this.device.localTracks);
    }

    /** Ends sources: for everyone else they are gone. */
    async unpublish(...kinds: SourceKind[]): Promise<void> {
        await this.device.unpublish(kinds);
        this.emit('local', this.device.localTracks);
    }

    /** Another microphone or camera for a source that goes on; stop the old track yourself. */
    async replaceTrack(kind: SourceKind, track: MediaStreamTrack): Promise<void> {
        await this.device.replace(kind, track);
        this.emit('local', this.device.localTracks);
    }

    /** Silent here at once; held back by the server too. */
    async setMuted(kind: SourceKind, muted: boolean): Promise<void> {
        const done = this.device.setMuted(kind, muted);
        this.emit('muted', { kind, muted, by: null });
        try {
            await done;
        } catch (error) {
            this.emit('muted', { kind, muted: this.isMuted(kind), by: null });
            throw error;
        }
    }

    isMuted(kind: SourceKind): boolean {
        return this.device.isMuted(kind);
    }

    localTrack(kind: SourceKind): MediaStreamTrack | null {
        return this.device.localTrack(kind);
    }

    /** Asks for slots; again with larger numbers to have more. */
    subscribe(slots: Slots): Promise<void> {
        return this.device.subscribe(slots);
    }

    get slots(): RemoteSlot[] {
        return this.device.slots;
    }

    /** Pins sources to slots, or gives slots back to the automatic choice. Pins move with the call. */
    layout(choices: SlotChoice[]): Promise<void> {
        return this.device.layout(choices);
    }

    /** How loud each participant is now, 0 to 1. */
    levels(): Map<string, number> {
        return this.device.levels();
    }

    /** New ICE for both PeerConnections, after `connection` said `failed`. */
    restart(): Promise<void> {
        return this.device.restart();
    }

    // ---- The room ----

    async setDisplay(display: string): Promise<void> {
        await this.device.configure({ display });
        this.display = display;
    }

    async setMetadata(metadata: Metadata): Promise<void> {
        await this.device.configure({ metadata });
        this.metadata = metadata;
    }

    /** Says it to the room; or, if this person was asked in the chat and this answers it, to nobody. */
    async chat(text: string): Promise<void> {
        const { reply } = await this.device.uplink.request({ request: 'chat', text });
        if (reply.response === undefined) return;
        const asked = [...this.questions.values()].filter(
            ({ how, open }) => open && how === 'chat',
        );
        asked.at(-1)?.note(reply.response);
    }

    /** The question that a message of the chat asks, while it is open. */
    question(transfer: string): Question | undefined {
        return this.questions.get(transfer);
    }

    async raiseHand(raised: boolean): Promise<void> {
        const { reply } = await this.device.uplink.request({ request: 'hand', raised });
        this.handRaised = reply.raised;
    }

    /** For moderators. */
    async muteOther(id: string, kind: SourceKind): Promise<void> {
        await this.device.uplink.request({ request: 'mute', id, kind });
    }

    /** For moderators. */
    async kick(id: string): Promise<void> {
        await this.device.uplink.request({ request: 'kick', id });
    }

    /** Leaves the room with all devices. */
    async leave(): Promise<void> {
        if (this.phase === 'ended') return;
        await this.device.uplink.request({ request: 'leave' }).catch(() => undefined);
        this.end('left', '');
    }

    // ---- Moving ----

    /**
     * Asks for a code to show. A fresh code kills the one before.
     * @param options.mutual this device has to scan a code of the other one as well
     * @param options.confirm may only be stricter than the room's
     */
    async transfer(
        options: {
            kind?: CodeKind;
            link?: string;
            mutual?: boolean;
            confirm?: ConfirmPolicy;
        } = {},
    ): Promise<Transfer> {
        const { reply } = await this.device.uplink.request({ request: 'transfer', ...options });
        return this.offer(new Transfer(this.device.uplink, reply));
    }

    /**
     * Lets the device in whose code says so: one that shows a code of its own, or the one that has
     * scanned this device's and now shows the other half.
     */
    async scan(what: Scannable): Promise<Transfer> {
        const { reply } = await this.device.uplink.request({
            request: 'scan',
            ...scanFields(what),
        });
        if (reply.role === 'new') throw new BatonError('wrong_state', 'This device is in no call');
        if (this.outgoing?.id !== reply.transfer)
            return this.offer(new Transfer(this.device.uplink, reply));
        this.outgoing.takeScan(reply);
        return this.outgoing;
    }

    /** Brings the call back (on the old device) or sends it back (on the new one), during standby. */
    async bringBack(): Promise<void> {
        if (!this.standby) throw new BatonError('no_standby', 'The move can no longer be undone');
        await this.device.uplink.request({ request: 'return', transfer: this.standby.transfer });
    }

    /** When the move can no longer be undone, by `Date.now()`; null if there is none to undo. */
    get undoUntil(): number | null {
        return this.standby?.until ?? null;
    }

    /** For `Takeover`: the call does not come here after all. */
    miss(text: string): void {
        this.end('transfer_failed', text);
    }

    private offer(transfer: Transfer): Transfer {
        this.outgoing = transfer;
        return transfer;
    }

    private setPhase(phase: CallPhase): void {
        this.phase = phase;
        this.device.setAudible(phase === 'active');
        this.emit('phase', phase);
    }

    /** Takes over what the server says of this call: `joined`, or the like of it after a move. */
    private update(state: Partial<Omit<CallState, 'grace'>>): void {
        if (state.display !== undefined) this.display = state.display;
        if (state.metadata) this.metadata = state.metadata;
        if (state.hand !== undefined) this.handRaised = state.hand;
        for (const { kind, muted } of state.sources ?? []) this.device.noteMuted(kind, muted);
        if (state.participants) {
            this.participants.clear();
            for (const participant of state.participants) this.put(participant);
        }
        if (state.chat) this.messages.splice(0, this.messages.length, ...state.chat);
        this.device.setAudible(this.phase === 'active');
    }

    private put(participant: Participant): void {
        if (participant.id !== this.id) this.participants.set(participant.id, participant);
    }

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
                this.device.noteMuted(event.kind, true);
                return this.emit('muted', { kind: event.kind, muted: true, by: event.id });
            case 'removed':
                return this.end('removed', event.reason);
            case 'room_destroyed':
                return this.end('room_destroyed', '');
            case 'code':
                return this.emit('code', this.offer(new Transfer(this.device.uplink, event)));
            case 'confirm':
                if (event.role === 'old') return this.emit('confirm', event);
                return this.ask(event, 'popup');
            case 'confirm_ended':
                return this.unask(event);
            case 'warning':
                return this.emit('warning', event);
            default:
                return this.takeMove(event);
        }
    }

    private takeMove(event: UplinkEvent): void {
        switch (event.baton) {
            case 'moved': {
                const standby = { transfer: event.transfer, graceMs: event.grace };
                this.standby = { transfer: event.transfer, until: Date.now() + event.grace };
                if (event.role === 'old') {
                    this.setPhase('standby');
                    return this.emit('moved', standby);
                }
                this.setPhase('active');
                this.update(event);
                this.emit('participants', this.participants);
                return this.emit('arrived', standby);
            }
            case 'returned':
                if (event.role !== 'old') return;
                this.standby = undefined;
                this.setPhase('active');
                this.update(event);
                this.emit('participants', this.participants);
                return this.emit('returned', { transfer: event.transfer });
            case 'transfer_ended':
                return this.takeEnd(event);
            default:
                return;
        }
    }

    /** After a transfer the device that does not have the call is out of the room. */
    private takeEnd(event: TransferEndedEvent): void {
        this.unask(event);
        const undone = this.standby?.transfer === event.transfer;
        if (undone) this.standby = undefined;
        if (event.role === 'old' && event.outcome === 'moved') return this.end('moved', event.text);
        if (event.role === 'new' && event.outcome !== 'moved')
            return this.end(
                event.outcome === 'returned' ? 'returned' : 'transfer_failed',
                event.text,
            );
        if (event.role === 'old' && this.phase === 'standby') {
            // It came back without `returned` having been said first: the call is here.
            this.setPhase('active');
            this.emit('returned', { transfer: event.transfer });
        }
        if (event.role === 'new') this.emit('settled', { transfer: event.transfer });
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
        if (id !== null && this.messages.some((known) => known.id === id)) return;
        if (question) this.ask(question, 'chat');
        this.messages.push(message);
        if (this.messages.length > HISTORY) this.messages.shift();
        this.emit('chat', message);
    }

    private ask(fields: QuestionFields, how: ConfirmHow): void {
        const own = fields.transfer === this.outgoing?.id;
        const question = new Question(this.device.uplink, fields, how, own);
        this.questions.set(fields.transfer, question);
        this.emit('question', question);
    }

    private unask({ transfer, outcome, text }: Omit<ConfirmEndedEvent, 'baton' | 'role'>): void {
        const question = this.questions.get(transfer);
        this.questions.delete(transfer);
        question?.end({ outcome, text });
    }

    private end(reason: EndReason, text: string): void {
        if (this.phase === 'ended') return;
        this.outgoing?.abandon();
        this.device.close();
        this.setPhase('ended');
        this.emit('ended', { reason, text });
    }
}
