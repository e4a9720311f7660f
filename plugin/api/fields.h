/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads fields of JSON objects that strangers sent. Each function checks the type, length and range of one field. An
 * error text names the field, the value that came and the value that was expected. These functions keep no state and do
 * not use Janus.
 *
 * If a field is valid, its function sets the outputs and returns true. If not, the function returns false with
 * `fields->failure` set to missing_element or invalid_element. In this case, and if an optional field is absent, the
 * function does not change the outputs. Outputs point into the object, so they are valid as long as the object. An
 * error text never quotes a text of the client, because the text may be a secret. Only the wrong name of a choice is
 * quoted.
 */
#ifndef BATON_API_FIELDS_H
#define BATON_API_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/extent.h"

enum {
    BATON_MESSAGE_MAX_BYTES = 65536, /* bytes of a whole request, as JSON */
    BATON_MESSAGE_MAX_DEPTH = 8, /* levels of nested objects and arrays; the request is one level */
    BATON_FIELDS_PATH_SIZE = 64,
};

/* The object that is being read, and its place in the request, such as "" or "slots[2]." */
struct baton_fields {
    const json_t *object;
    char path[BATON_FIELDS_PATH_SIZE];
    struct baton_failure *failure;
};

enum baton_presence { BATON_OPTIONAL, BATON_REQUIRED };

enum baton_text_form {
    BATON_TEXT_LINE, /* one line that people read (see baton_text_is_plain) */
    BATON_TEXT_NAME, /* a name; *out is the cleaned name (see base/name.h), which replaces the field's value */
    BATON_TEXT_LINES, /* several lines; *out is the cleaned text (see base/lines.h), which replaces the field's value */
    BATON_TEXT_RAW, /* any UTF-8 */
};

struct baton_text_rule {
    enum baton_text_form form;
    size_t least, most; /* characters */
};

/* `object` must outlive `fields`. */
struct baton_fields baton_fields_of(const json_t *object, struct baton_failure *failure);

/* Whether the object has the field. A field whose value is null counts. */
bool baton_fields_has(const struct baton_fields *fields, const char *name);

bool baton_fields_text(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const struct baton_text_rule *rule, const char **out);
/* Reads an id (see baton_text_is_id). */
bool baton_fields_id(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const char **out);
/* Reads a mid of at most `most` bytes (a token, RFC 5888 section 4). */
bool baton_fields_mid(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t most, const char **out);
bool baton_fields_bool(
    const struct baton_fields *fields, const char *name, enum baton_presence presence, bool *out);
/* Reads a whole number from `least` to `most`. Sets `has`, if not NULL, to true if the field is there. */
bool baton_fields_integer(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, int64_t least, int64_t most, bool *has, int64_t *out);
/* Reads one of `names` (NULL ends the list) and sets `*out` to its index. Sets `has` like baton_fields_integer. */
bool baton_fields_choice(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const char *const *names, bool *has, int *out);
/* Reads an object of at most `bytes` bytes as JSON and `depth` levels. */
bool baton_fields_object(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t bytes, int depth, json_t **out);
/* Reads an array of `least` to `most` elements. */
bool baton_fields_array(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t least, size_t most, json_t **out);

/* Sets `*out` so that the fields of the object in this field can be read. If the field is absent,
 * `*out`.object is NULL. */
bool baton_fields_inner(
    const struct baton_fields *fields, const char *name, struct baton_fields *out);
/* Does the same for element `index` of the array `name`. The element must be an object. */
bool baton_fields_element(
    const struct baton_fields *fields, const char *name, size_t index, struct baton_fields *out);

/* Sets `fields->failure` to "<path><name>: <text>" and returns false. */
bool baton_fields_refuse(const struct baton_fields *fields, const char *name,
    enum baton_error error, const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
