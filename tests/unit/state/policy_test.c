/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies: their names, and which of two policies is weaker. */
#include <string.h>

#include "state/policy.h"
#include "test.h"

static struct baton_policy who(const char *name)
{
    struct baton_policy policy = {.form = BATON_FORM_NUMBER};
    assert_true(baton_policy_who_find(name, &policy));
    return policy;
}

TEST(every_policy_is_found_by_its_name)
{
    size_t count = 0;
    for (; baton_policy_who_at(count); count++) {
        const struct baton_policy policy = who(baton_policy_who_at(count));
        assert_string_equal(baton_policy_who_name(&policy), baton_policy_who_at(count));
    }
    assert_int_equal(count, 6);
}

TEST(an_unknown_name_changes_nothing)
{
    struct baton_policy policy = who("both_all");
    assert_false(baton_policy_who_find("everybody", &policy));
    assert_string_equal(baton_policy_who_name(&policy), "both_all");
}

TEST(a_transfer_may_ask_more_people_but_not_fewer)
{
    static const struct {
        const char *room, *wanted;
        bool fits;
    } rows[] = {
        {"nobody", "nobody", true},
        {"nobody", "both_all", true},
        {"old", "nobody", false},
        {"old", "old", true},
        {"old", "remote_all", false},
        {"old", "both_any", true},
        {"remote_any", "old", false},
        {"remote_any", "remote_all", true},
        {"remote_any", "both_any", true},
        {"remote_all", "remote_any", false},
        {"remote_all", "both_any", false},
        {"remote_all", "both_all", true},
        {"both_any", "remote_all", false},
        {"both_any", "both_all", true},
        {"both_all", "both_any", false},
        {"both_all", "both_all", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct baton_policy room = who(rows[i].room);
        const struct baton_policy wanted = who(rows[i].wanted);
        struct baton_failure failure;
        assert_int_equal(baton_policy_check(&room, &wanted, &failure),
            rows[i].fits ? BATON_OK : BATON_E_INVALID_ELEMENT);
        if (!rows[i].fits)
            assert_non_null(strstr(failure.text, rows[i].wanted));
    }
}

TEST(channel_and_form_of_a_transfer_may_be_stronger_but_not_weaker)
{
    struct baton_policy room = who("old");
    struct baton_policy wanted = who("old");
    wanted.how = &baton_channel_sms;
    assert_int_equal(baton_policy_check(&room, &wanted, NULL), BATON_OK);
    assert_int_equal(baton_policy_check(&wanted, &room, NULL), BATON_E_INVALID_ELEMENT);
    wanted.how = &baton_channel_chat;
    assert_int_equal(baton_policy_check(&room, &wanted, NULL), BATON_OK);
    assert_int_equal(baton_policy_check(&wanted, &room, NULL), BATON_OK);
    wanted.form = BATON_FORM_YESNO;
    assert_int_equal(baton_policy_check(&room, &wanted, NULL), BATON_E_INVALID_ELEMENT);
    assert_int_equal(baton_policy_check(&wanted, &room, NULL), BATON_OK);
}

TEST(a_room_that_asks_nobody_allows_any_channel_and_form)
{
    struct baton_policy room = who("nobody");
    struct baton_policy wanted = who("old");
    room.how = &baton_channel_sms;
    wanted.form = BATON_FORM_YESNO;
    assert_int_equal(baton_policy_check(&room, &wanted, NULL), BATON_OK);
}

TEST(only_the_stated_parts_are_copied)
{
    const struct baton_policy stated = {
        .old = true, .how = &baton_channel_chat, .form = BATON_FORM_YESNO};
    struct baton_policy policy = who("remote_any");
    baton_policy_apply(&policy, &stated, BATON_POLICY_HOW);
    assert_string_equal(baton_policy_who_name(&policy), "remote_any");
    assert_string_equal(baton_policy_how_name(&policy), "chat");
    assert_int_equal(policy.form, BATON_FORM_NUMBER);
    baton_policy_apply(&policy, &stated, BATON_POLICY_WHO | BATON_POLICY_FORM);
    assert_string_equal(baton_policy_who_name(&policy), "old");
    assert_int_equal(policy.form, BATON_FORM_YESNO);
}
