// SPDX-License-Identifier: MIT
// The numbered events of a device, in order and each once. Finds out which events are missing.

import type { UplinkEvent } from './wire.js';

/** Events that come while others are missing. Beyond this number they count as missing, too. */
const MOST_HELD = 500;

export class EventOrder {
    private last: number | undefined;
    private held: UplinkEvent[] = [];
    private holding = false;

    /**
     * @param deliver gets each event
     * @param gap called when events are missing; `resume` has to be called later
     */
    constructor(
        private readonly deliver: (event: UplinkEvent) => void,
        private readonly gap: () => void,
    ) {}

    /** The number of the latest event; undefined before the device has begun. */
    get seq(): number | undefined {
        return this.last;
    }

    /** Takes a reply that begins a device: it names the number of the event before the first one. */
    begin({ seq }: { seq?: number }): void {
        if (seq !== undefined) this.last = seq;
    }

    take(event: UplinkEvent): void {
        const seq = numberOf(event);
        if (seq === undefined) return this.deliver(event);
        if (this.last !== undefined && seq <= this.last) return;
        const next = this.last === undefined || seq === this.last + 1;
        if (next && !this.holding) return this.pass(event);
        if (this.held.length < MOST_HELD) this.held.push(event);
        if (this.holding) return;
        this.holding = true;
        this.gap();
    }

    /** Keeps what comes from now on until `resume`: events were missed before it. */
    hold(): void {
        this.holding = true;
    }

    /** Delivers the missed events among these, in order. */
    deliverMissed(events: UplinkEvent[]): void {
        for (const event of events)
            if ((numberOf(event) ?? 0) > (this.last ?? 0)) this.pass(event);
    }

    /** Nothing up to `seq` is missing any more. Delivers the events that were kept. */
    resume(seq: number | undefined): void {
        if (seq !== undefined) this.last = Math.max(this.last ?? 0, seq);
        this.holding = false;
        for (const event of this.held.splice(0)) this.take(event);
    }

    private pass(event: UplinkEvent): void {
        this.last = numberOf(event);
        this.deliver(event);
    }
}

/** Some events have no number, because a later one replaces them. */
function numberOf(event: UplinkEvent): number | undefined {
    return 'seq' in event ? event.seq : undefined;
}
