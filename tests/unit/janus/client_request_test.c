/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request is admitted, refused or answered on the thread that brings it. A handle has no engine behind it, unless the
 * test attaches it. */
#include "janus/client_request.h"
#include "janus/handle_facts.h"
#include "unit/api/mute_host.h"
#include "unit/janus/fake_core.h"

enum { COST_OF_HAND = 60 }; /* as the table of requests has it */

gboolean __real_g_hash_table_iter_next(GHashTableIter *iterator, void **key, void **value);
gboolean __wrap_g_hash_table_iter_next(GHashTableIter *iterator, void **key, void **value);

static atomic_int steps; /* of searches through tables */

gboolean __wrap_g_hash_table_iter_next(GHashTableIter *iterator, void **key, void **value)
{
    atomic_fetch_add(&steps, 1);
    return __real_g_hash_table_iter_next(iterator, key, value);
}

void __real_baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle);
void __wrap_baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle);

static atomic_int refused; /* offers of whose refusal the engine was told */

void __wrap_baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle)
{
    atomic_fetch_add(&refused, 1);
    __real_baton_engine_offer_refused(engine, handle);
}

struct client {
    struct baton_service service;
    struct baton_host host;
    atomic_int closed; /* PeerConnections */
    struct baton_attachment *attachment;
    pthread_mutex_t pause; /* the control thread waits for it */
};

static baton_time never(UNUSED void *context)
{
    return BATON_NEVER;
}

static void no_tick(UNUSED void *context, UNUSED baton_time now)
{
}

static void close_pc(void *context, UNUSED void *handle)
{
    struct client *client = context;

    atomic_fetch_add(&client->closed, 1);
}

static struct baton_engine *engine_of(struct client *client)
{
    struct baton_config config;

    client->host = mute_host;
    client->host.context = client;
    client->host.close_pc = close_pc;
    baton_config_init(&config);
    struct baton_engine *engine = baton_engine_new(&config, &client->host);
    baton_config_fini(&config);
    return engine;
}

static void pause_control(void *data)
{
    struct client *client = data;

    pthread_mutex_lock(&client->pause);
    pthread_mutex_unlock(&client->pause);
}

/*
 * A client that may raise its hand once, and then has used its budget up. The control thread runs nothing before the
 * end of the test, so nothing is given back to the budget.
 */
static int setup(void **state)
{
    static const struct baton_loop_timer timer = {never, no_tick, NULL};
    struct baton_allowance_limits limits = baton_allowance_defaults;
    struct client *client = g_new0(struct client, 1);

    limits.budget.scopes[BATON_BUDGET_HANDLE] = (struct baton_bucket_limits){1, COST_OF_HAND};
    /* On a slow machine, the budget of refusals must not fill while the test uses it up. */
    limits.budget.scopes[BATON_BUDGET_REFUSALS].rate = 1;
    client->service.allowance = baton_allowance_new(&limits);
    client->service.engine = engine_of(client);
    client->service.host = &client->host;
    atomic_store(&refused, 0);
    client->service.loop = baton_loop_new(&timer);
    client->service.outbox = baton_outbox_new(&core_callbacks, NULL, &baton_outgoing_defaults);
    client->attachment = core_attaches("session");
    pthread_mutex_init(&client->pause, NULL);
    pthread_mutex_lock(&client->pause);
    *state = client;
    return client->service.engine && client->service.loop && client->service.outbox &&
                   baton_loop_post(client->service.loop, pause_control, client)
               ? 0
               : -1;
}

static int teardown(void **state)
{
    struct client *client = *state;

    pthread_mutex_unlock(&client->pause);
    baton_loop_stop(client->service.loop);
    baton_outbox_stop(client->service.outbox);
    baton_handle_facts_detach(&client->service, client->attachment);
    baton_attachment_unref(client->attachment);
    baton_loop_free(client->service.loop);
    baton_engine_free(client->service.engine);
    baton_outbox_free(client->service.outbox);
    baton_allowance_free(client->service.allowance);
    pthread_mutex_destroy(&client->pause);
    g_free(client);
    core_forgets();
    return 0;
}

