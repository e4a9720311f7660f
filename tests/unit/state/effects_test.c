/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects: no effect is performed before the flush. The flush performs them in order, and closes connections last. */
#include <glib.h>
#include <inttypes.h>

#include "state/effects.h"
#include "test.h"

static GString *diary;

static void send(void *context, void *handle, const char *transaction, json_t *body,
    const char *type, const char *sdp, bool restart)
{
    (void)context;
    assert_null(transaction);
    assert_null(type);
    assert_null(sdp);
    assert_false(restart);
    g_string_append_printf(diary, "send %s %s;", (const char *)handle,
        json_string_value(json_object_get(body, "baton")));
}

static void broadcast(
    void *context, void *const *handles, const uint64_t *numbers, size_t count, json_t *body)
{
    for (size_t i = 0; i < count; i++) {
        send(context, handles[i], NULL, body, NULL, NULL, false);
        if (numbers)
            g_string_append_printf(diary, "%" PRIu64 ";", numbers[i]);
    }
}

static void cap(void *context, void *handle, uint32_t bitrate)
{
    (void)context;
    g_string_append_printf(diary, "cap %s %u;", (const char *)handle, bitrate);
}

static void close_pc(void *context, void *handle)
{
    (void)context;
    g_string_append_printf(diary, "close %s;", (const char *)handle);
}

static void notify(void *context, void *handle, json_t *event)
{
    (void)context;
    g_string_append_printf(diary, "notify %s %s;", handle ? (const char *)handle : "nobody",
        json_string_value(json_object_get(event, "event")));
}

static const struct baton_host host = {
    .send = send, .broadcast = broadcast, .cap = cap, .close_pc = close_pc, .notify = notify};

static char anna[] = "anna", bob[] = "bob";

static int begin(void **state)
{
    diary = g_string_new(NULL);
    *state = baton_effects_new(&host);
    return 0;
}

static int end(void **state)
{
    baton_effects_free(*state);
    g_string_free(diary, TRUE);
    return 0;
}

static void collect(struct baton_effects *effects)
{
    baton_effects_close_pc(effects, anna);
    baton_effects_send(effects, anna, 0, json_pack("{s:s}", "baton", "moved"));
    baton_effects_cap(effects, bob, 64000);
    baton_effects_notify(effects, NULL, json_pack("{s:s}", "event", "moved"));
    baton_effects_send(effects, bob, 0, json_pack("{s:s}", "baton", "slots"));
    baton_effects_close_pc(effects, bob);
}

TEST(effects_are_performed_in_order_and_connections_close_last, .setup_func = begin,
    .teardown_func = end)
{
    collect(*state);
    assert_string_equal(diary->str, "");
    baton_effects_flush(*state);
    assert_string_equal(diary->str, "send anna moved;cap bob 64000;notify nobody moved;"
                                    "send bob slots;close anna;close bob;");
    size_t written = diary->len;
    baton_effects_flush(*state);
    assert_int_equal(diary->len, written);
}

TEST(effects_for_a_handle_that_vanishes_are_dropped, .setup_func = begin, .teardown_func = end)
{
    collect(*state);
    baton_effects_forget(*state, anna);
    baton_effects_flush(*state);
    assert_string_equal(diary->str, "cap bob 64000;notify nobody moved;send bob slots;close bob;");
}

static void collect_broadcast(struct baton_effects *effects)
{
    GPtrArray *handles = g_ptr_array_new();
    g_ptr_array_add(handles, anna);
    g_ptr_array_add(handles, bob);
    baton_effects_broadcast(effects, handles, NULL, json_pack("{s:s}", "baton", "chat"));
}

TEST(a_broadcast_reaches_each_handle_that_has_not_vanished, .setup_func = begin,
    .teardown_func = end)
{
    collect_broadcast(*state);
    baton_effects_flush(*state);
    assert_string_equal(diary->str, "send anna chat;send bob chat;");
    collect_broadcast(*state);
    baton_effects_forget(*state, anna);
    baton_effects_forget(*state, anna);
    baton_effects_flush(*state);
    assert_string_equal(diary->str, "send anna chat;send bob chat;send bob chat;");
}

TEST(effects_that_were_not_flushed_are_freed, .setup_func = begin, .teardown_func = end)
{
    collect(*state);
    collect_broadcast(*state);
}

TEST(each_handle_keeps_its_own_number_if_another_one_vanishes, .setup_func = begin,
    .teardown_func = end)
{
    static char carl[] = "carl";
    GPtrArray *handles = g_ptr_array_new();
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    char *const names[] = {anna, bob, carl};
    for (uint64_t i = 0; i < COUNT(names); i++) {
        const uint64_t number = 10 + i;
        g_ptr_array_add(handles, names[i]);
        g_array_append_val(numbers, number);
    }
    baton_effects_broadcast(*state, handles, numbers, json_pack("{s:s}", "baton", "chat"));
    baton_effects_forget(*state, bob);
    baton_effects_flush(*state);
    assert_string_equal(diary->str, "send anna chat;10;send carl chat;12;");
}

TEST(effects_know_which_flush_comes_next, .setup_func = begin, .teardown_func = end)
{
    assert_int_equal(baton_effects_next_flush(*state), 1);
    collect(*state);
    assert_int_equal(baton_effects_next_flush(*state), 1);
    baton_effects_flush(*state);
    assert_int_equal(baton_effects_next_flush(*state), 2);
}
