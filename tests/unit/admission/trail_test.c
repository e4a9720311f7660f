/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which entries of clients are in the audit trail, and how many are counted only. */
#include <stdio.h>

#include "admission/trail.h"
#include "test.h"

enum { ROWS = 10000, OF_SESSION = 100, OF_ROOM = 200, FORGOTTEN = 3, MOVED = 4 };

static struct baton_trail_cause act(const char *room, const char *session)
{
    return (struct baton_trail_cause){.kind = FORGOTTEN, .room = room, .session = session};
}

static int take(
    struct baton_trail *trail, struct baton_trail_cause cause, int count, baton_time now)
{
    int noted = 0;
    for (int i = 0; i < count; i++)
        noted += baton_trail_take(trail, &cause, now);
    return noted;
}

TEST(acts_of_a_session_and_about_a_room_are_limited)
{
    struct baton_trail *trail = baton_trail_new(ROWS, 0);
    assert_int_equal(take(trail, act("a", "eve"), 500, 0), OF_SESSION);
    assert_int_equal(take(trail, act("b", "eve"), 500, 0), 0);
    assert_int_equal(take(trail, act("a", "mallory"), 500, 0), OF_ROOM - OF_SESSION);
    assert_int_equal(take(trail, act("a", NULL), 500, 0), 0);
    assert_int_equal(take(trail, act("b", "anna"), 500, 0), OF_SESSION);
    assert_int_equal(take(trail, act("a", "eve"), 500, BATON_SECONDS(50)), 10);
    baton_trail_free(trail);
}

TEST(acts_of_all_clients_need_an_hour_for_half_of_the_rows)
{
    struct baton_trail *trail = baton_trail_new(ROWS, 0);
    char name[16];
    int noted = 0;
    for (int i = 0; i < 36000; i++) { /* ten in a second */
        snprintf(name, sizeof(name), "%d", i);
        noted +=
            baton_trail_take(trail, &(struct baton_trail_cause){.room = name}, BATON_MS(i * 100));
    }
    assert_int_in_range(noted, ROWS * 3 / 4 - 50, ROWS * 3 / 4);
    baton_trail_free(trail);
}

TEST(acts_take_no_place_of_a_move)
{
    struct baton_trail *trail = baton_trail_new(8, 0);
    const struct baton_trail_cause move = {
        .kind = MOVED, .move = true, .room = "a", .session = "eve"};
    assert_int_equal(take(trail, act("a", "eve"), 500, 0), 2);
    assert_int_equal(take(trail, move, 3, 0), 3);
    baton_trail_free(trail);
}

TEST(all_rooms_that_a_session_makes_share_their_moves)
{
    struct baton_trail *trail = baton_trail_new(ROWS, 0);
    struct baton_trail_cause move = {.kind = MOVED, .move = true, .room = "a", .maker = "eve"};
    assert_int_equal(take(trail, move, 500, 0), OF_ROOM);
    move.room = "b";
    assert_int_equal(take(trail, move, 500, 0), 0);
    move.maker = NULL;
    assert_int_equal(take(trail, move, 500, 0), OF_ROOM);
    baton_trail_free(trail);
}

TEST(what_is_left_out_is_counted_for_each_kind)
{
    struct baton_trail *trail = baton_trail_new(ROWS, 0);
    struct baton_trail_left_out left_out;
    assert_int_equal(baton_trail_due(trail), BATON_NEVER);
    take(trail, act("a", "eve"), OF_SESSION + 7, BATON_SECONDS(1));
    assert_int_equal(baton_trail_due(trail), BATON_SECONDS(61));
    assert_true(baton_trail_left_out(trail, &left_out));
    assert_int_equal(left_out.kind, FORGOTTEN);
    assert_int_equal(left_out.count, 7);
    assert_string_equal(left_out.room, "a");
    assert_false(baton_trail_left_out(trail, &left_out));
    assert_int_equal(baton_trail_due(trail), BATON_NEVER);
    take(trail, act("a", "eve"), 1, BATON_SECONDS(1));
    take(trail, act("b", "eve"), 1, BATON_SECONDS(1));
    assert_true(baton_trail_left_out(trail, &left_out));
    assert_int_equal(left_out.count, 2);
    assert_string_equal(left_out.room, "");
    baton_trail_free(trail);
}
