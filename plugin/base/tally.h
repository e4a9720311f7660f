/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts things by a name, such as the rooms that each Janus session has made. The memory is bounded by the number of
 * things: a name whose count is 0 is forgotten. Not thread-safe.
 */
#ifndef BATON_BASE_TALLY_H
#define BATON_BASE_TALLY_H

#include <stddef.h>

struct baton_tally;

/* Never returns NULL. Free the tally with baton_tally_free, which accepts NULL. */
struct baton_tally *baton_tally_new(void);
void baton_tally_free(struct baton_tally *tally);

/* Returns how many things have this name; 0 if `name` is NULL. */
size_t baton_tally_count(const struct baton_tally *tally, const char *name);
/* Add one to the count of a name, or subtract one. For each baton_tally_add of a name, call baton_tally_remove at most
 * once (asserted). Both functions ignore the name NULL. */
void baton_tally_add(struct baton_tally *tally, const char *name);
void baton_tally_remove(struct baton_tally *tally, const char *name);

#endif
