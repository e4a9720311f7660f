/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the prefixes of two addresses. */
#include "base/address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

enum { IPV4_PREFIX = 3, IPV6_PREFIX = 7 }; /* bytes */

/* The network that an address belongs to. */
struct network {
    size_t length; /* bytes used in `prefix`; 0: the network is not known */
    unsigned char prefix[IPV6_PREFIX];
};

static struct network network_of(const char *text)
{
    struct network network = {0};
    struct in6_addr address;
    unsigned char ipv4[sizeof(struct in_addr)];
    const unsigned char *from = NULL;

    if (text && inet_pton(AF_INET, text, ipv4) == 1) {
        from = ipv4;
        network.length = IPV4_PREFIX;
    } else if (text && inet_pton(AF_INET6, text, &address) == 1) {
        bool mapped = IN6_IS_ADDR_V4MAPPED(&address);
        from = address.s6_addr + (mapped ? sizeof(address) - sizeof(ipv4) : 0);
        network.length = mapped ? IPV4_PREFIX : IPV6_PREFIX;
    }
    if (from)
        memcpy(network.prefix, from, network.length);
    return network;
}

bool baton_address_differs(const char *one, const char *other)
{
    struct network a = network_of(one);
    struct network b = network_of(other);
    return a.length && a.length == b.length && memcmp(a.prefix, b.prefix, a.length) != 0;
}
