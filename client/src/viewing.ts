// SPDX-License-Identifier: MIT
// The wishes of this device for its downlink: the sizes at which it shows the slots, a limit, and what to keep on a
// weak line. Merges changes into few requests. Another downlink gets all wishes again.

import type { LayoutRequest, Preferences } from './wire.js';

type Layout = Omit<LayoutRequest, 'request'>;

/** A window that changes its size changes many slots many times. */
const PAUSE = 200;

export class Viewing {
    private readonly heights = new Map<string, number>();
    private bitrate: number | undefined;
    private preferences: Preferences = {};
    /** The wishes that the server does not know yet: `slot` with a mid, `bitrate`, `prefer`. */
    private readonly news = new Set<string>();
    private timer: ReturnType<typeof setTimeout> | undefined;
    private sending = false;
    private stopped = false;

    /** @param send never fails */
    constructor(private readonly send: (layout: Layout) => Promise<void>) {}

    /** A slot that was hidden gets its picture at once. The rest waits a moment for further changes. */
    show(heights: ReadonlyMap<string, number>): void {
        let urgent = false;
        for (const [mid, height] of heights) {
            const before = this.heights.get(mid);
            if (before === height) continue;
            this.heights.set(mid, height);
            this.news.add(`slot ${mid}`);
            urgent ||= before === 0;
        }
        if (urgent) this.flush();
        else this.plan();
    }

    limit(bitrate: number): void {
        if (bitrate === (this.bitrate ?? 0)) return;
        this.bitrate = bitrate;
        this.news.add('bitrate');
        this.flush();
    }

    prefer(preferences: Preferences): void {
        this.preferences = { ...this.preferences, ...preferences };
        this.news.add('prefer');
        this.flush();
    }

    /** The server may have lost what it knew: tells everything again. */
    repeat(): void {
        for (const mid of this.heights.keys()) this.news.add(`slot ${mid}`);
        if (this.bitrate !== undefined) this.news.add('bitrate');
        if (Object.keys(this.preferences).length > 0) this.news.add('prefer');
        this.flush();
    }

    stop(): void {
        this.stopped = true;
        clearTimeout(this.timer);
    }

    private plan(): void {
        if (this.news.size === 0 || this.sending || this.stopped) return;
        this.timer ??= setTimeout(() => this.flush(), PAUSE);
    }

    private flush(): void {
        if (this.news.size === 0 || this.sending || this.stopped) return;
        clearTimeout(this.timer);
        this.timer = undefined;
        this.sending = true;
        void this.send(this.takeNews()).finally(() => {
            this.sending = false;
            this.plan();
        });
    }

    private takeNews(): Layout {
        const slots = [...this.heights]
            .filter(([mid]) => this.news.has(`slot ${mid}`))
            .map(([mid, height]) => ({ mid, height }));
        const layout: Layout = {
            ...(slots.length > 0 && { slots }),
            ...(this.news.has('bitrate') && { bitrate: this.bitrate ?? 0 }),
            ...(this.news.has('prefer') && { prefer: this.preferences }),
        };
        this.news.clear();
        return layout;
    }
}
