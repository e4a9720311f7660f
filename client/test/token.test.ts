// SPDX-License-Identifier: MIT
// The token that a code carries for a Janus that demands tokens.

import { describe, expect, it } from 'vitest';
import { tokenOfCode } from '../src/token.js';

describe('the token in a code', () => {
    const token = 'A'.repeat(43);

    it('is read from a link and from a code without a link, and put into the form that Janus wants', () => {
        const expected = '1767225600,janus,janus.plugin.baton,transfer=T-_8:ab+/cd==';
        const link = `https://x/#baton=${token}&auth=1767225600.T-_8.ab-_cd`;
        expect(tokenOfCode(link)).toBe(expected);
        expect(tokenOfCode(`baton:1:${token}:1767225600.T-_8.ab-_cd`)).toBe(expected);
    });

    it('is null in other codes', () => {
        for (const text of [`https://x/#baton=${token}`, `baton:1:${token}`, 'WDJB-MJHT'])
            expect(tokenOfCode(text)).toBeNull();
    });
});
