/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * media owns the pools of sources and gates, and is the room's face to the control thread: sources,
 * ports, gates, and the way of a packet.
 *
 * Threads. Everything is called by the control thread alone, except relay.h, which is the packet
 * path, and what says "any thread". Locks: one class, the lock of a source; nobody holds two.
 * Memory: a source is type-stable (taken from a pool that lives until baton_media_free), so that a
 * packet thread that still holds a pointer to a released source finds a source that listens to
 * another generation, and drops its packet.
 */
#ifndef BATON_MEDIA_MEDIA_H
#define BATON_MEDIA_MEDIA_H

#include "base/clock.h"
#include "media/gate.h"
#include "media/packet.h"
#include "media/port.h"
#include "media/relay.h"
#include "media/stream.h"

struct baton_media;

struct baton_media_settings {
    /* Least time between two PLIs for one source, but at swaps and slot changes. */
    baton_time pli_interval;
};

/* NULL when out of memory. `host` is copied. */
struct baton_media *baton_media_new(
    const struct baton_media_host *host, const struct baton_media_settings *settings);

/* When every port is freed and no packet thread runs any more. */
void baton_media_free(struct baton_media *media);

#endif
