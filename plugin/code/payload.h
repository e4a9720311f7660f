/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload owns the text that a code shows: how it is written, and how scanned text is read.
 *
 *     https://example.org/call#baton=<token>    if the client gave the link of its page
 *     baton:1:<token>                           if it gave none
 *
 * The token rides in the fragment, which a browser sends to no server (RFC 9110 section 7.1) and
 * puts into no referrer (section 10.1.3). A phone's own scanner can open the first form.
 */
#ifndef BATON_CODE_PAYLOAD_H
#define BATON_CODE_PAYLOAD_H

#include <stddef.h>

#include "base/error.h"
#include "code/token.h"

enum {
    BATON_LINK_MAX = 512,                                            /* bytes of a link */
    BATON_PAYLOAD_MAX = BATON_LINK_MAX + 7 + BATON_TOKEN_CHARACTERS, /* 7: "#baton=" */
    BATON_PAYLOAD_SIZE = BATON_PAYLOAD_MAX + 1,
    BATON_SCAN_MAX = 2048, /* bytes of scanned text, white space around it included */
};

/*
 * Whether `link` can carry a token: an absolute http or https URL of 1 to BATON_LINK_MAX bytes in
 * the characters that RFC 3986 allows, with a host (a port is fine), no user name or password
 * before it, and no fragment. Returns BATON_OK, or BATON_E_INVALID_ELEMENT with a sentence about
 * `link` in `failure`, which may be NULL.
 */
enum baton_error baton_link_check(const char *link, struct baton_failure *failure);

/*
 * Writes the text of a code. `link` is NULL for the form without one; otherwise it is checked as
 * above. On success `out` holds the secret: wipe all of it with OPENSSL_cleanse after use.
 */
enum baton_error baton_payload_write(const char *link, const struct baton_token *token,
    char out[BATON_PAYLOAD_SIZE], struct baton_failure *failure);

/*
 * Finds the token in `text`, `len` bytes that some camera or person read; white space around it is
 * forgiven, and the link is not looked at beyond its scheme: the page may have moved. Returns
 *   BATON_OK                 and sets `token`,
 *   BATON_E_INVALID_ELEMENT  more than BATON_SCAN_MAX bytes, not a Baton code at all, one of a
 *                            version unknown here, or a damaged one (wrong length, foreign
 *                            character): the sentence says which and how.
 * The sentence never quotes the text, which may hold a secret.
 */
enum baton_error baton_payload_read(
    const char *text, size_t len, struct baton_token *token, struct baton_failure *failure);

#endif
