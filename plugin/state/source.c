/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source owns a source as people know it. */
#include "state/source.h"

#include <string.h>

#include "media/stream.h"
#include "state/device.h"
#include "state/layout.h"
#include "state/participant.h"
#include "state/room.h"

/* Louder than this, in -dBov (RFC 6464), somebody is speaking: speech lies around 20 to 40, the
 * noise of a quiet room above 60. */
enum { SPEAKING_LEVEL = 45, SILENT_LEVEL = 127 };

/* Whatever device of the participant sends this kind is bound to the new source, unheard. */
static void bind_devices(const struct baton_source *source)
{
    for (guint i = 0; i < source->participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(source->participant->devices, i);
        if (device->feeds[source->kind].sends && device->uplink)
            baton_device_bind(device, source->kind);
    }
}

static void forget_bindings(const struct baton_source *source)
{
    for (guint i = 0; i < source->participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(source->participant->devices, i);
        device->feeds[source->kind].generation = 0;
    }
}

struct baton_source *baton_source_new(struct baton_participant *participant,
    enum baton_source_kind kind, struct baton_failure *failure)
{
    struct baton_engine *engine = participant->room->engine;
    bool video = baton_source_kind_is_video(kind);
    char id[BATON_ID_SIZE];
    uint16_t seq;
    uint32_t timestamp;
    if (!baton_registry_id(engine, id, failure))
        return NULL;
    baton_registry_seeds(engine, &seq, &timestamp);
    struct baton_stream *stream =
        baton_stream_new(engine->media, video ? participant->room->video_codec : BATON_CODEC_OPUS,
            video ? BATON_PT_VIDEO : BATON_PT_AUDIO, seq, timestamp, engine->now);
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
    source->order = ++engine->arrivals;
    participant->sources[kind] = source;
    bind_devices(source);
    return source;
}

void baton_source_end(struct baton_source *source)
{
    baton_layout_drop(source->participant->room, source);
    forget_bindings(source);
    baton_stream_release(source->stream);
    source->participant->sources[source->kind] = NULL;
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

void baton_source_survey(struct baton_source *source, baton_time now)
{
    struct baton_stream_stats stats;
    baton_stream_stats(source->stream, &stats);
    bool fresh = stats.last_packet != BATON_NEVER && now - stats.last_packet < BATON_SECONDS(1);
    source->level = source->muted || !fresh ? SILENT_LEVEL : stats.level;
    if (source->level <= SPEAKING_LEVEL)
        source->last_spoke = now;
}
