/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger: how codes are stored, killed, pushed out and forgotten. */
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
    char subject[BATON_LEDGER_ID];
    near.bytes[31] ^= 1;
    put(*state, 1, 60, 0);
    assert_int_equal(baton_ledger_find(*state, &near, NULL, 0, subject), BATON_E_CODE_UNKNOWN);
    assert_string_equal(subject, "");
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
    assert_int_equal(search(*state, 2, NULL, 11, subject), BATON_OK);
    assert_string_equal(subject, "t2");
    assert_int_equal(baton_ledger_live(*state, 11), 1);
}

LEDGER_TEST(a_code_of_another_room_does_not_reveal_its_subject)
{
    char subject[BATON_LEDGER_ID] = "";
    put(*state, 1, 60, 0);
    assert_int_equal(search(*state, 1, "hall", 0, subject), BATON_E_CODE_OTHER_ROOM);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    assert_int_equal(search(*state, 1, "hall", 1, subject), BATON_E_CODE_OTHER_ROOM);
    assert_string_equal(subject, "");
    assert_int_equal(search(*state, 1, "room", 1, subject), BATON_E_CODE_USED);
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
    assert_int_equal(search(*state, 1, "hall", 1, subject), BATON_OK);
    assert_string_equal(subject, "t2");
}

/* --- who is pushed out ------------------------------------------------------------------------ */

LEDGER_TEST(a_flood_pushes_out_the_codes_of_its_own_holder)
{
    assert_int_equal(put_for(*state, 1, "victim", 1000, 0), BATON_OK);
    end_code(*state, 1, BATON_E_CODE_USED, 1);
    for (unsigned n = 10; n < 10000; n++) {
        assert_int_equal(put_for(*state, n, "flooder", 1000, 2), BATON_OK);
        end_code(*state, n, BATON_E_CODE_SUPERSEDED, 2);
    }
    assert_int_equal(find(*state, 1, 3), BATON_E_CODE_USED);
    assert_int_equal(find(*state, 9999, 3), BATON_E_CODE_SUPERSEDED);
    assert_int_equal(find(*state, 9990, 3), BATON_E_CODE_UNKNOWN);
}

/* A used code stays however many holders there are, even if each of them has as few codes as the victim. */
LEDGER_TEST(a_used_code_of_a_subject_that_has_not_ended_is_never_pushed_out)
{
    char holder[16];
    put_for(*state, 1, "victim", 1000, 0);
    use_code(*state, 1, 1);
    for (unsigned n = 10; n < 1000; n++) {
        snprintf(holder, sizeof(holder), "flooder%u", n);
        assert_int_equal(put_for(*state, n, holder, 1000, 2), BATON_OK);
        end_code(*state, n, BATON_E_CODE_EXPIRED, 2);
    }
    assert_int_equal(find(*state, 1, 3), BATON_E_CODE_USED);
    assert_int_equal(find(*state, 1, 1 + limits.remember), BATON_E_CODE_UNKNOWN);
}

LEDGER_TEST(a_ledger_full_of_codes_that_must_stay_is_full)
{
    for (unsigned n = 1; n <= 4; n++)
        put(*state, n, 1000, 0);
    use_code(*state, 1, 1);
    use_code(*state, 2, 1);
    assert_int_equal(put(*state, 5, 1000, 2), BATON_E_LIMIT_REACHED);
    end_code(*state, 1, BATON_E_CODE_EXPIRED, 3);
    assert_int_equal(find(*state, 1, 3), BATON_E_CODE_USED);
    assert_int_equal(put(*state, 5, 1000, 3), BATON_OK);
    assert_int_equal(find(*state, 1, 3), BATON_E_CODE_UNKNOWN);
    assert_int_equal(find(*state, 2, 3), BATON_E_CODE_USED);
    assert_int_equal(baton_ledger_live(*state, 3), 3);
}

