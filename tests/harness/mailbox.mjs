// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the messages that have come and that no test has taken yet, and the tests that wait for a message.
import { WAIT } from './timeouts.mjs';

export class Mailbox {
    /** The messages that were not taken yet, the oldest first. */
    unread = [];
    waiting = [];

    put(message) {
        const taker = this.waiting.findIndex(({ wants }) => wants(message));
        if (taker < 0)
            this.unread.push(message);
        else
            this.waiting.splice(taker, 1)[0].take(message);
    }

    /** Resolves with the oldest message that `wants` accepts, or the next one. `explain`: the text of a time-out. */
    next(wants, explain, timeout = WAIT) {
        const found = this.unread.findIndex(wants);
        if (found >= 0)
            return Promise.resolve(this.unread.splice(found, 1)[0]);
        return new Promise((resolve, reject) => {
            const entry = { wants, take: (message) => { clearTimeout(timer); resolve(message); } };
            const timer = setTimeout(() => {
                this.waiting.splice(this.waiting.indexOf(entry), 1);
                reject(new Error(explain(timeout)));
            }, timeout);
            this.waiting.push(entry);
        });
    }
}
