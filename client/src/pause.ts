// SPDX-License-Identifier: MIT
// A wait that can be cut short.

export class Pause {
    private wakeUp: (() => void) | undefined;

    /** Resolves after this time, or at the next `wake`. Only one caller may wait at a time. */
    wait(milliseconds: number): Promise<void> {
        return new Promise((resolve) => {
            const timer = setTimeout(() => this.wake(), milliseconds);
            this.wakeUp = () => {
                clearTimeout(timer);
                this.wakeUp = undefined;
                resolve();
            };
        });
    }

    wake(): void {
        this.wakeUp?.();
    }
}
