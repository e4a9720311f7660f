// SPDX-License-Identifier: MIT
// The states and events of a call.

import type { Connection, DeviceState } from './device.js';
import type { RemoteSlot } from './downlink.js';
import type { OutgoingTransfer } from './outgoing.js';
import type { Question } from './question.js';
import type { LocalTracks } from './uplink.js';
import type {
    ConfirmEvent,
    Message,
    Participant,
    ParticipantLeftEvent,
    RoomEditedEvent,
    SourceKind,
    WarningEvent,
} from './wire.js';

/**
 * - `arriving`: the call is on its way to this device. The device plays no audio, and the server forwards none of its
 *   media.
 * - `active`: the call is here.
 * - `standby`: the call is on another device and can be brought back. This device goes on sending, but plays no audio.
 * - `ended`: this device is no longer in the room.
 */
export type CallPhase = 'arriving' | 'active' | 'standby' | 'ended';

/**
 * How well the call works on this device, apart from its phase:
 *
 * - `connected`: all is well, or nothing is known to be wrong.
 * - `reconnecting`: the connection to the server or a PeerConnection is being repaired. The others may notice nothing.
 * - `away`: the others see this person as away, or neither requests nor media can pass.
 * - `ended`: the call is over on this device; the event `ended` says why.
 */
export type CallHealth = DeviceState | 'ended';

/**
 * Why a call ended on this device. After `moved`, `returned` and `replaced` it continues on another device or in
 * another window.
 *
 * - `gone`: this person was away for too long, so the server has removed the participant.
 * - `connection_lost`: the server does not let this device come back, or the connection was given up.
 */
export type EndReason =
    | 'left'
    | 'moved'
    | 'returned'
    | 'replaced'
    | 'removed'
    | 'gone'
    | 'room_destroyed'
    | 'connection_lost'
    | 'transfer_failed';

/** A transfer that can be undone for `graceMs` milliseconds. */
export interface Undoable {
    transfer: string;
    graceMs: number;
}

export interface CallEvents {
    phase: CallPhase;
    /** How well the call works has changed. The value is also `call.state`. */
    state: CallHealth;
    /** Somebody joined, left or changed. The value is the map `call.participants`. */
    participants: Map<string, Participant>;
    joined: Participant;
    left: { participant: Participant; reason: ParticipantLeftEvent['reason'] };
    chat: Message;
    /** Somebody has changed the settings of the room. A transfer that has begun keeps the settings that it has. */
    edited: RoomEditedEvent;
    /** A mute state of this participant changed: by the moderator `by`, or by this person on any of their devices. */
    muted: { kind: SourceKind; muted: boolean; by: string | null };
    /** The tracks that this device sends changed. */
    local: LocalTracks;
    /** The server has taken the changes of sources that it had postponed: see `Call.publish`. */
    published: undefined;
    slots: RemoteSlot[];
    connection: Connection;
    /** An operator started a transfer of this call: show its code. */
    code: OutgoingTransfer;
    /** A new device asks to take this call over: ask the person. */
    confirm: ConfirmEvent;
    /**
     * This person is asked whether somebody else's call may move. In the chat, the person can also be asked whether
     * their own call may move. A question in the chat is also a field of its chat message.
     */
    question: Question;
    /** The call has come from another device to this one. */
    arrived: Undoable;
    /** The call has gone to another device. */
    moved: Undoable;
    /** The call is back on this device. */
    returned: { transfer: string };
    /** The old device did not send, so the call could not return. It can be tried again until the grace is over. */
    returnFailed: Undoable;
    /** The standby after a transfer is over; the call stays where it is. */
    settled: { transfer: string };
    /** Show this to the person before they agree to a transfer of this call. */
    warning: WarningEvent;
    /** `away`: it ended while this device had no connection, and the server has said why when there was one again. */
    ended: { reason: EndReason; text: string; away: boolean };
}
