/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/report_blocks.h"

#include <stdbool.h>

enum { SECOND = 65536, LONGEST = 30 * SECOND };

/* Returns the index of the last block about an SSRC, or `count`. */
static size_t find(const struct baton_report_blocks *reports, uint32_t ssrc)
{
    size_t i = 0;

    while (i < reports->count && reports->last[i].ssrc != ssrc)
        i++;
    return i;
}

void baton_report_blocks_add(
    struct baton_report_blocks *reports, const struct baton_rtcp_block *block)
{
    size_t i = find(reports, block->ssrc);
    bool first = i == reports->count;

    if (i == BATON_REPORT_BLOCKS_SSRCS)
        return;
    if (first) {
        reports->last[i].ssrc = block->ssrc;
        reports->count++;
    } else if ((int32_t)(block->highest - reports->last[i].highest) > 0) {
        reports->expected += block->highest - reports->last[i].highest;
        reports->lost += block->lost - reports->last[i].lost;
    } else if (block->highest != reports->last[i].highest) {
        return; /* an older report */
    }
    reports->last[i].highest = block->highest;
    reports->last[i].lost = block->lost;
}

int64_t baton_report_blocks_round_trip(const struct baton_rtcp_block *block, uint32_t now)
{
    uint32_t passed = now - block->last_sr - block->since_sr;

    if (block->last_sr == 0 || passed > LONGEST)
        return 0;
    return (int64_t)passed * 1000000 / SECOND;
}
