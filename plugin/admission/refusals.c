/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bucket for each session whose bucket is not full, and one for all sessions. */
#include "admission/refusals.h"

#include <glib.h>

#include "admission/bucket.h"

/* The cost of a refusal. The rate of a session is less than one refusal in a second. */
enum { COST = 1000 };

/* At this size the table is searched for full buckets. The bucket of all sessions lets fewer be empty at once. */
enum { MOST_SESSIONS = 2048 };

#define REPORT_AFTER BATON_SECONDS(10)

static const struct baton_bucket_limits of_session = {.rate = COST / 10, .burst = 10 * COST};
static const struct baton_bucket_limits of_server = {.rate = 10 * COST, .burst = 100 * COST};

struct baton_refusals {
    GHashTable *sessions; /* name -> struct baton_bucket, both owned */
    struct baton_bucket server;
    size_t left_out;
    baton_time due;
};

struct baton_refusals *baton_refusals_new(baton_time now)
{
    struct baton_refusals *refusals = g_new(struct baton_refusals, 1);

    *refusals = (struct baton_refusals){
        .sessions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .due = BATON_NEVER};
    baton_bucket_init(&refusals->server, &of_server, now);
    return refusals;
}

void baton_refusals_free(struct baton_refusals *refusals)
{
    if (!refusals)
        return;
    g_hash_table_destroy(refusals->sessions);
    g_free(refusals);
}

static gboolean is_full(void *name, void *bucket, void *now)
{
    (void)name;
    return baton_bucket_is_full(bucket, &of_session, *(baton_time *)now);
}

static void take(struct baton_refusals *refusals, const char *session, baton_time now)
{
    struct baton_bucket *bucket = g_hash_table_lookup(refusals->sessions, session);

    if (!bucket) {
        if (g_hash_table_size(refusals->sessions) >= MOST_SESSIONS)
            g_hash_table_foreach_remove(refusals->sessions, is_full, &now);
        bucket = g_new(struct baton_bucket, 1);
        baton_bucket_init(bucket, &of_session, now);
        g_hash_table_insert(refusals->sessions, g_strdup(session), bucket);
    }
    baton_bucket_take(bucket, &of_session, COST, now);
    baton_bucket_take(&refusals->server, &of_server, COST, now);
}

bool baton_refusals_take(struct baton_refusals *refusals, const char *session, baton_time now)
{
    const struct baton_bucket *bucket = g_hash_table_lookup(refusals->sessions, session);

    if (baton_bucket_wait(&refusals->server, &of_server, COST, now) == 0 &&
        (!bucket || baton_bucket_wait(bucket, &of_session, COST, now) == 0)) {
        take(refusals, session, now);
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
