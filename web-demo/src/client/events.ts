// SPDX-License-Identifier: MIT
// Every event of Baton's API.

import type { ConfirmForm, ConfirmHow, Message, Participant, Slot, SourceKind } from './objects';
import type { CallState, Code, Scanned } from './replies';

export type TransferState =
    | 'showing'
    | 'matching'
    | 'confirming'
    | 'connecting'
    | 'committing'
    | 'standby'
    | 'returning'
    | 'ended';
export type TransferOutcome =
    'moved' | 'returned' | 'cancelled' | 'declined' | 'expired' | 'superseded' | 'failed';
export type TransferReason =
    | 'none'
    | 'by_old'
    | 'by_new'
    | 'by_operator'
    | 'said_no'
    | 'wrong_number'
    | 'no_response'
    | 'code_expired'
    | 'connect_timeout'
    | 'no_media'
    | 'connection_lost'
    | 'new_gone'
    | 'old_gone'
    | 'fingerprint_changed'
    | 'codec_refused'
    | 'return_failed'
    | 'renewed'
    | 'not_matched'
    | 'mismatch'
    | 'nobody_to_ask'
    | 'not_delivered'
    | 'room_gone'
    | 'removed';
/** `remote`: somebody else in the room who is asked. */
export type Role = 'old' | 'new' | 'remote';

export type ParticipantJoinedEvent = { baton: 'participant_joined'; participant: Participant };
export type ParticipantChangedEvent = { baton: 'participant_changed'; participant: Participant };
export type ParticipantLeftEvent = {
    baton: 'participant_left';
    id: string;
    reason: 'left' | 'gone' | 'removed';
};
export type ChatEvent = { baton: 'chat'; message: Message };
export type MutedByEvent = { baton: 'muted_by'; id: string; kind: SourceKind };
export type RemovedEvent = { baton: 'removed'; reason: string };
export type RoomDestroyedEvent = { baton: 'room_destroyed'; room: string };
export type SlotsEvent = { baton: 'slots'; slots: Slot[] };

interface OfTransfer {
    transfer: string;
    role: Role;
}
export type CodeEvent = Code & Partial<OfTransfer>;
export type ConfirmEvent = OfTransfer & {
    baton: 'confirm';
    /** Whose call moves: an id, and a name. */
    participant: string;
    display: string;
    form: ConfirmForm;
    how?: ConfirmHow;
    /** Three numbers, with the number form. */
    choices?: number[];
    /** What the new device calls itself. From a stranger: show it as text. */
    device_name: string;
    /** Milliseconds. */
    expires_in: number;
};
/** The question needs no answer any more. */
export type ConfirmEndedEvent = OfTransfer & {
    baton: 'confirm_ended';
    outcome: 'agreed' | TransferOutcome;
    text: string;
};
export type ScannedEvent = Scanned;
export type PresentationEndedEvent = {
    baton: 'presentation_ended';
    presentation: string;
    reason: TransferReason;
    text: string;
};
/** To the device in the call: a question did not reach somebody. */
export type DeliveryFailedEvent = OfTransfer & {
    baton: 'delivery_failed';
    how: ConfirmHow;
    /** Who was not reached; null if they have left since. */
    participant: string | null;
    text: string;
    /** How they are asked instead; null if they are not. */
    fallback: ConfirmHow | null;
};
export type TransferEvent = OfTransfer & {
    baton: 'transfer';
    state: TransferState;
    expires_in: number;
};
export type AdmittedEvent = OfTransfer & { baton: 'admitted' } & CallState;
export type MovedEvent = OfTransfer & { baton: 'moved'; grace: number; token?: string } & Partial<
        Omit<CallState, 'grace'>
    >;
export type ReturnedEvent = OfTransfer & { baton: 'returned' } & Partial<CallState>;
/**
 * - `second_claim`: a second device tried the code.
 * - `many_misses`: somebody guesses letters while this device shows some.
 * - `other_network`: the new device is in another network than this one; a hint, not a proof.
 */
export type WarningKind = 'second_claim' | 'many_misses' | 'other_network';
export type WarningEvent = OfTransfer & { baton: 'warning'; kind: WarningKind; network?: string };
export type TransferEndedEvent = OfTransfer & {
    baton: 'transfer_ended';
    outcome: TransferOutcome;
    reason: TransferReason;
    /** A sentence for people. */
    text: string;
};

export type UplinkEvent =
    | ParticipantJoinedEvent
    | ParticipantChangedEvent
    | ParticipantLeftEvent
    | ChatEvent
    | MutedByEvent
    | RemovedEvent
    | RoomDestroyedEvent
    | CodeEvent
    | ConfirmEvent
    | ConfirmEndedEvent
    | ScannedEvent
    | PresentationEndedEvent
    | DeliveryFailedEvent
    | TransferEvent
    | AdmittedEvent
    | MovedEvent
    | ReturnedEvent
    | WarningEvent
    | TransferEndedEvent;
export type DownlinkEvent = SlotsEvent;
export type Event = UplinkEvent | DownlinkEvent;
