/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A participant: an identity in a room. */
#include "state/participant.h"

/* --- life ------------------------------------------------------------------------------------- */

struct baton_participant *baton_participant_new(struct baton_engine *engine, const char *display,
    json_t *metadata, bool moderator, struct baton_failure *failure)
{
    struct baton_participant *participant = g_new0(struct baton_participant, 1);
    if (!baton_registry_id(engine, participant->id, failure)) {
        g_free(participant);
        return NULL;
    }
    participant->engine = engine;
    participant->display = g_strdup(display ? display : "");
    json_t *none = json_object();
    baton_participant_set_metadata(participant, metadata ? metadata : none);
    json_decref(none);
    participant->moderator = moderator;
    participant->devices = g_ptr_array_new();
    return participant;
}

void baton_participant_set_metadata(struct baton_participant *participant, const json_t *metadata)
{
    json_decref(participant->metadata);
    participant->metadata = json_deep_copy(metadata);
    participant->metadata_bytes = json_dumpb(participant->metadata, NULL, 0, JSON_COMPACT);
}

void baton_participant_forget_devices(struct baton_participant *participant)
{
    struct baton_engine *engine = participant->engine;
    for (size_t i = 0; i < BATON_REMEMBERED_DEVICES; i++) {
        if (participant->remembered[i][0])
            baton_ledger_kill(
                engine->memories, participant->remembered[i], BATON_E_CODE_EXPIRED, engine->now);
        participant->remembered[i][0] = '\0';
    }
}

void baton_participant_free(struct baton_participant *participant)
{
    baton_participant_forget_devices(participant);
    baton_unsaved_leave(&participant->engine->unsaved.participants, &participant->unsaved);
    if (participant->absence.link.data)
        g_queue_unlink(&participant->engine->absent, &participant->absence.link);
    if (participant->change_link.data)
        g_queue_unlink(&participant->engine->late_changes, &participant->change_link);
    g_ptr_array_free(participant->devices, TRUE);
    json_decref(participant->metadata);
    json_decref(participant->object);
    g_free(participant->display);
    g_free(participant);
}

void baton_participant_mark_unsaved(struct baton_participant *participant)
{
    struct baton_unsaved *unsaved = &participant->engine->unsaved;
    baton_unsaved_enter(unsaved, &unsaved->participants, &participant->unsaved, participant);
}

/* --- devices ---------------------------------------------------------------------------------- */

void baton_participant_add(struct baton_participant *participant, struct baton_device *device)
{
    g_ptr_array_add(participant->devices, device);
    device->participant = participant;
    if (device->role == BATON_DEVICE_ACTIVE)
        participant->active = device;
    baton_participant_mark_unsaved(participant);
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (device->feeds[kind].sends && participant->sources[kind])
            baton_device_bind(device, participant->sources[kind]);
    }
}

void baton_participant_remove(struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    if (participant->active == device)
        participant->active = NULL;
    g_ptr_array_remove(participant->devices, device);
    device->participant = NULL;
}

void baton_participant_release(struct baton_device *device, enum baton_ending ending)
{
    baton_participant_remove(device);
    baton_device_free(device, ending);
}

/* --- sources ---------------------------------------------------------------------------------- */

/* Binds the feeds of all the participant's devices that send this kind. */
static void bind_devices(const struct baton_source *source)
{
    for (guint i = 0; i < source->participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(source->participant->devices, i);
        if (device->feeds[source->kind].sends && device->uplink)
            baton_device_bind(device, source);
    }
}

bool baton_participant_begin_source(struct baton_participant *participant,
    enum baton_source_kind kind, enum baton_codec video_codec, struct baton_failure *failure)
{
    enum baton_codec codec = baton_source_kind_is_video(kind) ? video_codec : BATON_CODEC_OPUS;
    struct baton_source *source =
        baton_source_new(participant->engine, participant, kind, codec, failure);
    if (!source)
        return false;
    participant->sources[kind] = source;
    baton_participant_mark_unsaved(participant);
    bind_devices(source);
    return true;
}

void baton_participant_end_source(
    struct baton_participant *participant, enum baton_source_kind kind)
{
    for (guint i = 0; i < participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(participant->devices, i);
        device->feeds[kind].generation = 0;
    }
    baton_source_free(participant->sources[kind]);
    participant->sources[kind] = NULL;
    baton_participant_mark_unsaved(participant);
}

bool baton_participant_has_sources(const struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            return true;
    }
    return false;
}

void baton_participant_rebind(struct baton_device *device)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (baton_device_is_misbound(device, (enum baton_source_kind)kind))
            baton_device_bind(device, device->participant->sources[kind]);
    }
}
