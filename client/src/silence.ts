// SPDX-License-Identifier: MIT
// Notices that a downlink receives nothing although somebody sends.

/** Opus sends a packet every 400 ms even in silence (DTX), so a second without any packet says something. */
const INTERVAL = 1_000;
export interface SilenceOptions {
    /**
     * How many seconds without any packet are too many now; null: no packet has to come. It is asked every second, so
     * it must be cheap.
     */
    patience(): number | null;
    /** Counts the packets so far. */
    packets(): Promise<number>;
    /** No packet has come for some seconds. It is called again after the same time if still none comes. */
    silent(): void;
}

export class SilenceWatch {
    private timer: ReturnType<typeof setInterval> | undefined;
    private last: number | undefined;
    /** Seconds are counted, not read from a clock: after a computer has slept, no time has passed here. */
    private seconds = 0;

    constructor(private readonly options: SilenceOptions) {}

    start(): void {
        this.stop();
        this.timer = setInterval(() => void this.look(), INTERVAL);
    }

    stop(): void {
        clearInterval(this.timer);
        this.timer = undefined;
        this.forget();
    }

    private forget(): void {
        this.last = undefined;
        this.seconds = 0;
    }

    private async look(): Promise<void> {
        const { timer, options } = this;
        const patience = options.patience();
        if (patience === null) return this.forget();
        const count = await options.packets().catch(() => undefined);
        if (this.timer !== timer) return;
        this.seconds = count === this.last && count !== undefined ? this.seconds + 1 : 0;
        this.last = count;
        if (this.seconds < patience) return;
        this.seconds = 0;
        options.silent();
    }
}
