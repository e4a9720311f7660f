// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a code: out of what a camera saw, of what somebody typed, and of the address that a phone's
// own scanner opened.

const KEY = 'baton';
const ASK = 'ask';

/** What letters there are in codes: no vowels, nothing that looks alike. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const SHORT = 8;
const BAR_CODE = new RegExp(`^BT[${LETTERS}]{12}$`);

/** Whether `text`, from a camera, looks like a code of Baton's: a link, the bare form, or a bar code. */
export function isCode(text: string): boolean {
    const trimmed = text.trim();
    return (
        /^https?:\/\/\S+#baton=[\w-]+(&auth=[\w.-]+)?$/.test(trimmed) ||
        /^baton:\d+:[\w-]+(:[\w.-]+)?$/.test(trimmed) ||
        BAR_CODE.test(trimmed)
    );
}

/** What is typed, as it is shown in the field: upper case, in groups of four. */
export function groupLetters(typed: string): string {
    const letters = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
    if (letters.startsWith('BT') && letters.length > SHORT) return letters.slice(0, 14);
    return letters.slice(0, SHORT).replace(/(.{4})(?=.)/g, '$1-');
}

/** What is typed so far: a code, part of one, or nothing that could become one. */
export function judgeLetters(typed: string): 'code' | 'part' | 'wrong' {
    const letters = typed.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
    if ([...letters].some((letter) => !LETTERS.includes(letter))) return 'wrong';
    return letters.length === SHORT || BAR_CODE.test(letters) ? 'code' : 'part';
}

/** For who hears the letters: one by one, with a pause between the groups. */
export function spellLetters(text: string): string {
    return text
        .split('-')
        .map((group) => [...group].join(' '))
        .join(', ');
}

/** The address that a code of this page's leads to; a fragment and a query are not part of it. */
export function pageLink({ origin, pathname }: { origin: string; pathname: string }): string {
    return origin + pathname;
}

type Place = { hash: string; origin: string; pathname: string; search: string };
type Past = { replaceState(data: unknown, unused: string, url: string): void };

/**
 * The code in the page's own address, if there is one. It is taken out of the address and of the
 * history at once, so that nobody finds it there later.
 */
export function takeCodeFromAddress(location: Place, history: Past): string | null {
    const { hash } = location;
    return take(location, history, KEY) === null ? null : pageLink(location) + hash;
}

/** The ticket of a question, in the address that an SMS led to; taken out of it as a code is. */
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
