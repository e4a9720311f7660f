// SPDX-License-Identifier: MIT
// Everything that can go wrong, as one class: the errors of the API under their wire names, and a
// few of this client's own.

const WIRE_NAMES = {
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

export type WireErrorName = (typeof WIRE_NAMES)[keyof typeof WIRE_NAMES];

/**
 * - `unreachable`: no connection to the server came about.
 * - `connection_lost`: the connection to the server is gone, and the call with it.
 * - `timed_out`: the server did not answer in time.
 * - `janus`: Janus itself refused (a token is missing, the plugin is not loaded); `code` is Janus's.
 * - `webrtc`: the browser refused something about media; `cause` says what.
 * - `ended`: the call or the transfer ended before this was done.
 */
export type ClientErrorName =
    'unreachable' | 'connection_lost' | 'timed_out' | 'janus' | 'webrtc' | 'ended';

export type ErrorName = WireErrorName | ClientErrorName;

export class BatonError extends Error {
    override readonly name: ErrorName;
    /** The `error_code` of the API; 0 for this client's own errors. */
    readonly code: number;

    constructor(
        name: ErrorName,
        message: string,
        options: { code?: number; cause?: unknown } = {},
    ) {
        super(message, { cause: options.cause });
        this.name = name;
        this.code = options.code ?? 0;
    }

    static fromReply(reply: { error_code: number; error: string }): BatonError {
        const name = WIRE_NAMES[reply.error_code as keyof typeof WIRE_NAMES] ?? 'internal';
        return new BatonError(name, reply.error, { code: reply.error_code });
    }
}
