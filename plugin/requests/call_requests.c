/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a participant in a call: join, leave, ice, configure, chat and hand, and a moderator's
 * mute and kick. */
#include <stdlib.h>
#include <string.h>

#include "guard/attempt.h"
#include "guard/audit.h"
#include "guard/resume.h"
#include "requests/confirm_requests.h"
#include "requests/requests.h"
#include "requests/source_wishes.h"
#include "state/layout.h"
#include "state/notices.h"
#include "state/objects.h"
#include "state/removal.h"
#include "store/store.h"
#include "workflow/connection.h"
#include "workflow/farewell.h"
#include "workflow/presentation.h"
#include "workflow/stepping.h"

/* --- join and leave --------------------------------------------------------------------------- */

/* Checks whether the request may name a telephone number, and checks its secret or its pin. */
static bool may_enter(const struct baton_room *room, const struct baton_handle *handle,
    const struct baton_join_request *request, struct baton_failure *failure)
{
    struct baton_engine *engine = room->engine;
    enum baton_error error = BATON_OK;
    if (request->phone && !engine->config.sms_client_numbers) {
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "phone: expected none, because clients cannot name numbers on this server; its "
            "operator sets them");
        return false;
    }
    if (request->secret)
        error = baton_attempt_secret(
            engine, handle, BATON_GUESS_SECRET, room->id, room->secret, request->secret, failure);
    else if (room->pin)
        error = baton_attempt_secret(
            engine, handle, BATON_GUESS_PIN, room->id, room->pin, request->pin, failure);
    if (error == BATON_E_UNAUTHORIZED && request->secret)
        baton_failure_set(failure, BATON_E_WRONG_SECRET, "secret: this is not the room's secret");
    else if (error == BATON_E_UNAUTHORIZED)
        baton_failure_set(failure, BATON_E_WRONG_PIN, "pin: %s",
            request->pin ? "this is not the room's pin" : "missing; the room has a pin");
    return !error;
}

/* A participant counts for the session that has joined, also after its sockets have closed, until the participant has
 * left: otherwise one client could take all places of a room. */
static bool has_place(
    const struct baton_room *room, const struct baton_handle *handle, struct baton_failure *failure)
{
    const size_t most = room->engine->config.session_participants;
    size_t own = 0;
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        own += strcmp(participant->holder, baton_handle_sender(handle)) == 0;
    }
    if (own < most)
        return true;
    baton_failure_set(failure, BATON_E_LIMIT_REACHED,
        "room: this session has %zu participants in \"%s\" that have not left, and at most %zu are "
        "allowed (session_participants)",
        own, room->id, most);
    return false;
}

static bool may_join(const struct baton_room *room, const struct baton_handle *handle,
    const struct baton_join_request *request, struct baton_failure *failure)
{
    if (!may_enter(room, handle, request, failure))
        return false;
    if (room->participants->len >= room->max_participants)
        baton_failure_set(failure, BATON_E_ROOM_FULL, "room: \"%s\" is full (%u participants)",
            room->id, room->max_participants);
    else
        return has_place(room, handle, failure);
    return false;
}

/* Creates a participant with a device on this handle, and adds the participant to the room. Returns NULL
 * with `failure` set. */
static struct baton_participant *add_participant(struct baton_room *room,
    struct baton_handle *handle, const struct baton_join_request *request,
    struct baton_failure *failure)
{
    struct baton_participant *participant = baton_participant_new(
        room->engine, request->display, request->metadata, request->secret != NULL, failure);
    if (!participant)
        return NULL;
    struct baton_device *device = baton_device_new(handle, BATON_DEVICE_ACTIVE, failure);
    if (!device) {
        baton_participant_free(participant);
        return NULL;
    }
    g_strlcpy(participant->holder, baton_handle_sender(handle), sizeof(participant->holder));
    if (request->phone)
        baton_phone_read_typed(request->phone, participant->phone);
    baton_room_add(room, participant);
    baton_participant_add(participant, device);
    return participant;
}

json_t *baton_engine_join(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_join_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    if (!baton_handle_can_use(handle, failure))
        return NULL;
    struct baton_room *room = baton_room_find(engine, request->room, failure);
    if (!room || !may_join(room, handle, request, failure))
        return NULL;
    struct baton_participant *participant = add_participant(room, handle, request, failure);
    if (!participant)
        return NULL;
    baton_notice_joined(participant);
    baton_effects_notify(engine->effects, handle->host,
        json_pack("{s:s, s:s, s:s}", "event", "joined", "room", room->id, "participant",
            participant->id));
    json_t *reply = baton_object_joined(participant->active, "joined");
    baton_resume_add_to_reply(participant->active, reply);
    baton_device_add_seq(participant->active, reply);
    return reply;
}

static json_t *left_reply(const struct baton_room *room)
{
    return json_pack("{s:s, s:s}", "baton", "left", "room", room->id);
}

