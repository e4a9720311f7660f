/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/pool.h"

#include <stdlib.h>

static struct baton_pool_entry *make(struct baton_pool *pool, const struct baton_pool_type *type)
{
    struct baton_pool_entry *entry = calloc(1, type->size);

    if (!entry)
        return NULL;
    if (type->begin && !type->begin(entry)) {
        free(entry);
        return NULL;
    }
    pool->type = type;
    entry->next_made = pool->made;
    pool->made = entry;
    return entry;
}

void *baton_pool_take(struct baton_pool *pool, const struct baton_pool_type *type)
{
    struct baton_pool_entry *entry = pool->free;

    if (!entry)
        return make(pool, type);
    pool->free = entry->next_free;
    return entry;
}

void baton_pool_give(struct baton_pool *pool, void *entry)
{
    struct baton_pool_entry *given = entry;

    given->next_free = pool->free;
    pool->free = given;
}

void baton_pool_free(struct baton_pool *pool)
{
    struct baton_pool_entry *entry;

    while ((entry = pool->made) != NULL) {
        pool->made = entry->next_made;
        if (pool->type->end)
            pool->type->end(entry);
        free(entry);
    }
    pool->free = NULL;
}
