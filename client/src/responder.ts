// SPDX-License-Identifier: MIT
// The response of a person to a question. Only the first one counts, so it may be sent again if its reply was lost.

import type { BatonError, ErrorName } from './errors.js';
import type { Requester } from './requester.js';
import type { ConfirmRequest } from './wire.js';

/** The errors that a second response gets if the server has taken the first one, which agreed or declined. */
const TAKEN: Record<'agreed' | 'declined', ErrorName[]> = {
    agreed: ['already_responded', 'wrong_state'],
    declined: ['already_responded', 'no_such_transfer'],
};

export class Responder {
    /** Whether the person agreed, in the first request whose reply was lost. */
    private unknown: boolean | undefined;

    /** @param question the question, by its transfer or by a ticket */
    constructor(
        private readonly requester: Requester,
        private readonly question: Pick<ConfirmRequest, 'transfer'> | Pick<ConfirmRequest, 'ticket'>,
    ) {}

    /** Resolves when the server has the response, also if an earlier reply about the same response was lost. */
    async respond(agree: boolean, number?: number): Promise<void> {
        try {
            await this.requester.request({
                request: 'confirm',
                ...this.question,
                agree,
                ...(number !== undefined && { number }),
            });
        } catch (error) {
            const { name, uncertain } = error as BatonError;
            if (uncertain) this.unknown ??= agree;
            const taken = TAKEN[agree ? 'agreed' : 'declined'].includes(name);
            if (!taken || this.unknown !== agree) throw error;
        }
    }
}
