// SPDX-License-Identifier: MIT
// A code can carry a token for a Janus with `token_auth`. This file reads it.

const AUTH = /[#&]auth=(\d+)\.([\w-]+)\.([\w-]+)|:(\d+)\.([\w-]+)\.([\w-]+)$/;

/** Whether a signed token comes from a code. */
export function isOfCode(token: string): boolean {
    return token.includes(',transfer=');
}

/**
 * The signed token in a code, in the form that Janus wants; null if there is none. It allows a device that has no other
 * token to take over the call of this code, and nothing else.
 */
export function tokenOfCode(text: string): string | null {
    const found = AUTH.exec(text.trim());
    if (!found) return null;
    const [expiry, transfer, mac] = found.slice(1).filter(Boolean) as [string, string, string];
    const base64 = mac.replace(/-/g, '+').replace(/_/g, '/');
    const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, '=');
    return `${expiry},janus,janus.plugin.baton,transfer=${transfer}:${padded}`;
}
