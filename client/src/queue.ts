// SPDX-License-Identifier: MIT
// Runs tasks one after the other. The next task runs even if a task fails.

export class Queue {
    private last: Promise<unknown> = Promise.resolve();

    run<T>(task: () => Promise<T>): Promise<T> {
        const result = this.last.then(task);
        this.last = result.catch(() => undefined);
        return result;
    }
}
