/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lifecycle: the wire names and sentences are those of docs/api.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <string.h>

#include "transfer/lifecycle.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const states[] = {
    "showing", "matching", "confirming", "connecting", "committing", "standby", "returning", "ended",
};

static const char *const outcomes[] = {
    "none", "moved", "returned", "cancelled", "declined", "expired", "superseded", "failed",
};

static const char *const reasons[] = {
    "none", "by_old", "by_new", "by_operator", "said_no", "wrong_number", "no_response",
    "not_matched", "mismatch", "nobody_to_ask", "not_delivered",
    "code_expired", "connect_timeout", "no_media", "connection_lost", "new_gone", "old_gone",
    "fingerprint_changed", "codec_refused", "return_failed", "renewed", "room_gone", "removed",
};

static void states_have_their_wire_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(states); i++)
        assert_string_equal(baton_transfer_state_name(i), states[i]);
    assert_string_equal(baton_transfer_state_name(COUNT(states)), "unknown");
}

static void confirmations_have_their_wire_names(void **state)
{
    (void)state;
    assert_string_equal(baton_transfer_form_name(BATON_FORM_NUMBER), "number");
    assert_string_equal(baton_transfer_form_name(BATON_FORM_YESNO), "yesno");
    assert_string_equal(baton_transfer_form_name(BATON_FORM_YESNO + 1), "unknown");
}

static void outcomes_have_their_wire_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(outcomes); i++)
        assert_string_equal(baton_transfer_outcome_name(i), outcomes[i]);
    assert_string_equal(baton_transfer_outcome_name(COUNT(outcomes)), "unknown");
}

static void reasons_have_their_wire_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(reasons); i++)
        assert_string_equal(baton_transfer_reason_name(i), reasons[i]);
    assert_string_equal(baton_transfer_reason_name(COUNT(reasons)), "unknown");
}

static void each_reason_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(reasons); i++) {
        const char *text = baton_transfer_reason_text(i);
        assert_true(isupper((unsigned char)text[0]));
        assert_int_equal(text[strlen(text) - 1], '.');
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(text, baton_transfer_reason_text(other));
    }
    assert_string_equal(baton_transfer_reason_text(COUNT(reasons)), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_have_their_wire_names),
        cmocka_unit_test(confirmations_have_their_wire_names),
        cmocka_unit_test(outcomes_have_their_wire_names),
        cmocka_unit_test(reasons_have_their_wire_names),
        cmocka_unit_test(each_reason_has_a_sentence_of_its_own),
    };
    return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
