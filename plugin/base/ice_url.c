/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the parts of a URL from left to right: scheme, host, port, transport. */
#include "base/ice_url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#define LETTERS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

enum { PORT_MAX = 65535, PORT_DIGITS = 5 };

static const struct scheme {
    const char *name; /* with its colon */
    bool turn;
} schemes[] = {{"stun:", false}, {"stuns:", false}, {"turn:", true}, {"turns:", true}};

static const struct scheme *scheme_of(const char *url)
{
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
        if (strncmp(url, schemes[i].name, strlen(schemes[i].name)) == 0)
            return &schemes[i];
    return NULL;
}

static enum baton_error refuse(struct baton_failure *failure, const char *why)
{
    return baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "%s", why);
}

/* Returns the end of a name or an IPv4 address: reg-name in RFC 3986 section 3.2.2. */
static const char *skip_name(const char *text)
{
    for (;;) {
        text += strspn(text, LETTERS_AND_DIGITS "-._~!$&'()*+,;=");
        if (*text != '%' || !isxdigit((unsigned char)text[1]) || !isxdigit((unsigned char)text[2]))
            return text;
        text += 3;
    }
}

/* Returns the end of an IPv6 address in brackets, or NULL. */
static const char *skip_ipv6(const char *text)
{
    char address[INET6_ADDRSTRLEN];
    struct in6_addr parsed;
    size_t len = strcspn(++text, "]");

    if (text[len] != ']' || len >= sizeof(address))
        return NULL;
    memcpy(address, text, len);
    address[len] = '\0';
    return inet_pton(AF_INET6, address, &parsed) == 1 ? text + len + 1 : NULL;
}

static enum baton_error check_host(const char **rest, struct baton_failure *failure)
{
    const char *end;

    if (strncmp(*rest, "//", 2) == 0)
        return refuse(failure, "expected the host right after the scheme, without //");
    if (**rest == '[') {
        end = skip_ipv6(*rest);
        if (!end)
            return refuse(failure, "expected an IPv6 address between [ and ]");
    } else {
        end = skip_name(*rest);
        if (end == *rest)
            return refuse(failure, "expected a host after the scheme");
    }
    *rest = end;
    return BATON_OK;
}

static enum baton_error check_port(const char **rest, struct baton_failure *failure)
{
    size_t digits;
    int port = 0;

    if (**rest != ':')
        return BATON_OK;
    digits = strspn(++*rest, "0123456789");
    for (size_t i = 0; i < digits && i < PORT_DIGITS; i++)
        port = 10 * port + ((*rest)[i] - '0');
    if (digits > PORT_DIGITS || port < 1 || port > PORT_MAX)
        return refuse(failure, "expected a port from 1 to 65535 after the host, or an IPv6 address "
                               "between [ and ]");
    *rest += digits;
    return BATON_OK;
}

static enum baton_error check_transport(const char *rest, bool turn, struct baton_failure *failure)
{
    if (*rest == '\0')
        return BATON_OK;
    if (*rest != '?')
        return refuse(failure, strchr(rest, '@') ? "expected no user name and no password; Baton "
                                                   "makes them with turn_secret"
                                                 : "has a character that no host has");
    if (!turn)
        return refuse(failure, "expected nothing after the host and the port of a STUN server");
    if (strcmp(rest, "?transport=udp") == 0 || strcmp(rest, "?transport=tcp") == 0)
        return BATON_OK;
    return refuse(failure, "expected ?transport=udp, ?transport=tcp or nothing after the host and "
                           "the port");
}

enum baton_error baton_ice_url_check(const char *url, struct baton_failure *failure)
{
    const struct scheme *scheme = scheme_of(url);

    if (strnlen(url, BATON_ICE_URL_MAX + 1) > BATON_ICE_URL_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "expected at most %d bytes, got more", BATON_ICE_URL_MAX);
    if (!scheme)
        return refuse(failure, "expected a URL that begins with stun:, stuns:, turn: or turns:");
    const char *rest = url + strlen(scheme->name);
    enum baton_error error = check_host(&rest, failure);
    if (!error)
        error = check_port(&rest, failure);
    return error ? error : check_transport(rest, scheme->turn, failure);
}

bool baton_ice_url_is_turn(const char *url)
{
    const struct scheme *scheme = scheme_of(url);

    return scheme && scheme->turn;
}
