// SPDX-License-Identifier: MIT
// The messages of janus.plugin.baton as types: every object, request, reply, event and error code.

// ---- Objects ----

export type SourceKind = 'microphone' | 'camera' | 'screen';
export type AudioCodec = 'opus';
export type VideoCodec = 'vp8' | 'h264';

/** `number`: pick the number that the new device shows, out of three. */
export type ConfirmForm = 'number' | 'yesno';
/** `old` is the device in the call, `remote` the others in the room, any or all of them. */
export type ConfirmWho = 'nobody' | 'old' | 'remote_any' | 'remote_all' | 'both_any' | 'both_all';
export type ConfirmHow = 'popup' | 'chat' | 'sms';

/** The people who have to agree to a transfer. A request may only be stricter than the room. */
export interface ConfirmPolicy {
    who: ConfirmWho;
    how?: ConfirmHow;
    form?: ConfirmForm;
}

/** `code128` is a bar code, `short` eight letters to type. */
export type CodeKind = 'qr' | 'code128' | 'short';

/** A code and its pictures, as data URIs. */
export interface ShownCode {
    kind: CodeKind;
    /** The content of the code. Secret: anybody who has it can ask for the call. */
    text: string;
    svg: string;
    png: string;
    alt: string;
}

/**
 * A camera picture, for the server to read: a PNG or JPEG as a data URI, or a grey picture with one
 * byte for each pixel, in base64. At most 512 KiB and 4 megapixels.
 */
export type ScanImage = string | { width: number; height: number; gray: string };

/** A question to somebody who has to agree. The names come from strangers: show them as text. */
export interface QuestionFields {
    transfer: string;
    form: ConfirmForm;
    /** Three numbers, with the number form. */
    choices?: number[];
    /** The name of the participant whose call moves. */
    display: string;
    /** The name that the new device gave itself. */
    device_name: string;
    /** Milliseconds. */
    expires_in: number;
}

/** Anything that an app wants the others to have: at most 4 KiB as JSON. */
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

/** One receiving m-line of a downlink. `source`, `participant` and `source_kind` are null while it is empty. */
export interface Slot {
    mid: string;
    kind: 'audio' | 'video';
    source: string | null;
    participant: string | null;
    source_kind: SourceKind | null;
    pinned: boolean;
}

export interface SlotCounts {
    audio: number;
    video: number;
}

export interface Message {
    /** Null for a question, which is not kept. */
    id: number | null;
    /** Null for the room itself. */
    from: string | null;
    display: string;
    text: string;
    /** Milliseconds since 1970. */
    time: number;
    /** Respond with `confirm`, or write `yes 42`, `yes` or `no` in the chat. */
    question?: QuestionFields;
}

export interface RoomInfo {
    room: string;
    description: string;
    pin_required: boolean;
    max_participants: number;
    num_participants: number;
    bitrate: number;
    audiocodec: AudioCodec;
    videocodec: VideoCodec;
    confirm: ConfirmPolicy;
    /** Seconds. */
    code_lifetime: number;
    /** Seconds. */
    grace: number;
    permanent: boolean;
    is_private: boolean;
}

/** A source of this device, as the reply to `publish` names it. */
export interface PublishedSource {
    mid: string;
    /** Null on a new device, if the participant did not send this kind before. */
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

/** A source that the new device has to send so that the transfer is complete. */
export interface WantedSource {
    kind: SourceKind;
    muted: boolean;
}

export type SlotChoice = { mid: string; source: string | null } | { mid: string; auto: true };

/** The call as one of its devices knows it. */
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
    audiocodec: AudioCodec;
    videocodec: VideoCodec;
    confirm: ConfirmPolicy;
    /** Milliseconds. */
    grace: number;
    sources: Source[];
    participants: Participant[];
    chat: Message[];
}

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
    token?: string;
}
export interface EditRequest extends RoomSettings {
    request: 'edit';
    room: string;
    secret?: string;
    new_secret?: string;
    token?: string;
}
export interface DestroyRequest {
    request: 'destroy';
    room: string;
    secret?: string;
    permanent?: boolean;
    token?: string;
}
export interface ExistsRequest {
    request: 'exists';
    room: string;
    token?: string;
}
export interface ListRequest {
    request: 'list';
    admin_key?: string;
    token?: string;
}
export interface ParticipantsRequest {
    request: 'participants';
    room: string;
    pin?: string;
    secret?: string;
    token?: string;
}
export interface JoinRequest {
    request: 'join';
    room: string;
    pin?: string;
    secret?: string;
    display?: string;
    metadata?: Metadata;
    /** `+` and 6 to 15 digits: the number for questions by SMS. Shown to nobody. */
    phone?: string;
    token?: string;
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
    kind?: CodeKind;
    /** Address of the page for the new device, without a fragment; a QR code is then a link to it. */
    link?: string;
    /** Both devices show a code, and each scans the other's. */
    mutual?: boolean;
    /** May only be stricter than the room's. */
    confirm?: ConfirmPolicy;
}
export interface PresentRequest {
    request: 'present';
    kind?: CodeKind;
    link?: string;
    mutual?: boolean;
    device_name?: string;
    /** The codec that the device sends if it connects before the scan; `vp8` by default. */
    videocodec?: VideoCodec;
    /** The device may only be taken into this room. */
    room?: string;
    token?: string;
}
/** One of `text`, `image` and `images`. */
export interface ScanRequest {
    request: 'scan';
    text?: string;
    image?: ScanImage;
    images?: ScanImage[];
    room?: string;
    device_name?: string;
    /** Id of a fresh handle of this session, on which this device wants to receive. */
    downlink?: number;
    token?: string;
}
/** By the device that was asked, or by anybody who has the ticket. */
export interface ConfirmRequest {
    request: 'confirm';
    transfer?: string;
    ticket?: string;
    agree: boolean;
    number?: number;
}
export interface QuestionRequest {
    request: 'question';
    ticket: string;
    token?: string;
}
export interface CancelRequest {
    request: 'cancel';
    transfer?: string;
    presentation?: string;
}
export interface ReturnRequest {
    request: 'return';
    transfer: string;
}

