/* SPDX-License-Identifier: GPL-3.0-or-later */
/* call_verbs owns the requests of somebody who is in a call, on the uplink and the downlink. */
#ifndef BATON_API_CALL_VERBS_H
#define BATON_API_CALL_VERBS_H

#include "api/request_kind.h"

/* A row for each; ends with a row without a verb. */
extern const struct baton_request_kind baton_call_verbs[];

#endif
