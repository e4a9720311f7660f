/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests about rooms: create, edit, destroy, exists, list and participants. */
#include <openssl/crypto.h>
#include <string.h>

#include "base/tally.h"
#include "engine/engine.h"
#include "state/objects.h"
#include "state/removal.h"
#include "workflow/attempt.h"
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

/* --- proofs ----------------------------------------------------------------------------------- */

/* Checks the admin key. If it is wrong or missing, sets `failure`. */
static bool proves_key(
    struct baton_engine *engine, const struct baton_authority *by, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, by->now);
    switch (baton_attempt_secret(
        engine, by->from, BATON_GUESS_KEY, "", engine->config.admin_key, by->admin_key, failure)) {
    case BATON_OK:
        return true;
    case BATON_E_TOO_MANY_ATTEMPTS:
        return false;
    default:
        baton_failure_set(
            failure, BATON_E_UNAUTHORIZED, "admin_key: %s", by->admin_key ? "wrong" : "missing");
        return false;
    }
}

/* Checks a room's secret. If it is wrong or missing, sets `failure`. */
static bool proves_secret(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_engine *engine = room->engine;
    engine->now = MAX(engine->now, by->now);
    switch (baton_attempt_secret(
        engine, by->from, BATON_GUESS_SECRET, room->id, room->secret, by->secret, failure)) {
    case BATON_OK:
        return true;
    case BATON_E_TOO_MANY_ATTEMPTS:
        return false;
    default:
        baton_failure_set(failure, BATON_E_WRONG_SECRET, "secret: %s",
            by->secret ? "this is not the room's secret" : "missing");
        return false;
    }
}

/* Checks a room's pin. If it is wrong or missing, sets `failure`. */
static bool proves_pin(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_engine *engine = room->engine;
    engine->now = MAX(engine->now, by->now);
    switch (baton_attempt_secret(
        engine, by->from, BATON_GUESS_PIN, room->id, room->pin, by->pin, failure)) {
    case BATON_OK:
        return true;
    case BATON_E_TOO_MANY_ATTEMPTS:
        return false;
    default:
        baton_failure_set(failure, BATON_E_WRONG_PIN, "pin: %s",
            by->pin ? "this is not the room's pin" : "missing");
        return false;
    }
}

/* --- rights ----------------------------------------------------------------------------------- */

/* Sets `*has_key` to true if the sender is the operator, or has given the operator's key. Returns false with `failure`
 * set if the sender has given a wrong key, even if the room's secret is right. */
static bool check_key(struct baton_engine *engine, const struct baton_authority *by, bool *has_key,
    struct baton_failure *failure)
{
    bool given = !by->admin && engine->config.admin_key && by->admin_key;
    *has_key = by->admin || given;
    return !given || proves_key(engine, by, failure);
}

/* The configuration file belongs to the operator. Without this check, everybody who may create a room, or who
 * knows the secret of a room, could write to it. */
static bool may_save(
    const struct baton_engine *engine, bool permanent, bool has_key, struct baton_failure *failure)
{
    if (!permanent || has_key)
        return true;
    baton_failure_set(failure, BATON_E_UNAUTHORIZED,
        engine->config.admin_key
            ? "permanent: needs the admin_key, which is missing"
            : "permanent: this server has no admin_key, so only the Admin API can do this");
    return false;
}

static bool refuse_without_secret(const struct baton_engine *engine, struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_UNAUTHORIZED,
        engine->config.admin_key
            ? "admin_key: missing; this room has no secret, so the admin_key is needed"
            : "this room has no secret and this server has no admin_key, so only the Admin API can "
              "do this");
    return false;
}

/* Finds a room that the sender may change. Returns NULL with no_such_room, wrong_secret, unauthorized or
 * too_many_attempts set. */
static struct baton_room *find_changeable(struct baton_engine *engine, const char *id,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure)
{
    bool has_key;
    struct baton_room *room = baton_room_find(engine, id, failure);
    if (!room || !check_key(engine, by, &has_key, failure))
        return NULL;
    bool may_change = has_key || (room->secret ? proves_secret(room, by, failure)
                                               : refuse_without_secret(engine, failure));
    return may_change && may_save(engine, permanent, has_key, failure) ? room : NULL;
}

