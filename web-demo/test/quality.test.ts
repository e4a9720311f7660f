// SPDX-License-Identifier: GPL-3.0-or-later
// How good a picture is, what the person reads about it, and how large a picture has to be.

import type { LimitedBy, Reception } from 'baton-client';
import { describe, expect, it } from 'vitest';
import { linesFor } from '../src/page/picturesize';
import {
    barsFor,
    describeBars,
    describeFigures,
    explainPause,
    explainSum,
    figuresBetween,
    isPaused,
    sumOf,
    type Figures,
} from '../src/page/quality';
import { Steady } from '../src/page/steady';

const figures = (change: Partial<Figures> = {}): Figures => ({ rate: 25, loss: 0, frozen: 0, height: 360, ...change });
const reception = (change: Partial<Reception> = {}): Reception =>
    ({ packets: 0, lost: 0, frames: 0, freezes: 0, frozen: 0, height: 360, ...change });
const slot = (encoding: number | null, limit: LimitedBy | null, source: string | null = 'x') =>
    ({ kind: 'video' as const, source, encoding, limited_by: limit });

describe('a value that is shown calmly', () => {
    const steady = () => new Steady(3, (from, to) => (to < from ? 2_000 : 4_000));

    it('changes only when the new value has lasted', () => {
        const shown = steady();
        expect([shown.take(1, 0), shown.take(1, 1_000), shown.take(1, 2_000)]).toEqual([3, 3, 1]);
        expect([shown.take(3, 3_000), shown.take(3, 6_000), shown.take(3, 7_000)]).toEqual([1, 1, 3]);
    });

    it('does not follow a value that goes back and forth', () => {
        const shown = steady();
        for (let now = 0; now < 20_000; now += 1_000) expect(shown.take(now % 2_000 ? 3 : 1, now)).toBe(3);
    });
});

describe('the figures of a picture', () => {
    it('come from two measurements', () => {
        const before = reception({ packets: 100, lost: 5, frames: 50, frozen: 1 });
        const after = reception({ packets: 190, lost: 15, frames: 80, frozen: 1.5 });
        expect(figuresBetween(before, after, 2)).toEqual({ rate: 15, loss: 0.1, frozen: 0.25, height: 360 });
    });

    it('begin again with another track', () => {
        const before = reception({ packets: 1_000, lost: 50, frames: 500 });
        expect(figuresBetween(before, reception({ packets: 10, frames: 5 }), 1)).toMatchObject({ rate: 5, loss: 0 });
    });
});

describe('the bars of a picture', () => {
    it('are full if it moves and nothing limits it but its size', () => {
        expect(barsFor('camera', null, figures())).toBe(3);
        expect(barsFor('camera', 'size', figures({ rate: 10 }))).toBe(3);
    });

    it('are fewer for lost packets, a picture that stands still, and few pictures', () => {
        for (const change of [{ loss: 0.05 }, { frozen: 0.1 }, { rate: 6 }])
            expect(barsFor('camera', null, figures(change))).toBe(2);
        for (const change of [{ loss: 0.2 }, { frozen: 0.5 }, { rate: 2 }])
            expect(barsFor('camera', null, figures(change))).toBe(1);
    });

    it('are fewer if the line or the sender is the limit', () => {
        expect(barsFor('camera', 'line', figures())).toBe(2);
        expect(barsFor('camera', 'sender', figures())).toBe(2);
    });

    it('do not count the pictures of a screen that does not change', () => {
        expect(barsFor('screen', null, figures({ rate: 0 }))).toBe(3);
    });

    it('are put into words, with the reason', () => {
        expect(describeBars(3, 'size', false)).toBe('Picture quality: good.');
        expect(describeBars(2, 'line', false)).toBe('Picture quality: fair. Your connection carries no more.');
        expect(describeBars(0, 'ceiling', true)).toBe('Picture quality: paused. You save data.');
        const told = describeFigures(figures({ rate: 14.6, loss: 0.021 }));
        expect(told).toBe('360 lines, 15 pictures per second, 2 % lost');
    });
});

describe('a picture that does not come', () => {
    it('is paused if the line or a limit is the reason, not if it is hidden or not sent', () => {
        const paused = (limit: LimitedBy | null) => isPaused(slot(null, limit));
        expect([paused('line'), paused('ceiling')]).toEqual([true, true]);
        expect([paused('hidden'), paused('sender'), paused(null), isPaused(slot(0, 'line'))]).toEqual(
            [false, false, false, false]);
    });

    it('says why', () => {
        expect(explainPause('line', true)).toBe('Picture paused: your connection');
        expect(explainPause('ceiling', true)).toBe('Picture paused: you save data');
        expect(explainPause('ceiling', false)).toBe('Picture paused: limit of this room');
    });
});

describe('what the connection carries', () => {
    const words = (...slots: Parameters<typeof sumOf>[0]) => explainSum(sumOf(slots), false);

    it('is not said while every picture comes', () => {
        expect(words(slot(2, null), slot(0, 'line'), slot(null, 'hidden'), slot(null, null, null))).toBe('');
    });

    it('is said in words if pictures are paused', () => {
        const paused = slot(null, 'line');
        expect(words(paused)).toBe('Your connection carries only sound');
        expect(words(slot(0, 'line'), paused)).toBe('Your connection carries sound and one picture');
        expect(words(slot(0, 'line'), slot(1, null), paused)).toBe('Your connection carries sound and two pictures');
    });

    it('names the limit if that is the only reason', () => {
        const sum = sumOf([slot(0, 'ceiling'), slot(null, 'ceiling')]);
        expect(explainSum(sum, true)).toBe('To save data, you get sound and one picture');
        expect(explainSum(sum, false)).toBe('The limit of this room allows sound and one picture');
        expect(words(slot(null, 'ceiling'), slot(null, 'line'))).toBe('Your connection carries only sound');
    });
});

describe('the lines that a picture needs', () => {
    const place = { width: 320, height: 180, aspect: 16 / 9, fills: true };

    it('are those of its place, a little less because nobody sees the difference', () => {
        expect(linesFor(place, 1)).toBe(144);
        expect(linesFor(place, 2)).toBe(288);
        expect(linesFor(place, 3)).toBe(288);
    });

    it('are more if its sides are cut off, and fewer if it leaves a border', () => {
        expect(linesFor({ ...place, width: 640 }, 1.25)).toBe(360);
        expect(linesFor({ ...place, width: 160, fills: false }, 1.25)).toBe(90);
    });

    it('are none if it cannot be seen', () => {
        expect(linesFor({ ...place, height: 0 }, 1)).toBe(0);
    });
});
