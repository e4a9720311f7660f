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

static void note_excess(struct baton_rewrite *rewrite, const struct baton_point *in)
{
    int64_t excess = baton_sequence_excess(&rewrite->out, in, &rewrite->shift);

    rewrite->begin = in->timestamp;
    rewrite->excess = excess > baton_sequence_ticks(&rewrite->out, BATON_REWRITE_WAIT) ? excess : 0;
}

/* Returns the shift for the timestamp of a packet. It depends on its timestamp only, so late packets get the same. */
static int64_t shift_at(const struct baton_rewrite *rewrite, int64_t timestamp)
{
    int64_t back = (timestamp - rewrite->begin) / 2;

    if (back > rewrite->excess)
        back = rewrite->excess;
    return rewrite->shift.timestamp - (back > 0 ? back : 0);
}

bool baton_rewrite_open(struct baton_rewrite *rewrite, const struct baton_taken *taken,
    const struct baton_payload *payload)
{
    if (!baton_sequence_join(&rewrite->out, &taken->point, &payload->picture, &rewrite->shift))
        return false;
    note_excess(rewrite, &taken->point);
    rewrite->first = taken->point.seq + rewrite->shift.seq;
    rewrite->left_at = taken->point.seq;
    rewrite->left[0] = rewrite->left[1] = 0;
    rewrite->run = taken->run;
    rewrite->open = true;
    return true;
}

/* Moves the highest number up by `ahead` (at least 1), and marks the new highest number. */
static void advance_window(uint64_t window[2], int64_t ahead)
{
    if (ahead < WORD) {
        window[1] = window[1] << ahead | window[0] >> (WORD - ahead);
        window[0] = window[0] << ahead;
    } else {
        window[1] = ahead < WINDOW ? window[0] << (ahead - WORD) : 0;
        window[0] = 0;
    }
    window[0] |= 1;
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

static int count_bits(uint64_t word, int64_t bits)
{
    return bits < WORD ? __builtin_popcountll(word & ((UINT64_C(1) << bits) - 1))
                       : __builtin_popcountll(word);
}

/* Returns how many packets after this one were left out. Only a late packet has such packets. */
static int64_t left_after(const struct baton_rewrite *rewrite, int64_t seq)
{
    int64_t behind = rewrite->left_at - seq;

    if (behind <= 0)
        return 0;
    return count_bits(rewrite->left[0], behind) +
           (behind > WORD ? count_bits(rewrite->left[1], behind - WORD) : 0);
}

bool baton_rewrite_leave_out(struct baton_rewrite *rewrite, const struct baton_taken *taken)
{
    if (!rewrite->open || taken->run != rewrite->run || !taken->newest)
        return false;
    advance_window(rewrite->left, taken->point.seq - rewrite->left_at);
    rewrite->left_at = taken->point.seq;
    rewrite->shift.seq--;
    return true;
}

/*
 * Whether the sender's clock has changed: timestamps go back further than they may although sequence numbers go on, or
 * they are too far ahead of real time.
 */
static bool has_jumped(const struct baton_rewrite *rewrite, const struct baton_point *in)
{
    const struct baton_sequence *out = &rewrite->out;
    int64_t step = in->timestamp + shift_at(rewrite, in->timestamp) - out->last.timestamp;
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
    note_excess(rewrite, in);
    rewrite->first = in->seq + rewrite->shift.seq;
    return true;
}

static bool pass_newest(struct baton_rewrite *rewrite, const struct baton_point *in,
    const struct baton_payload *payload, int64_t ahead)
{
    struct baton_shift shift;

    if (rewrite->out.started && has_jumped(rewrite, in) && !join_clocks(rewrite, in))
        return false;
    advance_window(rewrite->sent, ahead);
    shift = rewrite->shift;
    shift.timestamp = shift_at(rewrite, in->timestamp);
    baton_sequence_sent(&rewrite->out, in, payload, &shift);
    return true;
}

enum baton_rewrite_verdict baton_rewrite_pass(struct baton_rewrite *rewrite,
    const struct baton_taken *taken, const struct baton_payload *payload, struct baton_sent *sent)
{
    const struct baton_point *in = &taken->point;
    int64_t seq = in->seq + rewrite->shift.seq + left_after(rewrite, in->seq);
    int64_t ahead = seq - rewrite->out.last.seq;

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
    sent->point.timestamp = in->timestamp + shift_at(rewrite, in->timestamp);
    sent->point.time = in->time;
    sent->newest = ahead > 0;
    return BATON_REWRITE_PASS;
}
