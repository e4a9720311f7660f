// SPDX-License-Identifier: GPL-3.0-or-later
// The question whether somebody else's call may move: in a dialog, in the chat, and on the page that an SMS leads to.

import type { BatonClient, Question, QuestionEvents } from 'baton-client';
import { responseButtons } from './response';
import { Cleanup, h, type View } from './dom';
import { named, personName } from './format';
import { icon } from './icons';
import { explainResponse, explainQuestionEnd } from './outcomes';
import { notice, placeToasts, toast } from './parts';
import { explain, type Words } from './words';

/** Makes the text of the question: which device, whose call, and what happens after each response. */
function words(question: Question): HTMLElement[] {
    const name = named(question.deviceName);
    const device = (otherwise: string) => h('strong', { 'data-testid': 'device-name' }, name || otherwise);
    if (isOwnRecall(question)) return ownRecall(question, device('which has no name'));
    const who = named(personName(question.display));
    const wants = question.recalled
        ? ' has had this call before, and wants it back: the call of '
        : ' wants to take over the call of ';
    const away = question.away ? `${who} is away. ` : '';
    return [
        h('p', {}, device('Another device'), wants, h('strong', {}, who), '.'),
        h(
            'p',
            { class: 'muted-text' },
            `${away}If you agree, ${who} continues on that device, and nothing else changes. ` +
                `If you decline or do nothing, everything stays as it is. ${check(question, who)}`,
        ),
    ];
}

function check({ form, away }: Question, who: string): string {
    if (form !== 'number') return '';
    return away
        ? `Ask ${who}, for example by phone, which number that device shows, and pick it.`
        : `Ask ${who} which number that device shows, and pick it.`;
}

/** The own call is here, and a device that has had it before asks for it. */
const isOwnRecall = ({ own, recalled }: Question): boolean => own && recalled;

function ownRecall({ form }: Question, device: HTMLElement): HTMLElement[] {
    const pick = form === 'number' ? ' Pick the number that you see on it.' : '';
    return [
        h('p', {}, 'Your other device ', device, ` wants the call back.${pick}`),
        h(
            'p',
            { class: 'muted-text' },
            'If you agree, the call moves there. If you decline, it stays here, and that device cannot ask again ' +
                'without a code. Decline if you did not ask for this.',
        ),
    ];
}

/** Makes the buttons for the response. After a click, calls `done` with the result: Baton's acceptance, or an error. */
function asked(question: Question, cleanup: Cleanup, done: (words: Words, good: boolean) => void) {
    const send = (response: Promise<void>, agreed: boolean) =>
        response.then(
            () => done(responded(question, agreed), true),
            (error: unknown) => done(explain(error), false),
        );
    return responseButtons(
        {
            form: question.form,
            choices: question.choices,
            expires: question.expires,
            yes: isOwnRecall(question) ? 'Yes, move it' : 'Agree',
            agree: (number) => void send(question.agree(number), true),
            decline: () => void send(question.decline(), false),
        },
        cleanup,
    );
}

const responded = (question: Question, agreed: boolean): Words =>
    explainResponse(agreed, isOwnRecall(question) ? null : question.display);

const ended = (question: Question, event: QuestionEvents['ended']): Words =>
    explainQuestionEnd(event, isOwnRecall(question) ? null : question.display);

/** A question in a dialog over the call. */
export class QuestionDialog implements View {
    readonly element: HTMLDialogElement;
    private readonly cleanup = new Cleanup();
    private gone = false;

