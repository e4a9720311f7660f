// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a code: out of what a camera saw, and out of the address that a phone's own scanner
// opened.

const KEY = 'baton';

/** Whether `text` looks like a code of Baton's: a link with a token behind it, or the bare form. */
export function isCode(text: string): boolean {
    const trimmed = text.trim();
    return /^https?:\/\/\S+#baton=[\w-]+$/.test(trimmed) || /^baton:\d+:[\w-]+$/.test(trimmed);
}

/** The address that a code of this page's leads to; a fragment and a query are not part of it. */
export function takeoverLink({ origin, pathname }: { origin: string; pathname: string }): string {
    return origin + pathname;
}

/**
 * The code in the page's own address, if there is one. It is taken out of the address and of the
 * history at once, so that nobody finds it there later.
 */
export function takeCodeFromAddress(
    location: { hash: string; origin: string; pathname: string; search: string },
    history: { replaceState(data: unknown, unused: string, url: string): void },
): string | null {
    if (!location.hash.startsWith(`#${KEY}=`)) return null;
    const code = takeoverLink(location) + location.hash;
    history.replaceState(null, '', location.pathname + location.search);
    return code;
}
