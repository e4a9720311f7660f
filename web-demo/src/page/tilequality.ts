// SPDX-License-Identifier: GPL-3.0-or-later
// The quality bars of a tile.

import { h, setAttribute } from './dom';
import { describeBars, describeFigures, type Bars } from './quality';
import type { Quality } from './qualitywatch';

export class TileQuality {
    readonly element = h(
        'span',
        { class: 'tile-quality', role: 'img', 'data-testid': 'tile-quality', hidden: true },
        ...[1, 2, 3].map(() => h('i')),
    );

    /** null: there is nothing to say, for example because the camera is off. */
    show(quality: Quality | null, saving: boolean): void {
        const { element } = this;
        element.hidden = quality === null;
        if (!quality) return;
        const words = describeBars(quality.bars, quality.limit, saving);
        setAttribute(element, 'data-bars', quality.bars);
        if (element.getAttribute('aria-label') !== words) setAttribute(element, 'aria-label', words);
        setAttribute(element, 'title', `${words} ${describeFigures(quality.figures)}`);
        const filled: Bars = quality.bars;
        [...element.children].forEach((bar, index) => bar.classList.toggle('full', index < filled));
    }
}
