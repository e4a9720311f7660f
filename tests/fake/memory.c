/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of rows, and the changes of the transaction that has begun. */
#include "fake/memory.h"

#include <string.h>

static void row_free(void *data)
{
    struct fake_row *row = data;
    g_free(row->room);
    g_free(row->transfer);
    g_free(row->participant);
    g_free(row->text);
    g_free(row);
}

static void change_free(void *data)
{
    struct baton_change *change = data;
    g_free((char *)(uintptr_t)change->room);
    g_free((char *)(uintptr_t)change->transfer);
    g_free((char *)(uintptr_t)change->participant);
    g_free((char *)(uintptr_t)change->text);
    g_free(change);
}

/* --- transactions ----------------------------------------------------------------------------- */

static bool fail(struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_STORE_FAILED, "the disk of the test fails");
    return false;
}

static bool begin(void *context, struct baton_failure *failure)
{
    const struct fake_memory *memory = context;
    return !memory->fails || fail(failure);
}

static bool apply(void *context, const struct baton_change *change, struct baton_failure *failure)
{
    struct fake_memory *memory = context;
    struct baton_change *copy = g_memdup2(change, sizeof(*change));
    (void)failure;
    copy->room = g_strdup(change->room);
    copy->transfer = g_strdup(change->transfer);
    copy->participant = g_strdup(change->participant);
    copy->text = g_strdup(change->text);
    g_ptr_array_add(memory->begun, copy);
    return true;
}

static void rollback(void *context)
{
    struct fake_memory *memory = context;
    g_ptr_array_set_size(memory->begun, 0);
}

static void add_row(GPtrArray *rows, const struct baton_change *change, int64_t number)
{
    struct fake_row *row = g_new(struct fake_row, 1);
    *row = (struct fake_row){g_strdup(change->room), g_strdup(change->transfer),
        g_strdup(change->participant), g_strdup(change->text), number};
    g_ptr_array_add(rows, row);
}

/* Removes the rows of a room whose number is below `keep`. */
static void remove_rows(GPtrArray *rows, const char *room, int64_t keep)
{
    for (guint i = rows->len; i > 0; i--) {
        const struct fake_row *row = g_ptr_array_index(rows, i - 1);
        if (strcmp(row->room, room) == 0 && row->number < keep)
            g_ptr_array_remove_index(rows, i - 1);
    }
}

static void remove_participant(GPtrArray *rows, const char *room, const char *participant)
{
    for (guint i = 0; i < rows->len; i++) {
        const struct fake_row *row = g_ptr_array_index(rows, i);
        if (strcmp(row->room, room) != 0 || strcmp(row->participant, participant) != 0)
            continue;
        g_ptr_array_remove_index(rows, i);
        break;
    }
}

/* By room and order of arrival. */
static int compare_arrivals(const void *a, const void *b)
{
    const struct fake_row *one = *(struct fake_row *const *)a;
    const struct fake_row *other = *(struct fake_row *const *)b;
    int rooms = strcmp(one->room, other->room);
    return rooms ? rooms : (one->number > other->number) - (one->number < other->number);
}

static void write_participant(struct fake_memory *memory, const struct baton_change *change)
{
    remove_participant(memory->participants, change->room, change->participant);
    add_row(memory->participants, change, change->number);
    g_ptr_array_sort(memory->participants, compare_arrivals);
}

/* A message that is written again has the same place. */
static void write_call_message(struct fake_memory *memory, const struct baton_change *change)
{
    for (guint i = memory->call_messages->len; i > 0; i--) {
        const struct fake_row *row = g_ptr_array_index(memory->call_messages, i - 1);
        if (strcmp(row->room, change->room) == 0 && row->number == change->number)
            g_ptr_array_remove_index(memory->call_messages, i - 1);
    }
    add_row(memory->call_messages, change, change->number);
    remove_rows(memory->call_messages, change->room, change->keep);
    g_ptr_array_sort(memory->call_messages, compare_arrivals);
}

static void write_audit(struct fake_memory *memory, const struct baton_change *change)
{
    add_row(memory->audit, change, ++memory->entries);
    while (memory->audit->len > change->keep)
        g_ptr_array_remove_index(memory->audit, 0);
}

static void write_change_of_calls(struct fake_memory *memory, const struct baton_change *change)
{
    switch (change->kind) {
    case BATON_CHANGE_CALL_ROOM:
        remove_rows(memory->call_rooms, change->room, INT64_MAX);
        add_row(memory->call_rooms, change, 0);
        break;
    case BATON_CHANGE_NO_CALL_ROOM:
        remove_rows(memory->call_rooms, change->room, INT64_MAX);
        remove_rows(memory->call_messages, change->room, INT64_MAX);
        break;
    case BATON_CHANGE_CALL_MESSAGE:
        write_call_message(memory, change);
        break;
    case BATON_CHANGE_PARTICIPANT:
        write_participant(memory, change);
        break;
    case BATON_CHANGE_NO_PARTICIPANT:
        remove_participant(memory->participants, change->room, change->participant);
        break;
    default:
        g_ptr_array_set_size(memory->call_rooms, 0);
        g_ptr_array_set_size(memory->call_messages, 0);
        g_ptr_array_set_size(memory->participants, 0);
    }
}

