/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: how codes are stored, killed and forgotten, and how misses are counted. */
#include <malloc.h>

#include "test.h"
#include "unit/transfer/codes.h"

LEDGER_TEST(a_live_code_can_be_found_again)
{
    assert_int_equal(put(*state, 1, 60, 0), BATON_OK);
    assert_int_equal(find(*state, 1, 0), BATON_OK);
    assert_int_equal(find(*state, 1, 59), BATON_OK);
    assert_int_equal(baton_ledger_live(*state, 59), 1);
}

LEDGER_TEST(a_code_that_was_never_stored_is_unknown)
{
    put(*state, 1, 60, 0);
    assert_int_equal(find(*state, 2, 0), BATON_E_CODE_UNKNOWN);
}

LEDGER_TEST(digests_that_differ_in_the_last_byte_are_different_codes)
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

LEDGER_TEST(a_code_expires_at_its_expiry_time)
{
    put(*state, 1, 60, 0);
    assert_int_equal(baton_ledger_live(*state, 60), 0);
    assert_int_equal(find(*state, 1, 60), BATON_E_CODE_EXPIRED);
}

LEDGER_TEST(a_killed_code_has_the_error_that_it_was_killed_with)
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

LEDGER_TEST(a_dead_code_keeps_its_first_error)
{
    put(*state, 1, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    end_code(*state, 1, BATON_E_CODE_SUPERSEDED, 2);
    end_code(*state, 7, BATON_E_CODE_SUPERSEDED, 2);
    assert_int_equal(find(*state, 1, 100), BATON_E_CODE_USED);
}

LEDGER_TEST(killing_an_expired_code_does_not_change_its_error)
{
    put(*state, 1, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 60);
    assert_int_equal(find(*state, 1, 60), BATON_E_CODE_EXPIRED);
}

LEDGER_TEST(a_new_code_supersedes_the_earlier_code_of_its_owner)
{
    char subject[BATON_LEDGER_ID];
    put(*state, 1, 60, 0);
    assert_int_equal(put_as(*state, 2, "room", "owner1", "t2", 70, 10), BATON_OK);
    assert_int_equal(find(*state, 1, 11), BATON_E_CODE_SUPERSEDED);
    assert_int_equal(search(*state, 2, NULL, "o", 11, subject), BATON_OK);
    assert_string_equal(subject, "t2");
    assert_int_equal(baton_ledger_live(*state, 11), 1);
}

LEDGER_TEST(a_code_of_another_room_does_not_reveal_its_subject)
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

LEDGER_TEST(the_number_of_live_codes_is_limited)
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

LEDGER_TEST(the_oldest_dead_code_is_forgotten_first)
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

LEDGER_TEST(a_dead_code_is_forgotten_after_the_time_to_remember)
{
    put(*state, 1, 60, 0);
    put(*state, 2, 60, 0);
    end_code(*state, 1, BATON_E_CODE_USED, 10);
    assert_int_equal(find(*state, 1, 10 + limits.remember - 1), BATON_E_CODE_USED);
    assert_int_equal(find(*state, 1, 10 + limits.remember), BATON_E_CODE_UNKNOWN);
    assert_int_equal(find(*state, 2, 60 + limits.remember - 1), BATON_E_CODE_EXPIRED);
    assert_int_equal(find(*state, 2, 60 + limits.remember), BATON_E_CODE_UNKNOWN);
}

LEDGER_TEST(a_digest_can_be_stored_again_only_if_its_code_is_dead)
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

LEDGER_TEST(after_five_misses_even_a_right_code_is_refused)
{
    put(*state, 1, BATON_SECONDS(900), 0);
    miss(*state, "guesser", 5, 0);
    assert_int_equal(baton_ledger_locked(*state, 0), 1);
    assert_int_equal(find_as(*state, 1, "guesser", 0), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(find_as(*state, 1, "another", 0), BATON_OK);
}

LEDGER_TEST(neither_a_right_code_nor_a_new_code_resets_the_count_of_misses)
{
    put(*state, 1, 60, 0);
    miss(*state, "guesser", 4, 0);
    assert_int_equal(find_as(*state, 1, "guesser", 0), BATON_OK);
    put(*state, 2, 60, 0);
    miss(*state, "guesser", 1, 0);
    put(*state, 3, 60, 0);
    assert_int_equal(find_as(*state, 3, "guesser", 0), BATON_E_TOO_MANY_ATTEMPTS);
}

LEDGER_TEST(only_unknown_codes_count_as_misses)
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

LEDGER_TEST(the_lock_time_begins_with_the_last_miss)
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

LEDGER_TEST(a_count_of_misses_is_forgotten_after_the_lock_time)
{
    miss(*state, "guesser", 4, 0);
    miss(*state, "guesser", 5, limits.lock_time);
    assert_int_equal(baton_ledger_locked(*state, limits.lock_time), 1);
}

LEDGER_TEST(the_count_without_a_miss_for_the_longest_time_is_dropped_first_and_locks_stay)
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

LEDGER_TEST(if_all_origins_are_locked_the_oldest_lock_is_dropped)
{
    miss(*state, "a", 5, 0);
    miss(*state, "b", 5, 1);
    miss(*state, "c", 5, 2);
    miss(*state, "d", 5, 3);
    assert_int_equal(baton_ledger_locked(*state, 3), 3);
    assert_int_equal(find_as(*state, 1, "b", 3), BATON_E_TOO_MANY_ATTEMPTS);
    miss(*state, "a", 1, 3);
}

LEDGER_TEST(names_of_the_maximum_length_are_accepted)
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

TEST(a_hundred_thousand_codes_and_guessers_use_bounded_memory)
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
    /* In each microsecond one code is killed or expires. 600 codes are live, so 400 dead codes are remembered. */
    assert_int_equal(find(ledger, 99600, 99999), BATON_E_CODE_USED);
    assert_int_equal(find(ledger, 99597, 99999), BATON_E_CODE_UNKNOWN);
    assert_int_equal(baton_ledger_live(ledger, 99999), 600);
    baton_ledger_free(ledger);
}

/* --- owners and subjects ---------------------------------------------------------------------- */

LEDGER_TEST(killing_a_subject_kills_all_its_codes)
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

/* The three codes are killed in different orders. The remaining codes must keep their subject. */
LEDGER_TEST(killing_the_code_of_an_owner_kills_no_other_code_of_the_subject)
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

LEDGER_TEST(a_presented_code_can_be_assigned_to_a_transfer)
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

LEDGER_TEST(a_code_without_a_room_is_found_in_any_room)
{
    char subject[BATON_LEDGER_ID];
    put_as(*state, 1, NULL, "device", "presentation", 60, 0);
    assert_int_equal(search(*state, 1, "hall", "o", 0, subject), BATON_OK);
    assert_int_equal(search(*state, 1, NULL, "o", 0, subject), BATON_OK);
}

TEST(free_accepts_null)
{
    baton_ledger_free(NULL);
}