/* Whether the call can still return from this device to the old device. */
static bool is_on_trial(const struct baton_device *device)
{
    const struct baton_transfer *transfer = device->participant->transfer;
    return transfer && transfer->old_device && device == transfer->new_device;
}

/*
 * If the device does not have the call, only this device leaves, and the other device keeps the call. The same holds
 * while the call can still return to the old device. Otherwise a thief with the new device could remove the
 * participant, and the old device could not bring the call back.
 */
json_t *baton_engine_leave(struct baton_engine *engine, struct baton_handle *handle, baton_time now,
    struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device)
        return NULL;
    struct baton_participant *participant = device->participant;
    if (device->presentation)
        return baton_engine_cancel_presentation(
            engine, handle, device->presentation->id, now, failure);
    json_t *reply = left_reply(participant->room);
    if (device->role != BATON_DEVICE_ACTIVE || is_on_trial(device)) {
        baton_connection_leave(device);
        return reply;
    }
    if (participant->transfer)
        baton_stepping_take(participant->transfer,
            (struct baton_transfer_event){.type = BATON_TRANSFER_REMOVED}, NULL);
    baton_removal_participant(participant, BATON_ENDING_LEFT);
    return reply;
}

/* --- the device's connection ------------------------------------------------------------------ */

/* A device that shows a code, or that people have not agreed to yet, connects as well. */
json_t *baton_engine_ice(const struct baton_handle *handle, struct baton_failure *failure)
{
    if (!handle->device) {
        baton_failure_set(failure, BATON_E_NOT_IN_CALL,
            "this handle is in no call and shows no code; join, scan or present first");
        baton_handle_explain(handle, failure);
        return NULL;
    }
    json_t *reply = json_pack("{s:s}", "baton", "ice");
    baton_object_add_ice(handle->device, reply);
    return reply;
}

/* --- the participant's own state -------------------------------------------------------------- */

static bool find_feeds(const struct baton_device *device,
    const struct baton_configure_request *request, enum baton_source_kind kinds[],
    struct baton_failure *failure)
{
    for (size_t i = 0; i < request->count; i++) {
        if (baton_device_find_feed(device, request->sources[i].mid, &kinds[i]))
            continue;
        char quote[BATON_QUOTE_SIZE];
        baton_failure_set(failure, BATON_E_NO_SUCH_SOURCE,
            "sources[%zu].mid: this device sends nothing on mid %s", i,
            baton_failure_quote(quote, request->sources[i].mid));
        return false;
    }
    return true;
}

json_t *baton_engine_configure(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_configure_request *request, baton_time now, struct baton_failure *failure)
{
    enum baton_source_kind kinds[BATON_MAX_UPLINK_LINES];
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device || !find_feeds(device, request, kinds, failure))
        return NULL;
    struct baton_participant *participant = device->participant;
    if (device->role != BATON_DEVICE_ACTIVE && (request->display || request->metadata)) {
        baton_failure_set(
            failure, BATON_E_WRONG_STATE, "display, metadata: this device does not have the call");
        return NULL;
    }
    if (request->display) {
        g_free(participant->display);
        participant->display = g_strdup(request->display);
    }
    if (request->metadata)
        baton_participant_set_metadata(participant, request->metadata);
    for (size_t i = 0; i < request->count; i++)
        baton_source_wish_apply(device, kinds[i], &request->sources[i]);
    if (request->has_bitrate) {
        device->bitrate = request->bitrate;
        baton_participant_mark_unsaved(participant);
        baton_room_cap(device);
    }
    if (device->role == BATON_DEVICE_ACTIVE &&
        (request->display || request->metadata || request->count > 0)) {
        if (baton_notice_changed(participant))
            baton_layout_refill(participant->room);
    }
    /* Without the check, a new device could learn the participant's name before anybody has agreed. */
    return json_pack("{s:s, s:s*}", "baton", "configured", "display",
        request->display ? participant->display : NULL);
}

/* The chat of a permanent room outlasts a restart, within the same limit as in memory. */
static void keep_message(const struct baton_room *room, const json_t *message)
{
    struct baton_store *store = room->engine->host->store;
    if (!room->permanent || !store)
        return;
    char *text = json_dumps(message, JSON_COMPACT);
    const struct baton_change change = {.kind = BATON_CHANGE_MESSAGE,
        .room = room->id,
        .text = text,
        .number = room->chat.last_id,
        .keep = baton_chat_oldest(&room->chat)};
    if (text)
        baton_store_put(store, &change, NULL);
    free(text);
}

json_t *baton_engine_chat(struct baton_engine *engine, struct baton_handle *handle,
    const char *text, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device)
        return NULL;
    struct baton_participant *participant = device->participant;
    json_t *reply;
    if (baton_confirm_by_chat(participant, text, &reply, failure))
        return reply;
    json_t *message = baton_chat_add(&participant->room->chat, participant->id,
        participant->display, text, engine->host->wall_clock(engine->host->context));
    keep_message(participant->room, message);
    baton_room_mark_unsaved(participant->room);
    baton_room_send(
        participant->room, NULL, json_pack("{s:s, s:O}", "baton", "chat", "message", message));
    return json_pack("{s:s, s:O}", "baton", "chat_sent", "id", json_object_get(message, "id"));
}

