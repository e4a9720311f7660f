/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests about receiving: subscribe, start and layout. */
#include "requests/subscribe_requests.h"

#include <string.h>

#include "media/port.h"
#include "requests/requests.h"
#include "state/layout.h"
#include "state/notices.h"
#include "state/objects.h"
#include "workflow/confirmation.h"
#include "workflow/connection.h"
#include "workflow/sharing.h"

/* --- subscribe -------------------------------------------------------------------------------- */

static bool check_subscribe(const struct baton_handle *handle, const struct baton_device *device,
    struct baton_failure *failure)
{
    const struct baton_transfer *transfer = device->participant->transfer;
    if (!device->uplink)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "private_id: this device has lost its connection; resume first");
    else if (handle->kind == BATON_HANDLE_UPLINK)
        baton_failure_set(failure, BATON_E_WRONG_HANDLE, "this handle is an uplink already");
    else if (handle->device && handle->device != device)
        baton_failure_set(
            failure, BATON_E_WRONG_HANDLE, "this handle is the downlink of another device");
    else if (device->downlink && device->downlink != handle)
        baton_failure_set(
            failure, BATON_E_WRONG_STATE, "this device has a downlink already, on another handle");
    else if (handle->closing)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "the last PeerConnection is still closing; try again when it is closed");
    else if (device->lost && !handle->negotiated && transfer &&
             baton_transfer_is_agreed(transfer) && device->role == BATON_DEVICE_CANDIDATE)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "people have agreed to this device's earlier PeerConnection only");
    else
        return true;
    return false;
}

static bool check_growth(
    const struct baton_device *device, size_t audio, size_t video, struct baton_failure *failure)
{
    size_t had_audio = baton_device_count_slots(device, false);
    size_t had_video = baton_device_count_slots(device, true);
    if (audio >= had_audio && video >= had_video)
        return true;
    baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "audio_slots, video_slots: a downlink keeps its slots; expected at least %zu and %zu, "
        "got %zu and %zu",
        had_audio, had_video, audio, video);
    return false;
}

static void append_slots(struct baton_device *device, bool video, size_t wanted)
{
    for (size_t have = baton_device_count_slots(device, video); have < wanted; have++)
        device->slots[device->slot_count++] = (struct baton_device_slot){.video = video};
}

static char *make_offer(struct baton_device *device)
{
    const struct baton_host *host = device->engine->host;
    struct baton_sdp_slots slots = {
        .audio = baton_device_count_slots(device, false),
        .video = baton_device_count_slots(device, true),
        .order_count = device->slot_count,
        .video_codec = device->participant->room->video_codec,
        .session_id = device->sdp_session,
        .version = ++device->sdp_version,
    };
    for (size_t i = 0; i < device->slot_count; i++)
        slots.order[i] = device->slots[i].video;
    return host->sdp_offer(host->context, &slots);
}

static void set_downlink(struct baton_device *device, struct baton_handle *handle)
{
    const struct baton_transfer *transfer = device->participant->transfer;
    handle->kind = BATON_HANDLE_DOWNLINK;
    handle->device = device;
    device->downlink = handle;
    baton_device_feed(device);
    if (device->fed)
        baton_layout_restore_pins(device);
    if (device->fed && transfer && transfer->old_device && device == transfer->new_device &&
        device->role == BATON_DEVICE_CANDIDATE)
        baton_layout_inherit(device, transfer->old_device);
}

json_t *baton_subscribe_open(struct baton_device *device, struct baton_handle *handle, size_t audio,
    size_t video, char **offer)
{
    append_slots(device, false, audio);
    append_slots(device, true, video);
    baton_participant_mark_unsaved(device->participant);
    *offer = make_offer(device);
    set_downlink(device, handle);
    handle->negotiated = true;
    baton_layout_fill(device);
    json_t *subscribed =
        json_pack("{s:s, s:o}", "baton", "subscribed", "slots", baton_object_slots(device));
    baton_confirmation_check_witnesses(device->participant->room);
    baton_connection_changed(device);
    return subscribed;
}

/* The slots stay as they are. The offer is for the PeerConnection that the downlink has. The estimate of its line
 * begins again, because the device may have changed networks. */
static json_t *restart_ice(struct baton_device *device, char **offer)
{
    *offer = make_offer(device);
    baton_sharing_begin(device, device->downlink);
    return json_pack("{s:s, s:o}", "baton", "subscribed", "slots", baton_object_slots(device));
}

json_t *baton_engine_subscribe(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_subscribe_request *request, baton_time now, char **offer, bool *restarts,
    struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = g_hash_table_lookup(engine->devices, request->private_id);
    if (!device) {
        baton_failure_set(
            failure, BATON_E_NO_SUCH_DEVICE, "private_id: no device has this private id");
        return NULL;
    }
    if (!check_subscribe(handle, device, failure))
        return NULL;
    *restarts = request->restart && handle->negotiated;
    const size_t had_audio = baton_device_count_slots(device, false);
    const size_t had_video = baton_device_count_slots(device, true);
    const size_t audio = *restarts && !request->has_audio_slots ? had_audio : request->audio_slots;
    const size_t video = *restarts && !request->has_video_slots ? had_video : request->video_slots;
    if (!check_growth(device, audio, video, failure))
        return NULL;
    if (*restarts && audio == had_audio && video == had_video)
        return restart_ice(device, offer);
    return baton_subscribe_open(device, handle, audio, video, offer);
}

