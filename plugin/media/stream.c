/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/stream.h"

#include "media/inside.h"

static void reset(struct baton_stream *source, enum baton_codec codec, uint8_t pt)
{
    baton_time interval = source->media->settings.pli_interval;

    source->host = &source->media->host;
    source->codec = codec;
    source->pt = pt;
    source->video = baton_codec_is_video(codec);
    source->muted = source->pending = false;
    source->current = source->next = (struct baton_feeder){0};
    source->gate = NULL;
    source->opened = 0;
    source->packets = source->bytes = source->dropped = source->switches = source->plis = 0;
    source->last_packet = BATON_NEVER;
    baton_pacer_init(&source->pacer, interval);
    baton_pacer_init(&source->next_pacer, interval);
    baton_level_init(&source->level);
}

struct baton_stream *baton_stream_new(struct baton_media *media, enum baton_codec codec, uint8_t pt,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now)
{
    struct baton_stream *source = baton_media_stream(media);

    if (!source)
        return NULL;
    pthread_mutex_lock(&source->lock);
    reset(source, codec, pt);
    baton_rewrite_init(&source->rewrite, codec, seed_seq, seed_ts, now);
    pthread_mutex_unlock(&source->lock);
    return source;
}

static void listen_to_nobody(struct baton_stream *source)
{
    pthread_mutex_lock(&source->lock);
    source->current = source->next = (struct baton_feeder){0};
    source->pending = false;
    source->gate = NULL;
    pthread_mutex_unlock(&source->lock);
}

void baton_stream_release(struct baton_stream *source)
{
    if (source->prepared)
        baton_stream_settle(source, source->prepared);
    while (source->put)
        baton_slot_empty(source->put);
    while (source->feeds)
        baton_feed_unbind(source->feeds->port, source->feeds->mindex);
    listen_to_nobody(source);
    baton_media_give_stream(source->media, source);
}

void baton_stream_add_feed(struct baton_stream *source, struct baton_feed *feed)
{
    feed->next = source->feeds;
    source->feeds = feed;
}

void baton_stream_remove_feed(
    struct baton_stream *source, struct baton_feed *feed, uint64_t generation)
{
    struct baton_feed **link = &source->feeds;

    while (*link != feed)
        link = &(*link)->next;
    *link = feed->next;

    pthread_mutex_lock(&source->lock);
    if (source->current.generation == generation) {
        source->current = (struct baton_feeder){0};
        baton_rewrite_close(&source->rewrite);
    }
    if (source->next.generation == generation) {
        source->next = (struct baton_feeder){0};
        if (source->pending && !source->gate)
            baton_stream_swap(source);
    }
    pthread_mutex_unlock(&source->lock);
}

static struct baton_feeder find_feeder(const struct baton_stream *source, uint64_t generation)
{
    for (const struct baton_feed *feed = source->feeds; feed && generation; feed = feed->next) {
        uint64_t binding = atomic_load_explicit(&feed->binding, memory_order_relaxed);

        if (baton_binding_generation(binding) == generation)
            return (struct baton_feeder){generation, feed->port->handle, feed->mindex};
    }
    return (struct baton_feeder){0};
}

bool baton_stream_has_begun(const struct baton_stream *source, uint64_t generation)
{
    for (const struct baton_feed *feed = source->feeds; feed; feed = feed->next) {
        uint64_t binding = atomic_load_explicit(&feed->binding, memory_order_relaxed);

        if (baton_binding_generation(binding) == generation)
            return atomic_load_explicit(&feed->begun, memory_order_acquire);
    }
    return false;
}

void baton_stream_take(struct baton_stream *source, uint64_t generation)
{
    struct baton_feeder feeder = find_feeder(source, generation);

    pthread_mutex_lock(&source->lock);
    if (source->current.generation != feeder.generation) {
        source->next = feeder;
        baton_pacer_init(&source->next_pacer, source->media->settings.pli_interval);
        baton_stream_swap(source);
        baton_stream_force_keyframe(source);
    }
    source->next = (struct baton_feeder){0};
    source->pending = false;
    source->gate = NULL;
    pthread_mutex_unlock(&source->lock);
}

void baton_stream_prepare(struct baton_stream *source, struct baton_gate *gate, uint64_t generation)
{
    struct baton_feeder feeder = find_feeder(source, generation);

    if (source->prepared)
        baton_stream_settle(source, source->prepared);
    source->prepared = gate;
    source->next_prepared = gate->sources;
    gate->sources = source;

    pthread_mutex_lock(&source->lock);
    if (source->pending)
        baton_stream_swap(source); /* of a gate that fired before this one */
    source->pending = !feeder.generation || feeder.generation != source->current.generation;
    source->gate = source->pending ? gate : NULL;
    source->next = source->pending ? feeder : (struct baton_feeder){0};
    baton_pacer_init(&source->next_pacer, source->media->settings.pli_interval);
    pthread_mutex_unlock(&source->lock);
}

static void forget(struct baton_stream *source, struct baton_gate *gate)
{
    struct baton_stream **link = &gate->sources;

    while (*link != source)
        link = &(*link)->next_prepared;
    *link = source->next_prepared;
    source->prepared = NULL;
}

void baton_stream_settle(struct baton_stream *source, struct baton_gate *gate)
{
    bool fired = baton_gate_state(gate) == BATON_GATE_FIRED;

    if (source->prepared != gate)
        return;
    forget(source, gate);

    pthread_mutex_lock(&source->lock);
    if (source->gate == gate) {
        source->gate = NULL;
        if (fired)
            source->due = baton_gate_fired_at(gate);
        else
            source->next = (struct baton_feeder){0};
        source->pending = fired;
        if (fired && !source->next.generation)
            baton_stream_swap(source);
        else if (fired)
            baton_stream_force_keyframe(source);
    }
    pthread_mutex_unlock(&source->lock);
}

void baton_stream_mute(struct baton_stream *source, bool muted)
{
    pthread_mutex_lock(&source->lock);
    if (source->muted != muted) {
        source->muted = muted;
        baton_level_init(&source->level);
        baton_rewrite_close(&source->rewrite);
        baton_stream_force_keyframe(source);
    }
    pthread_mutex_unlock(&source->lock);
}

void baton_stream_stats(struct baton_stream *source, struct baton_stream_stats *stats)
{
    pthread_mutex_lock(&source->lock);
    *stats = (struct baton_stream_stats){
        .packets = source->packets,
        .bytes = source->bytes,
        .dropped = source->dropped,
        .generation = source->current.generation,
        .switches = source->switches,
        .plis = source->plis,
        .level = baton_level_get(&source->level),
        .last_packet = source->last_packet,
        .muted = source->muted,
        .slots = source->slot_count,
    };
    pthread_mutex_unlock(&source->lock);
}
