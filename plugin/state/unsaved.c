/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queues of rooms and participants that have changed. */
#include "state/unsaved.h"

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

void baton_unsaved_enter(
    struct baton_unsaved *unsaved, GQueue *queue, struct baton_unsaved_mark *mark, void *object)
{
    if (!unsaved->on || mark->link.data)
        return;
    mark->link.data = object;
    g_queue_push_tail_link(queue, &mark->link);
}

void baton_unsaved_leave(GQueue *queue, struct baton_unsaved_mark *mark)
{
    if (mark->link.data)
        g_queue_unlink(queue, &mark->link);
    mark->link.data = NULL;
}

void baton_unsaved_note_end(
    struct baton_unsaved *unsaved, const char *room, const char *participant)
{
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

bool baton_unsaved_waits(const struct baton_unsaved *unsaved)
{
    return unsaved->on && (unsaved->again || unsaved->rooms.length > 0 ||
                              unsaved->participants.length > 0 || unsaved->ends.length > 0);
}
