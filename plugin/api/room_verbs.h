/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room_verbs owns the requests about rooms, which clients and operators send. */
#ifndef BATON_API_ROOM_VERBS_H
#define BATON_API_ROOM_VERBS_H

#include "api/request_kind.h"

/* A row for each; ends with a row without a verb. */
extern const struct baton_request_kind baton_room_verbs[];

#endif
