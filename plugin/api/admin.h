/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * admin owns the way of an operator's request over Janus's Admin API. Free of Janus. Two halves as
 * in api/dispatch.h: admit on any thread, run on the control thread.
 */
#ifndef BATON_API_ADMIN_H
#define BATON_API_ADMIN_H

#include <jansson.h>

#include "api/dispatch.h"
#include "engine/engine.h"

/* Checks the outside of a request as baton_dispatch_admit does; NULL with `failure` set. */
const struct baton_request_kind *baton_admin_admit(
    const json_t *message, struct baton_failure *failure);
/* As baton_dispatch_run. */
void baton_admin_run(const struct baton_request_kind *request, struct baton_engine *engine,
    const json_t *message, baton_time now, struct baton_reply *reply);

#endif
