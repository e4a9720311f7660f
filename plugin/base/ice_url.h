/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks the URLs of STUN and TURN servers, as RFC 7064 and RFC 7065 define them:
 *
 *     stun:host[:port]  stuns:host[:port]  turn:host[:port][?transport=udp|tcp]  turns:host[:port][?transport=udp|tcp]
 *
 * One URL that a browser refuses makes the browser refuse the whole list. For this reason the check is stricter than
 * the RFCs where browsers are: the scheme and the transport are small letters, a port is not empty, and an address in
 * brackets is an IPv6 address. Pure.
 */
#ifndef BATON_BASE_ICE_URL_H
#define BATON_BASE_ICE_URL_H

#include <stdbool.h>

#include "base/error.h"

enum { BATON_ICE_URL_MAX = 300 }; /* bytes */

/*
 * Returns BATON_OK, or BATON_E_INVALID_ELEMENT with a sentence in `failure`, which may be NULL. The sentence does not
 * quote the URL, because an operator may have written a password into it.
 */
enum baton_error baton_ice_url_check(const char *url, struct baton_failure *failure);

/* Whether a URL that is valid names a TURN server. If not, it names a STUN server. */
bool baton_ice_url_is_turn(const char *url);

#endif
