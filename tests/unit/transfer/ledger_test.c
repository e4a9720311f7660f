/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger: codes live, die and are forgotten in order, and wrong codes are counted. */
#include <malloc.h>

#include "test.h"
#include "unit/transfer/codes.h"

LEDGER_TEST(a_live_code_is_found_as_often_as_asked)
{
    assert_int_equal(put(*state, 1, 60, 0), BATON_OK);
    assert_int_equal(find(*state, 1, 0), BATON_OK);
    assert_int_equal(find(*state, 1, 59), BATON_OK);
    assert_int_equal(baton_ledger_live(*state, 59), 1);
}

LEDGER_TEST(another_code_is_unknown)
{
    put(*state, 1, 60, 0);
    assert_int_equal(find(*state, 2, 0), BATON_E_CODE_UNKNOWN);
}

LEDGER_TEST(digests_that_begin_alike_are_told_apart)
{
    struct baton_digest near = digest_of(1);
    struct baton_ledger_asking asking = {{{"o", MISSES}}, 1};
    struct baton_ledger_found found;
    near.bytes[31] ^= 1;
    put(*state, 1, 60, 0);
    assert_int_equal(
        baton_ledger_find(*state, &near, NULL, &asking, 0, &found), BATON_E_CODE_UNKNOWN);
    assert_string_equal(found.subject_id, "");
}

LEDGER_TEST(a_code_expires_at_its_time)
{
    put(*state, 1, 60, 0);
    assert_int_equal(baton_ledger_live(*state, 60), 0);
    assert_int_equal(find(*state, 1, 60), BATON_E_CODE_EXPIRED);
}

