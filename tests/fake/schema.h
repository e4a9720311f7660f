/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema owns the check of replies and events against tests/data/contract.json, which the build makes of the tables. */
#ifndef BATON_FAKE_SCHEMA_H
#define BATON_FAKE_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

#include "state/room_settings.h"

struct fake_host;

/*
 * Fails the test unless a body has the fields that its table names, all of them, no others, each
 * of its type and within its range. `event`: it is one that nobody asked for, else a reply. A token may be in a `code`
 * only, and is remembered from there.
 */
void fake_schema_check(struct fake_host *host, const json_t *body, bool event);

/* The settings of a room as an object, for json_decref. */
json_t *fake_schema_settings(const struct baton_room_settings *room);

#endif
