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
#include "base/fold.h"
#include "base/text.h"
#include "code/link.h"

static const char fragment_mark[] = "#baton=";
static const char bare_word[] = "baton";
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
    if (len < 1 || len > BATON_AUTH_MAX || auth[len - 1] == '.')
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

/* --- what keyboards, messengers and bar-code scanners add -------------------------------------- */

/* A copy of a scanned or typed text, without the characters around the code. Wipe it after use. */
struct tidied {
    char text[BATON_SCAN_MAX];
    size_t len;
};

static struct span span_of(const struct tidied *tidied)
{
    return (struct span){tidied->text, tidied->len};
}

static bool is_one_of(const char *set, char c)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_control(char c)
{
    return (c > 0 && c < ' ') || c == 0x7F;
}

/*
 * Removes from both ends: white space, control characters (scanners can be set to send STX and ETX), and the
 * punctuation of the sentence around a code. A token, letters and an auth neither begin nor end with one of these
 * characters.
 */
static struct span trim(struct span span)
{
    while (span.len > 0 && (is_control(span.text[0]) || is_one_of(" \"'`*<([{", span.text[0])))
        span = without(span, 1);
    while (span.len > 0 && (is_control(span.text[span.len - 1]) ||
                               is_one_of(" \"'`*>)]}.,;!?", span.text[span.len - 1])))
        span.len--;
    return span;
}

/*
 * Removes the symbology identifier, which a bar-code scanner can put before the text of a code. It consists of ']', a
 * letter for the kind of code, and a digit or letter for its options (ISO/IEC 15424): ]C0 for Code 128, ]Q1 for QR
 * codes.
 */
static struct span without_symbology(struct span span)
{
    bool has_one = span.len > 3 && span.text[0] == ']' && isalpha((unsigned char)span.text[1]) &&
                   isalnum((unsigned char)span.text[2]);
    return has_one ? without(span, 3) : span;
}

static void remove_spaces(struct tidied *tidied)
{
    size_t kept = 0;

    for (size_t i = 0; i < tidied->len; i++)
        if (tidied->text[i] != ' ')
            tidied->text[kept++] = tidied->text[i];
    tidied->len = kept;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'         ? c - '0'
           : isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10
                                        : -1;
}

/* Decodes the percent-encoded printable characters (RFC 3986 section 2.1) from index `from` on. */
static void decode_percent(struct tidied *tidied, size_t from)
{
    size_t kept = from, len = tidied->len;
    char *text = tidied->text;

    for (size_t i = from; i < len; i++) {
        int high = text[i] == '%' && i + 2 < len ? hex_value(text[i + 1]) : -1;
        int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        int code = low >= 0 ? high * 16 + low : 0;
        bool decoded = code > ' ' && code < 0x7F;
        text[kept++] = decoded ? (char)code : text[i];
        i += decoded ? 2 : 0;
    }
    tidied->len = kept;
}

/*
 * Repairs a link. Other programs insert line breaks, or percent-encode the fragment or the '#' before it. A link inside
 * another link is encoded twice, so the fragment is decoded twice. If the '#' is encoded, the part before it is decoded
 * as well. This does no harm, because only the scheme of that part is read.
 */
static void repair_link(struct tidied *tidied)
{
    enum { ROUNDS = 2 };

    remove_spaces(tidied);
    for (int round = 0; round < ROUNDS; round++) {
        const char *hash = memchr(tidied->text, '#', tidied->len);
        decode_percent(tidied, hash ? (size_t)(hash - tidied->text) : 0);
    }
}

/* Reads at most BATON_SCAN_MAX bytes. */
static void tidy(struct tidied *tidied, const char *text, size_t len)
{
    tidied->len = baton_fold_text(tidied->text, text, len < BATON_SCAN_MAX ? len : BATON_SCAN_MAX);
    struct span span = trim(without_symbology(trim(span_of(tidied))));
    memmove(tidied->text, span.text, span.len);
    tidied->len = span.len;
    if (starts_with(span_of(tidied), "http") || starts_with(span_of(tidied), bare_word))
        repair_link(tidied);
}

static void wipe(struct tidied *tidied)
{
    OPENSSL_cleanse(tidied, sizeof(*tidied));
}

/* --- a token, with or without a link ---------------------------------------------------------- */

/* The part of a text that has the token and perhaps the auth. */
struct found {
    struct span rest;
    const char *auth_mark; /* separates the token from the auth */
};

/*
 * Whether the text has the form of a code with a token. The token may be damaged. If so, sets `found`. Only the scheme
 * and the fragment of a link are checked: the page may have moved, and a URL parser would leave copies of the token in
 * memory.
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
    bool foreign; /* at least one character never occurs in letters of a code */
};

/* The letter of the alphabet that a typed letter or digit stands for; 0 if it stands for no letter. */
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
        if (code != ' ' && code != '-') {
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
    struct tidied tidied;
    tidy(&tidied, text, len);
    enum baton_error error = read_any(span_of(&tidied), secret, auth, failure);
    wipe(&tidied);
    return error;
}

/* Whether a text is the text of a bar code. Unlike typed letters, it is exact. */
static bool is_bar(struct span span)
{
    if (span.len != BAR_CHARACTERS || memcmp(span.text, bar_mark, strlen(bar_mark)) != 0)
        return false;
    for (size_t i = 0; i < span.len; i++)
        if (!is_one_of(BATON_SECRET_LETTERS, span.text[i]))
            return false;
    return true;
}

bool baton_codetext_is_drawn(const char *text, size_t len)
{
    struct tidied tidied;
    struct found found;

    tidy(&tidied, text, len);
    struct span span = span_of(&tidied);
    bool drawn = starts_with(span, bare_scheme) || find_token(span, &found) || is_bar(span);
    wipe(&tidied);
    return drawn;
}
