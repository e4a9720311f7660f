// SPDX-License-Identifier: GPL-3.0-or-later
// The page that is shown after a reload, until this person is back in the call.

import { BatonClient, BatonError, type Call, type Resumable } from 'baton-client';
import { h, type View } from './dom';
import { isReplaced } from './ending';
import { button } from './parts';

export interface ComebackOptions {
    to: Resumable;
    connect(): Promise<BatonClient>;
    back(call: Call, client: BatonClient): void;
    /** `secret`: with it this device can ask for the call, or object, if another device has it; null: none has. */
    failed(error: unknown, secret: string | null): void;
    /** The person wants to leave the call instead. The client goes on for a while, until the server knows it. */
    left(): void;
}

/** The server may be starting at this moment, or the network may not be there yet. */
const AGAIN_AFTER = 1_000;

export function comeback(options: ComebackOptions): View {
    return new Comeback(options);
}

class Comeback implements View {
    readonly element: HTMLElement;
    private readonly problem = h('p', { class: 'muted-text', role: 'status', 'data-testid': 'comeback-problem' });
    /** The person has left instead. */
    private left = false;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private tryNow: () => void = () => undefined;

    constructor(private readonly options: ComebackOptions) {
        this.element = h(
            'main',
            { class: 'message-page', 'data-testid': 'comeback' },
            h('h1', { tabindex: -1, class: 'waiting' }, 'Coming back to the call …'),
            h('p', {}, 'Microphone and camera will be as they were before.'),
            this.problem,
            button('Leave the call', { 'data-testid': 'comeback-leave', onclick: () => this.leave() }),
        );
        window.addEventListener('online', this.wake);
        void this.run();
    }

    dispose(): void {
        window.removeEventListener('online', this.wake);
    }

    private readonly wake = () => this.tryNow();

    private async run(): Promise<void> {
        const { options } = this;
        let client: BatonClient | undefined;
        let secret: string | null = null;
        try {
            client = await this.connect();
            if (this.left) return client.close();
            secret = client.resumeSecret(options.to);
            const call = await client.resume(options.to.room, options.to.id);
            if (!this.left) return options.back(call, client);
            await call.leave();
            client.close();
        } catch (error) {
            client?.close();
            if (!this.left) options.failed(error, isReplaced(error) ? secret : null);
        }
    }

    /** Tries until there is a connection. */
    private async connect(): Promise<BatonClient> {
        for (;;) {
            try {
                return await this.options.connect();
            } catch (error) {
                const later = error instanceof BatonError && error.name === 'unreachable';
                if (!later || this.left) throw error;
                this.problem.textContent = 'The server cannot be reached. Trying again …';
                await this.pause();
            }
        }
    }

    private pause(): Promise<void> {
        return new Promise<void>((resolve) => {
            this.tryNow = resolve;
            this.timer = setTimeout(resolve, AGAIN_AFTER);
        }).then(() => clearTimeout(this.timer));
    }

    private leave(): void {
        this.left = true;
        void BatonClient.leave(this.options.to).catch(() => undefined);
        this.options.left();
    }
}
