/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buckets for the acts of sessions, for the acts in rooms, and for the moves of rooms. */
#include "admission/trail.h"

#include <assert.h>
#include <glib.h>
#include <string.h>

#include "admission/bucket_table.h"

/* The cost of an entry. The rates are less than one entry in a second. */
enum { COST = 1000, PER_SECOND = COST / 5 };

enum { MOST_NAMES = 2048, NAME_SIZE = 128 };

#define REPORT_AFTER BATON_SECONDS(60)

static const struct baton_bucket_limits of_session = {.rate = PER_SECOND, .burst = 100 * COST};
static const struct baton_bucket_limits of_room = {.rate = PER_SECOND, .burst = 200 * COST};

struct baton_trail {
    struct baton_bucket_table *sessions, *rooms, *moves;
    struct baton_bucket_limits of_all;
    struct baton_bucket all;
    struct baton_trail_left_out left_out[BATON_TRAIL_KINDS];
    baton_time due;
};

struct baton_trail *baton_trail_new(size_t rows, baton_time now)
{
    struct baton_trail *trail = g_new0(struct baton_trail, 1);

    trail->sessions = baton_bucket_table_new(MOST_NAMES);
    trail->rooms = baton_bucket_table_new(MOST_NAMES);
    trail->moves = baton_bucket_table_new(MOST_NAMES);
    trail->of_all = (struct baton_bucket_limits){
        .rate = MAX((int64_t)rows * COST / 2 / 3600, 1), .burst = MAX((int64_t)rows / 4, 1) * COST};
    baton_bucket_init(&trail->all, &trail->of_all, now);
    trail->due = BATON_NEVER;
    return trail;
}

void baton_trail_free(struct baton_trail *trail)
{
    if (!trail)
        return;
    baton_bucket_table_free(trail->sessions);
    baton_bucket_table_free(trail->rooms);
    baton_bucket_table_free(trail->moves);
    g_free(trail);
}

/* --- taking ----------------------------------------------------------------------------------- */

/* A session that makes one room after the other gets no new share with each of them. */
static bool take_move(
    struct baton_trail *trail, const struct baton_trail_cause *cause, baton_time now)
{
    char name[NAME_SIZE];

    g_snprintf(name, sizeof(name), "%s:%s", cause->maker ? "maker" : "room",
        cause->maker ? cause->maker : cause->room);
    if (baton_bucket_table_wait(trail->moves, name, &of_room, COST, now) > 0)
        return false;
    baton_bucket_table_take(trail->moves, name, &of_room, COST, now);
    return true;
}

static bool take_act(
    struct baton_trail *trail, const struct baton_trail_cause *cause, baton_time now)
{
    const char *session = cause->session;

    if (baton_bucket_wait(&trail->all, &trail->of_all, COST, now) > 0 ||
        baton_bucket_table_wait(trail->rooms, cause->room, &of_room, COST, now) > 0 ||
        (session && baton_bucket_table_wait(trail->sessions, session, &of_session, COST, now) > 0))
        return false;
    baton_bucket_take(&trail->all, &trail->of_all, COST, now);
    baton_bucket_table_take(trail->rooms, cause->room, &of_room, COST, now);
    if (session)
        baton_bucket_table_take(trail->sessions, session, &of_session, COST, now);
    return true;
}

static void leave_out(
    struct baton_trail *trail, const struct baton_trail_cause *cause, baton_time now)
{
    struct baton_trail_left_out *left_out = &trail->left_out[cause->kind];

    if (left_out->count++ == 0)
        g_strlcpy(left_out->room, cause->room, sizeof(left_out->room));
    else if (strcmp(left_out->room, cause->room) != 0)
        left_out->room[0] = '\0';
    if (trail->due == BATON_NEVER)
        trail->due = now + REPORT_AFTER;
}

bool baton_trail_take(
    struct baton_trail *trail, const struct baton_trail_cause *cause, baton_time now)
{
    assert(cause->kind < BATON_TRAIL_KINDS);
    bool taken = cause->move ? take_move(trail, cause, now) : take_act(trail, cause, now);
    if (!taken)
        leave_out(trail, cause, now);
    return taken;
}

/* --- what was left out ------------------------------------------------------------------------ */

baton_time baton_trail_due(const struct baton_trail *trail)
{
    return trail->due;
}

bool baton_trail_left_out(struct baton_trail *trail, struct baton_trail_left_out *out)
{
    for (unsigned kind = 0; kind < BATON_TRAIL_KINDS; kind++) {
        struct baton_trail_left_out *left_out = &trail->left_out[kind];
        if (left_out->count == 0)
            continue;
        *out = *left_out;
        out->kind = kind;
        left_out->count = 0;
        return true;
    }
    trail->due = BATON_NEVER;
    return false;
}
