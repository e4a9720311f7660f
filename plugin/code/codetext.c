/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the text of a code, and reads scanned or typed text. */
#include "code/codetext.h"

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>

#include "base/base64.h"
#include "base/text.h"
#include "code/link.h"

static const char fragment_mark[] = "#baton=";
static const char bare_scheme[] = "baton:";
static const char bare_mark[] = "baton:1:";
static const char fragment_auth[] = "&auth=";
static const char bare_auth[] = ":";
static const char bar_mark[] = "BT";

_Static_assert(BATON_CODETEXT_MAX == BATON_LINK_MAX + sizeof(fragment_mark) - 1 +
                                         BATON_TOKEN_CHARACTERS + sizeof(fragment_auth) - 1 +
                                         BATON_AUTH_MAX,
    "size of the text of a code");

enum {
    BAR_CHARACTERS = sizeof(bar_mark) - 1 + BATON_LETTERS_LONG,
    TYPED_MAX = 2 * BAR_CHARACTERS, /* nobody types a longer text from a code */
};

/* A part of a text that is not NUL-terminated. */
struct span {
    const char *text;
    size_t len;
};

static bool starts_with(struct span span, const char *prefix)
{
    size_t len = strlen(prefix);
    return span.len >= len && strncasecmp(span.text, prefix, len) == 0;
}

static struct span without(struct span span, size_t first)
{
    return (struct span){span.text + first, span.len - first};
}

bool baton_auth_check(const char *auth, size_t len)
{
    if (len < 1 || len > BATON_AUTH_MAX)
        return false;
    for (size_t i = 0; i < len; i++)
        if (auth[i] != '.' && !baton_base64url_has(auth[i]))
            return false;
    return true;
}

static void write_token(
    const char *link, const struct baton_secret *secret, const char *auth, char *out)
{
    char token[BATON_TOKEN_SIZE];

    baton_token_write(secret, token);
    snprintf(out, BATON_CODETEXT_SIZE, "%s%s%s%s%s", link ? link : "",
        link ? fragment_mark : bare_mark, token,
        !auth  ? ""
        : link ? fragment_auth
               : bare_auth,
        auth ? auth : "");
    OPENSSL_cleanse(token, sizeof(token));
}

enum baton_error baton_codetext_write(const char *link, const struct baton_secret *secret,
    const char *auth, char out[BATON_CODETEXT_SIZE], struct baton_failure *failure)
{
    const char *letters = (const char *)secret->bytes;

    assert(!auth || baton_auth_check(auth, strlen(auth)));
    if (link && secret->kind != BATON_SECRET_TOKEN)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "link: only a QR code can carry one; leave it out, or ask for kind \"qr\"");
    enum baton_error error = link ? baton_link_check(link, failure) : BATON_OK;
    if (error)
        return error;
    if (secret->kind == BATON_SECRET_TOKEN)
        write_token(link, secret, auth, out);
    else if (secret->kind == BATON_SECRET_LONG)
        snprintf(out, BATON_CODETEXT_SIZE, "%s%.*s", bar_mark, BATON_LETTERS_LONG, letters);
    else
        snprintf(out, BATON_CODETEXT_SIZE, "%.4s-%.4s", letters, letters + 4);
    return BATON_OK;
}

static bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span trim(struct span span)
{
    while (span.len > 0 && is_white(span.text[0]))
        span = without(span, 1);
    while (span.len > 0 && is_white(span.text[span.len - 1]))
        span.len--;
    return span;
}

/* --- a token, with or without a link ---------------------------------------------------------- */

/* The part of a text that has the token and perhaps the auth. */
struct found {
    struct span rest;
    const char *auth_mark; /* separates the token from the auth */
};

/*
 * Whether the text has the form of a code with a token, damaged or not. Sets `found`. Only the scheme and the fragment
 * of a link are checked: the page may have moved, and a URL parser would leave copies of the token in memory.
 */
static bool find_token(struct span span, struct found *found)
{
    const char *hash = memchr(span.text, '#', span.len);

    if (starts_with(span, bare_mark)) {
        *found = (struct found){without(span, strlen(bare_mark)), bare_auth};
        return true;
    }
    if (!hash || !baton_link_is_web(span.text, span.len))
        return false;
    struct span fragment = without(span, (size_t)(hash - span.text));
    if (!starts_with(fragment, fragment_mark))
        return false;
    *found = (struct found){without(fragment, strlen(fragment_mark)), fragment_auth};
    return true;
}

/* Says what is wrong with a token that could not be read. */
static enum baton_error explain_damage(size_t len, struct baton_failure *failure)
{
    if (len != BATON_TOKEN_CHARACTERS)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: a damaged Baton code; its token has %zu characters, expected %d", len,
            BATON_TOKEN_CHARACTERS);
    return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "text: a damaged Baton code; its token has a wrong character, "
        "expected letters, digits, - and _");
}

