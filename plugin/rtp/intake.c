/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/intake.h"

void baton_intake_init(struct baton_intake *intake)
{
    *intake = (struct baton_intake){0};
}

static void start_run(struct baton_intake *intake, const struct baton_rtp *rtp)
{
    baton_anchor_init(&intake->anchor);
    intake->newest = (int64_t)rtp->seq - 1;
    intake->ssrc = rtp->ssrc;
    intake->run++;
    intake->started = true;
}

/* Begins a new run if the SSRC is new. Returns false for a late packet with the previous SSRC. */
static bool take_ssrc(struct baton_intake *intake, const struct baton_rtp *rtp, baton_time arrival)
{
    if (intake->started && rtp->ssrc == intake->ssrc)
        return true;
    if (intake->has_former && rtp->ssrc == intake->former &&
        arrival - intake->parted < BATON_INTAKE_FORMER)
        return false;
    if (intake->started) {
        intake->former = intake->ssrc;
        intake->has_former = true;
        intake->parted = arrival;
    }
    start_run(intake, rtp);
    return true;
}

static int64_t extend(const struct baton_intake *intake, uint16_t seq)
{
    return intake->newest + (int16_t)(seq - (uint16_t)intake->newest);
}

static bool fits(const struct baton_intake *intake, int64_t seq)
{
    return seq > intake->newest - BATON_INTAKE_BEHIND && seq <= intake->newest + BATON_INTAKE_AHEAD;
}

/*
 * Whether a packet that does not fit begins a new run. A single packet that does not fit may just be very late. It
 * therefore begins a new run only if the packet before it did not fit either and no packet has fitted for
 * BATON_INTAKE_PATIENCE.
 */
static bool restarts(struct baton_intake *intake, baton_time arrival)
{
    bool again = intake->misfit;

    intake->misfit = true;
    return again && arrival - intake->fitted >= BATON_INTAKE_PATIENCE;
}

bool baton_intake_take(struct baton_intake *intake, const struct baton_rtp *rtp, uint32_t clock_khz,
    baton_time arrival, struct baton_taken *taken)
{
    int64_t seq;

    if (!take_ssrc(intake, rtp, arrival))
        return false;
    seq = extend(intake, rtp->seq);
    if (!fits(intake, seq)) {
        if (!restarts(intake, arrival))
            return false;
        start_run(intake, rtp);
        seq = extend(intake, rtp->seq);
    }
    intake->misfit = false;
    intake->fitted = arrival;
    taken->newest = seq > intake->newest;
    if (taken->newest)
        intake->newest = seq;
    taken->run = intake->run;
    taken->point.seq = seq;
    taken->point.time = baton_anchor_observe(
        &intake->anchor, clock_khz, rtp->timestamp, arrival, &taken->point.timestamp);
    return true;
}
