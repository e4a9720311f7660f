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

    /** What the next request is answered with. */
    answer(reply: unknown): void {
        this.answers.push(reply);
    }

    async request(body: unknown): Promise<{ reply: unknown }> {
        this.said.push(body);
        return { reply: this.answers.shift() ?? {} };
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