static void write_change(struct fake_memory *memory, const struct baton_change *change)
{
    switch (change->kind) {
    case BATON_CHANGE_NEW_ROOM:
        remove_rows(memory->messages, change->room, INT64_MAX);
        remove_rows(memory->participants, change->room, INT64_MAX);
        /* fall through */
    case BATON_CHANGE_ROOM:
        remove_rows(memory->rooms, change->room, INT64_MAX);
        add_row(memory->rooms, change, 0);
        break;
    case BATON_CHANGE_NO_ROOM:
        remove_rows(memory->participants, change->room, INT64_MAX);
        remove_rows(memory->rooms, change->room, INT64_MAX);
        /* fall through */
    case BATON_CHANGE_NO_CHAT:
        remove_rows(memory->messages, change->room, INT64_MAX);
        break;
    case BATON_CHANGE_MESSAGE:
        add_row(memory->messages, change, change->number);
        remove_rows(memory->messages, change->room, change->keep);
        break;
    case BATON_CHANGE_AUDIT:
        write_audit(memory, change);
        break;
    default:
        write_change_of_calls(memory, change);
    }
}

static bool commit(void *context, struct baton_failure *failure)
{
    struct fake_memory *memory = context;
    if (memory->fails_late)
        return fail(failure);
    for (guint i = 0; i < memory->begun->len; i++)
        write_change(memory, g_ptr_array_index(memory->begun, i));
    g_ptr_array_set_size(memory->begun, 0);
    memory->commits++;
    return true;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool visit_row(const struct fake_row *row, baton_row_visitor visit, void *of_visitor)
{
    return visit(
        of_visitor, &(struct baton_row){row->room, row->text, row->number, row->participant});
}

static bool each(const GPtrArray *rows, baton_row_visitor visit, void *of_visitor)
{
    for (guint i = 0; i < rows->len; i++)
        if (!visit_row(g_ptr_array_index(rows, i), visit, of_visitor))
            break;
    return true;
}

static bool each_room(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    (void)failure;
    return each(((const struct fake_memory *)context)->rooms, visit, of_visitor);
}

static bool each_message(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    (void)failure;
    return each(((const struct fake_memory *)context)->messages, visit, of_visitor);
}

static bool each_call_room(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    (void)failure;
    return each(((const struct fake_memory *)context)->call_rooms, visit, of_visitor);
}

static bool each_call_message(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    (void)failure;
    return each(((const struct fake_memory *)context)->call_messages, visit, of_visitor);
}

static bool each_participant(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    (void)failure;
    return each(((const struct fake_memory *)context)->participants, visit, of_visitor);
}

static bool each_audit(void *context, const struct baton_audit_query *query,
    baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    const struct fake_memory *memory = context;
    unsigned found = 0;
    if (memory->fails)
        return fail(failure);
    for (guint i = memory->audit->len; i > 0 && found < query->limit; i--) {
        const struct fake_row *row = g_ptr_array_index(memory->audit, i - 1);
        if (row->number >= query->before ||
            (query->room && g_strcmp0(query->room, row->room) != 0) ||
            (query->transfer && g_strcmp0(query->transfer, row->transfer) != 0))
            continue;
        found++;
        if (!visit_row(row, visit, of_visitor))
            break;
    }
    return true;
}

static void close_it(void *context)
{
    (void)context;
}

struct baton_backend fake_memory_backend(struct fake_memory *memory)
{
    return (struct baton_backend){memory, begin, apply, commit, rollback, each_room, each_message,
        each_call_room, each_call_message, each_participant, each_audit, close_it};
}

struct fake_memory *fake_memory_new(void)
{
    struct fake_memory *memory = g_new0(struct fake_memory, 1);
    memory->rooms = g_ptr_array_new_with_free_func(row_free);
    memory->messages = g_ptr_array_new_with_free_func(row_free);
    memory->call_rooms = g_ptr_array_new_with_free_func(row_free);
    memory->call_messages = g_ptr_array_new_with_free_func(row_free);
    memory->participants = g_ptr_array_new_with_free_func(row_free);
    memory->audit = g_ptr_array_new_with_free_func(row_free);
    memory->begun = g_ptr_array_new_with_free_func(change_free);
    return memory;
}

void fake_memory_free(struct fake_memory *memory)
{
    g_ptr_array_free(memory->rooms, TRUE);
    g_ptr_array_free(memory->messages, TRUE);
    g_ptr_array_free(memory->call_rooms, TRUE);
    g_ptr_array_free(memory->call_messages, TRUE);
    g_ptr_array_free(memory->participants, TRUE);
    g_ptr_array_free(memory->audit, TRUE);
    g_ptr_array_free(memory->begun, TRUE);
    g_free(memory);
}

const char *fake_memory_room(const struct fake_memory *memory, const char *room)
{
    for (guint i = 0; i < memory->rooms->len; i++) {
        const struct fake_row *row = g_ptr_array_index(memory->rooms, i);
        if (strcmp(row->room, room) == 0)
            return row->text;
    }
    return NULL;
}
