// SPDX-License-Identifier: GPL-3.0-or-later
// The texts about the end of a call on this device, and about a call to which the page could not come back.

import { BatonError, type EndReason } from 'baton-client';
import { explain, type Words } from './words';

export interface Ending extends Words {
    /** Whether the call goes on for this person, somewhere else. */
    elsewhere: boolean;
}

const OFF = 'Camera and microphone are off here. You can close this page.';

const ENDINGS: Record<Exclude<EndReason, 'transfer_failed'>, Ending> = {
    left: { title: 'You have left the call', text: 'Camera and microphone are off.', elsewhere: false },
    moved: {
        title: 'This device has left the call',
        text: `Your call continues on the other device. ${OFF}`,
        elsewhere: true,
    },
    returned: { title: 'The call is back on the other device', text: OFF, elsewhere: true },
    replaced: {
        title: 'This call goes on in another window or tab',
        text: `The newest one has the call. ${OFF}`,
        elsewhere: true,
    },
    gone: {
        title: 'You were away for too long',
        text: 'The connection was lost, and the others went on without you. Join again to talk to them.',
        elsewhere: false,
    },
    removed: {
        title: 'You were removed from the call',
        text: 'Somebody who runs the room ended your call.',
        elsewhere: false,
    },
    room_destroyed: { title: 'The room was closed', text: 'The call has ended for everyone.', elsewhere: false },
    connection_lost: {
        title: 'The connection to the server was lost',
        text: 'The call has ended on this device. Check the network, then join again.',
        elsewhere: false,
    },
};

/** Whether another device has the call to which this one could not come back. */
export const isReplaced = (error: unknown): boolean => error instanceof BatonError && error.reason === 'moved';

/** Another device has taken the place of this one while it was away. */
export const REPLACED_WHILE_AWAY: Ending = {
    title: 'Your call is on another device now',
    text:
        'This device was away, and another one has taken its place. If that was not you, say so: then the other ' +
        `device is removed from the call. ${OFF}`,
    elsewhere: true,
};

/** `text`: what the server says about the end. */
export function explainEnding(reason: EndReason, text: string): Ending {
    if (reason !== 'transfer_failed') return ENDINGS[reason];
    return { title: 'The call did not stay here', text: text || 'It continues on the other device.', elsewhere: true };
}

/** Returns the text for a page that was loaded again and cannot come back to its call. */
export function explainNoReturn(error: unknown): Words {
    if (error instanceof BatonError && error.reason === 'removed') return ENDINGS.removed;
    switch (error instanceof BatonError ? error.name : '') {
        case 'not_in_call':
            return {
                title: 'You are not in the call any more',
                text: 'You were away for too long, or your call is on another device now. You can join again.',
            };
        case 'invalid_resume':
            return {
                title: 'This call goes on in another window or tab',
                text: 'It can be used there. If you cannot find it, join again.',
            };
        case 'no_such_room':
            return ENDINGS.room_destroyed;
        default:
            return explain(error);
    }
}
