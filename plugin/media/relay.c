/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/relay.h"

#include "media/inside.h"
#include "media/rtcp.h"
#include "media/rtp.h"

/* What a feed knew belongs to the binding it knew it under. */
static void follow_binding(struct baton_feed *feed, uint64_t binding)
{
    if (feed->seen == binding)
        return;
    feed->seen = binding;
    feed->heard = BATON_NEVER;
    baton_intake_init(&feed->intake);
}

/* Notes that there was audio. True: there had been none for a while. */
static bool hear(struct baton_feed *feed, baton_time now)
{
    bool first = feed->heard == BATON_NEVER || now - feed->heard > BATON_GATE_HEARING;

    feed->heard = now;
    return first;
}

/* What a feed makes of a packet, whether or not it will be forwarded. False: nothing. */
static bool receive(struct baton_feed *feed, uint64_t binding, struct baton_packet *packet,
    struct baton_arrival *arrival)
{
    enum baton_codec codec = baton_binding_codec(binding);
    struct baton_rtp rtp;

    if (!baton_rtp_parse(packet->data, packet->length, &rtp) || rtp.pt != baton_binding_pt(binding))
        return false;
    if (!baton_intake_take(&feed->intake, &rtp, baton_codec_clock_rate(codec) / 1000,
            packet->arrival, &arrival->taken))
        return false;
    arrival->port = feed->port;
    arrival->packet = packet;
    arrival->generation = baton_binding_generation(binding);
    arrival->primary = baton_binding_primary(binding);
    arrival->payload_at = rtp.payload_at;
    arrival->empty = rtp.payload_length == 0;
    baton_codec_describe(codec,
        (struct baton_bytes){.data = packet->data + rtp.payload_at, .len = rtp.payload_length},
        &arrival->payload);
    arrival->first_heard =
        !baton_codec_is_video(codec) && !arrival->empty && hear(feed, packet->arrival);
    return true;
}

/* The first audio of a device: its picture may have waited for it. */
static void tell_primary(struct baton_port *uplink, baton_time now)
{
    struct baton_feed *feed = baton_port_primary(uplink);
    struct baton_stream *source =
        feed ? atomic_load_explicit(&feed->source, memory_order_acquire) : NULL;

    if (!source)
        return;
    pthread_mutex_lock(&source->lock);
    baton_stream_hear(source, baton_binding_generation(feed->seen), now);
    pthread_mutex_unlock(&source->lock);
}

void baton_relay_rtp(struct baton_port *uplink, int mindex, struct baton_packet *packet)
{
    struct baton_stream *source;
    struct baton_feed *feed;
    struct baton_arrival arrival;
    uint64_t binding;

    if (mindex < 0 || mindex >= BATON_PORT_MAX_FEEDS)
        return;
    feed = &uplink->feeds[mindex];
    if (!atomic_load_explicit(&feed->begun, memory_order_relaxed))
        atomic_store_explicit(&feed->begun, true, memory_order_release);
    source = atomic_load_explicit(&feed->source, memory_order_acquire);
    binding = atomic_load_explicit(&feed->binding, memory_order_acquire);
    if (!source || !binding)
        return;
    follow_binding(feed, binding);
    if (receive(feed, binding, packet, &arrival)) {
        if (arrival.first_heard)
            tell_primary(uplink, packet->arrival);
        pthread_mutex_lock(&source->lock);
        baton_stream_carry(source, &arrival);
        pthread_mutex_unlock(&source->lock);
    } else {
        pthread_mutex_lock(&source->lock);
        source->dropped++;
        pthread_mutex_unlock(&source->lock);
    }
}

void baton_relay_rtcp(
    struct baton_port *downlink, int mindex, const uint8_t *data, size_t length, baton_time now)
{
    struct baton_stream *source;
    struct baton_slot *slot;

    if (mindex < 0 || mindex >= BATON_PORT_MAX_SLOTS || !baton_rtcp_asks_keyframe(data, length))
        return;
    slot = &downlink->slots[mindex];
    source = atomic_load_explicit(&slot->source, memory_order_acquire);
    if (!source)
        return;
    pthread_mutex_lock(&source->lock);
    if (atomic_load_explicit(&slot->source, memory_order_relaxed) == source && slot->attached)
        baton_stream_want_keyframe(source, now);
    pthread_mutex_unlock(&source->lock);
}
