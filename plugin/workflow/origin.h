/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The origins for which the wrong codes of a scan are counted: the handle and its session. Letters can be
 * guessed, so wrong letters are also counted for the room and for the whole server. Control thread only. */
#ifndef BATON_WORKFLOW_ORIGIN_H
#define BATON_WORKFLOW_ORIGIN_H

#include "state/handle.h"

enum { BATON_ORIGINS = 4 };

/* Do not copy the struct, because `asking` points into `names`. */
struct baton_origins {
    char names[BATON_ORIGINS][BATON_LEDGER_ORIGIN];
    struct baton_ledger_asking asking;
};

/* Sets the origins of a request on this handle. */
void baton_origins_init(struct baton_origins *origins, const struct baton_handle *handle);
/* Adds the origins for letters. `room`: id of the room that the request names; NULL: it names no room. */
void baton_origins_add_letters(
    struct baton_origins *origins, const struct baton_handle *handle, const char *room);

#endif
