/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A line through the last points of the smoothed delay has a slope. If the slope stays above a threshold, which adapts
 * itself, the queue in front of the receiver grows, and the estimate falls. Otherwise the estimate rises slowly. The
 * constants are those of the estimator in browsers (libwebrtc).
 */
#include "peer/estimator.h"

#include <glib.h>
#include <math.h>

enum {
    GROUP = 5000, /* microseconds */
    BUCKET = 20000,
    BURST = 100000, /* a longer pause of the sender says nothing about the line */
    FEW_DELTAS = 60,
    OVER_FOR = 10000,
    FALL_AGAIN = 300000,
    FIRST_AFTER = 5000000, /* without overuse, there is no estimate before */
};

#define THRESHOLD  12.5
#define LEAST      6.0
#define MOST       600.0
#define UP         0.0087
#define DOWN       0.039
#define GAIN       4.0
#define SMOOTH     0.9
#define FALL       0.85
#define RISE       0.08    /* per second */
#define RISE_LEAST 1000.0  /* bit/s per second */
#define RISE_NEAR  20000.0 /* the same, near the capacity */
#define NEAR       0.3
#define CAP        1.5
#define CAP_MORE   10000.0
#define LOSSY      0.1

void peer_estimator_init(struct peer_estimator *estimator)
{
    *estimator = (struct peer_estimator){.threshold = THRESHOLD};
}

double peer_estimator_received(struct peer_estimator *estimator, int64_t now)
{
    int64_t bucket = now / BUCKET, old = MAX(estimator->bucket, bucket - PEER_ESTIMATOR_BUCKETS);
    uint64_t bytes = 0;

    while (old < bucket)
        estimator->buckets[++old % PEER_ESTIMATOR_BUCKETS] = 0;
    estimator->bucket = bucket;
    for (int i = 0; i < PEER_ESTIMATOR_BUCKETS; i++)
        bytes += estimator->buckets[i];
    int64_t span = estimator->began ? now - estimator->began : 0;
    return (double)bytes * 8 * 1e6 / (double)CLAMP(span, BUCKET, BUCKET * PEER_ESTIMATOR_BUCKETS);
}

static int64_t extend(struct peer_estimator *estimator, uint32_t sent_24)
{
    int32_t step = (int32_t)((sent_24 - estimator->sent_24) << 8) >> 8;

    estimator->sent_24 = sent_24;
    estimator->sent += step;
    return estimator->sent * 1000000 / (1 << 18);
}

/* Returns the slope of the line through the points, by least squares. */
static double slope_of(const struct peer_estimator *estimator)
{
    double x = 0, y = 0, product = 0, square = 0;

    for (int i = 0; i < PEER_ESTIMATOR_POINTS; i++) {
        x += estimator->points[i].at / PEER_ESTIMATOR_POINTS;
        y += estimator->points[i].delay / PEER_ESTIMATOR_POINTS;
    }
    for (int i = 0; i < PEER_ESTIMATOR_POINTS; i++) {
        double off = estimator->points[i].at - x;
        product += off * (estimator->points[i].delay - y);
        square += off * off;
    }
    return square > 0 ? product / square : 0;
}

static void adapt_threshold(struct peer_estimator *estimator, double value, int64_t now)
{
    double off = fabs(value) - estimator->threshold;
    double span = MIN((double)(now - estimator->threshold_at) / 1e3, 100);

    estimator->threshold_at = now;
    if (off > 15)
        return;
    estimator->threshold += (off < 0 ? DOWN : UP) * off * span;
    estimator->threshold = CLAMP(estimator->threshold, LEAST, MOST);
}

static void detect(struct peer_estimator *estimator, int64_t now)
{
    double trend = slope_of(estimator);
    double value = trend * GAIN * MIN(estimator->deltas, FEW_DELTAS);

    if (value <= estimator->threshold)
        estimator->over_since = 0;
    else if (!estimator->over_since)
        estimator->over_since = now;
    estimator->over = estimator->over_since && now - estimator->over_since > OVER_FOR &&
                      trend >= estimator->trend;
    estimator->under = value < -estimator->threshold;
    estimator->trend = trend;
    adapt_threshold(estimator, value, now);
}

