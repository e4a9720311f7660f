// SPDX-License-Identifier: GPL-3.0-or-later
// The chat beside a call.

import type { Call } from 'baton-client';
import type { Message } from 'baton-client';
import { Cleanup, h, type View } from './dom';
import { clockTime, senderName } from './format';
import { FrameQueue } from './framequeue';
import { icon } from './icons';
import { toast } from './parts';
import { questionInChat } from './question';
import { explain } from './words';

const LONGEST = 2000;

/** The messages that the list shows. Older ones are removed, except open questions. */
const MOST_MESSAGES = 500;

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
        maxlength: LONGEST,
        placeholder: 'Write to everyone',
        'aria-label': 'Message',
        onkeydown: (event: KeyboardEvent) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            void this.send();
        },
    });

    constructor(
        private readonly call: Call,
        close: () => void,
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
                        onclick: close,
                    },
                    icon('close'),
                ),
            ),
            this.list,
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
        this.cleanup.add(call.on('chat', (message) => this.arriving.add(message)));
        this.cleanup.add(() => this.arriving.clear());
        this.cleanup.add(call.on('phase', () => this.fill()));
    }

    dispose(): void {
        this.cleanup.run();
        this.shown.run();
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
    }

    private append(messages: Message[]): void {
        if (messages.length === 0) return;
        this.list.querySelector('.empty')?.remove();
        this.list.append(...messages.map((message) => this.item(message)));
        this.trim();
        this.list.scrollTop = this.list.scrollHeight;
    }

    /** Removes the oldest messages, but no question that waits for a response. */
    private trim(): void {
        const surplus = this.list.childElementCount - MOST_MESSAGES;
        if (surplus <= 0) return;
        const old = [...this.list.children].filter((item) => !item.querySelector('.chat-question button'));
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

    private async send(): Promise<void> {
        const text = this.input.value.trim();
        if (text === '') return;
        this.input.value = '';
        try {
            await this.call.chat(text);
        } catch (error) {
            this.input.value = text;
            toast(explain(error).title, 'bad');
        }
    }
}
