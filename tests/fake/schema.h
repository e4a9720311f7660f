/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema owns what docs/api.md says about the fields of replies and events, as a table. */
#ifndef BATON_FAKE_SCHEMA_H
#define BATON_FAKE_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/requests.h"

struct fake_host;

/*
 * Fails the test unless a body has the fields that docs/api.md names, all of them, no others, each
 * of its type. `event`: it is one that nobody asked for, else a reply. A token may be in a `code`
 * only, and is remembered from there.
 */
void fake_schema_check(struct fake_host *host, const json_t *body, bool event);

/* The settings of a room as an object, for json_decref. */
json_t *fake_schema_settings(const struct baton_room_settings *room);

#endif
