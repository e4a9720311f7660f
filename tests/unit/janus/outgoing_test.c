/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests of janus/outgoing: the messages that a client has not read have a limit, and a later state event
 * replaces a waiting state event about the same object.
 */
#include <string.h>

#include "code/drawing.h"
#include "janus/outgoing.h"
#include "test.h"

static int owner;
static const struct baton_outgoing_limits *limits = &baton_outgoing_defaults;

static json_t *text_of(size_t bytes)
{
    char *text = g_strnfill(bytes, 'x');
    json_t *body = json_pack("{s:s, s:s}", "baton", "room_edited", "description", text);
    g_free(text);
    return body;
}

static json_t *chat_of(size_t bytes)
{
    char *text = g_strnfill(bytes, 'x');
    json_t *body = json_pack("{s:s, s:{s:s}}", "baton", "chat", "message", "text", text);
    g_free(text);
    return body;
}

static const char *put_body(struct baton_outgoing *outgoing, json_t *body, baton_time now)
{
    return baton_outgoing_put(
        outgoing, limits, baton_outgoing_message_new(&owner, NULL, body, NULL), now);
}

static json_t *changed(const char *id, int hand)
{
    return json_pack("{s:s, s:{s:s, s:i}}", "baton", "participant_changed", "participant", "id", id,
        "hand", hand);
}

/* Takes a message and frees it. Returns its size, or 0 if there was no message. */
static size_t take(struct baton_outgoing *outgoing, baton_time now)
{
    struct baton_outgoing_message *message = baton_outgoing_take(outgoing, limits, now);
    size_t bytes = message ? message->bytes : 0;

    if (message)
        baton_outgoing_message_free(message);
    return bytes;
}

static uint64_t ask(struct baton_outgoing *outgoing)
{
    return baton_outgoing_ask(outgoing, limits, &baton_random_system);
}

/* The number of the latest question. */
static uint64_t latest(const struct baton_outgoing *outgoing)
{
    return outgoing->questions[outgoing->latest].number;
}

static void expect_end(struct baton_outgoing *outgoing, const char *excess, const char *part)
{
    assert_non_null(excess);
    assert_non_null(strstr(excess, part));
    assert_null(put_body(outgoing, text_of(10), 0)); /* dropped */
    struct baton_outgoing_message *message = baton_outgoing_take(outgoing, limits, 0);
    assert_int_equal(message->kind, BATON_OUTGOING_END);
    assert_ptr_equal(message->owner, &owner);
    baton_outgoing_message_free(message);
    assert_false(baton_outgoing_ready(outgoing, limits));
    assert_int_equal(baton_outgoing_held(outgoing), 0);
}

TEST(messages_leave_in_order)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (size_t i = 1; i <= 3; i++)
        assert_null(put_body(&outgoing, text_of(100 * i), 0));
    size_t first = take(&outgoing, 1);
    assert_int_equal(take(&outgoing, 1), first + 100);
    assert_int_equal(take(&outgoing, 1), first + 200);
    assert_false(baton_outgoing_ready(&outgoing, limits));
}

TEST(no_more_than_the_window_leaves_without_acknowledgement)
{
    struct baton_outgoing outgoing = {.waiting = 0};
    size_t sent = 0, bytes;

    for (int i = 0; i < 50; i++)
        assert_null(put_body(&outgoing, text_of(10000), 0));
    while ((bytes = take(&outgoing, 1)) > 0) {
        sent += bytes;
        ask(&outgoing);
    }
    uint64_t number = latest(&outgoing);
    assert_in_range(sent, limits->window - 11000, limits->window);
    assert_in_range(outgoing.asked, sent - limits->window / 4, sent);

    assert_true(baton_outgoing_acknowledge(&outgoing, number));
    assert_true(take(&outgoing, 1) > 0);
    baton_outgoing_clear(&outgoing);
}

