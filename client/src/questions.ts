// SPDX-License-Identifier: MIT
// The open questions of this device. The key is the id of the transfer.

import { Question, type QuestionEvents } from './question.js';
import type { Requester } from './requester.js';
import type { ConfirmHow, QuestionFields } from './wire.js';

export class Questions {
    private readonly open = new Map<string, Question>();

    constructor(private readonly handle: Requester) {}

    get(transfer: string): Question | undefined {
        return this.open.get(transfer);
    }

    /** `own`: the call that moves is this participant's own. */
    ask(fields: QuestionFields, how: ConfirmHow, own: boolean): Question {
        const question = new Question(this.handle, fields, { how, own });
        this.open.set(fields.transfer, question);
        return question;
    }

    /** Whether a chat message of this person could be the response to a question. */
    get askedInChat(): boolean {
        return [...this.open.values()].some(({ how, open }) => open && how === 'chat');
    }

    /** The person responded by writing in the chat. */
    respondedInChat(response: 'agreed' | 'declined'): void {
        const asked = [...this.open.values()].filter(({ how, open }) => open && how === 'chat');
        asked.at(-1)?.note(response);
    }

    /** The question about this transfer needs no response any more. */
    end({ transfer, outcome, text }: { transfer: string } & QuestionEvents['ended']): void {
        const question = this.open.get(transfer);
        this.open.delete(transfer);
        question?.end({ outcome, text });
    }
}
