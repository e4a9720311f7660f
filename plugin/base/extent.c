/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts the bytes of compact JSON without writing it. */
#include "base/extent.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Subtracts `bytes` from the bytes that are left for the JSON text. Returns false if fewer are left. */
static bool spend(size_t *left, size_t bytes)
{
    if (bytes > *left)
        return false;
    *left -= bytes;
    return true;
}

static size_t escaped_size(unsigned char c)
{
    if (c == '"' || c == '\\' || (c < ' ' && strchr("\b\t\n\f\r", c) && c))
        return 2;
    return c < ' ' ? 6 : 1;
}

static bool spend_text(size_t *left, const char *text, size_t len)
{
    size_t size = len + 2; /* with the quotes */

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c == '"' || c == '\\')
            size += escaped_size(c) - 1;
    }
    return spend(left, size);
}

static bool spend_scalar(size_t *left, const json_t *value)
{
    char number[64];

    switch (json_typeof(value)) {
    case JSON_STRING:
        return spend_text(left, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
        return spend(left,
            (size_t)snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(value)));
    case JSON_REAL:
        return spend(
            left, (size_t)snprintf(number, sizeof(number), "%.17g", json_real_value(value)));
    case JSON_FALSE:
        return spend(left, 5);
    default: /* true, null */
        return spend(left, 4);
    }
}

static enum baton_extent walk(const json_t *value, size_t *left, int depth);

static enum baton_extent walk_object(json_t *object, size_t *left, int depth)
{
    size_t comma = 0;
    const char *key;
    json_t *value;

    if (!spend(left, 2))
        return BATON_EXTENT_TOO_LONG;
    json_object_foreach(object, key, value)
    {
        if (!spend_text(left, key, strlen(key)) || !spend(left, 1 + comma))
            return BATON_EXTENT_TOO_LONG;
        comma = 1;
        enum baton_extent extent = walk(value, left, depth - 1);
        if (extent != BATON_EXTENT_FITS)
            return extent;
    }
    return BATON_EXTENT_FITS;
}

static enum baton_extent walk_array(const json_t *array, size_t *left, int depth)
{
    if (!spend(left, 2))
        return BATON_EXTENT_TOO_LONG;
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (!spend(left, i == 0 ? 0 : 1))
            return BATON_EXTENT_TOO_LONG;
        enum baton_extent extent = walk(json_array_get(array, i), left, depth - 1);
        if (extent != BATON_EXTENT_FITS)
            return extent;
    }
    return BATON_EXTENT_FITS;
}

/* The depth of the recursion is at most `depth`. */
static enum baton_extent walk(const json_t *value, size_t *left, int depth)
{
    if (!json_is_object(value) && !json_is_array(value))
        return spend_scalar(left, value) ? BATON_EXTENT_FITS : BATON_EXTENT_TOO_LONG;
    if (depth <= 0)
        return BATON_EXTENT_TOO_DEEP;
    if (json_is_array(value))
        return walk_array(value, left, depth);
    /* jansson's iterator needs a writable object but does not write to it. */
    return walk_object((json_t *)(uintptr_t)value, left, depth);
}

enum baton_extent baton_extent_check(const json_t *value, size_t bytes, int depth)
{
    size_t left = bytes;

    return walk(value, &left, depth);
}

size_t baton_extent_bytes(const json_t *value)
{
    size_t left = SIZE_MAX;

    if (value)
        walk(value, &left, INT_MAX);
    return SIZE_MAX - left;
}