TEST(the_client_is_asked_once_for_each_part_and_whenever_the_window_is_full)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    put_body(&outgoing, text_of(limits->window / 4 - 1000), 0);
    take(&outgoing, 1);
    assert_int_equal(ask(&outgoing), 0);
    put_body(&outgoing, text_of(limits->window), 0);
    assert_int_equal(take(&outgoing, 1), 0);
    uint64_t number = ask(&outgoing);
    assert_true(number > 0);
    assert_int_equal(outgoing.asked, outgoing.sent);
    assert_int_equal(ask(&outgoing), 0);
    assert_true(baton_outgoing_acknowledge(&outgoing, number));
    assert_true(take(&outgoing, 1) > limits->window); /* larger than the window, but alone */
    baton_outgoing_clear(&outgoing);
}

TEST(a_number_that_was_not_asked_for_is_refused)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    put_body(&outgoing, text_of(limits->window / 4), 0);
    take(&outgoing, 1);
    assert_false(baton_outgoing_acknowledge(&outgoing, 0));
    assert_false(baton_outgoing_acknowledge(&outgoing, outgoing.sent));
    uint64_t number = ask(&outgoing);
    assert_false(baton_outgoing_acknowledge(&outgoing, outgoing.sent));
    assert_false(baton_outgoing_acknowledge(&outgoing, number + 1));
    assert_false(baton_outgoing_acknowledge(&outgoing, number - 1));
    assert_int_equal(baton_outgoing_held(&outgoing), outgoing.sent);
    assert_true(baton_outgoing_acknowledge(&outgoing, number));
    assert_true(baton_outgoing_acknowledge(&outgoing, number)); /* once more, but right */
    assert_int_equal(baton_outgoing_held(&outgoing), 0);
}

/* Otherwise a client that never reads could acknowledge, and Janus would queue its messages without a limit. */
TEST(the_numbers_of_two_clients_that_get_the_same_have_nothing_in_common)
{
    struct baton_outgoing twins[2] = {{.waiting = 0}};
    uint64_t numbers[2];

    for (int part = 0; part < 100; part++) {
        for (size_t i = 0; i < COUNT(twins); i++) {
            put_body(&twins[i], text_of(limits->window / 4), 0);
            take(&twins[i], 1);
            numbers[i] = ask(&twins[i]);
            assert_in_range(numbers[i], 1, (1ull << 53) - 1);
        }
        uint64_t apart =
            numbers[0] < numbers[1] ? numbers[1] - numbers[0] : numbers[0] - numbers[1];
        assert_true(apart > 1000000); /* fails by chance once in 45 million runs */
        assert_false(baton_outgoing_acknowledge(&twins[1], numbers[0]));
        for (size_t i = 0; i < COUNT(twins); i++)
            assert_true(baton_outgoing_acknowledge(&twins[i], numbers[i]));
    }
}

TEST(a_client_that_guesses_is_detached)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    put_body(&outgoing, text_of(limits->window / 4), 0);
    take(&outgoing, 1);
    uint64_t number = ask(&outgoing);
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 1; i < BATON_OUTGOING_MOST_WRONG; i++) {
            assert_false(baton_outgoing_acknowledge(&outgoing, number + 1));
            assert_null(baton_outgoing_end_guessing(&outgoing, &owner));
        }
        assert_true(baton_outgoing_acknowledge(&outgoing, number));
    }
    for (int i = 0; i < BATON_OUTGOING_MOST_WRONG; i++)
        assert_false(baton_outgoing_acknowledge(&outgoing, number + 1));
    expect_end(&outgoing, baton_outgoing_end_guessing(&outgoing, &owner), "numbers");
    assert_null(baton_outgoing_end_guessing(&outgoing, &owner));
}

