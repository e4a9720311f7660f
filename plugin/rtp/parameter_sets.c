/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/parameter_sets.h"

#include <string.h>

#include "rtp/h264.h"

/* The NAL header of a STAP-A, with the importance of a parameter set (RFC 6184 §5.3 and §5.7). */
enum { STAP_A_HEADER = 0x78 };

static void forget(struct baton_parameter_sets *sets)
{
    sets->sps = sets->pps = false;
    sets->length = 0;
}

void baton_parameter_sets_init(struct baton_parameter_sets *sets)
{
    sets->started = sets->whole = false;
    forget(sets);
}

/* --- the picture of the newest packet --------------------------------------------------------- */

static void follow_picture(struct baton_parameter_sets *sets, const struct baton_point *point)
{
    bool next = sets->started && point->seq == sets->seq + 1;

    sets->whole = next && (sets->whole || point->timestamp != sets->timestamp);
    sets->seq = point->seq;
    sets->timestamp = point->timestamp;
    sets->started = true;
}

/* --- the sets --------------------------------------------------------------------------------- */

static bool has(const struct baton_parameter_sets *sets, struct baton_bytes unit)
{
    struct baton_bytes kept = {.data = sets->units, .len = sets->length}, one;
    uint16_t size;

    while (baton_bytes_take_u16(&kept, &size) && baton_bytes_take(&kept, size, &one))
        if (one.len == unit.len && memcmp(one.data, unit.data, unit.len) == 0)
            return true;
    return false;
}

static void keep(struct baton_parameter_sets *sets, struct baton_bytes unit)
{
    struct baton_sink sink = {
        .data = sets->units, .size = sizeof(sets->units), .len = sets->length};

    if (has(sets, unit))
        return;
    if (baton_sink_put_u16(&sink, (uint16_t)unit.len) && baton_sink_put(&sink, unit.data, unit.len))
        sets->length = (uint16_t)sink.len;
    else
        forget(sets);
}

struct keeper {
    struct baton_parameter_sets *sets;
    int64_t timestamp;
};

/* An SPS of another picture begins the sets anew. A PPS may come alone, and then joins the kept ones. */
static void take_unit(void *user, enum baton_h264_unit kind, struct baton_bytes unit)
{
    const struct keeper *keeper = user;
    struct baton_parameter_sets *sets = keeper->sets;

    if (kind == BATON_H264_OTHER || unit.len > UINT16_MAX)
        return;
    if (kind == BATON_H264_SPS && sets->length > 0 && keeper->timestamp != sets->came)
        forget(sets);
    if (kind == BATON_H264_SPS)
        sets->came = keeper->timestamp;
    keep(sets, unit);
    sets->sps |= sets->length > 0 && kind == BATON_H264_SPS;
    sets->pps |= sets->length > 0 && kind == BATON_H264_PPS;
}

bool baton_parameter_sets_follow(struct baton_parameter_sets *sets, const struct baton_taken *taken,
    struct baton_bytes payload, const struct baton_payload *described)
{
    struct keeper keeper = {sets, taken->point.timestamp};

    if (sets->started && sets->run != taken->run)
        baton_parameter_sets_init(sets);
    sets->run = taken->run;
    if (taken->newest)
        follow_picture(sets, &taken->point);
    if (taken->newest || taken->point.timestamp == sets->timestamp)
        baton_h264_each_unit(payload, take_unit, &keeper);
    return described->without_sets && taken->newest && sets->sps && sets->pps &&
           (sets->came == taken->point.timestamp || sets->whole);
}

size_t baton_parameter_sets_write(const struct baton_parameter_sets *sets, uint8_t *data)
{
    data[0] = STAP_A_HEADER;
    memcpy(data + 1, sets->units, sets->length);
    return 1 + (size_t)sets->length;
}