LEDGER_TEST(names_of_the_maximum_length_are_accepted)
{
    char subject[BATON_LEDGER_ID];
    char room[BATON_LEDGER_ROOM], name[BATON_LEDGER_HOLDER], id[BATON_LEDGER_ID];
    struct baton_digest digest = digest_of(1);
    const struct baton_ledger_code code = {&digest, room, id, id, name, 0, false};
    memset(room, 'r', sizeof(room));
    memset(name, 'n', sizeof(name));
    memset(id, 'i', sizeof(id));
    room[sizeof(room) - 1] = name[sizeof(name) - 1] = id[sizeof(id) - 1] = '\0';
    assert_int_equal(baton_ledger_put(*state, &code, 60, 0), BATON_OK);
    assert_int_equal(search(*state, 1, room, 0, subject), BATON_OK);
    assert_string_equal(subject, id);
}

TEST(a_hundred_thousand_codes_take_bounded_memory)
{
    struct baton_ledger_limits large = limits;
    large.max_codes = 1000;
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
        assert_int_equal(search(*state, n, NULL, 0, subject), BATON_OK);
        assert_string_equal(subject, "both");
    }
    put(*state, 4, 60, 0);
    assert_int_equal(baton_ledger_live(*state, 0), 4);
    baton_ledger_kill(*state, "both", BATON_E_CODE_SUPERSEDED, 1);
    for (unsigned n = 1; n <= 3; n++)
        assert_int_equal(search(*state, n, NULL, 1, subject), BATON_E_CODE_SUPERSEDED);
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
                assert_int_equal(search(*state, orders[i][at], NULL, 0, subject),
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
    assert_int_equal(search(*state, 1, NULL, 1, subject), BATON_OK);
    assert_string_equal(subject, "transfer");
    baton_ledger_kill(*state, "presentation", BATON_E_CODE_SUPERSEDED, 1);
    assert_int_equal(search(*state, 1, NULL, 1, subject), BATON_OK);
    baton_ledger_kill(*state, "transfer", BATON_E_CODE_USED, 1);
    assert_int_equal(search(*state, 1, NULL, 1, subject), BATON_E_CODE_USED);
    assert_string_equal(subject, "transfer");
    assert_int_equal(search(*state, 2, NULL, 1, subject), BATON_E_CODE_USED);
}

LEDGER_TEST(a_code_without_a_room_is_found_in_any_room)
{
    char subject[BATON_LEDGER_ID];
    put_as(*state, 1, NULL, "device", "presentation", 60, 0);
    assert_int_equal(search(*state, 1, "hall", 0, subject), BATON_OK);
    assert_int_equal(search(*state, 1, NULL, 0, subject), BATON_OK);
}

TEST(free_accepts_null)
{
    baton_ledger_free(NULL);
}

/* --- codes of one holder ---------------------------------------------------------------------- */

static enum baton_error put_limited(struct baton_ledger *ledger, unsigned n, const char *owner,
    const char *holder, baton_time expires, baton_time now)
{
    struct baton_digest digest = digest_of(n);
    const struct baton_ledger_code code = {
        .digest = &digest, .owner_id = owner, .subject_id = owner, .holder = holder, .most = 2};
    return baton_ledger_put(ledger, &code, expires, now);
}

TEST(a_holder_may_have_only_so_many_live_codes)
{
    struct baton_ledger *ledger = baton_ledger_new(&limits);
    assert_int_equal(put_limited(ledger, 1, "one", "a", 100, 1), BATON_OK);
    assert_int_equal(put_limited(ledger, 2, "two", "a", 200, 1), BATON_OK);
    assert_int_equal(put_limited(ledger, 3, "three", "a", 200, 1), BATON_E_LIMIT_REACHED);
    assert_int_equal(put_limited(ledger, 3, "two", "a", 200, 1), BATON_OK);
    assert_int_equal(baton_ledger_held(ledger, "a", 1), 2);
    assert_int_equal(put_limited(ledger, 4, "three", "a", 200, 100), BATON_OK);
    baton_ledger_kill(ledger, "three", BATON_E_CODE_USED, 101);
    baton_ledger_kill_owned(ledger, "two", BATON_E_CODE_USED, 101);
    assert_int_equal(baton_ledger_held(ledger, "a", 101), 0);
    baton_ledger_free(ledger);
}

