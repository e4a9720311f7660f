// SPDX-License-Identifier: MIT
// Every request of Baton's API.

import type {
    CodeKind,
    ConfirmPolicy,
    Metadata,
    OfferedSource,
    ScanImage,
    SlotChoice,
    SourceKind,
    VideoCodec,
} from './objects';

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
    /** `+` and 6 to 15 digits: where to ask by SMS. Shown to nobody. */
    phone?: string;
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
    /** Address of a takeover page, without a fragment; for QR codes. */
    link?: string;
    /** Both devices show a code, and each scans the other's. */
    mutual?: boolean;
    confirm?: ConfirmPolicy;
}
export interface PresentRequest {
    request: 'present';
    kind?: CodeKind;
    link?: string;
    mutual?: boolean;
    device_name?: string;
    /** What the device would warm up with; `vp8` by default. */
    videocodec?: VideoCodec;
    /** Taken into this room or into none. */
    room?: string;
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
}
/** By the device that was asked, or by whoever has the ticket. */
export interface ConfirmRequest {
    request: 'confirm';
    transfer?: string;
    ticket?: string;
    agree: boolean;
    number?: number;
}
export interface AskedRequest {
    request: 'question';
    ticket: string;
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
    | PresentRequest
    | ScanRequest
    | ConfirmRequest
    | AskedRequest
    | CancelRequest
    | ReturnRequest;
export type DownlinkRequest = SubscribeRequest | StartRequest | LayoutRequest;
export type Request = SyncRequest | UplinkRequest | DownlinkRequest;