static enum baton_error read_token(const struct found *found, struct baton_secret *secret,
    char auth[BATON_AUTH_SIZE], struct baton_failure *failure)
{
    struct span rest = found->rest, token = rest;
    struct baton_secret read;
    const char *mark = memchr(rest.text, found->auth_mark[0], rest.len);

    token.len = mark ? (size_t)(mark - rest.text) : rest.len;
    rest = without(rest, token.len);
    if (!baton_token_read(token.text, token.len, &read))
        return explain_damage(token.len, failure);
    if (rest.len > 0) {
        bool marked = starts_with(rest, found->auth_mark);
        rest = without(rest, marked ? strlen(found->auth_mark) : 0);
        if (!marked || !baton_auth_check(rest.text, rest.len)) {
            baton_secret_wipe(&read);
            return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "text: a damaged Baton code; expected nothing after its token, or %s and 1 to %d "
                "letters, digits, dots, - and _",
                found->auth_mark, BATON_AUTH_MAX);
        }
    }
    *secret = read;
    baton_secret_wipe(&read);
    if (auth) {
        memcpy(auth, rest.text, rest.len);
        auth[rest.len] = '\0';
    }
    return BATON_OK;
}

/* --- letters ---------------------------------------------------------------------------------- */

/* The typed letters, in capitals and without separators. */
struct typed {
    char letters[TYPED_MAX];
    size_t len;
    bool foreign; /* at least one letter or digit is in no code */
};

/* White space, and the dashes that keyboards write: '-', U+2010 to U+2015, U+2212. */
static bool is_separator(uint32_t code)
{
    return code == '-' || code == ' ' || (code >= '\t' && code <= '\r') || code == 0xA0 ||
           code == 0x202F || (code >= 0x2010 && code <= 0x2015) || code == 0x2212;
}

/* Returns the letter of the alphabet that a typed letter or digit stands for; 0 if it stands for no letter. */
static char letter_for(char typed)
{
    static const char mistaken[] =
        "1L2Z5S6G8BILUV"; /* pairs: the typed character, the letter that it stands for */
    char letter = (char)toupper((unsigned char)typed);

    for (size_t i = 0; i + 1 < sizeof(mistaken); i += 2)
        if (mistaken[i] == letter)
            return mistaken[i + 1];
    return strchr(BATON_SECRET_LETTERS, letter) ? letter : 0;
}

/* Whether a person could have typed the text from a code: letters, digits, and separators. */
static bool find_letters(struct span span, struct typed *typed)
{
    *typed = (struct typed){.len = 0};
    while (span.len > 0) {
        uint32_t code = 0;
        size_t bytes = baton_text_next(span.text, span.len, &code);
        if (bytes == 0)
            return false;
        if (!is_separator(code)) {
            if (code > 0x7F || !isalnum((int)code) || typed->len == TYPED_MAX)
                return false;
            char letter = letter_for((char)code);
            typed->foreign |= letter == 0;
            typed->letters[typed->len++] = letter;
        }
        span = without(span, bytes);
    }
    return typed->len > 0;
}

static enum baton_error read_letters(
    const struct typed *typed, struct baton_secret *secret, struct baton_failure *failure)
{
    bool bar = typed->len == BAR_CHARACTERS;
    size_t mark = bar ? strlen(bar_mark) : 0;

    if (!bar && typed->len != BATON_LETTERS_SHORT)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: %zu letters; expected %d, or the %s and %d letters below a bar code", typed->len,
            BATON_LETTERS_SHORT, bar_mark, BATON_LETTERS_LONG);
    if (typed->foreign)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: has a letter or digit that no code has; expected only %s", BATON_SECRET_LETTERS);
    if (memcmp(typed->letters, bar_mark, mark) != 0)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: %zu letters must begin with %s, as those below a bar code do", typed->len,
            bar_mark);
    *secret = (struct baton_secret){.kind = bar ? BATON_SECRET_LONG : BATON_SECRET_SHORT};
    memcpy(secret->bytes, typed->letters + mark, typed->len - mark);
    return BATON_OK;
}

/* --- any form --------------------------------------------------------------------------------- */

static enum baton_error read_any(struct span span, struct baton_secret *secret,
    char auth[BATON_AUTH_SIZE], struct baton_failure *failure)
{
    struct found found;
    struct typed typed;

    if (find_token(span, &found))
        return read_token(&found, secret, auth, failure);
    if (starts_with(span, bare_scheme))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: a Baton code of an unknown version; expected version 1");
    bool letters = find_letters(span, &typed);
    enum baton_error error = letters ? read_letters(&typed, secret, failure)
                                     : baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                                           "text: not a Baton code; expected a link that ends in "
                                           "%s..., a text that begins with %s, or %d letters",
                                           fragment_mark, bare_mark, BATON_LETTERS_SHORT);
    OPENSSL_cleanse(&typed, sizeof(typed));
    if (!error && auth)
        auth[0] = '\0';
    return error;
}

enum baton_error baton_codetext_read(const char *text, size_t len, struct baton_secret *secret,
    char auth[BATON_AUTH_SIZE], struct baton_failure *failure)
{
    if (len > BATON_SCAN_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: %zu bytes, expected at most %d", len, BATON_SCAN_MAX);
    return read_any(trim((struct span){text, len}), secret, auth, failure);
}

bool baton_codetext_is_drawn(const char *text, size_t len)
{
    struct span span = trim((struct span){text, len});
    struct found found;

    if (starts_with(span, bare_scheme) || find_token(span, &found))
        return true;
    if (span.len != BAR_CHARACTERS || memcmp(span.text, bar_mark, strlen(bar_mark)) != 0)
        return false;
    for (size_t i = 0; i < span.len; i++)
        if (!span.text[i] || !strchr(BATON_SECRET_LETTERS, span.text[i]))
            return false;
    return true;
}
