/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/feed.h"

#include <stdlib.h>

#include "media/sets_packet.h"
#include "rtp/rtp.h"

static void allocate_upper(struct baton_feed *feed)
{
    if (feed->format.count > 1 && !atomic_load_explicit(&feed->upper, memory_order_relaxed))
        atomic_store_explicit(&feed->upper,
            calloc(BATON_ENCODINGS - 1, sizeof(struct baton_feed_line)), memory_order_release);
}

void baton_feed_fini(struct baton_feed *feed)
{
    free(atomic_load_explicit(&feed->upper, memory_order_relaxed));
}

void baton_feed_expect(struct baton_feed *feed, const struct baton_feed_format *format)
{
    feed->format = *format;
    if (format->count < 1 || !format->rid_extension)
        feed->format.count = 1;
    else if (format->count > BATON_ENCODINGS)
        feed->format.count = BATON_ENCODINGS;
    if (format->first >= feed->format.count)
        feed->format.first = 0;
    allocate_upper(feed);
    baton_rid_map_set(&feed->rids, format->rid_extension,
        format->rid_extension ? feed->format.count : 0, format->rids);
}

void baton_feed_bind(struct baton_feed *feed, struct baton_stream *stream, uint64_t binding)
{
    atomic_store_explicit(&feed->binding, binding, memory_order_release);
    atomic_store_explicit(&feed->stream, stream, memory_order_release);
}

void baton_feed_unbind(struct baton_feed *feed)
{
    atomic_store_explicit(&feed->stream, NULL, memory_order_release);
    atomic_store_explicit(&feed->binding, 0, memory_order_release);
}

uint64_t baton_feed_generation(const struct baton_feed *feed)
{
    return baton_binding_generation(atomic_load_explicit(&feed->binding, memory_order_relaxed));
}

/* Returns NULL if there was no memory for this encoding. */
static struct baton_feed_line *line_of(struct baton_feed *feed, int encoding)
{
    struct baton_feed_line *upper;

    if (encoding == 0)
        return &feed->line;
    upper = atomic_load_explicit(&feed->upper, memory_order_acquire);
    return upper ? &upper[encoding - 1] : NULL;
}

/* The feed's state from earlier packets is valid only for the binding under which they came. */
static void follow_binding(struct baton_feed *feed, uint64_t binding)
{
    if (feed->seen == binding)
        return;
    feed->seen = binding;
    feed->heard = BATON_NEVER;
    for (int i = 0; i < BATON_ENCODINGS; i++) {
        struct baton_feed_line *line = line_of(feed, i);

        if (line) {
            baton_intake_init(&line->intake);
            baton_parameter_sets_init(&line->sets);
            line->structure.templates = 0;
        }
    }
}

/* Notes that audio came. Returns true if none came in the BATON_FEED_HEARING before it. */
static bool hear(struct baton_feed *feed, baton_time now)
{
    bool first = feed->heard == BATON_NEVER || now - feed->heard > BATON_FEED_HEARING;

    feed->heard = now;
    return first;
}

/* Finds out whether a receiver can begin at a keyframe of H.264, and what it needs first. */
static void follow_sets(
    struct baton_parameter_sets *sets, struct baton_bytes payload, struct baton_arrival *arrival)
{
    bool fit = baton_parameter_sets_follow(sets, &arrival->taken, payload, &arrival->payload) &&
               arrival->payload_at <= BATON_SETS_PACKET_HEADER;

    arrival->sets = fit ? sets : NULL;
    arrival->lacks_sets = arrival->payload.without_sets && !fit;
}

/* Reads the dependency descriptor. A keyframe that brings no structure ends the one before. A descriptor without a
 * structure is not sent, because receivers drop frames whose descriptors they do not understand. */
static void follow_descriptor(struct baton_dependency_structure *structure,
    struct baton_packet *packet, struct baton_payload *payload)
{
    const struct baton_bytes descriptor = {
        .data = baton_packet_descriptor(packet), .len = packet->descriptor_length};

    if (payload->keyframe)
        structure->templates = 0;
    if (descriptor.len > 0 && !baton_dependency_read(descriptor, structure, payload))
        packet->descriptor_length = 0;
}

static int encoding_of(struct baton_feed *feed, uint32_t ssrc, const struct baton_packet *packet)
{
    return baton_rid_map_find(
        &feed->rids, ssrc, (struct baton_bytes){.data = packet->data, .len = packet->length});
}

void baton_feed_learn(struct baton_feed *feed, const struct baton_packet *packet)
{
    struct baton_rtp rtp;

    if (atomic_load_explicit(&feed->rids.head, memory_order_relaxed) &&
        baton_rtp_parse(packet->data, packet->length, &rtp))
        encoding_of(feed, rtp.ssrc, packet);
}

bool baton_feed_receive(struct baton_feed *feed, uint64_t binding, struct baton_packet *packet,
    struct baton_arrival *arrival)
{
    enum baton_codec codec = baton_binding_codec(binding);
    struct baton_feed_line *line;
    struct baton_bytes payload;
    struct baton_rtp rtp;
    int encoding = 0;

    follow_binding(feed, binding);
    if (!baton_rtp_parse(packet->data, packet->length, &rtp) || rtp.pt != baton_binding_pt(binding))
        return false;
    if (baton_binding_named(binding)) {
        encoding = encoding_of(feed, rtp.ssrc, packet);
        if (encoding < 0)
            return false;
    }
    line = line_of(feed, encoding);
    if (!line || !baton_intake_take(&line->intake, &rtp, baton_codec_clock_rate(codec) / 1000,
                     packet->arrival, &arrival->taken))
        return false;
    arrival->packet = packet;
    arrival->encoding = (uint8_t)encoding;
    arrival->ssrc = rtp.ssrc;
    arrival->generation = baton_binding_generation(binding);
    arrival->primary = baton_binding_primary(binding);
    arrival->payload_at = rtp.payload_at;
    arrival->empty = rtp.payload_length == 0;
    arrival->sets = NULL;
    arrival->lacks_sets = false;
    payload = (struct baton_bytes){.data = packet->data + rtp.payload_at, .len = rtp.payload_length};
    baton_codec_describe(codec, payload, &arrival->payload);
    if (codec == BATON_CODEC_H264)
        follow_sets(&line->sets, payload, arrival);
    else if (codec == BATON_CODEC_AV1)
        follow_descriptor(&line->structure, packet, &arrival->payload);
    arrival->first_heard =
        !baton_codec_is_video(codec) && !arrival->empty && hear(feed, packet->arrival);
    return true;
}
