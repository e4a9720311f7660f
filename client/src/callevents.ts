// SPDX-License-Identifier: MIT
// The states and events of a call.

import type { Connection } from './device.js';
import type { RemoteSlot } from './downlink.js';
import type { OutgoingTransfer } from './outgoing.js';
import type { Question } from './question.js';
import type { LocalTracks } from './uplink.js';
import type {
    ConfirmEvent,
    Message,
    Participant,
    ParticipantLeftEvent,
    SourceKind,
    WarningEvent,
} from './wire.js';

/**
 * - `arriving`: the call is coming to this device and is not here yet: nothing is heard or sent on.
 * - `active`: the call is here.
 * - `standby`: the call is on another device and can be brought back. This device sends, but is silent.
 * - `ended`: this device is out of the room.
 */
export type CallPhase = 'arriving' | 'active' | 'standby' | 'ended';

/** Why a call ended on this device. After `moved` and `returned` it goes on at another device. */
export type EndReason =
    | 'left'
    | 'moved'
    | 'returned'
    | 'removed'
    | 'room_destroyed'
    | 'connection_lost'
    | 'transfer_failed';

/** A transfer that can be undone for `graceMs`. */
export interface Undoable {
    transfer: string;
    graceMs: number;
}

export interface CallEvents {
    phase: CallPhase;
    /** Somebody joined, left or changed; the same map as `call.participants`. */
    participants: Map<string, Participant>;
    joined: Participant;
    left: { participant: Participant; reason: ParticipantLeftEvent['reason'] };
    chat: Message;
    /** A mute state of this participant changed: by this device, or by the moderator `by`. */
    muted: { kind: SourceKind; muted: boolean; by: string | null };
    /** The tracks that this device sends changed. */
    local: LocalTracks;
    slots: RemoteSlot[];
    connection: Connection;
    /** An operator asked for this code: show it. */
    code: OutgoingTransfer;
    /** A new device wants this call: ask the person. */
    confirm: ConfirmEvent;
    /**
     * This person has to agree to the transfer of somebody else's call; or to one of their own, if
     * they are asked in the chat. A question that came by chat is in its message too.
     */
    question: Question;
    /** The call has come from another device to this one. */
    arrived: Undoable;
    /** The call has gone to another device. */
    moved: Undoable;
    /** The call is back on this device. */
    returned: { transfer: string };
    /** The standby after a transfer is over; the call stays where it is. */
    settled: { transfer: string };
    /** Show this to the person before they agree to a transfer of this call. */
    warning: WarningEvent;
    ended: { reason: EndReason; text: string };
}
