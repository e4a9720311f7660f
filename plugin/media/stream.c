/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/stream.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "media/encoding.h"
#include "media/keyframe_buffer.h"
#include "media/packet.h"
#include "media/pool.h"
#include "media/selection.h"
#include "media/sets_packet.h"
#include "media/upstream.h"
#include "rtp/level.h"
#include "rtp/payload.h"
#include "rtp/rewrite.h"
#include "rtp/rtp.h"

struct baton_stream {
    struct baton_pool_entry entry;
    pthread_mutex_t lock;

    /* Guarded by lock. */
    enum baton_codec codec;
    uint8_t pt;
    struct baton_upstream upstream;
    struct baton_selection selection; /* the encodings, and which slot sends which */
    struct baton_level level;
    uint64_t opened; /* the last generation opened */
    uint64_t packets, bytes, dropped, switches;
    baton_time last_packet;
    baton_time
        clock; /* the time of the last packet of any feed, or of the last call that has a time */

    /* Control thread only. */
    struct baton_media *media;
    struct baton_feed *feeds;    /* feeds bound to this stream, linked by next */
    struct baton_slot *slots;    /* slots that have this stream, attached or not, linked by next */
    struct baton_gate *prepared; /* the gate for which it is prepared, or NULL */
    struct baton_stream *next_prepared;
};

/* --- creation and release --------------------------------------------------------------------- */

static bool begin(void *entry)
{
    struct baton_stream *stream = entry;

    return pthread_mutex_init(&stream->lock, NULL) == 0;
}

static void end(void *entry)
{
    struct baton_stream *stream = entry;

    pthread_mutex_destroy(&stream->lock);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        free(stream->selection.encodings[i].fan_out.slots);
}

static const struct baton_pool_type stream_type = {sizeof(struct baton_stream), begin, end};

static void reset(struct baton_stream *stream, enum baton_codec codec, uint8_t pt)
{
    const struct baton_media *media = stream->media;

    stream->codec = codec;
    stream->pt = pt;
    baton_upstream_init(&stream->upstream, &media->host, &stream->selection,
        baton_codec_is_video(codec), media->settings.pli_interval);
    baton_level_init(&stream->level);
    stream->opened = 0;
    stream->packets = stream->bytes = stream->dropped = stream->switches = 0;
    stream->last_packet = BATON_NEVER;
}

struct baton_stream *baton_stream_new(struct baton_media *media, enum baton_codec codec, uint8_t pt,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now)
{
    struct baton_stream *stream = baton_pool_take(&media->streams, &stream_type);

    if (!stream)
        return NULL;
    stream->media = media;
    pthread_mutex_lock(&stream->lock);
    stream->clock = now;
    reset(stream, codec, pt);
    baton_selection_init(&stream->selection, codec, seed_seq, seed_ts, now);
    pthread_mutex_unlock(&stream->lock);
    return stream;
}

static void settle(struct baton_stream *stream);

void baton_stream_release(struct baton_stream *stream)
{
    settle(stream);
    while (stream->slots)
        baton_stream_remove_slot(stream, stream->slots);
    while (stream->feeds)
        baton_stream_remove_feed(stream, stream->feeds);
    pthread_mutex_lock(&stream->lock);
    baton_upstream_clear(&stream->upstream);
    pthread_mutex_unlock(&stream->lock);
    baton_pool_give(&stream->media->streams, stream);
}

enum baton_codec baton_stream_codec(const struct baton_stream *stream)
{
    return stream->codec;
}

/* If the feed has changed, the stream must be opened again. The next feed may have other encodings. */
static void close_if(struct baton_stream *stream, bool changed)
{
    const struct baton_feeder *feeder = &stream->upstream.current;

    if (!changed)
        return;
    baton_selection_close(&stream->selection);
    if (feeder->generation)
        baton_selection_change(&stream->selection, feeder->count,
            baton_feeder_live(feeder, stream->clock), stream->clock);
}

/* --- feeds ------------------------------------------------------------------------------------ */

