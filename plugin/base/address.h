/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells whether two devices are in different networks, by the network addresses that are known of them. Pure.
 *
 * Two addresses of one family can be compared. IPv4 addresses belong to different networks if their first 24 bits
 * differ, IPv6 addresses if their first 56 bits do (the prefix of a home, RFC 6177). An IPv4 address within IPv6
 * (RFC 4291 section 2.5.5.2) counts as IPv4. A text that is no address is ignored.
 */
#ifndef BATON_BASE_ADDRESS_H
#define BATON_BASE_ADDRESS_H

#include <stdbool.h>

enum { BATON_ADDRESS_SIZE = 46 }; /* bytes of an address as text, with its NUL (INET6_ADDRSTRLEN) */

enum baton_address_family { BATON_ADDRESS_IPV4, BATON_ADDRESS_IPV6, BATON_ADDRESS_FAMILIES };
/* A local address is valid within one network only: private (RFC 1918, RFC 4193), shared (RFC 6598), of the link or of
 * the machine. */
enum baton_address_scope { BATON_ADDRESS_GLOBAL, BATON_ADDRESS_LOCAL, BATON_ADDRESS_SCOPES };

/* The known addresses of a device. "" stands for an address that is not known, so a zeroed struct knows nothing. */
struct baton_addresses {
    /* The addresses that its media comes from. A client cannot invent them. */
    char seen[BATON_ADDRESS_FAMILIES][BATON_ADDRESS_SIZE];
    /* The addresses that its client has named as ICE candidates. */
    char claimed[BATON_ADDRESS_FAMILIES][BATON_ADDRESS_SCOPES][BATON_ADDRESS_SIZE];
};

enum baton_address_verdict {
    BATON_ADDRESS_UNKNOWN, /* no two addresses can be compared */
    BATON_ADDRESS_SAME,    /* the devices seem to be in the same network */
    BATON_ADDRESS_OTHER,   /* the devices seem to be in different networks */
};

/* Notes an address of a device; a later address of the same family (and scope) replaces it. */
void baton_addresses_see(struct baton_addresses *addresses, const char *text);
void baton_addresses_claim(struct baton_addresses *addresses, const char *text);

/* Whether an address is known that the device's media comes from. */
bool baton_addresses_are_seen(const struct baton_addresses *addresses);
/* Returns an address that the device's media comes from, valid until the next one is noted. NULL: none is known. */
const char *baton_addresses_seen(const struct baton_addresses *addresses);
/* Whether any address of the device is known. */
bool baton_addresses_are_known(const struct baton_addresses *addresses);
/* Whether the media of both devices comes from the same address. */
bool baton_addresses_share(const struct baton_addresses *one, const struct baton_addresses *other);

/*
 * Compares the addresses that the media of `other` comes from with all addresses of `own`. The claims of `own` are
 * believed, because `own` is the device to be protected. If one comparison says that the networks differ, they differ;
 * `*address` is then that address of `other`. Otherwise `*address` does not change.
 */
enum baton_address_verdict baton_addresses_compare(
    const struct baton_addresses *own, const struct baton_addresses *other, const char **address);
/*
 * Whether `other` claims an address in another network than that of `own`. If so, sets `*address` to this address.
 * A claim never proves that the networks are the same, because `other` could have invented it.
 */
bool baton_addresses_claim_differs(
    const struct baton_addresses *own, const struct baton_addresses *other, const char **address);

#endif
