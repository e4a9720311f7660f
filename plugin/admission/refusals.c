/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bucket for each session, and one for all sessions. */
#include "admission/refusals.h"

#include <glib.h>

#include "admission/bucket_table.h"

/* The cost of a refusal. The rate of a session is less than one refusal in a second. */
enum { COST = 1000 };

/* The bucket of all sessions lets fewer buckets be empty at once. */
enum { MOST_SESSIONS = 2048 };

#define REPORT_AFTER BATON_SECONDS(10)

static const struct baton_bucket_limits of_session = {.rate = COST / 10, .burst = 10 * COST};
static const struct baton_bucket_limits of_server = {.rate = 10 * COST, .burst = 100 * COST};

struct baton_refusals {
    struct baton_bucket_table *sessions;
    struct baton_bucket server;
    size_t left_out;
    baton_time due;
};

struct baton_refusals *baton_refusals_new(baton_time now)
{
    struct baton_refusals *refusals = g_new(struct baton_refusals, 1);

    *refusals = (struct baton_refusals){
        .sessions = baton_bucket_table_new(MOST_SESSIONS), .due = BATON_NEVER};
    baton_bucket_init(&refusals->server, &of_server, now);
    return refusals;
}

void baton_refusals_free(struct baton_refusals *refusals)
{
    if (!refusals)
        return;
    baton_bucket_table_free(refusals->sessions);
    g_free(refusals);
}

bool baton_refusals_take(struct baton_refusals *refusals, const char *session, baton_time now)
{
    if (baton_bucket_wait(&refusals->server, &of_server, COST, now) == 0 &&
        baton_bucket_table_wait(refusals->sessions, session, &of_session, COST, now) == 0) {
        baton_bucket_table_take(refusals->sessions, session, &of_session, COST, now);
        baton_bucket_take(&refusals->server, &of_server, COST, now);
        return true;
    }
    if (refusals->left_out++ == 0)
        refusals->due = now + REPORT_AFTER;
    return false;
}

baton_time baton_refusals_due(const struct baton_refusals *refusals)
{
    return refusals->due;
}

size_t baton_refusals_left_out(struct baton_refusals *refusals)
{
    size_t count = refusals->left_out;

    refusals->left_out = 0;
    refusals->due = BATON_NEVER;
    return count;
}
