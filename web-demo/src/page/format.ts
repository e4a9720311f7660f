// SPDX-License-Identifier: GPL-3.0-or-later
// Small pure functions that make names, times and sizes fit for the screen.

/** Returns up to two letters, for a person without a picture. */
export function initials(name: string): string {
    const words = name.trim().split(/\s+/).filter(Boolean);
    const first = [...(words[0] ?? '?')][0] ?? '?';
    const last = words.length > 1 ? ([...(words[words.length - 1] ?? '')][0] ?? '') : '';
    return (first + last).toLocaleUpperCase();
}

const RIGHT_TO_LEFT =
    /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/**
 * Returns a name for the middle of a sentence. A name that is written from right to left must not change the order of
 * the other words.
 */
export function named(name: string): string {
    return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** Returns the name to show for a person, who may have joined without a name. */
export function personName(display: string): string {
    return display.trim() === '' ? 'Guest' : display;
}

/**
 * Returns the name above a chat message. Only a message without a sender is a question of Baton: a person without a
 * name must not look like one.
 */
export function senderName(message: { from: string | null; display: string }): string {
    return message.from === null ? 'A question for you' : personName(message.display);
}

/** Returns the beginning of a long text, with at most `most` characters. */
export function shorten(text: string, most: number): string {
    const characters = [...text];
    return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** Returns how many people are in the call, with this person, and how many of them are away. */
export function peopleCount(others: number, away: number): string {
    if (others === 0) return 'Only you';
    return `${others + 1} people${away === 0 ? '' : `, ${away} away`}`;
}

/** Returns who is away, in one sentence; empty if nobody is. */
export function whoIsAway(names: string[]): string {
    if (names.length > 2) return `${names.length} people are away`;
    if (names.length === 0) return '';
    return `${names.map(named).join(' and ')} ${names.length === 1 ? 'is' : 'are'} away`;
}

/** Returns a hue for a participant: the same each time, on every device. */
export function hueOf(id: string): number {
    let hash = 0;
    for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
    return hash % 360;
}

/** Returns a time in words, rounded up: "1 second", "45 seconds", "2 minutes". */
export function duration(milliseconds: number): string {
    const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
    const [count, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
    return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Returns the whole seconds that are left, at least 0. */
export function secondsLeft(until: number, now: number): number {
    return Math.max(0, Math.ceil((until - now) / 1000));
}

/** Returns the whole seconds that have passed, at least 0. */
export function secondsSince(since: number, now: number): number {
    return Math.max(0, Math.floor((now - since) / 1000));
}

/**
 * Returns the milliseconds after which to replace a code that is valid for `lifetime` milliseconds. This is a little
 * early, so that nobody scans an expired code.
 */
export function renewAfter(lifetime: number): number {
    return Math.max(1_000, lifetime - Math.min(5_000, lifetime / 4));
}

export function clockTime(time: number): string {
    return new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

const ROOM_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Letters that are not composed of a Latin letter and a mark. */
const LATIN: Record<string, string> = {
    ß: 'ss', ẞ: 'SS', æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'o', Ø: 'O', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', ł: 'l',
    Ł: 'L', þ: 'th', Þ: 'Th', ı: 'i',
};

/**
 * Makes a room's id from what somebody typed; empty if no character can be used. An id that is valid already stays as
 * it is, because the operator may have chosen it.
 */
export function roomId(typed: string): string {
    const name = typed.trim();
    if (ROOM_ID.test(name)) return name;
    return name
        .replace(/[^A-Za-z0-9]/g, (letter) => LATIN[letter] ?? letter)
        .normalize('NFKD')
        .replace(/\s+/g, '-')
        .replace(/[^A-Za-z0-9_-]/g, '')
        .replace(/-{2,}/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 64);
}

/** Returns the browser and its system, in words that a person recognises: "Firefox on Windows". */
export function deviceName(userAgent: string): string {
    const browsers: [RegExp, string][] = [
        [/Edg(e|A|iOS)?\//, 'Edge'],
        [/OPR\//, 'Opera'],
        [/SamsungBrowser\//, 'Samsung Internet'],
        [/Firefox\/|FxiOS\//, 'Firefox'],
        [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
        [/Safari\//, 'Safari'],
    ];
    const systems: [RegExp, string][] = [
        [/iPhone/, 'an iPhone'],
        [/iPad/, 'an iPad'],
        [/Android.*Mobile/, 'an Android phone'],
        [/Android/, 'an Android tablet'],
        [/CrOS/, 'a Chromebook'],
        [/Macintosh/, 'a Mac'],
        [/Windows/, 'Windows'],
        [/Linux/, 'Linux'],
    ];
    const find = (list: [RegExp, string][]) => list.find(([test]) => test.test(userAgent))?.[1];
    const browser = find(browsers) ?? 'A browser';
    const system = find(systems);
    return system ? `${browser} on ${system}` : browser;
}

/** Returns the number of columns that makes tiles of 16 by 9 largest in an area of `width` × `height`. */
export function columnsFor(count: number, width: number, height: number, gap = 8): number {
    let best = 1;
    let bestArea = 0;
    for (let columns = 1; columns <= Math.max(1, count); columns++) {
        const rows = Math.ceil(count / columns);
        const across = (width - gap * (columns - 1)) / columns;
        const down = (height - gap * (rows - 1)) / rows;
        const tile = Math.min(across, (down * 16) / 9);
        if (tile > bestArea) {
            bestArea = tile;
            best = columns;
        }
    }
    return best;
}

const COUNTS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Writes a small number as a word. */
export function countWord(count: number): string {
    return COUNTS[count] ?? String(count);
}
