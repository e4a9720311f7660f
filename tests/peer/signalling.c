/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal: Janus's API over libsoup's WebSockets, which live in GLib's main loop as all else does.
 */
#include "peer/signalling.h"

#include <glib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "peer/alarm.h"
#include "peer/loop.h"

enum {
    KEEPALIVE = 20, /* seconds */
};

/* A message that a slow network delays. */
struct delayed {
    int64_t due;
    char *text;
};

/* What is under way in one direction. */
struct direction {
    struct peer_signalling *signalling;
    void (*deliver)(struct peer_signalling *signalling, const char *text);
    GQueue waiting; /* in the order of their times */
    struct peer_alarm *alarm;
};

struct peer_signalling {
    SoupSession *soup;
    SoupWebsocketConnection *socket;
    bool failed;
    json_int_t id;
    int64_t delay;
    struct direction out, in;
    GHashTable *requests; /* transaction -> struct peer_request */
    GHashTable *handles;  /* id -> struct peer_handle */
    guint keepalive;
    unsigned int transactions;
};

struct peer_handle {
    struct peer_signalling *signalling;
    json_int_t id;
    GQueue messages; /* unread */
};

struct peer_request {
    struct peer_signalling *signalling;
    char transaction[16];
    bool answered;
    struct peer_message *answer;
    int64_t asked;
};

void peer_message_free(struct peer_message *message)
{
    if (!message)
        return;
    json_decref(message->data);
    g_free(message->name);
    g_free(message->sdp);
    g_free(message);
}

const char *peer_message_error(const struct peer_message *message)
{
    const char *text = json_string_value(json_object_get(message->data, "error"));

    if (!text)
        text =
            json_string_value(json_object_get(json_object_get(message->data, "error"), "reason"));
    return text;
}

static struct peer_message *make_message(json_t *received)
{
    struct peer_message *message = g_new0(struct peer_message, 1);
    json_t *data = json_object_get(json_object_get(received, "plugindata"), "data");
    const char *name = json_string_value(json_object_get(data, "baton"));

    if (!name)
        name = json_string_value(json_object_get(data, "videoroom"));
    if (!name)
        name = json_string_value(json_object_get(received, "janus"));
    message->at = g_get_monotonic_time();
    message->name = g_strdup(name);
    message->data = json_incref(data ? data : received);
    message->sdp =
        g_strdup(json_string_value(json_object_get(json_object_get(received, "jsep"), "sdp")));
    return message;
}

/* An ack is no answer to what a plugin will answer later. */
static bool take_answer(struct peer_signalling *signalling, json_t *message, const char *kind)
{
    const char *transaction = json_string_value(json_object_get(message, "transaction"));
    struct peer_request *request =
        transaction ? g_hash_table_lookup(signalling->requests, transaction) : NULL;

    if (!request || strcmp(kind, "ack") == 0)
        return request;
    g_hash_table_remove(signalling->requests, transaction);
    request->answer = make_message(message);
    request->answered = true;
    return true;
}

static void take(struct peer_signalling *signalling, const char *text)
{
    json_t *message = json_loads(text, 0, NULL);
    const char *kind = json_string_value(json_object_get(message, "janus"));

    if (kind && !take_answer(signalling, message, kind)) {
        json_int_t id = json_integer_value(json_object_get(message, "sender"));
        struct peer_handle *handle = g_hash_table_lookup(signalling->handles, &id);
        if (handle)
            g_queue_push_tail(&handle->messages, make_message(message));
    }
    json_decref(message);
}