/* --- create ----------------------------------------------------------------------------------- */

/* The name under which a new room is counted. NULL: it is not counted, because the operator makes the room. */
static const char *holder_of(const struct baton_authority *by)
{
    return by->admin ? NULL : baton_handle_sender(by->from);
}

/* Whether the sender may create rooms and, if `permanent` is true, may make them permanent. */
static bool has_right_to_create(struct baton_engine *engine, bool permanent,
    const struct baton_authority *by, struct baton_failure *failure)
{
    bool has_key;
    if (!check_key(engine, by, &has_key, failure))
        return false;
    if (has_key || !engine->config.admin_key)
        return may_save(engine, permanent, has_key, failure);
    baton_failure_set(failure, BATON_E_UNAUTHORIZED, "admin_key: missing");
    return false;
}

static bool may_create(const struct baton_engine *engine, const char *id,
    const struct baton_authority *by, struct baton_failure *failure)
{
    if (id && g_hash_table_contains(engine->rooms, id))
        baton_failure_set(failure, BATON_E_ROOM_EXISTS, "room: \"%s\" exists already", id);
    else if (g_hash_table_size(engine->rooms) >= engine->config.max_rooms)
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu rooms, and no more are allowed (max_rooms)", engine->config.max_rooms);
    else if (baton_tally_count(engine->rooms_held, holder_of(by)) >=
             engine->config.max_session_rooms)
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "this session has made %zu rooms that still exist, and no more are allowed "
            "(max_session_rooms)",
            engine->config.max_session_rooms);
    else
        return true;
    return false;
}

/* Creates a room. A client's room always has a secret, because without a secret its creator could not change it. The
 * operator's room needs none. Returns NULL with `failure` set if the system gives no random numbers. */
static struct baton_room *make_room(struct baton_engine *engine,
    const struct baton_room_settings *settings, bool needs_secret, struct baton_failure *failure)
{
    char id[BATON_ID_SIZE], secret[BATON_ROOM_SECRET_SIZE];
    struct baton_room_settings all = *settings;
    if (!all.room && !baton_registry_id(engine, id, failure))
        return NULL;
    if (needs_secret) {
        if (!baton_room_draw_secret(engine, secret, failure))
            return NULL;
        all.secret = secret;
        all.has |= BATON_ROOM_SECRET;
    }
    struct baton_room *room = baton_room_new(engine, all.room ? all.room : id, &all);
    OPENSSL_cleanse(secret, sizeof(secret));
    return room;
}

json_t *baton_engine_create(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    bool has_secret = settings->has & BATON_ROOM_SECRET && settings->secret[0];
    bool needs_secret = !by->admin && !has_secret;
    if (!has_right_to_create(engine, permanent, by, failure) ||
        !may_create(engine, settings->room, by, failure))
        return NULL;
    struct baton_room *room = make_room(engine, settings, needs_secret, failure);
    if (!room)
        return NULL;
    if (permanent && !save(room, failure)) {
        baton_room_free(room);
        return NULL;
    }
    room->permanent = permanent;
    baton_room_register(room, holder_of(by), by->admin || permanent);
    json_t *reply =
        json_pack("{s:s, s:s, s:b}", "baton", "created", "room", room->id, "permanent", permanent);
    if (needs_secret)
        json_object_set_new(reply, "secret", json_string(room->secret));
    return reply;
}

/* --- edit and destroy ------------------------------------------------------------------------- */

static void note(json_t *names, bool changed, const char *name)
{
    if (changed)
        json_array_append_new(names, json_string(name));
}

static bool differs(const char *now, const char *then)
{
    return g_strcmp0(now, then && *then ? then : NULL) != 0;
}

static bool confirm_differs(const struct baton_policy *a, const struct baton_policy *b)
{
    return a->old != b->old || a->remote != b->remote || a->form != b->form ||
           strcmp(baton_policy_how_name(a), baton_policy_how_name(b)) != 0;
}

