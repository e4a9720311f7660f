/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source: a participant's microphone, camera, screen or sound of a screen. */
#include "state/source.h"

#include "media/stream.h"

#include <string.h>

/* If the level of a microphone, in -dBov (RFC 6464), is at most SPEAKING_LEVEL, its participant counts as
 * speaking. Speech is around 20 to 40; the noise of a quiet room is above 60. The sound of a screen never counts:
 * state/layout.c reads only when the microphone was last as loud. */
enum { SPEAKING_LEVEL = 45, SILENT_LEVEL = 127 };

struct baton_source *baton_source_new(struct baton_engine *engine,
    struct baton_participant *participant, enum baton_source_kind kind, enum baton_codec codec,
    struct baton_failure *failure)
{
    char id[BATON_ID_SIZE];
    uint16_t seq;
    uint32_t timestamp;
    if (!baton_registry_id(engine, id, failure))
        return NULL;
    baton_registry_seeds(engine, &seq, &timestamp);
    uint8_t pt = baton_source_kind_is_video(kind) ? BATON_PT_VIDEO : BATON_PT_AUDIO;
    struct baton_stream *stream =
        baton_stream_new(engine->media, codec, pt, seq, timestamp, engine->now);
    if (!stream) {
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
        return NULL;
    }
    struct baton_source *source = g_new0(struct baton_source, 1);
    memcpy(source->id, id, sizeof(source->id));
    source->kind = kind;
    source->participant = participant;
    source->stream = stream;
    source->description = g_strdup("");
    source->live = true;
    source->level = SILENT_LEVEL;
    source->last_packet = source->noted_packet = BATON_NEVER;
    source->encoding_count = 1;
    source->measured = BATON_NEVER;
    for (size_t i = 0; i < BATON_ENCODINGS; i++)
        source->encodings[i].wanted = BATON_NEVER;
    source->plan = (struct baton_slot_plan_source){
        .owner = participant,
        .video = baton_source_kind_is_video(kind),
        .screen = kind == BATON_SCREEN,
        .order = ++engine->arrivals,
    };
    return source;
}

const char *baton_source_limit_name(enum baton_share_limit limit)
{
    static const char *const names[BATON_SHARE_LIMITS] = {
        [BATON_SHARE_HIDDEN] = "hidden",
        [BATON_SHARE_SIZE] = "size",
        [BATON_SHARE_SENDER] = "sender",
        [BATON_SHARE_CEILING] = "ceiling",
        [BATON_SHARE_LINE] = "line",
    };
    return names[limit];
}

bool baton_slot_level_equal(const struct baton_slot_level *a, const struct baton_slot_level *b)
{
    return a->encoding == b->encoding && a->encodings == b->encodings && a->height == b->height &&
           a->limit == b->limit;
}

void baton_source_forget_objects(struct baton_source *source)
{
    for (size_t i = 0; i < BATON_SDP_MAX_LINES; i++) {
        json_decref(source->slot_objects[i]);
        source->slot_objects[i] = NULL;
    }
}

void baton_source_free(struct baton_source *source)
{
    baton_source_forget_objects(source);
    baton_stream_release(source->stream);
    g_free(source->description);
    g_free(source);
}

void baton_source_mute(struct baton_source *source, bool muted)
{
    source->muted = muted;
    baton_stream_mute(source->stream, muted);
}

void baton_source_describe(struct baton_source *source, const char *description)
{
    g_free(source->description);
    source->description = g_strdup(description);
}

bool baton_source_survey(struct baton_source *source, baton_time now)
{
    const int level = source->level;
    const baton_time last_spoke = source->last_spoke;
    struct baton_stream_stats stats;
    baton_stream_stats(source->stream, &stats);
    source->last_packet = stats.last_packet;
    if (source->held)
        return false;
    bool fresh = stats.last_packet != BATON_NEVER && now - stats.last_packet < BATON_SECONDS(1);
    source->level = source->muted || !fresh ? SILENT_LEVEL : stats.level;
    source->level_guessed = stats.level_guessed;
    if (source->level <= SPEAKING_LEVEL)
        source->last_spoke = now;
    return source->level != level || source->last_spoke != last_spoke;
}

/* --- encodings -------------------------------------------------------------------------------- */

/* A rate goes a SMOOTHING-th part of the way to the latest value: a keyframe alone does not count much. */
enum { SMOOTHING = 4 };

static int64_t rate_of(const struct baton_encoding_report *then,
    const struct baton_encoding_report *now, int layer, baton_time passed)
{
    const struct baton_traffic traffic = {
        .packets = (uint32_t)(now->packets[layer] - then->packets[layer]),
        .bytes = (uint32_t)(now->bytes[layer] - then->bytes[layer])};
    return baton_traffic_bits(traffic) * BATON_SECONDS(1) / passed;
}

/* The rates of an encoding that has stopped stay: it would begin again with them. */
static void measure(struct baton_source_encoding *encoding,
    const struct baton_encoding_report *report, baton_time passed)
{
    for (int layer = 0; layer < BATON_TEMPORAL_LIMITS && report->live; layer++) {
        const int64_t rate = rate_of(&encoding->report, report, layer, passed);
        int64_t *known = &encoding->rates[layer];
        *known = encoding->report.live ? *known + (rate - *known) / SMOOTHING : MAX(*known, rate);
    }
    encoding->report = *report;
}

void baton_source_measure(struct baton_source *source, baton_time now)
{
    struct baton_encoding_report reports[BATON_ENCODINGS];
    const baton_time passed =
        source->measured == BATON_NEVER ? BATON_SURVEY_INTERVAL : now - source->measured;
    if (passed < BATON_SURVEY_INTERVAL)
        return;
    source->encoding_count = MAX(baton_stream_encodings(source->stream, now, reports), 1);
    for (size_t i = 0; i < source->encoding_count; i++)
        measure(&source->encodings[i], &reports[i], passed);
    source->measured = now;
}
