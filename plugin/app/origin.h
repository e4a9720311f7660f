/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origin owns by whom wrong codes are counted: the handle, its session, and the room it is about.
 */
#ifndef BATON_APP_ORIGIN_H
#define BATON_APP_ORIGIN_H

#include "app/device.h"

enum { BATON_ORIGINS = 3 };

/* The names that `asking` points to stand in it: do not copy it. */
struct baton_origins {
    char names[BATON_ORIGINS][BATON_LEDGER_ORIGIN];
    struct baton_ledger_asking asking;
};

/* `room`: id of the room whose letters are being guessed; NULL: none is named, or it was no
 * letters. */
void baton_origins_init(
    struct baton_origins *origins, const struct baton_handle *handle, const char *room);

#endif
