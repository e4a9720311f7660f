// SPDX-License-Identifier: GPL-3.0-or-later
// Collects what is to be shown until the next animation frame, so that a flood of events does not stall the page.

export class FrameQueue<T> {
    private waiting: T[] = [];
    private frame: number | undefined;

    /**
     * most   how many values may wait; a further value pushes out the oldest one that is not kept
     * show   gets all waiting values, at most once per frame. In a hidden tab there are no frames, so they wait there
     * keep   whether a value must not be pushed out
     */
    constructor(
        private readonly most: number,
        private readonly show: (values: T[]) => void,
        private readonly keep: (value: T) => boolean = () => false,
    ) {}

    add(value: T): void {
        this.waiting.push(value);
        if (this.waiting.length > this.most) {
            const oldest = this.waiting.findIndex((one) => !this.keep(one));
            if (oldest >= 0) this.waiting.splice(oldest, 1);
        }
        this.frame ??= requestAnimationFrame(() => {
            this.frame = undefined;
            this.show(this.waiting.splice(0));
        });
    }

    clear(): void {
        this.waiting = [];
        if (this.frame !== undefined) cancelAnimationFrame(this.frame);
        this.frame = undefined;
    }
}
