/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objects that all streams, gates and ports share: the host, the settings, the last generation,
 * and the memory of streams and gates.
 *
 * Threads: only the control thread calls the functions of plugin/media, except for relay.h, which
 * is the packet path, and for functions that say "any thread". Locks: each stream has one; no
 * thread holds two of them. Memory: streams come from a pool and go back to it, and
 * baton_media_free frees the pool. If a packet thread still has a pointer to a released stream, that
 * stream listens to another generation, so the thread's packet is dropped.
 */
#ifndef BATON_MEDIA_MEDIA_H
#define BATON_MEDIA_MEDIA_H

#include <stdint.h>

#include "base/clock.h"
#include "media/packet.h"
#include "media/pool.h"

struct baton_media_settings {
    /* Shortest time between two PLIs for one stream. A swap, and unmuting, do not wait for it. */
    baton_time pli_interval;
};

/* For files of plugin/media only. `host` and `settings` never change. */
struct baton_media {
    struct baton_media_host host;
    struct baton_media_settings settings;
    /* Control thread only. */
    uint64_t last_generation; /* the last number given to a binding */
    struct baton_pool streams, gates;
};

/* NULL if memory ran out. `host` and `settings` are copied. */
struct baton_media *baton_media_new(
    const struct baton_media_host *host, const struct baton_media_settings *settings);

/* Call this when all ports are freed and no packet thread runs any more. */
void baton_media_free(struct baton_media *media);

#endif
