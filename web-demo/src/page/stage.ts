// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which picture is shown large, and which layout to ask the server for. Both depend on the slots only.

import type { Slot, SlotChoice } from 'baton-client';

export interface Enlarge {
    participant: string;
    kind: 'camera' | 'screen';
    /** Whether this person chose the picture. If not, it is large because it is a shared screen. */
    pinned: boolean;
}

/** Returns the large picture: a pinned picture, else a shared screen, else none. */
export function big(slots: Slot[]): Enlarge | null {
    const filled = slots.filter((slot) => slot.kind === 'video' && slot.participant !== null);
    const slot =
        filled.find((one) => one.pinned) ?? filled.find((one) => one.source_kind === 'screen');
    const kind = slot?.source_kind;
    if (!slot?.participant || (kind !== 'camera' && kind !== 'screen')) return null;
    return { participant: slot.participant, kind, pinned: slot.pinned };
}

/** Returns the change of layout that makes `source` large or, if `source` is pinned already, that unpins it. */
export function enlargement(slots: Slot[], source: string): SlotChoice[] {
    const videos = slots.filter((slot) => slot.kind === 'video');
    const pinned = videos.filter((slot) => slot.pinned);
    const letGo = pinned.map((slot): SlotChoice => ({ mid: slot.mid, auto: true }));
    if (pinned.some((slot) => slot.source === source)) return letGo;
    const place =
        videos.find((slot) => slot.source === source) ??
        videos.find((slot) => slot.source === null) ??
        videos[videos.length - 1];
    if (!place) return [];
    return [...letGo.filter((choice) => choice.mid !== place.mid), { mid: place.mid, source }];
}
