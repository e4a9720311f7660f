// SPDX-License-Identifier: MIT
// The token that requests carry if Janus demands tokens. All sessions of a client share it.

import { isOfCode } from './token.js';

export class JanusToken {
    /** The token that the server has given to the device in the call; it takes the place of the own token. */
    private given: string | undefined;

    /** @param own the token that the client brought along */
    constructor(private readonly own: string | undefined) {}

    get current(): string | undefined {
        return this.given ?? this.own;
    }

    /** From now on requests carry this token. */
    use(token: string): void {
        this.given = token;
    }

    /** The call is over, and the server revokes its token. The token of a code has expired, so it is not used again. */
    useOwn(): void {
        if (this.own !== undefined && !isOfCode(this.own)) this.given = undefined;
    }
}
