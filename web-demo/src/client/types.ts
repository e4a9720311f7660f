// SPDX-License-Identifier: MIT
// The messages of Baton's API as types: what docs/api.md says, one type for each object, request,
// reply and event.

export type SourceKind = 'microphone' | 'camera' | 'screen';
export type VideoCodec = 'vp8' | 'h264';
export type ConfirmForm = 'number' | 'yesno';

export interface ConfirmPolicy {
    who: 'old' | 'nobody';
    form?: ConfirmForm;
}

/** Anything an app wants the others to have: at most 4 KiB as JSON. */
export type Metadata = Record<string, unknown>;

export interface Source {
    source: string;
    kind: SourceKind;
    muted: boolean;
    /** `paused` while no device feeds it. */
    state: 'live' | 'paused';
    description: string;
}

export interface Participant {
    id: string;
    display: string;
    metadata: Metadata;
    moderator: boolean;
    hand: boolean;
    sources: Source[];
}

/** One receiving m-line of a downlink. The last three are null while it is empty. */
export interface Slot {
    mid: string;
    kind: 'audio' | 'video';
    source: string | null;
    participant: string | null;
    source_kind: SourceKind | null;
    pinned: boolean;
}

export interface Message {
    id: number;
    from: string;
    display: string;
    text: string;
    /** Milliseconds since 1970. */
    time: number;
}

export interface RoomInfo {
    room: string;
    description: string;
    pin_required: boolean;
    max_participants: number;
    num_participants: number;
    bitrate: number;
    audiocodec: 'opus';
    videocodec: VideoCodec;
    confirm: ConfirmPolicy;
    /** Seconds. */
    code_lifetime: number;
    /** Seconds. */
    grace: number;
    permanent: boolean;
    is_private: boolean;
}

/** A source of this device as the reply to `publish` names it. */
export interface PublishedSource {
    mid: string;
    /** Null on a device that is taking over, if nobody sent this kind before. */
    source: string | null;
    kind: SourceKind;
    muted: boolean;
}

export interface OfferedSource {
    mid: string;
    kind: SourceKind;
    muted?: boolean;
    description?: string;
}

export type SlotChoice = { mid: string; source: string | null } | { mid: string; auto: true };

// ---- Requests ----

export interface RoomSettings {
    description?: string;
    pin?: string;
    is_private?: boolean;
    max_participants?: number;
    /** Bits per second for each camera; 0 for no cap. */
    bitrate?: number;
    confirm?: ConfirmPolicy;
    /** Seconds. */
    code_lifetime?: number;
    /** Seconds. */
    grace?: number;
    permanent?: boolean;
}

export interface CreateRequest extends RoomSettings {
    request: 'create';
    room?: string;
    secret?: string;
    videocodec?: VideoCodec;
    admin_key?: string;
}
export interface EditRequest extends RoomSettings {
    request: 'edit';
    room: string;
    secret?: string;
    new_secret?: string;
}
export interface DestroyRequest {
    request: 'destroy';
    room: string;
    secret?: string;
    permanent?: boolean;
}
export interface ExistsRequest {
    request: 'exists';
    room: string;
}
export interface ListRequest {
    request: 'list';
    admin_key?: string;
}
export interface ParticipantsRequest {
    request: 'participants';
    room: string;
    pin?: string;
    secret?: string;
}
export interface JoinRequest {
    request: 'join';
    room: string;
    pin?: string;
    secret?: string;
    display?: string;
    metadata?: Metadata;
}
export interface PublishRequest {
    request: 'publish';
    bitrate?: number;
    sources?: OfferedSource[];
}
export interface UnpublishRequest {
    request: 'unpublish';
    mids?: string[];
}
export interface ConfigureRequest {
    request: 'configure';
    display?: string;
    metadata?: Metadata;
    bitrate?: number;
    sources?: { mid: string; muted?: boolean; description?: string }[];
}
export interface ChatRequest {
    request: 'chat';
    text: string;
}
export interface HandRequest {
    request: 'hand';
    raised: boolean;
}
export interface MuteRequest {
    request: 'mute';
    id: string;
    kind: SourceKind;
}
export interface KickRequest {
    request: 'kick';
    id: string;
}
export interface LeaveRequest {
    request: 'leave';
}
export interface SubscribeRequest {
    request: 'subscribe';
    private_id: string;
    audio_slots?: number;
    video_slots?: number;
    restart?: boolean;
}
export interface StartRequest {
    request: 'start';
}
export interface LayoutRequest {
    request: 'layout';
    slots: SlotChoice[];
}
export interface TransferRequest {
    request: 'transfer';
    kind?: 'qr';
    /** Address of a takeover page, without a fragment. */
    link?: string;
    confirm?: ConfirmPolicy;
}
export interface ScanRequest {
    request: 'scan';
    text: string;
    room?: string;
    device_name?: string;
}
export interface ConfirmRequest {
    request: 'confirm';
    transfer: string;
    answer: boolean;
    number?: number;
}
export interface CancelRequest {
    request: 'cancel';
    transfer: string;
}
export interface ReturnRequest {
    request: 'return';
    transfer: string;
}