LEDGER_TEST(a_killed_code_is_known_by_how_it_ended)
{
    put(*state, 1, 60, 0);
    put(*state, 2, 60, 0);
    put(*state, 3, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    end_code(*state, 2, BATON_E_CODE_EXPIRED, 1);
    end_code(*state, 3, BATON_E_CODE_SUPERSEDED, 1);
    assert_int_equal(find(*state, 1, 2), BATON_E_CODE_USED);
    assert_int_equal(find(*state, 2, 2), BATON_E_CODE_EXPIRED);
    assert_int_equal(find(*state, 3, 2), BATON_E_CODE_SUPERSEDED);
    assert_int_equal(baton_ledger_live(*state, 2), 0);
}

LEDGER_TEST(a_code_dies_once)
{
    put(*state, 1, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    end_code(*state, 1, BATON_E_CODE_SUPERSEDED, 2);
    end_code(*state, 7, BATON_E_CODE_SUPERSEDED, 2);
    assert_int_equal(find(*state, 1, 100), BATON_E_CODE_USED);
}

LEDGER_TEST(an_expired_code_cannot_be_used_up)
{
    put(*state, 1, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 60);
    assert_int_equal(find(*state, 1, 60), BATON_E_CODE_EXPIRED);
}

LEDGER_TEST(a_fresh_code_supersedes_the_owners_last)
{
    char subject[BATON_LEDGER_ID];
    put(*state, 1, 60, 0);
    assert_int_equal(put_as(*state, 2, "room", "owner1", "t2", 70, 10), BATON_OK);
    assert_int_equal(find(*state, 1, 11), BATON_E_CODE_SUPERSEDED);
    assert_int_equal(search(*state, 2, NULL, "o", 11, subject), BATON_OK);
    assert_string_equal(subject, "t2");
    assert_int_equal(baton_ledger_live(*state, 11), 1);
}

LEDGER_TEST(a_code_of_another_room_is_not_told_more_of)
{
    char subject[BATON_LEDGER_ID] = "";
    put(*state, 1, 60, 0);
    assert_int_equal(search(*state, 1, "hall", "o", 0, subject), BATON_E_CODE_OTHER_ROOM);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    assert_int_equal(search(*state, 1, "hall", "o", 1, subject), BATON_E_CODE_OTHER_ROOM);
    assert_string_equal(subject, "");
    assert_int_equal(search(*state, 1, "room", "o", 1, subject), BATON_E_CODE_USED);
    assert_string_equal(subject, "subject1");
}

LEDGER_TEST(live_codes_are_limited)
{
    for (unsigned n = 1; n <= 4; n++)
        assert_int_equal(put(*state, n, 60, 0), BATON_OK);
    assert_int_equal(put(*state, 5, 60, 0), BATON_E_LIMIT_REACHED);
    assert_int_equal(find(*state, 1, 0), BATON_OK);
    assert_int_equal(find(*state, 5, 0), BATON_E_CODE_UNKNOWN);
    assert_int_equal(put_as(*state, 9, "room", "owner1", "t9", 60, 0), BATON_OK);
    assert_int_equal(baton_ledger_live(*state, 0), 4);
    assert_int_equal(put(*state, 5, 120, 60), BATON_OK);
}

LEDGER_TEST(the_oldest_dead_go_first)
{
    for (unsigned n = 1; n <= 4; n++)
        put(*state, n, 50 - n, 0);
    end_code(*state, 2, BATON_E_CODE_USED, 1);
    end_code(*state, 1, BATON_E_CODE_USED, 2);
    assert_int_equal(find(*state, 4, 47), BATON_E_CODE_EXPIRED);
    put(*state, 5, 100, 47);
    assert_int_equal(find(*state, 2, 47), BATON_E_CODE_UNKNOWN);
    put(*state, 6, 100, 47);
    assert_int_equal(find(*state, 1, 47), BATON_E_CODE_UNKNOWN);
    put(*state, 7, 100, 47);
    assert_int_equal(find(*state, 4, 47), BATON_E_CODE_UNKNOWN);
    assert_int_equal(find(*state, 3, 47), BATON_E_CODE_EXPIRED);
    assert_int_equal(put(*state, 8, 100, 47), BATON_OK);
    assert_int_equal(find(*state, 3, 47), BATON_E_CODE_UNKNOWN);
    assert_int_equal(baton_ledger_live(*state, 47), 4);
}

LEDGER_TEST(a_dead_code_is_forgotten_after_its_time)
{
    put(*state, 1, 60, 0);
    put(*state, 2, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 10);
    assert_int_equal(find(*state, 1, 10 + limits.remember - 1), BATON_E_CODE_USED);
    assert_int_equal(find(*state, 1, 10 + limits.remember), BATON_E_CODE_UNKNOWN);
    assert_int_equal(find(*state, 2, 60 + limits.remember - 1), BATON_E_CODE_EXPIRED);
    assert_int_equal(find(*state, 2, 60 + limits.remember), BATON_E_CODE_UNKNOWN);
}

LEDGER_TEST(a_digest_can_be_put_again_only_when_dead)
{
    char subject[BATON_LEDGER_ID];
    put(*state, 1, 60, 0);
    assert_int_equal(put_as(*state, 1, "hall", "p2", "t2", 60, 0), BATON_E_CODE_USED);
    assert_int_equal(find(*state, 1, 0), BATON_OK);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    assert_int_equal(put_as(*state, 1, "hall", "p2", "t2", 60, 1), BATON_OK);
    assert_int_equal(search(*state, 1, "hall", "o", 1, subject), BATON_OK);
    assert_string_equal(subject, "t2");
}

LEDGER_TEST(five_misses_lock_even_a_right_sixth)
{
    put(*state, 1, BATON_SECONDS(900), 0);
    miss(*state, "guesser", 5, 0);
    assert_int_equal(baton_ledger_locked(*state, 0), 1);
    assert_int_equal(find_as(*state, 1, "guesser", 0), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(find_as(*state, 1, "another", 0), BATON_OK);
}

LEDGER_TEST(neither_a_right_code_nor_a_fresh_one_resets_the_count)
{
    put(*state, 1, 60, 0);
    miss(*state, "guesser", 4, 0);
    assert_int_equal(find_as(*state, 1, "guesser", 0), BATON_OK);
    put(*state, 2, 60, 0);
    miss(*state, "guesser", 1, 0);
    put(*state, 3, 60, 0);
    assert_int_equal(find_as(*state, 3, "guesser", 0), BATON_E_TOO_MANY_ATTEMPTS);
}

LEDGER_TEST(only_unknown_codes_count)
{
    char subject[BATON_LEDGER_ID];
    put(*state, 1, 60, 0);
    for (int i = 0; i < 10; i++)
        assert_int_equal(search(*state, 1, "hall", "guesser", 0, subject), BATON_E_CODE_OTHER_ROOM);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    for (int i = 0; i < 10; i++)
        assert_int_equal(find_as(*state, 1, "guesser", 1), BATON_E_CODE_USED);
    assert_int_equal(baton_ledger_locked(*state, 1), 0);
}

LEDGER_TEST(a_lock_lasts_from_the_last_miss)
{
    baton_time last = BATON_SECONDS(100);
    put(*state, 1, BATON_SECONDS(900), 0);
    miss(*state, "guesser", 4, 0);
    miss(*state, "guesser", 1, last);
    assert_int_equal(
        find_as(*state, 1, "guesser", last + limits.lock_time - 1), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(baton_ledger_locked(*state, last + limits.lock_time - 1), 1);
    assert_int_equal(baton_ledger_locked(*state, last + limits.lock_time), 0);
    assert_int_equal(find_as(*state, 1, "guesser", last + limits.lock_time), BATON_OK);
    miss(*state, "guesser", 5, last + limits.lock_time);
}

LEDGER_TEST(a_count_is_forgotten_after_its_time)
{
    miss(*state, "guesser", 4, 0);
    miss(*state, "guesser", 5, limits.lock_time);
    assert_int_equal(baton_ledger_locked(*state, limits.lock_time), 1);
}

LEDGER_TEST(the_longest_idle_count_makes_room_and_locks_stay)
{
    miss(*state, "locked", 5, 0);
    miss(*state, "idle", 4, 1);
    miss(*state, "busy", 3, 2);
    miss(*state, "new", 1, 3);
    assert_int_equal(baton_ledger_locked(*state, 3), 1);
    assert_int_equal(find_as(*state, 1, "locked", 3), BATON_E_TOO_MANY_ATTEMPTS);
    miss(*state, "busy", 2, 3);
    assert_int_equal(find_as(*state, 1, "busy", 3), BATON_E_TOO_MANY_ATTEMPTS);
    miss(*state, "idle", 5, 3);
}

LEDGER_TEST(when_all_are_locked_the_oldest_lock_makes_room)
{
    miss(*state, "a", 5, 0);
    miss(*state, "b", 5, 1);
    miss(*state, "c", 5, 2);
    miss(*state, "d", 5, 3);
    assert_int_equal(baton_ledger_locked(*state, 3), 3);
    assert_int_equal(find_as(*state, 1, "b", 3), BATON_E_TOO_MANY_ATTEMPTS);
    miss(*state, "a", 1, 3);
}

LEDGER_TEST(names_may_be_as_long_as_said)
{
    char subject[BATON_LEDGER_ID];
    char room[BATON_LEDGER_ROOM], name[BATON_LEDGER_ORIGIN], id[BATON_LEDGER_ID];
    memset(room, 'r', sizeof(room));
    memset(name, 'n', sizeof(name));
    memset(id, 'i', sizeof(id));
    room[sizeof(room) - 1] = name[sizeof(name) - 1] = id[sizeof(id) - 1] = '\0';
    assert_int_equal(put_as(*state, 1, room, id, id, 60, 0), BATON_OK);
    assert_int_equal(search(*state, 1, room, name, 0, subject), BATON_OK);
    assert_string_equal(subject, id);
    miss(*state, name, 5, 0);
    assert_int_equal(find_as(*state, 1, name, 0), BATON_E_TOO_MANY_ATTEMPTS);
}

TEST(a_hundred_thousand_codes_and_guessers_take_bounded_memory)
{
    struct baton_ledger_limits large = limits;
    large.max_codes = large.max_origins = 1000;
    struct baton_ledger *ledger = baton_ledger_new(&large);
    size_t early = 0;
    for (unsigned n = 0; n < 100000; n++) {
        if (n == 10000)
            early = mallinfo2().uordblks;
        assert_int_equal(put(ledger, n, n + 900, n), BATON_OK);
        assert_int_equal(find(ledger, n, n), BATON_OK);
        assert_int_equal(find(ledger, n + 1, n), BATON_E_CODE_UNKNOWN);
        if (n % 3 == 0)
            end_code(ledger, n, BATON_E_CODE_USED, n);
    }
    size_t late = mallinfo2().uordblks;
    assert_true(late <= early + 64 * 1024);
    /* One code dies in each microsecond, killed or expired; 600 are live, so 400 are remembered. */
    assert_int_equal(find(ledger, 99600, 99999), BATON_E_CODE_USED);
    assert_int_equal(find(ledger, 99597, 99999), BATON_E_CODE_UNKNOWN);
    assert_int_equal(baton_ledger_live(ledger, 99999), 600);
    baton_ledger_free(ledger);
}

/* --- owners and subjects ---------------------------------------------------------------------- */

LEDGER_TEST(a_subject_may_have_several_codes_and_all_end_with_it)
{
    char subject[BATON_LEDGER_ID];
    for (unsigned n = 1; n <= 3; n++) {
        char owner[BATON_LEDGER_ID];
        snprintf(owner, sizeof(owner), "owner%u", n);
        assert_int_equal(put_as(*state, n, "room", owner, "both", 60, 0), BATON_OK);
        assert_int_equal(search(*state, n, NULL, "o", 0, subject), BATON_OK);
        assert_string_equal(subject, "both");
    }
    put(*state, 4, 60, 0);
    assert_int_equal(baton_ledger_live(*state, 0), 4);
    baton_ledger_kill(*state, "both", BATON_E_CODE_SUPERSEDED, 1);
    for (unsigned n = 1; n <= 3; n++)
        assert_int_equal(search(*state, n, NULL, "o", 1, subject), BATON_E_CODE_SUPERSEDED);
    assert_int_equal(find(*state, 4, 1), BATON_OK);
    assert_int_equal(baton_ledger_live(*state, 1), 1);
}

/* Whichever of them ends first, the others are still their subject's. */
LEDGER_TEST(an_owners_code_ends_alone)
{
    static const unsigned orders[][3] = {{1, 2, 3}, {3, 2, 1}, {2, 1, 3}, {2, 3, 1}};
    char subject[BATON_LEDGER_ID];
    for (size_t i = 0; i < COUNT(orders); i++) {
        for (unsigned n = 1; n <= 3; n++) {
            char owner[BATON_LEDGER_ID];
            snprintf(owner, sizeof(owner), "owner%u", n);
            assert_int_equal(put_as(*state, n, "room", owner, "both", 60, 0), BATON_OK);
        }
        for (unsigned ended = 0; ended < 3; ended++) {
            char owner[BATON_LEDGER_ID];
            snprintf(owner, sizeof(owner), "owner%u", orders[i][ended]);
            baton_ledger_kill_owned(*state, owner, BATON_E_CODE_USED, 0);
            baton_ledger_kill_owned(*state, owner, BATON_E_CODE_EXPIRED, 0);
            for (unsigned at = 0; at < 3; at++) {
                assert_int_equal(search(*state, orders[i][at], NULL, "o", 0, subject),
                    at <= ended ? BATON_E_CODE_USED : BATON_OK);
                assert_string_equal(subject, "both");
            }
        }
        assert_int_equal(baton_ledger_live(*state, 0), 0);
    }
}

LEDGER_TEST(a_presented_code_can_become_a_transfers)
{
    char subject[BATON_LEDGER_ID];
    put_as(*state, 1, NULL, "device", "presentation", 60, 0);
    put_as(*state, 2, "room", "participant", "transfer", 60, 0);
    baton_ledger_assign(*state, "device", "transfer", 1);
    baton_ledger_assign(*state, "nobody", "transfer", 1);
    assert_int_equal(search(*state, 1, NULL, "o", 1, subject), BATON_OK);
    assert_string_equal(subject, "transfer");
    baton_ledger_kill(*state, "presentation", BATON_E_CODE_SUPERSEDED, 1);
    assert_int_equal(search(*state, 1, NULL, "o", 1, subject), BATON_OK);
    baton_ledger_kill(*state, "transfer", BATON_E_CODE_USED, 1);
    assert_int_equal(search(*state, 1, NULL, "o", 1, subject), BATON_E_CODE_USED);
    assert_string_equal(subject, "transfer");
    assert_int_equal(search(*state, 2, NULL, "o", 1, subject), BATON_E_CODE_USED);
}

LEDGER_TEST(a_code_of_no_room_is_good_for_any)
{
    char subject[BATON_LEDGER_ID];
    put_as(*state, 1, NULL, "device", "presentation", 60, 0);
    assert_int_equal(search(*state, 1, "hall", "o", 0, subject), BATON_OK);
    assert_int_equal(search(*state, 1, NULL, "o", 0, subject), BATON_OK);
}

TEST(free_takes_nothing)
{
    baton_ledger_free(NULL);
}

/* --- codes of one maker ----------------------------------------------------------------------- */

static enum baton_error put_for(struct baton_ledger *ledger, unsigned n, const char *owner,
    const char *maker, baton_time expires, baton_time now)
{
    struct baton_digest digest = digest_of(n);
    const struct baton_ledger_code code = {
        .digest = &digest, .owner_id = owner, .subject_id = owner, .maker = maker, .most = 2};
    return baton_ledger_put(ledger, &code, expires, now);
}

TEST(a_maker_may_have_only_so_many_live_codes)
{
    struct baton_ledger *ledger = baton_ledger_new(&limits);
    assert_int_equal(put_for(ledger, 1, "one", "a", 100, 1), BATON_OK);
    assert_int_equal(put_for(ledger, 2, "two", "a", 200, 1), BATON_OK);
    assert_int_equal(put_for(ledger, 3, "three", "a", 200, 1), BATON_E_LIMIT_REACHED);
    assert_int_equal(put_for(ledger, 3, "two", "a", 200, 1), BATON_OK);
    assert_int_equal(baton_ledger_made_by(ledger, "a", 1), 2);
    assert_int_equal(put_for(ledger, 4, "three", "a", 200, 100), BATON_OK);
    baton_ledger_kill(ledger, "three", BATON_E_CODE_USED, 101);
    baton_ledger_kill_owned(ledger, "two", BATON_E_CODE_USED, 101);
    assert_int_equal(baton_ledger_made_by(ledger, "a", 101), 0);
    baton_ledger_free(ledger);
}

TEST(the_codes_of_other_makers_do_not_count)
{
    struct baton_ledger *ledger = baton_ledger_new(&limits);
    assert_int_equal(put_for(ledger, 1, "one", "a", 100, 1), BATON_OK);
    assert_int_equal(put_for(ledger, 2, "two", "b", 100, 1), BATON_OK);
    assert_int_equal(put_for(ledger, 3, "two", "a", 100, 1), BATON_OK);
    assert_int_equal(put_for(ledger, 4, "two", NULL, 100, 1), BATON_OK);
    assert_int_equal(baton_ledger_made_by(ledger, "a", 1), 1);
    assert_int_equal(baton_ledger_made_by(ledger, "b", 1), 0);
    baton_ledger_free(ledger);
}
