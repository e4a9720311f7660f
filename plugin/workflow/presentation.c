/* SPDX-License-Identifier: GPL-3.0-or-later */
/* presentation owns a device in no call that shows a code. */
#include "workflow/presentation.h"

#include <string.h>

#include "state/objects.h"
#include "state/participant.h"
#include "workflow/shown_code.h"

/* What a device that warms up before it knows the call had best ask for: that suits most rooms. */
enum { LIKELY_AUDIO_SLOTS = 3, LIKELY_VIDEO_SLOTS = 6 };

/* --- birth ------------------------------------------------------------------------------------ */

static bool enter_lobby(struct baton_presentation *presentation, struct baton_handle *handle,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    presentation->lobby = baton_room_new_lobby(presentation->engine, request->video_codec);
    struct baton_participant *nobody =
        baton_participant_new(presentation->lobby, NULL, NULL, false, failure);
    if (!nobody)
        return false;
    presentation->device = baton_device_new(nobody, handle, BATON_DEVICE_CANDIDATE, failure);
    return presentation->device != NULL;
}

static struct baton_presentation *presentation_new(struct baton_handle *handle,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    struct baton_presentation *presentation = g_new0(struct baton_presentation, 1);
    presentation->engine = engine;
    if (baton_registry_id(engine, presentation->id, failure) &&
        enter_lobby(presentation, handle, request, failure)) {
        presentation->device->presentation = presentation;
        g_hash_table_insert(engine->presentations, presentation->id, presentation);
        return presentation;
    }
    if (presentation->lobby)
        baton_room_free(presentation->lobby);
    g_free(presentation);
    return NULL;
}

void baton_presentation_withdraw(struct baton_presentation *presentation)
{
    struct baton_engine *engine = presentation->engine;
    baton_ledger_kill(engine->ledger, presentation->id, BATON_E_CODE_EXPIRED, engine->now);
    g_hash_table_remove(engine->presentations, presentation->id);
    presentation->device->presentation = NULL;
    baton_room_free(presentation->lobby);
    g_free(presentation);
}

/* --- being taken in --------------------------------------------------------------------------- */

/* Channels that are there already are made for one codec. */
static bool is_warm(const struct baton_device *device)
{
    bool shows = false;
    for (size_t i = 0; i < device->slot_count; i++)
        shows |= device->slots[i].video;
    return shows || device->feeds[BATON_CAMERA].sends || device->feeds[BATON_SCREEN].sends;
}

enum baton_error baton_presentation_check(const struct baton_presentation *presentation,
    const struct baton_room *room, struct baton_failure *failure)
{
    enum baton_codec codec = presentation->lobby->video_codec;
    if (presentation->engine->now >= presentation->expires)
        return baton_failure_set(
            failure, BATON_E_CODE_EXPIRED, "text: this code has expired; ask for a fresh one");
    if (presentation->room[0] && strcmp(presentation->room, room->id) != 0)
        return baton_failure_set(failure, BATON_E_CODE_OTHER_ROOM,
            "text: the device that shows this code is to join another room");
    if (codec != room->video_codec && is_warm(presentation->device))
        return baton_failure_set(failure, BATON_E_CODEC_REFUSED,
            "text: the device that shows this code sends %s, and the room has %s",
            baton_codec_name(codec), baton_codec_name(room->video_codec));
    return BATON_OK;
}

static void adopt(struct baton_device *device, struct baton_participant *participant)
{
    g_ptr_array_remove(device->participant->devices, device);
    g_ptr_array_add(participant->devices, device);
    device->participant = participant;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (device->feeds[kind].sends && participant->sources[kind])
            baton_device_bind(device, (enum baton_source_kind)kind);
    }
    baton_device_cap(device);
}

void baton_presentation_claim(
    struct baton_presentation *presentation, struct baton_transfer *transfer)
{
    struct baton_engine *engine = presentation->engine;
    struct baton_device *device = presentation->device;
    baton_ledger_assign(engine->ledger, device->id, transfer->id, engine->now);
    g_hash_table_remove(engine->presentations, presentation->id);
    memcpy(transfer->presentation, presentation->id, sizeof(transfer->presentation));
    transfer->presented = presentation->digest;
    device->presentation = NULL;
    adopt(device, transfer->participant);
    baton_room_free(presentation->lobby);
    g_free(presentation);
}

