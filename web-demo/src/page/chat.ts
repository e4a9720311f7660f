// SPDX-License-Identifier: GPL-3.0-or-later
// The chat beside a call. What the person writes is not lost with the connection: it waits, or stays with a mark.

import { BatonError, type Call } from 'baton-client';
import type { Message } from 'baton-client';
import { connectionLine } from './connectionview';
import type { ConnectionWatch } from './connectionwatch';
import { Cleanup, h, type View } from './dom';
import { clockTime, senderName } from './format';
import { FrameQueue } from './framequeue';
import { icon } from './icons';
import { fateWords, LONGEST_MESSAGE, notArrived, Outbox, type Kept, type Unsent } from './outbox';
import { button, toast } from './parts';
import { questionInChat } from './question';
import { explain } from './words';

/** The messages that the list shows. Older ones are removed, except open questions. */
const MOST_MESSAGES = 500;

/** Usually a message is in the chat before this time is over, so that nobody sees it twice. */
const SHOW_SENDING_AFTER = 800;

export interface ChatOptions {
    close(): void;
    /** What is unfinished has changed. */
    changed(): void;
}

export class Chat implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    /** Cleans up after the messages that are shown. */
    private shown = new Cleanup();
    private readonly list = h('ol', {
        class: 'messages',
        'data-testid': 'messages',
        role: 'log',
        'aria-live': 'polite',
        'aria-label': 'Messages',
        tabindex: 0,
    });
    private readonly arriving = new FrameQueue<Message>(
        MOST_MESSAGES,
        (messages) => this.append(messages),
        (message) => message.question !== undefined,
    );
    private readonly input = h('textarea', {
        'data-testid': 'chat-input',
        rows: 1,
        maxlength: LONGEST_MESSAGE,
        placeholder: 'Write to everyone',
        'aria-label': 'Message',
        oninput: () => this.options.changed(),
        onkeydown: (event: KeyboardEvent) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void this.send();
        },
    });

    private readonly outbox = new Outbox();
    private readonly unsent = new Map<number, HTMLElement>();

    /** @param before what was unfinished when the page was reloaded, or when the call in this room ended */
    constructor(
        private readonly call: Call,
        private readonly watch: ConnectionWatch,
        before: { id: string; draft: string; unsent: Kept[] } | null,
        private readonly options: ChatOptions,
    ) {
        this.element = h(
            'aside',
            { class: 'chat', 'data-testid': 'chat', 'aria-label': 'Chat', hidden: true },
            h(
                'header',
                {},
                h('h2', {}, 'Chat'),
                h(
                    'button',
                    {
                        type: 'button',
                        class: 'round small',
                        'aria-label': 'Close the chat',
                        onclick: () => options.close(),
                    },
                    icon('close'),
                ),
            ),
            this.list,
            connectionLine(
                watch,
                'chat-waiting',
                () => (watch.reachable ? 'Messages still work.' : 'You can go on writing.'),
                this.cleanup,
            ),
            h(
                'form',
                {
                    class: 'chat-form',
                    onsubmit: (event: SubmitEvent) => {
                        event.preventDefault();
                        void this.send();
                    },
                },
                this.input,
                h(
                    'button',
                    { class: 'round', 'data-testid': 'chat-send', 'aria-label': 'Send' },
                    icon('send'),
                ),
            ),
        );
        this.fill();
        if (before) this.restore(before);
        this.cleanup.add(watch.onChange(() => this.markUnsent()));
        this.cleanup.add(call.on('chat', (message) => this.arriving.add(message)));
        this.cleanup.add(() => this.arriving.clear());
        this.cleanup.add(call.on('phase', () => this.fill()));
    }

    dispose(): void {
        this.cleanup.run();
        this.shown.run();
    }

    /** What the person has written and the others do not have. */
    get unfinished(): { draft: string; unsent: Kept[] } {
        return { draft: this.input.value, unsent: this.outbox.keep() };
    }

    open(): void {
        this.element.hidden = false;
        this.list.scrollTop = this.list.scrollHeight;
        this.input.focus();
    }

    /**
     * Shows all messages of the call again. After a return there may be new ones, written while the call was elsewhere.
     */
    private fill(): void {
        this.shown.run();
        this.arriving.clear();
        this.list.replaceChildren();
        if (this.call.messages.length === 0)
            this.list.append(h('li', { class: 'empty' }, 'Nothing has been written yet.'));
        this.append(this.call.messages);
        this.list.append(...this.unsent.values());
    }

    private append(messages: Message[]): void {
        if (messages.length === 0) return;
        this.list.querySelector('.empty')?.remove();
        const [firstUnsent] = this.unsent.values();
        const items = messages.map((message) => this.item(message));
        // What is not in the chat yet stays below everything that is.
        if (firstUnsent) firstUnsent.before(...items);
        else this.list.append(...items);
        this.trim();
        this.list.scrollTop = this.list.scrollHeight;
    }

    /** Removes the oldest messages, but no question that waits for a response. */
    private trim(): void {
        const surplus = this.list.childElementCount - this.unsent.size - MOST_MESSAGES;
        if (surplus <= 0) return;
        const old = [...this.list.children].filter(
            (item) => !item.querySelector('.chat-question button') && !item.matches('.unsent'),
        );
        for (const item of old.slice(0, surplus)) item.remove();
    }

    private item(message: Message): HTMLElement {
        const own = message.from === this.call.id;
        const question = message.question && this.call.question(message.question.transfer);
        return h(
            'li',
            { class: own ? 'own' : message.from === null ? 'question' : '', 'data-testid': 'message' },
            h(
                'div',
                { class: 'message-head' },
                h('strong', {}, own ? 'You' : senderName(message)),
                h('time', {}, clockTime(message.time)),
            ),
            h('p', {}, message.text),
            question?.open ? questionInChat(question, this.shown) : null,
        );
    }

    // ---- What this person sends ----

    private async send(): Promise<void> {
        const text = this.input.value.trim();
        if (text === '') return;
        const entry = this.outbox.add(text, this.call.messages.at(-1)?.id ?? 0);
        if (!entry) return toast('Too many messages wait already. Send or delete them first.', 'bad');
        this.input.value = '';
        await this.deliver(entry);
    }

    private async deliver(entry: Unsent): Promise<void> {
        const { call, outbox, watch } = this;
        const wait = watch.reachable ? SHOW_SENDING_AFTER : 0;
        const timer = setTimeout(() => this.showUnsent(entry), wait);
        this.options.changed();
        try {
            await call.chat(entry.text);
            outbox.remove(entry.key);
        } catch (error) {
            const uncertain = error instanceof BatonError && error.uncertain;
            outbox.fail(entry.key, uncertain, explain(error).title);
        }
        clearTimeout(timer);
        if (outbox.get(entry.key)) this.showUnsent(entry);
        else this.hideUnsent(entry);
        this.options.changed();
    }

    private restore({ id, draft, unsent }: { id: string; draft: string; unsent: Kept[] }): void {
        this.input.value = draft;
        for (const { text, after } of notArrived(unsent, this.call.messages, id)) {
            const entry = this.outbox.add(text, after, 'uncertain');
            if (entry) this.showUnsent(entry);
        }
    }

    private showUnsent(entry: Unsent): void {
        this.list.querySelector('.empty')?.remove();
        const known = this.unsent.get(entry.key);
        const item = known ?? h('li', { class: 'own unsent', 'data-testid': 'unsent' });
        const actions = [
            button('Send again', { kind: 'quiet', 'data-testid': 'unsent-retry', onclick: () => this.retry(entry) }),
            button('Delete', { kind: 'quiet', 'data-testid': 'unsent-delete', onclick: () => this.giveUp(entry) }),
        ];
        item.replaceChildren(
            h('p', {}, entry.text),
            h('small', {}),
            h('div', { class: 'row' }, ...(entry.fate === 'sending' ? [] : actions)),
        );
        this.unsent.set(entry.key, item);
        if (!known) this.list.append(item);
        this.markUnsent();
        this.list.scrollTop = this.list.scrollHeight;
    }

    private hideUnsent({ key }: Unsent): void {
        this.unsent.get(key)?.remove();
        this.unsent.delete(key);
    }

    /** Says below each message why it is not in the chat. */
    private markUnsent(): void {
        for (const [key, item] of this.unsent) {
            const entry = this.outbox.get(key);
            const mark = item.querySelector('small');
            const words = entry ? fateWords(entry, this.watch.reachable) : '';
            if (mark && mark.textContent !== words) mark.textContent = words;
            item.classList.toggle('lost', entry !== undefined && entry.fate !== 'sending');
        }
    }

    private retry(entry: Unsent): void {
        if (!this.outbox.retry(entry.key)) return;
        this.showUnsent(entry);
        this.input.focus();
        void this.deliver(entry);
    }

    private giveUp(entry: Unsent): void {
        this.outbox.remove(entry.key);
        this.hideUnsent(entry);
        this.input.focus();
        this.options.changed();
    }
}
