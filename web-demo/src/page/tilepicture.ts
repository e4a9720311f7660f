// SPDX-License-Identifier: GPL-3.0-or-later
// Decides which picture a tile shows: that of a track, the last one, or none. Pure functions.

import type { Participant, RemoteSlot } from 'baton-client';

/** `last`: the picture that the tile has shown last stays, because no new one can come now. */
export type Picture = { show: 'track'; track: MediaStreamTrack } | { show: 'last' } | { show: 'none' };

const NONE: Picture = { show: 'none' };
const LAST: Picture = { show: 'last' };

export interface Sight {
    source: Participant['sources'][number] | undefined;
    /** The slot that shows the source. */
    slot: Pick<RemoteSlot, 'track'> | undefined;
    /** Whether the other person is away. */
    away: boolean;
    /** Whether the server sends no picture, because the line or a limit does not allow it. */
    paused: boolean;
    /** Whether this device's own connection is being repaired. */
    broken: boolean;
    /** Whether the tile shows a last picture already. */
    still: boolean;
}

export function pictureOf({ source, slot, away, paused, broken, still }: Sight): Picture {
    if (!source || source.muted) return NONE;
    if (away) return LAST;
    if (paused) return LAST;
    // A person who is back becomes live with the first picture.
    if (source.state !== 'live') return still ? LAST : NONE;
    if (slot?.track) return { show: 'track', track: slot.track };
    return slot || broken ? LAST : NONE;
}
