/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A presentation: a device that is not in a call shows a code. */
#include "workflow/presentation.h"

#include <string.h>

#include "base/tally.h"
#include "state/removal.h"

/* --- life ------------------------------------------------------------------------------------- */

static bool enter_lobby(struct baton_presentation *presentation, struct baton_handle *handle,
    enum baton_codec video_codec, struct baton_failure *failure)
{
    presentation->lobby = baton_room_new_lobby(presentation->engine, video_codec);
    struct baton_participant *owner =
        baton_participant_new(presentation->engine, NULL, NULL, false, failure);
    if (!owner)
        return false;
    baton_room_add(presentation->lobby, owner);
    presentation->device = baton_device_new(handle, BATON_DEVICE_CANDIDATE, failure);
    if (presentation->device)
        baton_participant_add(owner, presentation->device);
    return presentation->device != NULL;
}

struct baton_presentation *baton_presentation_new(
    struct baton_handle *handle, enum baton_codec video_codec, struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    struct baton_presentation *presentation = g_new0(struct baton_presentation, 1);
    presentation->engine = engine;
    if (baton_registry_id(engine, presentation->id, failure) &&
        enter_lobby(presentation, handle, video_codec, failure)) {
        presentation->device->presentation = presentation;
        g_strlcpy(presentation->holder, baton_handle_sender(handle), sizeof(presentation->holder));
        g_hash_table_insert(engine->presentations, presentation->id, presentation);
        baton_tally_add(engine->presentations_held, presentation->holder);
        return presentation;
    }
    if (presentation->lobby)
        baton_removal_room(presentation->lobby);
    g_free(presentation);
    return NULL;
}

static void forget(struct baton_presentation *presentation)
{
    struct baton_engine *engine = presentation->engine;
    g_hash_table_remove(engine->presentations, presentation->id);
    baton_tally_remove(engine->presentations_held, presentation->holder);
}

void baton_presentation_withdraw(struct baton_presentation *presentation)
{
    struct baton_engine *engine = presentation->engine;
    baton_ledger_kill(engine->ledger, presentation->id, BATON_E_CODE_EXPIRED, engine->now);
    forget(presentation);
    presentation->device->presentation = NULL;
    baton_participant_release(presentation->device, BATON_ENDING_NOT_MOVED);
    baton_removal_room(presentation->lobby);
    g_free(presentation);
}

/* --- becoming the new device of a transfer ---------------------------------------------------- */

/* If a PeerConnection has video already, it was negotiated for one video codec. */
bool baton_presentation_codec_is_fixed(const struct baton_presentation *presentation)
{
    const struct baton_device *device = presentation->device;
    bool negotiated_video = false;
    for (size_t i = 0; i < device->slot_count; i++)
        negotiated_video |= device->slots[i].video;
    return negotiated_video || device->feeds[BATON_CAMERA].sends ||
           device->feeds[BATON_SCREEN].sends;
}

enum baton_error baton_presentation_check(const struct baton_presentation *presentation,
    const struct baton_room *room, struct baton_failure *failure)
{
    enum baton_codec codec = presentation->lobby->video_codec;
    if (presentation->engine->now >= presentation->expires)
        return baton_failure_set(
            failure, BATON_E_CODE_EXPIRED, "text: this code has expired; ask for a new code");
    if (presentation->room[0] && strcmp(presentation->room, room->id) != 0)
        return baton_failure_set(failure, BATON_E_CODE_OTHER_ROOM,
            "text: the device that shows this code accepts a call of another room only");
    if (codec != room->video_codec && baton_presentation_codec_is_fixed(presentation))
        return baton_failure_set(failure, BATON_E_CODEC_REFUSED,
            "text: the device that shows this code sends %s, and the room has %s",
            baton_codec_name(codec), baton_codec_name(room->video_codec));
    return BATON_OK;
}

static void add_to_call(struct baton_device *device, struct baton_participant *participant)
{
    baton_participant_remove(device);
    baton_participant_add(participant, device);
    baton_room_cap(device);
}

void baton_presentation_claim(
    struct baton_presentation *presentation, struct baton_transfer *transfer)
{
    struct baton_engine *engine = presentation->engine;
    struct baton_device *device = presentation->device;
    baton_ledger_assign(engine->ledger, device->id, transfer->id, engine->now);
    forget(presentation);
    memcpy(transfer->presentation, presentation->id, sizeof(transfer->presentation));
    transfer->new_digest = presentation->digest;
    device->presentation = NULL;
    add_to_call(device, transfer->participant);
    baton_removal_room(presentation->lobby);
    g_free(presentation);
}

/* --- time ------------------------------------------------------------------------------------- */

void baton_presentation_tick(struct baton_presentation *presentation)
{
    if (presentation->engine->now < presentation->expires)
        return;
    baton_device_send(presentation->device,
        json_pack("{s:s, s:s, s:s, s:s}", "baton", "presentation_ended", "presentation",
            presentation->id, "reason", baton_transfer_reason_name(BATON_REASON_CODE_EXPIRED),
            "text", baton_transfer_reason_text(BATON_REASON_CODE_EXPIRED)));
    baton_presentation_withdraw(presentation);
}
