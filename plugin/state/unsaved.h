/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which rooms and participants have changed since they were written to the store, so that calls outlast a crash. Each
 * object is in a queue at most once, however often it changes: only its latest state is written (engine/call_saves).
 *
 * If `on` is false, nothing is noted. Control thread only.
 */
#ifndef BATON_STATE_UNSAVED_H
#define BATON_STATE_UNSAVED_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The most ends that are noted one by one. If the disk stands still for longer, the rows of all calls are deleted and
 * written again. */
enum { BATON_UNSAVED_ENDS = 10000 };

/* A room or participant whose row in the store has to be deleted. */
struct baton_unsaved_end {
    char *room, *participant; /* ids, owned; `participant` NULL: the room itself */
};

/* A part of each room and each participant. */
struct baton_unsaved_mark {
    bool stored;  /* the store has a row of it, or the row is being written */
    int64_t chat; /* room: the id of the last message that was written; 0: none */
    GList link;   /* element of the queue; its data is NULL if not queued */
};

struct baton_unsaved {
    bool on;
    bool again; /* too many ends: all rows must be deleted and written again */
    GQueue rooms, participants;
    GQueue ends; /* struct baton_unsaved_end */
};

void baton_unsaved_init(struct baton_unsaved *unsaved);
void baton_unsaved_fini(struct baton_unsaved *unsaved);
void baton_unsaved_end_free(void *end);

/* The object with this mark has changed. `queue` is the one of its kind. */
void baton_unsaved_enter(
    struct baton_unsaved *unsaved, GQueue *queue, struct baton_unsaved_mark *mark, void *object);
/* The object is about to be freed. */
void baton_unsaved_leave(GQueue *queue, struct baton_unsaved_mark *mark);
/* Notes that a row must be deleted. `participant` NULL: the row of a room in use. */
void baton_unsaved_note_end(
    struct baton_unsaved *unsaved, const char *room, const char *participant);
/* Whether anything has to be written. */
bool baton_unsaved_waits(const struct baton_unsaved *unsaved);

#endif
