/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin_verbs owns the requests that only an operator sends. */
#ifndef BATON_API_ADMIN_VERBS_H
#define BATON_API_ADMIN_VERBS_H

#include "api/request_kind.h"

/* A row for each; ends with a row without a verb. */
extern const struct baton_request_kind baton_admin_verbs[];

#endif
