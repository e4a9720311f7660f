/* SPDX-License-Identifier: GPL-3.0-or-later */
/* track owns a source as people know it. */
#include "app/track.h"

#include <string.h>

#include "app/device.h"
#include "app/downlink.h"
#include "app/participant.h"
#include "app/room.h"

/* Louder than this, in -dBov (RFC 6464), somebody is speaking: speech lies around 20 to 40, the
 * noise of a quiet room above 60. */
enum { SPEAKING_LEVEL = 45, SILENT_LEVEL = 127 };

/* Whatever device of the participant sends this kind is bound to the new track, unheard. */
static void bind_devices(const struct baton_track *track)
{
    for (guint i = 0; i < track->participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(track->participant->devices, i);
        if (device->feeds[track->kind].sends && device->uplink)
            baton_device_bind(device, track->kind);
    }
}

static void forget_bindings(const struct baton_track *track)
{
    for (guint i = 0; i < track->participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(track->participant->devices, i);
        device->feeds[track->kind].generation = 0;
    }
}

struct baton_track *baton_track_new(struct baton_participant *participant,
    enum baton_source_kind kind, struct baton_failure *failure)
{
    struct baton_engine *engine = participant->room->engine;
    bool video = baton_source_kind_is_video(kind);
    char id[BATON_ID_SIZE];
    uint16_t seq;
    uint32_t timestamp;
    if (!baton_world_id(engine, id, failure))
        return NULL;
    baton_world_seeds(engine, &seq, &timestamp);
    struct baton_source *source =
        baton_source_new(engine->media, video ? participant->room->video_codec : BATON_CODEC_OPUS,
            video ? BATON_PT_VIDEO : BATON_PT_AUDIO, seq, timestamp, engine->now);
    if (!source) {
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
        return NULL;
    }
    struct baton_track *track = g_new0(struct baton_track, 1);
    memcpy(track->id, id, sizeof(track->id));
    track->kind = kind;
    track->participant = participant;
    track->source = source;
    track->description = g_strdup("");
    track->live = true;
    track->level = SILENT_LEVEL;
    track->order = ++engine->arrivals;
    participant->tracks[kind] = track;
    bind_devices(track);
    return track;
}

void baton_track_end(struct baton_track *track)
{
    baton_downlink_drop(track->participant->room, track);
    forget_bindings(track);
    baton_source_release(track->source);
    track->participant->tracks[track->kind] = NULL;
    g_free(track->description);
    g_free(track);
}

void baton_track_mute(struct baton_track *track, bool muted)
{
    track->muted = muted;
    baton_source_mute(track->source, muted);
}

void baton_track_describe(struct baton_track *track, const char *description)
{
    g_free(track->description);
    track->description = g_strdup(description);
}

void baton_track_survey(struct baton_track *track, baton_time now)
{
    struct baton_source_stats stats;
    baton_source_stats(track->source, &stats);
    bool fresh = stats.last_packet != BATON_NEVER && now - stats.last_packet < BATON_SECONDS(1);
    track->level = track->muted || !fresh ? SILENT_LEVEL : stats.level;
    if (track->level <= SPEAKING_LEVEL)
        track->last_spoke = now;
}
