/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * media owns what all streams, gates and ports share: the host, the settings, the numbers of
 * generations, and the memory of streams and gates.
 *
 * Threads. The control thread alone calls the functions of plugin/media, with two exceptions:
 * relay.h, which is the packet path, and functions that say "any thread". Locks: each stream has
 * one; no thread holds two of them. Memory: a stream comes from a pool and goes back to it, and the
 * pool lives until baton_media_free. A packet thread that still has a pointer to a released stream
 * finds that this stream listens to another generation, and drops its packet.
 */
#ifndef BATON_MEDIA_MEDIA_H
#define BATON_MEDIA_MEDIA_H

#include <stdint.h>

#include "base/clock.h"
#include "media/packet.h"
#include "media/pool.h"

struct baton_media_settings {
    /* Least time between two PLIs for one stream, except for PLIs at swaps and slot changes. */
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

/* NULL when out of memory. `host` and `settings` are copied. */
struct baton_media *baton_media_new(
    const struct baton_media_host *host, const struct baton_media_settings *settings);

/* To be called when every port is freed and no packet thread runs any more. */
void baton_media_free(struct baton_media *media);

#endif
