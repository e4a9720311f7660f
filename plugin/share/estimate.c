/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "share/estimate.h"

int64_t baton_traffic_bits(struct baton_traffic traffic)
{
    return 8 * (traffic.bytes + (int64_t)traffic.packets * BATON_ESTIMATE_OVERHEAD);
}

void baton_estimate_init(struct baton_estimate *estimate, baton_time now)
{
    (void)now;
    *estimate = (struct baton_estimate){0};
}

void baton_estimate_report(
    struct baton_estimate *estimate, const struct baton_estimate_report *report, baton_time now)
{
    (void)estimate, (void)report, (void)now;
}

struct baton_budget baton_estimate_budget(const struct baton_estimate *estimate, baton_time now)
{
    (void)estimate, (void)now;
    return (struct baton_budget){
        .keep = BATON_ESTIMATE_UNLIMITED, .climb = BATON_ESTIMATE_UNLIMITED};
}

void baton_estimate_expect(
    struct baton_estimate *estimate, const struct baton_expectation *expected, baton_time now)
{
    (void)estimate, (void)expected, (void)now;
}

int64_t baton_estimate_rate(const struct baton_estimate *estimate)
{
    (void)estimate;
    return BATON_ESTIMATE_UNLIMITED;
}

int64_t baton_estimate_sent(const struct baton_estimate *estimate)
{
    (void)estimate;
    return 0;
}
