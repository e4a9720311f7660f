/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/link: the links to which a secret can be added, and the reason for each refusal. */
#include <string.h>

#include "code/link.h"
#include "test.h"

TEST(a_link_to_a_page_is_accepted)
{
    static const char *const links[] = {
        "https://call.example/",
        "https://call.example",
        "http://call.example/move",
        "HTTPS://Call.Example/Path",
        "https://call.example:8443/a/b;c?room=standup&x=%20",
        "https://call.example?room=1",
        "http://127.0.0.1:8080/",
        "https://call.example:/", /* RFC 3986 section 3.2.3: a port may be empty */
        "http://[::1]:8080/",
        "https://[2001:db8::192.0.2.1]",
        "https://a_b-c.example/~user/@me?mail=a@b",
    };

    for (size_t i = 0; i < COUNT(links); i++) {
        struct baton_failure failure = {.text = ""};
        if (baton_link_check(links[i], &failure))
            fail_msg("%s: %s", links[i], failure.text);
        assert_string_equal(failure.text, "");
    }
}

TEST(any_other_link_is_refused_and_the_error_says_why)
{
    static const struct {
        const char *link, *why;
    } rows[] = {
        {"", "begins with https://"},
        {"call.example", "begins with https://"},
        {"ftp://call.example", "begins with https://"},
        {"javascript:alert(1)//https://", "begins with https://"},
        {"https:/call.example", "begins with https://"},
        {" https://call.example", "begins with https://"},
        {"https://call.example/#/room", "has a fragment"},
        {"https://call.example#", "has a fragment"},
        {"https://call.example/a b", "character 23"},
        {"https://call.example/\x7f", "character 22"},
        {"https://call.example/\n", "character 22"},
        {"https://call.example/\xC3\xA4", "character 22"},
        {"https://call.example/\"", "character 22"},
        {"https://call.example\\@evil.example", "character 21"},
        {"https://user@call.example/", "user name"},
        {"https://user:password@call.example/", "user name"},
        {"https://", "a host"},
        {"https:///path", "a host"},
        {"https://?room=1", "a host"},
        {"https://:8443/", "a host"},
        {"https://call.example:84x3/", "a host"},
        {"https://call.example:123456/", "a host"},
        {"https://call!example/", "a host"},
        {"https://[::1", "a host"},
        {"https://[::1/", "a host"},
        {"https://[]/", "a host"},
        {"https://[::g]/", "a host"},
        {"https://[::1]x/", "a host"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct baton_failure failure = {.text = ""};
        enum baton_error error = baton_link_check(rows[i].link, &failure);
        if (error != BATON_E_INVALID_ELEMENT || !strstr(failure.text, rows[i].why))
            fail_msg("'%s': got error %d '%s', expected '%s'", rows[i].link, error, failure.text,
                rows[i].why);
        assert_memory_equal(failure.text, "link: ", 6);
        assert_int_equal(baton_link_check(rows[i].link, NULL), error);
    }
}

TEST(a_link_has_at_most_512_bytes)
{
    struct baton_failure failure;
    char link[600];

    memset(link, 'x', sizeof(link));
    memcpy(link, "https://", 8);
    link[512] = '\0';
    assert_int_equal(baton_link_check(link, &failure), BATON_OK);
    link[512] = 'x';
    link[513] = '\0';
    assert_int_equal(baton_link_check(link, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(failure.text, "link: expected at most 512 bytes, got more");
}
