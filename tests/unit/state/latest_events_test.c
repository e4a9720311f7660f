/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a device's events, and what is kept of the events. */
#include <glib.h>

#include "base/extent.h"
#include "state/latest_events.h"
#include "test.h"

static uint64_t add(struct baton_latest_events *events, json_t *body)
{
    uint64_t seq = baton_latest_events_add(events, body, baton_extent_bytes(body));
    json_decref(body);
    return seq;
}

static json_t *chat(int number)
{
    return json_pack("{s:s, s:{s:i}}", "baton", "chat", "message", "id", number);
}

static json_t *large(size_t bytes)
{
    char *text = g_strnfill(bytes, 'x');
    json_t *body = json_pack("{s:s, s:s}", "baton", "removed", "reason", text);
    g_free(text);
    return body;
}

static size_t count_since(const struct baton_latest_events *events, uint64_t since)
{
    json_t *list = baton_latest_events_since(events, since);
    size_t count = json_array_size(list);
    json_decref(list);
    return count;
}

TEST(events_are_numbered_from_1_and_kept_in_order)
{
    struct baton_latest_events events = {.last = 0};
    assert_true(baton_latest_events_reach(&events, 0));
    assert_int_equal(count_since(&events, 0), 0);
    for (int i = 1; i <= 5; i++)
        assert_int_equal(add(&events, chat(i)), i);
    json_t *list = baton_latest_events_since(&events, 2);
    assert_int_equal(json_array_size(list), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *event = json_array_get(list, i);
        const json_t *message = json_object_get(event, "message");
        assert_int_equal(json_integer_value(json_object_get(event, "seq")), i + 3);
        assert_int_equal(json_integer_value(json_object_get(message, "id")), i + 3);
    }
    json_decref(list);
    baton_latest_events_fini(&events);
}

TEST(the_body_is_shared_and_not_changed)
{
    struct baton_latest_events one = {.last = 0}, other = {.last = 6};
    json_t *body = chat(1);
    size_t references = body->refcount;
    baton_latest_events_add(&one, body, 10);
    baton_latest_events_add(&other, body, 10);
    assert_int_equal(body->refcount, references + 2);
    json_t *list = baton_latest_events_since(&other, 0);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(list, 0), "seq")), 7);
    assert_null(json_object_get(body, "seq"));
    json_decref(list);
    baton_latest_events_fini(&one);
    baton_latest_events_fini(&other);
    assert_int_equal(body->refcount, references);
    json_decref(body);
}

TEST(the_oldest_events_are_forgotten_and_it_is_known_which)
{
    struct baton_latest_events events = {.last = 0};
    for (int i = 1; i <= BATON_LATEST_EVENTS + 10; i++)
        add(&events, chat(i));
    assert_int_equal(count_since(&events, 0), BATON_LATEST_EVENTS);
    assert_false(baton_latest_events_reach(&events, 9));
    assert_true(baton_latest_events_reach(&events, 10));
    assert_int_equal(count_since(&events, 10), BATON_LATEST_EVENTS);
    assert_int_equal(count_since(&events, BATON_LATEST_EVENTS + 10), 0);
    baton_latest_events_fini(&events);
}

TEST(the_bytes_have_a_limit_too)
{
    struct baton_latest_events events = {.last = 0};
    for (int i = 0; i < 20; i++) {
        add(&events, large(10000));
        assert_true(events.bytes <= BATON_LATEST_EVENTS_BYTES);
    }
    assert_int_equal(count_since(&events, 0), 6);
    assert_false(baton_latest_events_reach(&events, 13));
    assert_true(baton_latest_events_reach(&events, 14));
    baton_latest_events_fini(&events);
}

TEST(an_event_that_is_too_large_leaves_nothing)
{
    struct baton_latest_events events = {.last = 0};
    add(&events, chat(1));
    add(&events, large(BATON_LATEST_EVENTS_BYTES));
    assert_int_equal(count_since(&events, 0), 0);
    assert_int_equal(events.bytes, 0);
    assert_false(baton_latest_events_reach(&events, 1));
    assert_true(baton_latest_events_reach(&events, 2));
    assert_int_equal(add(&events, chat(3)), 3);
    assert_int_equal(count_since(&events, 2), 1);
    baton_latest_events_fini(&events);
}

TEST(secrets_are_not_kept)
{
    struct baton_latest_events events = {.last = 0};
    static const char *const secrets[] = {"resume", "token", "disown", "disown_for", "code"};
    json_t *moved = json_pack("{s:s, s:s, s:s, s:s, s:i, s:{s:s}, s:i}", "baton", "moved", "resume",
        "hidden", "token", "hidden", "disown", "hidden", "disown_for", 1000, "code", "text",
        "hidden", "grace", 1000);
    json_t *sent = json_incref(moved);
    add(&events, moved);
    json_t *list = baton_latest_events_since(&events, 0);
    const json_t *kept = json_array_get(list, 0);
    for (size_t i = 0; i < COUNT(secrets); i++) {
        assert_null(json_object_get(kept, secrets[i]));
        assert_non_null(json_object_get(sent, secrets[i]));
    }
    assert_int_equal(json_integer_value(json_object_get(kept, "grace")), 1000);
    json_decref(list);
    json_decref(sent);
    baton_latest_events_fini(&events);
}

TEST(an_event_that_is_only_a_secret_has_a_number_and_is_not_missed)
{
    struct baton_latest_events events = {.last = 0};
    static const char *const names[] = {"resume", "token", "code"};
    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(add(&events, json_pack("{s:s}", "baton", names[i])), i + 1);
    assert_int_equal(count_since(&events, 0), 0);
    assert_true(baton_latest_events_reach(&events, 0));
    assert_null(events.ring);
    baton_latest_events_fini(&events);
}