    constructor(
        question: Question,
        private readonly onClose: () => void,
    ) {
        const asks = isOwnRecall(question) ? 'Move the call back there?' : 'May this call move?';
        const title = h('h2', { id: 'question-title', tabindex: -1 }, asks);
        this.element = h(
            'dialog',
            {
                class: 'move',
                'data-testid': 'question-dialog',
                'aria-labelledby': 'question-title',
                // The Escape key does not close the dialog: the person has to use one of the buttons.
                oncancel: (event: Event) => event.preventDefault(),
            },
            title,
            h(
                'div',
                { class: 'stack move-body' },
                ...words(question),
                asked(question, this.cleanup, ({ title: what, text }, good) => {
                    // If the question ended while the response was on its way, the page has already said so.
                    if (this.gone) return;
                    this.dispose();
                    toast(`${what}. ${text}`, good ? 'good' : 'bad');
                }),
            ),
        );
        this.cleanup.add(
            question.on('ended', (event) => {
                const over = ended(question, event);
                this.dispose();
                toast(`${over.title}. ${over.text}`);
            }),
        );
    }

    open(): void {
        document.body.append(this.element);
        this.element.showModal();
        placeToasts();
        this.element.querySelector('h2')?.focus();
    }

    dispose(): void {
        if (this.gone) return;
        this.gone = true;
        this.cleanup.run();
        if (this.element.isConnected) {
            this.element.close();
            this.element.remove();
            placeToasts();
        }
        this.onClose();
    }
}

/** Makes the buttons for the response in the chat, below the message that asks. */
export function questionInChat(question: Question, cleanup: Cleanup): HTMLElement {
    const place = h('div', { class: 'chat-question', 'data-testid': 'chat-question' });
    const mine = new Cleanup();
    const over = ({ title, text }: Words) => {
        mine.run();
        place.replaceChildren(h('p', { class: 'muted-text', role: 'status' }, `${title}. ${text}`));
    };
    mine.add(
        question.on('responded', (response) =>
            over(responded(question, response === 'agreed')),
        ),
    );
    mine.add(question.on('ended', (event) => over(ended(question, event))));
    cleanup.add(() => mine.run());
    // The event `responded` reports each response that counts, so this function shows only errors.
    place.append(asked(question, mine, (what, good) => good || over(what)));
    return place;
}

export interface AskedOptions {
    ticket: string;
    connect(): Promise<BatonClient>;
}

/** Makes the page to which the link of an SMS leads. */
export function askedPage({ ticket, connect }: AskedOptions): View {
    const cleanup = new Cleanup();
    let gone = false;
    cleanup.add(() => (gone = true));
    const body = h('div', { class: 'stack incoming-body' });
    const title = h('h1', { tabindex: -1 }, 'May this call move?');
    const element = h('main', { class: 'incoming', 'data-testid': 'asked' }, title, body);
    const over = (what: Words, good: boolean) => {
        cleanup.run();
        title.textContent = what.title;
        body.replaceChildren(
            h('div', { class: `sign ${good ? 'good' : ''}` }, icon(good ? 'check' : 'warning')),
            h('p', { role: 'status', 'data-testid': 'asked-result' }, what.text),
            h('p', { class: 'muted-text' }, 'You can close this page.'),
        );
        title.focus();
    };
    const load = async () => {
        body.replaceChildren(h('p', { class: 'waiting' }, 'One moment …'));
        let client: BatonClient | undefined;
        try {
            client = await connect();
            const open = client;
            cleanup.add(() => open.close());
            if (gone) return cleanup.run();
            const question = await client.question(ticket);
            body.replaceChildren(
                ...(question.room ? [h('p', { class: 'muted-text' }, question.room)] : []),
                ...words(question),
                asked(question, cleanup, over),
            );
            title.focus();
        } catch (error) {
            client?.close();
            body.replaceChildren(notice(explainTicket(error)));
        }
    };
    void load();
    return { element, dispose: () => cleanup.run() };
}

function explainTicket(error: unknown): Words {
    const over = {
        title: 'This question is over',
        text: 'Somebody responded, or it took too long. There is nothing left to do here.',
    };
    const names = ['code_unknown', 'no_such_transfer', 'already_responded', 'ended'];
    return error instanceof Error && names.includes(error.name) ? over : explain(error);
}
