// SPDX-License-Identifier: MIT
// Properties of the kinds of source: audio or video, and whether it comes from a shared screen.

import type { SourceKind } from './wire.js';

/** Returns the medium of the tracks and m-lines of a kind. */
export function mediumOf(kind: SourceKind): 'audio' | 'video' {
    return kind === 'microphone' || kind === 'screen_sound' ? 'audio' : 'video';
}

/** Whether a kind comes from a shared screen, window or tab. */
export function isShared(kind: SourceKind): boolean {
    return kind === 'screen' || kind === 'screen_sound';
}