export type RoomRequest =
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
    | PresentRequest
    | ScanRequest
    | ConfirmRequest
    | QuestionRequest
    | CancelRequest
    | ReturnRequest;
export type DownlinkRequest = SubscribeRequest | StartRequest | LayoutRequest;
export type Request = RoomRequest | UplinkRequest | DownlinkRequest;

/** Requests with a field `token`. Where Janus demands tokens, Baton demands one in these as well. */
export const TOKEN_REQUESTS: ReadonlySet<Request['request']> = new Set<Request['request']>([
    'create',
    'edit',
    'destroy',
    'exists',
    'list',
    'participants',
    'join',
    'present',
    'scan',
    'question',
]);

// ---- Replies ----

export type CreatedReply = { baton: 'created'; room: string; permanent: boolean };
export type EditedReply = { baton: 'edited'; room: string; permanent: boolean };
export type DestroyedReply = { baton: 'destroyed'; room: string; permanent: boolean };
export type ExistsReply = { baton: 'exists'; room: string; exists: boolean };
export type ListReply = { baton: 'list'; rooms: RoomInfo[] };
export type ParticipantsReply = {
    baton: 'participants';
    room: string;
    participants: Participant[];
};
export type JoinedReply = { baton: 'joined' } & CallState;
export type PublishedReply = { baton: 'published'; sources: PublishedSource[] };
export type UnpublishedReply = { baton: 'unpublished'; mids: string[] };
export type ConfiguredReply = { baton: 'configured' };
export type ChatSentReply = {
    baton: 'chat_sent';
    id: number | null;
    /** Set if the text was the response to an open question; then it is not sent to the room. */
    response?: 'agreed' | 'declined';
};
export type HandSetReply = { baton: 'hand_set'; raised: boolean };
export type MutedReply = { baton: 'muted'; id: string; kind: SourceKind };
export type KickedReply = { baton: 'kicked'; id: string };
export type LeftReply = { baton: 'left'; room: string };
export type SubscribedReply = { baton: 'subscribed'; slots: Slot[] };
export type StartedReply = { baton: 'started' };
export type LayoutReply = { baton: 'layout'; slots: Slot[] };
export type ConfirmedReply = { baton: 'confirmed'; transfer: string };
export type CancelledReply = { baton: 'cancelled'; transfer?: string; presentation?: string };
export type ReturningReply = { baton: 'returning'; transfer: string };

export interface CodeReply extends ShownCode {
    baton: 'code';
    transfer: string;
    /** Milliseconds. */
    expires_in: number;
    confirm: ConfirmPolicy;
    mutual: boolean;
}

export interface PresentedReply extends ShownCode {
    baton: 'presented';
    presentation: string;
    /** Milliseconds. */
    expires_in: number;
    device: string;
    private_id: string;
    audiocodec: AudioCodec;
    videocodec: VideoCodec;
    slots: SlotCounts;
}

/** `matching`: one code of a mutual scan has been scanned; nothing else is told before the other one. */
export type ScannedState = 'matching' | 'confirming' | 'connecting';

