// SPDX-License-Identifier: GPL-3.0-or-later
// Remembers the chosen microphone, camera and loudspeaker for the next call. A browser may refuse to store anything.

import { readChoices, type Choice, type Choices, type DeviceKind } from './deviceplan';

const KEY = 'baton.devices';

export function recallChoices(): Choices {
    try {
        return readChoices(localStorage.getItem(KEY));
    } catch {
        return {};
    }
}

/** `choice` undefined: this kind follows the system again. */
export function rememberChoice(kind: DeviceKind, choice: Choice | undefined): void {
    const choices = recallChoices();
    if (choice) choices[kind] = choice;
    else delete choices[kind];
    try {
        localStorage.setItem(KEY, JSON.stringify(choices));
    } catch {
        return;
    }
}
