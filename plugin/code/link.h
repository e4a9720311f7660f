/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks the links to which Baton adds a secret: the link of the app's page, in a code, and the link of the page where
 * a person responds to a question, in a text message. libcurl parses them.
 */
#ifndef BATON_CODE_LINK_H
#define BATON_CODE_LINK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { BATON_LINK_MAX = 512 }; /* bytes */

/*
 * Checks whether a secret can be added to `link` as its fragment. `link` must be an absolute http or https URL of at
 * most BATON_LINK_MAX bytes, with a host, only with characters that RFC 3986 allows, and without a user name, password
 * or fragment. A port is allowed. Returns BATON_OK, or BATON_E_INVALID_ELEMENT with a sentence in `failure`, which may
 * be NULL.
 */
enum baton_error baton_link_check(const char *link, struct baton_failure *failure);

/* Whether `len` bytes of any content begin with http:// or https://, in capital or small letters. */
bool baton_link_is_web(const char *text, size_t len);

#endif
