/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/rewrite.h"

enum { WINDOW = 128, WORD = 64 };

void baton_rewrite_init(struct baton_rewrite *rewrite, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch)
{
    *rewrite = (struct baton_rewrite){0};
    baton_sequence_init(&rewrite->out, codec, seed_seq, seed_ts, epoch);
}

void baton_rewrite_close(struct baton_rewrite *rewrite)
{
    rewrite->open = false;
}

bool baton_rewrite_open(struct baton_rewrite *rewrite, const struct baton_taken *taken,
    const struct baton_payload *payload)
{
    if (!baton_sequence_join(&rewrite->out, &taken->point, &payload->picture, &rewrite->shift))
        return false;
    rewrite->first = taken->point.seq + rewrite->shift.seq;
    rewrite->run = taken->run;
    rewrite->open = true;
    return true;
}

/* Moves the highest number up by `ahead`, and marks the new highest number as sent. */
static void advance_window(uint64_t sent[2], int64_t ahead)
{
    if (ahead < WORD) {
        sent[1] = sent[1] << ahead | sent[0] >> (WORD - ahead);
        sent[0] = sent[0] << ahead;
    } else {
        sent[1] = ahead < WINDOW ? sent[0] << (ahead - WORD) : 0;
        sent[0] = 0;
    }
    sent[0] |= 1;
}

/* Marks a number as sent: the highest number minus `behind`. Returns false if it was or may have been sent before. */
static bool mark_window(uint64_t sent[2], int64_t behind)
{
    uint64_t bit;

    if (behind >= WINDOW)
        return false;
    bit = UINT64_C(1) << (behind % WORD);
    if (sent[behind / WORD] & bit)
        return false;
    sent[behind / WORD] |= bit;
    return true;
}

/*
 * Whether the sender's clock has changed: timestamps go back further than they may although sequence numbers go on, or
 * they are too far ahead of real time.
 */
static bool has_jumped(const struct baton_rewrite *rewrite, const struct baton_point *in)
{
    const struct baton_sequence *out = &rewrite->out;
    int64_t step = in->timestamp + rewrite->shift.timestamp - out->last.timestamp;
    baton_time real = in->time - out->last.time, back = out->reorders ? BATON_REWRITE_BACK : 0;

    return step < -baton_sequence_ticks(out, back) ||
           step > baton_sequence_ticks(out, BATON_REWRITE_JUMP + (real > 0 ? real : 0));
}

/*
 * Finds another shift for the timestamps. The shifts of sequence and picture numbers stay. A late
 * packet from before the jump would get a wrong timestamp, so it counts as older than the opening.
 */
static bool join_clocks(struct baton_rewrite *rewrite, const struct baton_point *in)
{
    struct baton_shift shift;

    if (!baton_sequence_join(&rewrite->out, in, &rewrite->shift.picture, &shift))
        return false;
    rewrite->shift.timestamp = shift.timestamp;
    rewrite->first = in->seq + rewrite->shift.seq;
    return true;
}

static bool pass_newest(struct baton_rewrite *rewrite, const struct baton_point *in,
    const struct baton_payload *payload, int64_t ahead)
{
    if (rewrite->out.started && has_jumped(rewrite, in) && !join_clocks(rewrite, in))
        return false;
    advance_window(rewrite->sent, ahead);
    baton_sequence_sent(&rewrite->out, in, payload, &rewrite->shift);
    return true;
}

enum baton_rewrite_verdict baton_rewrite_pass(struct baton_rewrite *rewrite,
    const struct baton_taken *taken, const struct baton_payload *payload, struct baton_sent *sent)
{
    const struct baton_point *in = &taken->point;
    int64_t seq = in->seq + rewrite->shift.seq, ahead = seq - rewrite->out.last.seq;

    if (!rewrite->open || taken->run != rewrite->run)
        return BATON_REWRITE_SHUT;
    if (seq < rewrite->first)
        return BATON_REWRITE_DROP;
    if (ahead > 0) {
        if (!pass_newest(rewrite, in, payload, ahead))
            return BATON_REWRITE_DROP;
    } else if (!mark_window(rewrite->sent, -ahead)) {
        return BATON_REWRITE_DROP;
    }
    sent->point.seq = seq;
    sent->point.timestamp = in->timestamp + rewrite->shift.timestamp;
    sent->point.time = in->time;
    sent->newest = ahead > 0;
    return BATON_REWRITE_PASS;
}