json_t *baton_engine_hand(struct baton_engine *engine, struct baton_handle *handle, bool raised,
    struct baton_failure *failure)
{
    (void)engine;
    struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device)
        return NULL;
    if (device->participant->hand != raised) {
        device->participant->hand = raised;
        baton_notice_changed(device->participant);
    }
    return json_pack("{s:s, s:b}", "baton", "hand_set", "raised", raised);
}

/* --- moderation ------------------------------------------------------------------------------- */

/* Finds the participant that a moderator's request names. Returns NULL with `failure` set if the sender
 * does not have the call or is not a moderator, or if there is no such participant. */
static struct baton_participant *find_moderated(
    struct baton_handle *handle, const char *id, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device)
        return NULL;
    if (!device->participant->moderator) {
        baton_failure_set(failure, BATON_E_UNAUTHORIZED,
            "only a moderator may do this; join with the room's secret");
        return NULL;
    }
    return baton_room_participant(device->participant->room, id, failure);
}

json_t *baton_engine_mute(struct baton_engine *engine, struct baton_handle *handle, const char *id,
    enum baton_source_kind kind, struct baton_failure *failure)
{
    (void)engine;
    struct baton_participant *participant = find_moderated(handle, id, failure);
    if (!participant)
        return NULL;
    struct baton_source *source = participant->sources[kind];
    if (!source) {
        baton_failure_set(failure, BATON_E_NO_SUCH_SOURCE, "kind: the participant sends no %s",
            baton_source_kind_name(kind));
        return NULL;
    }
    if (!source->muted) {
        baton_source_mute(source, true);
        if (baton_notice_changed(participant))
            baton_layout_refill(participant->room);
        if (participant->active)
            baton_device_send(participant->active,
                json_pack("{s:s, s:s, s:s}", "baton", "muted_by", "id",
                    handle->device->participant->id, "kind", baton_source_kind_name(kind)));
    }
    return json_pack(
        "{s:s, s:s, s:s}", "baton", "muted", "id", id, "kind", baton_source_kind_name(kind));
}

/* Sends each device of the participant the reason, and removes the participant from the room. The others in the room
 * get the name of the ending. */
static void remove_participant(
    struct baton_participant *participant, const char *reason, enum baton_ending ending)
{
    for (guint i = 0; i < participant->devices->len; i++) {
        baton_device_send(g_ptr_array_index(participant->devices, i),
            json_pack("{s:s, s:s}", "baton", "removed", "reason", reason));
    }
    if (participant->transfer)
        baton_stepping_take(participant->transfer,
            (struct baton_transfer_event){.type = BATON_TRANSFER_REMOVED}, NULL);
    baton_removal_participant(participant, ending);
}

static void note_removal(const struct baton_participant *participant, const char *by)
{
    baton_audit_note(participant->engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_REMOVED,
                                              .room = participant->room->id,
                                              .participant = participant->id,
                                              .what = by});
}

json_t *baton_engine_kick(struct baton_engine *engine, struct baton_handle *handle, const char *id,
    baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_participant *participant = find_moderated(handle, id, failure);
    if (!participant)
        return NULL;
    if (participant == handle->device->participant) {
        baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "id: this is your own id; use leave instead");
        return NULL;
    }
    json_t *reply = json_pack("{s:s, s:s}", "baton", "kicked", "id", id);
    note_removal(participant, "moderator");
    remove_participant(participant, "kicked by a moderator", BATON_ENDING_REMOVED);
    return reply;
}

json_t *baton_engine_remove(struct baton_engine *engine, const char *room_id, const char *id,
    baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    struct baton_participant *participant = room ? baton_room_participant(room, id, failure) : NULL;
    if (!participant)
        return NULL;
    json_t *reply = json_pack("{s:s, s:s}", "baton", "removed", "id", id);
    note_removal(participant, "operator");
    remove_participant(participant, "removed by the operator", BATON_ENDING_REMOVED);
    return reply;
}

/* --- a device whose person did not want the call to move -------------------------------------- */

json_t *baton_engine_disown(struct baton_engine *engine, struct baton_handle *handle,
    const char *secret, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_participant *participant = baton_farewell_find(engine, handle, secret, failure);
    if (!participant)
        return NULL;
    if (handle->device && handle->device->participant == participant) {
        baton_failure_set(
            failure, BATON_E_WRONG_STATE, "this device is still in the call; send return or leave");
        return NULL;
    }
    json_t *reply = json_pack("{s:s, s:s, s:s}", "baton", "disowned", "room", participant->room->id,
        "id", participant->id);
    baton_audit_note(engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_DISOWNED,
                                 .room = participant->room->id,
                                 .participant = participant->id});
    baton_farewell_use(participant);
    remove_participant(participant, "the device that had the call before did not want the move",
        BATON_ENDING_DISOWNED);
    return reply;
}
