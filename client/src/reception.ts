// SPDX-License-Identifier: MIT
// The counters of each slot that a device receives, from the statistics of the browser.

/** The counters only grow, until the slot has another track. */
export interface Reception {
    /** Packets that have come, and packets that were lost. */
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

/** Returns the counters of each m-line that receives, by its mid. */
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
