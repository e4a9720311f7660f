/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the text of a code, and reads scanned or typed text.
 *
 *     https://example.org/call#baton=<token>    a QR code, if the client gave the link of its page
 *     baton:1:<token>                           a QR code, if the client gave no link
 *     BTWDJBMJHTBCDF                            a bar code: BT and 12 letters
 *     WDJB-MJHT                                 8 letters to be typed
 *
 * In a link, the token is in the fragment. A browser does not send the fragment to a server (RFC 9110 section 7.1) and
 * does not put it into a referrer (section 10.1.3). A phone's own camera app can open a link.
 *
 * After the token there may be an `<auth>`, a short-lived permission for a device without an account. Its content has
 * no meaning in this file:
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
    BATON_AUTH_MAX = 128, /* largest number of characters of an auth */
    BATON_AUTH_SIZE = BATON_AUTH_MAX + 1,
    /* 7 is the length of "#baton=", 6 that of "&auth=". */
    BATON_CODETEXT_MAX = BATON_LINK_MAX + 7 + BATON_TOKEN_CHARACTERS + 6 + BATON_AUTH_MAX,
    BATON_CODETEXT_SIZE = BATON_CODETEXT_MAX + 1,
    BATON_SCAN_MAX = 2048, /* bytes of scanned text, with the characters around the code */
};

/*
 * Whether `len` characters can be an auth: 1 to BATON_AUTH_MAX characters of base64url or '.'. The last character must
 * not be a '.', because a '.' after a link is usually the end of a sentence.
 */
bool baton_auth_check(const char *auth, size_t len);

/*
 * Writes the text of a code. If `link` is NULL, writes the form without a link. A link that baton_link_check refuses is
 * refused with the same error. Letters cannot have a link: that is refused as BATON_E_INVALID_ELEMENT. `auth` is NULL
 * or passes baton_auth_check (asserted); letters are written without it. After BATON_OK, `out` contains the secret:
 * wipe all of it with OPENSSL_cleanse after use.
 */
enum baton_error baton_codetext_write(const char *link, const struct baton_secret *secret,
    const char *auth, char out[BATON_CODETEXT_SIZE], struct baton_failure *failure);

/*
 * Reads the secret in `text`, `len` bytes that a camera read or a person typed or copied. Any http or https link is
 * accepted, because the page may have moved. The function ignores or repairs:
 *   - around the code: white space, control characters, quotation marks, brackets, punctuation after it, and the prefix
 *     of a bar-code scanner (]C0);
 *   - anywhere: characters that cannot be seen, and characters of another width or script (see base/fold.h);
 *   - in a link: white space and line breaks, percent-encoding of the fragment and of its '#' (%23).
 *
 * Letters may be capital or small, with spaces and dashes anywhere, including the dashes that a phone's keyboard
 * writes. If a character is not in the alphabet but looks like exactly one letter of the alphabet, it is read as this
 * letter: 1 and I as L, 2 as Z, 5 as S, 6 as G, 8 as B, U as V. This does not make guessing easier, because each
 * character stands for one letter only. 0 and O (D or Q), 7 (T or Z) and Y (V or X) look like two letters and are
 * refused. The letters of a bar code and letters to be typed differ in their number and in the BT.
 *
 * Returns
 *   BATON_OK                 and sets `secret` and, unless it is NULL, `auth` ("" if there is no auth),
 *   BATON_E_INVALID_ELEMENT  for more than BATON_SCAN_MAX bytes, a text that is no Baton code, a code of an unknown
 *                            version, or a damaged code (wrong length, wrong character). The sentence says which.
 * The sentence never quotes the text, because it may contain a secret.
 */
enum baton_error baton_codetext_read(const char *text, size_t len, struct baton_secret *secret,
    char auth[BATON_AUTH_SIZE], struct baton_failure *failure);

/*
 * Whether a text that was found in an image is a Baton code of any version, damaged or not: a link with "#baton=", a
 * text that begins with "baton:", or the exact text of a bar code. Letters to be typed are never encoded in a QR code
 * or bar code, so eight letters from an image are no Baton code.
 */
bool baton_codetext_is_drawn(const char *text, size_t len);

#endif
