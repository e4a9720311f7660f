// SPDX-License-Identifier: GPL-3.0-or-later
// The connection of a page that needs one only now and then: made when first asked for, shared, and made
// anew once it was lost.

import type { BatonClient } from 'baton-client';

/** `code`: what was scanned, if that may hold the token that the server demands. */
export type Connect = (code?: string) => Promise<BatonClient>;

export class Line {
    private opening: Promise<BatonClient> | undefined;
    private closed = false;

    constructor(private readonly connect: Connect) {}

    /** The connection that there is, or a new one. */
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
        }, forget);
        return opening;
    }

    hangUp(): void {
        void this.opening?.then(
            (client) => client.close(),
            () => undefined,
        );
        this.opening = undefined;
    }

    /** Hangs up for good. */
    close(): void {
        this.closed = true;
        this.hangUp();
    }

    /** The connection is somebody else's from here on. */
    release(): Promise<BatonClient> | undefined {
        const { opening } = this;
        this.opening = undefined;
        return opening;
    }
}