void baton_stream_add_feed(
    struct baton_stream *stream, struct baton_feed *feed, uint64_t generation)
{
    feed->next = stream->feeds;
    stream->feeds = feed;
    baton_feed_bind(feed, stream, baton_binding_pack(generation, stream->codec, &feed->format));
}

void baton_stream_remove_feed(struct baton_stream *stream, struct baton_feed *feed)
{
    uint64_t generation = baton_feed_generation(feed);
    struct baton_feed **link = &stream->feeds;

    baton_feed_unbind(feed);
    while (*link != feed)
        link = &(*link)->next;
    *link = feed->next;

    pthread_mutex_lock(&stream->lock);
    close_if(stream, baton_upstream_lose(&stream->upstream, generation));
    pthread_mutex_unlock(&stream->lock);
}

/* Returns NULL if no feed with this generation is bound to this stream. */
static const struct baton_feed *find_feed(const struct baton_stream *stream, uint64_t generation)
{
    const struct baton_feed *feed = stream->feeds;

    while (feed && baton_feed_generation(feed) != generation)
        feed = feed->next;
    return feed;
}

static struct baton_feeder find_feeder(const struct baton_stream *stream, uint64_t generation)
{
    const struct baton_feed *feed = find_feed(stream, generation);

    struct baton_feeder feeder = {0};

    if (!feed)
        return feeder;
    feeder.generation = generation;
    feeder.handle = feed->handle;
    feeder.mindex = feed->mindex;
    feeder.count = feed->format.count;
    feeder.first = feed->format.first;
    for (int i = 0; i < BATON_ENCODINGS; i++)
        feeder.lines[i].heard = BATON_NEVER;
    return feeder;
}

