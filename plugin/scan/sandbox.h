/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox owns the rights of the helper while it reads an image from a stranger. */
#ifndef BATON_SCAN_SANDBOX_H
#define BATON_SCAN_SANDBOX_H

/*
 * Restricts this process for the rest of its life. It can read and write descriptor 0, use memory within a limit and
 * a little processor time at low priority, and end. Opening a file fails with EACCES, so that libraries continue
 * without it; every other system call kills the process. It dies with the thread that started it. No descriptor
 * except 0 stays open.
 *
 * Returns NULL, or the name of the step that failed; then the process must end.
 */
const char *baton_sandbox_enter(void);

#endif
