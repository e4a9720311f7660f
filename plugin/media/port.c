/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/port.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

struct baton_port *baton_port_new(struct baton_media *media, void *handle)
{
    struct baton_port *port = calloc(1, sizeof(*port));

    if (!port)
        return NULL;
    port->media = media;
    port->fed = true;
    baton_uplink_init(&port->uplink, handle);
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++) {
        port->slots[i].handle = handle;
        port->slots[i].mindex = i;
    }
    return port;
}

static void empty_slot(struct baton_port *port, int mindex)
{
    struct baton_stream *stream = baton_port_stream(port, mindex);

    if (stream)
        baton_stream_remove_slot(stream, &port->slots[mindex]);
}

void baton_port_free(struct baton_port *port)
{
    if (!port)
        return;
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++)
        empty_slot(port, i);
    for (int i = 0; i < BATON_PORT_MAX_FEEDS; i++) {
        baton_port_unbind(port, i);
        baton_feed_fini(&port->uplink.feeds[i]);
    }
    free(port);
}

void baton_port_expect(
    struct baton_port *uplink, int mindex, const struct baton_feed_format *format)
{
    assert(mindex >= 0 && mindex < BATON_PORT_MAX_FEEDS);
    baton_feed_expect(&uplink->uplink.feeds[mindex], format);
}

uint64_t baton_port_bind(struct baton_port *uplink, int mindex, struct baton_stream *stream,
    const struct baton_feed_format *format)
{
    uint64_t generation;

    baton_port_unbind(uplink, mindex);
    baton_port_expect(uplink, mindex, format);
    generation = ++uplink->media->last_generation;
    baton_stream_add_feed(stream, &uplink->uplink.feeds[mindex], generation);
    return generation;
}

void baton_port_unbind(struct baton_port *uplink, int mindex)
{
    struct baton_feed *feed = &uplink->uplink.feeds[mindex];
    struct baton_stream *stream;

    assert(mindex >= 0 && mindex < BATON_PORT_MAX_FEEDS);
    stream = atomic_load_explicit(&feed->stream, memory_order_relaxed);
    if (stream)
        baton_stream_remove_feed(stream, feed);
}

/* Begins to send the slot's stream. If memory ran out, the slot becomes empty. */
static void attach(struct baton_port *downlink, int mindex, baton_time now)
{
    struct baton_stream *stream = baton_port_stream(downlink, mindex);

    if (!baton_stream_attach(stream, &downlink->slots[mindex], now))
        empty_slot(downlink, mindex);
}

void baton_port_put(struct baton_port *downlink, int mindex, struct baton_stream *stream,
    bool video, uint16_t seed_seq, uint32_t seed_ts, baton_time now)
{
    struct baton_slot *slot = &downlink->slots[mindex];

    assert(mindex >= 0 && mindex < BATON_PORT_MAX_SLOTS);
    if (baton_port_stream(downlink, mindex) == stream)
        return;
    empty_slot(downlink, mindex);
    if (!stream)
        return;
    baton_slot_start(slot, baton_stream_codec(stream), video, seed_seq, seed_ts, now);
    slot->choice = (struct baton_slot_choice){.encoding = 0, .temporal = BATON_SLOT_ALL_LAYERS};
    baton_stream_add_slot(stream, slot);
    if (downlink->fed)
        attach(downlink, mindex, now);
}

struct baton_stream *baton_port_stream(const struct baton_port *downlink, int mindex)
{
    return atomic_load_explicit(&downlink->slots[mindex].stream, memory_order_relaxed);
}

void baton_port_choose(
    struct baton_port *downlink, int mindex, struct baton_slot_choice choice, baton_time now)
{
    struct baton_stream *stream = baton_port_stream(downlink, mindex);

    if (choice.encoding >= BATON_ENCODINGS)
        choice.encoding = BATON_ENCODINGS - 1;
    if (choice.temporal < 0 || choice.temporal > BATON_SLOT_ALL_LAYERS)
        choice.temporal = BATON_SLOT_ALL_LAYERS;
    if (stream)
        baton_stream_choose(stream, &downlink->slots[mindex], choice, now);
}

struct baton_slot_choice baton_port_choice(const struct baton_port *downlink, int mindex)
{
    struct baton_stream *stream = baton_port_stream(downlink, mindex);

    if (!stream)
        return (struct baton_slot_choice){.encoding = BATON_SLOT_NOTHING};
    return baton_stream_choice(stream, &downlink->slots[mindex]);
}

uint64_t baton_port_sent(const struct baton_port *downlink, int mindex)
{
    return atomic_load_explicit(&downlink->slots[mindex].bytes, memory_order_relaxed);
}

void baton_port_reception(const struct baton_port *downlink, struct baton_reception *out)
{
    *out = (struct baton_reception){0};
    baton_reception_copy(&downlink->reception, out);
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++) {
        const struct baton_slot *slot = &downlink->slots[i];

        out->sent_bytes += atomic_load_explicit(&slot->bytes, memory_order_relaxed);
        out->sent_packets += atomic_load_explicit(&slot->packets, memory_order_relaxed);
    }
}

void baton_port_feed(struct baton_port *downlink, bool fed, baton_time now)
{
    downlink->fed = fed;
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++) {
        struct baton_stream *stream = baton_port_stream(downlink, i);

        if (stream && fed)
            attach(downlink, i, now);
        else if (stream)
            baton_stream_detach(stream, &downlink->slots[i]);
    }
}
