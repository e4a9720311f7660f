// SPDX-License-Identifier: MIT
// The reply to every request of Baton's API.

import type {
    ConfirmForm,
    ConfirmPolicy,
    Message,
    Metadata,
    Participant,
    PublishedSource,
    QuestionFields,
    RoomInfo,
    ShownCode,
    Slot,
    Source,
    SourceKind,
    VideoCodec,
} from './objects';

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
    /** `response`: it was taken as the answer to an open question, and is not sent to the room. */
    chat: { baton: 'chat_sent'; id: number | null; response?: 'agreed' | 'declined' };
    hand: { baton: 'hand_set'; raised: boolean };
    mute: { baton: 'muted'; id: string; kind: SourceKind };
    kick: { baton: 'kicked'; id: string };
    leave: { baton: 'left'; room: string };
    subscribe: { baton: 'subscribed'; slots: Slot[] };
    start: { baton: 'started' };
    layout: { baton: 'layout'; slots: Slot[] };
    transfer: Code;
    present: Presented;
    scan: Scanned | ScannedByOld;
    confirm: { baton: 'confirmed'; transfer: string };
    question: Asked;
    cancel: { baton: 'cancelled'; transfer?: string; presentation?: string };
    return: { baton: 'returning'; transfer: string };
}

export interface Code extends ShownCode {
    baton: 'code';
    transfer: string;
    /** Milliseconds. */
    expires_in: number;
    confirm: ConfirmPolicy;
    mutual: boolean;
}

export interface Presented extends ShownCode {
    baton: 'presented';
    presentation: string;
    /** Milliseconds. */
    expires_in: number;
    device: string;
    private_id: string;
    audiocodec: 'opus';
    videocodec: VideoCodec;
    slots: { audio: number; video: number };
}

/** `matching`: the other half of a mutual scan is to come; until then nothing else is told. */
export type ScannedState = 'matching' | 'confirming' | 'connecting';

/** To the new device: as a reply, and as an event if it was scanned or the codes have matched. */
export interface Scanned {
    baton: 'scanned';
    role: 'new';
    transfer: string;
    presentation?: string;
    state: ScannedState;
    form?: ConfirmForm;
    number?: number;
    /** In `matching`: what to show to the device in the call. */
    code?: ShownCode;
    /** Milliseconds. */
    expires_in: number;
    device: string;
    private_id: string;
    audiocodec: 'opus';
    videocodec: VideoCodec;
    slots: { audio: number; video: number };
    sources: { kind: SourceKind; muted: boolean }[];
    /** From here on this is what Janus is to be given. */
    token?: string;
    /** The handle that the scan named gets `subscribed` with an offer. */
    downlink?: true;
}

/** To the device in the call, which scanned the code of a new one. */
export interface ScannedByOld {
    baton: 'scanned';
    role: 'old';
    transfer: string;
    state: ScannedState;
    form?: ConfirmForm;
    /** In `matching`: what to show to the new device. */
    code?: ShownCode;
    expires_in: number;
    confirm: ConfirmPolicy;
    device_name: string;
}

export interface Asked extends QuestionFields {
    baton: 'question';
    role: 'old' | 'remote';
    /** The room's, for people. */
    description: string;
}
