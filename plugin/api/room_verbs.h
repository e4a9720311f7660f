/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests about rooms, which clients and operators can send. */
#ifndef BATON_API_ROOM_VERBS_H
#define BATON_API_ROOM_VERBS_H

#include "api/request_kind.h"

/*
 * Returns why Baton refuses the field `name`, or NULL if Baton does not refuse it. The refused fields are settings of a
 * room in VideoRoom that protect or restrict something there, such as `require_e2ee`. A client that asks for protection
 * must learn that Baton does not have it. Baton ignores other unknown fields.
 */
const char *baton_room_verbs_refuses(const char *name);

/* One row for each request; a row without a verb ends the table. */
extern const struct baton_request_kind baton_room_verbs[];

#endif
