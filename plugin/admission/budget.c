/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A full bucket behaves like a new one. When the table has no space left, make_space() removes the full buckets. */
#include "admission/budget.h"

#include <glib.h>

/* The `retry_after` if the table has no space for the sender's bucket. By then many buckets are full, and can be
 * removed. */
#define RETRY_WHEN_CROWDED BATON_SECONDS(1)

enum { NAME_SIZE = 128 };

struct entry {
    enum baton_budget_scope scope;
    struct baton_bucket bucket;
};

struct baton_budget {
    struct baton_budget_limits limits;
    GHashTable *entries; /* struct entry by name, both owned */
};

struct baton_budget *baton_budget_new(const struct baton_budget_limits *limits)
{
    struct baton_budget *budget = g_new(struct baton_budget, 1);

    budget->limits = *limits;
    budget->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return budget;
}

void baton_budget_free(struct baton_budget *budget)
{
    if (!budget)
        return;
    g_hash_table_destroy(budget->entries);
    g_free(budget);
}

size_t baton_budget_entries(const struct baton_budget *budget)
{
    return g_hash_table_size(budget->entries);
}

/* --- finding the buckets of a sender ---------------------------------------------------------- */

static const char *name_of(
    const struct baton_budget_sender *sender, enum baton_budget_scope scope, char out[NAME_SIZE])
{
    const char *names[BATON_BUDGET_SCOPES] = {
        [BATON_BUDGET_HANDLE] = sender->handle,
        [BATON_BUDGET_SESSION] = sender->session,
        [BATON_BUDGET_ROOM] = sender->room,
        [BATON_BUDGET_ASSURED] = sender->session,
        [BATON_BUDGET_RESERVED] = sender->session,
        [BATON_BUDGET_RESTARTS] = sender->session,
        [BATON_BUDGET_REFUSALS] = sender->session,
        [BATON_BUDGET_SERVER] = "",
        [BATON_BUDGET_SESSION_EVENTS] = sender->session,
        [BATON_BUDGET_ROOM_EVENTS] = sender->room,
    };

    if (!names[scope])
        return NULL;
    g_snprintf(out, NAME_SIZE, "%d:%s", (int)scope, names[scope]);
    return out;
}

static baton_time wait_in(struct baton_budget *budget, enum baton_budget_scope scope,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now)
{
    char name[NAME_SIZE];

    if (!name_of(sender, scope, name))
        return 0;
    const struct entry *entry = g_hash_table_lookup(budget->entries, name);
    return entry ? baton_bucket_wait(&entry->bucket, &budget->limits.scopes[scope], cost, now) : 0;
}

static void take_in(struct baton_budget *budget, enum baton_budget_scope scope,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now)
{
    const struct baton_bucket_limits *limits = &budget->limits.scopes[scope];
    char name[NAME_SIZE];

    if (!name_of(sender, scope, name))
        return;
    struct entry *entry = g_hash_table_lookup(budget->entries, name);
    if (!entry) {
        entry = g_new(struct entry, 1);
        entry->scope = scope;
        baton_bucket_init(&entry->bucket, limits, now);
        g_hash_table_insert(budget->entries, g_strdup(name), entry);
    }
    baton_bucket_take(&entry->bucket, limits, cost, now);
}

/* --- limiting the memory ---------------------------------------------------------------------- */

struct sweep {
    const struct baton_budget_limits *limits;
    baton_time now;
};

static gboolean has_filled_up(void *name, void *value, void *context)
{
    const struct entry *entry = value;
    const struct sweep *sweep = context;

    (void)name;
    return baton_bucket_is_full(&entry->bucket, &sweep->limits->scopes[entry->scope], sweep->now);
}

static bool make_space(struct baton_budget *budget, baton_time now)
{
    const size_t most = budget->limits.max_entries;

    if (g_hash_table_size(budget->entries) + BATON_BUDGET_SCOPES <= most)
        return true;
    g_hash_table_foreach_remove(
        budget->entries, has_filled_up, &(struct sweep){&budget->limits, now});
    return g_hash_table_size(budget->entries) + BATON_BUDGET_SCOPES <= most;
}

/* --- taking ----------------------------------------------------------------------------------- */

static const enum baton_budget_scope own[] = {
    BATON_BUDGET_HANDLE, BATON_BUDGET_SESSION, BATON_BUDGET_ROOM};

static void take_own(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t cost, baton_time now)
{
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
        take_in(budget, own[i], sender, cost, now);
}

bool baton_budget_take(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t cost, baton_time now, baton_time *retry_after)
{
    baton_time wait = 0;

    if (!make_space(budget, now)) {
        *retry_after = RETRY_WHEN_CROWDED;
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
        wait = MAX(wait, wait_in(budget, own[i], sender, cost, now));
    bool assured = sender->session && wait_in(budget, BATON_BUDGET_ASSURED, sender, cost, now) == 0;
    enum baton_budget_scope last = assured ? BATON_BUDGET_ASSURED : BATON_BUDGET_SERVER;
    wait = MAX(wait, wait_in(budget, last, sender, cost, now));
    if (wait > 0) {
        *retry_after = wait;
        return false;
    }
    take_own(budget, sender, cost, now);
    take_in(budget, last, sender, cost, now);
    return true;
}

/* Takes the cost from one budget of the session only. */
static bool take_from(struct baton_budget *budget, enum baton_budget_scope scope,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now)
{
    if (!sender->session || !make_space(budget, now) ||
        wait_in(budget, scope, sender, cost, now) > 0)
        return false;
    take_in(budget, scope, sender, cost, now);
    return true;
}

bool baton_budget_take_reserved(struct baton_budget *budget,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now)
{
    return take_from(budget, BATON_BUDGET_RESERVED, sender, cost, now);
}

bool baton_budget_take_restart(struct baton_budget *budget,
    const struct baton_budget_sender *sender, int64_t cost, baton_time now)
{
    return take_from(budget, BATON_BUDGET_RESTARTS, sender, cost, now);
}

bool baton_budget_count_refusal(
    struct baton_budget *budget, const struct baton_budget_sender *sender, baton_time now)
{
    if (!make_space(budget, now))
        return true;
    bool left = wait_in(budget, BATON_BUDGET_REFUSALS, sender, 1, now) == 0;
    if (left)
        take_in(budget, BATON_BUDGET_REFUSALS, sender, 1, now);
    return left;
}

baton_time baton_budget_events_wait(
    struct baton_budget *budget, const struct baton_budget_sender *sender, baton_time now)
{
    if (!make_space(budget, now))
        return RETRY_WHEN_CROWDED;
    return MAX(wait_in(budget, BATON_BUDGET_SESSION_EVENTS, sender, 1, now),
        wait_in(budget, BATON_BUDGET_ROOM_EVENTS, sender, 1, now));
}

void baton_budget_take_events(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t bytes, baton_time now)
{
    if (!make_space(budget, now))
        return;
    take_in(budget, BATON_BUDGET_SESSION_EVENTS, sender, bytes, now);
    take_in(budget, BATON_BUDGET_ROOM_EVENTS, sender, bytes, now);
}

void baton_budget_correct(struct baton_budget *budget, const struct baton_budget_sender *sender,
    int64_t more, baton_time now)
{
    if (!make_space(budget, now))
        return;
    take_own(budget, sender, more, now);
    if (more > 0)
        take_in(budget, BATON_BUDGET_SERVER, sender, more, now);
}
