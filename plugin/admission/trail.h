/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides which entries that clients cause are written to the audit trail. Otherwise one client could push the entries
 * of all other rooms out of the store. Entries that are left out are counted. Pure.
 *
 * There are two classes, which never take each other's places:
 * - a *move* needs a call that really has moved: the move itself, its return, its end, and `disown`;
 * - an *act* is everything else. Anybody can repeat acts at will.
 *
 * Thread: the control thread only.
 */
#ifndef BATON_ADMISSION_TRAIL_H
#define BATON_ADMISSION_TRAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/text.h"

struct baton_trail;

enum { BATON_TRAIL_KINDS = 32 }; /* the kinds of entries are below this */

/* The kind of an entry, and the room and the sessions to which it counts. */
struct baton_trail_cause {
    unsigned kind;
    bool move;
    const char *room;  /* "": the entry is about no room, or about one that the sender is not in */
    const char *maker; /* the session that has made the room; NULL: the operator has */
    const char *session; /* of the request; NULL: no request causes the entry */
};

/* `rows`: how many entries the store keeps. Never returns NULL. */
struct baton_trail *baton_trail_new(size_t rows, baton_time now);
/* `trail` may be NULL. */
void baton_trail_free(struct baton_trail *trail);

/*
 * Returns whether the entry is written. Otherwise counts it.
 *
 * Acts: 100 of a session, 200 about a room and a quarter of the rows by all clients without a pause; then 1 in 5 s of a
 * session, 1 in 5 s about a room, and by all clients half of the rows in an hour.
 * Moves: 200 in a room, or in all rooms that one session has made, without a pause, and then 1 in 5 s.
 */
bool baton_trail_take(
    struct baton_trail *trail, const struct baton_trail_cause *cause, baton_time now);

/* Entries of one kind that were left out. */
struct baton_trail_left_out {
    unsigned kind;
    size_t count;
    char room[BATON_TEXT_ID_SIZE]; /* "": of several rooms, or of none */
};

/* Returns when to call baton_trail_left_out: a minute after the first entry that was left out since the last report.
 * BATON_NEVER: there is none. */
baton_time baton_trail_due(const struct baton_trail *trail);
/* Takes the counts of one kind. Returns false if there are none any more. */
bool baton_trail_left_out(struct baton_trail *trail, struct baton_trail_left_out *out);

#endif
