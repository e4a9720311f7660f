/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/address: devices in one network, in two networks, and devices that cannot be compared. */
#include <string.h>

#include "base/address.h"
#include "test.h"

/* What is known of a device: up to two addresses of each kind; NULL: not known. */
struct known {
    const char *seen[2], *claimed[2];
};

static struct baton_addresses addresses_of(const struct known *known)
{
    struct baton_addresses addresses = {.seen = {""}};

    for (int i = 0; i < 2; i++) {
        if (known->seen[i])
            baton_addresses_see(&addresses, known->seen[i]);
        if (known->claimed[i])
            baton_addresses_claim(&addresses, known->claimed[i]);
    }
    return addresses;
}

struct row {
    struct known own, other;
    const char *address; /* that of the other device that differs */
};

static void check(const struct row *rows, size_t count, enum baton_address_verdict expected)
{
    for (size_t i = 0; i < count; i++) {
        const struct baton_addresses own = addresses_of(&rows[i].own),
                                     other = addresses_of(&rows[i].other);
        const char *address = NULL;
        assert_int_equal(baton_addresses_compare(&own, &other, &address), expected);
        if (rows[i].address)
            assert_string_equal(address, rows[i].address);
        else
            assert_null(address);
    }
}

#define SEEN(...)                                                                                  \
    {                                                                                              \
        .seen = { __VA_ARGS__ }                                                                    \
    }
#define CLAIMED(...)                                                                               \
    {                                                                                              \
        .claimed = { __VA_ARGS__ }                                                                 \
    }

TEST(devices_in_the_same_network_are_recognized)
{
    static const struct row rows[] = {
        {SEEN("192.0.2.7"), SEEN("192.0.2.7"), NULL},
        {SEEN("192.0.2.7"), SEEN("192.0.2.200"), NULL},
        {SEEN("::ffff:192.0.2.7"), SEEN("192.0.2.8"), NULL},
        {SEEN("2001:db8:1:200::1"), SEEN("2001:db8:1:2ff:1:2:3:4"), NULL},
        {SEEN("192.0.2.7", "2001:db8:1:200::1"), SEEN("2001:db8:1:200::9"), NULL},
    };
    check(rows, COUNT(rows), BATON_ADDRESS_SAME);
}

TEST(devices_in_different_networks_are_recognized)
{
    static const struct row rows[] = {
        {SEEN("192.0.2.7"), SEEN("192.0.3.7"), "192.0.3.7"},
        {SEEN("10.77.0.1"), SEEN("10.78.0.1"), "10.78.0.1"},
        {SEEN("::ffff:192.0.2.7"), SEEN("198.51.100.7"), "198.51.100.7"},
        {SEEN("2001:db8:1:200::1"), SEEN("2001:db8:1:300::1"), "2001:db8:1:300::1"},
        {SEEN("192.168.1.7"), SEEN("198.51.100.7"), "198.51.100.7"},
        /* One family differs. */
        {SEEN("192.0.2.7", "2001:db8:1:200::1"), SEEN("192.0.2.8", "2001:db8:9::1"),
            "2001:db8:9::1"},
    };
    check(rows, COUNT(rows), BATON_ADDRESS_OTHER);
}

TEST(devices_of_different_families_cannot_be_compared)
{
    static const struct row rows[] = {
        {SEEN("192.0.2.7"), SEEN("2001:db8::1"), NULL},
        {SEEN("192.0.2.7"), {.seen = {NULL}}, NULL},
        {SEEN("192.0.2.7"), SEEN("192.0.2"), NULL},
        {SEEN("2001:db8::1"), SEEN("a3f1c2d4-0000.local"), NULL},
        {{.seen = {NULL}}, {.seen = {NULL}}, NULL},
    };
    check(rows, COUNT(rows), BATON_ADDRESS_UNKNOWN);
}

