// SPDX-License-Identifier: MIT
// The things that can be scanned: the text of a code, or pictures from which the server reads it.

import type { ScanImage, ScanRequest } from './wire.js';

/** One to four pictures of one attempt, with the same code in all of them. */
export type Scannable = string | { images: ScanImage[] };

export function scanFields(what: Scannable): Pick<ScanRequest, 'text' | 'images'> {
    return typeof what === 'string' ? { text: what } : { images: what.images };
}
