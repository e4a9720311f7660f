/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A count for each number. It is forgotten when its period is over. All periods are equally long, so the queue is in the
 * order in which they are over. */
#include "confirm/quota.h"

#include <assert.h>
#include <glib.h>

#include "base/tally.h"

struct baton_quota {
    struct baton_quota_limits limits;
    GHashTable *shares;          /* number -> struct share; owns the shares */
    GQueue order;                /* all shares; the head is forgotten first */
    struct baton_tally *senders; /* how many shares each sender has */
};

struct share {
    char *number, *sender; /* owned */
    baton_time began;
    int count;
    GList link; /* element of `order` */
};

static void free_share(void *data)
{
    struct share *share = data;
    g_free(share->number);
    g_free(share->sender);
    g_free(share);
}

struct baton_quota *baton_quota_new(const struct baton_quota_limits *limits)
{
    assert(limits->most > 0 && limits->span > 0 && limits->numbers > 0 && limits->each > 0);
    struct baton_quota *quota = g_new(struct baton_quota, 1);
    *quota = (struct baton_quota){
        .limits = *limits,
        .shares = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_share),
        .senders = baton_tally_new(),
    };
    g_queue_init(&quota->order);
    return quota;
}

void baton_quota_free(struct baton_quota *quota)
{
    if (!quota)
        return;
    g_hash_table_unref(quota->shares);
    baton_tally_free(quota->senders);
    g_free(quota);
}

static void forget_old(struct baton_quota *quota, baton_time now)
{
    struct share *share;
    while ((share = g_queue_peek_head(&quota->order)) && now - share->began >= quota->limits.span) {
        g_queue_unlink(&quota->order, &share->link);
        baton_tally_remove(quota->senders, share->sender);
        g_hash_table_remove(quota->shares, share->number);
    }
}

static struct share *add_share(
    struct baton_quota *quota, const char *sender, const char *number, baton_time now)
{
    struct share *share = g_new0(struct share, 1);
    share->number = g_strdup(number);
    share->sender = g_strdup(sender);
    share->began = now;
    share->link.data = share;
    g_hash_table_insert(quota->shares, share->number, share);
    g_queue_push_tail_link(&quota->order, &share->link);
    baton_tally_add(quota->senders, sender);
    return share;
}

enum baton_quota_verdict baton_quota_take(
    struct baton_quota *quota, const char *sender, const char *number, baton_time now)
{
    forget_old(quota, now);
    struct share *share = g_hash_table_lookup(quota->shares, number);
    if (share && share->count >= quota->limits.most)
        return BATON_QUOTA_NUMBER;
    if (!share && baton_tally_count(quota->senders, sender) >= quota->limits.each)
        return BATON_QUOTA_SENDER;
    if (!share && g_hash_table_size(quota->shares) >= quota->limits.numbers)
        return BATON_QUOTA_FULL;
    if (!share)
        share = add_share(quota, sender, number, now);
    share->count++;
    return BATON_QUOTA_OK;
}