#define CLIENT_TEST(name) TEST(name, .setup_func = setup, .teardown_func = teardown)

static json_t *client_sends(struct client *client, json_t *request, json_t *jsep)
{
    return baton_client_request_take(&client->service, baton_attachment_ref(client->attachment),
        g_strdup("transaction"), request, jsep);
}

/* Sends a request. Returns the reply that is known at once, or NULL. */
static json_t *client_asks(struct client *client, json_t *request)
{
    return client_sends(client, request, NULL);
}

/* Sends a request with an offer of this type. Returns the same. */
static json_t *client_offers(struct client *client, const char *verb, const char *type)
{
    return client_sends(client, json_pack("{s:s}", "request", verb),
        json_pack("{s:s, s:s}", "type", type, "sdp", "v=0"));
}

static void client_is_attached(struct client *client)
{
    baton_handle_facts_post(
        &client->service, baton_attachment_ref(client->attachment), BATON_HANDLE_ATTACHED);
}

static void nothing(UNUSED void *data)
{
}

/* Lets the control thread run all facts that wait. */
static void control_catches_up(struct client *client)
{
    const struct baton_loop_job last = {.flow = "another session", .cost = 1, .run = nothing};

    pthread_mutex_unlock(&client->pause);
    assert_int_equal(baton_loop_call(client->service.loop, &last), BATON_LOOP_TAKEN);
    pthread_mutex_lock(&client->pause);
}

static int error_of(const json_t *reply)
{
    return (int)json_integer_value(json_object_get(reply, "error_code"));
}

static json_t *hand(void)
{
    return json_pack("{s:s, s:b}", "request", "hand", "raised", true);
}

static void client_is_ignored(struct client *client)
{
    assert_null(client_asks(client, hand()));
}

static void client_uses_up_its_budget(struct client *client)
{
    assert_null(client_asks(client, hand()));
    json_t *reply = client_asks(client, hand());
    assert_int_equal(error_of(reply), baton_error_code(BATON_E_BUSY));
    json_decref(reply);
}

/* Sends the client as much as makes Baton ask for an acknowledgement. Returns the number that it asks for. */
static json_int_t baton_asks(struct client *client)
{
    char *text = g_strnfill(baton_outgoing_defaults.window / 4, 'x');

    baton_outbox_send(client->service.outbox, client->attachment, NULL,
        json_pack("{s:s, s:s}", "baton", "chat", "text", text), NULL);
    g_free(text);
    const json_t *event = core_event(2);
    assert_string_equal(json_string_value(json_object_get(event, "baton")), "acknowledge");
    return json_integer_value(json_object_get(event, "number"));
}

CLIENT_TEST(an_acknowledgement_is_never_refused_as_busy)
{
    struct client *client = *state;
    json_int_t number = baton_asks(client);

    client_uses_up_its_budget(client);
    json_t *reply =
        client_asks(client, json_pack("{s:s, s:I}", "request", "acknowledge", "number", number));
    assert_int_equal(error_of(reply), 0);
    assert_string_equal(json_string_value(json_object_get(reply, "baton")), "acknowledged");
    assert_int_equal(baton_outgoing_held(&client->attachment->outgoing), 0);
    json_decref(reply);
}

CLIENT_TEST(a_number_that_nobody_asked_for_is_refused_although_it_is_an_acknowledgement)
{
    json_t *reply =
        client_asks(*state, json_pack("{s:s, s:i}", "request", "acknowledge", "number", 7));

    assert_int_equal(error_of(reply), baton_error_code(BATON_E_INVALID_ELEMENT));
    json_decref(reply);
}

CLIENT_TEST(a_client_that_guesses_numbers_is_detached)
{
    struct client *client = *state;
    json_int_t number = baton_asks(client);

    for (int i = 0; i < BATON_OUTGOING_MOST_WRONG; i++) {
        assert_false(client->attachment->outgoing.ended);
        json_t *reply = client_asks(
            client, json_pack("{s:s, s:I}", "request", "acknowledge", "number", number + 1 + i));
        assert_int_equal(error_of(reply), baton_error_code(BATON_E_INVALID_ELEMENT));
        json_decref(reply);
    }
    assert_true(client->attachment->outgoing.ended);
}

