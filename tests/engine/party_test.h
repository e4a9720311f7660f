/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The macros for tests that begin with a call of Anna and Bob (fake/party.h). */
#ifndef BATON_TESTS_ENGINE_PARTY_TEST_H
#define BATON_TESTS_ENGINE_PARTY_TEST_H

#include "fake/party.h"
#include "test.h"

/* Defines a test that gets a new `struct party *party`, which `begin(party)` has prepared. The party is freed when the
 * test returns. */
#define PARTY_TEST_AFTER_BEGIN(function, begin)                                                    \
    static void function(struct party *party);                                                     \
    static void function##_of_a_party(UNUSED void **state)                                         \
    {                                                                                              \
        struct party party;                                                                        \
        begin(&party);                                                                             \
        function(&party);                                                                          \
        party_fini(&party);                                                                        \
    }                                                                                              \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function##_of_a_party)                 \
    static void function(struct party *party)

#define PARTY_TEST(function) PARTY_TEST_AFTER_BEGIN(function, party_init)

/* Defines a test that runs once for each step from `first` to `last`, with a new party that has taken this step. The
 * test gets `struct party *party` and `enum party_step step`. */
#define PARTY_TEST_AFTER(function, first, last)                                                    \
    static void function(struct party *party, enum party_step step);                               \
    static void function##_of_a_party(UNUSED void **state)                                         \
    {                                                                                              \
        for (enum party_step step = first; step <= last; step++) {                                 \
            struct party party;                                                                    \
            party_init(&party);                                                                    \
            party_takes(&party, step);                                                             \
            function(&party, step);                                                                \
            party_fini(&party);                                                                    \
        }                                                                                          \
    }                                                                                              \
    TEST_ADDED(__COUNTER__, .name = #function, .test_func = function##_of_a_party)                 \
    static void function(struct party *party, UNUSED enum party_step step)

#endif
