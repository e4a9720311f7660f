/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests about rooms: create, edit, destroy, exists, list and participants. */
#include <string.h>

#include "engine/engine.h"
#include "state/objects.h"
#include "state/removal.h"
#include "workflow/stepping.h"

static bool save(const struct baton_room *room, struct baton_failure *failure)
{
    struct baton_room_settings settings = baton_room_settings(room);
    const struct baton_host *host = room->engine->host;
    if (host->save_room(host->context, &settings))
        return true;
    baton_failure_set(
        failure, BATON_E_SAVE_FAILED, "permanent: the configuration file could not be written");
    return false;
}

/* --- create ----------------------------------------------------------------------------------- */

static bool may_create(const struct baton_engine *engine, const char *id,
    const struct baton_authority *by, struct baton_failure *failure)
{
    if (!by->admin && engine->config.admin_key &&
        !baton_room_secret_equal(engine->config.admin_key, by->admin_key))
        baton_failure_set(
            failure, BATON_E_UNAUTHORIZED, "admin_key: %s", by->admin_key ? "wrong" : "missing");
    else if (id && g_hash_table_contains(engine->rooms, id))
        baton_failure_set(failure, BATON_E_ROOM_EXISTS, "room: \"%s\" exists already", id);
    else if (g_hash_table_size(engine->rooms) >= engine->config.max_rooms)
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu rooms, and no more are allowed", engine->config.max_rooms);
    else
        return true;
    return false;
}

json_t *baton_engine_create(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure)
{
    char random[BATON_ID_SIZE];
    if (!may_create(engine, settings->room, by, failure) ||
        (!settings->room && !baton_registry_id(engine, random, failure)))
        return NULL;
    struct baton_room *room =
        baton_room_new(engine, settings->room ? settings->room : random, settings);
    if (permanent && !save(room, failure)) {
        baton_room_free(room);
        return NULL;
    }
    room->permanent = permanent;
    g_hash_table_insert(engine->rooms, room->id, room);
    return json_pack(
        "{s:s, s:s, s:b}", "baton", "created", "room", room->id, "permanent", permanent);
}

/* --- edit and destroy ------------------------------------------------------------------------- */

/* Finds a room that the sender may change. Returns NULL with no_such_room or wrong_secret set. */
static struct baton_room *find_changeable(struct baton_engine *engine, const char *id,
    const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_room *room = baton_room_find(engine, id, failure);
    if (!room || by->admin || !room->secret || baton_room_secret_equal(room->secret, by->secret))
        return room;
    baton_failure_set(failure, BATON_E_WRONG_SECRET, "secret: %s",
        by->secret ? "this is not the room's secret" : "missing");
    return NULL;
}

static void cap_all(const struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant->active)
            baton_room_cap(participant->active);
    }
}

json_t *baton_engine_edit(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_room *room = find_changeable(engine, settings->room, by, failure);
    if (!room)
        return NULL;
    if (permanent) {
        /* The room is saved before it changes: if saving fails, nothing has changed. */
        struct baton_room_settings before = baton_room_settings(room);
        struct baton_room *after = baton_room_new(engine, room->id, &before);
        baton_room_apply(after, settings);
        bool saved = save(after, failure);
        baton_room_free(after);
        if (!saved)
            return NULL;
    }
    baton_room_apply(room, settings);
    room->permanent |= permanent;
    cap_all(room);
    return json_pack(
        "{s:s, s:s, s:b}", "baton", "edited", "room", room->id, "permanent", permanent);
}

/* Tells every device that the room ends, and ends every transfer in the room. */
static void end_calls(struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (guint j = 0; j < participant->devices->len; j++) {
            const struct baton_device *device = g_ptr_array_index(participant->devices, j);
            baton_handle_send(device->uplink,
                json_pack("{s:s, s:s}", "baton", "room_destroyed", "room", room->id));
        }
        if (participant->transfer)
            baton_stepping_take(participant->transfer,
                (struct baton_transfer_event){.type = BATON_TRANSFER_ROOM_GONE}, NULL);
    }
}

json_t *baton_engine_destroy(struct baton_engine *engine, const char *id, bool permanent,
    const struct baton_authority *by, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = find_changeable(engine, id, by, failure);
    if (!room)
        return NULL;
    if (permanent && !engine->host->forget_room(engine->host->context, id)) {
        baton_failure_set(
            failure, BATON_E_SAVE_FAILED, "permanent: the configuration file could not be written");
        return NULL;
    }
    json_t *reply = json_pack(
        "{s:s, s:s, s:b}", "baton", "destroyed", "room", room->id, "permanent", permanent);
    end_calls(room);
    g_hash_table_remove(engine->rooms, room->id);
    baton_removal_room(room);
    return reply;
}

