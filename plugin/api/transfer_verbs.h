/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer_verbs owns the requests that move a call to another device. */
#ifndef BATON_API_TRANSFER_VERBS_H
#define BATON_API_TRANSFER_VERBS_H

#include "api/request_kind.h"

/* A row for each; ends with a row without a verb. */
extern const struct baton_request_kind baton_transfer_verbs[];

#endif
