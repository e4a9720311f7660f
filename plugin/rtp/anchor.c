/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/anchor.h"

void baton_anchor_init(struct baton_anchor *anchor)
{
    *anchor = (struct baton_anchor){0};
}

static baton_time least(const struct baton_anchor *anchor)
{
    return anchor->least[0] < anchor->least[1] ? anchor->least[0] : anchor->least[1];
}

static void turn(struct baton_anchor *anchor, baton_time difference, baton_time arrival)
{
    bool idle = arrival - anchor->turned >= 2 * BATON_ANCHOR_HALF;

    anchor->least[1] = idle ? difference : anchor->least[0];
    anchor->least[0] = difference;
    anchor->turned = arrival;
}

baton_time baton_anchor_observe(struct baton_anchor *anchor, uint32_t clock_khz, uint32_t timestamp,
    baton_time arrival, int64_t *extended)
{
    baton_time media, difference;

    if (!anchor->started)
        anchor->timestamp = timestamp;
    else
        anchor->timestamp += (int32_t)(timestamp - (uint32_t)anchor->timestamp);
    media = anchor->timestamp * 1000 / (int64_t)clock_khz;
    difference = arrival - media;

    if (!anchor->started || difference > least(anchor) + BATON_ANCHOR_JUMP) {
        anchor->least[0] = anchor->least[1] = difference;
        anchor->turned = arrival;
        anchor->started = true;
    } else if (arrival - anchor->turned >= BATON_ANCHOR_HALF) {
        turn(anchor, difference, arrival);
    } else if (difference < anchor->least[0]) {
        anchor->least[0] = difference;
    }
    *extended = anchor->timestamp;
    return media + least(anchor);
}
