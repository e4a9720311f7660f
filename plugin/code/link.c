/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This file checks the length and the characters, and lets libcurl check the parts of the URL. */
#include "code/link.h"

#include <string.h>

#include <curl/curl.h>
#include <glib.h>

bool baton_link_is_web(const char *text, size_t len)
{
    static const char longest[] = "https://";
    char *start = g_strndup(text, MIN(len, sizeof(longest) - 1));
    const char *scheme = g_uri_peek_scheme(start);
    bool web = g_strcmp0(scheme, "https") == 0 || g_strcmp0(scheme, "http") == 0;

    web = web && g_str_has_prefix(start + strlen(scheme), "://");
    g_free(start);
    return web;
}

/* Whether RFC 3986 (section 2) allows a character in a URI. libcurl accepts more characters. */
static bool is_uri_character(char c)
{
    return c > ' ' && c < 0x7F && !strchr("\"<>\\^`{|}", c);
}

static enum baton_error check_characters(const char *link, struct baton_failure *failure)
{
    for (size_t i = 0; link[i]; i++) {
        if (link[i] == '#')
            return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "link: has a fragment (#); expected none, because the code is added as the "
                "fragment");
        if (!is_uri_character(link[i]))
            return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "link: character %zu is not allowed in a URL; expected "
                "printable ASCII, other characters percent-encoded",
                i + 1);
    }
    return BATON_OK;
}

static CURLUcode parse(const char *link)
{
    CURLU *url = curl_url();
    CURLUcode result =
        url ? curl_url_set(url, CURLUPART_URL, link, CURLU_DISALLOW_USER) : CURLUE_OUT_OF_MEMORY;

    curl_url_cleanup(url);
    /* libcurl ignores a third slash after the scheme. A browser may find another host in such a URL. */
    if (result == CURLUE_OK && strstr(link, "://")[3] == '/')
        result = CURLUE_NO_HOST;
    return result;
}

static enum baton_error check_parts(const char *link, struct baton_failure *failure)
{
    switch (parse(link)) {
    case CURLUE_OK:
        return BATON_OK;
    case CURLUE_USER_NOT_ALLOWED:
        return baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "link: has a user name or password; expected none");
    case CURLUE_OUT_OF_MEMORY:
        return baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    default:
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "link: expected a host, with or without a port, after the scheme");
    }
}

enum baton_error baton_link_check(const char *link, struct baton_failure *failure)
{
    size_t len = strnlen(link, BATON_LINK_MAX + 1);

    if (len > BATON_LINK_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "link: expected at most %d bytes, got more", BATON_LINK_MAX);
    if (!baton_link_is_web(link, len))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "link: expected a URL that begins with https:// or http://");
    enum baton_error error = check_characters(link, failure);
    return error ? error : check_parts(link, failure);
}
