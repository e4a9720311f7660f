// SPDX-License-Identifier: MIT
// Runs tasks one after the other. A task that fails does not keep the next one from running.

export class Queue {
    private last: Promise<unknown> = Promise.resolve();

    run<T>(task: () => Promise<T>): Promise<T> {
        const result = this.last.then(task);
        this.last = result.catch(() => undefined);
        return result;
    }
}
