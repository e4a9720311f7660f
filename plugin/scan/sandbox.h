/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sandbox takes away the helper's rights before the helper reads an image from a stranger. */
#ifndef BATON_SCAN_SANDBOX_H
#define BATON_SCAN_SANDBOX_H

/*
 * Restricts this process until it ends. The process can read and write descriptor 0, use limited memory and a little
 * processor time at low priority, and end. Opening a file fails with EACCES, so that libraries continue without the
 * file. Every other system call kills the process. The process dies with the thread that started it. All descriptors
 * except 0 are closed.
 *
 * Returns NULL, or the name of the step that failed. In that case the process must end.
 */
const char *baton_sandbox_enter(void);

#endif
