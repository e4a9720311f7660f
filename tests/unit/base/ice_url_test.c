/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of base/ice_url: the URLs of STUN and TURN servers, and the reason for each refusal. */
#include <string.h>

#include "base/ice_url.h"
#include "test.h"

TEST(the_examples_of_the_rfcs_and_other_valid_urls_are_accepted)
{
    static const struct {
        const char *url;
        bool turn;
    } rows[] = {
        /* RFC 7064 appendix A */
        {"stun:example.org", false},
        {"stuns:example.org", false},
        {"stun:example.org:8000", false},
        /* RFC 7065 appendix A */
        {"turn:example.org", true},
        {"turns:example.org", true},
        {"turn:example.org:8000", true},
        {"turn:example.org?transport=udp", true},
        {"turn:example.org?transport=tcp", true},
        {"turns:example.org?transport=tcp", true},
        {"turn:192.0.2.1:3478?transport=udp", true},
        {"turn:[2001:db8::1]", true},
        {"turns:[2001:db8::192.0.2.1]:443?transport=tcp", true},
        {"stun:a_b-c.d~e:1", false},
        {"stun:%61.example:65535", false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baton_failure failure = {.text = ""};
        if (baton_ice_url_check(rows[i].url, &failure))
            fail_msg("%s: %s", rows[i].url, failure.text);
        assert_int_equal(baton_ice_url_is_turn(rows[i].url), rows[i].turn);
    }
}

static const struct {
    const char *url, *why;
} refused[] = {
    {"", "begins with stun:, stuns:, turn: or turns:"},
    {"example.org", "begins with stun:"},
    {"stun", "begins with stun:"},
    {"https://example.org", "begins with stun:"},
    {"TURN:example.org", "begins with stun:"},
    {" turn:example.org", "begins with stun:"},
    {"turn:", "expected a host"},
    {"turn::3478", "expected a host"},
    {"turn:?transport=udp", "expected a host"},
    {"turn://example.org", "without //"},
    {"turn:user@example.org", "no user name"},
    {"turn:[::1", "IPv6 address"},
    {"turn:[]", "IPv6 address"},
    {"turn:[192.0.2.1]", "IPv6 address"},
    {"turn:[fe80::1%25eth0]", "IPv6 address"},
    {"turn:[v1.x]", "IPv6 address"},
    {"turn:[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]", "IPv6 address"},
    {"turn:2001:db8::1", "port from 1 to 65535"},
    {"turn:example.org:", "port from 1 to 65535"},
    {"turn:example.org:0", "port from 1 to 65535"},
    {"turn:example.org:65536", "port from 1 to 65535"},
    {"turn:example.org:000001", "port from 1 to 65535"},
    {"turn:example.org:-1", "port from 1 to 65535"},
    {"turn:example.org:80x", "a character"},
    {"turn:example.org/path", "a character"},
    {"turn:example.org ", "a character"},
    {"turn:example.org\n", "a character"},
    {"turn:ex\xC3\xA4mple.org", "a character"},
    {"turn:exa%mple.org", "a character"},
    {"turn:example.org%4", "a character"},
    {"turn:example.org#a", "a character"},
    {"stun:example.org?transport=udp", "nothing after the host and the port of a STUN server"},
    {"turn:example.org?", "expected ?transport=udp"},
    {"turn:example.org?transport=", "expected ?transport=udp"},
    {"turn:example.org?transport=sctp", "expected ?transport=udp"},
    {"turn:example.org?transport=UDP", "expected ?transport=udp"},
    {"turn:example.org?transport=udp&x", "expected ?transport=udp"},
};

TEST(any_other_url_is_refused_and_the_error_says_why)
{
    for (size_t i = 0; i < COUNT(refused); i++) {
        struct baton_failure failure = {.text = ""};
        if (baton_ice_url_check(refused[i].url, &failure) != BATON_E_INVALID_ELEMENT)
            fail_msg("%s was accepted", refused[i].url);
        if (!strstr(failure.text, refused[i].why))
            fail_msg("%s: %s", refused[i].url, failure.text);
    }
    assert_int_equal(baton_ice_url_check("x", NULL), BATON_E_INVALID_ELEMENT);
    assert_false(baton_ice_url_is_turn("x"));
}

TEST(a_url_has_a_limited_length)
{
    char url[BATON_ICE_URL_MAX + 2];
    struct baton_failure failure = {.text = ""};

    memset(url, 'a', sizeof(url));
    memcpy(url, "stun:", 5);
    url[BATON_ICE_URL_MAX] = '\0';
    assert_int_equal(baton_ice_url_check(url, &failure), BATON_OK);
    url[BATON_ICE_URL_MAX] = 'a';
    url[BATON_ICE_URL_MAX + 1] = '\0';
    assert_int_equal(baton_ice_url_check(url, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(failure.text, "expected at most 300 bytes, got more");
}