/** To the new device: the reply to its scan; an event if the other device scanned last. */
export interface ScannedByNewReply {
    baton: 'scanned';
    role: 'new';
    transfer: string;
    presentation?: string;
    state: ScannedState;
    form?: ConfirmForm;
    number?: number;
    /** In `matching`: the code to show to the device in the call. */
    code?: ShownCode;
    /** Milliseconds. */
    expires_in: number;
    device: string;
    private_id: string;
    audiocodec: AudioCodec;
    videocodec: VideoCodec;
    slots: SlotCounts;
    sources: WantedSource[];
    /** From here on the token for Janus. */
    token?: string;
    /** The handle that the scan named gets `subscribed` with an offer. */
    downlink?: true;
}

/** To the device in the call, which scanned the code of a new one. */
export interface ScannedByOldReply {
    baton: 'scanned';
    role: 'old';
    transfer: string;
    state: ScannedState;
    form?: ConfirmForm;
    /** In `matching`: the code to show to the new device. */
    code?: ShownCode;
    expires_in: number;
    confirm: ConfirmPolicy;
    device_name: string;
}
export type ScannedReply = ScannedByNewReply | ScannedByOldReply;

export interface QuestionReply extends QuestionFields {
    baton: 'question';
    role: 'old' | 'remote';
    /** The room's, for people. */
    description: string;
}

export interface ErrorReply {
    baton: 'error';
    error_code: number;
    error: string;
}

/** The reply to each request, by the name of the request. */
export interface Replies {
    create: CreatedReply;
    edit: EditedReply;
    destroy: DestroyedReply;
    exists: ExistsReply;
    list: ListReply;
    participants: ParticipantsReply;
    join: JoinedReply;
    publish: PublishedReply;
    unpublish: UnpublishedReply;
    configure: ConfiguredReply;
    chat: ChatSentReply;
    hand: HandSetReply;
    mute: MutedReply;
    kick: KickedReply;
    leave: LeftReply;
    subscribe: SubscribedReply;
    start: StartedReply;
    layout: LayoutReply;
    transfer: CodeReply;
    present: PresentedReply;
    scan: ScannedReply;
    confirm: ConfirmedReply;
    question: QuestionReply;
    cancel: CancelledReply;
    return: ReturningReply;
}

// ---- Events ----

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

export interface OfTransfer {
    transfer: string;
    role: Role;
}
/** An operator asked for a code. */
export type CodeEvent = CodeReply & Partial<OfTransfer>;
export type ConfirmEvent = OfTransfer &
    QuestionFields & {
        baton: 'confirm';
        /** Id of the participant whose call moves. */
        participant: string;
        how?: ConfirmHow;
    };
/** The question needs no response any more. */
export type ConfirmEndedEvent = OfTransfer & {
    baton: 'confirm_ended';
    outcome: 'agreed' | TransferOutcome;
    text: string;
};
export type ScannedEvent = ScannedByNewReply;
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
    /** The participant who was not reached; null if they have left since. */
    participant: string | null;
    text: string;
    /** The way they are asked instead; null if they are not. */
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
/** `SubscribedReply` and `ErrorReply` come unasked if the scan named this handle as its downlink. */
export type DownlinkEvent = SlotsEvent | SubscribedReply | ErrorReply;
export type Event = UplinkEvent | DownlinkEvent;

// ---- Errors ----

export const ERROR_NAMES = {
    401: 'missing_element',
    402: 'invalid_element',
    403: 'unknown_request',
    404: 'too_large',
    405: 'wrong_state',
    406: 'wrong_handle',
    410: 'unauthorized',
    411: 'wrong_secret',
    412: 'wrong_pin',
    413: 'token_refused',
    420: 'no_such_room',
    421: 'room_exists',
    422: 'room_full',
    423: 'no_such_participant',
    424: 'no_such_source',
    425: 'no_such_slot',
    426: 'no_such_device',
    430: 'invalid_sdp',
    431: 'codec_refused',
    440: 'no_such_transfer',
    441: 'transfer_in_progress',
    442: 'code_unknown',
    443: 'code_expired',
    444: 'code_used',
    445: 'code_superseded',
    446: 'code_other_room',
    447: 'wrong_number',
    448: 'not_asked',
    449: 'too_many_attempts',
    450: 'not_in_call',
    451: 'no_standby',
    452: 'already_in_call',
    453: 'code_mismatch',
    454: 'no_code',
    455: 'several_codes',
    456: 'foreign_code',
    457: 'already_responded',
    460: 'limit_reached',
    461: 'busy',
    462: 'decoder_failed',
    470: 'save_failed',
    499: 'internal',
} as const;

export type ErrorCode = keyof typeof ERROR_NAMES;
export type WireErrorName = (typeof ERROR_NAMES)[ErrorCode];
