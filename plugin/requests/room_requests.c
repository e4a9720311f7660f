/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that change rooms: create, edit and destroy. */
#include <openssl/crypto.h>
#include <string.h>

#include "base/tally.h"
#include "engine/saves.h"
#include "guard/attempt.h"
#include "guard/audit.h"
#include "requests/authority.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "state/removal.h"
#include "workflow/stepping.h"

static void note(struct baton_engine *engine, enum baton_audit_kind kind, const char *room,
    bool by_operator, const char *what)
{
    baton_audit_note(engine,
        &(struct baton_audit_entry){
            .kind = kind, .room = room, .side = by_operator ? "operator" : "client", .what = what});
}

/* --- rights ----------------------------------------------------------------------------------- */

/* Only the operator may change what is stored. Without this check, everybody who may create a room, or who knows the
 * secret of a room, could write to the store. */
static bool may_save(const struct baton_engine *engine, bool permanent, bool has_key,
    const struct baton_authority *by, struct baton_failure *failure)
{
    if (!permanent || engine->origin != BATON_ROOM_REQUESTED)
        return true;
    if (has_key)
        return baton_saves_possible(engine, by->later, failure);
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

/* Nothing writes the settings file. With the next start its room would take the place of a permanent room with the
 * same id, or of a permanent change. */
static bool is_stored(const struct baton_engine *engine, const char *id, bool permanent,
    struct baton_failure *failure)
{
    if (!permanent || !id || !g_hash_table_contains(engine->configured, id))
        return true;
    baton_failure_set(failure, BATON_E_STORE_FAILED,
        "permanent: this room is in the settings file, which only the operator changes");
    return false;
}

/* Finds a room that the sender may change. Returns NULL with no_such_room, wrong_secret, unauthorized or
 * too_many_attempts, store_failed or busy set. */
static struct baton_room *find_changeable(struct baton_engine *engine, const char *id,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure)
{
    bool has_key;
    struct baton_room *room = baton_room_find(engine, id, failure);
    if (!room || !baton_authority_check_key(engine, by, &has_key, failure))
        return NULL;
    bool may_change = has_key || (room->secret ? baton_authority_proves_secret(room, by, failure)
                                               : refuse_without_secret(engine, failure));
    return may_change && may_save(engine, permanent, has_key, by, failure) &&
                   is_stored(engine, id, permanent, failure) &&
                   baton_saves_allow(engine, id, failure)
               ? room
               : NULL;
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
    if (!baton_authority_check_key(engine, by, &has_key, failure))
        return false;
    if (has_key || !engine->config.admin_key)
        return may_save(engine, permanent, has_key, by, failure);
    baton_failure_set(failure, BATON_E_UNAUTHORIZED, "admin_key: missing");
    return false;
}

static bool may_create(const struct baton_engine *engine, const char *id, bool permanent,
    const struct baton_authority *by, struct baton_failure *failure)
{
    if (id && g_hash_table_contains(engine->rooms, id))
        baton_failure_set(failure, BATON_E_ROOM_EXISTS, "room: \"%s\" exists already", id);
    else if (g_hash_table_size(engine->rooms) + g_hash_table_size(engine->saves) >=
             engine->config.max_rooms)
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu rooms, and no more are allowed (max_rooms)", engine->config.max_rooms);
    else if (baton_tally_count(engine->rooms_held, holder_of(by)) >=
             engine->config.max_session_rooms)
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "this session has made %zu rooms that still exist, and no more are allowed "
            "(max_session_rooms)",
            engine->config.max_session_rooms);
    else
        return is_stored(engine, id, permanent, failure) && baton_saves_allow(engine, id, failure);
    return false;
}

/* A room from the store is restored also without a gateway, because it could have one again. Then each transfer is
 * refused. An edit that leaves the confirmation as it is must remain possible. */