/* A client that is slow, but in order, can answer each question, however often it says that it has a new connection. */
TEST(a_client_can_answer_each_question_that_it_gets)
{
    struct baton_outgoing outgoing = {.waiting = 0};
    uint64_t numbers[200];
    size_t count = 0;

    for (int i = 0; i < 100; i++) {
        put_body(&outgoing, text_of(1000), 0);
        baton_outgoing_ask_again(&outgoing, 0);
        take(&outgoing, 1);
        if ((numbers[count] = ask(&outgoing)))
            count++;
    }
    assert_true(count >= 100);
    for (size_t i = 0; i < count; i++)
        assert_true(baton_outgoing_acknowledge(&outgoing, numbers[i]));
    assert_true(outgoing.acknowledged > 0);
    put_body(&outgoing, text_of(limits->window), 0);
    while (outgoing.messages.length > 0) {
        take(&outgoing, 1);
        uint64_t number = ask(&outgoing);
        assert_true(number == 0 || baton_outgoing_acknowledge(&outgoing, number));
    }
}

static bool fails(void *context, void *out, size_t len)
{
    (void)context;
    (void)out;
    (void)len;
    return false;
}

TEST(without_random_numbers_the_client_is_asked_later)
{
    static const struct baton_random broken = {fails, NULL};
    struct baton_outgoing outgoing = {.waiting = 0};

    put_body(&outgoing, text_of(limits->window / 4), 0);
    take(&outgoing, 1);
    assert_int_equal(baton_outgoing_ask(&outgoing, limits, &broken), 0);
    assert_true(baton_outgoing_acknowledge(&outgoing, ask(&outgoing)));
    assert_int_equal(baton_outgoing_held(&outgoing), 0);
}

TEST(a_state_that_waits_is_replaced_by_a_later_one_of_the_same_object)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    put_body(&outgoing, changed("anna", 1), 0);
    put_body(&outgoing, changed("ben", 1), 0);
    put_body(&outgoing, json_pack("{s:s}", "baton", "participant_joined"), 0);
    put_body(&outgoing, changed("anna", 2), 0);
    assert_int_equal(outgoing.messages.length, 3);
    const char *order[] = {"participant_changed", "participant_joined", "participant_changed"};
    for (size_t i = 0; i < COUNT(order); i++) {
        struct baton_outgoing_message *message = baton_outgoing_take(&outgoing, limits, 1);
        assert_string_equal(json_string_value(json_object_get(message->body, "baton")), order[i]);
        const json_t *participant = json_object_get(message->body, "participant");
        if (i == 2)
            assert_int_equal(json_integer_value(json_object_get(participant, "hand")), 2);
        baton_outgoing_message_free(message);
    }
    assert_int_equal(outgoing.waiting, 0);
}

TEST(only_the_latest_slots_and_encodings_wait)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (int i = 0; i < 3; i++) {
        put_body(&outgoing, json_pack("{s:s}", "baton", "slots"), 0);
        put_body(&outgoing, json_pack("{s:s}", "baton", "encodings"), 0);
    }
    assert_int_equal(outgoing.messages.length, 2);
    baton_outgoing_clear(&outgoing);
}

TEST(a_reply_is_never_replaced)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (int i = 0; i < 3; i++)
        baton_outgoing_put(&outgoing, limits,
            baton_outgoing_message_new(
                &owner, g_strdup("transaction"), json_pack("{s:s}", "baton", "slots"), NULL),
            0);
    assert_int_equal(outgoing.messages.length, 3);
    baton_outgoing_clear(&outgoing);
}

/* Puts messages until the queue ends. */
static const char *flood(struct baton_outgoing *outgoing, size_t bytes)
{
    for (int i = 0; i < 100000; i++) {
        const char *excess = put_body(outgoing, text_of(bytes), 0);
        if (excess)
            return excess;
        assert_true(outgoing->waiting <= limits->bytes);
        assert_true(outgoing->messages.length <= limits->messages);
    }
    return NULL;
}

TEST(too_many_bytes_end_the_queue)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    expect_end(&outgoing, flood(&outgoing, 10000), "bytes");
}

TEST(too_many_messages_end_the_queue)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    expect_end(&outgoing, flood(&outgoing, 10), "messages");
}

