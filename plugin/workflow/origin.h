/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origin owns the names by which wrong codes are counted: the handle and its session. Letters can
 * be guessed, so they are also counted by room and for the whole server. Control thread only. */
#ifndef BATON_WORKFLOW_ORIGIN_H
#define BATON_WORKFLOW_ORIGIN_H

#include "state/handle.h"

enum { BATON_ORIGINS = 4 };

/* `asking` points into `names`: do not copy the struct. */
struct baton_origins {
    char names[BATON_ORIGINS][BATON_LEDGER_ORIGIN];
    struct baton_ledger_asking asking;
};

/* Sets the names for a request on this handle. */
void baton_origins_init(struct baton_origins *origins, const struct baton_handle *handle);
/* Adds the names for letters. `room`: id of the room that the request names; NULL: none. */
void baton_origins_add_letters(
    struct baton_origins *origins, const struct baton_handle *handle, const char *room);

#endif
