/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store as files: one process at a time may use it, and a file that is lost or cut is noticed. */
#ifndef BATON_STORE_STORE_FILE_H
#define BATON_STORE_STORE_FILE_H

#include <stdbool.h>

#include "base/error.h"

/* The files that exist before the store is opened. */
enum baton_store_file_state {
    BATON_STORE_FILE_THERE,
    BATON_STORE_FILE_CRASHED, /* as before, and the last process that wrote it did not close it */
    BATON_STORE_FILE_MISSING,
};

/*
 * Makes the folder of the store if it is missing, and locks the store, in a file of its own beside it. Returns a
 * descriptor; close() unlocks. Returns -1 with `failure` set if another process has locked it, or if the file cannot be
 * made.
 */
int baton_store_file_lock(const char *path, struct baton_failure *failure);

/*
 * Looks at the files. Returns false with `failure` set if the store is empty, is no regular file, or is missing while
 * its write-ahead log is there.
 */
bool baton_store_file_look(
    const char *path, enum baton_store_file_state *state, struct baton_failure *failure);

/* Takes the rights of others to read the files, which contain the pins and secrets of rooms. The store must be known to
 * be one of Baton. Returns false with `failure` set if the rights cannot be changed. */
bool baton_store_file_hide(const char *path, struct baton_failure *failure);

/*
 * A store is created under another name, which the caller gets (g_free), and published when it is complete: a crash
 * never leaves a store that is half made. `begin` makes an empty file that only its owner may read.
 */
char *baton_store_file_begin(const char *path, struct baton_failure *failure);
bool baton_store_file_publish(const char *fresh, const char *path, struct baton_failure *failure);

#endif
