/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address: addresses of one network, of two networks, and addresses that cannot be compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/address.h"

struct row {
    const char *one, *other;
    bool differs;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(baton_address_differs(rows[i].one, rows[i].other), rows[i].differs);
        assert_int_equal(baton_address_differs(rows[i].other, rows[i].one), rows[i].differs);
    }
}

static void addresses_of_one_place_are_alike(void **state)
{
    static const struct row rows[] = {
        {"192.0.2.7", "192.0.2.7", false},
        {"192.0.2.7", "192.0.2.200", false},
        {"::ffff:192.0.2.7", "192.0.2.8", false},
        {"2001:db8:1:200::1", "2001:db8:1:2ff:1:2:3:4", false},
    };
    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void addresses_of_two_places_differ(void **state)
{
    static const struct row rows[] = {
        {"192.0.2.7", "192.0.3.7", true},
        {"10.77.0.1", "10.78.0.1", true},
        {"::ffff:192.0.2.7", "198.51.100.7", true},
        {"2001:db8:1:200::1", "2001:db8:1:300::1", true},
    };
    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

static void what_cant_be_told_does_not_differ(void **state)
{
    static const struct row rows[] = {
        {"192.0.2.7", "2001:db8::1", false},
        {"192.0.2.7", NULL, false},
        {"192.0.2.7", "", false},
        {"192.0.2.7", "192.0.2", false},
        {"2001:db8::1", "a3f1c2d4-0000.local", false},
        {NULL, NULL, false},
    };
    (void)state;
    check(rows, sizeof(rows) / sizeof(rows[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_of_one_place_are_alike),
        cmocka_unit_test(addresses_of_two_places_differ),
        cmocka_unit_test(what_cant_be_told_does_not_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
