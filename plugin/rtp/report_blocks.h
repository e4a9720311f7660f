/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sums of a receiver's report blocks over all SSRCs that it receives: how many packets it expected, and how many of
 * them were lost. Pure; one thread.
 */
#ifndef BATON_RTP_REPORT_BLOCKS_H
#define BATON_RTP_REPORT_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "rtp/rtcp.h"

/* More SSRCs than this are not counted. */
enum { BATON_REPORT_BLOCKS_SSRCS = 64 };

struct baton_report_blocks {
    size_t count;
    struct {
        uint32_t ssrc, highest;
        int32_t lost;
    } last[BATON_REPORT_BLOCKS_SSRCS]; /* of the last block about each SSRC */

    int64_t expected; /* packets, from the first block about each SSRC on */
    int64_t lost;     /* how many of them; a late packet lowers it again */
};

/* Adds a report block. Before the first call, all members are zero. */
void baton_report_blocks_add(struct baton_report_blocks *reports, const struct baton_rtcp_block *block);

/*
 * Returns the round-trip time in microseconds. `now` is the sender's clock in 1/65536 s. Returns 0 if no sender report
 * has reached the receiver, or if the time is longer than half a minute, because then the block is wrong.
 */
int64_t baton_report_blocks_round_trip(const struct baton_rtcp_block *block, uint32_t now);

#endif