/* Returns the device whose downlink this handle is, or NULL with wrong_handle or not_in_call set. */
static void refuse_without_device(const struct baton_handle *handle, struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_NOT_IN_CALL, "this handle is in no call; subscribe first");
    baton_handle_explain(handle, failure);
}

static struct baton_device *device_of_downlink(
    const struct baton_handle *handle, struct baton_failure *failure)
{
    if (handle->kind == BATON_HANDLE_UPLINK)
        baton_failure_set(failure, BATON_E_WRONG_HANDLE,
            "this request belongs on the downlink; this handle is an uplink");
    else if (!handle->device)
        refuse_without_device(handle, failure);
    return handle->kind == BATON_HANDLE_UPLINK ? NULL : handle->device;
}

json_t *baton_engine_start(struct baton_engine *engine, struct baton_handle *handle,
    const char *answer, struct baton_failure *failure)
{
    struct baton_device *device = device_of_downlink(handle, failure);
    if (!device ||
        !engine->host->sdp_check_answer(engine->host->context, answer, device->slot_count, failure))
        return NULL;
    return json_pack("{s:s}", "baton", "started");
}

/* --- layout ----------------------------------------------------------------------------------- */

/* A checked entry of `slots`: the slot's index, and the source to put on the slot (NULL: no source). */
struct choice {
    size_t index;
    struct baton_source *source;
};

/* A slot's mid is its index in decimal, without leading zeros. */
static bool find_slot(const struct baton_device *device, const char *mid, size_t *index)
{
    char expected[24];
    for (size_t i = 0; i < device->slot_count; i++) {
        snprintf(expected, sizeof(expected), "%zu", i);
        if (strcmp(mid, expected) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static bool read_choice(const struct baton_device *device, const struct baton_layout_wish *wish,
    size_t number, struct choice *choice, struct baton_failure *failure)
{
    struct baton_room *room = device->participant->room;
    char quote[BATON_QUOTE_SIZE];
    choice->source = NULL;
    if (!find_slot(device, wish->mid, &choice->index)) {
        baton_failure_set(failure, BATON_E_NO_SUCH_SLOT,
            "slots[%zu].mid: there is no slot %s; this downlink has %zu", number,
            baton_failure_quote(quote, wish->mid), device->slot_count);
        return false;
    }
    if (wish->automatic || !wish->source)
        return true;
    choice->source = baton_room_source(room, wish->source);
    if (!choice->source || choice->source->participant == device->participant) {
        baton_failure_set(failure, BATON_E_NO_SUCH_SOURCE,
            "slots[%zu].source: no other participant has the source %s", number,
            baton_failure_quote(quote, wish->source));
        return false;
    }
    if (baton_source_kind_is_video(choice->source->kind) != device->slots[choice->index].video) {
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "slots[%zu].source: a %s does not fit on a slot for %s", number,
            baton_source_kind_name(choice->source->kind),
            device->slots[choice->index].video ? "video" : "audio");
        return false;
    }
    return true;
}

static void set_height(struct baton_device_slot *slot, const struct baton_layout_wish *wish)
{
    if (!wish->has_height)
        return;
    slot->sized = true;
    slot->shown_height = wish->height;
}

static void pin(
    struct baton_device *device, const struct choice *choice, const struct baton_layout_wish *wish)
{
    for (size_t i = 0; choice->source && i < device->slot_count; i++) {
        if (i != choice->index && device->slots[i].source == choice->source) {
            device->slots[i].pinned = false;
            baton_device_put(device, i, NULL);
        }
    }
    device->slots[choice->index].pinned = !wish->automatic;
    baton_participant_mark_unsaved(device->participant);
    if (!wish->automatic && device->slots[choice->index].source != choice->source)
        baton_device_put(device, choice->index, choice->source);
}

static void set_limits(struct baton_device *device, const struct baton_layout_request *request)
{
    if (request->has_bitrate)
        device->share.ceiling = request->bitrate;
    if (request->has_bitrate || request->has_prefer)
        baton_participant_mark_unsaved(device->participant);
    for (int screen = 0; screen < 2; screen++)
        if (request->has_prefer & 1u << screen)
            device->share.prefer_detail[screen] = request->prefer.detail[screen];
}

/* The reply has the new levels. An event about new sources follows the reply, so it must have the new levels too. */
static void apply_layout(struct baton_device *device)
{
    const bool told = baton_layout_fill(device);
    baton_sharing_apply(device);
    if (told && device->share.untold)
        baton_notice_slots(device);
    device->share.untold = false;
}

json_t *baton_engine_layout(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_layout_request *request, baton_time now, struct baton_failure *failure)
{
    struct choice choices[BATON_SDP_MAX_LINES];
    engine->now = MAX(engine->now, now);
    struct baton_device *device = device_of_downlink(handle, failure);
    if (!device)
        return NULL;
    if (!device->fed) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "nobody has agreed to this device yet; its slots stay empty");
        return NULL;
    }
    for (size_t i = 0; i < request->count; i++) {
        if (!read_choice(device, &request->slots[i], i, &choices[i], failure))
            return NULL;
    }
    for (size_t i = 0; i < request->count; i++) {
        set_height(&device->slots[choices[i].index], &request->slots[i]);
        if (request->slots[i].has_source || request->slots[i].automatic)
            pin(device, &choices[i], &request->slots[i]);
    }
    set_limits(device, request);
    apply_layout(device);
    return json_pack("{s:s, s:o}", "baton", "layout", "slots", baton_object_slots(device));
}
