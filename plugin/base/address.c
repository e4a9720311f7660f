/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the prefixes of addresses. */
#include "base/address.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { IPV4_PREFIX = 3, IPV6_PREFIX = 7 }; /* bytes */

/* The network that an address belongs to. */
struct network {
    size_t length; /* bytes used in `prefix`; 0: the text is no address */
    unsigned char prefix[IPV6_PREFIX];
    enum baton_address_family family;
    enum baton_address_scope scope;
};

static bool is_local_ipv4(const unsigned char *bytes)
{
    return bytes[0] == 10 || bytes[0] == 127 || (bytes[0] == 192 && bytes[1] == 168) ||
           (bytes[0] == 172 && (bytes[1] & 0xF0) == 16) ||
           (bytes[0] == 100 && (bytes[1] & 0xC0) == 64) || (bytes[0] == 169 && bytes[1] == 254);
}

static bool is_local_ipv6(const struct in6_addr *address)
{
    return (address->s6_addr[0] & 0xFE) == 0xFC || IN6_IS_ADDR_LINKLOCAL(address) ||
           IN6_IS_ADDR_LOOPBACK(address);
}

static struct network network_of(const char *text)
{
    struct network network = {0};
    struct in6_addr address;
    unsigned char ipv4[sizeof(struct in_addr)];
    const unsigned char *from = NULL;
    bool local = false;

    if (inet_pton(AF_INET, text, ipv4) == 1) {
        from = ipv4;
    } else if (inet_pton(AF_INET6, text, &address) == 1) {
        bool mapped = IN6_IS_ADDR_V4MAPPED(&address);
        from = address.s6_addr + (mapped ? sizeof(address) - sizeof(ipv4) : 0);
        network.family = mapped ? BATON_ADDRESS_IPV4 : BATON_ADDRESS_IPV6;
    }
    if (!from)
        return network;
    network.length = network.family == BATON_ADDRESS_IPV4 ? IPV4_PREFIX : IPV6_PREFIX;
    memcpy(network.prefix, from, network.length);
    local = network.family == BATON_ADDRESS_IPV4 ? is_local_ipv4(from) : is_local_ipv6(&address);
    network.scope = local ? BATON_ADDRESS_LOCAL : BATON_ADDRESS_GLOBAL;
    return network;
}

static enum baton_address_verdict compare(const char *one, const char *other)
{
    struct network a = network_of(one);
    struct network b = network_of(other);

    if (!a.length || a.length != b.length)
        return BATON_ADDRESS_UNKNOWN;
    return memcmp(a.prefix, b.prefix, a.length) == 0 ? BATON_ADDRESS_SAME : BATON_ADDRESS_OTHER;
}

/* --- what is known ---------------------------------------------------------------------------- */

static void store(char out[BATON_ADDRESS_SIZE], const char *text)
{
    snprintf(out, BATON_ADDRESS_SIZE, "%s", text);
}

void baton_addresses_see(struct baton_addresses *addresses, const char *text)
{
    const struct network network = network_of(text);

    if (network.length)
        store(addresses->seen[network.family], text);
}

void baton_addresses_claim(struct baton_addresses *addresses, const char *text)
{
    const struct network network = network_of(text);

    if (network.length)
        store(addresses->claimed[network.family][network.scope], text);
}

const char *baton_addresses_seen(const struct baton_addresses *addresses)
{
    for (int family = 0; family < BATON_ADDRESS_FAMILIES; family++)
        if (addresses->seen[family][0])
            return addresses->seen[family];
    return NULL;
}

bool baton_addresses_are_seen(const struct baton_addresses *addresses)
{
    return baton_addresses_seen(addresses) != NULL;
}

bool baton_addresses_are_known(const struct baton_addresses *addresses)
{
    static const struct baton_addresses unknown;

    return baton_addresses_are_seen(addresses) ||
           memcmp(addresses->claimed, unknown.claimed, sizeof(unknown.claimed)) != 0;
}

bool baton_addresses_share(const struct baton_addresses *one, const struct baton_addresses *other)
{
    for (int family = 0; family < BATON_ADDRESS_FAMILIES; family++)
        if (one->seen[family][0] && strcmp(one->seen[family], other->seen[family]) == 0)
            return true;
    return false;
}

/* --- comparing -------------------------------------------------------------------------------- */

/* Compares an address of the other device with the address of `own` of the same family and scope. */
static enum baton_address_verdict compare_alike(const struct baton_addresses *own, const char *text)
{
    const struct network network = network_of(text);

    if (!network.length)
        return BATON_ADDRESS_UNKNOWN;
    const char *seen = own->seen[network.family];
    return network_of(seen).length && network_of(seen).scope == network.scope
               ? compare(seen, text)
               : compare(own->claimed[network.family][network.scope], text);
}

/* If there is no address of the same scope, a local and a global address belong to different networks. */
static enum baton_address_verdict compare_seen(
    const struct baton_addresses *own, int family, const char *text)
{
    const enum baton_address_verdict verdict = compare_alike(own, text);

    return verdict != BATON_ADDRESS_UNKNOWN ? verdict : compare(own->seen[family], text);
}

enum baton_address_verdict baton_addresses_compare(
    const struct baton_addresses *own, const struct baton_addresses *other, const char **address)
{
    enum baton_address_verdict all = BATON_ADDRESS_UNKNOWN;

    for (int family = 0; family < BATON_ADDRESS_FAMILIES; family++) {
        enum baton_address_verdict verdict = compare_seen(own, family, other->seen[family]);
        if (verdict > all)
            all = verdict;
        if (verdict == BATON_ADDRESS_OTHER)
            *address = other->seen[family];
    }
    return all;
}

bool baton_addresses_claim_differs(
    const struct baton_addresses *own, const struct baton_addresses *other, const char **address)
{
    for (int family = 0; family < BATON_ADDRESS_FAMILIES; family++)
        for (int scope = 0; scope < BATON_ADDRESS_SCOPES; scope++) {
            const char *claim = other->claimed[family][scope];
            if (compare_alike(own, claim) == BATON_ADDRESS_OTHER) {
                *address = claim;
                return true;
            }
        }
    return false;
}
