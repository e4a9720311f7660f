/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests about rooms, which clients and operators can send. */
#ifndef BATON_API_ROOM_VERBS_H
#define BATON_API_ROOM_VERBS_H

#include "api/request_kind.h"

/*
 * Says why a field of a room in VideoRoom is refused, which protects or restricts something there; NULL for any other
 * name. Baton ignores unknown fields, but somebody who asks for protection must be told that there is none.
 */
const char *baton_room_verbs_refuses(const char *name);

/* One row for each request; a row without a verb ends the table. */
extern const struct baton_request_kind baton_room_verbs[];

#endif
