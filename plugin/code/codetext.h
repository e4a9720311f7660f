/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * codetext owns the text that is written into a code: how it is written, and how scanned text is read.
 *
 *     https://example.org/call#baton=<token>    if the client gave the link of its page
 *     baton:1:<token>                           if it gave none
 *     BTWDJBMJHTBCDF                            in a bar code: BT and 12 letters
 *     WDJB-MJHT                                 to be typed: 8 letters
 *
 * The token stands in the fragment. A browser sends the fragment to no server (RFC 9110 section 7.1) and puts it into
 * no referrer (section 10.1.3). A phone's own camera app can open the first form.
 *
 * A token can come with an `<auth>`, a short-lived permission for a device without an account. It is opaque here:
 *
 *     https://example.org/call#baton=<token>&auth=<auth>
 *     baton:1:<token>:<auth>
 */
#ifndef BATON_CODE_CODETEXT_H
#define BATON_CODE_CODETEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "code/link.h"
#include "code/secret.h"

enum {
    BATON_AUTH_MAX = 128, /* characters of an auth */
    BATON_AUTH_SIZE = BATON_AUTH_MAX + 1,
    /* 7: "#baton=", 6: "&auth=" */
    BATON_CODETEXT_MAX = BATON_LINK_MAX + 7 + BATON_TOKEN_CHARACTERS + 6 + BATON_AUTH_MAX,
    BATON_CODETEXT_SIZE = BATON_CODETEXT_MAX + 1,
    BATON_SCAN_MAX = 2048, /* bytes of scanned text, white space around it included */
};

/* Whether `len` characters can be an auth: 1 to BATON_AUTH_MAX of those of base64url and '.'. */
bool baton_auth_check(const char *auth, size_t len);

/*
 * Writes the text of a code. `link` is NULL for the form without a link. Otherwise it must pass baton_link_check, and
 * a link with letters is refused as BATON_E_INVALID_ELEMENT, since a code of letters has no space for it. `auth` is
 * NULL or passes baton_auth_check (asserted); a code of letters leaves it out. After BATON_OK, `out` holds the
 * secret: wipe all of it with OPENSSL_cleanse after use.
 */
enum baton_error baton_codetext_write(const char *link, const struct baton_secret *secret,
    const char *auth, char out[BATON_CODETEXT_SIZE], struct baton_failure *failure);

/*
 * Reads the secret in `text`, `len` bytes that a camera read or a person typed. White space around it is ignored. A
 * link may be any http or https link, since the page may have moved.
 *
 * Letters may be in either case, with spaces and dashes anywhere, also the dashes that a phone's keyboard writes. A
 * character that is not in the alphabet and looks like just one letter of it is read as that letter: 1 and I as L, 2
 * as Z, 5 as S, 6 as G, 8 as B, U as V. This makes guessing no easier, as each leads to one letter. 0 and O (D or Q),
 * 7 (T or Z) and Y (V or X) look like two letters and are refused. The number of letters and the BT tell the two
 * kinds apart.
 *
 * Returns
 *   BATON_OK                 and sets `secret`, and sets `auth` ("" without one); `auth` may be NULL,
 *   BATON_E_INVALID_ELEMENT  for more than BATON_SCAN_MAX bytes, a text that is no Baton code, an unknown version,
 *                            or a damaged one (wrong length, foreign character). The sentence says which.
 * The sentence never quotes the text, which may hold a secret.
 */
enum baton_error baton_codetext_read(const char *text, size_t len, struct baton_secret *secret,
    char auth[BATON_AUTH_SIZE], struct baton_failure *failure);

/*
 * Whether a text found in an image is a Baton code, damaged or not, of any version: a link with a token's mark, a
 * text that begins with "baton:", or the exact text of a bar code. Letters to be typed never stand in a code: eight
 * letters in one are not Baton's.
 */
bool baton_codetext_is_drawn(const char *text, size_t len);

#endif
