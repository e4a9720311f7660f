/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of transfer/resume_book: which of a device's resume secrets are valid, old or ended. */
#include <string.h>

#include "test.h"
#include "transfer/resume_book.h"

static const struct baton_resume_limits limits = {.max_ended = 2, .remember = 100};

static int set_up(void **state)
{
    *state = baton_resume_book_new(&limits);
    return 0;
}

static int tear_down(void **state)
{
    baton_resume_book_free(*state);
    return 0;
}

#define BOOK_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

static struct baton_digest digest_of(int number)
{
    struct baton_digest digest = {{0}};
    memcpy(digest.bytes, &number, sizeof(number));
    return digest;
}

static void add_as(struct baton_resume_book *book, const char *device, int number, bool replies)
{
    struct baton_resume_owner owner = {.room = "den", .participant = "anna"};
    struct baton_digest digest = digest_of(number);
    strcpy(owner.device, device);
    baton_resume_book_add(book, &owner, &digest, replies);
}

static void add(struct baton_resume_book *book, const char *device, int number)
{
    add_as(book, device, number, true);
}

static void use(struct baton_resume_book *book, int number)
{
    struct baton_digest digest = digest_of(number);
    baton_resume_book_use(book, &digest);
}

static enum baton_resume_state find_at(struct baton_resume_book *book, int number, baton_time now)
{
    struct baton_resume_owner owner = {.room = ""};
    struct baton_digest digest = digest_of(number);
    enum baton_resume_state state = baton_resume_book_find(book, &digest, now, &owner);
    assert_string_equal(owner.room, state == BATON_RESUME_UNKNOWN ? "" : "den");
    return state;
}

static enum baton_resume_state find(struct baton_resume_book *book, int number)
{
    return find_at(book, number, 1);
}

BOOK_TEST(a_secret_that_was_never_given_is_unknown)
{
    add(*state, "phone", 1);
    assert_int_equal(find(*state, 1), BATON_RESUME_IS_VALID);
    assert_int_equal(find(*state, 2), BATON_RESUME_UNKNOWN);
}

BOOK_TEST(the_secret_before_is_valid_until_the_device_shows_that_it_has_the_new_one)
{
    add(*state, "phone", 1);
    use(*state, 1);
    add(*state, "phone", 2);
    assert_int_equal(find(*state, 1), BATON_RESUME_IS_VALID);
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_VALID);
    baton_resume_book_show(*state, "phone");
    assert_int_equal(find(*state, 1), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_VALID);
}

BOOK_TEST(the_secret_before_is_valid_until_the_new_one_is_used)
{
    add(*state, "phone", 1);
    use(*state, 1);
    add(*state, "phone", 2);
    use(*state, 2);
    add(*state, "phone", 3);
    assert_int_equal(find(*state, 1), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_VALID);
    assert_int_equal(find(*state, 3), BATON_RESUME_IS_VALID);
}

BOOK_TEST(after_a_lost_reply_the_secret_before_makes_the_lost_one_old)
{
    add(*state, "phone", 1);
    use(*state, 1);
    add(*state, "phone", 2);
    use(*state, 1);
    add(*state, "phone", 3);
    assert_int_equal(find(*state, 1), BATON_RESUME_IS_VALID);
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, 3), BATON_RESUME_IS_VALID);
}

BOOK_TEST(a_request_does_not_show_that_the_device_has_got_an_event)
{
    add(*state, "phone", 1);
    add(*state, "phone", 2);
    add_as(*state, "phone", 3, false);
    baton_resume_book_show(*state, "phone");
    assert_int_equal(find(*state, 1), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_VALID);
    assert_int_equal(find(*state, 3), BATON_RESUME_IS_VALID);
    add_as(*state, "phone", 4, false);
    baton_resume_book_show(*state, "phone");
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_VALID);
    use(*state, 4);
    assert_int_equal(find(*state, 2), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, 3), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, 4), BATON_RESUME_IS_VALID);
}

BOOK_TEST(a_device_has_few_valid_secrets)
{
    for (int i = 0; i < BATON_RESUME_VALID; i++) {
        assert_true(baton_resume_book_has_space(*state, "phone"));
        add(*state, "phone", i);
    }
    assert_false(baton_resume_book_has_space(*state, "phone"));
    assert_true(baton_resume_book_has_space(*state, "laptop"));
    for (int i = 0; i < BATON_RESUME_VALID; i++)
        assert_int_equal(find(*state, i), BATON_RESUME_IS_VALID);
}

BOOK_TEST(the_latest_old_secrets_are_remembered)
{
    for (int i = 0; i <= BATON_RESUME_OLD + 1; i++) {
        add(*state, "phone", i);
        baton_resume_book_show(*state, "phone");
    }
    assert_int_equal(find(*state, 0), BATON_RESUME_UNKNOWN);
    for (int i = 1; i <= BATON_RESUME_OLD; i++)
        assert_int_equal(find(*state, i), BATON_RESUME_IS_OLD);
    assert_int_equal(find(*state, BATON_RESUME_OLD + 1), BATON_RESUME_IS_VALID);
}

