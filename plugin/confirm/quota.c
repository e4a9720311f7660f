/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A count for each name. When the period of a count is over, the count starts again, and its name may be forgotten. */
#include "confirm/quota.h"

#include <assert.h>
#include <glib.h>

struct baton_quota {
    int most;
    baton_time span;
    size_t names;
    GHashTable *shares; /* a struct share for each name */
};

struct share {
    baton_time began;
    int count;
};

struct baton_quota *baton_quota_new(int most, baton_time span, size_t names)
{
    assert(most > 0 && span > 0 && names > 0);
    struct baton_quota *quota = g_new(struct baton_quota, 1);
    *quota = (struct baton_quota){
        .most = most,
        .span = span,
        .names = names,
        .shares = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
    };
    return quota;
}

void baton_quota_free(struct baton_quota *quota)
{
    if (!quota)
        return;
    g_hash_table_unref(quota->shares);
    g_free(quota);
}

static bool is_over(const struct baton_quota *quota, const struct share *share, baton_time now)
{
    return now - share->began >= quota->span;
}

static void forget(struct baton_quota *quota, baton_time now)
{
    GHashTableIter iter;
    void *share;
    g_hash_table_iter_init(&iter, quota->shares);
    while (g_hash_table_iter_next(&iter, NULL, &share)) {
        if (is_over(quota, share, now))
            g_hash_table_iter_remove(&iter);
    }
}

/* Finds or adds the count of a name. NULL if too many names are remembered. */
static struct share *share_of(struct baton_quota *quota, const char *name, baton_time now)
{
    struct share *share = g_hash_table_lookup(quota->shares, name);
    if (share)
        return share;
    if (g_hash_table_size(quota->shares) >= quota->names)
        forget(quota, now);
    if (g_hash_table_size(quota->shares) >= quota->names)
        return NULL;
    share = g_new(struct share, 1);
    *share = (struct share){.began = now};
    g_hash_table_insert(quota->shares, g_strdup(name), share);
    return share;
}

bool baton_quota_take(struct baton_quota *quota, const char *name, baton_time now)
{
    struct share *share = share_of(quota, name, now);
    if (!share)
        return false;
    if (is_over(quota, share, now))
        *share = (struct share){.began = now};
    if (share->count >= quota->most)
        return false;
    share->count++;
    return true;
}

bool baton_quota_has(struct baton_quota *quota, const char *name, baton_time now)
{
    const struct share *share = share_of(quota, name, now);

    return share && (is_over(quota, share, now) || share->count < quota->most);
}
