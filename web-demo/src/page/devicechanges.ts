// SPDX-License-Identifier: GPL-3.0-or-later
// Notices that somebody in the call is on another device, because that device has taken the place of one that was away.

import type { Call, DeviceChange } from 'baton-client';
import { named, personName } from './format';
import { describeDeviceChange } from './replacement';

/** Calls `say` with a text for each change from now on. Returns what ends this. */
export function watchDeviceChanges(call: Call, say: (text: string) => void): () => void {
    const known = new Map<string, DeviceChange | null>();
    const look = (tell: boolean) => {
        for (const { id, display, device_changed: change } of call.participants.values()) {
            const before = known.get(id);
            known.set(id, change);
            // Somebody whom this person meets only now has the mark on the tile.
            if (!tell || !change || before === undefined || sameChange(before, change)) continue;
            say(describeDeviceChange(change, display, (by) => nameIn(call, by)));
        }
    };
    look(false);
    return call.on('participants', () => look(true));
}

/** The name of a participant for the middle of a sentence; null: nobody with this id is in the room. */
export function nameIn(call: Call, id: string): string | null {
    if (id === call.id) return 'You';
    const participant = call.participants.get(id);
    return participant ? named(personName(participant.display)) : null;
}

function sameChange(one: DeviceChange | null, other: DeviceChange): boolean {
    return one?.how === other.how && one.by === other.by;
}
