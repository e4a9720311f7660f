/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of transfer/guesses: misses count at each of their places, lock a place, and are forgotten later. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "test.h"
#include "transfer/guesses.h"

#define LOCK   BATON_SECONDS(300)
#define MINUTE BATON_SECONDS(60)
#define HOUR   BATON_SECONDS(3600)

/* The rules that the engine makes from the default settings. */
static const struct baton_guess_limits limits = {
    .rules = {[BATON_GUESS_HANDLE] = {5, MINUTE, LOCK, LOCK},
        [BATON_GUESS_SESSION] = {5, MINUTE, LOCK, LOCK},
        [BATON_GUESS_RECALL] = {3, 2 * LOCK, 0, 0},
        [BATON_GUESS_STAND_IN] = {3, 2 * LOCK, MINUTE, 2 * LOCK},
        [BATON_GUESS_SERVER] = {1000, BATON_MS(300), 0, 0},
        [BATON_GUESS_LETTERS] = {20, MINUTE, 0, 0},
        [BATON_GUESS_PIN] = {20, MINUTE, 0, 0},
        [BATON_GUESS_SECRET] = {20, MINUTE, 0, 0},
        [BATON_GUESS_KEY] = {20, MINUTE, 0, 0},
        [BATON_GUESS_NUMBER] = {3, 4 * LOCK, LOCK, 12 * LOCK},
        [BATON_GUESS_QUESTION] = {3, 2 * LOCK, MINUTE, 2 * LOCK}},
    .max_places = 100,
};

static int set_up(void **state)
{
    *state = baton_guesses_new(&limits);
    return 0;
}

static int tear_down(void **state)
{
    baton_guesses_free(*state);
    return 0;
}

#define GUESSES_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

static struct baton_guess_place place(enum baton_guess_kind kind, const char *id)
{
    return (struct baton_guess_place){.kind = kind, .id = id};
}

static baton_time wait(
    struct baton_guesses *guesses, enum baton_guess_kind kind, const char *id, baton_time now)
{
    const struct baton_guess_place at = place(kind, id);
    return baton_guesses_wait(guesses, &at, 1, now);
}

static unsigned miss(
    struct baton_guesses *guesses, enum baton_guess_kind kind, const char *id, baton_time now)
{
    const struct baton_guess_place at = place(kind, id);
    return baton_guesses_miss(guesses, &at, 1, now);
}

static void miss_often(struct baton_guesses *guesses, enum baton_guess_kind kind, const char *id,
    int times, baton_time now)
{
    for (int i = 0; i < times; i++)
        miss(guesses, kind, id, now);
}

/* --- a sender --------------------------------------------------------------------------------- */

GUESSES_TEST(five_misses_lock_a_session_for_the_lock_time)
{
    for (int i = 0; i < 4; i++)
        assert_int_equal(miss(*state, BATON_GUESS_SESSION, "s", 0), 0);
    assert_int_equal(wait(*state, BATON_GUESS_SESSION, "s", 0), 0);
    assert_int_equal(miss(*state, BATON_GUESS_SESSION, "s", 0), 1);
    assert_int_equal(wait(*state, BATON_GUESS_SESSION, "s", 0), LOCK);
    assert_int_equal(wait(*state, BATON_GUESS_SESSION, "s", LOCK - 1), 1);
    assert_int_equal(wait(*state, BATON_GUESS_SESSION, "other", 0), 0);
    assert_int_equal(wait(*state, BATON_GUESS_SESSION, "s", LOCK), 0);
    miss_often(*state, BATON_GUESS_SESSION, "s", 4, LOCK);
    assert_int_equal(wait(*state, BATON_GUESS_SESSION, "s", LOCK), 0);
}

GUESSES_TEST(misses_that_are_far_apart_lock_nobody)
{
    for (int i = 0; i < 100; i++)
        assert_int_equal(miss(*state, BATON_GUESS_SESSION, "s", i * MINUTE), 0);
    assert_true(baton_guesses_has_missed(
        *state, &(struct baton_guess_place){BATON_GUESS_SESSION, "s", false, false}, 99 * MINUTE));
    assert_false(baton_guesses_has_missed(
        *state, &(struct baton_guess_place){BATON_GUESS_SESSION, "s", false, false}, 100 * MINUTE));
}

GUESSES_TEST(a_lock_does_not_become_longer_for_a_sender)
{
    for (int i = 0; i < 10; i++) {
        baton_time now = i * 2 * LOCK;
        miss_often(*state, BATON_GUESS_SESSION, "s", 5, now);
        assert_int_equal(wait(*state, BATON_GUESS_SESSION, "s", now), LOCK);
    }
}

