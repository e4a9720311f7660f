/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/sequence.h"

void baton_sequence_init(struct baton_sequence *sequence, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch)
{
    *sequence = (struct baton_sequence){
        .last = {.seq = (int64_t)seed_seq - 1, .timestamp = seed_ts, .time = epoch},
        .epoch = epoch,
        .base = seed_ts,
        .clock_khz = baton_codec_clock_rate(codec) / 1000,
        .grid = baton_codec_grid(codec),
        .reorders = baton_codec_reorders(codec),
    };
}

int64_t baton_sequence_ticks(const struct baton_sequence *sequence, baton_time span)
{
    return span * (int64_t)sequence->clock_khz / 1000;
}

static int64_t timestamp_at(const struct baton_sequence *sequence, baton_time time)
{
    return sequence->base + baton_sequence_ticks(sequence, time - sequence->epoch);
}

/*
 * Returns how far the last packet's timestamp is ahead of the timestamp of its time. If it is too far behind, moves the
 * epoch, so that it is not behind any more.
 */
static int64_t lead_of(struct baton_sequence *sequence)
{
    int64_t slack = baton_sequence_ticks(sequence, BATON_SEQUENCE_SLACK);
    int64_t lead = sequence->last.timestamp - timestamp_at(sequence, sequence->last.time);

    if (lead >= -slack)
        return lead;
    sequence->base += lead;
    return 0;
}

/*
 * Returns the ticks by which the next timestamp should grow: the ticks that have passed since the last packet, minus
 * those by which the stream is ahead. If it is far ahead, nothing is subtracted in a short gap, and a long gap stays at
 * least BATON_SEQUENCE_PAUSE long.
 */
static int64_t ticks_to(struct baton_sequence *sequence, baton_time time, int64_t lead)
{
    int64_t pause = baton_sequence_ticks(sequence, BATON_SEQUENCE_PAUSE);
    int64_t passed = baton_sequence_ticks(sequence, time - sequence->last.time);
    int64_t step = timestamp_at(sequence, time) - sequence->last.timestamp;

    if (lead <= baton_sequence_ticks(sequence, BATON_SEQUENCE_SLACK))
        return step;
    if (passed <= pause)
        return passed;
    return step > pause ? step : pause;
}

/* Whether a packet that comes `passed` ticks after the last one gets the next timestamp of the grid, or a later one. */
static bool is_next(const struct baton_sequence *sequence, int64_t passed, int64_t lead)
{
    return passed < sequence->grid + sequence->grid / 2 ||
           (lead > 0 && passed < 2 * (int64_t)sequence->grid);
}

/* Whether a packet that comes `passed` ticks after the last one may get the next timestamp of the grid. */
static bool is_due(const struct baton_sequence *sequence, int64_t passed, int64_t lead)
{
    return passed >= baton_sequence_ticks(sequence, BATON_SEQUENCE_SOON) &&
           lead + sequence->grid - passed <= baton_sequence_ticks(sequence, BATON_SEQUENCE_LEAD);
}

/* Returns the ticks from the last packet to the next; 0: the next packet comes too soon. */
static int64_t step_to(struct baton_sequence *sequence, baton_time time)
{
    int64_t grid = sequence->grid, least = grid ? grid : sequence->clock_khz;
    int64_t passed = baton_sequence_ticks(sequence, time - sequence->last.time);
    int64_t lead = lead_of(sequence), step = ticks_to(sequence, time, lead);

    baton_time behind = grid ? BATON_SEQUENCE_SLACK : BATON_SEQUENCE_BEHIND;

    if ((grid ? passed : step) < -baton_sequence_ticks(sequence, behind)) {
        sequence->base -= step; /* the feed's clock has jumped back, so its time is of no use */
        return least;
    }
    if (grid && is_next(sequence, passed, lead))
        return is_due(sequence, passed, lead) ? grid : 0;
    if (grid)
        step = (step + grid / 2) / grid * grid;
    return step < least ? least : step;
}

bool baton_sequence_join(struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_picture *picture, struct baton_shift *shift)
{
    int64_t timestamp = timestamp_at(sequence, in->time);

    if (sequence->started) {
        int64_t step = step_to(sequence, in->time);

        if (step == 0)
            return false;
        timestamp = sequence->last.timestamp + step;
        shift->picture = baton_picture_shift(&sequence->picture, picture);
    } else {
        shift->picture = (struct baton_picture){0};
    }
    shift->seq = sequence->last.seq + 1 - in->seq;
    shift->timestamp = timestamp - in->timestamp;
    return true;
}

int64_t baton_sequence_excess(const struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_shift *shift)
{
    int64_t excess = in->timestamp + shift->timestamp - timestamp_at(sequence, in->time);

    return sequence->grid == 0 && excess > 0 ? excess : 0;
}

void baton_sequence_sent(struct baton_sequence *sequence, const struct baton_point *in,
    const struct baton_payload *payload, const struct baton_shift *shift)
{
    int64_t timestamp = in->timestamp + shift->timestamp;

    sequence->last.seq = in->seq + shift->seq;
    if (!sequence->started || timestamp >= sequence->last.timestamp) {
        sequence->last.timestamp = timestamp;
        sequence->last.time = in->time;
    }
    sequence->started = true;
    if (payload)
        baton_payload_track(payload, &shift->picture, &sequence->picture);
}
