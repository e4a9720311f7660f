/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/random: all numbers are equally likely, and a source that fails gives no number and no id. */
#include <limits.h>
#include <string.h>

#include "base/base64.h"
#include "base/random.h"
#include "test.h"

/* The linker replaces OpenSSL's function by this one. */
int __wrap_RAND_bytes(unsigned char *out, int len);
int __real_RAND_bytes(unsigned char *out, int len);

static int openssl_result = 1;

int __wrap_RAND_bytes(unsigned char *out, int len)
{
    return openssl_result == 1 ? __real_RAND_bytes(out, len) : openssl_result;
}

/* A random source that returns the given numbers, one for each call, and then fails. */
struct script {
    const uint32_t *numbers;
    size_t count;
    size_t used;
};

static bool fill_from_script(void *context, void *out, size_t len)
{
    struct script *script = context;

    assert_int_equal(len, sizeof(uint32_t));
    if (script->used == script->count)
        return false;
    memcpy(out, &script->numbers[script->used++], len);
    return true;
}

static bool fill_with_same(void *context, void *out, size_t len)
{
    memset(out, *(const uint8_t *)context, len);
    return true;
}

static bool fill_fails(void *context, void *out, size_t len)
{
    (void)context;
    memset(out, 0, len);
    return false;
}

static const struct baton_random failing = {fill_fails, NULL};

TEST(the_system_source_fills_the_whole_buffer)
{
    uint8_t seen[64] = {0};

    for (int round = 0; round < 20; round++) {
        uint8_t bytes[66] = {0};
        assert_true(baton_random_fill(&baton_random_system, bytes + 1, 64));
        assert_int_equal(bytes[0] | bytes[65], 0);
        for (int i = 0; i < 64; i++)
            seen[i] |= bytes[i + 1];
    }
    for (int i = 0; i < 64; i++)
        assert_int_not_equal(seen[i], 0);
}

TEST(the_system_source_fails_when_openssl_does)
{
    uint8_t bytes[16];
    char id[BATON_ID_SIZE] = "unchanged";

    for (openssl_result = -1; openssl_result <= 0; openssl_result++) {
        assert_false(baton_random_fill(&baton_random_system, bytes, sizeof(bytes)));
        assert_false(baton_id_new(&baton_random_system, id));
    }
    assert_int_equal(openssl_result, 1);
    assert_string_equal(id, "unchanged");
}

TEST(the_system_source_refuses_more_bytes_than_openssl_accepts)
{
    uint8_t byte = 7;

    assert_false(baton_random_fill(&baton_random_system, &byte, (size_t)INT_MAX + 1));
    assert_int_equal(byte, 7);
}

TEST(random_below_returns_every_number_below_the_bound_and_no_other)
{
    for (uint32_t bound = 1; bound <= 20; bound++) {
        uint32_t seen = 0;
        for (int i = 0; i < 2000; i++) {
            uint32_t number = bound;
            assert_true(baton_random_below(&baton_random_system, bound, &number));
            assert_int_in_range(number, 0, bound - 1);
            seen |= UINT32_C(1) << number;
        }
        assert_int_equal(seen, (UINT32_C(1) << bound) - 1);
    }
}

/*
 * 2^32 mod 3 is 1: one of the 2^32 numbers is too many. Therefore 0 is refused, and another number is drawn in its
 * place. 2^32 mod (2^31 + 1) is 2^31 - 1: all numbers below 2^31 - 1 are refused, and another number is drawn.
 */
TEST(numbers_that_would_make_a_result_too_likely_are_refused)
{
    static const uint32_t thirds[] = {0, 0, 5}, halves[] = {0x7FFFFFFE, 1, 0x7FFFFFFF};
    struct script script = {thirds, 3, 0};
    struct baton_random random = {fill_from_script, &script};
    uint32_t number;

    assert_true(baton_random_below(&random, 3, &number));
    assert_int_equal(number, 2);
    assert_int_equal(script.used, 3);
    script = (struct script){halves, 3, 0};
    assert_true(baton_random_below(&random, 0x80000001, &number));
    assert_int_equal(number, 0x7FFFFFFF);
    assert_int_equal(script.used, 3);
}

TEST(the_bound_may_be_a_power_of_two_or_the_largest_number)
{
    static const uint32_t numbers[] = {0, 0xFFFFFFFF, 0, 0xFFFFFFFE};
    struct script script = {numbers, 4, 0};
    struct baton_random random = {fill_from_script, &script};
    uint32_t number;

    assert_true(baton_random_below(&random, 256, &number));
    assert_int_equal(number, 0);
    assert_true(baton_random_below(&random, 256, &number));
    assert_int_equal(number, 255);
    assert_true(baton_random_below(&random, UINT32_MAX, &number));
    assert_int_equal(number, 0xFFFFFFFE); /* 0 was refused, and the next number was drawn */
    assert_int_equal(script.used, 4);
}

TEST(a_random_source_that_always_returns_the_same_bytes_causes_no_endless_loop)
{
    uint8_t zero = 0;
    struct baton_random stuck = {fill_with_same, &zero};
    uint32_t number = 42;

    assert_false(baton_random_below(&stuck, 3, &number));
    assert_int_equal(number, 42);
}

TEST(a_random_source_that_fails_gives_no_number_and_no_id)
{
    uint32_t number = 42;
    char id[BATON_ID_SIZE] = "unchanged";

    assert_false(baton_random_below(&failing, 10, &number));
    assert_false(baton_id_new(&failing, id));
    assert_int_equal(number, 42);
    assert_string_equal(id, "unchanged");
}

TEST(an_id_is_128_bits_in_base64url)
{
    uint8_t ones = 0xFF, bytes[16];
    struct baton_random random = {fill_with_same, &ones};
    char id[BATON_ID_SIZE];

    assert_true(baton_id_new(&random, id));
    assert_string_equal(id, "_____________________w");
    assert_true(baton_base64url_decode(bytes, sizeof(bytes), id, BATON_ID_SIZE - 1));
}

TEST(two_ids_differ)
{
    char one[BATON_ID_SIZE], other[BATON_ID_SIZE];

    assert_true(baton_id_new(&baton_random_system, one));
    assert_true(baton_id_new(&baton_random_system, other));
    assert_string_not_equal(one, other);
}