/* Janus writes a line into its log for each request to a handle that it does not know, so the handle stays. */
CLIENT_TEST(a_client_that_does_not_heed_busy_keeps_its_handle_and_gets_no_more_errors)
{
    struct client *client = *state;
    int64_t burst = baton_allowance_defaults.budget.scopes[BATON_BUDGET_REFUSALS].burst;

    client_uses_up_its_budget(client);
    for (int64_t i = 1; i < burst; i++) {
        json_t *reply = client_asks(client, hand());
        assert_int_equal(error_of(reply), baton_error_code(BATON_E_BUSY));
        json_decref(reply);
    }
    assert_false(atomic_load(&client->attachment->flooding));
    for (int64_t i = 0; i < burst; i++)
        client_is_ignored(client);
    assert_true(atomic_load(&client->attachment->flooding));
    assert_false(client->attachment->outgoing.ended);
}

/* Wrong guesses would be counted for nobody. */
CLIENT_TEST(a_request_on_a_handle_that_has_been_detached_is_refused)
{
    struct client *client = *state;

    pthread_mutex_unlock(&client->pause);
    json_t *reply =
        client_asks(client, json_pack("{s:s, s:s}", "request", "exists", "room", "den"));
    pthread_mutex_lock(&client->pause);
    assert_int_equal(error_of(reply), baton_error_code(BATON_E_INTERNAL));
    assert_string_equal(json_string_value(json_object_get(reply, "error")),
        "this handle could not be attached; attach a new one");
    json_decref(reply);
}

CLIENT_TEST(a_flood_of_acknowledgements_is_dropped)
{
    struct client *client = *state;
    json_t *reply = NULL;

    client_uses_up_its_budget(client);
    for (int i = 0; i < 2 * baton_allowance_defaults.budget.scopes[BATON_BUDGET_REFUSALS].burst;
         i++) {
        json_decref(reply);
        reply = client_asks(client, json_pack("{s:s, s:i}", "request", "acknowledge", "number", 0));
    }
    assert_null(reply);
}

static void refused_as_busy_at_once(json_t *reply)
{
    assert_int_equal(error_of(reply), baton_error_code(BATON_E_BUSY));
    json_decref(reply);
}

static void refused_as_busy(json_t *reply)
{
    assert_int_equal(error_of(reply), baton_error_code(BATON_E_BUSY));
    assert_true(json_integer_value(json_object_get(reply, "retry_after")) >= 500);
    json_decref(reply);
}

/* Janus has restarted ICE already. Without an answer the connection would fail. */
CLIENT_TEST(a_restart_of_a_connection_that_is_up_is_admitted_although_the_budget_is_used_up)
{
    struct client *client = *state;

    client_uses_up_its_budget(client);
    refused_as_busy(client_offers(client, "publish", "offer"));
    atomic_store(&client->attachment->connected, true);
    assert_null(client_offers(client, "publish", "offer"));
    const char *const id = "0123456789012345678901";
    assert_null(client_asks(client,
        json_pack("{s:s, s:s, s:b}", "request", "subscribe", "private_id", id, "restart", true)));
    refused_as_busy_at_once(
        client_asks(client, json_pack("{s:s, s:s}", "request", "subscribe", "private_id", id)));
}

/* Janus has created a PeerConnection for the offer, and would accept no other offer. */
CLIENT_TEST(the_peerconnection_of_an_offer_that_is_refused_as_busy_is_closed)
{
    struct client *client = *state;

    client_is_attached(client);
    client_uses_up_its_budget(client);
    refused_as_busy(client_offers(client, "publish", "offer"));
    control_catches_up(client);
    assert_int_equal(atomic_load(&client->closed), 1);
}

