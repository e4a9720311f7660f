/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origin owns by whom wrong codes are counted: the handle and its session; with letters, which can
 * be guessed, also the room they are tried for, and everybody together. */
#ifndef BATON_WORKFLOW_ORIGIN_H
#define BATON_WORKFLOW_ORIGIN_H

#include "state/handle.h"

enum { BATON_ORIGINS = 4 };

/* The names that `asking` points to stand in it: do not copy it. */
struct baton_origins {
    char names[BATON_ORIGINS][BATON_LEDGER_ORIGIN];
    struct baton_ledger_asking asking;
};

/* Of whoever asks by this handle. */
void baton_origins_init(struct baton_origins *origins, const struct baton_handle *handle);
/* What is asked is letters. `room`: id of the room they are said to be of; NULL: none is named. */
void baton_origins_add_letters(
    struct baton_origins *origins, const struct baton_handle *handle, const char *room);

#endif
