// SPDX-License-Identifier: MIT
// The requests that wait for a reply. Only the transaction id says which request a reply belongs to.

import { BatonError } from './errors.js';

interface Waiting<T> {
    settle(reply: T): void;
    fail(error: BatonError): void;
}

export interface StartOptions<T> {
    /** The name of the request, for the text of the error. */
    what: string;
    /** Milliseconds after which the request fails with `timed_out`. */
    timeout: number;
    /** Called with a reply that comes after the time-out. Without this function, such a reply is dropped. */
    late?: (reply: T) => void;
}

export class Transactions<T> {
    private readonly waiting = new Map<string, Waiting<T>>();
    private readonly late = new Map<string, (reply: T) => void>();
    private count = 0;

    /** Returns the transaction id to send, and a promise of the reply. */
    start({ what, timeout, late }: StartOptions<T>): { id: string; reply: Promise<T> } {
        const id = String(++this.count);
        const reply = new Promise<T>((resolve, reject) => {
            const expire = () => {
                this.waiting.delete(id);
                if (late) this.late.set(id, late);
                reject(
                    new BatonError('timed_out', `The server did not reply to ${what}`, { uncertain: true }),
                );
            };
            const timer = setTimeout(expire, timeout);
            const done = () => {
                clearTimeout(timer);
                this.waiting.delete(id);
            };
            this.waiting.set(id, {
                settle: (value) => (done(), resolve(value)),
                fail: (error) => (done(), reject(error)),
            });
        });
        return { id, reply };
    }

    settle(id: string, reply: T): void {
        const waiting = this.waiting.get(id);
        if (waiting) return waiting.settle(reply);
        const late = this.late.get(id);
        this.late.delete(id);
        late?.(reply);
    }

    failAll(error: BatonError): void {
        for (const waiting of [...this.waiting.values()]) waiting.fail(error);
        this.late.clear();
    }
}
