// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks that must not overlap: each one begins when the one before is over. Some begin after a time.

export class Tasks {
    private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
    private queue: Promise<void> = Promise.resolve();
    private disposed = false;

    /** Whether nothing may begin any more. A task that runs for long has to look at this. */
    get over(): boolean {
        return this.disposed;
    }

    dispose(): void {
        this.disposed = true;
        for (const timer of this.timers.values()) clearTimeout(timer);
        this.timers.clear();
    }

    /** Runs after the tasks that are under way. */
    run(task: () => Promise<unknown>): Promise<void> {
        const done = this.queue.then(async () => void (!this.disposed && (await task())));
        // A failed task must not stop the later ones.
        this.queue = done.catch(() => undefined);
        return done;
    }

    /** Does the same. If it fails, a later task finds out. */
    start(task: () => Promise<unknown>): void {
        void this.run(task).catch(() => undefined);
    }

    /** Starts `task` after `wait` milliseconds, unless one of this name is asked for again before that. */
    later(name: string, wait: number, task: () => Promise<unknown>): void {
        this.forget(name);
        const timer = setTimeout(() => {
            this.timers.delete(name);
            this.start(task);
        }, wait);
        this.timers.set(name, timer);
    }

    /** Whether a task of this name waits for its time. */
    waits(name: string): boolean {
        return this.timers.has(name);
    }

    forget(name: string): void {
        clearTimeout(this.timers.get(name));
        this.timers.delete(name);
    }
}
