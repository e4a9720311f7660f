/* SPDX-License-Identifier: GPL-3.0-or-later */
/* payload: checking a link, writing a code's text, reading scanned text. */
#include "code/payload.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <openssl/crypto.h>

static const char fragment_mark[] = "#baton=";
static const char bare_scheme[] = "baton:";
static const char bare_mark[] = "baton:1:";

_Static_assert(
    BATON_PAYLOAD_MAX == BATON_LINK_MAX + sizeof(fragment_mark) - 1 + BATON_TOKEN_CHARACTERS,
    "size of a payload");

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

/* Bytes of "http://" or "https://" at the start, in either case; 0 if neither is there. */
static size_t web_scheme(struct span span)
{
    static const char *const schemes[] = {"https://", "http://"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (starts_with(span, schemes[i]))
            return strlen(schemes[i]);
    return 0;
}

/* Whether RFC 3986 (section 2) lets a character stand in a URI. */
static bool is_uri_character(char c)
{
    return c > ' ' && c < 0x7F && !strchr("\"<>\\^`{|}", c);
}

/* Whether a port of digits, or nothing, stands in `span`; the ':' before it is part of it. */
static bool is_port(struct span span)
{
    if (span.len == 0)
        return true;
    if (span.text[0] != ':' || span.len < 2 || span.len > 6)
        return false;
    for (size_t i = 1; i < span.len; i++)
        if (!isdigit((unsigned char)span.text[i]))
            return false;
    return true;
}

/* Whether `span` is a host, perhaps with a port: a name, an IPv4 address, or [an IPv6 address]. */
static bool is_host(struct span span)
{
    static const char name[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
    static const char address[] = "0123456789abcdefABCDEF:.";
    bool bracket = span.len > 0 && span.text[0] == '[';
    size_t start = bracket ? 1 : 0;
    size_t end = start;

    while (end < span.len && strchr(bracket ? address : name, span.text[end]))
        end++;
    if (end == start)
        return false;
    if (bracket && (end == span.len || span.text[end++] != ']'))
        return false;
    return is_port(without(span, end));
}

static enum baton_error check_characters(const char *link, struct baton_failure *failure)
{
    for (size_t i = 0; link[i]; i++) {
        if (link[i] == '#')
            return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "link: has a fragment (#), which is where the code goes; "
                "give the URL without it");
        if (!is_uri_character(link[i]))
            return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "link: character %zu cannot stand in a URL; expected "
                "printable ASCII, the rest percent-encoded",
                i + 1);
    }
    return BATON_OK;
}

enum baton_error baton_link_check(const char *link, struct baton_failure *failure)
{
    struct span span = {link, strnlen(link, BATON_LINK_MAX + 1)};

    if (span.len > BATON_LINK_MAX)
        return baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "link: expected at most %d bytes, got more", BATON_LINK_MAX);
    size_t scheme = web_scheme(span);
    if (scheme == 0)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "link: expected a URL that begins with https:// or http://");
    enum baton_error error = check_characters(link, failure);
    if (error)
        return error;
    struct span authority = {link + scheme, strcspn(link + scheme, "/?")};
    if (memchr(authority.text, '@', authority.len))
        return baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "link: has a user name or password; expected none");
    if (!is_host(authority))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "link: expected a host, perhaps with a port, after the scheme");
    return BATON_OK;
}

enum baton_error baton_payload_write(const char *link, const struct baton_token *token,
    char out[BATON_PAYLOAD_SIZE], struct baton_failure *failure)
{
    char text[BATON_TOKEN_SIZE];

    if (link) {
        enum baton_error error = baton_link_check(link, failure);
        if (error)
            return error;
    }
    baton_token_write(token, text);
    snprintf(out, BATON_PAYLOAD_SIZE, "%s%s%s", link ? link : "", link ? fragment_mark : bare_mark,
        text);
    OPENSSL_cleanse(text, sizeof(text));
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

/* Sets `token_text` to what stands where the token belongs, if the text is one of ours at all. */
static enum baton_error find_token(
    struct span span, struct span *token_text, struct baton_failure *failure)
{
    const char *hash = memchr(span.text, '#', span.len);

    if (starts_with(span, bare_mark)) {
        *token_text = without(span, strlen(bare_mark));
        return BATON_OK;
    }
    if (starts_with(span, bare_scheme))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: a Baton code of a version that is not known here; "
            "expected version 1");
    if (web_scheme(span) > 0 && hash) {
        struct span fragment = without(span, (size_t)(hash - span.text));
        if (starts_with(fragment, fragment_mark)) {
            *token_text = without(fragment, strlen(fragment_mark));
            return BATON_OK;
        }
    }
    return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "text: not a Baton code; expected a link that ends in %s... or "
        "a text that begins with %s",
        fragment_mark, bare_mark);
}

/* Says what is wrong with a token's text that could not be read. */
static enum baton_error explain_damage(struct span span, struct baton_failure *failure)
{
    if (span.len != BATON_TOKEN_CHARACTERS)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "text: a damaged Baton code; its last part has %zu characters, "
            "expected %d",
            span.len, BATON_TOKEN_CHARACTERS);
    return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "text: a damaged Baton code; its last part has a character that no "
        "code has there, expected letters, digits, - and _");
}

enum baton_error baton_payload_read(
    const char *text, size_t len, struct baton_token *token, struct baton_failure *failure)
{
    struct span token_text = {0};

    if (len > BATON_SCAN_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "text: %zu bytes, expected at most %d",
            len, BATON_SCAN_MAX);
    enum baton_error error = find_token(trim((struct span){text, len}), &token_text, failure);
    if (error)
        return error;
    if (!baton_token_read(token_text.text, token_text.len, token))
        return explain_damage(token_text, failure);
    return BATON_OK;
}
