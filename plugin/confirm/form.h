/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form owns the fields that a gateway gets: their templates, and what a message makes of them. */
#ifndef BATON_CONFIRM_FORM_H
#define BATON_CONFIRM_FORM_H

#include "confirm/gateway.h"

/* Whether all fields can be written: see baton_gateway_check, of which this is a part. */
enum baton_error baton_form_check(
    const struct baton_gateway_settings *settings, struct baton_failure *failure);

/*
 * The fields of checked settings with a message filled in, as `name=value&name=value`, everything
 * but RFC 3986's unreserved characters percent-encoded: fit for a query and for a body of
 * application/x-www-form-urlencoded alike. For g_free.
 */
char *baton_form_write(
    const struct baton_gateway_settings *settings, const char *to, const char *text);

#endif
