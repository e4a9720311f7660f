/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pool keeps the type of its memory: an entry that was given back is used again only for the same
 * type, and no entry is freed before the whole pool is freed. A thread that still has a pointer to
 * an entry that was given back can therefore take the entry's lock and read it. Control thread only.
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
        void *entry); /* called for a new, zeroed entry; false: it can't be used. May be NULL */
    void (*end)(void *entry); /* called before an entry is freed. May be NULL */
};

/* All members are zero at first. */
struct baton_pool {
    const struct baton_pool_type *type; /* NULL until the first entry is taken */
    struct baton_pool_entry *made, *free;
};

/* Returns an entry that was given back, with the contents that it had then, or a new entry. NULL if memory ran out. */
void *baton_pool_take(struct baton_pool *pool, const struct baton_pool_type *type);
void baton_pool_give(struct baton_pool *pool, void *entry);
/* Frees every entry, whether it was given back or not. */
void baton_pool_free(struct baton_pool *pool);

#endif
