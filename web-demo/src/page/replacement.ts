// SPDX-License-Identifier: GPL-3.0-or-later
// Texts about another device in place of one that is away: by a code that somebody else shows, and by memory. Pure
// functions.

import {
    BatonError,
    type Call,
    type DeviceChange,
    type ErrorName,
    type TransferEndedEvent,
    type WarningKind,
} from 'baton-client';
import { named, personName } from './format';
import { explainEnd, explainWarning } from './outcomes';
import { explain, type Words } from './words';

/** Whether the room lets this person show a code for somebody who is away. */
export function mayStandIn({ standInBy, moderator }: Pick<Call, 'standInBy' | 'moderator'>): boolean {
    return standInBy === 'anybody' || (standInBy === 'moderator' && moderator);
}

/** Returns the text for a code that cannot be shown for the person with this name. */
export function explainNoStandIn(error: unknown, name: string): Words {
    switch (error instanceof BatonError ? error.name : '') {
        case 'unauthorized':
            return { title: 'You may not do this', text: `In this room, others have to show the code for ${name}.` };
        case 'wrong_state':
            return {
                title: `No code can be shown for ${name} now`,
                text:
                    `The server still has a connection to the device of ${name}, or ${name} was away for too long. ` +
                    'Wait a moment, then try again.',
            };
        case 'transfer_in_progress':
            return {
                title: 'Another code is in use',
                text: `Somebody shows a code for ${name} already, or you show one for another person.`,
            };
        case 'no_such_participant':
            return gone(name);
        default:
            return explain(error);
    }
}

/** The person with this name has left the room, so no device can take their place. */
export function gone(name: string): Words {
    return { title: `${name} is no longer in the room`, text: 'They can join again from any device.' };
}

/** Returns the text for the end of a transfer, for the person who showed the code. */
export function explainStandInEnd(event: TransferEndedEvent, name: string): Words {
    if (event.outcome === 'returned')
        return { title: `${name} is back`, text: 'The device of before has the call again.' };
    if (event.reason === 'removed' || event.reason === 'room_gone') return gone(name);
    // The client itself reports the end if the connection was lost. It does not know the role.
    return explainEnd({ ...event, role: 'stand_in' }, name);
}

/** Returns the text of a warning for the person who shows the code: the call is not theirs. */
export function explainStandInWarning(event: { kind: WarningKind; network?: string }, name: string): Words {
    const usual = explainWarning(event);
    switch (event.kind) {
        case 'many_wrong_numbers':
        case 'many_questions':
            return { title: usual.title, text: `No other device can take the place of ${name} for some time.` };
        case 'others_asked':
            return {
                title: `Others are asked whether a device may go on as ${name}`,
                text: 'If you do not know whose device it is, cancel now.',
            };
        case 'unknown_network':
            return { title: usual.title, text: `Agree only if ${name} has the new device in hand.` };
        case 'other_network':
            return {
                title: 'The new device is in another network than you',
                text:
                    (event.network ? `It seems to be at ${event.network}. ` : '') +
                    `That is usual if ${name} is somewhere else. If ${name} should be beside you, be careful.`,
            };
        default:
            return usual;
    }
}

/** Returns the text for the others, when somebody is on another device. `nameOf`: the name of a participant. */
export function describeDeviceChange(
    { how, by }: DeviceChange,
    display: string,
    nameOf: (id: string) => string | null,
): string {
    const who = by === null ? null : nameOf(by);
    const is = `${named(personName(display))} is on another device now`;
    switch (how) {
        case 'stand_in':
            return who === null ? `${is}. Somebody in the room showed the code.` : `${is}. ${who} showed the code.`;
        case 'operator':
            return `${is}. The operator of this server asked for it.`;
        case 'recall':
            return `${is}, which has had this call before.`;
    }
}

/** Errors after which this device cannot ask for the call again. */
const FORGOTTEN: ErrorName[] = ['invalid_resume', 'not_in_call', 'no_such_room', 'way_forbidden'];

/** Whether this device cannot ask for the call again after this error or end. */
export function endsMemory(failure: unknown): boolean {
    if (failure instanceof BatonError) return FORGOTTEN.includes(failure.name);
    const { reason } = failure as Partial<TransferEndedEvent>;
    return reason === 'said_no' || reason === 'wrong_number';
}

/** Returns the text for a call that does not come back to this device because it was refused. */
export function explainNoRecall(error: unknown): Words {
    switch (error instanceof BatonError ? error.name : '') {
        case 'invalid_resume':
            return {
                title: 'This device cannot take the call back any more',
                text:
                    'It has taken the call back before, or somebody else has used its access. ' +
                    'You can still scan a code that the device in the call shows.',
            };
        case 'not_in_call':
            return {
                title: 'The call cannot come back to this device',
                text:
                    'You are no longer in the room, or your other device has made the server forget this one. ' +
                    'Scan a code of the device in the call, or join again.',
            };
        case 'no_such_room':
            return { title: 'There is no such room any more', text: 'The call is over. You can join another room.' };
        case 'way_forbidden':
            return {
                title: 'This room does not allow this any more',
                text: 'The device in the call has to show a code. Scan it here.',
            };
        case 'transfer_in_progress':
            return {
                title: 'This call is moving already',
                text: 'Finish or cancel that move on the device in the call, then try again.',
            };
        case 'wrong_state':
            return { title: 'That is not possible now', text: 'The call is moving, or its time is over. Try again.' };
        default:
            return explain(error);
    }
}

/** Returns the text for the end of a transfer that this device asked for without a code. */
export function explainRecallEnd(event: TransferEndedEvent): Words {
    if (!endsMemory(event)) return explainEnd(event);
    const { title } = explainEnd(event);
    return {
        title,
        text: 'The call stays on the other device, and this device cannot ask again. You can still scan a code there.',
    };
}
