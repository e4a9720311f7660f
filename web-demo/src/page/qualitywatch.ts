// SPDX-License-Identifier: GPL-3.0-or-later
// Watches the pictures that come: how good each one is, and how many of them the line carries. The page shows a change
// only when it lasts.

import type { Call, LimitedBy, Reception, RemoteSlot } from 'baton-client';
import { Cleanup } from './dom';
import { barsFor, explainSum, figuresBetween, isPaused, sumOf, type Bars, type Figures } from './quality';
import { savesData } from './savedata';
import { Steady } from './steady';

export interface Quality {
    bars: Bars;
    limit: LimitedBy | null;
    figures: Figures;
}

const PERIOD = 1_000;
/** A picture that gets worse is shown earlier than one that gets better. */
const WORSE_AFTER = 2_000;
const BETTER_AFTER = 4_000;
const PAUSED_AFTER = 1_000;
const WORDS_AFTER = 3_000;

interface Slot {
    source: string | null;
    reception: Reception | undefined;
    bars: Steady<Bars>;
    paused: Steady<boolean>;
    quality: Quality | null;
}

export class QualityWatch {
    private readonly cleanup = new Cleanup();
    private readonly slots = new Map<string, Slot>();
    private readonly watchers = new Set<() => void>();
    private readonly words = new Steady('', () => WORDS_AFTER);
    private measured = 0;

    constructor(private readonly call: Call) {
        this.cleanup.every(PERIOD, () => void this.measure());
    }

    dispose(): void {
        this.cleanup.run();
        this.watchers.clear();
    }

    /** Calls `run` after each measurement. */
    onChange(run: () => void): void {
        this.watchers.add(run);
    }

    /** Returns how good the picture on a slot is; null: not known yet. */
    of({ mid, source }: RemoteSlot): Quality | null {
        const slot = this.slots.get(mid);
        return slot?.source === source ? slot.quality : null;
    }

    /** Whether the picture of a slot has been paused for a while. */
    isPaused({ mid, source }: RemoteSlot): boolean {
        const slot = this.slots.get(mid);
        return slot?.source === source && slot.paused.value;
    }

    /** The words about the line for the person; empty: there is nothing to say. */
    get line(): string {
        return this.words.value;
    }

    private async measure(): Promise<void> {
        const receptions = await this.call.reception().catch(() => new Map<string, Reception>());
        const now = Date.now();
        const seconds = (now - this.measured) / 1_000;
        this.measured = now;
        // A page in the background gets no pictures, and its timers are slow.
        const seen = document.visibilityState === 'visible' && seconds < 3 && this.call.state === 'connected';
        const videos = this.call.slots.filter(({ kind }) => kind === 'video');
        for (const slot of videos) this.judge(slot, receptions.get(slot.mid), seen ? seconds : null, now);
        if (seen) this.words.take(explainSum(sumOf(videos), savesData()), now);
        for (const run of [...this.watchers]) run();
    }

    /** `seconds`: since the measurement before; null: the figures say nothing now. */
    private judge(slot: RemoteSlot, reception: Reception | undefined, seconds: number | null, now: number): void {
        const { mid, source, source_kind: kind, limited_by: limit } = slot;
        let known = this.slots.get(mid);
        if (known?.source !== source) this.slots.set(mid, (known = newSlot(source)));
        const before = known.reception;
        known.reception = reception;
        if (!reception || !before || seconds === null || limit === 'hidden' || source === null) return;
        const paused = known.paused.take(isPaused(slot), now);
        const figures = figuresBetween(before, reception, seconds);
        const bars = barsFor(kind === 'screen' ? 'screen' : 'camera', limit, figures);
        const shown = paused ? 0 : known.bars.take(bars, now);
        known.quality = { bars: shown, limit, figures };
    }
}

function newSlot(source: string | null): Slot {
    return {
        source,
        reception: undefined,
        bars: new Steady<Bars>(3, (from, to) => (to < from ? WORSE_AFTER : BETTER_AFTER)),
        paused: new Steady(false, (_, to) => (to ? PAUSED_AFTER : 0)),
        quality: null,
    };
}
