/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The offset between the RTP clock of one feed and our clock. The offset is the smallest difference
 * between a packet's arrival and its timestamp, because jitter only makes the difference larger.
 * Only the packets of a recent window count, because a device's clock may drift and its route may
 * change.
 */
#ifndef BATON_RTP_ANCHOR_H
#define BATON_RTP_ANCHOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

/* BATON_ANCHOR_HALF: length of each of the two halves of the window. BATON_ANCHOR_JUMP: if the difference grows by more
 * than this time, the device has a new clock. */
#define BATON_ANCHOR_HALF BATON_SECONDS(4)
#define BATON_ANCHOR_JUMP BATON_SECONDS(5)

struct baton_anchor {
    int64_t timestamp;   /* RTP timestamp of the last packet, extended to 64 bits */
    baton_time least[2]; /* smallest difference in the current and in the previous half */
    baton_time turned;   /* when the current half began */
    bool started;
};

void baton_anchor_init(struct baton_anchor *anchor);

/*
 * Takes a packet's RTP timestamp and arrival. Sets `*extended` to the timestamp, extended to 64
 * bits: it does not wrap. Returns the time at which the packet would have arrived without jitter.
 * This time is at most BATON_ANCHOR_JUMP before `arrival`, and never after it. `clock_khz` is the RTP clock rate / 1000.
 */
baton_time baton_anchor_observe(struct baton_anchor *anchor, uint32_t clock_khz, uint32_t timestamp,
    baton_time arrival, int64_t *extended);

#endif