TEST(the_claims_of_the_own_device_bridge_the_families)
{
    static const struct known own = {
        .seen = {"2001:db8:1:200::1"}, .claimed = {"192.0.2.7", "192.168.1.5"}};
    static const struct row same[] = {
        {own, SEEN("192.0.2.9"), NULL},
        {own, SEEN("192.168.1.6"), NULL},
        {{.seen = {"192.168.1.5"}, .claimed = {"192.0.2.7"}}, SEEN("192.0.2.9"), NULL},
    };
    static const struct row other[] = {
        {own, SEEN("198.51.100.7"), "198.51.100.7"},
        {own, SEEN("192.168.2.6"), "192.168.2.6"},
    };
    check(same, COUNT(same), BATON_ADDRESS_SAME);
    check(other, COUNT(other), BATON_ADDRESS_OTHER);
}

TEST(the_claims_of_the_other_device_never_say_that_the_network_is_the_same)
{
    static const struct row rows[] = {
        {SEEN("192.0.2.7"), CLAIMED("192.0.2.7"), NULL},
        {SEEN("192.0.2.7"), {.seen = {"2001:db8::1"}, .claimed = {"192.0.2.7"}}, NULL},
    };
    check(rows, COUNT(rows), BATON_ADDRESS_UNKNOWN);
}

static bool claim_differs(const struct known *own, const struct known *other)
{
    const struct baton_addresses one = addresses_of(own), two = addresses_of(other);
    const char *address = NULL;
    bool differs = baton_addresses_claim_differs(&one, &two, &address);

    assert_int_equal(differs, address != NULL);
    return differs;
}

TEST(a_claim_can_name_another_network)
{
    static const struct known own = SEEN("192.0.2.7"), there = CLAIMED("198.51.100.7"),
                              here = CLAIMED("192.0.2.9"), local = CLAIMED("192.168.1.5"),
                              home = SEEN("192.168.1.7"), nothing = {.seen = {NULL}};

    assert_true(claim_differs(&own, &there));
    assert_false(claim_differs(&own, &here));
    assert_false(claim_differs(&own, &nothing));
    /* Whether a local address is behind a global one cannot be known. */
    assert_false(claim_differs(&own, &local));
    assert_false(claim_differs(&home, &there));
    assert_false(claim_differs(&home, &local));
}

TEST(it_is_known_which_addresses_are_known)
{
    static const struct known nothing = {.seen = {NULL}}, seen = SEEN("192.0.2.7"),
                              claimed = CLAIMED("fd00::1");
    const struct baton_addresses none = addresses_of(&nothing), a = addresses_of(&seen),
                                 b = addresses_of(&claimed);

    assert_false(baton_addresses_are_seen(&none) || baton_addresses_are_known(&none));
    assert_true(baton_addresses_are_seen(&a) && baton_addresses_are_known(&a));
    assert_false(baton_addresses_are_seen(&b));
    assert_true(baton_addresses_are_known(&b));
}

TEST(only_equal_addresses_of_the_media_are_shared)
{
    static const struct known one = SEEN("192.0.2.7", "2001:db8::1"), same = SEEN("2001:db8::1"),
                              near = SEEN("192.0.2.8"), claimed = CLAIMED("192.0.2.7"),
                              nothing = {.seen = {NULL}};
    const struct baton_addresses a = addresses_of(&one), b = addresses_of(&same),
                                 c = addresses_of(&near), d = addresses_of(&claimed),
                                 none = addresses_of(&nothing);

    assert_true(baton_addresses_share(&a, &b));
    assert_false(baton_addresses_share(&a, &c));
    assert_false(baton_addresses_share(&a, &d));
    assert_false(baton_addresses_share(&none, &none));
}

TEST(a_later_address_replaces_an_earlier_one)
{
    static const struct row rows[] = {
        {SEEN("192.0.2.7", "198.51.100.7"), SEEN("198.51.100.9"), NULL}};
    check(rows, COUNT(rows), BATON_ADDRESS_SAME);
}
