// SPDX-License-Identifier: GPL-3.0-or-later
// Remembers whether the person wants to save data. Until they choose, the browser's own switch counts.

const KEY = 'baton.saveData';
/** The most that a call then receives, in bit/s with the sound, and the largest picture, in lines. */
export const SAVING_BITRATE = 300_000;
export const SAVING_LINES = 180;

const watchers = new Set<() => void>();
let chosen: boolean | undefined;

export function savesData(): boolean {
    chosen ??= recall();
    return chosen;
}

export function saveData(on: boolean): void {
    chosen = on;
    try {
        localStorage.setItem(KEY, on ? 'yes' : 'no');
    } catch {
        // The browser stores nothing: the choice is valid until the page is closed.
    }
    for (const run of [...watchers]) run();
}

/** Calls `run` after each change, until the returned function is called. */
export function onSaveData(run: () => void): () => void {
    watchers.add(run);
    return () => watchers.delete(run);
}

function recall(): boolean {
    const { connection } = navigator as Navigator & { connection?: { saveData?: boolean } };
    try {
        const stored = localStorage.getItem(KEY);
        if (stored !== null) return stored === 'yes';
    } catch {
        // The browser stores nothing.
    }
    return connection?.saveData ?? false;
}
