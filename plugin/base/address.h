/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network owns whether two addresses look like one place. Pure. */
#ifndef BATON_BASE_ADDRESS_H
#define BATON_BASE_ADDRESS_H

#include <stdbool.h>

/*
 * Whether two addresses, IPv4 or IPv6 in text, are of different networks: they differ in the first
 * 24 bits (IPv4), or the first 56 (IPv6, what a home is given by RFC 6177). False where it can't
 * be told: one is no address (or NULL), or they are of two families, as two devices of one home
 * often are. An IPv4 address within IPv6 (RFC 4291 section 2.5.5.2) counts as IPv4.
 */
bool baton_address_differs(const char *one, const char *other);

#endif
