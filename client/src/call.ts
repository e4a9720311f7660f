// SPDX-License-Identifier: MIT
// A call of one participant on this device: the people, the media, the chat, and the transfers to and from this device.

import type { CallEvents, CallHealth, CallPhase, EndReason } from './callevents.js';
import { Chat } from './chat.js';
import type { Device } from './device.js';
import type { RemoteSlot, Slots } from './downlink.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import type { OutgoingTransfer } from './outgoing.js';
import { People } from './people.js';
import type { Question } from './question.js';
import { Questions } from './questions.js';
import type { Reception } from './reception.js';
import type { Scannable } from './scannable.js';
import { isOf, ShownTransfers, type EventAs, type TransferOptions } from './showntransfers.js';
import type { LocalTracks, Published } from './uplink.js';
import type {
    CallState,
    ConfirmPolicy,
    DeviceRole,
    Message,
    Metadata,
    MovedEvent,
    Participant,
    ParticipantLeftEvent,
    Preferences,
    ReturnedEvent,
    SlotChoice,
    SourceKind,
    StandIn,
    SyncedReply,
    TransferEndedEvent,
    TransferEvent,
    TransferProgress,
    UplinkEvent,
    VideoCodec,
    Ways,
} from './wire.js';

/** Seconds without any packet after which the downlink counts as lost, and the same if only one of several sends. */
const PATIENCE = 3;
const LONE_PATIENCE = 6;

export class Call extends Emitter<CallEvents> {
    readonly room: string;
    description: string;
    readonly id: string;
    readonly moderator: boolean;
    readonly videocodec: VideoCodec;
    confirmPolicy: ConfirmPolicy;
    /** The ways to move this call that the room allows. */
    ways: Ways;
    /** Whether both devices have to scan a code in each transfer of this room. */
    mutual: boolean;
    /** Says who may show a code for a participant who is away: moderators, anybody in the room, or nobody. */
    standInBy: StandIn;
    /** Whether devices that have had a call of this room can ask for it again. */
    remembers: boolean;
    display: string;
    metadata: Metadata;
    handRaised: boolean;
    phase: CallPhase;
    /** The other participants, in order of arrival. */
    readonly participants: Map<string, Participant>;
    private readonly people: People;
    private readonly talk: Chat;
    readonly messages: Message[];
    private readonly shown: ShownTransfers;
    /**
     * After the call has moved away: the secret for `BatonClient.recall`; null if the room does not allow it. After the
     * end `gone` it is the latest resume secret, which is also the one for `BatonClient.disown`: this device may have
     * been replaced while it was away.
     */
    remembered: string | null = null;
    private readonly questions: Questions;
    /** The transfer that can be undone, and the time until which it can be undone, on the clock of `Date.now()`. */
    private standby: { transfer: string; until: number } | undefined;
    /** After the call has moved away: see `BatonClient.disown`. `until` is on the clock of `Date.now()`. */
    disowning: { secret: string; until: number } | null = null;
    /** Whether the call is on its way back to the old device. */
    private returning = false;

