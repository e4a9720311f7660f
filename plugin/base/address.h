/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells whether two network addresses belong to different networks. Pure. */
#ifndef BATON_BASE_ADDRESS_H
#define BATON_BASE_ADDRESS_H

#include <stdbool.h>

/*
 * Whether two addresses (texts, IPv4 or IPv6) belong to different networks: IPv4 addresses differ in the first 24
 * bits, IPv6 addresses in the first 56 bits (the prefix of a home, RFC 6177). Returns false if the addresses cannot be
 * compared: a text is NULL or no address, or one is IPv4 and one IPv6, as is common for two devices in one home. An
 * IPv4 address within IPv6 (RFC 4291 section 2.5.5.2) counts as IPv4.
 */
bool baton_address_differs(const char *one, const char *other);

#endif