void baton_stream_take(struct baton_stream *stream, uint64_t generation)
{
    struct baton_feeder feeder = find_feeder(stream, generation);

    pthread_mutex_lock(&stream->lock);
    close_if(stream, baton_upstream_take(&stream->upstream, &feeder));
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_replace(struct baton_stream *stream, uint64_t generation)
{
    struct baton_feeder feeder = find_feeder(stream, generation);

    pthread_mutex_lock(&stream->lock);
    close_if(stream, baton_upstream_replace(&stream->upstream, &feeder));
    pthread_mutex_unlock(&stream->lock);
}

/* --- gate ------------------------------------------------------------------------------------- */

/* Removes the stream from the list of its gate. */
static void unlink_prepared(struct baton_stream *stream)
{
    struct baton_stream **link = &stream->prepared->streams;

    while (*link != stream)
        link = &(*link)->next_prepared;
    *link = stream->next_prepared;
    stream->prepared = NULL;
}

static void settle(struct baton_stream *stream)
{
    struct baton_gate *gate = stream->prepared;

    if (!gate)
        return;
    unlink_prepared(stream);
    pthread_mutex_lock(&stream->lock);
    close_if(stream, baton_upstream_settle(&stream->upstream, gate));
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_prepare(struct baton_stream *stream, struct baton_gate *gate, uint64_t generation)
{
    struct baton_feeder feeder = find_feeder(stream, generation);

    settle(stream);
    stream->prepared = gate;
    stream->next_prepared = gate->streams;
    gate->streams = stream;

    pthread_mutex_lock(&stream->lock);
    close_if(stream, baton_upstream_prepare(&stream->upstream, gate, &feeder));
    pthread_mutex_unlock(&stream->lock);
}

/*
 * Asks the new device for a keyframe, if its feed sends already: its next keyframe may come late.
 *
 * A feed that has not begun yet begins with a keyframe by itself, so Baton does not ask it. Otherwise the encoder would
 * send a second keyframe at once, and an encoder that starts slowly would need long for both. If the first keyframe is
 * lost, Baton asks for another one when the next packet comes.
 */
static void ask_next(struct baton_stream *stream)
{
    const struct baton_feed *feed;

    pthread_mutex_lock(&stream->lock);
    feed = find_feed(stream, stream->upstream.next.generation);
    if (feed && atomic_load_explicit(&feed->begun, memory_order_acquire))
        baton_upstream_ask_next(&stream->upstream);
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_arm_gate(struct baton_gate *gate)
{
    if (!baton_gate_arm(gate))
        return;
    for (struct baton_stream *stream = gate->streams; stream; stream = stream->next_prepared)
        ask_next(stream);
}

void baton_stream_settle_gate(struct baton_gate *gate)
{
    while (gate->streams)
        settle(gate->streams);
}

/* --- slots ------------------------------------------------------------------------------------ */

void baton_stream_add_slot(struct baton_stream *stream, struct baton_slot *slot)
{
    atomic_store_explicit(&slot->stream, stream, memory_order_release);
    slot->next = stream->slots;
    slot->link = &stream->slots;
    if (slot->next)
        slot->next->link = &slot->next;
    stream->slots = slot;
}

void baton_stream_remove_slot(struct baton_stream *stream, struct baton_slot *slot)
{
    baton_stream_detach(stream, slot);
    *slot->link = slot->next;
    if (slot->next)
        slot->next->link = slot->link;
    atomic_store_explicit(&slot->stream, NULL, memory_order_release);
}

/* Asks for a keyframe of the encoding in which a slot waits, if it waits. */
static void ask_for(struct baton_stream *stream, int target)
{
    if (target >= 0)
        baton_upstream_want_keyframe(&stream->upstream, (unsigned)target, stream->clock);
}

bool baton_stream_attach(struct baton_stream *stream, struct baton_slot *slot, baton_time now)
{
    if (slot->attached)
        return true;
    if (!baton_selection_reserve(&stream->selection, &stream->lock))
        return false;
    pthread_mutex_lock(&stream->lock);
    stream->clock = now;
    ask_for(stream, baton_selection_attach(&stream->selection, slot, now));
    pthread_mutex_unlock(&stream->lock);
    return true;
}

void baton_stream_detach(struct baton_stream *stream, struct baton_slot *slot)
{
    if (!slot->attached)
        return;
    pthread_mutex_lock(&stream->lock);
    baton_selection_detach(&stream->selection, slot);
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_choose(struct baton_stream *stream, struct baton_slot *slot,
    struct baton_slot_choice choice, baton_time now)
{
    if (!slot->attached) {
        slot->choice = choice;
        return;
    }
    pthread_mutex_lock(&stream->lock);
    stream->clock = now;
    ask_for(stream, baton_selection_choose(&stream->selection, slot, choice, now));
    pthread_mutex_unlock(&stream->lock);
}

struct baton_slot_choice baton_stream_choice(
    struct baton_stream *stream, const struct baton_slot *slot)
{
    struct baton_slot_choice sent = {.encoding = BATON_SLOT_NOTHING};

    pthread_mutex_lock(&stream->lock);
    if (slot->attached && slot->encoding >= 0) {
        sent.encoding = slot->encoding;
        sent.temporal = (int8_t)slot->piece.limit;
    }
    pthread_mutex_unlock(&stream->lock);
    return sent;
}

void baton_stream_add_sent(struct baton_stream *stream, const struct baton_slot *slot,
    uint64_t *bytes, uint64_t *packets)
{
    pthread_mutex_lock(&stream->lock);
    *bytes += slot->bytes;
    *packets += slot->packets;
    pthread_mutex_unlock(&stream->lock);
}

/* --- muting and counters ---------------------------------------------------------------------- */

void baton_stream_mute(struct baton_stream *stream, bool muted)
{
    pthread_mutex_lock(&stream->lock);
    if (stream->upstream.muted != muted) {
        stream->upstream.muted = muted;
        baton_level_init(&stream->level);
        baton_selection_close(&stream->selection);
        baton_upstream_force_keyframe(&stream->upstream);
    }
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_stats(struct baton_stream *stream, struct baton_stream_stats *stats)
{
    pthread_mutex_lock(&stream->lock);
    *stats = (struct baton_stream_stats){
        .packets = stream->packets,
        .bytes = stream->bytes,
        .dropped = stream->dropped,
        .generation = stream->upstream.current.generation,
        .switches = stream->switches,
        .plis = stream->upstream.plis,
        .level = baton_level_get(&stream->level),
        .level_guessed = baton_level_is_guessed(&stream->level),
        .last_packet = stream->last_packet,
        .muted = stream->upstream.muted,
        .slots = stream->selection.attached,
    };
    pthread_mutex_unlock(&stream->lock);
}

size_t baton_stream_encodings(
    struct baton_stream *stream, baton_time now, struct baton_encoding_report out[BATON_ENCODINGS])
{
    size_t count;

    pthread_mutex_lock(&stream->lock);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        baton_selection_report(&stream->selection, i, now, &out[i]);
    count = stream->selection.count;
    pthread_mutex_unlock(&stream->lock);
    return count;
}

/* --- the packet path, with the lock held ------------------------------------------------------ */

static struct baton_encoding *encoding_of(
    struct baton_stream *stream, const struct baton_arrival *arrival)
{
    return &stream->selection.encodings[arrival->encoding];
}

static bool open_stream(struct baton_stream *stream, const struct baton_arrival *arrival)
{
    struct baton_rewrite *rewrite = &encoding_of(stream, arrival)->rewrite;

    if (!baton_arrival_can_open(arrival, stream->upstream.video)) {
        baton_rewrite_close(rewrite);
        baton_upstream_ask_again(&stream->upstream, arrival);
        return false;
    }
    if (!baton_rewrite_open(rewrite, &arrival->taken, &arrival->payload))
        return false;
    if (stream->opened && stream->opened != arrival->generation)
        stream->switches++;
    stream->opened = arrival->generation;
    return true;
}

static bool admit(
    struct baton_stream *stream, const struct baton_arrival *arrival, struct baton_sent *sent)
{
    struct baton_rewrite *rewrite = &encoding_of(stream, arrival)->rewrite;
    enum baton_rewrite_verdict verdict;

    if (!baton_upstream_admits(&stream->upstream, arrival))
        return false;
    if (arrival->empty && baton_rewrite_leave_out(rewrite, &arrival->taken))
        return false;
    verdict = baton_rewrite_pass(rewrite, &arrival->taken, &arrival->payload, sent);
    if (verdict == BATON_REWRITE_SHUT && open_stream(stream, arrival))
        verdict = baton_rewrite_pass(rewrite, &arrival->taken, &arrival->payload, sent);
    return verdict == BATON_REWRITE_PASS;
}

static void forward(
    struct baton_stream *stream, const struct baton_arrival *arrival, const struct baton_sent *sent)
{
    struct baton_encoding *encoding = encoding_of(stream, arrival);
    struct baton_packet *packet = arrival->packet;
    struct baton_payload payload = arrival->payload;

    stream->packets++;
    stream->bytes += packet->length;
    stream->last_packet = packet->arrival;
    if (!stream->upstream.video)
        baton_level_add(&stream->level, packet->audio_level,
            (uint16_t)(packet->length - arrival->payload_at), packet->arrival);
    baton_upstream_ask_due(&stream->upstream, arrival->encoding, packet->arrival);
    baton_rtp_put_pt(packet->data, stream->pt);
    payload.keyframe &= !arrival->lacks_sets;
    baton_payload_track(&arrival->payload, &encoding->rewrite.shift.picture, &payload.picture);
    if (baton_selection_send(&stream->selection, stream->upstream.host, arrival, sent, &payload))
        baton_upstream_want_keyframe(&stream->upstream, arrival->encoding, packet->arrival);
}

/* A closed stream that needs parameter sets opens at a packet of its own with them. */
static void open_with_sets(struct baton_stream *stream, const struct baton_arrival *arrival)
{
    const struct baton_rewrite *rewrite = &encoding_of(stream, arrival)->rewrite;
    struct baton_buffered made;
    struct baton_sent sent;

    if (rewrite->open && rewrite->run == arrival->taken.run)
        return;
    baton_sets_packet_make(&made, stream->upstream.host, arrival);
    if (admit(stream, &made.arrival, &sent))
        forward(stream, &made.arrival, &sent);
}

/*
 * Notes a packet of the feed that the stream listens to. Returns false if it is not needed: a feed with several
 * encodings sends one of them that nobody watches. Its numbers need not be kept, and a keyframe must not be asked for.
 */
static bool note(struct baton_stream *stream, const struct baton_arrival *arrival)
{
    struct baton_encoding *encoding = encoding_of(stream, arrival);
    const baton_time now = arrival->packet->arrival;
    unsigned needed;

    baton_encoding_count(encoding, arrival);
    if (stream->selection.count == 1)
        return true;
    baton_selection_hear(&stream->selection, arrival->encoding, now);
    if (stream->upstream.muted)
        return true;
    needed = baton_selection_review(&stream->selection, now);
    for (unsigned i = 0; needed >> i; i++)
        if (needed >> i & 1)
            baton_upstream_want_keyframe(&stream->upstream, i, now);
    if (baton_encoding_is_watched(encoding) || baton_arrival_can_open(arrival, true))
        return true;
    stream->last_packet = now;
    return false;
}

static void carry_buffered(
    struct baton_stream *stream, struct baton_keyframe_buffer *buffer, baton_time now);

static void carry(struct baton_stream *stream, const struct baton_arrival *arrival)
{
    struct baton_sent sent;

    stream->clock = arrival->packet->arrival;
    if (stream->upstream.video)
        baton_upstream_note(&stream->upstream, arrival);
    if (stream->upstream.pending) {
        close_if(stream, baton_upstream_follow(&stream->upstream, arrival));
        carry_buffered(
            stream, baton_upstream_take_ripe(&stream->upstream), arrival->packet->arrival);
    }
    if (arrival->generation == stream->upstream.current.generation && !note(stream, arrival))
        return;
    if (arrival->sets)
        open_with_sets(stream, arrival);
    if (admit(stream, arrival, &sent))
        forward(stream, arrival, &sent);
    else
        stream->dropped++;
}

/*
 * Sends the buffered packets, if there are any. They get `now` as time of arrival. Their timestamps still say when they
 * were captured.
 */
static void carry_buffered(
    struct baton_stream *stream, struct baton_keyframe_buffer *buffer, baton_time now)
{
    size_t count = buffer ? buffer->count : 0;

    if (count == 0)
        return;
    baton_keyframe_buffer_clear(buffer);
    stream->dropped -= count; /* each was counted as dropped when it was put into the buffer */
    for (size_t i = 0; i < count; i++) {
        buffer->packets[i].packet.arrival = now;
        carry(stream, &buffer->packets[i].arrival);
    }
}

/* --- the packet path -------------------------------------------------------------------------- */

void baton_stream_carry(struct baton_stream *stream, const struct baton_arrival *arrival)
{
    pthread_mutex_lock(&stream->lock);
    carry(stream, arrival);
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_drop(struct baton_stream *stream)
{
    pthread_mutex_lock(&stream->lock);
    stream->dropped++;
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_hear(struct baton_stream *stream, uint64_t generation, baton_time now)
{
    pthread_mutex_lock(&stream->lock);
    close_if(stream, baton_upstream_hear(&stream->upstream, generation, now));
    carry_buffered(stream, baton_upstream_take_ripe(&stream->upstream), now);
    pthread_mutex_unlock(&stream->lock);
}

void baton_stream_request_keyframe(
    struct baton_stream *stream, const struct baton_slot *slot, baton_time now)
{
    pthread_mutex_lock(&stream->lock);
    stream->clock = now;
    if (atomic_load_explicit(&slot->stream, memory_order_relaxed) == stream && slot->attached)
        ask_for(stream, slot->encoding >= 0 ? slot->encoding : slot->target);
    pthread_mutex_unlock(&stream->lock);
}