export type SyncRequest =
    | CreateRequest
    | EditRequest
    | DestroyRequest
    | ExistsRequest
    | ListRequest
    | ParticipantsRequest;
export type UplinkRequest =
    | JoinRequest
    | PublishRequest
    | UnpublishRequest
    | ConfigureRequest
    | ChatRequest
    | HandRequest
    | MuteRequest
    | KickRequest
    | LeaveRequest
    | TransferRequest
    | ScanRequest
    | ConfirmRequest
    | CancelRequest
    | ReturnRequest;
export type DownlinkRequest = SubscribeRequest | StartRequest | LayoutRequest;
export type Request = SyncRequest | UplinkRequest | DownlinkRequest;

// ---- Replies ----

export interface ErrorReply {
    baton: 'error';
    error_code: number;
    error: string;
}

/**
 * What a device knows of its call: in `joined`, `admitted`, `moved` (to the new device) and
 * `returned` (to the old).
 */
export interface CallState {
    room: string;
    description: string;
    id: string;
    device: string;
    private_id: string;
    display: string;
    metadata: Metadata;
    moderator: boolean;
    hand: boolean;
    audiocodec: 'opus';
    videocodec: VideoCodec;
    confirm: ConfirmPolicy;
    /** Milliseconds. */
    grace: number;
    sources: Source[];
    participants: Participant[];
    chat: Message[];
}

/** The reply to each request, by its verb. */
export interface Replies {
    create: { baton: 'created'; room: string; permanent: boolean };
    edit: { baton: 'edited'; room: string; permanent: boolean };
    destroy: { baton: 'destroyed'; room: string; permanent: boolean };
    exists: { baton: 'exists'; room: string; exists: boolean };
    list: { baton: 'list'; rooms: RoomInfo[] };
    participants: { baton: 'participants'; room: string; participants: Participant[] };
    join: { baton: 'joined' } & CallState;
    publish: { baton: 'published'; sources: PublishedSource[] };
    unpublish: { baton: 'unpublished'; mids: string[] };
    configure: { baton: 'configured' };
    chat: { baton: 'chat_sent'; id: number };
    hand: { baton: 'hand_set'; raised: boolean };
    mute: { baton: 'muted'; id: string; kind: SourceKind };
    kick: { baton: 'kicked'; id: string };
    leave: { baton: 'left'; room: string };
    subscribe: { baton: 'subscribed'; slots: Slot[] };
    start: { baton: 'started' };
    layout: { baton: 'layout'; slots: Slot[] };
    transfer: Code;
    scan: Scanned;
    confirm: { baton: 'confirmed'; transfer: string };
    cancel: { baton: 'cancelled'; transfer: string };
    return: { baton: 'returning'; transfer: string };
}

export interface Code {
    baton: 'code';
    transfer: string;
    kind: 'qr';
    /** What the code says. Secret: whoever has it can ask for the call. */
    text: string;
    /** Pictures of it as data URIs. */
    svg: string;
    png: string;
    alt: string;
    /** Milliseconds. */
    expires_in: number;
    confirm: ConfirmPolicy;
}

export interface Scanned {
    baton: 'scanned';
    transfer: string;
    state: 'confirming' | 'connecting';
    form?: ConfirmForm;
    number?: number;
    /** Milliseconds. */
    expires_in: number;
    device: string;
    private_id: string;
    audiocodec: 'opus';
    videocodec: VideoCodec;
    slots: { audio: number; video: number };
    sources: { kind: SourceKind; muted: boolean }[];
}

// ---- Events ----

export type TransferState =
    'offered' | 'confirming' | 'connecting' | 'committing' | 'standby' | 'returning' | 'ended';
export type TransferOutcome =
    'moved' | 'returned' | 'cancelled' | 'declined' | 'expired' | 'superseded' | 'failed';
export type TransferReason =
    | 'none'
    | 'by_old'
    | 'by_new'
    | 'by_operator'
    | 'said_no'
    | 'wrong_number'
    | 'not_answered'
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
    | 'room_gone'
    | 'removed';
export type Role = 'old' | 'new';

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
    form: ConfirmForm;
    /** Three numbers, with the number form. */
    choices?: number[];
    /** What the new device calls itself. From a stranger: show it as text. */
    device_name: string;
    /** Milliseconds. */
    expires_in: number;
};
export type TransferEvent = OfTransfer & {
    baton: 'transfer';
    state: TransferState;
    expires_in: number;
};
export type AdmittedEvent = OfTransfer & { baton: 'admitted' } & CallState;
export type MovedEvent = OfTransfer & { baton: 'moved'; grace: number } & Partial<
        Omit<CallState, 'grace'>
    >;
export type ReturnedEvent = OfTransfer & { baton: 'returned' } & Partial<CallState>;
export type WarningEvent = OfTransfer & { baton: 'warning'; kind: 'second_claim' };
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
    | TransferEvent
    | AdmittedEvent
    | MovedEvent
    | ReturnedEvent
    | WarningEvent
    | TransferEndedEvent;
export type DownlinkEvent = SlotsEvent;
export type Event = UplinkEvent | DownlinkEvent;
