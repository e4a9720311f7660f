/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address owns the comparison of two network addresses: whether they are of one network. Pure. */
#ifndef BATON_BASE_ADDRESS_H
#define BATON_BASE_ADDRESS_H

#include <stdbool.h>

/*
 * Whether two addresses, IPv4 or IPv6 as text, belong to different networks: they differ in the first 24 bits (IPv4),
 * or in the first 56 (IPv6: the prefix of a home by RFC 6177). Returns false if this cannot be told: one text is no
 * address or NULL, or the two are of different families, as two devices in one home often are. An IPv4 address within
 * IPv6 (RFC 4291 section 2.5.5.2) counts as IPv4.
 */
bool baton_address_differs(const char *one, const char *other);

#endif
