/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chat: the ids of messages count up, and the last hundred messages are kept in order. */
#include "state/chat.h"
#include "test.h"

static json_int_t id_at(const json_t *history, size_t index)
{
    return json_integer_value(json_object_get(json_array_get(history, index), "id"));
}

TEST(a_message_has_sender_text_and_time)
{
    struct baton_chat chat;
    baton_chat_init(&chat);
    const json_t *message = baton_chat_add(&chat, "x", "Anna", "hello", 1767225600000);
    assert_int_equal(json_integer_value(json_object_get(message, "id")), 1);
    assert_string_equal(json_string_value(json_object_get(message, "from")), "x");
    assert_string_equal(json_string_value(json_object_get(message, "display")), "Anna");
    assert_string_equal(json_string_value(json_object_get(message, "text")), "hello");
    assert_int_equal(json_integer_value(json_object_get(message, "time")), 1767225600000);
    baton_chat_fini(&chat);
}

static json_t *latest(const struct baton_chat *chat)
{
    int64_t earlier;
    return baton_chat_page(chat, INT64_MAX, BATON_CHAT_HISTORY, &earlier);
}

TEST(the_last_hundred_messages_are_kept)
{
    struct baton_chat chat;
    baton_chat_init(&chat);
    json_t *history = latest(&chat);
    assert_int_equal(json_array_size(history), 0);
    json_decref(history);
    for (int i = 1; i <= 250; i++) {
        baton_chat_add(&chat, "x", "Anna", "hello", i);
        history = latest(&chat);
        size_t kept = json_array_size(history);
        assert_int_equal(kept, i < BATON_CHAT_HISTORY ? i : BATON_CHAT_HISTORY);
        assert_int_equal(id_at(history, kept - 1), i);
        assert_int_equal(id_at(history, 0), i - (int)kept + 1);
        json_decref(history);
    }
    baton_chat_fini(&chat);
}

TEST(a_history_does_not_change_with_later_messages)
{
    struct baton_chat chat;
    baton_chat_init(&chat);
    baton_chat_add(&chat, "x", "Anna", "hello", 1);
    json_t *history = latest(&chat);
    for (int i = 0; i < BATON_CHAT_HISTORY; i++)
        baton_chat_add(&chat, "x", "Anna", "hello", 1);
    baton_chat_fini(&chat);
    assert_int_equal(id_at(history, 0), 1);
    json_decref(history);
}

TEST(pages_lead_from_the_latest_message_to_the_oldest)
{
    struct baton_chat chat;
    int64_t before = INT64_MAX, expected = 60;

    baton_chat_init(&chat);
    for (int i = 1; i <= 60; i++)
        baton_chat_add(&chat, "x", "Anna", "hello", i);
    while (before) {
        json_t *page = baton_chat_page(&chat, before, 25, &before);
        for (size_t i = json_array_size(page); i > 0; i--)
            assert_int_equal(id_at(page, i - 1), expected--);
        json_decref(page);
    }
    assert_int_equal(expected, 0);
    baton_chat_fini(&chat);
}

TEST(long_messages_make_a_page_short)
{
    struct baton_chat chat;
    char *text = g_strnfill(BATON_CHAT_PAGE_BYTES / 3, 'x');
    int64_t earlier;

    baton_chat_init(&chat);
    for (int i = 1; i <= 10; i++)
        baton_chat_add(&chat, "x", "Anna", text, i);
    json_t *page = baton_chat_page(&chat, INT64_MAX, 100, &earlier);
    assert_int_equal(json_array_size(page), 3);
    assert_int_equal(earlier, 8);
    json_decref(page);
    baton_chat_fini(&chat);
    g_free(text);
}

TEST(a_message_that_was_stored_is_restored_and_later_ones_count_on)
{
    struct baton_chat chat;
    json_t *stored = json_pack("{s:i, s:s, s:s, s:s, s:I}", "id", 7, "from", "x", "display", "Anna",
        "text", "hello", "time", (json_int_t)1);
    baton_chat_init(&chat);
    assert_true(baton_chat_restore(&chat, stored));
    assert_false(baton_chat_restore(&chat, stored)); /* its id is not above the last one */
    assert_int_equal(baton_chat_oldest(&chat), 7);
    const json_t *next = baton_chat_add(&chat, "x", "Anna", "again", 2);
    assert_int_equal(json_integer_value(json_object_get(next, "id")), 8);
    json_decref(stored);
    baton_chat_fini(&chat);
}

TEST(what_is_no_message_is_not_restored)
{
    static const char *const texts[] = {"[]", "{}", "{\"id\":1}",
        "{\"id\":\"1\",\"from\":\"x\",\"display\":\"A\",\"text\":\"t\",\"time\":1}",
        "{\"id\":1,\"from\":\"x\",\"display\":\"A\",\"text\":\"t\",\"time\":1,\"more\":1}"};
    struct baton_chat chat;
    baton_chat_init(&chat);
    for (size_t i = 0; i < COUNT(texts); i++) {
        json_t *message = json_loads(texts[i], 0, NULL);
        assert_non_null(message);
        assert_false(baton_chat_restore(&chat, message));
        json_decref(message);
    }
    assert_int_equal(chat.last_id, 0);
    baton_chat_fini(&chat);
}
