// SPDX-License-Identifier: GPL-3.0-or-later
// The page's pure parts: codes in addresses, the large picture, names and shapes.

import { describe, expect, it, vi } from 'vitest';
import type { Slot } from '../src/client/types';
import { isCode, takeCodeFromAddress, takeoverLink } from '../src/page/code';
import {
    columnsFor,
    deviceName,
    initials,
    renewAfter,
    roomId,
    secondsLeft,
} from '../src/page/format';
import { big, enlargement } from '../src/page/stage';

const TOKEN = 'A'.repeat(43);

describe('a code', () => {
    it('is a link with a token behind it, or the bare form', () => {
        expect(isCode(`https://call.example/x?y=1#baton=${TOKEN}`)).toBe(true);
        expect(isCode(` baton:1:${TOKEN}\n`)).toBe(true);
        expect(isCode('https://call.example/menu')).toBe(false);
        expect(isCode(`https://call.example/?baton=${TOKEN}`)).toBe(false);
    });

    it('leaves the address and the history as it is taken', () => {
        const replaceState = vi.fn();
        const location = {
            hash: `#baton=${TOKEN}`,
            origin: 'https://call.example',
            pathname: '/',
            search: '?room=a',
        };
        expect(takeCodeFromAddress(location, { replaceState })).toBe(
            `https://call.example/#baton=${TOKEN}`,
        );
        expect(replaceState).toHaveBeenCalledWith(null, '', '/?room=a');
    });

    it('is not seen in other fragments', () => {
        const replaceState = vi.fn();
        const location = { hash: '#top', origin: 'https://a', pathname: '/', search: '' };
        expect(takeCodeFromAddress(location, { replaceState })).toBeNull();
        expect(replaceState).not.toHaveBeenCalled();
    });

    it('gets a link without query or fragment', () => {
        const here = new URL('https://call.example/baton/?room=a#x');
        expect(takeoverLink(here)).toBe('https://call.example/baton/');
    });
});

describe('the large picture', () => {
    const slot = (mid: string, source: string | null, more: Partial<Slot> = {}): Slot => ({
        mid,
        kind: 'video',
        source,
        participant: source && `of-${source}`,
        source_kind: source ? 'camera' : null,
        pinned: false,
        ...more,
    });

    it('is nobody’s in a plain call', () => {
        expect(big([slot('3', 'a'), slot('4', null)])).toBeNull();
    });

    it('is a shared screen, unless somebody is pinned', () => {
        const screen = slot('4', 'b', { source_kind: 'screen' });
        expect(big([slot('3', 'a'), screen])).toMatchObject({ kind: 'screen', pinned: false });
        const pinned = slot('3', 'a', { pinned: true });
        expect(big([pinned, screen])).toMatchObject({ participant: 'of-a', pinned: true });
    });

    it('is pinned where it is', () => {
        expect(enlargement([slot('3', 'a'), slot('4', 'b')], 'b')).toEqual([
            { mid: '4', source: 'b' },
        ]);
    });

    it('takes an empty slot, or the last, if it has none', () => {
        expect(enlargement([slot('3', 'a'), slot('4', null)], 'z')).toEqual([
            { mid: '4', source: 'z' },
        ]);
        expect(enlargement([slot('3', 'a'), slot('4', 'b')], 'z')).toEqual([
            { mid: '4', source: 'z' },
        ]);
    });

    it('lets the pin before go, and its own if asked again', () => {
        const slots = [slot('3', 'a', { pinned: true }), slot('4', 'b')];
        expect(enlargement(slots, 'b')).toEqual([
            { mid: '3', auto: true },
            { mid: '4', source: 'b' },
        ]);
        expect(enlargement(slots, 'a')).toEqual([{ mid: '3', auto: true }]);
    });
});

describe('names and shapes', () => {
    it('shortens names of any script', () => {
        expect(initials('Anna Maria Berg')).toBe('AB');
        expect(initials('李')).toBe('李');
        expect(initials('  ')).toBe('?');
    });

    it('makes a room’s id of what is typed', () => {
        expect(roomId(' Daily stand-up! ')).toBe('Daily-stand-up');
        expect(roomId('ä/ö')).toBe('');
    });

    it('calls a device what its owner would', () => {
        const android =
            'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';
        const iphone =
            'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Mobile/15E148 Safari/604.1';
        expect(deviceName(android)).toBe('Chrome on an Android phone');
        expect(deviceName(iphone)).toBe('Safari on an iPhone');
        expect(deviceName('')).toBe('A browser');
    });

    it('counts down to nought and no further', () => {
        expect(secondsLeft(10_000, 9_001)).toBe(1);
        expect(secondsLeft(10_000, 20_000)).toBe(0);
    });

    it('replaces a code before it expires, however short its life', () => {
        expect(renewAfter(60_000)).toBe(55_000);
        expect(renewAfter(8_000)).toBe(6_000);
        expect(renewAfter(0)).toBe(1_000);
    });

    it('puts tiles side by side on a desk and below each other on a phone', () => {
        expect(columnsFor(2, 1400, 700)).toBe(2);
        expect(columnsFor(2, 380, 700)).toBe(1);
        expect(columnsFor(4, 1400, 800)).toBe(2);
    });
});