/* --- several places --------------------------------------------------------------------------- */

GUESSES_TEST(a_miss_counts_at_every_place_and_tells_which_it_locked)
{
    struct baton_guess_place both[] = {
        place(BATON_GUESS_SESSION, "s0"), place(BATON_GUESS_PIN, "room")};
    char name[16];
    unsigned locked = 0;
    for (int i = 0; i < 20; i++) {
        assert_int_equal(locked & 2, 0);
        snprintf(name, sizeof(name), "s%d", i / 4);
        both[0].id = name;
        locked = baton_guesses_miss(*state, both, 2, 0);
    }
    assert_int_equal(locked, 2);
    both[0].id = "fresh";
    assert_int_equal(baton_guesses_wait(*state, both, 2, 0), MINUTE);
    assert_int_equal(baton_guesses_wait(*state, both, 1, 0), 0);
    assert_int_equal(baton_guesses_locked(*state, 0), 1);
}

GUESSES_TEST(a_place_that_only_counts_refuses_nothing)
{
    struct baton_guess_place server = place(BATON_GUESS_SERVER, "secrets");
    server.counts_only = true;
    for (int i = 0; i < 1000; i++)
        baton_guesses_miss(*state, &server, 1, 0);
    assert_int_equal(baton_guesses_wait(*state, &server, 1, 0), 0);
    server.counts_only = false;
    assert_int_equal(baton_guesses_wait(*state, &server, 1, 0), BATON_MS(300));
}

GUESSES_TEST(a_strict_place_allows_a_quarter)
{
    struct baton_guess_place pin = place(BATON_GUESS_PIN, "room");
    pin.strict = true;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(baton_guesses_wait(*state, &pin, 1, 0), 0);
        baton_guesses_miss(*state, &pin, 1, 0);
    }
    assert_int_equal(baton_guesses_wait(*state, &pin, 1, 0), MINUTE);
    pin.strict = false;
    assert_int_equal(baton_guesses_wait(*state, &pin, 1, 0), 0);
}

/* --- a guesser at full speed ------------------------------------------------------------------ */

/* An attacker makes 10,000 tries a second for an hour. Each try is from a session without misses. */
GUESSES_TEST(a_pin_of_four_digits_gets_few_tries_within_an_hour)
{
    int compared = 0;
    for (baton_time now = 0; now < HOUR; now += 100) {
        if (wait(*state, BATON_GUESS_PIN, "room", now) > 0)
            continue;
        compared++;
        miss(*state, BATON_GUESS_PIN, "room", now);
    }
    assert_int_in_range(compared, 20 + 55, 20 + 60);
}

GUESSES_TEST(a_room_is_open_again_a_minute_after_the_attack)
{
    for (baton_time now = 0; now < HOUR; now += BATON_MS(10)) {
        if (wait(*state, BATON_GUESS_PIN, "room", now) == 0)
            miss(*state, BATON_GUESS_PIN, "room", now);
    }
    assert_int_equal(wait(*state, BATON_GUESS_PIN, "room", HOUR + MINUTE), 0);
    assert_int_equal(wait(*state, BATON_GUESS_PIN, "other room", HOUR), 0);
}

/* --- numbers ---------------------------------------------------------------------------------- */

GUESSES_TEST(three_wrong_numbers_pause_and_each_further_pause_is_twice_as_long)
{
    baton_time now = 0;
    miss_often(*state, BATON_GUESS_NUMBER, "anna", 2, now);
    assert_int_equal(wait(*state, BATON_GUESS_NUMBER, "anna", now), 0);
    for (baton_time pause = LOCK; pause <= 8 * LOCK; pause *= 2) {
        miss(*state, BATON_GUESS_NUMBER, "anna", now);
        assert_int_equal(wait(*state, BATON_GUESS_NUMBER, "anna", now), pause);
        now += pause;
        assert_int_equal(wait(*state, BATON_GUESS_NUMBER, "anna", now), 0);
        if (pause > 4 * LOCK)
            break;
    }
    now += 12 * LOCK;
    miss_often(*state, BATON_GUESS_NUMBER, "anna", 3, now);
    assert_int_equal(wait(*state, BATON_GUESS_NUMBER, "anna", now), LOCK);
}

/* --- questions -------------------------------------------------------------------------------- */