BOOK_TEST(the_secrets_of_a_device_end_with_it)
{
    add(*state, "phone", 1);
    baton_resume_book_show(*state, "phone");
    add(*state, "phone", 2);
    baton_resume_book_show(*state, "phone");
    baton_resume_book_end(*state, "phone", BATON_ENDING_LEFT, 10);
    baton_resume_book_end(*state, "phone", BATON_ENDING_LEFT, 10);
    baton_resume_book_show(*state, "phone");
    assert_int_equal(find_at(*state, 1, 109), BATON_RESUME_HAS_ENDED);
    assert_int_equal(find_at(*state, 2, 109), BATON_RESUME_HAS_ENDED);
    assert_int_equal(find_at(*state, 2, 110), BATON_RESUME_UNKNOWN);
}

BOOK_TEST(few_devices_that_have_ended_are_remembered)
{
    add(*state, "phone", 1);
    add(*state, "laptop", 2);
    add(*state, "tablet", 3);
    baton_resume_book_end(*state, "phone", BATON_ENDING_LEFT, 1);
    baton_resume_book_end(*state, "laptop", BATON_ENDING_LEFT, 1);
    baton_resume_book_end(*state, "tablet", BATON_ENDING_LEFT, 1);
    assert_int_equal(find(*state, 1), BATON_RESUME_UNKNOWN);
    assert_int_equal(find(*state, 2), BATON_RESUME_HAS_ENDED);
    assert_int_equal(find(*state, 3), BATON_RESUME_HAS_ENDED);
}

/* --- restarts --------------------------------------------------------------------------------- */

static size_t list(
    struct baton_resume_book *book, struct baton_resume_entry entries[BATON_RESUME_SECRETS])
{
    return baton_resume_book_list(book, "phone", entries);
}

static bool restore(
    struct baton_resume_book *book, const struct baton_resume_entry *entries, size_t count)
{
    const struct baton_resume_owner owner = {
        .room = "den", .participant = "anna", .device = "phone"};
    return baton_resume_book_restore(book, &owner, entries, count);
}

BOOK_TEST(a_device_has_the_same_secrets_after_a_restart)
{
    struct baton_resume_book *book = *state, *again = baton_resume_book_new(&limits);
    struct baton_resume_entry entries[BATON_RESUME_SECRETS], same[BATON_RESUME_SECRETS];
    assert_int_equal(list(book, entries), 0);
    add(book, "phone", 1);
    add(book, "phone", 2);
    use(book, 2);
    add(book, "phone", 3);
    assert_int_equal(list(book, entries), 3);
    assert_true(restore(again, entries, 3));
    assert_int_equal(find(again, 1), BATON_RESUME_IS_OLD);
    assert_int_equal(find(again, 2), BATON_RESUME_IS_VALID);
    assert_int_equal(find(again, 3), BATON_RESUME_IS_VALID);
    assert_int_equal(list(again, same), 3);
    assert_memory_equal(same, entries, 3 * sizeof(same[0]));
    use(again, 3);
    assert_int_equal(find(again, 2), BATON_RESUME_IS_OLD);
    baton_resume_book_free(again);
}

/* No reply of before the restart can be on its way any more. */
BOOK_TEST(nothing_is_shown_by_a_request_after_a_restart)
{
    struct baton_resume_book *book = *state, *again = baton_resume_book_new(&limits);
    struct baton_resume_entry entries[BATON_RESUME_SECRETS];
    add(book, "phone", 1);
    add(book, "phone", 2);
    assert_true(restore(again, entries, list(book, entries)));
    baton_resume_book_show(again, "phone");
    assert_int_equal(find(again, 1), BATON_RESUME_IS_VALID);
    baton_resume_book_free(again);
}

BOOK_TEST(damaged_entries_are_refused_and_nothing_is_added)
{
    struct baton_resume_book *book = *state;
    struct baton_resume_entry entries[BATON_RESUME_SECRETS];
    for (int i = 0; i < BATON_RESUME_SECRETS; i++)
        entries[i] = (struct baton_resume_entry){digest_of(i), true};
    assert_false(restore(book, entries, BATON_RESUME_VALID + 1)); /* too many are valid */
    for (int i = 0; i < BATON_RESUME_SECRETS; i++)
        entries[i].valid = false;
    assert_false(restore(book, entries, BATON_RESUME_OLD + 1)); /* too many are old */
    entries[0].valid = true;
    assert_false(restore(book, entries, 2)); /* an old one follows a valid one */
    entries[0] = entries[1];
    assert_false(restore(book, entries, 2)); /* the same twice */
    assert_int_equal(find(book, 0), BATON_RESUME_UNKNOWN);
    add(book, "other", 1);
    assert_false(restore(book, entries, 1)); /* another device has it */
    add(book, "phone", 2);
    entries[0].digest = digest_of(3);
    assert_false(restore(book, entries, 1)); /* the device is known */
}
