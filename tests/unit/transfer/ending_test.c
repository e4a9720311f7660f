/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of transfer/ending: the names and texts. */
#include <string.h>

#include "test.h"
#include "transfer/ending.h"

TEST(each_ending_has_a_name_of_its_own_and_a_text)
{
    assert_null(baton_ending_name(BATON_ENDING_NONE));
    for (int i = BATON_ENDING_NONE + 1; i < BATON_ENDINGS; i++) {
        assert_non_null(baton_ending_name((enum baton_ending)i));
        assert_non_null(baton_ending_text((enum baton_ending)i));
        for (int j = BATON_ENDING_NONE + 1; j < i; j++)
            assert_string_not_equal(
                baton_ending_name((enum baton_ending)i), baton_ending_name((enum baton_ending)j));
    }
}
