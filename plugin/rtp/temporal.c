/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/temporal.h"

#include <string.h>

void baton_temporal_init(struct baton_temporal *temporal)
{
    *temporal = (struct baton_temporal){0};
}

static void keep(struct baton_temporal *temporal, int64_t seq)
{
    memcpy(temporal->before[(uint64_t)seq % BATON_INTAKE_BEHIND], temporal->total,
        sizeof(temporal->total));
}

/* Numbers that have not come yet get the same counts as the packet after them. */
static void skip_to(struct baton_temporal *temporal, int64_t seq)
{
    int64_t from = seq - BATON_INTAKE_BEHIND + 1;

    if (from <= temporal->newest)
        from = temporal->newest + 1;
    for (; from < seq; from++)
        keep(temporal, from);
}

void baton_temporal_note(
    struct baton_temporal *temporal, int64_t seq, int64_t timestamp, uint8_t layer)
{
    bool counts = !temporal->keeps_ids && baton_temporal_begins(temporal, timestamp);

    if (temporal->layered)
        skip_to(temporal, seq);
    keep(temporal, seq);
    for (int limit = 0; limit < layer && limit < BATON_TEMPORAL_ALL; limit++) {
        temporal->total[limit].packets++;
        temporal->total[limit].pictures = (uint16_t)(temporal->total[limit].pictures + counts);
    }
    temporal->layered = true;
    temporal->newest = seq;
    temporal->timestamp = timestamp;
}
