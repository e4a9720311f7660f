/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that read rooms: exists, list, participants and chat_history. */
#include <string.h>

#include "requests/authority.h"
#include "requests/requests.h"
#include "state/objects.h"

json_t *baton_engine_exists(struct baton_engine *engine, const char *room)
{
    return json_pack("{s:s, s:s, s:b}", "baton", "exists", "room", room, "exists",
        g_hash_table_contains(engine->rooms, room));
}

static json_t *room_object(const struct baton_room *room)
{
    return json_pack(
        "{s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:s, s:s, s:o, s:o, s:b, s:I, s:I, s:I, s:s, "
        "s:b, s:b, s:b}",
        "room", room->id, "description", room->description, "pin_required", room->pin != NULL,
        "max_participants", (json_int_t)room->max_participants, "num_participants",
        (json_int_t)room->participants->len, "bitrate", (json_int_t)room->bitrate,
        "downlink_bitrate", (json_int_t)room->downlink_bitrate, "audiocodec",
        baton_codec_name(BATON_CODEC_OPUS), "videocodec", baton_codec_name(room->video_codec),
        "confirm", baton_object_confirm(&room->confirm), "ways", baton_object_ways(&room->ways),
        "mutual", room->mutual, "code_lifetime", (json_int_t)room->code_lifetime, "grace",
        (json_int_t)room->grace, "hold", (json_int_t)room->hold, "stand_in",
        baton_stand_in_name(room->stand_in), "remember", room->remember, "permanent",
        room->permanent, "is_private", room->is_private);
}

static int by_id(const void *left, const void *right)
{
    const struct baton_room *const *a = left, *const *b = right;
    return strcmp((*a)->id, (*b)->id);
}

/* Returns the rooms that the sender may see, in the order of their ids, from the first id after `after` on. */
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
    bool shows_private;
    if (!baton_authority_check_key(engine, by, &shows_private, failure))
        return NULL;
    GPtrArray *found = find_rooms(engine, shows_private, page->after);
    size_t count = MIN(found->len, page->limit);
    json_t *rooms = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(rooms, room_object(g_ptr_array_index(found, i)));
    const struct baton_room *last = count < found->len ? g_ptr_array_index(found, count - 1) : NULL;
    g_ptr_array_free(found, TRUE);
    return json_pack(
        "{s:s, s:o, s:s?}", "baton", "list", "rooms", rooms, "next", last ? last->id : NULL);
}

/* Whether the sender may see the participants. The room's secret may be given in place of the pin. As in `join`, only
 * the secret counts if both are given: otherwise one request could guess twice. */
static bool may_list_participants(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    if (by->admin || (!room->pin && !room->secret))
        return true;
    return by->secret || !room->pin ? baton_authority_proves_secret(room, by, failure)
                                    : baton_authority_proves_pin(room, by, failure);
}

/* Whether the handle's device has a call in this room. A new device must not see who is in the room before people have
 * agreed to it, so its role must be active. */
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
