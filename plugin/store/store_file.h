/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as files: one process at a time may use it, and a file that is lost or cut is noticed. */
#ifndef BATON_STORE_STORE_FILE_H
#define BATON_STORE_STORE_FILE_H

#include <stdbool.h>

#include "base/error.h"

/* The files that exist before the store is opened. */
enum baton_store_file_state {
    BATON_STORE_FILE_THERE,
    BATON_STORE_FILE_CRASHED, /* the store is there, but the last process that wrote it did not close it */
    BATON_STORE_FILE_MISSING,
};

/*
 * Makes the folder of the store if it is missing, checks that it can be written, and locks the store, in a file of its
 * own beside it. Returns a descriptor; close() unlocks. Returns -1 with `failure` set if another process has locked it,
 * or if the folder or the file cannot be used.
 */
int baton_store_file_lock(const char *path, struct baton_failure *failure);

/*
 * Checks which files exist. Returns false with `failure` set if the store is empty, is no regular file, is missing
 * while its write-ahead log is there, or if this process may not read and write one of the files.
 */
bool baton_store_file_check(
    const char *path, enum baton_store_file_state *state, struct baton_failure *failure);

/* Makes the files unreadable for other users, because the files contain the pins and secrets of rooms. Call it only
 * when the file is known to be a store of Baton. Returns false with `failure` set if the rights cannot be changed. */
bool baton_store_file_hide(const char *path, struct baton_failure *failure);

/*
 * Create a store in two steps, so that a crash never leaves an incomplete store at `path`. `begin` makes an empty file
 * under another name, which only its owner may read, and returns this name (g_free). When the store is complete,
 * `publish` renames the file `fresh` to `path`.
 */
char *baton_store_file_begin(const char *path, struct baton_failure *failure);
bool baton_store_file_publish(const char *fresh, const char *path, struct baton_failure *failure);

#endif
