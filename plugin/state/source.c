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
    source->plan = (struct baton_slot_plan_source){
        .owner = participant,
        .video = baton_source_kind_is_video(kind),
        .screen = kind == BATON_SCREEN,
        .order = ++engine->arrivals,
    };
    return source;
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
