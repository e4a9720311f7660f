// SPDX-License-Identifier: GPL-3.0-or-later
// Texts for errors: what happened, and what the person can do next.

import { BatonError, type ErrorName } from 'baton-client';
import type { SourceKind } from 'baton-client';
import { duration } from './format';

/** Janus's own code for a request without a token that it accepts. */
const JANUS_UNAUTHORIZED = 403;

export interface Words {
    title: string;
    text: string;
    /** Milliseconds before which another try fails. */
    wait?: number;
}

const ERRORS: Partial<Record<ErrorName, Words>> = {
    unreachable: {
        title: 'The server cannot be reached',
        text: 'Check the network of this device, then try again.',
    },
    connection_lost: {
        title: 'The connection to the server was lost',
        text: 'The call has ended on this device. Check the network, then join again.',
    },
    timed_out: {
        title: 'The server does not respond',
        text: 'It may be busy. Wait a moment, then try again.',
    },
    janus: {
        title: 'The server refused',
        text: 'It runs, but does not let this page make calls. Please tell the people who run it.',
    },
    webrtc: {
        title: 'The media connection failed',
        text: 'The browser could not set it up. Reload the page, or try another browser.',
    },
    ended: { title: 'That is over already', text: 'The call or the move ended in the meantime.' },
    unauthorized: {
        title: 'Not allowed here',
        text: 'Only the operator of this server can make rooms. Join a room that exists.',
    },
    wrong_pin: { title: 'The PIN is not right', text: 'Ask the person who invited you for the PIN.' },
    no_such_room: {
        title: 'There is no such room any more',
        text: 'It was closed. Ask for a new invitation, or join another room.',
    },
    room_full: { title: 'The room is full', text: 'Wait until somebody leaves, then try again.' },
    codec_refused: {
        title: 'The new device does not send what the room needs',
        text:
            'The call stays where it is. Show the code on the device in the call, ' +
            'or try another browser on the new device.',
    },
    transfer_in_progress: {
        title: 'A move is under way already',
        text: 'Finish or cancel it first.',
    },
    code_unknown: {
        title: 'The server does not know this code',
        text:
            'If you typed letters, one of them may be wrong. Otherwise the code belongs to another server. ' +
            'Look at the device in the call and try again.',
    },
    code_expired: {
        title: 'The code has expired',
        text: 'A code works for about a minute. Show a fresh code on the other device and scan it.',
    },
    code_used: {
        title: 'The code has been used already',
        text: 'A code works once. If that was not you, decline on the other device; then show a fresh code.',
    },
    code_superseded: {
        title: 'There is a newer code',
        text: 'Scan the one that is on the screen of the other device now.',
    },
    code_other_room: {
        title: 'The code belongs to another room',
        text: 'Scan the code of the call that you want to move here.',
    },
    code_mismatch: {
        title: 'That is the code of another device',
        text: 'The move was stopped and the call stays where it is. Start again with only these two devices.',
    },
    no_code: {
        title: 'There is no code in the picture',
        text: 'Hold the camera so that it sees the whole code.',
    },
    several_codes: {
        title: 'There are two codes in the picture',
        text: 'Show the camera only the code of the call that you want to move here.',
    },
    foreign_code: {
        title: 'This is not a Baton code',
        text: 'On the other device, tap “Move this call” and scan the code it shows.',
    },
    already_responded: {
        title: 'You have responded already',
        text: 'The first response counts.',
    },
    no_such_transfer: {
        title: 'That move is over',
        text: 'The others have responded, somebody cancelled the move, or it took too long.',
    },
    not_asked: {
        title: 'You are not asked about this',
        text: 'Somebody else has to agree to this move.',
    },
    token_refused: {
        title: 'The server does not let this device in',
        text: 'The server wants a token. Open the page from where you usually join, or scan a fresh code.',
    },
    way_forbidden: {
        title: 'This room does not allow this',
        text:
            'The people who run the room allow other ways to move a call. ' +
            'On the device in the call, tap “Move this call” and choose another one.',
    },
    busy: {
        title: 'The server has too many pictures to read',
        text: 'Hold still, it is tried again.',
    },
    decoder_failed: {
        title: 'The server could not read this picture',
        text: 'Hold still, it is tried again.',
    },
    too_many_attempts: {
        title: 'Too many tries',
        text: 'Please wait a few minutes, then try again.',
    },
    wrong_number: {
        title: 'That was not the number',
        text: 'The move was stopped and the call stays here. Start again if the device is yours.',
    },
    limit_reached: {
        title: 'The server is at its limit',
        text: 'It cannot take more rooms or calls now. Please try again later.',
    },
    internal: {
        title: 'Something went wrong on the server',
        text: 'Try again. If that does not help, please tell the people who run the server.',
    },
};

