// SPDX-License-Identifier: MIT
// What can be scanned: the text of a code, or pictures for the server to read it from.

import type { ScanImage, ScanRequest } from './types';

/** One to four pictures: of one attempt, the same code in all of them. */
export type Scannable = string | { images: ScanImage[] };

export function scanFields(what: Scannable): Pick<ScanRequest, 'text' | 'images'> {
    return typeof what === 'string' ? { text: what } : { images: what.images };
}
