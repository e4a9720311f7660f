/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of calls, and what they must say. */
#include "fake/call_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "engine/call_row.h"
#include "engine/call_saves.h"
#include "engine/saves.h"

void fake_call_rows_write(struct fake_world *world)
{
    baton_call_saves_finish(world->engine);
    world_stores(world);
    assert_false(baton_unsaved_waits(&world->engine->unsaved));
}

static const struct fake_row *row_of(
    const struct fake_world *world, const struct baton_participant *participant)
{
    for (guint i = 0; i < world->memory->participants->len; i++) {
        const struct fake_row *row = g_ptr_array_index(world->memory->participants, i);
        if (strcmp(row->participant, participant->id) == 0 &&
            strcmp(row->room, participant->room->id) == 0)
            return row;
    }
    return NULL;
}

/* Reads a row. The number of the last event is left out: it changes without a write, and restoring makes it higher. */
static json_t *read_row(const char *text)
{
    json_t *row = json_loads(text, 0, NULL);
    assert_non_null(row);
    assert_int_equal(json_object_del(json_object_get(row, "device"), "seq"), 0);
    return row;
}

static void check_row(const char *stored, const char *present)
{
    json_t *before = read_row(stored), *now = read_row(present);
    if (!json_equal(before, now))
        assert_string_equal(stored, present);
    json_decref(before);
    json_decref(now);
}

/* Returns the number of rows that the room's participants have. */
static guint check_participants(const struct fake_world *world, const struct baton_room *room)
{
    guint rows = 0;
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        const struct fake_row *row = row_of(world, participant);
        rows += row != NULL;
        if (room->hold == 0)
            assert_null(row);
        if (room->hold == 0 || !participant->active)
            continue; /* without an active device, the row is that of the device before */
        char *text = baton_call_row_write(participant);
        assert_non_null(row);
        check_row(row->text, text);
        assert_int_equal(row->number, participant->arrival);
        free(text);
    }
    return rows;
}

static const char *call_room(const struct fake_world *world, const char *id)
{
    for (guint i = 0; i < world->memory->call_rooms->len; i++) {
        const struct fake_row *row = g_ptr_array_index(world->memory->call_rooms, i);
        if (strcmp(row->room, id) == 0)
            return row->text;
    }
    return NULL;
}

void fake_call_rows_check(struct fake_world *world)
{
    GHashTableIter iter;
    void *value;
    guint rows = 0;
    fake_call_rows_write(world);
    g_hash_table_iter_init(&iter, world->engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_room *room = value;
        rows += check_participants(world, room);
        if (room->permanent || room->hold == 0)
            assert_null(call_room(world, room->id));
        else if (room->participants->len > 0)
            assert_non_null(call_room(world, room->id));
    }
    assert_int_equal(rows, world->memory->participants->len);
}

/* --- the state -------------------------------------------------------------------------------- */

static json_t *state_of(const struct baton_participant *participant)
{
    char *text = baton_call_row_write(participant);
    json_t *state = read_row(text);
    json_object_set_new(state, "id", json_string(participant->id));
    json_object_set_new(state, "arrival", json_integer(participant->arrival));
    free(text);
    return state;
}

static json_t *state_of_room(const struct baton_room *room)
{
    int64_t earlier;
    json_t *people = json_array();
    for (guint i = 0; i < room->participants->len; i++)
        json_array_append_new(people, state_of(g_ptr_array_index(room->participants, i)));
    return json_pack("{s:o, s:b, s:o, s:o}", "settings",
        baton_saves_settings(room, room->permanent), "kept", room->kept, "chat",
        baton_chat_page(&room->chat, INT64_MAX, BATON_CHAT_HISTORY, &earlier), "participants",
        people);
}

char *fake_call_rows_state(const struct fake_world *world)
{
    GHashTableIter iter;
    void *value;
    json_t *rooms = json_object();
    g_hash_table_iter_init(&iter, world->engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_room *room = value;
        if (room->hold > 0 && room->participants->len > 0)
            json_object_set_new(rooms, room->id, state_of_room(room));
    }
    char *text = json_dumps(rooms, JSON_INDENT(1) | JSON_SORT_KEYS);
    json_decref(rooms);
    return text;
}