const FALLBACK: Words = {
    title: 'That did not work',
    text: 'Try again. If that does not help, reload the page.',
};

/** The request was sent, and its reply was lost: the call itself goes on. */
const UNCERTAIN: Words = {
    title: 'The connection was lost just then',
    text: 'It is not certain whether that was done. Look, and try again if it was not.',
};

export const NOT_A_CODE: Words = {
    title: 'This is not a Baton code',
    text: 'On the other device, tap “Move this call” and scan the code it shows.',
};

export const INSECURE: Words = {
    title: 'The browser gives this page no camera',
    text: 'A camera needs a page that was loaded over HTTPS. Open the https:// address.',
};

/** Returns the text for anything that was thrown. */
export function explain(error: unknown): Words {
    if (error instanceof BatonError) {
        if (error.uncertain && error.name !== 'timed_out') return UNCERTAIN;
        if (error.name === 'invalid_element' && /code|text|letter/.test(error.message))
            return NOT_A_CODE;
        if (error.name === 'wrong_state')
            return { title: 'That is not possible now', text: sentence(error.message) };
        if (error.name === 'too_many_attempts' && error.retryAfter !== null) return tooMany(error.retryAfter);
        const known = ERRORS[isUnauthorized(error) ? 'token_refused' : error.name];
        return known ?? { ...FALLBACK, text: `${sentence(error.message)} ${FALLBACK.text}` };
    }
    return FALLBACK;
}

function tooMany(wait: number): Words {
    return { title: 'Too many tries', text: `Try again in ${duration(wait)}.`, wait };
}

/** Whether Janus refused the request because it demands a token. Baton does not get such a request. */
function isUnauthorized({ janusCode }: BatonError): boolean {
    return janusCode === JANUS_UNAUTHORIZED;
}

const THINGS: Record<SourceKind, { a: string; the: string }> = {
    camera: { a: 'camera', the: 'the camera' },
    microphone: { a: 'microphone', the: 'the microphone' },
    screen: { a: 'screen', the: 'the screen' },
    screen_sound: { a: 'sound of the screen', the: 'the sound of the screen' },
};

/** Returns the text for a camera, microphone or screen that could not be captured. */
export function explainDevice(kind: SourceKind, error: unknown): Words {
    const { a, the } = THINGS[kind];
    const title = the.charAt(0).toUpperCase() + the.slice(1);
    switch (error instanceof Error ? error.name : '') {
        case 'NotAllowedError':
        case 'SecurityError':
            return {
                title: `${title} is not allowed`,
                text:
                    `The browser keeps this page from using ${the}. ` +
                    'Tap the icon beside the address, allow it, then try again.',
            };
        case 'NotFoundError':
        case 'OverconstrainedError':
            return {
                title: `No ${a} was found`,
                text: `Plug one in or choose another one, then try again. You can go on without it.`,
            };
        case 'NotReadableError':
        case 'AbortError':
            return {
                title: `${title} is busy`,
                text: `Another app or tab uses it. Close that app or tab, then try again.`,
            };
        case 'TypeError':
            return INSECURE;
        default:
            return { title: `${title} did not start`, text: 'Try again, or choose another one.' };
    }
}

/** Returns the texts for several devices. If both problems have the same cause, there is one text for both. */
export function explainDevices(problems: { kind: SourceKind; error: unknown }[]): Words[] {
    const [first, second] = problems;
    const nameOf = (error: unknown) => (error instanceof Error ? error.name : '');
    if (!first || !second || nameOf(first.error) !== nameOf(second.error))
        return problems.map(({ kind, error }) => explainDevice(kind, error));
    switch (nameOf(first.error)) {
        case 'NotAllowedError':
        case 'SecurityError':
            return [
                {
                    title: 'Camera and microphone are not allowed',
                    text:
                        'The browser keeps this page from using them. ' +
                        'Tap the icon beside the address, allow both, then try again.',
                },
            ];
        case 'NotFoundError':
            return [
                {
                    title: 'No camera and no microphone were found',
                    text: 'Plug them in, then try again. You can go on without them.',
                },
            ];
        case 'TypeError':
            return [INSECURE];
        default:
            return problems.map(({ kind, error }) => explainDevice(kind, error));
    }
}

export function sentence(text: string): string {
    return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
