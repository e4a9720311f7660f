/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The start of the engine: where rooms come from, and the chat of permanent rooms from the store. (The rooms of the
 * store are `create` requests, which janus/control passes to the engine.) */
#include "engine/engine.h"
#include "state/room.h"
#include "store/store.h"

void baton_engine_set_origin(struct baton_engine *engine, enum baton_room_origin origin)
{
    engine->origin = origin;
}

struct restored_chat {
    struct baton_engine *engine;
    GPtrArray *strays; /* ids (g_free) of rooms that do not exist any more */
    size_t unreadable;
};

/* Rows come room by room. */
static void note_stray(struct restored_chat *chat, const char *room)
{
    const GPtrArray *strays = chat->strays;
    const char *last = strays->len > 0 ? g_ptr_array_index(strays, strays->len - 1) : NULL;
    if (g_strcmp0(last, room) != 0)
        g_ptr_array_add(chat->strays, g_strdup(room));
}

static bool add_message(void *context, const struct baton_row *row)
{
    struct restored_chat *chat = context;
    struct baton_room *room = g_hash_table_lookup(chat->engine->rooms, row->room);
    if (!room || !room->permanent) {
        note_stray(chat, row->room);
        return true;
    }
    json_t *message = json_loads(row->text, 0, NULL);
    if (!message || !baton_chat_restore(&room->chat, message))
        chat->unreadable++;
    json_decref(message);
    return true;
}

/* Somebody may create a room with the same id, who must not see the old chat. */
static void remove_strays(const struct restored_chat *chat)
{
    for (guint i = 0; i < chat->strays->len; i++) {
        const struct baton_change change = {
            .kind = BATON_CHANGE_NO_CHAT, .room = g_ptr_array_index(chat->strays, i)};
        baton_store_put(chat->engine->host->store, &change, NULL);
    }
}

bool baton_engine_restore_chat(
    struct baton_engine *engine, size_t *unreadable, struct baton_failure *failure)
{
    struct restored_chat chat = {
        .engine = engine, .strays = g_ptr_array_new_with_free_func(g_free)};
    bool read = baton_store_each_message(engine->host->store, add_message, &chat, failure);
    if (read)
        remove_strays(&chat);
    *unreadable = chat.unreadable;
    g_ptr_array_free(chat.strays, TRUE);
    return read;
}
