/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings back the rooms in use and the people in them after a restart of Janus. */
#include <string.h>

#include "base/text.h"
#include "engine/call_row.h"
#include "engine/engine.h"
#include "guard/audit.h"
#include "guard/janus_token.h"
#include "state/layout.h"
#include "state/removal.h"
#include "store/store.h"
#include "workflow/absence.h"

/* A damaged row must not make the numbers overflow that follow. */
#define MOST_ARRIVALS (INT64_MAX / 2)
/* Each start gives out numbers of events from the clock, this many for each millisecond: more than a device gets. */
enum { NUMBERS_IN_A_MILLISECOND = 2048 };
/* If the clock was set back: more events than a device gets between two writes of its row. Half a second of numbers, so
 * that the clock decides again at the next start. */
#define UNWRITTEN_EVENTS ((uint64_t)1 << 20)

struct restoring {
    struct baton_engine *engine;
    const struct baton_room_maker *maker;
    struct baton_restored_calls *restored;
    GHashTable *devices; /* the ids of the devices that are back, and of the remembered ones */
};

/* Deletes a row that cannot be used. */
static void skip(struct restoring *restoring, const struct baton_row *row, const char *reason)
{
    const struct baton_host *host = restoring->engine->host;
    char room[BATON_TEXT_ID_SIZE], line[BATON_FAILURE_TEXT_SIZE + 128];
    baton_text_clean(room, sizeof(room), row->room);
    g_snprintf(line, sizeof(line), "a %s of the room %s cannot be brought back: %s",
        row->participant ? "participant" : "call", room, reason);
    if (host->log)
        host->log(host->context, line);
    baton_unsaved_note_end(&restoring->engine->unsaved, row->room, row->participant);
    restoring->restored->skipped++;
}

/* --- rooms ------------------------------------------------------------------------------------ */

static bool make_room(const struct restoring *restoring, const struct baton_row *row,
    const json_t *json, struct baton_failure *failure)
{
    const json_t *request = json_object_get(json, "create");
    const char *id = json_string_value(json_object_get(request, "room"));
    baton_failure_set(failure, BATON_E_STORE_FAILED, "its settings are damaged");
    return id && strcmp(id, row->room) == 0 &&
           !json_is_true(json_object_get(request, "permanent")) &&
           restoring->maker->create(restoring->maker->context, request, failure);
}

/* The settings file has made the room already. The row goes on, because of its chat. */
static void adopt_room(struct baton_room *room)
{
    room->unsaved.stored = true;
    baton_room_mark_unsaved(room); /* the settings may be others now */
}

/* A permanent room with the same id comes first: it is what the operator wants. */
static bool restore_room(void *context, const struct baton_row *row)
{
    struct restoring *restoring = context;
    struct baton_engine *engine = restoring->engine;
    struct baton_failure failure;
    json_t *json = json_loads(row->text, 0, NULL);
    struct baton_room *existing = g_hash_table_lookup(engine->rooms, row->room);
    if (existing && !existing->permanent) {
        adopt_room(existing);
    } else if (existing) {
        skip(restoring, row, "a permanent room has the same id");
    } else if (!make_room(restoring, row, json, &failure)) {
        skip(restoring, row, failure.text);
    } else {
        struct baton_room *room = g_hash_table_lookup(engine->rooms, row->room);
        room->unsaved.stored = true;
        baton_room_keep(room, json_is_true(json_object_get(json, "kept")));
    }
    json_decref(json);
    return true;
}

/* --- participants ----------------------------------------------------------------------------- */

static bool add_source(struct baton_participant *participant, enum baton_source_kind kind,
    const struct baton_call_source *from)
{
    struct baton_engine *engine = participant->engine;
    if (!baton_participant_begin_source(participant, kind, participant->room->video_codec, NULL))
        return false;
    struct baton_source *source = participant->sources[kind];
    g_strlcpy(source->id, from->id, sizeof(source->id));
    source->live = false;
    source->plan.order = from->order;
    engine->arrivals = MAX(engine->arrivals, from->order);
    baton_source_describe(source, from->description);
    baton_source_mute(source, from->muted);
    baton_layout_add(source);
    return true;
}

static bool add_sources(struct baton_participant *participant, const struct baton_call_row *row)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (row->sources[kind].id &&
            !add_source(participant, (enum baton_source_kind)kind, &row->sources[kind]))
            return false;
    return true;
}