/* Returns the names of the settings that `to` changes. */
static json_t *list_changes(const struct baton_room *room, const struct baton_room_settings *to)
{
    const unsigned has = to->has;
    json_t *names = json_array();
    struct baton_policy confirm = room->confirm;
    baton_policy_apply(&confirm, &to->confirm, to->has_confirm);
    note(names, has & BATON_ROOM_DESCRIPTION && strcmp(room->description, to->description) != 0,
        "description");
    note(names, has & BATON_ROOM_PIN && differs(room->pin, to->pin), "pin");
    note(names, has & BATON_ROOM_SECRET && differs(room->secret, to->secret), "secret");
    note(names, has & BATON_ROOM_PRIVATE && room->is_private != to->is_private, "is_private");
    note(names, has & BATON_ROOM_MAX_PARTICIPANTS && room->max_participants != to->max_participants,
        "max_participants");
    note(names, has & BATON_ROOM_BITRATE && room->bitrate != to->bitrate, "bitrate");
    note(names, confirm_differs(&room->confirm, &confirm), "confirm");
    note(names, has & BATON_ROOM_CODE_LIFETIME && room->code_lifetime != to->code_lifetime,
        "code_lifetime");
    note(names, has & BATON_ROOM_GRACE && room->grace != to->grace, "grace");
    return names;
}

/* Tells everybody in the room what has changed for them. Otherwise a moderator could weaken the confirmation or
 * remove the pin unnoticed. Takes ownership of `changed`. */
static void tell_changes(struct baton_room *room, json_t *changed)
{
    if (json_array_size(changed) == 0) {
        json_decref(changed);
        return;
    }
    baton_room_send(room, NULL,
        json_pack("{s:s, s:s, s:o, s:s, s:b, s:I, s:I, s:o, s:I, s:I}", "baton", "room_edited",
            "room", room->id, "changed", changed, "description", room->description, "pin_required",
            room->pin != NULL, "max_participants", (json_int_t)room->max_participants, "bitrate",
            (json_int_t)room->bitrate, "confirm", baton_object_confirm(&room->confirm),
            "code_lifetime", (json_int_t)room->code_lifetime, "grace", (json_int_t)room->grace));
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
    struct baton_room *room = find_changeable(engine, settings->room, permanent, by, failure);
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
    json_t *changed = list_changes(room, settings);
    baton_room_apply(room, settings);
    tell_changes(room, changed);
    room->permanent |= permanent;
    if (permanent)
        baton_room_keep(room);
    cap_all(room);
    return json_pack(
        "{s:s, s:s, s:b}", "baton", "edited", "room", room->id, "permanent", permanent);
}

static void tell_destroyed(const struct baton_participant *participant)
{
    for (guint i = 0; i < participant->devices->len; i++) {
        const struct baton_device *device = g_ptr_array_index(participant->devices, i);
        baton_handle_send(device->uplink,
            json_pack("{s:s, s:s}", "baton", "room_destroyed", "room", participant->room->id));
    }
}

/* Ends every transfer in the room, and tells every device that the room ends. This must be the last event of the room,
 * and the end of a transfer can change a participant, of which the others are told. */
static void end_calls(struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant->transfer)
            baton_stepping_take(participant->transfer,
                (struct baton_transfer_event){.type = BATON_TRANSFER_ROOM_GONE}, NULL);
    }
    for (guint i = 0; i < room->participants->len; i++)
        tell_destroyed(g_ptr_array_index(room->participants, i));
}

json_t *baton_engine_destroy(struct baton_engine *engine, const char *id, bool permanent,
    const struct baton_authority *by, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = find_changeable(engine, id, permanent, by, failure);
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
    baton_room_unregister(room);
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
    if (!check_key(engine, by, &shows_private, failure))
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

/* Whether the sender may see the participants. The room's secret may be given in place of the pin. As in `join`, only the
 * secret counts if both are given: otherwise one request could guess twice. */
static bool may_list_participants(
    const struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    if (by->admin || (!room->pin && !room->secret))
        return true;
    return by->secret || !room->pin ? proves_secret(room, by, failure)
                                    : proves_pin(room, by, failure);
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
