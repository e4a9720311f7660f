// SPDX-License-Identifier: MIT
// The content of a scan: the text of a code, or pictures from which the server reads the code.

import type { ScanImage, ScanRequest } from './wire.js';

/** The text of a code, or one to four pictures that all show the same code. */
export type Scannable = string | { images: ScanImage[] };

export function scanFields(what: Scannable): Pick<ScanRequest, 'text' | 'images'> {
    return typeof what === 'string' ? { text: what } : { images: what.images };
}
