/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The extent of a JSON value: how many bytes it has as compact text, and how many levels. Any thread. */
#ifndef BATON_BASE_EXTENT_H
#define BATON_BASE_EXTENT_H

#include <jansson.h>
#include <stddef.h>

enum baton_extent { BATON_EXTENT_FITS, BATON_EXTENT_TOO_LONG, BATON_EXTENT_TOO_DEEP };

/*
 * Checks whether a value, written as compact JSON, has at most `bytes` bytes and `depth` levels. The check
 * stops at the first excess, so `bytes` limits its cost for any value.
 */
enum baton_extent baton_extent_check(const json_t *value, size_t bytes, int depth);
/* Returns the bytes of a value as compact JSON; 0 for NULL. Check the value first, because the cost has no limit
 * here. */
size_t baton_extent_bytes(const json_t *value);

#endif