static void put(struct peer_signalling *signalling, const char *text)
{
    if (soup_websocket_connection_get_state(signalling->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text(signalling->socket, text);
}

static void on_due(void *user)
{
    struct direction *direction = user;
    struct delayed *next;

    while ((next = g_queue_peek_head(&direction->waiting)) && next->due <= g_get_monotonic_time()) {
        g_queue_pop_head(&direction->waiting);
        direction->deliver(direction->signalling, next->text);
        g_free(next->text);
        g_free(next);
    }
    peer_alarm_set(direction->alarm, next ? next->due : 0);
}

static void open_direction(struct direction *direction, struct peer_signalling *signalling,
    void (*deliver)(struct peer_signalling *signalling, const char *text))
{
    *direction =
        (struct direction){signalling, deliver, G_QUEUE_INIT, peer_alarm_new(on_due, direction)};
}

static void post(struct direction *direction, const char *text)
{
    int64_t delay = direction->signalling->delay;

    if (delay == 0) {
        direction->deliver(direction->signalling, text);
        return;
    }
    struct delayed *last = g_new(struct delayed, 1);
    *last = (struct delayed){g_get_monotonic_time() + delay, g_strdup(text)};
    g_queue_push_tail(&direction->waiting, last);
    if (g_queue_get_length(&direction->waiting) == 1)
        peer_alarm_set(direction->alarm, last->due);
}

static void on_message(SoupWebsocketConnection *socket, gint type, GBytes *bytes, gpointer user)
{
    gsize len = 0;
    const char *data = g_bytes_get_data(bytes, &len);
    struct peer_signalling *signalling = user;
    char *text = g_strndup(data, len);

    (void)socket;
    (void)type;
    post(&signalling->in, text);
    g_free(text);
}

static struct peer_request *ask(
    struct peer_signalling *signalling, const struct peer_handle *handle, json_t *message)
{
    struct peer_request *request = g_new0(struct peer_request, 1);

    request->signalling = signalling;
    request->asked = g_get_monotonic_time();
    g_snprintf(
        request->transaction, sizeof(request->transaction), "%u", ++signalling->transactions);
    json_object_set_new(message, "transaction", json_string(request->transaction));
    if (signalling->id)
        json_object_set_new(message, "session_id", json_integer(signalling->id));
    if (handle)
        json_object_set_new(message, "handle_id", json_integer(handle->id));
    g_hash_table_insert(signalling->requests, request->transaction, request);
    char *text = json_dumps(message, JSON_COMPACT);
    post(&signalling->out, text);
    free(text);
    json_decref(message);
    return request;
}

static bool is_answered(void *user)
{
    return ((struct peer_request *)user)->answered;
}

const struct peer_message *peer_request_wait(struct peer_request *request)
{
    peer_loop_wait(is_answered, request, PEER_SIGNALLING_PATIENCE);
    return request->answer;
}

struct peer_message *peer_request_take(struct peer_request *request)
{
    struct peer_message *answer = request->answer;

    request->answer = NULL;
    return answer;
}

int64_t peer_request_asked(const struct peer_request *request)
{
    return request->asked;
}

void peer_request_free(struct peer_request *request)
{
    if (!request)
        return;
    if (!request->answered)
        g_hash_table_remove(request->signalling->requests, request->transaction);
    peer_message_free(request->answer);
    g_free(request);
}

/* The id in the answer to a create or an attach, or 0. */
static json_int_t ask_for_id(struct peer_signalling *signalling, json_t *message)
{
    struct peer_request *request = ask(signalling, NULL, message);
    const struct peer_message *answer = peer_request_wait(request);
    json_int_t id = 0;

    if (answer)
        id = json_integer_value(json_object_get(json_object_get(answer->data, "data"), "id"));
    peer_request_free(request);
    return id;
}

static gboolean on_keepalive(gpointer user)
{
    struct peer_signalling *signalling = user;
    json_t *message = json_pack(
        "{s:s, s:s, s:I}", "janus", "keepalive", "transaction", "k", "session_id", signalling->id);
    char *text = json_dumps(message, JSON_COMPACT);

    put(signalling, text);
    free(text);
    json_decref(message);
    return G_SOURCE_CONTINUE;
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer user)
{
    struct peer_signalling *signalling = user;

    signalling->socket = soup_session_websocket_connect_finish(SOUP_SESSION(source), result, NULL);
    signalling->failed = !signalling->socket;
}

static bool is_connected(void *user)
{
    struct peer_signalling *signalling = user;

    return signalling->socket || signalling->failed;
}

static void free_handle(gpointer user)
{
    struct peer_handle *handle = user;

    g_queue_clear_full(&handle->messages, (GDestroyNotify)peer_message_free);
    g_free(handle);
}

struct peer_signalling *peer_signalling_open(const char *url, int64_t delay)
{
    struct peer_signalling *signalling = g_new0(struct peer_signalling, 1);
    SoupMessage *message = soup_message_new("GET", url);
    char *protocols[] = {(char *)"janus-protocol", NULL};

    signalling->soup = soup_session_new();
    signalling->requests = g_hash_table_new(g_str_hash, g_str_equal);
    signalling->handles = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_handle);
    open_direction(&signalling->out, signalling, put);
    open_direction(&signalling->in, signalling, take);
    soup_session_websocket_connect_async(signalling->soup, message, NULL, protocols,
        G_PRIORITY_DEFAULT, NULL, on_connected, signalling);
    peer_loop_wait(is_connected, signalling, PEER_SIGNALLING_PATIENCE);
    g_object_unref(message);
    if (signalling->socket) {
        soup_websocket_connection_set_max_incoming_payload_size(signalling->socket, 0);
        g_signal_connect(signalling->socket, "message", G_CALLBACK(on_message), signalling);
        signalling->id = ask_for_id(signalling, json_pack("{s:s}", "janus", "create"));
    }
    if (signalling->id == 0) {
        peer_signalling_close(signalling, false);
        return NULL;
    }
    signalling->delay = delay;
    signalling->keepalive = g_timeout_add_seconds(KEEPALIVE, on_keepalive, signalling);
    return signalling;
}

static bool is_quiet(void *user)
{
    struct peer_signalling *signalling = user;

    return g_queue_is_empty(&signalling->in.waiting) && g_queue_is_empty(&signalling->out.waiting);
}

void peer_signalling_close(struct peer_signalling *signalling, bool orderly)
{
    if (!signalling)
        return;
    if (signalling->keepalive)
        g_source_remove(signalling->keepalive);
    if (orderly && signalling->socket) {
        struct peer_request *request =
            ask(signalling, NULL, json_pack("{s:s}", "janus", "destroy"));
        peer_request_wait(request);
        peer_request_free(request);
    }
    peer_loop_wait(is_quiet, signalling, PEER_SIGNALLING_PATIENCE);
    if (signalling->socket) {
        g_signal_handlers_disconnect_by_data(signalling->socket, signalling);
        if (soup_websocket_connection_get_state(signalling->socket) == SOUP_WEBSOCKET_STATE_OPEN)
            soup_websocket_connection_close(signalling->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
        g_object_unref(signalling->socket);
    }
    peer_loop_wait(is_quiet, signalling, PEER_SIGNALLING_PATIENCE);
    peer_alarm_free(signalling->in.alarm);
    peer_alarm_free(signalling->out.alarm);
    g_object_unref(signalling->soup);
    g_hash_table_destroy(signalling->requests);
    g_hash_table_destroy(signalling->handles);
    g_free(signalling);
}

unsigned int peer_signalling_requests(const struct peer_signalling *signalling)
{
    return signalling->transactions;
}

struct peer_handle *peer_signalling_attach(struct peer_signalling *signalling, const char *plugin)
{
    json_int_t id =
        ask_for_id(signalling, json_pack("{s:s, s:s}", "janus", "attach", "plugin", plugin));

    if (id == 0)
        return NULL;
    struct peer_handle *handle = g_new0(struct peer_handle, 1);
    handle->signalling = signalling;
    handle->id = id;
    g_queue_init(&handle->messages);
    g_hash_table_insert(signalling->handles, &handle->id, handle);
    return handle;
}

void peer_handle_detach(struct peer_handle *handle)
{
    struct peer_signalling *signalling = handle->signalling;
    struct peer_request *request = ask(signalling, handle, json_pack("{s:s}", "janus", "detach"));

    peer_request_wait(request);
    peer_request_free(request);
    g_hash_table_remove(signalling->handles, &handle->id);
}

struct peer_request *peer_handle_ask(
    struct peer_handle *handle, json_t *body, const char *type, const char *sdp)
{
    json_t *message = json_pack("{s:s, s:o}", "janus", "message", "body", body);

    if (type)
        json_object_set_new(message, "jsep", json_pack("{s:s, s:s}", "type", type, "sdp", sdp));
    return ask(handle->signalling, handle, message);
}

struct search {
    struct peer_handle *handle;
    const char *name;
    GList *found;
};

static bool has_message(void *user)
{
    struct search *search = user;

    for (GList *item = search->handle->messages.head; item && !search->found; item = item->next)
        if (g_strcmp0(((struct peer_message *)item->data)->name, search->name) == 0)
            search->found = item;
    return search->found;
}

struct peer_message *peer_handle_next(
    struct peer_handle *handle, const char *name, int milliseconds)
{
    struct search search = {handle, name, NULL};

    if (milliseconds ? !peer_loop_wait(has_message, &search, milliseconds) : !has_message(&search))
        return NULL;
    struct peer_message *message = search.found->data;
    g_queue_delete_link(&handle->messages, search.found);
    return message;
}

json_int_t peer_handle_id(const struct peer_handle *handle)
{
    return handle->id;
}
