/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * link owns the links that Baton adds a secret to: of the app's page, in a code, and of the page where a person
 * responds to a question, in a text message. libcurl parses them.
 */
#ifndef BATON_CODE_LINK_H
#define BATON_CODE_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { BATON_LINK_MAX = 512 }; /* bytes */

/*
 * Whether a secret can be added to `link` as its fragment: an absolute http or https URL of 1 to BATON_LINK_MAX bytes
 * in the characters that RFC 3986 allows, with a host (a port is fine), no user name or password before it, and no
 * fragment. Returns BATON_OK, or BATON_E_INVALID_ELEMENT with a sentence about `link` in `failure`, which may be
 * NULL.
 */
enum baton_error baton_link_check(const char *link, struct baton_failure *failure);

/* Whether `len` bytes of any content begin with http:// or https://, in either case. */
bool baton_link_is_web(const char *text, size_t len);

#endif
