// SPDX-License-Identifier: GPL-3.0-or-later
// A flood of values is shown at most once per animation frame, and only the newest ones.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FrameQueue } from '../src/page/framequeue';

let frames: (() => void)[] = [];

beforeEach(() => {
    frames = [];
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
    vi.stubGlobal('cancelAnimationFrame', (id: number) => (frames[id - 1] = () => undefined));
});

afterEach(() => vi.unstubAllGlobals());

it('shows all values that came before a frame at once', () => {
    const show = vi.fn();
    const queue = new FrameQueue<number>(10, show);
    queue.add(1);
    queue.add(2);
    expect(show).not.toHaveBeenCalled();
    frames.forEach((run) => run());
    expect(show.mock.calls).toEqual([[[1, 2]]]);
});

it('pushes out the oldest values, but none that must be kept', () => {
    const show = vi.fn();
    const queue = new FrameQueue<number>(2, show, (value) => value === 1);
    for (const value of [1, 2, 3, 4]) queue.add(value);
    frames.forEach((run) => run());
    expect(show.mock.calls).toEqual([[[1, 4]]]);
});

it('shows nothing after it was cleared, and then starts again', () => {
    const show = vi.fn();
    const queue = new FrameQueue<number>(2, show);
    queue.add(1);
    queue.clear();
    queue.add(2);
    frames.forEach((run) => run());
    expect(show.mock.calls).toEqual([[[2]]]);
});
