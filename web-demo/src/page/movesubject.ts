// SPDX-License-Identifier: GPL-3.0-or-later
// Whose call the move dialog moves, and how the dialog speaks about it: the person's own call, or that of somebody who
// is away and for whom this person shows the code.

import type {
    Call,
    OutgoingTransfer,
    Participant,
    TransferEndedEvent,
    TransferOptions,
    WarningEvent,
    Ways,
} from 'baton-client';
import { named, personName } from './format';
import { explainEnd, explainWarning } from './outcomes';
import { explainNoStandIn, explainStandInEnd, explainStandInWarning } from './replacement';
import { explain, type Words } from './words';

export interface MoveSubject {
    /** The participant who is away; null: the call is the person's own. */
    readonly away: string | null;
    readonly words: MoveWords;
    /** The ways from the new device to the call. */
    ways(): Ways;
    request(options: TransferOptions): Promise<OutgoingTransfer>;
    /** Returns the text for a code that cannot be had. */
    explain(error: unknown): Words;
    explainEnd(event: TransferEndedEvent): Words;
    explainWarning(event: WarningEvent): Words;
}

export interface MoveWords {
    /** The title until somebody has scanned. */
    title: string;
    /** Says what happens after a scan; empty if the title says it. */
    about: string;
    /** The new device, in the middle of a sentence. */
    there: string;
    copied: string;
    /** The title of the question, if the response is yes or no. */
    question: string;
    /** Says what the new device wants. The page writes the device's name before this text. */
    wants: string;
    yes: string;
    /** The title while the call moves, what the person can do meanwhile, and the last step. */
    moving: string;
    meanwhile: string;
    last: string;
    /** This device has lost its connection during the move. */
    cutOff: Words;
}

const OWN: MoveWords = {
    title: 'Move this call',
    about: '',
    there: 'your other device',
    copied: 'Copied. Open the link on your other device before the time is up.',
    question: 'Move the call there?',
    wants: 'wants to take this call over.',
    yes: 'Yes, move it',
    moving: 'Moving the call',
    meanwhile: 'You can go on talking.',
    last: 'The call moves',
    cutOff: {
        title: 'This device lost its connection',
        text: 'The move was stopped, and the call stays here. Start again with a fresh code.',
    },
};

export function ownCall(call: Call): MoveSubject {
    return {
        away: null,
        words: OWN,
        ways: () => call.ways,
        request: (options) => call.transfer(options),
        explain,
        explainEnd,
        explainWarning,
    };
}

/** The call of somebody who is away. Only this device can show a code for it. */
export function callOfAbsent(call: Call, { id, display }: Pick<Participant, 'id' | 'display'>): MoveSubject {
    const name = named(personName(display));
    return {
        away: id,
        words: {
            title: `A code for ${name}`,
            about:
                `Whoever scans this becomes ${name} in this call: the others hear and see the new device in the ` +
                `place of ${name}. Show it only to ${name}.`,
            there: 'the new device',
            copied: `Copied. Send the link only to ${name}. It works until the time is up.`,
            question: `Is this ${name}?`,
            wants: `wants to go on as ${name}. Agree only if ${name} has this device in hand.`,
            yes: 'Yes, let it in',
            moving: `${name} comes back`,
            meanwhile: 'You can go on talking. Nothing else changes.',
            last: `${name} is on the new device`,
            cutOff: {
                title: 'This device lost its connection',
                text: `It is not certain whether ${name} is on the new device now. If not, show a fresh code.`,
            },
        },
        ways: () => ({ ...call.ways, present: false }),
        request: (options) => call.transferFor(id, options),
        explain: (error) => explainNoStandIn(error, name),
        explainEnd: (event) => explainStandInEnd(event, name),
        explainWarning: (event) => explainStandInWarning(event, name),
    };
}
