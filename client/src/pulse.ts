// SPDX-License-Identifier: MIT
// Notices soon that a path is dead: packets came all the time, and suddenly none comes.

/** Milliseconds between two looks. */
const INTERVAL = 250;
/**
 * A path is dead after this many looks without a packet, so 1.25 to 1.5 seconds after the last one. Janus sends reports
 * (RTCP) every second on each PeerConnection that has had media, also while everybody is muted. If another person's
 * network is lost, they go on. So only a path of this device can be this silent.
 */
const DEAD = 5;
/** On a path that is used, a silence is shorter than this many looks: at most 0.29 seconds were measured. */
const SILENT = 2;
/** Before a path is dead, no silence may have been as long for this many looks (3 seconds). */
const STEADY = 12;

export interface PulseOptions {
    /** Describes the packets so far: it changes with each that arrives. Undefined: the browser does not say. */
    arrivals(): Promise<string | undefined>;
    /** The path is dead. It is called again only after packets have come for some seconds. */
    dead(): void;
}

export class Pulse {
    private timer: ReturnType<typeof setInterval> | undefined;
    private last: string | undefined;
    /** Looks are counted, not milliseconds: after a computer has slept, no time has passed here. */
    private idle = 0;
    private steady = 0;

    constructor(private readonly options: PulseOptions) {}

    /** Whether nothing has arrived for half a second. For a path that is used little, this means nothing by itself. */
    get silent(): boolean {
        return this.idle >= SILENT;
    }

    start(): void {
        this.stop();
        this.timer = setInterval(() => void this.look(), INTERVAL);
    }

    stop(): void {
        clearInterval(this.timer);
        this.timer = undefined;
        this.last = undefined;
        this.idle = 0;
        this.steady = 0;
    }

    private async look(): Promise<void> {
        const { timer, options } = this;
        const arrivals = await options.arrivals().catch(() => undefined);
        if (this.timer !== timer || arrivals === undefined) return;
        this.idle = arrivals === this.last ? this.idle + 1 : 0;
        this.last = arrivals;
        this.steady++;
        if (this.idle < DEAD) return;
        const dead = this.steady >= STEADY + DEAD;
        this.steady = 0;
        if (dead) options.dead();
    }
}