static bool add_secrets(const struct baton_device *device, const struct baton_call_row *row)
{
    const struct baton_participant *participant = device->participant;
    struct baton_resume_owner owner = {.ending = BATON_ENDING_NONE};
    g_strlcpy(owner.room, participant->room->id, sizeof(owner.room));
    g_strlcpy(owner.participant, participant->id, sizeof(owner.participant));
    g_strlcpy(owner.device, device->id, sizeof(owner.device));
    return baton_resume_book_restore(
        device->engine->resumes, &owner, row->secrets, row->secret_count);
}

/*
 * Returns a number above those of all events that the device has got. If Janus crashes twice and nothing is written in
 * between, the row is the same both times, but the clock is not: a client must not take an event of now for one that it
 * has read. A number of JSON is exact up to 2^53, which the clock reaches in the year 2109.
 */
static uint64_t first_number(const struct baton_engine *engine, const struct baton_call_row *row)
{
    int64_t clock = engine->host->wall_clock(engine->host->context);
    uint64_t by_clock = (uint64_t)MAX(clock, 0) * NUMBERS_IN_A_MILLISECOND;
    return MAX(by_clock, row->seq + UNWRITTEN_EVENTS);
}

static bool add_device(struct baton_participant *participant, const struct baton_call_row *row)
{
    char id[BATON_ID_SIZE];
    g_strlcpy(id, row->device, sizeof(id));
    struct baton_device *device = baton_device_restore(participant->engine, id, NULL);
    if (!device)
        return false;
    baton_participant_add(participant, device);
    device->name = g_strdup(row->device_name);
    device->bitrate = row->bitrate;
    device->share.ceiling = row->ceiling;
    memcpy(device->share.prefer_detail, row->prefer_detail, sizeof(row->prefer_detail));
    baton_device_set_pins(device, row->pins, row->pin_count);
    memcpy(device->lost_slots, row->slots, sizeof(device->lost_slots));
    device->events.last = device->events.forgotten =
        first_number(participant->engine, row);
    if (row->token)
        baton_janus_token_restore(device);
    return add_secrets(device, row);
}

static bool add_remembered(struct baton_participant *participant, const struct baton_call_row *row)
{
    for (size_t i = 0; i < row->remembered_count; i++)
        if (!baton_remembered_restore(participant, &row->remembered[i]))
            return false;
    return true;
}

/* Returns NULL, or why not. */
static const char *add_participant(
    struct baton_room *room, const struct baton_row *row, const struct baton_call_row *state)
{
    struct baton_participant *participant = baton_participant_new(
        room->engine, state->display, state->metadata, state->moderator, NULL);
    if (!participant)
        return "the system gives no random numbers";
    g_strlcpy(participant->id, row->participant, sizeof(participant->id));
    g_strlcpy(participant->phone, state->phone, sizeof(participant->phone));
    participant->hand = state->hand;
    participant->change.kind = state->change;
    g_strlcpy(participant->change.by, state->change_by, sizeof(participant->change.by));
    room->arrivals = row->number - 1;
    baton_room_add(room, participant);
    if (!add_device(participant, state) || !add_sources(participant, state) ||
        !add_remembered(participant, state)) {
        baton_removal_participant(participant, BATON_ENDING_NONE);
        return "its state is damaged, or there is no memory";
    }
    participant->unsaved.stored = true;
    baton_absence_restore(participant);
    return NULL;
}

/* Whether a device of the row belongs to a participant who is back, or is in the row twice. */
static bool has_known_device(const struct restoring *restoring, const struct baton_call_row *row)
{
    bool known = g_hash_table_contains(restoring->devices, row->device);
    for (size_t i = 0; i < row->remembered_count && !known; i++) {
        const char *id = row->remembered[i].id;
        known = strcmp(id, row->device) == 0 || g_hash_table_contains(restoring->devices, id);
        for (size_t j = 0; j < i; j++)
            known |= strcmp(id, row->remembered[j].id) == 0;
    }
    return known;
}

static void note_devices(const struct restoring *restoring, const struct baton_call_row *row)
{
    g_hash_table_add(restoring->devices, g_strdup(row->device));
    for (size_t i = 0; i < row->remembered_count; i++)
        g_hash_table_add(restoring->devices, g_strdup(row->remembered[i].id));
}

