// SPDX-License-Identifier: MIT
// The one error class of this package: errors of the plugin, of Janus, of the browser and of this client.

import { ERROR_NAMES, type Ending, type ErrorCode, type WireErrorName } from './wire.js';

/**
 * - `unreachable`: no connection to the server could be made.
 * - `connection_lost`: the connection to the server was lost. With `uncertain`, the request may have arrived.
 * - `timed_out`: the server did not reply in time.
 * - `janus`: Janus itself refused, for example because a token is missing; `janusCode` says why.
 * - `webrtc`: the browser refused a WebRTC or media operation; `cause` says why.
 * - `ended`: the call or the transfer ended before the operation was complete.
 */
export type ClientErrorName =
    'unreachable' | 'connection_lost' | 'timed_out' | 'janus' | 'webrtc' | 'ended';

export type ErrorName = WireErrorName | ClientErrorName;

export class BatonError extends Error {
    override readonly name: ErrorName;
    /** The plugin's `error_code`; null if the error is not from the plugin. */
    readonly errorCode: number | null;
    /** Janus's own code, such as 403 or 458; null if the error is not from Janus. */
    readonly janusCode: number | null;
    /** Milliseconds until the same request may succeed, with errors such as `busy`; null: not known. */
    readonly retryAfter: number | null;
    /** With `not_in_call` and `invalid_resume`: why this device is not in the call any more; null: not known. */
    readonly reason: Ending | null;
    /** The request was sent and got no reply: nobody knows whether the server has carried it out. */
    readonly uncertain: boolean;

    constructor(
        name: ErrorName,
        message: string,
        options: {
            errorCode?: number;
            janusCode?: number;
            retryAfter?: number;
            reason?: Ending;
            uncertain?: boolean;
            cause?: unknown;
        } = {},
    ) {
        super(message, 'cause' in options ? { cause: options.cause } : undefined);
        this.name = name;
        this.errorCode = options.errorCode ?? null;
        this.janusCode = options.janusCode ?? null;
        this.retryAfter = options.retryAfter ?? null;
        this.reason = options.reason ?? null;
        this.uncertain = options.uncertain ?? false;
    }

    /** An error reply of the plugin. A code that this client does not know is named `internal`. */
    static ofPlugin(reply: {
        error_code: number;
        error: string;
        retry_after?: number;
        reason?: Ending;
    }): BatonError {
        const name = ERROR_NAMES[reply.error_code as ErrorCode] ?? 'internal';
        const { error_code: errorCode, retry_after: retryAfter, reason } = reply;
        return new BatonError(name, reply.error, { errorCode, retryAfter, reason });
    }

    /** This error of an attempt, if an earlier attempt got no reply: the server may have carried that one out. */
    afterLoss(): BatonError {
        const { name, message, errorCode, janusCode, retryAfter, reason } = this;
        return new BatonError(name, message, {
            ...(errorCode !== null && { errorCode }),
            ...(janusCode !== null && { janusCode }),
            ...(retryAfter !== null && { retryAfter }),
            ...(reason !== null && { reason }),
            uncertain: true,
            cause: this.cause ?? this,
        });
    }

    /** The error of everything that waits when the app's retry policy gives up. */
    static givenUp(cause?: unknown): BatonError {
        return new BatonError('connection_lost', 'The connection was given up', { cause });
    }

    /** Makes an error from an error that Janus itself reports. */
    static ofJanus({ code, reason }: { code: number; reason: string }): BatonError {
        return new BatonError('janus', reason, { janusCode: code });
    }
}

/** Whether a request failed because of the connection to the server or because of its handle. */
export function isLost(error: unknown): boolean {
    return error instanceof BatonError && (error.name === 'connection_lost' || error.name === 'ended');
}
