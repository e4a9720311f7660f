// SPDX-License-Identifier: GPL-3.0-or-later
// The texts about a move: warnings, responses, and how the move ended.

import { BatonError } from 'baton-client';
import type {
    ConfirmEndedEvent,
    ConfirmHow,
    DeliveryFailedEvent,
    TransferEndedEvent,
    WarningKind,
} from 'baton-client';
import { named, personName } from './format';
import { explain, sentence, type Words } from './words';

/**
 * Returns the text for a move that ended: for the old device, for the new device, or for the person who has shown the
 * code for somebody who is away. `absent`: the name of the one who is away.
 */
export function explainEnd({ outcome, reason, role, text }: TransferEndedEvent, absent = ''): Words {
    // This device has shown the code, or has scanned that of the new device.
    const here = role !== 'new';
    const stay = { old: 'The call stays here.', stand_in: `For ${absent}, nothing has changed.` };
    const stays = role === 'old' || role === 'stand_in' ? stay[role] : 'The call stays on the other device.';
    switch (reason) {
        case 'wrong_number':
            return {
                title: here ? 'That was not the number' : 'The wrong number was picked',
                text: `${stays} Start again with a fresh code, and compare the numbers.`,
            };
        case 'said_no':
            return {
                title: here ? 'Declined' : 'The other device declined',
                text: here ? stays : `${stays} If that was a mistake, scan a fresh code.`,
            };
        case 'no_response':
            return {
                title: 'Nobody responded',
                text: `${stays} Start again with a fresh code, and have both devices at hand.`,
            };
        case 'code_expired':
            return {
                title: 'The code has expired',
                text: 'Nobody scanned it in time. Show a fresh one.',
            };
        case 'no_media':
            return {
                title: 'Nothing came from the new device',
                text: `${stays} Its camera or microphone did not start in time. Look at that device, then try again.`,
            };
        case 'connect_timeout':
        case 'connection_lost':
            return {
                title: 'The new device could not connect',
                text: `${stays} Check the network of the new device, then try again.`,
            };
        case 'not_matched':
            return {
                title: 'The second code was not scanned in time',
                text: `${stays} Both devices have to scan each other. Try again.`,
            };
        case 'mismatch':
            return {
                title: 'The codes belong to different devices',
                text: `${stays} Start again, and keep other codes out of sight.`,
            };
        case 'nobody_to_ask':
            return {
                title: 'There is nobody to ask',
                text: `${stays} Somebody else in the room has to agree, and nobody else is there now.`,
            };
        case 'not_delivered':
            return {
                title: 'The question did not arrive',
                text: `${stays} A person who has to agree could not be reached. Try again, or ask in another way.`,
            };
        case 'codec_refused':
            return {
                title: 'The new device cannot send what the room needs',
                text: `${stays} Try another browser on the new device.`,
            };
        case 'new_gone':
            return {
                title: 'The new device went away',
                text: `${stays} Try again with a fresh code.`,
            };
        case 'old_gone':
            return {
                title: 'The device in the call went away',
                text: 'There is no call left to take over. Join the room instead.',
            };
        case 'old_back':
            return here
                ? { title: `${absent} is back`, text: 'Their own device is in the call again, so no code is needed.' }
                : { title: 'The other device is back', text: 'It is in the call again, and keeps it.' };
        case 'stand_in_gone':
            return {
                title: 'The person who showed the code lost the connection',
                text: 'Ask them for a fresh code, or ask somebody else in the call.',
            };
        case 'fingerprint_changed':
            return {
                title: 'The new device changed its identity',
                text: `${stays} That is suspicious. Start again, and make sure that only you scan the code.`,
            };
        case 'return_failed':
            return {
                title: 'The call could not come back',
                text: 'This device had lost its connection. The call continues on the other device.',
            };
        case 'room_gone':
            return { title: 'The room was closed', text: 'The call has ended for everyone.' };
        case 'removed':
            return {
                title: 'Removed from the room',
                text: 'Somebody who runs the room ended your call.',
            };
        default:
            break;
    }
    if (outcome === 'cancelled') {
        const cancelledHere = (reason === 'by_old') === here && reason !== 'by_operator';
        return { title: cancelledHere ? 'Cancelled' : 'Cancelled on the other side', text: stays };
    }
    if (outcome === 'superseded') return explain(new BatonError('code_superseded', ''));
    return { title: 'The move did not happen', text: `${sentence(text)} ${stays}`.trim() };
}

