/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of the tests of one cmocka program, and its main(). The tests run in the order of the source. Only one .c
 * file of a program may include this header. Each test adds itself to the list:
 *
 *     TEST(an_expired_code_is_refused)
 *     {
 *         assert_int_equal(...);
 *     }
 */
#ifndef BATON_TESTS_TEST_H
#define BATON_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

/* cmocka 2 has no assert_in_range any more, and cmocka 1 has nothing else. */
#ifndef assert_int_in_range
#define assert_int_in_range(value, least, most) assert_in_range(value, least, most)
#endif

/* Defines a test. The name of its function is also the name of the test. Further arguments set other fields of struct
 * CMUnitTest, for example `.setup_func = set_up`. The function has cmocka's parameter `void **state`. */
#define TEST(function, ...)                                                                        \
    static void function(void **state);                                                            \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function, __VA_ARGS__)                 \
    static void function(UNUSED void **state)

/* Adds a test with the name `title`. It runs `function`; `*state` points to a copy of the constant `row`. */
#define TEST_ROW(function, title, row)          TEST_ROW_X(__COUNTER__, function, title, row)
#define TEST_ROW_X(order, function, title, row) TEST_ROW_AS(order, function, title, row)
#define TEST_ROW_AS(order, function, title, row)                                                   \
    static __typeof__(row) test_row_##order = row;                                                 \
    TEST_ADDED_AS(order, .name = title, .test_func = function, .initial_state = &test_row_##order)

/* cmocka calls `function` before the first test. If it does not return 0, the program fails. */
#define BEFORE_ALL(function)                                                                       \
    __attribute__((constructor)) static void function##_is_first(void)                             \
    {                                                                                              \
        test_before_all = function;                                                                \
    }

/* Marks a parameter that a function must have but does not use. */
#define UNUSED __attribute__((unused))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TEST_ADDED(order, ...) TEST_ADDED_AS(order, __VA_ARGS__)
#define TEST_ADDED_AS(order, ...)                                                                  \
    __attribute__((constructor)) static void add_test_##order(void)                                \
    {                                                                                              \
        test_add((struct CMUnitTest){__VA_ARGS__}, order);                                         \
    }

static struct CMUnitTest test_list[512];
static int test_orders[COUNT(test_list)];
static size_t test_count;
static CMFixtureFunction test_before_all;

/* Keeps the list sorted, because constructors do not run in the order of the source. */
static inline void test_add(struct CMUnitTest test, int order)
{
    size_t at = test_count++;

    if (test_count > COUNT(test_list))
        abort();
    for (; at > 0 && test_orders[at - 1] > order; at--) {
        test_list[at] = test_list[at - 1];
        test_orders[at] = test_orders[at - 1];
    }
    test_list[at] = test;
    test_orders[at] = order;
}

int main(void)
{
    return _cmocka_run_group_tests("tests", test_list, test_count, test_before_all, NULL);
}

#endif
