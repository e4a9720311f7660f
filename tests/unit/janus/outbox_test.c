/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox draws the pictures of codes, one at a time, and keeps the order of each handle. */
#include "code/drawing.h"
#include "janus/outbox.h"
#include "unit/janus/fake_core.h"

/* --- drawing that waits for the test ---------------------------------------------------------- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned begun, running, most; /* drawings: begun, running, and the most that ran at a time */
    unsigned allowed;              /* drawings that may end */
    char order[16][16];            /* the texts in the order of their drawing */
} drawings = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

json_t *__real_baton_drawing_finish(const json_t *message, struct baton_failure *failure);
json_t *__wrap_baton_drawing_finish(const json_t *message, struct baton_failure *failure);

/* The linker puts this function in the place of baton_drawing_finish. */
json_t *__wrap_baton_drawing_finish(const json_t *message, struct baton_failure *failure)
{
    pthread_mutex_lock(&drawings.lock);
    unsigned own = drawings.begun++;
    g_strlcpy(drawings.order[own], json_string_value(json_object_get(message, "text")),
        sizeof(drawings.order[own]));
    drawings.running++;
    drawings.most = MAX(drawings.most, drawings.running);
    pthread_cond_broadcast(&drawings.changed);
    while (drawings.allowed <= own)
        pthread_cond_wait(&drawings.changed, &drawings.lock);
    drawings.running--;
    pthread_mutex_unlock(&drawings.lock);
    return __real_baton_drawing_finish(message, failure);
}

static void allow_drawings(unsigned count)
{
    pthread_mutex_lock(&drawings.lock);
    drawings.allowed = count;
    pthread_cond_broadcast(&drawings.changed);
    pthread_mutex_unlock(&drawings.lock);
}

static void wait_for_drawing(unsigned count)
{
    pthread_mutex_lock(&drawings.lock);
    while (drawings.begun < count)
        pthread_cond_wait(&drawings.changed, &drawings.lock);
    pthread_mutex_unlock(&drawings.lock);
}

/* --- an outbox and its handles ---------------------------------------------------------------- */

struct post {
    struct baton_outbox *outbox;
    struct baton_attachment *handles[4]; /* three of the session "many", one of the session "one" */
};

static int setup(void **state)
{
    struct post *post = g_new0(struct post, 1);

    drawings.begun = drawings.most = drawings.allowed = 0;
    post->outbox = baton_outbox_new(&core_callbacks, NULL, &baton_outgoing_defaults);
    for (size_t i = 0; i < COUNT(post->handles); i++)
        post->handles[i] = core_attaches(i < 3 ? "many" : "one");
    *state = post;
    return post->outbox ? 0 : -1;
}

static int teardown(void **state)
{
    struct post *post = *state;

    allow_drawings(COUNT(drawings.order));
    baton_outbox_stop(post->outbox);
    for (size_t i = 0; i < COUNT(post->handles); i++) {
        baton_outbox_forget(post->outbox, post->handles[i]);
        baton_attachment_unref(post->handles[i]);
    }
    baton_outbox_free(post->outbox);
    g_free(post);
    core_forgets();
    return 0;
}

#define POST_TEST(name) TEST(name, .setup_func = setup, .teardown_func = teardown)

static void send_code(struct post *post, size_t handle, const char *text)
{
    json_t *body = json_pack("{s:s}", "baton", "code");
    json_t *code = baton_drawing_plan(BATON_CODE_SHORT, text);

    json_object_update(body, code);
    json_decref(code);
    baton_outbox_send(post->outbox, post->handles[handle], NULL, body, NULL);
}

static void send_text(struct post *post, size_t handle, const char *text)
{
    baton_outbox_send(post->outbox, post->handles[handle], NULL,
        json_pack("{s:s, s:s}", "baton", "chat", "text", text), NULL);
}

static const char *text_of(const json_t *event, const char *name)
{
    return json_string_value(json_object_get(event, name));
}

/* --- tests ------------------------------------------------------------------------------------ */

POST_TEST(a_code_gets_its_pictures_and_later_messages_of_its_handle_follow_it)
{
    allow_drawings(1);
    send_code(*state, 0, "BBBB-BBBB");
    send_text(*state, 0, "later");
    assert_string_equal(text_of(core_event(1), "text"), "BBBB-BBBB");
    assert_memory_equal(text_of(core_event(1), "svg"), "data:image/svg+xml", 18);
    assert_memory_equal(text_of(core_event(1), "png"), "data:image/png", 14);
    assert_string_equal(text_of(core_event(2), "text"), "later");
}

POST_TEST(while_a_thread_draws_the_others_send_and_none_of_them_draws)
{
    send_code(*state, 0, "BBBB-BBBB");
    send_code(*state, 1, "CCCC-CCCC");
    send_code(*state, 2, "DDDD-DDDD");
    wait_for_drawing(1);
    for (int i = 0; i < 100; i++)
        send_text(*state, 3, "plain");
    assert_string_equal(text_of(core_event(100), "text"), "plain");
    allow_drawings(3);
    core_event(103);
    assert_int_equal(drawings.most, 1);
}

