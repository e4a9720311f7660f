/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes one call of a library or of the system fail. The linker redirects the calls (--wrap); the list of them is
 * tests/fake/faults.mk, and the way each fails is in fault.c. Calls of GLib and jansson are not in the list: both end
 * the process if memory runs out (docs/decisions/0033-what-can-fail.md).
 */
#ifndef BATON_FAKE_FAULT_H
#define BATON_FAKE_FAULT_H

#include <stdbool.h>

/* Of all threads together, the call with this number from now on fails; 0: the next one. */
void fault_arm(long number);
/* No call fails any more. Returns whether one has failed, and sets `*call` to its name. */
bool fault_disarm(const char **call);

#endif
