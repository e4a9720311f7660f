// SPDX-License-Identifier: GPL-3.0-or-later
// Who has to agree to a move and how they are asked: the choices, and their texts.

import type {
    CodeKind,
    ConfirmForm,
    ConfirmHow,
    ConfirmPolicy,
    ConfirmWho,
    ConfirmWish,
    Ways,
} from 'baton-client';

export type FullPolicy = ConfirmPolicy;

export const USUAL: FullPolicy = { who: 'old', how: 'popup', form: 'number' };

export const WHO: Record<ConfirmWho, string> = {
    nobody: 'Nobody',
    old: 'The device in the call',
    remote_any: 'One of the others',
    remote_all: 'All of the others',
    both_any: 'The device and one other',
    both_all: 'The device and all others',
};
export const HOW: Record<ConfirmHow, string> = {
    popup: 'In a window on the page',
    chat: 'In the chat',
    sms: 'By text message (SMS)',
};
export const FORM: Record<ConfirmForm, string> = {
    number: 'They pick the number shown',
    yesno: 'They say yes or no',
};

const REMOTE = {
    nobody: 0,
    old: 0,
    remote_any: 1,
    remote_all: 2,
    both_any: 1,
    both_all: 2,
} as const;

export const asksOld = (who: ConfirmWho): boolean => who === 'old' || who.startsWith('both');
export const asksRemote = (who: ConfirmWho): boolean => REMOTE[who] > 0;

export function full(policy: ConfirmWish): FullPolicy {
    return { ...USUAL, ...policy };
}

export const ALL_WAYS: Ways = { present: true, code128: true, short: true, nobody: true, yesno: true };

export const allowsKind = (kind: CodeKind, ways: Ways): boolean => kind === 'qr' || ways[kind];

/**
 * Returns the choices for a move in a room with this policy and these ways. A move may be as strict as the room or
 * stricter.
 */
export function stricter(
    room: FullPolicy,
    ways: Ways = ALL_WAYS,
): {
    who: ConfirmWho[];
    how: ConfirmHow[];
    form: ConfirmForm[];
} {
    const free = room.who === 'nobody';
    const list = <T extends string>(words: Record<T, string>) => Object.keys(words) as T[];
    return {
        who: list(WHO).filter(
            (who) =>
                REMOTE[who] >= REMOTE[room.who] &&
                (asksOld(who) || !asksOld(room.who)) &&
                (ways.nobody || who !== 'nobody'),
        ),
        how: list(HOW).filter((how) => free || room.how !== 'sms' || how === 'sms'),
        form: list(FORM).filter(
            (form) => form === 'number' || (ways.yesno && (free || room.form !== 'number')),
        ),
    };
}
