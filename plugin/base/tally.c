/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hash table from a name to its count. */
#include "base/tally.h"

#include <assert.h>
#include <glib.h>

struct baton_tally {
    GHashTable *counts; /* name, owned -> count, above 0 */
};

struct baton_tally *baton_tally_new(void)
{
    struct baton_tally *tally = g_new(struct baton_tally, 1);
    tally->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return tally;
}

void baton_tally_free(struct baton_tally *tally)
{
    if (!tally)
        return;
    g_hash_table_destroy(tally->counts);
    g_free(tally);
}

size_t baton_tally_count(const struct baton_tally *tally, const char *name)
{
    return name ? GPOINTER_TO_SIZE(g_hash_table_lookup(tally->counts, name)) : 0;
}

void baton_tally_add(struct baton_tally *tally, const char *name)
{
    size_t count = baton_tally_count(tally, name);
    if (name)
        g_hash_table_replace(tally->counts, g_strdup(name), GSIZE_TO_POINTER(count + 1));
}

void baton_tally_remove(struct baton_tally *tally, const char *name)
{
    size_t count = baton_tally_count(tally, name);
    if (!name)
        return;
    assert(count > 0);
    if (count == 1)
        g_hash_table_remove(tally->counts, name);
    else
        g_hash_table_replace(tally->counts, g_strdup(name), GSIZE_TO_POINTER(count - 1));
}