TEST(a_window_that_stays_full_ends_the_queue)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (int i = 0; i < 30; i++)
        put_body(&outgoing, text_of(10000), 0);
    while (take(&outgoing, BATON_SECONDS(1)) > 0)
        continue;
    assert_null(put_body(&outgoing, text_of(10), BATON_SECONDS(16)));
    const char *excess = put_body(&outgoing, text_of(10), BATON_SECONDS(16) + 1);
    expect_end(&outgoing, excess, "queue_seconds");
}

TEST(who_acknowledges_late_but_in_time_goes_on)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (int i = 0; i < 30; i++)
        put_body(&outgoing, text_of(10000), 0);
    while (take(&outgoing, BATON_SECONDS(1)) > 0)
        continue;
    ask(&outgoing);
    assert_true(baton_outgoing_acknowledge(&outgoing, latest(&outgoing)));
    assert_null(put_body(&outgoing, text_of(10), BATON_SECONDS(100)));
    while (take(&outgoing, BATON_SECONDS(100)) > 0)
        continue;
    baton_outgoing_clear(&outgoing);
}

TEST(the_limits_are_those_of_the_caller)
{
    const struct baton_outgoing_limits small = {
        .window = 1000, .bytes = 1500, .messages = 100, .patience = BATON_SECONDS(1)};
    struct baton_outgoing outgoing = {.waiting = 0};

    limits = &small;
    assert_null(put_body(&outgoing, text_of(800), 0));
    take(&outgoing, 1);
    assert_true(ask(&outgoing) > 0);
    assert_int_equal(outgoing.asked, outgoing.sent);
    assert_null(put_body(&outgoing, text_of(800), 1));
    assert_int_equal(take(&outgoing, 1), 0);
    expect_end(&outgoing, put_body(&outgoing, text_of(800), 1), "queue_kb");
    limits = &baton_outgoing_defaults;
}

static struct baton_outgoing_message *code_new(void)
{
    json_t *body = json_pack("{s:s, s:s, s:o}", "baton", "scanned", "role", "new", "code",
        baton_drawing_plan(BATON_CODE_SHORT, "BBBB-BBBB"));

    return baton_outgoing_message_new(&owner, NULL, body, NULL);
}

TEST(pictures_are_drawn_after_a_message_was_taken_and_count_then)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    baton_outgoing_put(&outgoing, limits, code_new(), 0);
    assert_true(baton_outgoing_draws_next(&outgoing));
    struct baton_outgoing_message *message = baton_outgoing_take(&outgoing, limits, 1);
    size_t before = message->bytes, added = baton_outgoing_message_draw(message);
    assert_int_equal(message->bytes, before + added);
    assert_false(baton_outgoing_message_is_drawn_later(message));
    baton_outgoing_grow(&outgoing, added);
    assert_int_equal(baton_outgoing_held(&outgoing), message->bytes);
    baton_outgoing_message_free(message);
}

TEST(pictures_of_a_queue_that_has_ended_count_for_nobody)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    baton_outgoing_put(&outgoing, limits, code_new(), 0);
    struct baton_outgoing_message *message = baton_outgoing_take(&outgoing, limits, 1);
    baton_outgoing_clear(&outgoing);
    baton_outgoing_grow(&outgoing, baton_outgoing_message_draw(message));
    assert_int_equal(baton_outgoing_held(&outgoing), 0);
    baton_outgoing_message_free(message);
}

TEST(an_error_takes_the_place_of_a_code_that_cannot_be_drawn)
{
    json_t *body = baton_drawing_plan(BATON_CODE_CODE128, "no bar code");
    struct baton_outgoing_message *message = baton_outgoing_message_new(&owner, NULL, body, NULL);

    baton_outgoing_message_draw(message);
    assert_string_equal(json_string_value(json_object_get(message->body, "baton")), "error");
    assert_int_equal(json_integer_value(json_object_get(message->body, "error_code")),
        baton_error_code(BATON_E_INVALID_ELEMENT));
    baton_outgoing_message_free(message);
}

