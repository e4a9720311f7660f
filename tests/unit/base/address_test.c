/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/address: addresses in one network, in two networks, and addresses that cannot be compared. */
#include "base/address.h"
#include "test.h"

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

TEST(addresses_in_the_same_network_do_not_differ)
{
    static const struct row rows[] = {
        {"192.0.2.7", "192.0.2.7", false},
        {"192.0.2.7", "192.0.2.200", false},
        {"::ffff:192.0.2.7", "192.0.2.8", false},
        {"2001:db8:1:200::1", "2001:db8:1:2ff:1:2:3:4", false},
    };
    check(rows, COUNT(rows));
}

TEST(addresses_in_different_networks_differ)
{
    static const struct row rows[] = {
        {"192.0.2.7", "192.0.3.7", true},
        {"10.77.0.1", "10.78.0.1", true},
        {"::ffff:192.0.2.7", "198.51.100.7", true},
        {"2001:db8:1:200::1", "2001:db8:1:300::1", true},
    };
    check(rows, COUNT(rows));
}

TEST(addresses_that_cannot_be_compared_do_not_differ)
{
    static const struct row rows[] = {
        {"192.0.2.7", "2001:db8::1", false},
        {"192.0.2.7", NULL, false},
        {"192.0.2.7", "", false},
        {"192.0.2.7", "192.0.2", false},
        {"2001:db8::1", "a3f1c2d4-0000.local", false},
        {NULL, NULL, false},
    };
    check(rows, COUNT(rows));
}
