/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The back end of a store that is a SQLite database in one file, with a write-ahead log. */
#ifndef BATON_STORE_DATABASE_H
#define BATON_STORE_DATABASE_H

#include "store/backend.h"
#include "store/schema.h"

/*
 * Opens the store at `path`, or creates it (see store/schema.h). Waits for the disk. Returns false with `failure` set
 * if the file is refused: it is foreign, damaged, newer, used by another process, or cannot be written.
 */
bool baton_database_open(const char *path, const struct baton_schema_reporter *reporter,
    struct baton_backend *backend, struct baton_failure *failure);

#endif
