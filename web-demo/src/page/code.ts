// SPDX-License-Identifier: GPL-3.0-or-later
// Recognises codes: in texts that a camera read, in typed letters, and in the address that a phone's camera app opened.

const KEY = 'baton';
const ASK = 'ask';

/** The letters of codes. There are no vowels, and no letters that look alike. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const SHORT = 8;
const BAR_CODE = new RegExp(`^BT[${LETTERS}]{12}$`);

/**
 * Removes characters that cannot be seen, the prefix of a bar-code scanner and the punctuation around a code, and gives
 * characters their usual width. The server accepts more variants; see plugin/code/codetext.h.
 */
function tidy(text: string): string {
    return text
        .normalize('NFKC')
        .replace(/\p{Cf}/gu, '')
        .replace(/^[\s"'(<[]*(\][A-Za-z][0-9A-Za-z])?/, '')
        .replace(/[\s"')>\].,;!?]+$/, '')
        .replace(/%23/, '#');
}

/** Whether `text`, read by a camera, looks like a code of Baton: a link, a code without a link, or a bar code. */
export function isCode(text: string): boolean {
    const trimmed = tidy(text);
    return (
        /^https?:\/\/\S+#baton=[\w-]+(&auth=[\w.-]+)?$/.test(trimmed) ||
        /^baton:\d+:[\w-]+(:[\w.-]+)?$/.test(trimmed) ||
        BAR_CODE.test(trimmed)
    );
}

/** Formats typed letters for the field: upper case, in groups of four. */
export function groupLetters(typed: string): string {
    const letters = tidy(typed).toUpperCase().replace(/[^A-Z0-9]/g, '');
    if (letters.startsWith('BT') && letters.length > SHORT) return letters.slice(0, 14);
    return letters.slice(0, SHORT).replace(/(.{4})(?=.)/g, '$1-');
}

/** Whether the text typed so far is a code, the beginning of a code, or neither. */
export function judgeLetters(typed: string): 'code' | 'part' | 'wrong' {
    const letters = tidy(typed).replace(/[^A-Za-z0-9]/g, '').toUpperCase();
    if ([...letters].some((letter) => !LETTERS.includes(letter))) return 'wrong';
    return letters.length === SHORT || BAR_CODE.test(letters) ? 'code' : 'part';
}

/** Returns the letters for a screen reader: one by one, with a pause between the groups. */
export function spellLetters(text: string): string {
    return text
        .split('-')
        .map((group) => [...group].join(' '))
        .join(', ');
}

/** Returns the address for the link in a code: the address of this page, without query and fragment. */
export function pageLink({ origin, pathname }: { origin: string; pathname: string }): string {
    return origin + pathname;
}

type Place = { hash: string; origin: string; pathname: string; search: string };
type Past = { replaceState(data: unknown, unused: string, url: string): void };

/**
 * Returns the link with the code in the page's own address, or null. Removes the code from the address and the history
 * at once, so that nobody finds it there later.
 */
export function takeCodeFromAddress(location: Place, history: Past): string | null {
    const { hash } = location;
    return take(location, history, KEY) === null ? null : pageLink(location) + hash;
}

/** Returns the ticket in the page's own address, to which an SMS led, or null. Removes the ticket in the same way. */
export function takeTicketFromAddress(location: Place, history: Past): string | null {
    return take(location, history, ASK);
}

function take(location: Place, history: Past, key: string): string | null {
    const start = `#${key}=`;
    if (!location.hash.startsWith(start)) return null;
    const value = location.hash.slice(start.length);
    history.replaceState(null, '', location.pathname + location.search);
    return value;
}
