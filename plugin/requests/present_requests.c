/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a device that shows a code and is not in a call: present and cancel. */
#include <string.h>

#include "base/tally.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "workflow/presentation.h"
#include "workflow/shown_code.h"

/* The numbers of slots suggested to a device that connects before the scan. They are enough for most
 * rooms. */
enum { LIKELY_AUDIO_SLOTS = 3, LIKELY_VIDEO_SLOTS = 6 };

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
    baton_object_add_ice(device, reply);
    baton_device_add_seq(device, reply);
    return reply;
}

/* Makes a new code and sets the presentation's fields from the request. */
static json_t *show(struct baton_presentation *presentation,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    struct baton_engine *engine = presentation->engine;
    const struct baton_config *config = &engine->config;
    struct baton_shown_code shown;
    const struct baton_shown_code_wish wish = {
        .kind = request->kind,
        .link = request->link,
        .owner = presentation->device->id,
        .subject = presentation->id,
        .holder = presentation->holder,
        /* If the first scan of a mutual transfer comes just before the presentation ends, the device in
         * the call still has match_timeout to scan this code. */
        .expires = engine->now + config->present_time + config->match_timeout,
    };
    if (!baton_shown_code_init(&shown, engine, &wish, failure))
        return NULL;
    presentation->kind = request->kind;
    presentation->mutual = request->mutual;
    presentation->digest = shown.digest;
    presentation->expires = engine->now + config->present_time;
    presentation->lobby->video_codec = request->video_codec;
    g_strlcpy(presentation->room, request->room ? request->room : "", sizeof(presentation->room));
    g_free(presentation->device->name);
    presentation->device->name = g_strdup(request->device_name ? request->device_name : "");
    json_t *code = baton_shown_code_json(&shown);
    baton_shown_code_fini(&shown);
    return presented(presentation, code);
}

static json_t *show_again(struct baton_presentation *presentation,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    if (request->video_codec == presentation->lobby->video_codec ||
        !baton_presentation_codec_is_fixed(presentation))
        return show(presentation, request, failure);
    baton_failure_set(failure, BATON_E_CODEC_REFUSED,
        "videocodec: the PeerConnections of this device use %s already",
        baton_codec_name(presentation->lobby->video_codec));
    return NULL;
}

/* If the request names a room, the person need not show a code that this room forbids. */
static bool room_allows(const struct baton_engine *engine,
    const struct baton_present_request *request, struct baton_failure *failure)
{
    const struct baton_room *room =
        request->room ? g_hash_table_lookup(engine->rooms, request->room) : NULL;
    return !room ||
           (baton_ways_check(&room->ways, BATON_WAY_PRESENT, "room", failure) == BATON_OK &&
               baton_ways_check_kind(&room->ways, request->kind, "kind", failure) == BATON_OK);
}

json_t *baton_engine_present(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_present_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    if (!room_allows(engine, request, failure))
        return NULL;
    if (handle->kind == BATON_HANDLE_UPLINK && handle->device && handle->device->presentation)
        return show_again(handle->device->presentation, request, failure);
    if (!baton_handle_can_use(handle, failure))
        return NULL;
    if (g_hash_table_size(engine->presentations) >= engine->config.max_presentations) {
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu devices that show a code, and no more are allowed (max_presentations)",
            engine->config.max_presentations);
        return NULL;
    }
    if (baton_tally_count(engine->presentations_held, baton_handle_sender(handle)) >=
        engine->config.max_session_presentations) {
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "this session has %zu devices that show a code, and no more are allowed "
            "(max_session_presentations)",
            engine->config.max_session_presentations);
        return NULL;
    }
    struct baton_presentation *presentation =
        baton_presentation_new(handle, request->video_codec, failure);
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
            "presentation: this device has no such presentation, or its code was scanned already");
        return NULL;
    }
    json_t *reply =
        json_pack("{s:s, s:s}", "baton", "cancelled", "presentation", device->presentation->id);
    baton_presentation_withdraw(device->presentation);
    return reply;
}
