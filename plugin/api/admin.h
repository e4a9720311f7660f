/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admin owns the table of what an operator can ask for over Janus's Admin API. Free of Janus. Two
 * halves as in api/dispatch.h: admit on any thread, run on the control thread.
 */
#ifndef BATON_API_ADMIN_H
#define BATON_API_ADMIN_H

#include <jansson.h>

#include "api/dispatch.h"
#include "engine/engine.h"

struct baton_admin_request; /* one row of the table */

/* Checks the outside of a request as baton_dispatch_admit does; NULL with `failure` set. */
const struct baton_admin_request *baton_admin_admit(
    const json_t *message, struct baton_failure *failure);
/* The verb, for the log. */
const char *baton_admin_verb(const struct baton_admin_request *request);
/* As baton_dispatch_run. */
void baton_admin_run(const struct baton_admin_request *request, struct baton_engine *engine,
    const json_t *message, baton_time now, struct baton_reply *reply);

#endif
