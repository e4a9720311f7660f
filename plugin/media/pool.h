/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pool owns memory that keeps its type: an entry that was given back is used again for an entry of
 * the same type, and no entry is freed before the whole pool is. A thread that still has a pointer
 * to an entry that was given back can therefore take its lock and read it. Control thread only.
 */
#ifndef BATON_MEDIA_POOL_H
#define BATON_MEDIA_POOL_H

#include <stdbool.h>
#include <stddef.h>

/* The first member of every entry. */
struct baton_pool_entry {
    struct baton_pool_entry *next_made, *next_free;
};

struct baton_pool_type {
    size_t size;
    bool (*begin)(
        void *entry);         /* for a new entry, all zero; false: it can't be used. May be NULL */
    void (*end)(void *entry); /* before an entry is freed. May be NULL */
};

/* All zero at first. */
struct baton_pool {
    const struct baton_pool_type *type; /* since the first entry */
    struct baton_pool_entry *made, *free;
};

/* An entry that was given back, as it was then, or a new one. NULL when out of memory. */
void *baton_pool_take(struct baton_pool *pool, const struct baton_pool_type *type);
void baton_pool_give(struct baton_pool *pool, void *entry);
/* Frees every entry, whether it was given back or not. */
void baton_pool_free(struct baton_pool *pool);

#endif
