/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues of rooms and participants that have changed. */
#include "state/unsaved.h"

#include "state/room.h"

void baton_unsaved_end_free(void *data)
{
    struct baton_unsaved_end *end = data;
    g_free(end->room);
    g_free(end->participant);
    g_free(end);
}

void baton_unsaved_init(struct baton_unsaved *unsaved)
{
    *unsaved = (struct baton_unsaved){.on = false};
    g_queue_init(&unsaved->rooms);
    g_queue_init(&unsaved->participants);
    g_queue_init(&unsaved->ends);
}

void baton_unsaved_fini(struct baton_unsaved *unsaved)
{
    g_queue_clear_full(&unsaved->ends, baton_unsaved_end_free);
}

static void enter(GQueue *queue, struct baton_unsaved_mark *mark, void *object)
{
    if (mark->link.data)
        return;
    mark->link.data = object;
    g_queue_push_tail_link(queue, &mark->link);
}

static void leave(GQueue *queue, struct baton_unsaved_mark *mark)
{
    if (mark->link.data)
        g_queue_unlink(queue, &mark->link);
    mark->link.data = NULL;
}

void baton_unsaved_room(struct baton_room *room)
{
    if (room->engine->unsaved.on && room->registered)
        enter(&room->engine->unsaved.rooms, &room->unsaved, room);
}

void baton_unsaved_participant(struct baton_participant *participant)
{
    struct baton_engine *engine = participant->engine;
    if (engine->unsaved.on && participant->room && participant->room->registered)
        enter(&engine->unsaved.participants, &participant->unsaved, participant);
}

void baton_unsaved_all_of(struct baton_room *room)
{
    baton_unsaved_room(room);
    for (guint i = 0; i < room->participants->len; i++)
        baton_unsaved_participant(g_ptr_array_index(room->participants, i));
}

void baton_unsaved_room_ends(struct baton_room *room)
{
    leave(&room->engine->unsaved.rooms, &room->unsaved);
    if (room->unsaved.stored)
        baton_unsaved_note_end(room->engine, room->id, NULL);
    room->unsaved.stored = false;
}

void baton_unsaved_participant_ends(struct baton_participant *participant)
{
    leave(&participant->engine->unsaved.participants, &participant->unsaved);
    if (participant->unsaved.stored)
        baton_unsaved_note_end(participant->engine, participant->room->id, participant->id);
    participant->unsaved.stored = false;
}

void baton_unsaved_note_end(struct baton_engine *engine, const char *room, const char *participant)
{
    struct baton_unsaved *unsaved = &engine->unsaved;
    if (!unsaved->on || unsaved->again)
        return;
    if (unsaved->ends.length >= BATON_UNSAVED_ENDS) {
        g_queue_clear_full(&unsaved->ends, baton_unsaved_end_free);
        unsaved->again = true;
        return;
    }
    struct baton_unsaved_end *end = g_new(struct baton_unsaved_end, 1);
    *end = (struct baton_unsaved_end){g_strdup(room), g_strdup(participant)};
    g_queue_push_tail(&unsaved->ends, end);
}

bool baton_unsaved_waits(const struct baton_engine *engine)
{
    const struct baton_unsaved *unsaved = &engine->unsaved;
    return unsaved->again || unsaved->rooms.length > 0 || unsaved->participants.length > 0 ||
           unsaved->ends.length > 0;
}
