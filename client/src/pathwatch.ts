// SPDX-License-Identifier: MIT
// Watches the path of one PeerConnection, and repairs it: restarts ICE, or opens the PeerConnection again.

import type { LinkState } from './peerconnection.js';
import { Pause } from './pause.js';
import type { RetryPolicy } from './retrypolicy.js';

/** A path that is disconnected often recovers by itself within this time. */
const PATIENCE = 1_000;
/** How long a repair may take until the path is connected. After that it begins again. */
const REPAIR_TIME = 7_000;
/**
 * The least time between two repairs of a path that the browser calls connected. It doubles from one to the next, up to
 * the most, and begins again after that time without any: if they do not help, they must not cost much.
 */
const LEAST_BETWEEN = 2_000;
const MOST_BETWEEN = 60_000;

export interface PathWatchOptions {
    policy: RetryPolicy;
    /** Resolves when requests can be sent; fails when that will not happen. */
    ready(): Promise<void>;
    /** Whether there is, or should be, a PeerConnection. */
    inUse(): boolean;
    /** Negotiates again. */
    repair(): Promise<void>;
    /** `broken` may have changed. */
    changed(): void;
    /** The policy gives up: nothing repairs the path before the network changes. */
    gaveUp(): void;
}

export class PathWatch {
    /** Whether the path was in use and has to be repaired. */
    broken = false;
    /** Whether media can pass. */
    up = false;
    private timer: ReturnType<typeof setTimeout> | undefined;
    /** The repair because of a doubt: when the latest was, how long the next has to wait after it, and its timer. */
    private doubted = -Infinity;
    private between = LEAST_BETWEEN;
    private doubting: ReturnType<typeof setTimeout> | undefined;
    private readonly pause = new Pause();
    private repairing = false;
    private stopped = false;

    constructor(private readonly options: PathWatchOptions) {}

    /** Takes a state of the browser; `closed`: Janus has closed the PeerConnection. */
    note(state: LinkState | 'closed'): void {
        if (this.stopped) return;
        if (state === 'closed' && !this.options.inUse()) {
            this.reset();
            return this.options.changed();
        }
        clearTimeout(this.timer);
        this.up = state === 'connected';
        if (state === 'connected') {
            this.broken = false;
            this.pause.wake();
        } else if (state === 'disconnected') {
            this.timer = setTimeout(() => this.repair(), PATIENCE);
        } else if (state !== 'connecting') {
            this.repair();
        }
        this.options.changed();
    }

    /** Repairs the path, even if the browser reports nothing: its network has changed, or a negotiation was cut off. */
    repair(): void {
        if (this.stopped) return;
        this.broken = true;
        this.pause.wake();
        this.options.changed();
        void this.run();
    }

    /**
     * The browser calls the path connected, but Janus may send over another one: the browser has moved to another pair
     * of candidates, or nothing arrives. Repairs it, now or when the limit allows.
     */
    doubt(): void {
        if (this.stopped || this.repairing || this.doubting !== undefined) return;
        const since = Date.now() - this.doubted;
        this.doubting = setTimeout(() => {
            this.doubting = undefined;
            this.doubted = Date.now();
            this.between = since > MOST_BETWEEN ? LEAST_BETWEEN : Math.min(2 * this.between, MOST_BETWEEN);
            if (!this.repairing) this.repair();
        }, Math.max(0, this.between - since));
    }

    /**
     * The path is dead after packets had come for some seconds, so the repairs before have helped. The limit for those
     * that do not help must not delay this one.
     */
    lose(): void {
        this.forgetDoubt();
        this.between = LEAST_BETWEEN;
        this.doubt();
    }

    /** The PeerConnection is gone, and nothing needs it for now. */
    reset(): void {
        clearTimeout(this.timer);
        this.forgetDoubt();
        this.up = false;
        this.broken = false;
        this.pause.wake();
    }

    stop(): void {
        this.reset();
        this.stopped = true;
    }

    private forgetDoubt(): void {
        clearTimeout(this.doubting);
        this.doubting = undefined;
    }

    private async run(): Promise<void> {
        if (this.repairing) return;
        this.repairing = true;
        for (let attempt = 0; this.broken; attempt++) {
            try {
                // One lost connection is reported in several events. Look at the state after all of them.
                await Promise.resolve();
                await this.options.ready();
                if (!this.broken) break;
                await this.options.repair();
                // If the path is still dead, the browser reports it. Without a PeerConnection nothing follows.
                this.broken &&= !this.up && this.options.inUse();
                this.options.changed();
                if (this.broken) await this.pause.wait(REPAIR_TIME);
            } catch {
                if (this.stopped) break;
                const delay = this.options.policy.delay(attempt);
                if (delay === null) {
                    this.options.gaveUp();
                    break;
                }
                await this.pause.wait(delay);
            }
        }
        this.repairing = false;
    }
}