GUESSES_TEST(three_vain_questions_pause_for_a_minute_and_later_for_ten_at_most)
{
    static const int minutes[] = {1, 2, 4, 8, 10};
    baton_time now = 0;
    miss_often(*state, BATON_GUESS_QUESTION, "anna", 2, now);
    assert_int_equal(wait(*state, BATON_GUESS_QUESTION, "anna", now), 0);
    for (size_t i = 0; i < sizeof(minutes) / sizeof(minutes[0]); i++) {
        miss(*state, BATON_GUESS_QUESTION, "anna", now);
        assert_int_equal(wait(*state, BATON_GUESS_QUESTION, "anna", now), minutes[i] * MINUTE);
        assert_int_equal(wait(*state, BATON_GUESS_QUESTION, "bob", now), 0);
        assert_int_equal(wait(*state, BATON_GUESS_NUMBER, "anna", now), 0);
        now += minutes[i] * MINUTE;
    }
    now += 20 * MINUTE;
    miss_often(*state, BATON_GUESS_QUESTION, "anna", 3, now);
    assert_int_equal(wait(*state, BATON_GUESS_QUESTION, "anna", now), MINUTE);
}

GUESSES_TEST(a_vain_question_every_ten_minutes_never_pauses)
{
    for (baton_time now = 0; now < 5 * HOUR; now += 10 * MINUTE) {
        miss(*state, BATON_GUESS_QUESTION, "anna", now);
        assert_int_equal(wait(*state, BATON_GUESS_QUESTION, "anna", now), 0);
    }
}

GUESSES_TEST(the_wire_names_of_the_targets_of_a_participant)
{
    assert_string_equal(baton_guess_kind_name(BATON_GUESS_NUMBER), "number");
    assert_string_equal(baton_guess_kind_name(BATON_GUESS_QUESTION), "question");
}

/* --- memory ----------------------------------------------------------------------------------- */

GUESSES_TEST(a_flood_of_other_places_never_unlocks_one)
{
    char name[16];
    miss_often(*state, BATON_GUESS_PIN, "victim", 20, 0);
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof(name), "%d", i);
        miss(*state, BATON_GUESS_PIN, name, 0);
        miss(*state, BATON_GUESS_SESSION, name, 0);
    }
    assert_int_equal(wait(*state, BATON_GUESS_PIN, "victim", 0), MINUTE);
}

TEST(a_hundred_thousand_places_take_bounded_memory)
{
    struct baton_guesses *guesses = baton_guesses_new(&limits);
    size_t early = 0;
    char name[16];
    for (int i = 0; i < 100000; i++) {
        if (i == 1000)
            early = mallinfo2().uordblks;
        snprintf(name, sizeof(name), "%d", i);
        for (int kind = 0; kind < BATON_GUESS_KINDS; kind++)
            miss(guesses, (enum baton_guess_kind)kind, name, i);
    }
    assert_true(mallinfo2().uordblks <= early + 64 * 1024);
    baton_guesses_free(guesses);
}

GUESSES_TEST(ids_may_be_as_long_as_said)
{
    char id[BATON_GUESS_ID];
    memset(id, 'i', sizeof(id));
    id[sizeof(id) - 1] = '\0';
    miss_often(*state, BATON_GUESS_HANDLE, id, 5, 0);
    assert_int_equal(wait(*state, BATON_GUESS_HANDLE, id, 0), LOCK);
}

/* --- reports ---------------------------------------------------------------------------------- */

static void note(void *context, const struct baton_guess_place *at, baton_time rest)
{
    snprintf(context, 64, "%d %s %d", (int)at->kind, at->id, (int)(rest / BATON_SECONDS(1)));
}

static void count(void *context, const struct baton_guess_place *at, baton_time rest)
{
    (void)at, (void)rest;
    ++*(int *)context;
}

GUESSES_TEST(locked_targets_are_listed_and_senders_are_only_counted)
{
    char told[64] = "", expected[64], name[16];
    int listed = 0;
    miss_often(*state, BATON_GUESS_SESSION, "s", 5, 0);
    miss_often(*state, BATON_GUESS_SECRET, "den", 20, 0);
    miss_often(*state, BATON_GUESS_PIN, "den", 19, 0);
    assert_int_equal(baton_guesses_locked(*state, 0), 2);
    baton_guesses_each_target(*state, 0, 10, note, told);
    snprintf(expected, sizeof(expected), "%d den 60", BATON_GUESS_SECRET);
    assert_string_equal(told, expected);
    for (int i = 0; i < 50; i++) {
        snprintf(name, sizeof(name), "%d", i);
        miss_often(*state, BATON_GUESS_LETTERS, name, 20, 0);
    }
    baton_guesses_each_target(*state, 0, 10, count, &listed);
    assert_int_equal(listed, 10);
}

TEST(free_takes_nothing)
{
    baton_guesses_free(NULL);
}