static enum baton_error put_rotating(
    struct baton_ledger *ledger, unsigned n, const char *owner, const char *holder)
{
    struct baton_digest digest = digest_of(n);
    const struct baton_ledger_code code = {.digest = &digest,
        .owner_id = owner,
        .subject_id = "all",
        .holder = holder,
        .most = 2,
        .rotates = true};
    return baton_ledger_put(ledger, &code, 100, 1);
}

TEST(the_oldest_code_of_a_holder_can_give_way)
{
    struct baton_ledger *ledger = baton_ledger_new(&limits);
    char subject[BATON_LEDGER_ID];
    assert_int_equal(put_rotating(ledger, 1, "one", "a"), BATON_OK);
    assert_int_equal(put_rotating(ledger, 9, "nine", "b"), BATON_OK);
    assert_int_equal(put_rotating(ledger, 2, "two", "a"), BATON_OK);
    assert_int_equal(put_rotating(ledger, 3, "two", "a"), BATON_OK); /* supersedes its own one */
    assert_int_equal(search(ledger, 1, NULL, 1, subject), BATON_OK);
    assert_int_equal(put_rotating(ledger, 3, "four", "a"), BATON_E_CODE_USED);
    assert_int_equal(search(ledger, 1, NULL, 1, subject), BATON_OK);
    assert_int_equal(put_rotating(ledger, 4, "four", "a"), BATON_OK);
    assert_int_equal(search(ledger, 1, NULL, 1, subject), BATON_E_CODE_EXPIRED);
    assert_int_equal(search(ledger, 9, NULL, 1, subject), BATON_OK);
    assert_int_equal(baton_ledger_held(ledger, "a", 1), 2);
    baton_ledger_free(ledger);
}

TEST(the_live_codes_of_a_subject_are_listed_from_the_oldest_on)
{
    struct baton_ledger *ledger = baton_ledger_new(&limits);
    struct baton_digest digests[3], first = digest_of(1), last = digest_of(4);
    assert_int_equal(baton_ledger_list(ledger, "all", digests, 3), 0);
    put_rotating(ledger, 1, "one", "a");
    put_rotating(ledger, 2, "two", "a");
    put_rotating(ledger, 4, "four", "b");
    baton_ledger_kill_owned(ledger, "two", BATON_E_CODE_USED, 1);
    assert_int_equal(baton_ledger_list(ledger, "all", digests, 3), 2);
    assert_memory_equal(&digests[0], &first, sizeof(first));
    assert_memory_equal(&digests[1], &last, sizeof(last));
    assert_int_equal(baton_ledger_list(ledger, "all", digests, 1), 1);
    assert_memory_equal(&digests[0], &last, sizeof(last));
    baton_ledger_free(ledger);
}

TEST(the_codes_of_other_holders_do_not_count)
{
    struct baton_ledger *ledger = baton_ledger_new(&limits);
    assert_int_equal(put_limited(ledger, 1, "one", "a", 100, 1), BATON_OK);
    assert_int_equal(put_limited(ledger, 2, "two", "b", 100, 1), BATON_OK);
    assert_int_equal(put_limited(ledger, 3, "two", "a", 100, 1), BATON_OK);
    assert_int_equal(put_as(ledger, 4, NULL, "two", "two", 100, 1), BATON_OK);
    assert_int_equal(baton_ledger_held(ledger, "a", 1), 1);
    assert_int_equal(baton_ledger_held(ledger, "b", 1), 0);
    baton_ledger_free(ledger);
}