/* --- queries ---------------------------------------------------------------------------------- */

json_t *baton_engine_exists(struct baton_engine *engine, const char *room)
{
    return json_pack("{s:s, s:s, s:b}", "baton", "exists", "room", room, "exists",
        g_hash_table_contains(engine->rooms, room));
}

static json_t *room_object(const struct baton_room *room)
{
    return json_pack("{s:s, s:s, s:b, s:I, s:I, s:I, s:s, s:s, s:o, s:I, s:I, s:b, s:b}", "room",
        room->id, "description", room->description, "pin_required", room->pin != NULL,
        "max_participants", (json_int_t)room->max_participants, "num_participants",
        (json_int_t)room->participants->len, "bitrate", (json_int_t)room->bitrate, "audiocodec",
        baton_codec_name(BATON_CODEC_OPUS), "videocodec", baton_codec_name(room->video_codec),
        "confirm", baton_object_confirm(&room->confirm), "code_lifetime",
        (json_int_t)room->code_lifetime, "grace", (json_int_t)room->grace, "permanent",
        room->permanent, "is_private", room->is_private);
}

static int by_id(const void *left, const void *right)
{
    const struct baton_room *const *a = left, *const *b = right;
    return strcmp((*a)->id, (*b)->id);
}

/* The rooms that the requester may see and whose id is after that of the last page, in the order of their ids. */
static GPtrArray *find_rooms(const struct baton_engine *engine, bool all, const char *after)
{
    GPtrArray *rooms = g_ptr_array_new();
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_room *room = value;
        if ((all || !room->is_private) && (!after || strcmp(room->id, after) > 0))
            g_ptr_array_add(rooms, value);
    }
    g_ptr_array_sort(rooms, by_id);
    return rooms;
}

json_t *baton_engine_list(struct baton_engine *engine, const struct baton_authority *by,
    const struct baton_page_request *page, struct baton_failure *failure)
{
    bool has_key = baton_room_secret_equal(engine->config.admin_key, by->admin_key);
    if (!by->admin && engine->config.admin_key && by->admin_key && !has_key) {
        baton_failure_set(failure, BATON_E_UNAUTHORIZED, "admin_key: wrong");
        return NULL;
    }
    GPtrArray *found = find_rooms(engine, by->admin || has_key, page->after);
    size_t count = MIN(found->len, page->limit);
    json_t *rooms = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(rooms, room_object(g_ptr_array_index(found, i)));
    const struct baton_room *last = count < found->len ? g_ptr_array_index(found, count - 1) : NULL;
    g_ptr_array_free(found, TRUE);
    return json_pack(
        "{s:s, s:o, s:s?}", "baton", "list", "rooms", rooms, "next", last ? last->id : NULL);
}

static bool may_list_participants(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    if (by->admin || baton_room_secret_equal(room->secret, by->secret))
        return true;
    if (room->pin ? baton_room_secret_equal(room->pin, by->pin) : !room->secret)
        return true;
    if (room->pin)
        baton_failure_set(failure, BATON_E_WRONG_PIN, "pin: %s",
            by->pin ? "this is not the room's pin" : "missing");
    else
        baton_failure_set(failure, BATON_E_WRONG_SECRET, "secret: %s",
            by->secret ? "this is not the room's secret" : "missing");
    return false;
}

/* A new device to which nobody has agreed yet must not see who is in the room. */
static bool has_call_in(const struct baton_handle *handle, const struct baton_room *room)
{
    const struct baton_device *device = handle ? handle->device : NULL;
    return device && device->role == BATON_DEVICE_ACTIVE && device->participant->room == room;
}

json_t *baton_engine_participants(struct baton_engine *engine, const struct baton_handle *handle,
    const char *id, const struct baton_authority *by, const struct baton_page_request *page,
    struct baton_failure *failure)
{
    struct baton_room *room = baton_room_find(engine, id, failure);
    if (!room || (!has_call_in(handle, room) && !may_list_participants(room, by, failure)))
        return NULL;
    int64_t next;
    json_t *participants =
        baton_object_participants(room, NULL, page->after_arrival, page->limit, &next);
    return json_pack("{s:s, s:s, s:o, s:o}", "baton", "participants", "room", room->id,
        "participants", participants, "next", baton_object_cursor(next));
}

json_t *baton_engine_chat_history(const struct baton_handle *handle,
    const struct baton_page_request *page, struct baton_failure *failure)
{
    const struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device)
        return NULL;
    int64_t earlier;
    json_t *messages =
        baton_chat_page(&device->participant->room->chat, page->before, page->limit, &earlier);
    return json_pack("{s:s, s:o, s:o}", "baton", "chat_history", "messages", messages, "next",
        baton_object_cursor(earlier));
}
