// SPDX-License-Identifier: GPL-3.0-or-later
// Decides to which call a page that was just loaded comes back, and with which devices. Pure functions.

import type { Resumable } from 'baton-client';
import { findChosen, listOf, type Choice, type DeviceKind } from './deviceplan';
import type { Wish } from './media';
import type { TabMemory } from './tabmemory';

export interface Returns {
    /** The call to come back to at once. */
    now: Resumable | null;
    /** Calls to which the person may want to come back. */
    offers: Resumable[];
}

/**
 * Only a call in the room of the page's address continues by itself, and only if its page was closed: otherwise this
 * tab may be a copy of the tab that has the call. `room`: null if the address names none.
 */
export function returnsTo(all: Resumable[], server: string, room: string | null): Returns {
    const here = all.filter((one) => one.server === server);
    const now = here.find((one) => one.closed && one.room === room) ?? null;
    return { now, offers: here.filter((one) => one !== now) };
}

type Listed = Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'groupId' | 'label'>;

/** Returns what to capture: what was in use. A device that was plugged out meanwhile is replaced by any other. */
export function wishAgain(memory: TabMemory | null, listed: readonly Listed[]): Wish {
    const find = (kind: 'microphone' | 'camera') => {
        const sent = memory?.[kind];
        if (!sent) return false;
        return findChosen(sent.device ?? undefined, listOf(kind, listed).devices)?.id ?? true;
    };
    return { microphone: find('microphone'), camera: find('camera') };
}

/** Returns the chosen devices for the rest of the call. A telephone may use another camera than the usual one. */
export function choicesAgain(
    usual: Partial<Record<DeviceKind, Choice>>,
    memory: TabMemory | null,
): Partial<Record<DeviceKind, Choice>> {
    const choices = { ...usual };
    for (const kind of ['microphone', 'camera'] as const) {
        const sent = memory?.[kind];
        if (sent?.device) choices[kind] = sent.device;
        else if (sent) delete choices[kind];
    }
    return choices;
}