TEST(a_copy_for_another_client_has_the_same_body_and_subject)
{
    struct baton_outgoing outgoing = {.waiting = 0};
    struct baton_outgoing_message *message =
        baton_outgoing_message_new(NULL, NULL, changed("anna", 1), NULL);
    struct baton_outgoing_message *copy = baton_outgoing_message_copy(message, &owner, 0);

    assert_ptr_equal(copy->owner, &owner);
    assert_ptr_equal(copy->body, message->body);
    assert_int_equal(copy->bytes, message->bytes);
    baton_outgoing_message_free(message);
    assert_null(put_body(&outgoing, changed("anna", 0), 0));
    assert_null(baton_outgoing_put(&outgoing, limits, copy, 0)); /* it replaces the earlier state of Anna */
    assert_int_equal(outgoing.messages.length, 1);
    assert_true(take(&outgoing, 1) > 0);
}

/* --- chat messages that are dropped ----------------------------------------------------------- */

static const char *put_numbered(struct baton_outgoing *outgoing, json_t *body, uint64_t seq)
{
    struct baton_outgoing_message *first = baton_outgoing_message_new(NULL, NULL, body, NULL);
    struct baton_outgoing_message *message = baton_outgoing_message_copy(first, &owner, seq);

    baton_outgoing_message_free(first);
    return baton_outgoing_put(outgoing, limits, message, 0);
}

TEST(a_client_that_does_not_read_loses_the_oldest_chat_and_is_not_detached)
{
    struct baton_outgoing outgoing = {.waiting = 0};
    uint64_t seq = 0, last = 0, gaps = 0;

    for (; seq < 1000; seq++)
        assert_null(put_numbered(&outgoing, chat_of(6000), seq + 1));
    assert_null(put_numbered(&outgoing, text_of(10), ++seq));
    assert_true(outgoing.waiting <= limits->bytes);
    while (outgoing.messages.length > 0) {
        struct baton_outgoing_message *message = baton_outgoing_take(&outgoing, limits, 1);
        assert_true(message->seq > last);
        gaps += message->seq - last - 1;
        last = message->seq;
        baton_outgoing_message_free(message);
        ask(&outgoing);
        baton_outgoing_acknowledge(&outgoing, latest(&outgoing));
    }
    assert_int_equal(last, seq);
    assert_int_equal(gaps, outgoing.dropped);
    assert_true(gaps > 900);
}

TEST(small_chat_messages_are_dropped_because_of_their_number)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (uint64_t seq = 1; seq <= 5000; seq++)
        assert_null(put_numbered(&outgoing, chat_of(1), seq));
    assert_in_range(outgoing.messages.length, limits->messages / 2, limits->messages);
    baton_outgoing_clear(&outgoing);
}

/* Otherwise the client would not see the gap before the next event comes. */
TEST(the_last_chat_message_that_waits_is_not_dropped)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (uint64_t seq = 1; seq <= 3; seq++)
        assert_null(put_numbered(&outgoing, chat_of(1000), seq));
    assert_null(put_body(&outgoing, text_of(limits->bytes - 2000), 0));
    assert_int_equal(outgoing.dropped, 2);
    const struct baton_outgoing_message *first = outgoing.messages.head->data;
    assert_int_equal(first->seq, 3);
    baton_outgoing_clear(&outgoing);
}

TEST(only_chat_messages_to_the_room_are_dropped)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    for (int i = 0; i < 30; i++) {
        json_t *question = chat_of(10000);
        json_object_set_new(json_object_get(question, "message"), "question", json_object());
        assert_null(put_body(&outgoing, question, 0));
        assert_null(put_body(&outgoing, text_of(7000), 0));
    }
    assert_null(put_numbered(&outgoing, chat_of(6000), 1));
    assert_int_equal(outgoing.dropped, 0);
    expect_end(&outgoing, flood(&outgoing, 10000), "bytes");
    assert_int_equal(outgoing.dropped, 0);
}