static bool can_ask(const struct baton_engine *engine, const struct baton_policy *confirm,
    unsigned has_confirm, struct baton_failure *failure)
{
    return engine->origin == BATON_ROOM_STORED || engine->origin == BATON_ROOM_IN_USE ||
           !has_confirm ||
           baton_policy_check_sms(confirm, engine->host->send_sms, failure) == BATON_OK;
}

/* Whether the room, with these settings, allows the confirmation that it demands itself, and the server can ask for it.
 * `room` NULL: a new room. */
static bool are_consistent(const struct baton_engine *engine, const struct baton_room *room,
    const struct baton_room_settings *settings, struct baton_failure *failure)
{
    struct baton_policy confirm = {.old = true, .form = BATON_FORM_NUMBER};
    struct baton_ways ways = baton_ways_all;
    if (room) {
        confirm = room->confirm;
        ways = room->ways;
    }
    baton_policy_apply(&confirm, &settings->confirm, settings->has_confirm);
    baton_ways_apply(&ways, &settings->ways, settings->has_ways);
    return baton_policy_check_ways(&confirm, &ways, failure) == BATON_OK &&
           can_ask(engine, &confirm, settings->has_confirm, failure);
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

static json_t *created(struct baton_room *room, bool shows_secret)
{
    json_t *reply = json_pack(
        "{s:s, s:s, s:b}", "baton", "created", "room", room->id, "permanent", room->permanent);
    if (shows_secret)
        json_object_set_new(reply, "secret", json_string(room->secret));
    return reply;
}

/* The store has written the new room. */
static json_t *finish_create(struct baton_save *save)
{
    struct baton_room *room = save->made;
    save->made = NULL;
    room->permanent = true;
    baton_room_register(room, save->by_operator ? NULL : save->holder, true);
    note(save->engine, BATON_AUDIT_ROOM_CREATED, room->id, save->by_operator, "permanent");
    return created(room, save->shows_secret);
}

static void save_new(struct baton_room *room, bool shows_secret, const struct baton_authority *by,
    struct baton_failure *failure)
{
    struct baton_save plan = {.engine = room->engine,
        .made = room,
        .by_operator = by->admin,
        .shows_secret = shows_secret,
        .finish = finish_create,
        .later = *by->later};
    g_strlcpy(plan.room, room->id, sizeof(plan.room));
    g_strlcpy(plan.holder, by->admin ? "" : holder_of(by), sizeof(plan.holder));
    baton_saves_begin(&plan, BATON_CHANGE_NEW_ROOM, failure);
}

json_t *baton_engine_create(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    bool has_secret = settings->has & BATON_ROOM_SECRET && settings->secret[0];
    bool needs_secret = !by->admin && !has_secret;
    bool requested = engine->origin == BATON_ROOM_REQUESTED;
    if (!has_right_to_create(engine, permanent, by, failure) ||
        !may_create(engine, settings->room, permanent, by, failure) ||
        !are_consistent(engine, NULL, settings, failure))
        return NULL;
    struct baton_room *room = make_room(engine, settings, needs_secret, failure);
    if (!room)
        return NULL;
    if (permanent && requested) {
        save_new(room, needs_secret, by, failure);
        return NULL;
    }
    room->permanent = permanent;
    if (engine->origin == BATON_ROOM_CONFIGURED)
        g_hash_table_add(engine->configured, g_strdup(room->id));
    baton_room_register(room, holder_of(by), by->admin || permanent);
    if (requested)
        note(engine, BATON_AUDIT_ROOM_CREATED, room->id, by->admin, NULL);
    return created(room, needs_secret);
}

/* --- edit and destroy ------------------------------------------------------------------------- */

static void list(json_t *names, bool changed, const char *name)
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
    struct baton_ways ways = room->ways;
    baton_policy_apply(&confirm, &to->confirm, to->has_confirm);
    baton_ways_apply(&ways, &to->ways, to->has_ways);
    list(names, has & BATON_ROOM_DESCRIPTION && strcmp(room->description, to->description) != 0,
        "description");
    list(names, has & BATON_ROOM_PIN && differs(room->pin, to->pin), "pin");
    list(names, has & BATON_ROOM_SECRET && differs(room->secret, to->secret), "secret");
    list(names, has & BATON_ROOM_PRIVATE && room->is_private != to->is_private, "is_private");
    list(names, has & BATON_ROOM_MAX_PARTICIPANTS && room->max_participants != to->max_participants,
        "max_participants");
    list(names, has & BATON_ROOM_BITRATE && room->bitrate != to->bitrate, "bitrate");
    list(names, has & BATON_ROOM_DOWNLINK_BITRATE && room->downlink_bitrate != to->downlink_bitrate,
        "downlink_bitrate");
    list(names, confirm_differs(&room->confirm, &confirm), "confirm");
    list(names, !baton_ways_equal(&room->ways, &ways), "ways");
    list(names, has & BATON_ROOM_MUTUAL && room->mutual != to->mutual, "mutual");
    list(names, has & BATON_ROOM_CODE_LIFETIME && room->code_lifetime != to->code_lifetime,
        "code_lifetime");
    list(names, has & BATON_ROOM_GRACE && room->grace != to->grace, "grace");
    list(names, has & BATON_ROOM_HOLD && room->hold != to->hold, "hold");
    list(names, has & BATON_ROOM_STAND_IN && room->stand_in != to->stand_in, "stand_in");
    list(names, has & BATON_ROOM_REMEMBER && room->remember != to->remember, "remember");
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
        json_pack(
            "{s:s, s:s, s:o, s:s, s:b, s:I, s:I, s:I, s:o, s:o, s:b, s:I, s:I, s:I, s:s, s:b}",
            "baton", "room_edited", "room", room->id, "changed", changed, "description",
            room->description, "pin_required", room->pin != NULL, "max_participants",
            (json_int_t)room->max_participants, "bitrate", (json_int_t)room->bitrate,
            "downlink_bitrate", (json_int_t)room->downlink_bitrate, "confirm",
            baton_object_confirm(&room->confirm), "ways", baton_object_ways(&room->ways), "mutual",
            room->mutual, "code_lifetime", (json_int_t)room->code_lifetime, "grace",
            (json_int_t)room->grace, "hold", (json_int_t)room->hold, "stand_in",
            baton_stand_in_name(room->stand_in), "remember", room->remember));
}

