/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that move a call to another device. */
#ifndef BATON_API_TRANSFER_VERBS_H
#define BATON_API_TRANSFER_VERBS_H

#include "api/request_kind.h"

/* One row for each request; a row without a verb ends the table. */
extern const struct baton_request_kind baton_transfer_verbs[];

#endif
