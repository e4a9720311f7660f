// SPDX-License-Identifier: MIT
// What a device receives on each slot, from the figures of the browser.

/** The counters only grow, until the slot has another track. */
export interface Reception {
    /** Packets that came, and packets that did not come. */
    packets: number;
    lost: number;
    /** Video: the pictures that were decoded so far. */
    frames: number;
    /** Video: how often and for how many seconds the picture stood still. */
    freezes: number;
    frozen: number;
    /** Video: the height of the picture; null: no picture has come yet. */
    height: number | null;
}

/** Fields that TypeScript's library does not know yet. */
type Inbound = RTCInboundRtpStreamStats & { freezeCount?: number; totalFreezesDuration?: number };

/** Returns what is received on each m-line, by its mid. */
export function receptionOf(stats: RTCStatsReport): Map<string, Reception> {
    const found = new Map<string, Reception>();
    stats.forEach((entry: Inbound) => {
        if (entry.type !== 'inbound-rtp' || entry.mid === undefined) return;
        found.set(entry.mid, {
            packets: entry.packetsReceived ?? 0,
            lost: Math.max(0, entry.packetsLost ?? 0),
            frames: entry.framesDecoded ?? 0,
            freezes: entry.freezeCount ?? 0,
            frozen: entry.totalFreezesDuration ?? 0,
            height: entry.frameHeight ?? null,
        });
    });
    return found;
}