POST_TEST(a_session_that_asks_for_one_code_does_not_wait_for_all_codes_of_another_one)
{
    send_code(*state, 0, "BBBB-BBBB");
    wait_for_drawing(1);
    send_code(*state, 1, "CCCC-CCCC");
    send_code(*state, 2, "DDDD-DDDD");
    send_code(*state, 3, "FFFF-FFFF");
    allow_drawings(4);
    core_event(4);
    assert_string_equal(drawings.order[1], "CCCC-CCCC");
    assert_string_equal(drawings.order[2], "FFFF-FFFF");
    assert_string_equal(drawings.order[3], "DDDD-DDDD");
}

POST_TEST(each_message_costs_time_of_other_threads_and_pictures_cost_more)
{
    struct post *post = *state;

    send_text(post, 0, "plain");
    int64_t plain = baton_outbox_cost(post->outbox);
    assert_true(plain > 0);
    send_text(post, 3, "plain");
    assert_int_equal(baton_outbox_cost(post->outbox), 2 * plain);
    send_code(post, 0, "BBBB-BBBB");
    assert_true(baton_outbox_cost(post->outbox) > 2 * plain + 1000);
}

static int64_t tell(struct post *post, size_t count, json_t *body)
{
    const int64_t before = baton_outbox_told(post->outbox);

    baton_outbox_broadcast(post->outbox, post->handles, NULL, count, body);
    return baton_outbox_told(post->outbox) - before;
}

POST_TEST(an_event_to_a_room_counts_once_unless_a_later_one_may_replace_it)
{
    char *text = g_strnfill(6000, 'x');

    assert_int_in_range(
        tell(*state, 4, json_pack("{s:s, s:s}", "baton", "chat", "text", text)), 6001, 6100);
    assert_int_equal(tell(*state, 4, json_pack("{s:s}", "baton", "participant_left")), 256);
    assert_int_equal(tell(*state, 4,
                         json_pack("{s:s, s:{s:s, s:s}}", "baton", "participant_changed",
                             "participant", "id", "anna", "metadata", text)),
        0);
    assert_int_equal(tell(*state, 0, json_pack("{s:s}", "baton", "participant_left")), 0);
    g_free(text);
    core_event(12);
}

POST_TEST(pictures_count_as_sent)
{
    struct post *post = *state;

    allow_drawings(1);
    send_code(post, 0, "BBBB-BBBB");
    const json_t *event = core_event(1);
    assert_true(baton_outgoing_held(&post->handles[0]->outgoing) >
                strlen(text_of(event, "svg")) + strlen(text_of(event, "png")));
}

POST_TEST(an_event_for_many_has_the_number_of_each)
{
    struct post *post = *state;
    const uint64_t numbers[] = {7, 1, 300, 12};
    bool seen[COUNT(numbers)] = {false};

    baton_outbox_broadcast(post->outbox, post->handles, numbers, COUNT(numbers),
        json_pack("{s:s}", "baton", "participant_left"));
    core_event(COUNT(numbers));
    for (size_t i = 0; i < COUNT(numbers); i++)
        for (size_t j = 0; j < COUNT(numbers); j++)
            if (core.pushes[i].to == post->handles[j]->janus) {
                const json_t *seq = json_object_get(core.pushes[i].event, "seq");
                assert_int_equal(json_integer_value(seq), numbers[j]);
                seen[j] = true;
            }
    for (size_t j = 0; j < COUNT(numbers); j++)
        assert_true(seen[j]);
}

/* What was pushed while the session had no transport is lost, also the event that asks for an acknowledgement. */
POST_TEST(a_full_window_opens_when_a_client_with_a_new_connection_acknowledges)
{
    struct post *post = *state;
    char *text = g_strnfill(60000, 'x');
    size_t sent = 0, texts = 0;

    for (int i = 0; i < 6; i++)
        baton_outbox_send(post->outbox, post->handles[0], NULL,
            json_pack("{s:s, s:s}", "baton", "room_edited", "description", text), NULL);
    do
        texts += strcmp(text_of(core_event(++sent), "baton"), "room_edited") == 0;
    while (texts < 4 || strcmp(text_of(core_event(sent), "baton"), "acknowledge") != 0);
    baton_outbox_ask_again(post->outbox, post->handles[0]);
    const json_t *again = core_event(sent + 1);
    assert_string_equal(text_of(again, "baton"), "acknowledge");
    json_int_t number = json_integer_value(json_object_get(again, "number"));
    assert_int_equal(number, json_integer_value(json_object_get(core_event(sent), "number")));
    assert_true(baton_outbox_acknowledge(post->outbox, post->handles[0], (uint64_t)number));
    assert_string_equal(text_of(core_event(sent + 2), "baton"), "room_edited");
    g_free(text);
}
