/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses: a miss counts for every origin of the attempt, and each origin has its own limit. */
#include "test.h"
#include "unit/transfer/codes.h"

/* Looks code n up for a handle, its session and a room, with the limits that the engine uses. */
static enum baton_error ask_as(struct baton_ledger *ledger, unsigned n, const char *handle,
    const char *session, const char *room, unsigned *locked)
{
    struct baton_digest digest = digest_of(n);
    struct baton_ledger_asking asking = {
        {{handle, MISSES}, {session, MISSES}, {room, 20}}, room ? 3 : 2};
    struct baton_ledger_found found;
    enum baton_error error = baton_ledger_find(ledger, &digest, NULL, &asking, 0, &found);
    *locked = found.locked;
    return error;
}

static struct baton_ledger *large_ledger(void)
{
    struct baton_ledger_limits large = limits;
    large.max_codes = large.max_origins = 1000;
    return baton_ledger_new(&large);
}

TEST(a_miss_counts_for_every_origin_and_reports_the_locked_origins)
{
    struct baton_ledger *ledger = large_ledger();
    unsigned locked;
    put(ledger, 1, 60, 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(ask_as(ledger, 9, "h1", "s", NULL, &locked), BATON_E_CODE_UNKNOWN);
        assert_int_equal(locked, 0);
    }
    for (int i = 0; i < 2; i++)
        ask_as(ledger, 9, "h2", "s", NULL, &locked);
    assert_int_equal(locked, 0);
    assert_int_equal(ask_as(ledger, 9, "h2", "s", NULL, &locked), BATON_E_CODE_UNKNOWN);
    assert_int_equal(locked, 1 << 1);
    assert_int_equal(ask_as(ledger, 1, "h3", "s", NULL, &locked), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(locked, 1 << 1);
    assert_int_equal(ask_as(ledger, 1, "h2", "t", NULL, &locked), BATON_OK);
    assert_int_equal(locked, 0);
    assert_int_equal(baton_ledger_locked(ledger, 0), 1);
    baton_ledger_free(ledger);
}

TEST(one_miss_can_lock_several_origins)
{
    struct baton_ledger *ledger = large_ledger();
    unsigned locked = 0;
    for (int i = 0; i < MISSES; i++) {
        assert_int_equal(locked, 0);
        assert_int_equal(ask_as(ledger, 9, "h", "s", "r", &locked), BATON_E_CODE_UNKNOWN);
    }
    assert_int_equal(locked, 1 << 0 | 1 << 1);
    assert_int_equal(ask_as(ledger, 9, "h", "s", "r", &locked), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(locked, 1 << 0);
    baton_ledger_free(ledger);
}

TEST(a_room_is_locked_at_its_own_limit_even_if_each_guesser_is_new)
{
    struct baton_ledger *ledger = large_ledger();
    unsigned locked;
    put(ledger, 1, 60, 0);
    for (int i = 0; i < 20; i++) {
        char handle[16], session[16];
        snprintf(handle, sizeof(handle), "h%d", i);
        snprintf(session, sizeof(session), "s%d", i);
        assert_int_equal(
            ask_as(ledger, 9, handle, session, "room:lobby", &locked), BATON_E_CODE_UNKNOWN);
        assert_int_equal(locked, i < 19 ? 0 : 1 << 2);
    }
    assert_int_equal(
        ask_as(ledger, 1, "fresh", "fresh2", "room:lobby", &locked), BATON_E_TOO_MANY_ATTEMPTS);
    assert_int_equal(locked, 1 << 2);
    assert_int_equal(ask_as(ledger, 1, "fresh", "fresh2", "room:hall", &locked), BATON_OK);
    assert_int_equal(ask_as(ledger, 1, "fresh", "fresh2", NULL, &locked), BATON_OK);
    baton_ledger_free(ledger);
}

TEST(a_refused_attempt_counts_for_no_origin)
{
    struct baton_ledger *ledger = large_ledger();
    unsigned locked;
    for (int i = 0; i < 100; i++)
        ask_as(ledger, 9, "h", "s", "r", &locked);
    for (int i = 0; i < 15; i++) {
        char handle[16];
        snprintf(handle, sizeof(handle), "h%d", i);
        assert_int_equal(ask_as(ledger, 9, handle, handle + 1, "r", &locked), BATON_E_CODE_UNKNOWN);
    }
    assert_int_equal(locked, 1 << 2);
    baton_ledger_free(ledger);
}

TEST(the_sixth_typed_code_is_refused_even_if_new_codes_are_issued)
{
    struct baton_ledger *ledger = large_ledger();
    char handle[16];
    unsigned locked;
    for (unsigned n = 1; n <= 5; n++) {
        snprintf(handle, sizeof(handle), "handle%u", n);
        assert_int_equal(put_as(ledger, n, "room", "owner", "transfer", 60, 0), BATON_OK);
        assert_int_equal(ask_as(ledger, 99, handle, "session", "r", &locked), BATON_E_CODE_UNKNOWN);
        assert_int_equal(locked, n < 5 ? 0 : 1 << 1);
    }
    put_as(ledger, 6, "room", "owner", "transfer", 60, 0);
    assert_int_equal(
        ask_as(ledger, 6, "handle6", "session", "r", &locked), BATON_E_TOO_MANY_ATTEMPTS);
    baton_ledger_free(ledger);
}

LEDGER_TEST(an_attempt_without_an_origin_is_not_counted)
{
    const struct baton_digest digest = digest_of(1);
    const struct baton_ledger_asking nobody = {.count = 0};
    struct baton_ledger_found found;
    for (int i = 0; i < 100; i++)
        assert_int_equal(
            baton_ledger_find(*state, &digest, NULL, &nobody, 0, &found), BATON_E_CODE_UNKNOWN);
    assert_int_equal(found.locked, 0);
}
