/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks replies and events against tests/data/contract.json, which is generated from the API's tables. */
#ifndef BATON_FAKE_SCHEMA_H
#define BATON_FAKE_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

struct fake_host;

/*
 * Fails the test unless a body has exactly the fields of its table, each with the right type and within its range.
 * `event` is true for an event, false for a reply. Only `code` may contain a token; the host remembers this token.
 */
void fake_schema_check(struct fake_host *host, const json_t *body, bool event);

#endif
