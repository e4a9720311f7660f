/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of requests that wait for the store, and a room as the store keeps it. */
#include "engine/saves.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "state/objects.h"

/* When to try again if a change of the same room is being written. */
enum { RETRY_WHEN_WRITING = 100 }; /* milliseconds */

static void save_free(void *data)
{
    struct baton_save *save = data;
    if (save->made)
        baton_room_free(save->made);
    g_free(save);
}

static void receipt_free(void *receipt)
{
    g_free(receipt);
}

GHashTable *baton_saves_new(void)
{
    return g_hash_table_new_full(g_int64_hash, g_int64_equal, receipt_free, save_free);
}

/* --- whether a room may be saved -------------------------------------------------------------- */

bool baton_saves_allow(
    const struct baton_engine *engine, const char *room, struct baton_failure *failure)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->saves);
    while (room && g_hash_table_iter_next(&iter, NULL, &value)) {
        if (strcmp(((const struct baton_save *)value)->room, room) != 0)
            continue;
        baton_failure_set(failure, BATON_E_BUSY,
            "room: an earlier change of this room is being written; try again");
        if (failure)
            failure->retry_after = RETRY_WHEN_WRITING;
        return false;
    }
    return true;
}

bool baton_saves_possible(const struct baton_engine *engine, const struct baton_later *later,
    struct baton_failure *failure)
{
    if (engine->host->store && later)
        return true;
    baton_failure_set(failure, BATON_E_STORE_FAILED,
        "this server has no store (`store` is \"none\"), so no room can be permanent and there is "
        "no audit trail to read");
    return false;
}

/* --- a room as text --------------------------------------------------------------------------- */

json_t *baton_saves_settings(const struct baton_room *room, bool permanent)
{
    json_t *settings = json_pack(
        "{s:s, s:s, s:b, s:s, s:b, s:I, s:I, s:I, s:s, s:o, s:o, s:b, s:I, s:I, s:I, s:s, s:b}",
        "request", "create", "room", room->id, "permanent", permanent, "description",
        room->description, "is_private", room->is_private, "max_participants",
        (json_int_t)room->max_participants, "bitrate", (json_int_t)room->bitrate,
        "downlink_bitrate", (json_int_t)room->downlink_bitrate, "videocodec",
        baton_codec_name(room->video_codec), "confirm", baton_object_confirm(&room->confirm),
        "ways", baton_object_ways(&room->ways), "mutual", room->mutual, "code_lifetime",
        (json_int_t)room->code_lifetime, "grace", (json_int_t)room->grace, "hold",
        (json_int_t)room->hold, "stand_in", baton_stand_in_name(room->stand_in), "remember",
        room->remember);
    if (room->pin)
        json_object_set_new(settings, "pin", json_string(room->pin));
    if (room->secret)
        json_object_set_new(settings, "secret", json_string(room->secret));
    return settings;
}

static char *room_text(const struct baton_room *room)
{
    json_t *settings = baton_saves_settings(room, true);
    char *text = json_dumps(settings, JSON_COMPACT);
    json_decref(settings);
    return text;
}

/* --- begin and end ---------------------------------------------------------------------------- */

static void add(const struct baton_save *plan, uint64_t receipt)
{
    int64_t *key = g_new(int64_t, 1);
    *key = (int64_t)receipt;
    g_hash_table_insert(plan->engine->saves, key, g_memdup2(plan, sizeof(*plan)));
}

bool baton_saves_begin(
    const struct baton_save *plan, enum baton_change_kind kind, struct baton_failure *failure)
{
    char *text = plan->made ? room_text(plan->made) : NULL;
    const struct baton_change change = {.kind = kind, .room = plan->room, .text = text};
    uint64_t receipt = baton_store_put(plan->engine->host->store, &change, failure);
    if (text)
        OPENSSL_cleanse(text, strlen(text));
    free(text);
    if (receipt)
        add(plan, receipt);
    else if (plan->made)
        baton_room_free(plan->made);
    return receipt != 0;
}

bool baton_saves_query(struct baton_engine *engine, const struct baton_audit_query *query,
    const struct baton_later *later, struct baton_failure *failure)
{
    const struct baton_save plan = {.engine = engine, .later = *later};
    uint64_t receipt = baton_store_query(engine->host->store, query, failure);
    if (receipt)
        add(&plan, receipt);
    return receipt != 0;
}

/* Takes the save out of the table, so that `finish` finds the room free for changes. */
static struct baton_save *take(struct baton_engine *engine, uint64_t receipt)
{
    const int64_t key = (int64_t)receipt;
    void *own_key = NULL, *save = NULL;
    g_hash_table_steal_extended(engine->saves, &key, &own_key, &save);
    g_free(own_key);
    return save;
}

void baton_saves_written(
    struct baton_engine *engine, uint64_t receipt, const struct baton_failure *failure)
{
    struct baton_save *save = take(engine, receipt);
    if (!save)
        return;
    if (failure && save->give_up)
        save->give_up(save);
    save->later.reply(save->later.context, failure ? NULL : save->finish(save), failure);
    save_free(save);
}

void baton_saves_queried(struct baton_engine *engine, uint64_t receipt, json_t *reply,
    const struct baton_failure *failure)
{
    struct baton_save *save = take(engine, receipt);
    if (!save) {
        json_decref(reply);
        return;
    }
    save->later.reply(save->later.context, reply, failure);
    save_free(save);
}
