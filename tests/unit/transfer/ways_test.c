/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ways to move a call: which are forbidden, and what the error texts say. */
#include <string.h>

#include "test.h"
#include "transfer/ways.h"

TEST(all_ways_are_allowed_at_first)
{
    for (int way = 0; way < BATON_WAYS; way++)
        assert_int_equal(
            baton_ways_check(&baton_ways_all, (enum baton_way)way, "f", NULL), BATON_OK);
    for (int kind = 0; kind < BATON_CODE_KINDS; kind++)
        assert_int_equal(
            baton_ways_check_kind(&baton_ways_all, (enum baton_code_kind)kind, "f", NULL),
            BATON_OK);
}

TEST(only_stated_ways_change)
{
    struct baton_ways ways = baton_ways_all;
    const struct baton_ways none = {.allowed = {false}};

    baton_ways_apply(&ways, &none, 0);
    assert_true(baton_ways_equal(&ways, &baton_ways_all));
    baton_ways_apply(&ways, &none, 1u << BATON_WAY_NOBODY);
    assert_false(baton_ways_equal(&ways, &baton_ways_all));
    for (int way = 0; way < BATON_WAYS; way++)
        assert_int_equal(ways.allowed[way], way != BATON_WAY_NOBODY);
    baton_ways_apply(&ways, &none, ~0u);
    assert_true(baton_ways_equal(&ways, &none));
}

TEST(the_error_names_the_forbidden_way_and_the_allowed_ones)
{
    const struct baton_ways none = {.allowed = {false}};
    struct baton_failure failure;

    for (int way = 0; way < BATON_WAYS; way++) {
        assert_int_equal(
            baton_ways_check(&none, (enum baton_way)way, "field", &failure), BATON_E_WAY_FORBIDDEN);
        assert_non_null(strstr(failure.text, baton_way_name((enum baton_way)way)));
        assert_non_null(strstr(failure.text, "it allows "));
    }
    assert_int_equal(baton_ways_check_kind(&none, BATON_CODE_QR, "kind", &failure), BATON_OK);
    assert_int_equal(
        baton_ways_check_kind(&none, BATON_CODE_SHORT, "kind", &failure), BATON_E_WAY_FORBIDDEN);
    assert_string_equal(failure.text, "kind: this room forbids \"short\" (ways); it allows qr");
}
