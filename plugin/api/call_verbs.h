/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a participant in a call, on the uplink and the downlink. */
#ifndef BATON_API_CALL_VERBS_H
#define BATON_API_CALL_VERBS_H

#include "api/request_kind.h"

/* One row for each request; a row without a verb ends the table. */
extern const struct baton_request_kind baton_call_verbs[];

/* Reads the number out of a request `acknowledge`. False with `failure` set. Any thread. */
bool baton_call_verbs_read_acknowledge(
    const json_t *message, int64_t *number, struct baton_failure *failure);

#endif