static void cap_all(const struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant->active)
            baton_room_cap(participant->active);
    }
}

/* The names of the settings, for the audit trail: "pin,grace". For g_free. */
static char *join_names(const json_t *names)
{
    GString *joined = g_string_new(NULL);
    for (size_t i = 0; i < json_array_size(names); i++)
        g_string_append_printf(
            joined, "%s%s", i > 0 ? "," : "", json_string_value(json_array_get(names, i)));
    return g_string_free(joined, FALSE);
}

static json_t *apply_edit(struct baton_room *room, const struct baton_room_settings *settings,
    bool permanent, bool by_operator)
{
    json_t *changed = list_changes(room, settings);
    char *names = join_names(changed);
    baton_room_apply(room, settings);
    if (names[0] || (permanent && !room->permanent))
        note(room->engine, BATON_AUDIT_ROOM_EDITED, room->id, by_operator, names);
    g_free(names);
    tell_changes(room, changed);
    room->permanent |= permanent;
    cap_all(room);
    return json_pack(
        "{s:s, s:s, s:b}", "baton", "edited", "room", room->id, "permanent", permanent);
}

/* The store has written the changed room. Until now, the room in memory could neither change nor end. */
static json_t *finish_edit(struct baton_save *save)
{
    struct baton_room *room = g_hash_table_lookup(save->engine->rooms, save->room);
    struct baton_room_settings settings = baton_room_settings(save->made);
    settings.has = save->has;
    settings.has_confirm = save->has_confirm;
    settings.has_ways = save->has_ways;
    return apply_edit(room, &settings, true, save->by_operator);
}

