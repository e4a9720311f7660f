/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The back end of a store in memory, in place of the SQLite database: it can fail when the test says so. */
#ifndef BATON_FAKE_MEMORY_H
#define BATON_FAKE_MEMORY_H

#include <glib.h>

#include "store/backend.h"

struct fake_row {
    char *room, *transfer, *participant, *text;
    int64_t number;
};

struct fake_memory {
    bool fails;       /* nothing can be written */
    bool fails_late;  /* only the commit fails */
    unsigned commits; /* transactions that were written */
    /* struct fake_row, owned; in the order in which they were written. */
    GPtrArray *rooms, *messages, *audit;
    GPtrArray *call_rooms;                   /* the same */
    GPtrArray *call_messages, *participants; /* the same; by room and number */
    GPtrArray *begun; /* changes of the transaction (struct baton_change, g_free, and its texts) */
    int64_t entries;  /* of the audit trail, so far */
};

/* The back end does not own the memory: a test can open it again in another store. */
struct baton_backend fake_memory_backend(struct fake_memory *memory);
struct fake_memory *fake_memory_new(void);
void fake_memory_free(struct fake_memory *memory);

/* Returns the settings that are stored of a room, or NULL. */
const char *fake_memory_room(const struct fake_memory *memory, const char *room);

#endif
