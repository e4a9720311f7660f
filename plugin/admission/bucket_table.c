/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "admission/bucket_table.h"

#include <glib.h>

struct baton_bucket_table {
    size_t most;
    GHashTable *by_name;         /* name -> struct baton_bucket, both owned */
    struct baton_bucket *others; /* of all names that find no space; NULL: full */
};

struct baton_bucket_table *baton_bucket_table_new(size_t most)
{
    struct baton_bucket_table *table = g_new(struct baton_bucket_table, 1);

    *table = (struct baton_bucket_table){
        .most = most, .by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
    return table;
}

void baton_bucket_table_free(struct baton_bucket_table *table)
{
    if (!table)
        return;
    g_hash_table_destroy(table->by_name);
    g_free(table->others);
    g_free(table);
}

size_t baton_bucket_table_size(const struct baton_bucket_table *table)
{
    return g_hash_table_size(table->by_name);
}

struct sweep {
    const struct baton_bucket_limits *limits;
    baton_time now;
};

static gboolean is_full(void *name, void *bucket, void *context)
{
    const struct sweep *sweep = context;

    (void)name;
    return baton_bucket_is_full(bucket, sweep->limits, sweep->now);
}

static struct baton_bucket *full_bucket(const struct baton_bucket_limits *limits, baton_time now)
{
    struct baton_bucket *bucket = g_new(struct baton_bucket, 1);

    baton_bucket_init(bucket, limits, now);
    return bucket;
}

static struct baton_bucket *get_others(
    struct baton_bucket_table *table, const struct baton_bucket_limits *limits, baton_time now)
{
    if (!table->others)
        table->others = full_bucket(limits, now);
    return table->others;
}

static struct baton_bucket *get(struct baton_bucket_table *table, const char *name,
    const struct baton_bucket_limits *limits, baton_time now)
{
    struct baton_bucket *bucket = g_hash_table_lookup(table->by_name, name);

    if (bucket)
        return bucket;
    if (g_hash_table_size(table->by_name) >= table->most)
        g_hash_table_foreach_remove(table->by_name, is_full, &(struct sweep){limits, now});
    if (g_hash_table_size(table->by_name) >= table->most)
        return get_others(table, limits, now);
    bucket = full_bucket(limits, now);
    g_hash_table_insert(table->by_name, g_strdup(name), bucket);
    return bucket;
}

baton_time baton_bucket_table_wait(struct baton_bucket_table *table, const char *name,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now)
{
    return baton_bucket_wait(get(table, name, limits, now), limits, cost, now);
}

void baton_bucket_table_take(struct baton_bucket_table *table, const char *name,
    const struct baton_bucket_limits *limits, int64_t cost, baton_time now)
{
    baton_bucket_take(get(table, name, limits, now), limits, cost, now);
}
