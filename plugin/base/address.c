/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network: prefixes of addresses. */
#include "base/address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

enum { IPV4_PREFIX = 3, IPV6_PREFIX = 7 }; /* bytes */

/* What of an address says where it is. */
struct place {
    size_t length; /* 0: it can't be told */
    unsigned char prefix[IPV6_PREFIX];
};

static struct place place_of(const char *text)
{
    struct place place = {0};
    struct in6_addr address;
    unsigned char ipv4[sizeof(struct in_addr)];
    const unsigned char *from = NULL;

    if (text && inet_pton(AF_INET, text, ipv4) == 1) {
        from = ipv4;
        place.length = IPV4_PREFIX;
    } else if (text && inet_pton(AF_INET6, text, &address) == 1) {
        bool mapped = IN6_IS_ADDR_V4MAPPED(&address);
        from = address.s6_addr + (mapped ? sizeof(address) - sizeof(ipv4) : 0);
        place.length = mapped ? IPV4_PREFIX : IPV6_PREFIX;
    }
    if (from)
        memcpy(place.prefix, from, place.length);
    return place;
}

bool baton_address_differs(const char *one, const char *other)
{
    struct place a = place_of(one);
    struct place b = place_of(other);
    return a.length && a.length == b.length && memcmp(a.prefix, b.prefix, a.length) != 0;
}
