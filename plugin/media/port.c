/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/port.h"

#include <assert.h>
#include <stdlib.h>

#include "media/inside.h"

struct baton_port *baton_port_new(struct baton_media *media, void *handle)
{
    struct baton_port *port = calloc(1, sizeof(*port));

    if (!port)
        return NULL;
    port->media = media;
    port->handle = handle;
    port->fed = true;
    for (int i = 0; i < BATON_PORT_MAX_FEEDS; i++) {
        port->feeds[i].port = port;
        port->feeds[i].mindex = i;
    }
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++) {
        port->slots[i].handle = handle;
        port->slots[i].mindex = i;
    }
    return port;
}

void baton_port_free(struct baton_port *port)
{
    if (!port)
        return;
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++)
        baton_slot_empty(&port->slots[i]);
    for (int i = 0; i < BATON_PORT_MAX_FEEDS; i++)
        baton_feed_unbind(port, i);
    free(port);
}

uint64_t baton_feed_bind(
    struct baton_port *uplink, int mindex, struct baton_stream *source, uint8_t pt, bool primary)
{
    struct baton_feed *feed = &uplink->feeds[mindex];
    uint64_t generation;

    assert(mindex >= 0 && mindex < BATON_PORT_MAX_FEEDS);
    baton_feed_unbind(uplink, mindex);
    generation = ++uplink->media->generations;
    baton_stream_add_feed(source, feed);
    atomic_store_explicit(&feed->binding,
        baton_binding_pack(generation, source->codec, primary, pt), memory_order_release);
    atomic_store_explicit(&feed->source, source, memory_order_release);
    return generation;
}

void baton_feed_unbind(struct baton_port *uplink, int mindex)
{
    struct baton_feed *feed = &uplink->feeds[mindex];
    struct baton_stream *source;
    uint64_t binding;

    assert(mindex >= 0 && mindex < BATON_PORT_MAX_FEEDS);
    source = atomic_load_explicit(&feed->source, memory_order_relaxed);
    binding = atomic_load_explicit(&feed->binding, memory_order_relaxed);
    if (!source)
        return;
    atomic_store_explicit(&feed->source, NULL, memory_order_release);
    atomic_store_explicit(&feed->binding, 0, memory_order_release);
    baton_stream_remove_feed(source, feed, baton_binding_generation(binding));
}

void baton_slot_put(struct baton_port *downlink, int mindex, struct baton_stream *source,
    bool video, uint16_t seed_seq, uint32_t seed_ts, baton_time now)
{
    struct baton_slot *slot = &downlink->slots[mindex];

    assert(mindex >= 0 && mindex < BATON_PORT_MAX_SLOTS);
    if (baton_slot_stream(downlink, mindex) == source)
        return;
    baton_slot_empty(slot);
    if (!source)
        return;
    if (!slot->used || slot->video != video) {
        baton_sequence_init(&slot->stream, source->codec, seed_seq, seed_ts, now);
        slot->video = video;
        slot->used = true;
    }
    baton_slot_fill(slot, source, downlink->fed);
}

struct baton_stream *baton_slot_stream(const struct baton_port *downlink, int mindex)
{
    return atomic_load_explicit(&downlink->slots[mindex].source, memory_order_relaxed);
}

void baton_port_feed(struct baton_port *downlink, bool fed)
{
    downlink->fed = fed;
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++) {
        struct baton_slot *slot = &downlink->slots[i];

        if (!baton_slot_stream(downlink, i))
            continue;
        if (!fed)
            baton_slot_detach(slot);
        else if (!baton_slot_attach(slot))
            baton_slot_empty(slot);
    }
}

bool baton_port_hears_audio(struct baton_port *port, baton_time now)
{
    for (int i = 0; i < BATON_PORT_MAX_FEEDS; i++) {
        const struct baton_feed *feed = &port->feeds[i];
        uint64_t binding = atomic_load_explicit(&feed->binding, memory_order_acquire);

        if (binding && feed->seen == binding && feed->heard != BATON_NEVER &&
            now - feed->heard <= BATON_GATE_HEARING)
            return true;
    }
    return false;
}

struct baton_feed *baton_port_primary(struct baton_port *port)
{
    for (int i = 0; i < BATON_PORT_MAX_FEEDS; i++) {
        uint64_t binding = atomic_load_explicit(&port->feeds[i].binding, memory_order_acquire);

        if (baton_binding_primary(binding))
            return &port->feeds[i];
    }
    return NULL;
}
