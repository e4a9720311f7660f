// SPDX-License-Identifier: GPL-3.0-or-later
// Moves between Firefox and Chromium, in all pairs, there and back: the others must not notice. Each is measured in a
// receiver with Chromium and in a receiver with Firefox, with the limits of tests/browser/continuity.mjs.
import { carries, CODECS, moved, TIMEOUT } from '../browser/continuity.mjs';

/** The browser of the old device and of the new one. */
const PAIRS = [['chromium', 'firefox'], ['firefox', 'chromium'], ['firefox', 'firefox']];
const TITLES = { chromium: 'Chromium', firefox: 'Firefox' };

export default function moves(test) {
    for (const [from, to] of PAIRS) {
        test(`a move from ${TITLES[from]} to ${TITLES[to]} and back goes unnoticed`, (context) => moved(context, {
            kinds: { anna: from, phone: to, ben: 'chromium' },
            watch: { camera: false, microphone: false },
            others: [{ name: 'Dora', device: 'dora', kind: 'firefox' }],
        }), { timeout: TIMEOUT });
    }    // Firefox would have to download H.264.
    for (const [videocodec, name, type] of CODECS.filter(([codec]) => codec !== 'h264')) {
        const options = {
            fields: { videocodec },
            kinds: { anna: 'chromium', phone: 'firefox', ben: 'chromium' },
            watch: { camera: false, microphone: false },
            check: ({ ben }) => carries(ben, type),
        };
        test(`a move from Chromium to Firefox and back in a room of ${name} goes unnoticed`,
            (context) => moved(context, options), { timeout: TIMEOUT });
    }
}
