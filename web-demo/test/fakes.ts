// SPDX-License-Identifier: MIT
// A handle and a session without a server behind them.

import { vi } from 'vitest';
import { Emitter } from '../src/client/emitter';
import type { Handle, HandleEvents, Session } from '../src/client/session';
import type { Event } from '../src/client/types';

export class FakeHandle extends Emitter<HandleEvents> {
    readonly said: unknown[] = [];
    detached = false;
    peer = null;
    private readonly answers: unknown[] = [];
    private readonly offers: unknown[] = [];

    /** What the next request is answered with. */
    answer(reply: unknown): void {
        this.answers.push(reply);
    }

    async request(body: unknown): Promise<{ reply: unknown }> {
        this.said.push(body);
        return { reply: this.answers.shift() ?? {} };
    }

    /** The offer that another handle's scan brings here. */
    offer(reply: unknown): void {
        this.offers.push({ reply, jsep: { type: 'offer', sdp: 'theirs' } });
    }

    async offered(): Promise<unknown> {
        return this.offers.shift();
    }

    async createAnswer(): Promise<unknown> {
        return { type: 'answer', sdp: 'ours' };
    }

    say(event: Event): void {
        this.emit('event', event);
    }

    detach(): void {
        this.detached = true;
    }

    asHandle(): Handle {
        return this as unknown as Handle;
    }
}

export function fakeSession(handle: FakeHandle) {
    const session = { useToken: vi.fn(), attach: () => Promise.resolve(handle) };
    return session as unknown as Session & { useToken: typeof session.useToken };
}
