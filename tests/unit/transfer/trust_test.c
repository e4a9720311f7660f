/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of transfer/trust: it remembers the senders that have given the right secret of a target. */
#include <stdio.h>

#include "test.h"
#include "transfer/trust.h"

static int set_up(void **state)
{
    *state = baton_trust_new(3);
    return 0;
}

static int tear_down(void **state)
{
    baton_trust_free(*state);
    return 0;
}

#define TRUST_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

static const struct baton_guess_place pin = {.kind = BATON_GUESS_PIN, .id = "den"};
static const struct baton_guess_place secret = {.kind = BATON_GUESS_SECRET, .id = "den"};

TRUST_TEST(a_sender_is_trusted_with_what_it_has_given)
{
    assert_false(baton_trust_has(*state, &pin, "s"));
    baton_trust_add(*state, &pin, "s");
    assert_true(baton_trust_has(*state, &pin, "s"));
    assert_false(baton_trust_has(*state, &pin, "t"));
    assert_false(baton_trust_has(*state, &secret, "s"));
}

TRUST_TEST(a_new_secret_ends_the_trust)
{
    baton_trust_add(*state, &pin, "s");
    baton_trust_add(*state, &secret, "s");
    baton_trust_end(*state, &pin);
    assert_false(baton_trust_has(*state, &pin, "s"));
    assert_true(baton_trust_has(*state, &secret, "s"));
    baton_trust_end(*state, &pin);
}

TRUST_TEST(the_latest_senders_are_remembered)
{
    char name[16];
    for (int i = 0; i <= BATON_TRUST_SENDERS; i++) {
        snprintf(name, sizeof(name), "s%d", i);
        baton_trust_add(*state, &pin, name);
        baton_trust_add(*state, &pin, name);
    }
    assert_false(baton_trust_has(*state, &pin, "s0"));
    assert_true(baton_trust_has(*state, &pin, "s1"));
    assert_true(baton_trust_has(*state, &pin, name));
}

TRUST_TEST(the_target_that_was_used_longest_ago_is_forgotten)
{
    static const char *const rooms[] = {"a", "b", "c", "a", "d"};
    for (size_t i = 0; i < COUNT(rooms); i++)
        baton_trust_add(
            *state, &(struct baton_guess_place){.kind = BATON_GUESS_PIN, .id = rooms[i]}, "s");
    for (size_t i = 1; i < COUNT(rooms); i++)
        assert_int_equal(
            baton_trust_has(
                *state, &(struct baton_guess_place){.kind = BATON_GUESS_PIN, .id = rooms[i]}, "s"),
            i != 1);
}

TEST(free_takes_nothing)
{
    baton_trust_free(NULL);
}
