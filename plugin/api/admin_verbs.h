/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that only an operator can send. */
#ifndef BATON_API_ADMIN_VERBS_H
#define BATON_API_ADMIN_VERBS_H

#include "api/request_kind.h"

/* One row for each request; a row without a verb ends the table. */
extern const struct baton_request_kind baton_admin_verbs[];

#endif
