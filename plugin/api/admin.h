/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests that an operator sends over Janus's Admin API. Does not use Janus. As in api/dispatch.h,
 * a request is admitted on any thread and run on the control thread.
 */
#ifndef BATON_API_ADMIN_H
#define BATON_API_ADMIN_H

#include <jansson.h>

#include "api/dispatch.h"
#include "engine/engine.h"
#include "engine/later.h"

/* Checks a request as baton_dispatch_admit does. Returns its row, or NULL with `failure` set. */
const struct baton_request_kind *baton_admin_admit(
    const json_t *message, struct baton_failure *failure);
/* Does the same as baton_dispatch_run. */
void baton_admin_run(const struct baton_request_kind *request, struct baton_engine *engine,
    const json_t *message, const struct baton_later *later, baton_time now,
    struct baton_reply *reply);

#endif