/** Returns the text of a warning to the person in the call. */
export function explainWarning({ kind, network }: { kind: WarningKind; network?: string }): Words {
    switch (kind) {
        case 'second_claim':
            return {
                title: 'Somebody else tried your code too',
                text: 'If in doubt, decline and start again.',
            };
        case 'many_misses':
            return {
                title: 'Somebody is guessing codes',
                text: 'Use the QR code instead: it cannot be guessed.',
            };
        case 'many_wrong_numbers':
            return {
                title: 'Wrong numbers were picked too often',
                text: 'Your call cannot be moved for some time. If you did not try to move it, somebody else did.',
            };
        case 'many_questions':
            return {
                title: 'People were asked too often and did not agree',
                text: 'Your call cannot be moved for some time. If you did not try to move it, somebody else did.',
            };
        case 'others_asked':
            return {
                title: 'Others are asked whether your call may move',
                text: 'If you do not have the new device yourself, cancel this move now.',
            };
        case 'unknown_network':
            return {
                title: 'It is not known where the new device is',
                text: 'Its network could not be compared with yours. Agree only if you hold the new device yourself.',
            };
        case 'resume_copied':
            return {
                title: 'Somebody may have copied your access to this call',
                text: 'They were refused. If this happens again, leave the call and join again.',
            };
        case 'recall_copied':
            return {
                title: 'Somebody may have copied the access of another device of yours',
                text: 'They were refused. If you do not know why, make the server forget your other devices.',
            };
        case 'other_network':
            return {
                title: 'The new device is in another network',
                text:
                    (network ? `It seems to be at ${network}. ` : '') +
                    'That is usual for a phone on mobile data. If the device should be beside you, be careful.',
            };
    }
}

const BY: Record<ConfirmHow, string> = {
    popup: 'in a window on the page',
    chat: 'in the chat',
    sms: 'by text message',
};

/** `name`: the name of the person who was not reached, or empty if unknown; null for the person in the call. */
export function explainUndelivered(
    { how, fallback }: Pick<DeliveryFailedEvent, 'how' | 'fallback'>,
    name: string | null,
): Words {
    const who = name === null ? 'You' : named(name) || 'Somebody';
    const [are, were] = name === null ? ['You are', 'You were'] : ['They are', 'They were'];
    return {
        title: `${who} could not be reached ${BY[how]}`,
        text: fallback ? `${are} asked ${BY[fallback]} instead.` : `${were} not asked.`,
    };
}

/** Tells the person in the call where to respond, if not in the dialog. */
export function waitingFor(how: ConfirmHow): string {
    return how === 'sms'
        ? 'A text message was sent to your phone. Please respond there.'
        : `You are asked ${BY[how]}. Please respond there.`;
}

/** `display`: the name of the person whose call moves; null: it is the own call. */
const whoseCall = (display: string | null): string =>
    display === null ? 'Your call' : `${named(personName(display))}’s call`;

/** Returns the text for a person who has just responded. `display`: see `whoseCall`. */
export function explainResponse(agreed: boolean, display: string | null): Words {
    return agreed
        ? { title: 'You agreed', text: 'The call moves as soon as nobody else has to agree.' }
        : { title: 'You declined', text: `${whoseCall(display)} stays where it is.` };
}

/** Returns the text for a person who was asked, when no response is needed any more. `display`: see `whoseCall`. */
export function explainQuestionEnd(
    { outcome, text }: Pick<ConfirmEndedEvent, 'outcome' | 'text'>,
    display: string | null,
): Words {
    const whose = whoseCall(display);
    switch (outcome) {
        case 'agreed':
            return { title: 'It is agreed', text: `${whose} may move.` };
        case 'moved':
        case 'returned':
            return { title: 'It is done', text: `${whose} goes on.` };
        case 'declined':
            return { title: 'It was declined', text: `${whose} stays where it is.` };
        case 'expired':
            return { title: 'It took too long', text: `${whose} stays where it is.` };
        case 'cancelled':
            return { title: 'It was cancelled', text: `${whose} stays where it is.` };
        default:
            return { title: 'The move did not happen', text: sentence(text) };
    }
}