/* --- time ------------------------------------------------------------------------------------- */

void baton_presentation_tick(struct baton_presentation *presentation)
{
    if (presentation->engine->now < presentation->expires)
        return;
    baton_registry_send(presentation->engine, presentation->device->uplink,
        json_pack("{s:s, s:s, s:s, s:s}", "baton", "presentation_ended", "presentation",
            presentation->id, "reason", baton_transfer_reason_name(BATON_REASON_CODE_EXPIRED),
            "text", baton_transfer_reason_text(BATON_REASON_CODE_EXPIRED)));
    baton_presentation_withdraw(presentation);
}

/* --- the requests ----------------------------------------------------------------------------- */

static json_t *presented(const struct baton_presentation *presentation, json_t *code)
{
    const struct baton_device *device = presentation->device;
    json_t *reply = json_pack("{s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:{s:i, s:i}}", "baton",
        "presented", "presentation", presentation->id, "expires_in",
        (json_int_t)(presentation->engine->config.present_time / BATON_MS(1)), "device", device->id,
        "private_id", device->private_id, "audiocodec", baton_codec_name(BATON_CODEC_OPUS),
        "videocodec", baton_codec_name(presentation->lobby->video_codec), "slots", "audio",
        LIKELY_AUDIO_SLOTS, "video", LIKELY_VIDEO_SLOTS);
    json_object_update(reply, code);
    json_decref(code);
    return reply;
}

/* The presentation shows a fresh code, and is what the request says. */
static json_t *show(struct baton_presentation *presentation,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    struct baton_engine *engine = presentation->engine;
    const struct baton_config *config = &engine->config;
    struct baton_shown_code offer;
    const struct baton_shown_code_wish wish = {
        .kind = request->kind,
        .link = request->link,
        .owner = presentation->device->id,
        .subject = presentation->id,
        /* Whoever is bound has until the match to scan it. */
        .expires = engine->now + config->present_time + config->match_timeout,
    };
    if (!baton_shown_code_init(&offer, engine, &wish, failure))
        return NULL;
    presentation->kind = request->kind;
    presentation->mutual = request->mutual;
    presentation->digest = offer.digest;
    presentation->expires = engine->now + config->present_time;
    presentation->lobby->video_codec = request->video_codec;
    g_strlcpy(presentation->room, request->room ? request->room : "", sizeof(presentation->room));
    g_free(presentation->device->name);
    presentation->device->name = g_strdup(request->device_name ? request->device_name : "");
    json_t *code = baton_shown_code_json(&offer);
    baton_shown_code_fini(&offer);
    return presented(presentation, code);
}

static json_t *show_again(struct baton_presentation *presentation,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    if (request->video_codec == presentation->lobby->video_codec || !is_warm(presentation->device))
        return show(presentation, request, failure);
    baton_failure_set(failure, BATON_E_CODEC_REFUSED,
        "videocodec: this device's channels are made for %s already",
        baton_codec_name(presentation->lobby->video_codec));
    return NULL;
}

json_t *baton_engine_present(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_present_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    if (handle->kind == BATON_HANDLE_UPLINK && handle->device && handle->device->presentation)
        return show_again(handle->device->presentation, request, failure);
    if (!baton_device_can_use(handle, failure))
        return NULL;
    if (g_hash_table_size(engine->presentations) >= engine->config.max_presentations) {
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "%zu devices show a code already, the most allowed", engine->config.max_presentations);
        return NULL;
    }
    struct baton_presentation *presentation = presentation_new(handle, request, failure);
    if (!presentation)
        return NULL;
    json_t *reply = show(presentation, request, failure);
    if (!reply)
        baton_presentation_withdraw(presentation);
    return reply;
}

json_t *baton_engine_cancel_presentation(struct baton_engine *engine, struct baton_handle *handle,
    const char *presentation, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device)
        return NULL;
    if (!device->presentation || strcmp(device->presentation->id, presentation) != 0) {
        baton_failure_set(failure, BATON_E_NO_SUCH_TRANSFER,
            "presentation: this device shows no such code, or it was scanned already");
        return NULL;
    }
    json_t *reply =
        json_pack("{s:s, s:s}", "baton", "cancelled", "presentation", device->presentation->id);
    baton_presentation_withdraw(device->presentation);
    return reply;
}