/* A participant does not get into another room that has the same id. */
static const char *try_participant(
    const struct restoring *restoring, const struct baton_row *row, const json_t *json)
{
    struct baton_room *room = g_hash_table_lookup(restoring->engine->rooms, row->room);
    struct baton_call_row state;
    if (!room)
        return "there is no such room";
    if (!baton_text_is_id(row->participant) || strlen(row->participant) >= BATON_ID_SIZE ||
        row->number <= room->arrivals || row->number > MOST_ARRIVALS ||
        !baton_call_row_read(json, &state))
        return "its state is damaged";
    if (has_known_device(restoring, &state))
        return "another participant has its device";
    if (state.permanent != room->permanent)
        return "it was in another room with this id";
    if (room->hold == 0)
        return "the room keeps nobody who is away";
    const char *reason = add_participant(room, row, &state);
    if (!reason)
        note_devices(restoring, &state);
    return reason;
}

static bool restore_participant(void *context, const struct baton_row *row)
{
    struct restoring *restoring = context;
    json_t *json = json_loads(row->text, 0, NULL);
    const char *reason = try_participant(restoring, row, json);
    if (reason)
        skip(restoring, row, reason);
    else
        restoring->restored->participants++;
    json_decref(json);
    return true;
}

/* --- the rest --------------------------------------------------------------------------------- */

static bool restore_message(void *context, const struct baton_row *row)
{
    const struct restoring *restoring = context;
    struct baton_room *room = g_hash_table_lookup(restoring->engine->rooms, row->room);
    json_t *message = room && !room->permanent ? json_loads(row->text, 0, NULL) : NULL;
    if (message && baton_chat_restore(&room->chat, message))
        room->unsaved.chat = room->chat.last_id;
    json_decref(message);
    return true;
}

/* Nobody was in the room at the end, and the settings file does not want it: it is as gone as any room that is not
 * permanent. */
static bool is_gone(const struct baton_room *room)
{
    return room->participants->len == 0 && room->unsaved.stored &&
           !g_hash_table_contains(room->engine->configured, room->id);
}

static void end_empty(struct restoring *restoring)
{
    GHashTableIter iter;
    void *value;
    GPtrArray *empty = g_ptr_array_new();
    g_hash_table_iter_init(&iter, restoring->engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_room *room = value;
        if (is_gone(room))
            g_ptr_array_add(empty, value);
        restoring->restored->rooms += room->participants->len > 0;
    }
    for (guint i = 0; i < empty->len; i++) {
        baton_room_unregister(g_ptr_array_index(empty, i));
        baton_removal_room(g_ptr_array_index(empty, i));
    }
    g_ptr_array_free(empty, TRUE);
}

static void note(struct baton_engine *engine, const struct baton_restored_calls *restored)
{
    char count[24];
    g_snprintf(count, sizeof(count), "%zu", restored->participants);
    if (restored->participants > 0)
        baton_audit_note(
            engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_RESTARTED, .what = count});
}

static bool read_all(struct restoring *restoring, struct baton_failure *failure)
{
    struct baton_store *store = restoring->engine->host->store;
    bool read = baton_store_each_call_room(store, restore_room, restoring, failure) &&
                baton_store_each_participant(store, restore_participant, restoring, failure) &&
                baton_store_each_call_message(store, restore_message, restoring, failure);
    if (read)
        end_empty(restoring);
    return read;
}

bool baton_engine_restore_calls(struct baton_engine *engine, const struct baton_room_maker *maker,
    baton_time now, struct baton_restored_calls *restored, struct baton_failure *failure)
{
    struct restoring restoring = {engine, maker, restored, NULL};
    *restored = (struct baton_restored_calls){.rooms = 0};
    engine->now = MAX(engine->now, now);
    if (!engine->unsaved.on) {
        baton_store_put(
            engine->host->store, &(struct baton_change){.kind = BATON_CHANGE_NO_CALLS}, NULL);
        return true;
    }
    engine->origin = BATON_ROOM_IN_USE;
    restoring.devices = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bool read = read_all(&restoring, failure);
    g_hash_table_destroy(restoring.devices);
    engine->origin = BATON_ROOM_REQUESTED;
    note(engine, restored);
    return read;
}