/* The store could not write the change. If the room could end when it was empty, it can end again. */
static void undo_keep(struct baton_save *save)
{
    struct baton_room *room = g_hash_table_lookup(save->engine->rooms, save->room);
    baton_room_keep(room, save->was_kept);
}

static void save_edit(struct baton_room *room, const struct baton_room_settings *settings,
    const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_room_settings before = baton_room_settings(room);
    struct baton_save plan = {.engine = room->engine,
        .made = baton_room_new(room->engine, room->id, &before),
        .has = settings->has,
        .has_confirm = settings->has_confirm,
        .has_ways = settings->has_ways,
        .by_operator = by->admin,
        .was_kept = room->kept,
        .finish = finish_edit,
        .give_up = undo_keep,
        .later = *by->later};
    g_strlcpy(plan.room, room->id, sizeof(plan.room));
    baton_room_apply(plan.made, settings);
    /* The store may have the chat of an earlier room with this id, which was not destroyed permanently. */
    if (baton_saves_begin(
            &plan, room->permanent ? BATON_CHANGE_ROOM : BATON_CHANGE_NEW_ROOM, failure))
        baton_room_keep(room, true); /* an empty room must not end before it is permanent */
}

json_t *baton_engine_edit(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_room *room = find_changeable(engine, settings->room, permanent, by, failure);
    if (!room || !are_consistent(engine, room, settings, failure))
        return NULL;
    if (!permanent)
        return apply_edit(room, settings, false, by->admin);
    save_edit(room, settings, by, failure);
    return NULL;
}

static void tell_destroyed(const struct baton_participant *participant)
{
    for (guint i = 0; i < participant->devices->len; i++)
        baton_device_send(g_ptr_array_index(participant->devices, i),
            json_pack("{s:s, s:s}", "baton", "room_destroyed", "room", participant->room->id));
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

static json_t *apply_destroy(struct baton_room *room, bool permanent, bool by_operator)
{
    json_t *reply = json_pack(
        "{s:s, s:s, s:b}", "baton", "destroyed", "room", room->id, "permanent", permanent);
    note(room->engine, BATON_AUDIT_ROOM_DESTROYED, room->id, by_operator,
        permanent ? "permanent" : NULL);
    end_calls(room);
    baton_room_unregister(room);
    baton_removal_room(room);
    return reply;
}

/* The store has removed the room. Deletes chat messages that were stored while the room was being removed. */
static json_t *finish_destroy(struct baton_save *save)
{
    const struct baton_change no_chat = {.kind = BATON_CHANGE_NO_CHAT, .room = save->room};
    struct baton_room *room = g_hash_table_lookup(save->engine->rooms, save->room);
    baton_store_put(save->engine->host->store, &no_chat, NULL);
    return apply_destroy(room, true, save->by_operator);
}

static void save_destroy(
    struct baton_room *room, const struct baton_authority *by, struct baton_failure *failure)
{
    struct baton_save plan = {.engine = room->engine,
        .by_operator = by->admin,
        .was_kept = room->kept,
        .finish = finish_destroy,
        .give_up = undo_keep,
        .later = *by->later};
    g_strlcpy(plan.room, room->id, sizeof(plan.room));
    if (baton_saves_begin(&plan, BATON_CHANGE_NO_ROOM, failure))
        baton_room_keep(room, true);
}

json_t *baton_engine_destroy(struct baton_engine *engine, const char *id, bool permanent,
    const struct baton_authority *by, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = find_changeable(engine, id, permanent, by, failure);
    if (!room)
        return NULL;
    if (!permanent)
        return apply_destroy(room, false, by->admin);
    save_destroy(room, by, failure);
    return NULL;
}
