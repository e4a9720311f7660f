/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The disk under SQLite, which can fail. disk.c defines the functions of libc by which SQLite writes and syncs; the
 * program's functions take the place of libc's, also in the library. Without a fault they make the system call.
 *
 * The disk also keeps, for each file, its content at the last successful sync: what is left after the power fails.
 */
#ifndef BATON_TESTS_UNIT_STORE_DISK_H
#define BATON_TESTS_UNIT_STORE_DISK_H

#include <stdbool.h>
#include <stddef.h>

enum disk_fault {
    DISK_WORKS,
    DISK_FULL,         /* each write fails with ENOSPC */
    DISK_WRITE_FAILS,  /* each write fails with EIO */
    DISK_WRITE_IS_CUT, /* each write writes half, and fails with EIO when it goes on */
    DISK_SYNC_FAILS,   /* each sync fails with EIO */
    DISK_IS_GONE,      /* each write and each sync fails with EIO */
};

/* A new folder for the files of a test, and the path of a store in it. The disk works. disk_end removes the folder. */
const char *disk_begin(void);
void disk_end(void);

/* After `after` more calls that work, the disk has this fault. */
void disk_fails(enum disk_fault fault, int after);
/* How many writes or syncs were made, or refused, so far. */
int disk_calls(void);

/* What each file in the folder was at its last sync is what it is now; a file that was never synced is empty. No
 * database may be open. */
void disk_loses_power(void);

/* Reads, writes and looks at a file beside the store: `path` with an ending. */
void disk_write(const char *path, const char *ending, const void *data, size_t length);
bool disk_has(const char *path, const char *ending);

#endif
