/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire names of states, forms, outcomes and reasons, and the sentences of the reasons. */
#include <ctype.h>
#include <string.h>

#include "test.h"
#include "transfer/lifecycle.h"

static const char *const states[] = {
    "showing",
    "matching",
    "confirming",
    "connecting",
    "committing",
    "standby",
    "returning",
    "ended",
};

static const char *const outcomes[] = {
    "none",
    "moved",
    "returned",
    "cancelled",
    "declined",
    "expired",
    "superseded",
    "failed",
};

static const char *const reasons[] = {
    "none",
    "by_old",
    "by_new",
    "by_operator",
    "said_no",
    "wrong_number",
    "no_response",
    "not_matched",
    "mismatch",
    "own_witness",
    "nobody_to_ask",
    "not_delivered",
    "code_expired",
    "connect_timeout",
    "no_media",
    "connection_lost",
    "new_gone",
    "old_gone",
    "old_back",
    "stand_in_gone",
    "fingerprint_changed",
    "codec_refused",
    "return_failed",
    "renewed",
    "room_gone",
    "removed",
};

TEST(states_have_their_wire_names)
{
    for (size_t i = 0; i < COUNT(states); i++)
        assert_string_equal(baton_transfer_state_name(i), states[i]);
    assert_string_equal(baton_transfer_state_name(COUNT(states)), "unknown");
}

TEST(forms_have_their_wire_names)
{
    assert_string_equal(baton_transfer_form_name(BATON_FORM_NUMBER), "number");
    assert_string_equal(baton_transfer_form_name(BATON_FORM_YESNO), "yesno");
    assert_string_equal(baton_transfer_form_name(BATON_FORM_YESNO + 1), "unknown");
}

TEST(outcomes_have_their_wire_names)
{
    for (size_t i = 0; i < COUNT(outcomes); i++)
        assert_string_equal(baton_transfer_outcome_name(i), outcomes[i]);
    assert_string_equal(baton_transfer_outcome_name(COUNT(outcomes)), "unknown");
}

TEST(reasons_have_their_wire_names)
{
    for (size_t i = 0; i < COUNT(reasons); i++)
        assert_string_equal(baton_transfer_reason_name(i), reasons[i]);
    assert_string_equal(baton_transfer_reason_name(COUNT(reasons)), "unknown");
}

TEST(each_reason_has_its_own_sentence)
{
    for (size_t i = 0; i < COUNT(reasons); i++) {
        const char *text = baton_transfer_reason_text(i);
        assert_true(isupper((unsigned char)text[0]));
        assert_int_equal(text[strlen(text) - 1], '.');
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(text, baton_transfer_reason_text(other));
    }
    assert_string_equal(baton_transfer_reason_text(COUNT(reasons)), "unknown");
}
