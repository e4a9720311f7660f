/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opens the database of a store. Checks that it is Baton's, whole, and of a version that this Baton knows; brings an
 * older version up to date; recovers from a crash. A database that fails a check is left as it is.
 */
#ifndef BATON_STORE_SCHEMA_H
#define BATON_STORE_SCHEMA_H

#include <sqlite3.h>
#include <stdbool.h>

#include "base/error.h"

/* `PRAGMA application_id`: "Batn". The version is `PRAGMA user_version`. */
enum { BATON_SCHEMA_APPLICATION = 0x4261746E, BATON_SCHEMA_VERSION = 3 };

struct baton_schema_reporter {
    void *context;
    /* Reports what was done to the file at `path`: it was created, recovered or migrated. `sentence` is the end of a
     * sentence for the log that begins with the path. */
    void (*report)(void *context, const char *path, const char *sentence);
};

/* Returns NULL with `failure` set: why the file is refused, and what to do. The caller has locked the file. */
sqlite3 *baton_schema_open(
    const char *path, const struct baton_schema_reporter *reporter, struct baton_failure *failure);

/* Sets `failure` to store_failed with SQLite's reason, and returns false. */
bool baton_schema_fail(sqlite3 *database, struct baton_failure *failure);
/* Executes statements that return no rows. */
bool baton_schema_execute(sqlite3 *database, const char *sql, struct baton_failure *failure);

#endif
