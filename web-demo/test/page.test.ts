// SPDX-License-Identifier: GPL-3.0-or-later
// The page's pure functions: codes in addresses, the large picture, names and sizes.

import { describe, expect, it, vi } from 'vitest';
import type { Slot } from 'baton-client';
import {
    groupLetters,
    isCode,
    judgeLetters,
    spellLetters,
    takeCodeFromAddress,
    pageLink,
    takeTicketFromAddress,
} from '../src/page/code';
import {
    columnsFor,
    deviceName,
    initials,
    named,
    personName,
    renewAfter,
    roomId,
    secondsLeft,
    senderName,
} from '../src/page/format';
import { nextPause } from '../src/page/frames';
import { allowsKind, ALL_WAYS, full, stricter, USUAL } from '../src/page/policy';
import { big, enlargement } from '../src/page/stage';

const TOKEN = 'A'.repeat(43);

describe('a code', () => {
    it('is a link with a token, a code without a link, or a bar code', () => {
        expect(isCode(`https://call.example/x?y=1#baton=${TOKEN}`)).toBe(true);
        expect(isCode(` baton:1:${TOKEN}\n`)).toBe(true);
        expect(isCode(`https://call.example/#baton=${TOKEN}&auth=1.T.x-_`)).toBe(true);
        expect(isCode(`baton:1:${TOKEN}:1.T.x-_`)).toBe(true);
        expect(isCode('BTWDJBMJHTVXZQ')).toBe(true);
        expect(isCode(`\uFEFF https://call.example/%23baton=${TOKEN}.`)).toBe(true);
        expect(isCode(']C0BTWDJBMJHTVXZQ\r')).toBe(true);
        expect(isCode('BT0123456789')).toBe(false);
        expect(isCode('https://call.example/menu')).toBe(false);
        expect(isCode(`https://call.example/?baton=${TOKEN}`)).toBe(false);
    });

    it('is removed from the address and the history when it is read', () => {
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

    it('may be a ticket, which is removed from the address as well', () => {
        const replaceState = vi.fn();
        const location = { hash: '#ask=k3X', origin: 'https://a', pathname: '/', search: '' };
        expect(takeTicketFromAddress(location, { replaceState })).toBe('k3X');
        expect(takeCodeFromAddress(location, { replaceState })).toBeNull();
        expect(replaceState).toHaveBeenCalledWith(null, '', '/');
    });

    it('may be typed with any case, spaces and dashes', () => {
        expect(groupLetters('wdjbmj')).toBe('WDJB-MJ');
        expect(groupLetters(' wdjb – mjht x')).toBe('WDJB-MJHT');
        expect(groupLetters('wdjb')).toBe('WDJB');
        expect(groupLetters(']C0ＢＴWDJB\u200BMJHTVXZQ')).toBe('BTWDJBMJHTVXZQ');
        expect(judgeLetters('wdjb-mjht')).toBe('code');
        expect(judgeLetters('BT WDJB MJHT VXZQ')).toBe('code');
        expect(judgeLetters('wdj')).toBe('part');
        expect(judgeLetters('wda')).toBe('wrong');
        expect(spellLetters('WDJB-MJHT')).toBe('W D J B, M J H T');
    });

    it('is not found in other fragments', () => {
        const replaceState = vi.fn();
        const location = { hash: '#top', origin: 'https://a', pathname: '/', search: '' };
        expect(takeCodeFromAddress(location, { replaceState })).toBeNull();
        expect(replaceState).not.toHaveBeenCalled();
    });

    it('gets a link without query or fragment', () => {
        const here = new URL('https://call.example/baton/?room=a#x');
        expect(pageLink(here)).toBe('https://call.example/baton/');
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
        encoding: 0,
        encodings: 1,
        height: null,
        limited_by: null,
        ...more,
    });

    it('does not exist in a call without pins and screens', () => {
        expect(big([slot('3', 'a'), slot('4', null)])).toBeNull();
    });

    it('is a shared screen, unless somebody is pinned', () => {
        const screen = slot('4', 'b', { source_kind: 'screen' });
        expect(big([slot('3', 'a'), screen])).toMatchObject({ kind: 'screen', pinned: false });
        const pinned = slot('3', 'a', { pinned: true });
        expect(big([pinned, screen])).toMatchObject({ participant: 'of-a', pinned: true });
    });

    it('is pinned on the slot that it has', () => {
        expect(enlargement([slot('3', 'a'), slot('4', 'b')], 'b')).toEqual([
            { mid: '4', source: 'b' },
        ]);
    });

    it('is put on an empty slot, or on the last slot, if it has no slot', () => {
        expect(enlargement([slot('3', 'a'), slot('4', null)], 'z')).toEqual([
            { mid: '4', source: 'z' },
        ]);
        expect(enlargement([slot('3', 'a'), slot('4', 'b')], 'z')).toEqual([
            { mid: '4', source: 'z' },
        ]);
    });

    it('releases the earlier pin, and its own pin if it is chosen again', () => {
        const slots = [slot('3', 'a', { pinned: true }), slot('4', 'b')];
        expect(enlargement(slots, 'b')).toEqual([
            { mid: '3', auto: true },
            { mid: '4', source: 'b' },
        ]);
        expect(enlargement(slots, 'a')).toEqual([{ mid: '3', auto: true }]);
    });
});

describe('names and sizes', () => {
    it('shortens names of any script', () => {
        expect(initials('Anna Maria Berg')).toBe('AB');
        expect(initials('李')).toBe('李');
        expect(initials('  ')).toBe('?');
    });

    it('makes a room’s id of what is typed', () => {
        expect(roomId(' Daily stand-up! ')).toBe('Daily-stand-up');
        expect(roomId('My room! äöü')).toBe('My-room-aou');
        expect(roomId('Büro')).not.toBe(roomId('Bäro'));
        expect(roomId('Straße')).toBe('Strasse');
        expect(roomId('a--b-')).toBe('a--b-');
        expect(roomId('会/议')).toBe('');
    });

    it('names a device as its owner would', () => {
        const android =
            'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';
        const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 ' +
            'Version/17.5 Mobile/15E148 Safari/604.1';
        expect(deviceName(android)).toBe('Chrome on an Android phone');
        expect(deviceName(iphone)).toBe('Safari on an iPhone');
        expect(deviceName('')).toBe('A browser');
    });

    it('counts down to 0 and no further', () => {
        expect(secondsLeft(10_000, 9_001)).toBe(1);
        expect(secondsLeft(10_000, 20_000)).toBe(0);
    });

    it('replaces a code before it expires, also if its lifetime is short', () => {
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

describe('who has to agree', () => {
    it('may be more people than the room demands, but not fewer', () => {
        expect(stricter(USUAL).who).toEqual(['old', 'both_any', 'both_all']);
        expect(stricter(full({ who: 'remote_any' })).who).toEqual([
            'remote_any',
            'remote_all',
            'both_any',
            'both_all',
        ]);
        expect(stricter(full({ who: 'old', how: 'sms' })).how).toEqual(['sms']);
        expect(stricter(full({ who: 'old', form: 'yesno' })).form).toEqual(['number', 'yesno']);
    });

    it('can be chosen freely if the room asks nobody', () => {
        const { who, how, form } = stricter({ who: 'nobody', how: 'sms', form: 'number' });
        expect([who.length, how.length, form.length]).toEqual([6, 3, 2]);
    });

    it('does not offer what the room forbids', () => {
        const room = full({ who: 'nobody', form: 'yesno' });
        const { who, form } = stricter(room, { ...ALL_WAYS, nobody: false, yesno: false });
        expect(who).not.toContain('nobody');
        expect(form).toEqual(['number']);
        expect(allowsKind('short', { ...ALL_WAYS, short: false })).toBe(false);
        expect(allowsKind('code128', { ...ALL_WAYS, short: false })).toBe(true);
        expect(allowsKind('qr', { ...ALL_WAYS, short: false, code128: false })).toBe(true);
    });
});

describe('a name in a sentence', () => {
    it('show a person without a name as a guest, and only a message without a sender as a question', () => {
        expect(personName('')).toBe('Guest');
        expect(personName('Anna')).toBe('Anna');
        expect(senderName({ from: 'p1', display: '' })).toBe('Guest');
        expect(senderName({ from: 'p1', display: 'Anna' })).toBe('Anna');
        expect(senderName({ from: null, display: '' })).toBe('A question for you');
    });

    it('keeps the order of the other words if it is written from right to left', () => {
        expect(named('Anna')).toBe('Anna');
        expect(named('')).toBe('');
        for (const name of ['\u05d3\u05d5\u05d3', '\u0645\u062d\u0645\u062f', 'A \u05d3'])
            expect(named(name)).toBe(`\u2068${name}\u2069`);
    });
});

describe('a server that reads pictures', () => {
    it('gets fewer pictures while it is busy, and as many as before afterwards', () => {
        expect(nextPause(500, 'busy')).toBe(1000);
        expect(nextPause(4000, 'busy')).toBe(4000);
        expect(nextPause(4000, 'no_code')).toBe(500);
    });
});
