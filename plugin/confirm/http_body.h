/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http_body owns the fields of the HTTP request by which a text message goes to an SMS gateway: the templates that
 * the operator wrote, and the text that a message makes of them.
 */
#ifndef BATON_CONFIRM_HTTP_BODY_H
#define BATON_CONFIRM_HTTP_BODY_H

#include <stddef.h>

#include "base/error.h"

enum {
    BATON_HTTP_NAME_MAX = 64,   /* bytes of a field's name */
    BATON_HTTP_VALUE_MAX = 256, /* bytes of a field's template, and of `from` */
};

/* One field. In `value`, {to}, {text} and {from} are replaced; it must not have any other brace. */
struct baton_http_field {
    const char *name;
    const char *value;
};

/* The fields of all requests to one gateway. Borrowed. */
struct baton_http_body {
    const struct baton_http_field *fields;
    size_t count;
    const char *from; /* replaces {from}; NULL or "": no field may use {from} */
};

/*
 * Whether all fields can be written. Otherwise invalid_element or missing_element. The sentence in `failure` names
 * the field but quotes no value: a field may hold a password.
 */
enum baton_error baton_http_body_check(
    const struct baton_http_body *body, struct baton_failure *failure);

/*
 * Fills a message into fields that passed the check, as `name=value&name=value`. Everything but RFC 3986's unreserved
 * characters is percent-encoded, so the text fits into the query of a URL and into a body of
 * application/x-www-form-urlencoded. For g_free.
 */
char *baton_http_body_write(const struct baton_http_body *body, const char *to, const char *text);

#endif
