/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload owns the text that a code shows: how it is written, and how scanned text is read.
 *
 *     https://example.org/call#baton=<token>    if the client gave the link of its page
 *     baton:1:<token>                           if it gave none
 *     BTWDJBMJHTBCDF                            in a bar code: BT and 12 letters
 *     WDJB-MJHT                                 to be typed: 8 letters
 *
 * The token rides in the fragment, which a browser sends to no server (RFC 9110 section 7.1) and
 * puts into no referrer (section 10.1.3). A phone's own scanner can open the first form.
 *
 * With a token may come what lets a device without an account in, `<auth>`, which is opaque here:
 *
 *     https://example.org/call#baton=<token>&auth=<auth>
 *     baton:1:<token>:<auth>
 */
#ifndef BATON_CODE_CODETEXT_H
#define BATON_CODE_CODETEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "code/secret.h"

enum {
    BATON_LINK_MAX = 512, /* bytes of a link */
    BATON_AUTH_MAX = 128, /* characters of an auth */
    BATON_AUTH_SIZE = BATON_AUTH_MAX + 1,
    /* 7: "#baton=", 6: "&auth=" */
    BATON_CODETEXT_MAX = BATON_LINK_MAX + 7 + BATON_TOKEN_CHARACTERS + 6 + BATON_AUTH_MAX,
    BATON_CODETEXT_SIZE = BATON_CODETEXT_MAX + 1,
    BATON_SCAN_MAX = 2048, /* bytes of scanned text, white space around it included */
};

/*
 * Whether `link` can carry a token: an absolute http or https URL of 1 to BATON_LINK_MAX bytes in
 * the characters that RFC 3986 allows, with a host (a port is fine), no user name or password
 * before it, and no fragment. Returns BATON_OK, or BATON_E_INVALID_ELEMENT with a sentence about
 * `link` in `failure`, which may be NULL.
 */
enum baton_error baton_link_check(const char *link, struct baton_failure *failure);

/* Whether `len` characters can be an auth: 1 to BATON_AUTH_MAX of those of base64url and '.'. */
bool baton_auth_check(const char *auth, size_t len);

/*
 * Writes the text of a code. `link` is NULL for the form without one; otherwise it is checked as
 * above, and refused as BATON_E_INVALID_ELEMENT with letters, which have no room for it. `auth` is
 * NULL or passes baton_auth_check (asserted); letters go without it. On success `out` holds the
 * secret: wipe all of it with OPENSSL_cleanse after use.
 */
enum baton_error baton_codetext_write(const char *link, const struct baton_secret *secret,
    const char *auth, char out[BATON_CODETEXT_SIZE], struct baton_failure *failure);

/*
 * Finds the secret in `text`, `len` bytes that some camera or person read. White space around it is
 * forgiven, and the link is not looked at beyond its scheme: the page may have moved.
 *
 * Letters are taken in either case, with spaces and dashes (also those that a phone's keyboard
 * makes of them) anywhere. What the alphabet does not have, and resembles just one letter that it
 * has, is taken for that letter: 1 and I for L, 2 for Z, 5 for S, 6 for G, 8 for B, U for V. That
 * makes guessing no easier, as each of them leads to one letter. 0 and O (D or Q), 7 (T or Z) and Y
 * (V or X) are not. Which of the two kinds of letters it is, their number tells, and the BT.
 *
 * Returns
 *   BATON_OK                 and sets `secret`, and `auth` to what came with it, "" if nothing did;
 *                            `auth` may be NULL,
 *   BATON_E_INVALID_ELEMENT  more than BATON_SCAN_MAX bytes, not a Baton code at all, one of a
 *                            version unknown here, or a damaged one (wrong length, foreign
 *                            character): the sentence says which and how.
 * The sentence never quotes the text, which may hold a secret.
 */
enum baton_error baton_codetext_read(const char *text, size_t len, struct baton_secret *secret,
    char auth[BATON_AUTH_SIZE], struct baton_failure *failure);

/*
 * Whether a text found in a picture is of Baton's making, whole or damaged, this version or
 * another: a link with a token's mark, a text that begins with "baton:", or a bar code's exactly as
 * drawn. Letters to be typed never stand in a picture: eight characters there are somebody else's.
 */
bool baton_codetext_is_drawn(const char *text, size_t len);

#endif
