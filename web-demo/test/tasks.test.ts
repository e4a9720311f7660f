// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks run one after the other, also after one that failed, and none begins after the end.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tasks } from '../src/page/tasks';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('tasks', () => {
    it('do not overlap, and a failed one does not stop the next', async () => {
        const tasks = new Tasks();
        const done: string[] = [];
        let finish: () => void = () => undefined;
        const first = tasks.run(() => new Promise<void>((_, reject) => (finish = () => reject(new Error('no')))));
        tasks.start(async () => done.push('second'));
        await vi.advanceTimersByTimeAsync(1);
        expect(done).toEqual([]);
        finish();
        await expect(first).rejects.toThrow('no');
        await vi.advanceTimersByTimeAsync(1);
        expect(done).toEqual(['second']);
    });

    it('wait for their time, and one of the same name begins the time again', async () => {
        const tasks = new Tasks();
        const task = vi.fn().mockResolvedValue(undefined);
        tasks.later('list', 100, task);
        await vi.advanceTimersByTimeAsync(60);
        tasks.later('list', 100, task);
        await vi.advanceTimersByTimeAsync(60);
        expect([task.mock.calls.length, tasks.waits('list')]).toEqual([0, true]);
        await vi.advanceTimersByTimeAsync(60);
        expect([task.mock.calls.length, tasks.waits('list')]).toEqual([1, false]);
        tasks.later('list', 100, task);
        tasks.forget('list');
        tasks.later('other', 100, task);
        tasks.dispose();
        await tasks.run(task);
        await vi.advanceTimersByTimeAsync(200);
        expect(task).toHaveBeenCalledOnce();
        expect(tasks.over).toBe(true);
    });
});
