/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the rows of calls in the store of a test with the rooms and participants of the engine. */
#ifndef BATON_FAKE_CALL_ROWS_H
#define BATON_FAKE_CALL_ROWS_H

#include "fake/world.h"

/* Everything that waits is written. */
void fake_call_rows_write(struct fake_world *world);
/* Fails the test unless the store has exactly the rooms in use and their participants, as they are now. Writes
 * first. */
void fake_call_rows_check(struct fake_world *world);
/* Returns all rooms in use, their chat, and everything about their participants that a restart must bring back, as text
 * for free(). */
char *fake_call_rows_state(const struct fake_world *world);

#endif
