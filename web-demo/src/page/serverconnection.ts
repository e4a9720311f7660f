// SPDX-License-Identifier: GPL-3.0-or-later
// A connection to the server. It is opened when it is first needed, shared, and opened again after it was lost.

import type { BatonClient } from 'baton-client';

/** `code`: the scanned code, if it may contain the token that the server demands. */
export type Connect = (code?: string) => Promise<BatonClient>;

export class ServerConnection {
    private opening: Promise<BatonClient> | undefined;
    private closed = false;

    /** @param changed called when the client begins to repair the connection (true), and when it is back (false) */
    constructor(
        private readonly connect: Connect,
        private readonly changed: (broken: boolean) => void = () => undefined,
    ) {}

    /** Returns the open connection, or opens one. */
    open(code?: string): Promise<BatonClient> {
        if (this.opening) return this.opening;
        const opening = this.connect(code);
        this.opening = opening;
        const forget = () => {
            if (this.opening === opening) this.opening = undefined;
        };
        opening.then((client) => {
            if (this.closed) client.close();
            client.on('lost', forget);
            client.on('state', (state) => {
                if (this.opening === opening) this.changed(state === 'reconnecting');
            });
        }, forget);
        return opening;
    }

    /** Closes the connection. `open` opens a new one. */
    disconnect(): void {
        void this.opening?.then(
            (client) => client.close(),
            () => undefined,
        );
        this.opening = undefined;
    }

    /** Closes the connection for good. */
    close(): void {
        this.closed = true;
        this.disconnect();
    }

    /** Gives the connection to the caller, who has to close it. */
    release(): Promise<BatonClient> | undefined {
        const { opening } = this;
        this.opening = undefined;
        return opening;
    }
}
