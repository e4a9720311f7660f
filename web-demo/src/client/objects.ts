// SPDX-License-Identifier: MIT
// What the messages of Baton's API are made of.

export type SourceKind = 'microphone' | 'camera' | 'screen';
export type VideoCodec = 'vp8' | 'h264';

/** `number`: pick the number that the new device shows, out of three. */
export type ConfirmForm = 'number' | 'yesno';
/**
 * Who has to agree to a move: `old` is the device in the call, `remote` the others in the room, any
 * or all of them.
 */
export type ConfirmWho = 'nobody' | 'old' | 'remote_any' | 'remote_all' | 'both_any' | 'both_all';
export type ConfirmHow = 'popup' | 'chat' | 'sms';

/** A room's policy is the least that a move takes; a request may only be stricter. */
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
    /** What the code says. Secret: whoever has it can ask for the call. */
    text: string;
    svg: string;
    png: string;
    alt: string;
}

/**
 * What a camera saw, for the server to read: a PNG or JPEG as a data URI, or a grey picture of a byte
 * for each pixel, in base64. At most 512 KiB and 4 megapixels.
 */
export type ScanImage = string | { width: number; height: number; gray: string };

/** What somebody is asked who has to agree to a move. Names are from strangers: show them as text. */
export interface QuestionFields {
    transfer: string;
    form: ConfirmForm;
    /** Three numbers, with the number form. */
    choices?: number[];
    /** Whose call moves. */
    display: string;
    /** What the new device calls itself. */
    device_name: string;
    /** Milliseconds. */
    expires_in: number;
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
    /** Null for a question, which is not kept. */
    id: number | null;
    /** Null for the room itself. */
    from: string | null;
    display: string;
    text: string;
    /** Milliseconds since 1970. */
    time: number;
    /** What is to be answered: by `confirm`, or by writing `yes 42`, `yes` or `no`. */
    question?: QuestionFields;
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