/* Compares the delays of two groups. */
static void add_point(struct peer_estimator *estimator, int64_t now)
{
    const struct peer_estimator_group *a = &estimator->before, *b = &estimator->group;
    int64_t sent = b->sent - a->sent, arrived = b->arrived - a->arrived;

    if (!a->arrived || sent <= 0 || sent > BURST)
        return;
    estimator->delay += (double)(arrived - sent) / 1e3;
    estimator->smooth = SMOOTH * estimator->smooth + (1 - SMOOTH) * estimator->delay;
    int at = estimator->deltas++ % PEER_ESTIMATOR_POINTS;
    estimator->points[at].at = (double)b->arrived / 1e3;
    estimator->points[at].delay = estimator->smooth;
    if (estimator->deltas >= PEER_ESTIMATOR_POINTS)
        detect(estimator, now);
}

static bool fall(struct peer_estimator *estimator, int64_t now)
{
    double received = peer_estimator_received(estimator, now), down = FALL * received;

    if (now - estimator->fell < FALL_AGAIN ||
        (estimator->bitrate > 0 && estimator->bitrate <= down))
        return false;
    estimator->capacity =
        estimator->capacity > 0 ? 0.95 * estimator->capacity + 0.05 * received : received;
    if (fabs(estimator->capacity - received) > NEAR * received)
        estimator->capacity = received;
    estimator->bitrate = down;
    estimator->fell = estimator->updated = now;
    return true;
}

bool peer_estimator_packet(
    struct peer_estimator *estimator, uint32_t sent_24, size_t bytes, int64_t now)
{
    struct peer_estimator_group *group = &estimator->group;

    if (!estimator->began) {
        estimator->began = estimator->threshold_at = now;
        estimator->sent_24 = sent_24;
        estimator->bucket = now / BUCKET;
        *group = (struct peer_estimator_group){0, 0, now};
    }
    peer_estimator_received(estimator, now);
    estimator->buckets[estimator->bucket % PEER_ESTIMATOR_BUCKETS] += bytes;
    int64_t sent = extend(estimator, sent_24);
    if (sent - group->first_sent <= GROUP) {
        group->sent = MAX(group->sent, sent);
        group->arrived = now;
        return false;
    }
    add_point(estimator, now);
    estimator->before = *group;
    *group = (struct peer_estimator_group){sent, sent, now};
    return estimator->over && fall(estimator, now);
}

static void rise(struct peer_estimator *estimator, int64_t now)
{
    double received = peer_estimator_received(estimator, now);
    double seconds = MIN((double)(now - estimator->updated) / 1e6, 1);
    double most = MAX(CAP * received + CAP_MORE, estimator->bitrate);

    if (received > (1 + NEAR) * estimator->capacity)
        estimator->capacity = 0;
    if (estimator->capacity > 0)
        estimator->bitrate += RISE_NEAR * seconds;
    else
        estimator->bitrate += MAX(RISE * estimator->bitrate, RISE_LEAST) * seconds;
    estimator->bitrate = MIN(estimator->bitrate, most);
}

bool peer_estimator_tick(struct peer_estimator *estimator, double loss, int64_t now)
{
    if (!estimator->began)
        return false;
    if (loss > LOSSY)
        return fall(estimator, now);
    if (estimator->bitrate <= 0 && now - estimator->began > FIRST_AFTER)
        estimator->bitrate = peer_estimator_received(estimator, now);
    else if (estimator->bitrate > 0 && !estimator->over && !estimator->under)
        rise(estimator, now);
    estimator->updated = now;
    return false;
}

uint64_t peer_estimator_bitrate(const struct peer_estimator *estimator)
{
    return (uint64_t)estimator->bitrate;
}