CLIENT_TEST(the_peerconnection_of_an_offer_for_which_the_queue_is_full_is_closed)
{
    struct client *client = *state;
    const struct baton_loop_job job = {.flow = "session", .cost = 1, .run = nothing};

    client_is_attached(client);
    while (baton_loop_queue(client->service.loop, &job) == BATON_LOOP_TAKEN)
        continue;
    refused_as_busy(client_offers(client, "hand", "offer"));
    control_catches_up(client);
    assert_int_equal(atomic_load(&client->closed), 1);
}

CLIENT_TEST(a_restart_for_which_the_queue_is_full_goes_ahead_if_no_request_of_the_handle_waits)
{
    struct client *client = *state;
    const struct baton_loop_job job = {.flow = "session", .cost = 1, .run = nothing};

    while (baton_loop_queue(client->service.loop, &job) == BATON_LOOP_TAKEN)
        continue;
    atomic_store(&client->attachment->connected, true);
    assert_null(client_offers(client, "publish", "offer"));
    assert_int_equal(atomic_load(&client->attachment->waiting), 1);
    refused_as_busy(client_offers(client, "publish", "offer"));
}

CLIENT_TEST(a_flood_of_offers_waits_once_for_the_control_thread)
{
    struct client *client = *state;
    int64_t burst = baton_allowance_defaults.budget.scopes[BATON_BUDGET_REFUSALS].burst;
    json_t *reply = NULL;

    client_is_attached(client);
    client_uses_up_its_budget(client);
    for (int64_t i = 0; i < 2 * burst; i++) {
        json_decref(reply);
        reply = client_offers(client, "publish", "offer");
    }
    assert_null(reply);
    control_catches_up(client);
    assert_int_equal(atomic_load(&refused), 1);
    assert_int_equal(atomic_load(&client->closed), 1);
}

CLIENT_TEST(the_peerconnection_of_an_offer_that_is_dropped_is_closed)
{
    struct client *client = *state;
    json_t *reply = NULL;

    client_is_attached(client);
    client_uses_up_its_budget(client);
    while (!atomic_load(&client->attachment->flooding))
        json_decref(client_asks(client, hand()));
    for (int i = 0; i < 10; i++) {
        json_decref(reply);
        reply = client_offers(client, "publish", "offer");
    }
    assert_null(reply);
    control_catches_up(client);
    assert_int_equal(atomic_load(&refused), 1);
    reply = client_offers(client, "publish", "offer");
    json_decref(reply);
    control_catches_up(client);
    assert_int_equal(atomic_load(&refused), 2);
}

/* Janus ignores the case of the type. */
CLIENT_TEST(the_peerconnection_of_an_offer_with_a_synchronous_request_is_closed)
{
    struct client *client = *state;

    client_is_attached(client);
    json_t *reply = client_offers(client, "exists", "Offer");
    assert_int_equal(error_of(reply), baton_error_code(BATON_E_INVALID_ELEMENT));
    json_decref(reply);
    control_catches_up(client);
    assert_int_equal(atomic_load(&client->closed), 1);
}

/* An event has the id of a handle only. A client can cause many events. */
TEST(an_attachment_is_found_by_its_id_without_a_search)
{
    struct baton_attachments *attachments = baton_attachments_new();
    struct baton_attachment *all[100];

    for (size_t i = 0; i < COUNT(all); i++) {
        all[i] = core_attaches("session");
        all[i]->id = i; /* the first one has no id */
        baton_attachments_add(attachments, all[i]);
    }
    atomic_store(&steps, 0);
    for (size_t i = 1; i < COUNT(all); i++) {
        assert_ptr_equal(baton_attachments_find_id(attachments, i), all[i]);
        baton_attachment_unref(all[i]);
    }
    assert_null(baton_attachments_find_id(attachments, COUNT(all)));
    assert_int_equal(atomic_load(&steps), 0);
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_ptr_equal(baton_attachments_remove(attachments, all[i]->janus), all[i]);
        assert_null(baton_attachments_find_id(attachments, i));
        baton_attachment_unref(all[i]);
    }
    baton_attachments_free(attachments);
}
