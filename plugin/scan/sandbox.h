/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox owns what the helper can still do once it has begun to read what strangers send. */
#ifndef BATON_SCAN_SANDBOX_H
#define BATON_SCAN_SANDBOX_H

/*
 * Shuts this process in, for good. What is left to it: read from and write to descriptor 0, have
 * memory within a limit, a little CPU time at low priority, and to end. Opening a file is refused
 * (EACCES), so that libraries go on without; every other system call kills it. It dies with the
 * thread that started it. No other descriptor than 0 stays open.
 *
 * Returns NULL, or the name of the step that failed: end then.
 */
const char *baton_sandbox_enter(void);

#endif