TEST(the_body_of_a_numbered_event_is_shared_and_what_is_sent_has_the_number)
{
    struct baton_outgoing_message *first =
        baton_outgoing_message_new(NULL, NULL, chat_of(100), NULL);
    struct baton_outgoing_message *copy = baton_outgoing_message_copy(first, &owner, 17);
    json_t *sent = baton_outgoing_message_body(copy);
    json_t *plain = baton_outgoing_message_body(first);

    assert_ptr_equal(copy->body, first->body);
    assert_ptr_equal(plain, first->body);
    assert_true(copy->bytes > first->bytes);
    assert_int_equal(json_integer_value(json_object_get(sent, "seq")), 17);
    assert_null(json_object_get(first->body, "seq"));
    assert_ptr_equal(json_object_get(sent, "message"), json_object_get(first->body, "message"));
    json_decref(sent);
    json_decref(plain);
    baton_outgoing_message_free(first);
    baton_outgoing_message_free(copy);
}

/* --- a client that has lost its connection ---------------------------------------------------- */

/* Fills the window. What asked the client for an acknowledgement is lost. */
static void lose_window(struct baton_outgoing *outgoing, baton_time now)
{
    for (int i = 0; i < 30; i++)
        put_body(outgoing, text_of(10000), now);
    while (take(outgoing, now) > 0)
        continue;
    ask(outgoing);
    assert_int_equal(outgoing->asked, outgoing->sent);
    assert_false(baton_outgoing_ready(outgoing, limits));
}

TEST(a_client_with_a_new_connection_is_asked_again_although_the_window_is_full)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    lose_window(&outgoing, 1);
    baton_outgoing_ask_again(&outgoing, 2);
    assert_true(baton_outgoing_ready(&outgoing, limits));
    assert_int_equal(take(&outgoing, 2), 0);
    uint64_t number = ask(&outgoing);
    assert_int_equal(number, latest(&outgoing));
    assert_false(baton_outgoing_ready(&outgoing, limits));
    assert_true(baton_outgoing_acknowledge(&outgoing, number));
    assert_true(take(&outgoing, 2) > 0);
    baton_outgoing_clear(&outgoing);
}

/* Without an acknowledgement nothing more is sent, however often the client says that it has a new connection. */
TEST(asking_again_makes_no_space_and_gives_more_time_only_once)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    lose_window(&outgoing, BATON_SECONDS(1));
    for (int second = 10; second < 16; second++) {
        baton_outgoing_ask_again(&outgoing, BATON_SECONDS(second));
        assert_int_equal(take(&outgoing, BATON_SECONDS(second)), 0);
        ask(&outgoing);
    }
    assert_null(put_body(&outgoing, text_of(10), BATON_SECONDS(25)));
    const char *excess = put_body(&outgoing, text_of(10), BATON_SECONDS(25) + 1);
    expect_end(&outgoing, excess, "queue_seconds");
}

TEST(a_client_that_has_acknowledged_everything_is_not_asked_again)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    baton_outgoing_ask_again(&outgoing, 1);
    assert_int_equal(take(&outgoing, 1), 0);
    assert_int_equal(ask(&outgoing), 0);
    assert_false(baton_outgoing_ready(&outgoing, limits));
}

TEST(chat_that_waits_is_dropped_because_the_reply_to_sync_has_it)
{
    struct baton_outgoing outgoing = {.waiting = 0};

    lose_window(&outgoing, 1);
    const guint others = outgoing.messages.length;
    const size_t held = baton_outgoing_held(&outgoing);
    for (uint64_t seq = 1; seq <= 3; seq++)
        put_numbered(&outgoing, chat_of(1000), seq);
    baton_outgoing_ask_again(&outgoing, 2);
    assert_int_equal(outgoing.dropped, 3);
    assert_int_equal(outgoing.messages.length, others);
    assert_int_equal(baton_outgoing_held(&outgoing), held);
    baton_outgoing_clear(&outgoing);
}