    /** `BatonClient.join` and `IncomingTransfer` create it. */
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
        this.ways = state.ways;
        this.mutual = state.mutual;
        this.standInBy = state.stand_in;
        this.remembers = state.remember;
        this.display = state.display;
        this.metadata = state.metadata;
        this.handRaised = state.hand;
        this.people = new People(device, state.id);
        this.participants = this.people.others;
        this.questions = new Questions(device);
        this.shown = new ShownTransfers(device);
        this.talk = new Chat(device, state.id, this.questions);
        this.messages = this.talk.messages;
        device.inTransfer = () => this.inTransfer;
        device.patience = () => this.patience();
        this.update(state);
        device.on('event', (event) => this.take(event));
        device.on('slots', (slots) => this.emit('slots', slots));
        device.on('caughtUp', () => this.phase !== 'ended' && this.emit('published', undefined));
        device.on('connection', (connection) => this.emit('connection', connection));
        device.on('state', (health) => this.phase !== 'ended' && this.emit('state', health));
        device.on('synced', (synced) => this.takeSynced(synced));
        device.on('resumed', (now) => this.takeResumed(now));
        device.on('gone', (error) => this.lose(error));
    }

    /** How well the call works on this device. */
    get state(): CallHealth {
        return this.phase === 'ended' ? 'ended' : this.device.state;
    }

    // ---- Media ----

    /**
     * Sends these tracks. If this device sends a kind already, its source gets the new track. The result says whether
     * the others receive them now, or only when the call has moved or has returned (`postponed`).
     */
    async publish(tracks: LocalTracks): Promise<Published> {
        const published = await this.device.uplink.publish(tracks);
        this.emit('local', this.device.uplink.localTracks);
        return published;
    }

    /** Ends the sources of these kinds and stops their tracks. The others no longer receive them. */
    async unpublish(...kinds: SourceKind[]): Promise<void> {
        await this.device.uplink.unpublish(kinds);
        this.emit('local', this.device.uplink.localTracks);
    }

    /** Gives a source another track, such as that of another camera. The app has to stop the old track. */
    async replaceTrack(kind: SourceKind, track: MediaStreamTrack): Promise<void> {
        await this.device.uplink.replace(kind, track);
        this.emit('local', this.device.uplink.localTracks);
    }

    /** Silences the track at once, and tells the server not to forward the source. */
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

    /** Asks for slots. Call it again with larger numbers to get more slots. */
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

    /**
     * Says at which height the app shows each slot, by its mid, in pixels of the screen; 0: the slot is hidden. A slot
     * gets no larger encoding than this height needs. A slot that is not named keeps its height. A slot without a
     * height gets as much as the line carries.
     */
    showSizes(heights: ReadonlyMap<string, number>): void {
        this.device.downlink.viewing.show(heights);
    }

    /** Limits all that this device receives, for example to save data: 32000 bit/s or more; 0: no limit. */
    limitReceiving(bitrate: number): void {
        this.device.downlink.viewing.limit(bitrate);
    }

    /** Says what to keep on a weak line: `motion` (at first for cameras) or `detail` (at first for screens). */
    prefer(preferences: Preferences): void {
        this.device.downlink.viewing.prefer(preferences);
    }

    /** Returns the counters of each slot that receives, by the mid of the slot. */
    reception(): Promise<Map<string, Reception>> {
        return this.device.downlink.reception();
    }

    /** Returns how loud each participant is now, from 0 to 1. */
    levels(): Map<string, number> {
        return this.device.downlink.levels();
    }

    /** Restarts ICE on both PeerConnections. The client does it by itself when the network has changed or failed. */
    restart(): Promise<void> {
        return this.device.restart();
    }

    // ---- The room ----

    async setDisplay(display: string): Promise<void> {
        const { reply } = await this.device.request({ request: 'configure', display });
        this.display = reply.display ?? display;
    }

    async setMetadata(metadata: Metadata): Promise<void> {
        await this.device.request({ request: 'configure', metadata });
        this.metadata = metadata;
    }

    /**
     * Sends a message to the room. If the text responds to a question in the chat, the server does not pass it on to
     * the others. A message is neither lost nor doubled if its reply is lost: the client looks for it in the chat
     * before it sends it again. It fails, with `uncertain`, if nobody can know, or if it may be a response.
     */
    chat(text: string): Promise<void> {
        return this.talk.send(text);
    }

    /** Returns the question about this transfer, until no response is needed any more. */
    question(transfer: string): Question | undefined {
        return this.questions.get(transfer);
    }

    async raiseHand(raised: boolean): Promise<void> {
        const { reply } = await this.device.request({ request: 'hand', raised });
        this.handRaised = reply.raised;
    }

    /** Mutes a source of another participant. Only moderators can do this. */
    async muteOther(id: string, kind: SourceKind): Promise<void> {
        await this.device.request({ request: 'mute', id, kind });
    }

    /** Removes another participant from the room. Only moderators can do this. */
    async kick(id: string): Promise<void> {
        await this.device.request({ request: 'kick', id });
    }

    /**
     * Leaves the room with all devices. The call ends here at once, and this tab forgets how to come back to it.
     * Resolves when the server knows it. Without a connection, resolves at once, and the client tells the server when
     * it is connected again within half a minute.
     */
    leave(): Promise<void> {
        const left = this.device.leave();
        this.end('left', '');
        return left;
    }

    // ---- Transfers ----

    /** Asks for a code to show. A fresh code makes the earlier code invalid. */
    transfer(options: TransferOptions = {}): Promise<OutgoingTransfer> {
        return this.shown.show(options);
    }

    /**
     * Asks for a code for another participant, who is away: the device that scans it becomes the device of that
     * participant. This person is asked in place of the one who is away. The room says who may do this (`stand_in`).
     */
    transferFor(participant: string, options: TransferOptions = {}): Promise<OutgoingTransfer> {
        return this.shown.showFor(participant, options);
    }

    /** No other device can ask for this call again without a code. */
    async forgetDevices(): Promise<void> {
        await this.device.request({ request: 'forget' });
    }

    /**
     * Scans the code of a new device, to let that device take the call over. In a mutual transfer the new device may
     * have scanned this device's code before.
     */
    scan(what: Scannable): Promise<OutgoingTransfer> {
        return this.shown.scan(what);
    }

    /** Brings the call back (on the old device) or sends it back (on the new one), during standby. */
    async bringBack(): Promise<void> {
        if (!this.standby)
            throw new BatonError('no_standby', 'The transfer can no longer be undone');
        const { transfer } = this.standby;
        await this.device.request({ request: 'return', transfer });
    }

    /**
     * The time until which the transfer can be undone, on the clock of `Date.now()`; null if no transfer can be undone.
     */
    get undoUntil(): number | null {
        return this.standby?.until ?? null;
    }

    /** `IncomingTransfer` calls this if the call does not come to this device after all. */
    miss(text: string): void {
        this.end('transfer_failed', text);
    }

    private get inTransfer(): boolean {
        return this.shown.areGoing || this.standby !== undefined;
    }

    /**
     * Only microphones count: browsers pause a camera on a weak line. If one of several people sends, that person's own
     * network may be lost, and everybody else would restart ICE at the same time. The server says so after 5 seconds.
     */
    private patience(): number | null {
        if (this.phase !== 'active') return null;
        const sending = this.slots.filter(({ source, participant, source_kind: kind }) =>
            kind === 'microphone' && participant !== null && this.people.sends(participant, source));
        if (sending.length === 0) return null;
        return sending.length === 1 && this.participants.size > 1 ? LONE_PATIENCE : PATIENCE;
    }

    private setPhase(phase: CallPhase): void {
        this.phase = phase;
        this.device.downlink.setAudible(phase === 'active');
        this.emit('phase', phase);
    }

    /** Copies the state that the server sent. The server may send only a part of the state of the call. */
    private update(state: Partial<Omit<CallState, 'grace'>>): void {
        if (state.display !== undefined) this.display = state.display;
        if (state.metadata) this.metadata = state.metadata;
        if (state.hand !== undefined) this.handRaised = state.hand;
        for (const { kind, muted } of state.sources ?? []) this.noteMuted(kind, muted);
        if (state.participants) this.people.replace(state.participants);
        for (const message of state.chat ?? []) this.keep(message, false);
        this.device.downlink.setAudible(this.phase === 'active');
        if (state.room !== undefined)
            void this.readRest(state.room, state.participants_after, state.chat_before);
    }

    private noteMuted(kind: SourceKind, muted: boolean): void {
        const before = this.isMuted(kind);
        this.device.uplink.noteMuted(kind, muted);
        const now = this.isMuted(kind);
        if (now !== before) this.emit('muted', { kind, muted: now, by: null });
    }

    /** Requests the other pages: the state of a call has only the first page of the people, and the latest messages. */
    private async readRest(
        room: string,
        after: number | null = null,
        before: number | null = null,
    ): Promise<void> {
        try {
            await this.people.readMore(room, after, () => this.emit('participants', this.participants));
            await this.talk.readEarlier(before);
        } catch {
            // The device has left in the meantime, so it needs no further pages.
        }
    }

    // ---- Events ----

    private take(event: UplinkEvent): void {
        if (this.phase === 'ended') return;
        if (isOf(event, 'stand_in')) return this.takeAsStandIn(event);
        if (isOf(event, 'old')) this.shown.take(event);
        switch (event.baton) {
            case 'participant_joined':
            case 'participant_changed':
                this.people.put(event.participant);
                if (event.baton === 'participant_joined') this.emit('joined', event.participant);
                return this.emit('participants', this.participants);
            case 'participant_left':
                return this.remove(event.id, event.reason);
            case 'chat':
                return this.keep(event.message, true);
            case 'muted_by':
                this.device.uplink.noteMuted(event.kind, true);
                return this.emit('muted', { kind: event.kind, muted: true, by: event.id });
            case 'removed':
                return this.end('removed', event.reason);
            case 'replaced':
                return this.end('replaced', event.text);
            case 'room_edited':
                this.description = event.description;
                this.confirmPolicy = event.confirm;
                this.ways = event.ways;
                this.mutual = event.mutual;
                this.standInBy = event.stand_in;
                this.remembers = event.remember;
                return this.emit('edited', event);
            case 'room_destroyed':
                return this.end('room_destroyed', '');
            default:
                return this.takeTransfer(event);
        }
    }

    /** An event about the transfer of somebody who is away. It says nothing about the call of this participant. */
    private takeAsStandIn(event: EventAs<'stand_in'>): void {
        switch (event.baton) {
            case 'code':
                return this.emit('code', this.shown.takeCode(event));
            case 'confirm_ended':
                return this.questions.end(event);
            case 'transfer_ended':
                this.questions.end(event);
                return this.shown.take(event);
            default:
                return this.shown.take(event);
        }
    }

    private takeTransfer(event: UplinkEvent): void {
        switch (event.baton) {
            case 'code': {
                // The server does not keep codes, so an event that was missed has none.
                if (event.text === undefined) return;
                return this.emit('code', this.shown.takeCode(event));
            }
            case 'confirm':
                // If a device that has had this call before asks for it, there is no outgoing transfer.
                if (event.role === 'old' && !event.recalled) return this.emit('confirm', event);
                // After this device came back, the server asks again what the person has not answered.
                if (this.questions.get(event.transfer)?.open) return;
                return this.emit(
                    'question',
                    this.questions.ask(event, 'popup', event.role === 'old'),
                );
            case 'confirm_ended':
                return this.questions.end(event);
            case 'warning':
                return this.emit('warning', event);
            case 'moved':
                return this.takeMoved(event);
            case 'returned':
                return this.takeReturned(event);
            case 'transfer':
                return this.takeState(event);
            case 'transfer_ended':
                return this.takeEnd(event);
            default:
                return;
        }
    }

    private takeMoved(event: MovedEvent): void {
        if (event.role === 'old') {
            this.noteDisowning(event);
            return this.goAway(event);
        }
        this.update(event);
        this.emit('participants', this.participants);
        this.arrive(event);
    }

    private noteDisowning({ disown: secret, disown_for: left }: Partial<TransferProgress>): void {
        if (secret !== undefined && left !== undefined)
            this.disowning = { secret, until: Date.now() + left };
    }

    /** The call has gone to another device. */
    private goAway({ transfer, grace }: { transfer: string; grace: number }): void {
        this.standby = { transfer, until: Date.now() + grace };
        this.setPhase('standby');
        this.emit('moved', { transfer, graceMs: grace });
    }

    /** The call has come to this device. */
    private arrive({ transfer, grace }: { transfer: string; grace: number }): void {
        this.standby = { transfer, until: Date.now() + grace };
        this.setPhase('active');
        this.emit('arrived', { transfer, graceMs: grace });
    }

    private takeState({ transfer, state, expires_in: left }: TransferEvent): void {
        const failed = this.returning && state === 'standby';
        this.returning = state === 'returning';
        if (!failed || !this.standby) return;
        this.standby = { transfer, until: Date.now() + left };
        this.emit('returnFailed', { transfer, graceMs: left });
    }

    private takeReturned(event: ReturnedEvent): void {
        if (event.role !== 'old') return;
        this.update(event);
        this.emit('participants', this.participants);
        this.comeBack(event.transfer);
    }

    /** The call is back on this device. */
    private comeBack(transfer: string): void {
        this.standby = undefined;
        this.disowning = null;
        this.setPhase('active');
        this.emit('returned', { transfer });
    }

    /** The call stays on this device. */
    private settle(transfer: string): void {
        this.standby = undefined;
        this.emit('settled', { transfer });
    }

    /** When a transfer is over, the device that does not have the call is no longer in the room. */
    private takeEnd(event: TransferEndedEvent): void {
        const { transfer, role, outcome, text } = event;
        this.remembered = event.remember ?? this.remembered;
        this.questions.end(event);
        if (this.standby?.transfer === transfer) this.standby = undefined;
        if (role === 'old' && outcome === 'moved') return this.end('moved', text);
        if (role === 'new' && outcome !== 'moved')
            return this.end(outcome === 'returned' ? 'returned' : 'transfer_failed', text);
        if (role === 'old' && this.phase === 'standby') {
            // The call came back, although no `returned` event arrived.
            this.comeBack(transfer);
        }
        if (role === 'new') this.settle(transfer);
    }

    private remove(id: string, reason: ParticipantLeftEvent['reason']): void {
        const participant = this.people.remove(id);
        if (!participant) return;
        this.emit('left', { participant, reason });
        this.emit('participants', this.participants);
    }

    /** `asks`: the person can respond to a question in the message. */
    private keep(message: Message, asks: boolean): void {
        const { question } = message;
        if (!this.talk.add(message)) return;
        if (asks && question && !this.questions.get(question.transfer)) {
            const own = this.shown.isOwn(question.transfer);
            this.emit('question', this.questions.ask(question, 'chat', own));
        }
        this.emit('chat', message);
    }

    // ---- After a lost connection ----

    /**
     * The state after a loss. The missed events have come before it; it says what they could not say.
     * `IncomingTransfer` calls it if the call did not exist when the device got the state.
     */
    takeSynced(synced: SyncedReply): void {
        if (this.phase === 'ended') return;
        if ('room' in synced) {
            this.update(synced);
            this.emit('participants', this.participants);
        }
        const { role, transfer } = synced;
        this.shown.takeSynced(synced);
        this.takeRole(role, transfer);
        if (transfer) this.noteDisowning(transfer);
    }

    private takeRole(role: DeviceRole, transfer: TransferProgress | undefined): void {
        const undo = transfer && { transfer: transfer.transfer, grace: transfer.expires_in };
        if (role === 'active' && this.phase === 'arriving') {
            this.arrive(undo ?? { transfer: '', grace: 0 });
            if (!undo) this.settle('');
        } else if (role === 'active' && this.phase === 'standby') {
            this.comeBack(this.standby?.transfer ?? '');
        } else if (role === 'standby' && this.phase === 'active' && undo) {
            this.goAway(undo);
        } else if (role === 'active' && this.standby && !transfer) {
            this.settle(this.standby.transfer);
        }
    }

    /** The same participant is back on other handles. */
    private takeResumed(state: CallState): void {
        if (this.phase === 'ended') return;
        this.shown.takeResumed();
        this.update(state);
        this.emit('participants', this.participants);
    }

    private lose(error: BatonError): void {
        switch (error.name) {
            case 'ended':
                return this.end('left', '');
            case 'not_in_call':
                // On standby the secret is not valid any more.
                if (this.phase !== 'standby') this.remembered ??= this.device.resumeSecret;
                return this.end(this.endOf(error), error.message, true);
            case 'no_such_room':
                return this.end('room_destroyed', error.message, true);
            default:
                return this.end('connection_lost', error.message);
        }
    }

    /** Returns why this call has ended. The server names a reason if it knows one. */
    private endOf({ reason }: BatonError): EndReason {
        if (reason === null || reason === 'not_moved') return this.phase === 'standby' ? 'moved' : 'gone';
        return reason === 'disowned' ? 'removed' : reason;
    }

    private end(reason: EndReason, text: string, away = false): void {
        if (this.phase === 'ended') return;
        this.shown.abandon();
        this.device.close();
        this.setPhase('ended');
        this.emit('state', 'ended');
        this.emit('ended', { reason, text, away });
    }
}
