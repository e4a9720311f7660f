/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields of the HTTP request that sends a text message to an SMS gateway. The operator writes a template for each
 * field; the values of a message are filled into the templates.
 */
#ifndef BATON_CONFIRM_HTTP_BODY_H
#define BATON_CONFIRM_HTTP_BODY_H

#include <stddef.h>

#include "base/error.h"

enum {
    BATON_HTTP_NAME_MAX = 64,   /* bytes of a field's name */
    BATON_HTTP_VALUE_MAX = 256, /* bytes of a field's template, and of `from` */
};

/* One field. In `value`, {to}, {text} and {from} are replaced. `value` must not have any other brace. */
struct baton_http_field {
    const char *name;
    const char *value;
};

/* The fields of all requests to one gateway. The caller keeps ownership. */
struct baton_http_body {
    const struct baton_http_field *fields;
    size_t count;
    const char *from; /* replaces {from}; if NULL or "", no field may use {from} */
};

/*
 * Checks whether all fields can be written. If not, returns invalid_element or missing_element. The sentence in
 * `failure` names the field but quotes no value, because a field may contain a password.
 */
enum baton_error baton_http_body_check(
    const struct baton_http_body *body, struct baton_failure *failure);

/*
 * Fills a message into fields that passed the check, and returns `name=value&name=value`. All characters except the
 * unreserved ones of RFC 3986 are percent-encoded, so the text can be used as the query of a URL and as a body of type
 * application/x-www-form-urlencoded. Free the text with g_free.
 */
char *baton_http_body_write(const struct baton_http_body *body, const char *to, const char *text);

#endif
