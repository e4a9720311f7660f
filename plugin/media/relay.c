/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/relay.h"

#include <stdatomic.h>

#include "media/arrival.h"
#include "media/feed.h"
#include "media/slot.h"
#include "media/stream.h"
#include "media/uplink.h"
#include "rtp/rtcp.h"

/* Tells the primary video that the device's first audio has come: a keyframe may wait for it. */
static void tell_primary(const struct baton_uplink *uplink, baton_time now)
{
    const struct baton_feed *feed = baton_uplink_primary(uplink);
    struct baton_stream *stream =
        feed ? atomic_load_explicit(&feed->stream, memory_order_acquire) : NULL;

    if (stream)
        baton_stream_hear(stream, baton_binding_generation(feed->seen), now);
}

void baton_relay_rtp(struct baton_port *uplink, int mindex, struct baton_packet *packet)
{
    struct baton_arrival arrival;
    struct baton_stream *stream;
    struct baton_feed *feed;
    uint64_t binding;

    if (mindex < 0 || mindex >= BATON_PORT_MAX_FEEDS)
        return;
    feed = &uplink->uplink.feeds[mindex];
    if (!atomic_load_explicit(&feed->begun, memory_order_relaxed))
        atomic_store_explicit(&feed->begun, true, memory_order_release);
    stream = atomic_load_explicit(&feed->stream, memory_order_acquire);
    binding = atomic_load_explicit(&feed->binding, memory_order_acquire);
    if (!stream || !binding) {
        baton_feed_learn(feed, packet);
        return;
    }
    arrival.uplink = &uplink->uplink;
    if (!baton_feed_receive(feed, binding, packet, &arrival)) {
        baton_stream_drop(stream);
        return;
    }
    if (arrival.first_heard)
        tell_primary(&uplink->uplink, packet->arrival);
    baton_stream_carry(stream, &arrival);
}

void baton_relay_rtcp(struct baton_port *downlink, int mindex, const uint8_t *data, size_t length,
    baton_time now, uint32_t ntp)
{
    struct baton_rtcp_feedback feedback;
    struct baton_stream *stream;
    struct baton_slot *slot;

    baton_rtcp_read(data, length, &feedback);
    baton_reception_note(&downlink->reception, &feedback, ntp);
    if (mindex < 0 || mindex >= BATON_PORT_MAX_SLOTS || feedback.keyframes == 0)
        return;
    slot = &downlink->slots[mindex];
    stream = atomic_load_explicit(&slot->stream, memory_order_acquire);
    if (stream)
        baton_stream_request_keyframe(stream, slot, now);
}
