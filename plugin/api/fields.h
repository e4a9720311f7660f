/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fields owns the reading of what strangers put into JSON objects: each function checks one field
 * for type, length and range, and a refusal names the field, what was expected and what came.
 * Pure, and free of Janus.
 *
 * Each takes a field off the object and returns true; or returns false with `fields->failure` set
 * (missing_element or invalid_element) and the outputs untouched. An optional field that is not
 * there is a success which leaves the outputs as they were. What comes out is borrowed from the
 * object. A refusal never quotes a text, which may hold a secret; only a choice is quoted.
 */
#ifndef BATON_API_FIELDS_H
#define BATON_API_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
    BATON_MESSAGE_MAX_BYTES = 65536, /* of a whole request, as JSON */
    BATON_MESSAGE_MAX_DEPTH = 8,     /* objects and arrays in one another, the request itself too */
    BATON_FIELDS_PATH_SIZE = 64,
};

/* An object being read, and where it stands in the request: "" or, say, "slots[2]." */
struct baton_fields {
    const json_t *object;
    char path[BATON_FIELDS_PATH_SIZE];
    struct baton_failure *failure;
};

enum baton_presence { BATON_OPTIONAL, BATON_REQUIRED };

enum baton_text_form {
    BATON_TEXT_LINE,  /* one line that people read, see baton_text_is_plain */
    BATON_TEXT_LINES, /* the same, with line feeds */
    BATON_TEXT_RAW,   /* any UTF-8 */
};

struct baton_text_rule {
    enum baton_text_form form;
    size_t least, most; /* characters */
};

/* `object` must outlive `fields`. */
struct baton_fields baton_fields_of(const json_t *object, struct baton_failure *failure);

/* Whether the object has the field at all; null counts. */
bool baton_fields_has(const struct baton_fields *fields, const char *name);

bool baton_fields_text(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const struct baton_text_rule *rule, const char **out);
/* An id as baton_text_is_id has it. */
bool baton_fields_id(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const char **out);
/* An id, or null which sets `*out` to NULL. Required. */
bool baton_fields_id_or_null(const struct baton_fields *fields, const char *name, const char **out);
/* A mid (RFC 5888 section 4: a token) of at most `most` bytes. */
bool baton_fields_mid(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t most, const char **out);
bool baton_fields_bool(
    const struct baton_fields *fields, const char *name, enum baton_presence presence, bool *out);
/* A whole number from `least` to `most`. `has`, if not NULL, becomes true if it was there. */
bool baton_fields_integer(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, int64_t least, int64_t most, bool *has, int64_t *out);
/* One of `names`, which ends with NULL; `*out` is its index. `has` as above. */
bool baton_fields_choice(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const char *const *names, bool *has, int *out);
/* An object of at most `bytes` bytes as JSON and `depth` levels. */
bool baton_fields_object(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t bytes, int depth, json_t **out);
/* An array of `least` to `most` elements. */
bool baton_fields_array(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t least, size_t most, json_t **out);

/* An object field to be read by its own fields: sets `*out`, and `*out`.object to NULL if the
 * field is not there. */
bool baton_fields_inner(
    const struct baton_fields *fields, const char *name, struct baton_fields *out);
/* Element `index` of the array `name`, which must be an object. */
bool baton_fields_element(
    const struct baton_fields *fields, const char *name, size_t index, struct baton_fields *out);

/* Sets `fields->failure` to "<path><name>: <text>" and returns false. */
bool baton_fields_refuse(const struct baton_fields *fields, const char *name,
    enum baton_error error, const char *format, ...) __attribute__((format(printf, 4, 5)));

enum baton_extent { BATON_EXTENT_FITS, BATON_EXTENT_TOO_LONG, BATON_EXTENT_TOO_DEEP };

/*
 * Whether a value, written as compact JSON, stays within `bytes` bytes and `depth` levels. Stops
 * at the first excess, so the cost is bounded by `bytes` whatever the value is.
 */
enum baton_extent baton_extent_check(const json_t *value, size_t bytes, int depth);

#endif
