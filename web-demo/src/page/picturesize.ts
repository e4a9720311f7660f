// SPDX-License-Identifier: GPL-3.0-or-later
// How many lines a picture needs on the screen. Pure functions.

/** The place of a picture, in CSS pixels, and the proportions of the picture; 0: not known. */
export interface Place {
    width: number;
    height: number;
    aspect: number;
    /** Whether the picture fills the whole place, and so is cut off at two sides. */
    fills: boolean;
}

/** On a small screen, nobody sees more lines than a device pixel ratio of 2 gives. */
const MOST_RATIO = 2;
/** A picture that is this much smaller than its place still looks sharp. */
const ENLARGED = 1.25;
const USUAL_ASPECT = 16 / 9;

/** Returns the height to ask the server for; 0 if the picture cannot be seen. `ratio`: the device pixel ratio. */
export function linesFor({ width, height, aspect, fills }: Place, ratio: number): number {
    if (width <= 0 || height <= 0) return 0;
    const across = width / (aspect || USUAL_ASPECT);
    const lines = fills ? Math.max(height, across) : Math.min(height, across);
    return Math.round((lines * Math.min(ratio, MOST_RATIO)) / ENLARGED);
}
