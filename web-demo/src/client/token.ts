// SPDX-License-Identifier: MIT
// The tokens that a Janus with `token_auth` demands: the one that a code carries, and the one in use.

const AUTH = /[#&]auth=(\d+)\.([\w-]+)\.([\w-]+)|:(\d+)\.([\w-]+)\.([\w-]+)$/;

/**
 * The signed token in a code, as Janus wants it; null if there is none. It lets in a device that
 * knows nothing else, and only to the call of this code.
 */
export function tokenOfCode(text: string): string | null {
    const found = AUTH.exec(text.trim());
    if (!found) return null;
    const [expiry, transfer, mac] = found.slice(1).filter(Boolean) as [string, string, string];
    const base64 = mac.replace(/-/g, '+').replace(/_/g, '/');
    const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, '=');
    return `${expiry},janus,janus.plugin.baton,transfer=${transfer}:${padded}`;
}

/**
 * What is given to janus.js in place of a text, since it keeps what it was given: the token of now,
 * or nothing at all, is what gets into each message.
 */
export class CurrentToken {
    constructor(public value: string | undefined) {}

    toJSON(): string | undefined {
        return this.value;
    }

    toString(): string {
        return this.value ?? '';
    }
}
