/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which encoding the packets of an m-line belong to. Only the first packets of a sender carry the name of their
 * encoding (rid, RFC 8852) in a header extension, so the map keeps the SSRC of each encoding.
 */
#ifndef BATON_MEDIA_RID_MAP_H
#define BATON_MEDIA_RID_MAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* A source has one to BATON_ENCODINGS encodings of the same pictures. 0 is the smallest encoding. */
enum { BATON_ENCODINGS = 3 };
/* The longest rid, with its final zero: a one-byte header extension has up to 16 bytes. */
enum { BATON_RID_SIZE = 17 };

enum { BATON_RID_WORDS = 2, BATON_RID_SSRCS = 2 };

/* For rid_map.c only. All members are zero at first. */
struct baton_rid_map {
    /*
     * Written by the control thread, read by the packet thread. `head` is the number of this set of names, the id of
     * the extension, and how many names there are. It is 0 while the names change, and if there are none.
     */
    _Atomic uint64_t head;
    _Atomic uint64_t names[BATON_ENCODINGS][BATON_RID_WORDS];
    uint64_t sets; /* control thread only: how many sets of names there were */

    /* Packet thread only. */
    uint64_t learnt; /* the `head` under which the SSRCs were learnt */
    uint32_t ssrcs[BATON_ENCODINGS][BATON_RID_SSRCS]; /* the last one first */
    uint8_t known[BATON_ENCODINGS];                   /* how many of them are known */
};

/*
 * Control thread. Sets the names of the encodings, which have up to BATON_RID_SIZE - 1 bytes, and the id of their
 * header extension. `count` is 0 for an m-line whose packets need no names. The SSRCs are forgotten, unless the names
 * and the id are the same as before.
 */
void baton_rid_map_set(struct baton_rid_map *map, uint8_t extension, uint8_t count,
    const char rids[BATON_ENCODINGS][BATON_RID_SIZE]);

/*
 * Packet thread. Returns the encoding of a packet with this SSRC, and learns a new SSRC from a packet that names its
 * encoding. The last SSRC of an encoding stays known, because late packets may still have it. Returns -1 if the SSRC
 * is unknown and the packet has no known name.
 */
int baton_rid_map_find(struct baton_rid_map *map, uint32_t ssrc, struct baton_bytes packet);

#endif
