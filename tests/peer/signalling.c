/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uses the WebSockets of libsoup in GLib's main loop. */
#include "peer/signalling.h"

#include <glib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "peer/delay.h"
#include "peer/loop.h"

enum {
    KEEPALIVE = 20, /* seconds */
};

struct peer_signalling {
    SoupSession *soup;
    SoupWebsocketConnection *socket;
    bool failed;
    json_int_t id;
    int64_t opened; /* when the WebSocket was open, microseconds */
    int64_t delay;
    struct peer_delay *out, *in; /* messages on their way, each with its NUL */
    GHashTable *requests;        /* transaction -> struct peer_request */
    GHashTable *handles;         /* id -> struct peer_handle */
    guint keepalive;
    unsigned int transactions;
};

struct peer_handle {
    struct peer_signalling *signalling;
    json_int_t id;
    GQueue messages; /* unread messages */
    const char *listened; /* name of the events that `listen` takes; NULL: none */
    void (*listen)(void *user, const json_t *data);
    void *listener;
};

struct peer_request {
    struct peer_signalling *signalling;
    char transaction[16];
    struct peer_message *reply; /* NULL: no reply yet */
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
    const json_t *error = json_object_get(message->data, "error");

    return json_string_value(json_is_object(error) ? json_object_get(error, "reason") : error);
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

/* Returns true if the message belongs to a request. An ack is not stored: the reply of the plugin follows later. */
static bool take_reply(struct peer_signalling *signalling, json_t *message, const char *kind)
{
    const char *transaction = json_string_value(json_object_get(message, "transaction"));
    struct peer_request *request =
        transaction ? g_hash_table_lookup(signalling->requests, transaction) : NULL;

    if (!request || strcmp(kind, "ack") == 0)
        return request;
    g_hash_table_remove(signalling->requests, transaction);
    request->reply = make_message(message);
    return true;
}

static void put(void *user, const void *text, size_t len)
{
    const struct peer_signalling *signalling = user;

    (void)len;
    if (signalling->socket &&
        soup_websocket_connection_get_state(signalling->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text(signalling->socket, text);
}

/*
 * Baton stops sending if the client does not acknowledge. Replies to the event `acknowledge`. Returns true if the
 * message is this event, or Baton's reply `acknowledged`.
 */
static bool acknowledge(struct peer_signalling *signalling, const json_t *message)
{
    const json_t *data = json_object_get(json_object_get(message, "plugindata"), "data");
    const char *name = json_string_value(json_object_get(data, "baton"));

    if (g_strcmp0(name, "acknowledge") != 0)
        return g_strcmp0(name, "acknowledged") == 0;
    json_t *request = json_pack("{s:s, s:s, s:I, s:O, s:{s:s, s:O}}", "janus", "message",
        "transaction", "acknowledge", "session_id", signalling->id, "handle_id",
        json_object_get(message, "sender"), "body", "request", "acknowledge", "number",
        json_object_get(data, "number"));
    char *text = json_dumps(request, JSON_COMPACT);
    put(signalling, text, strlen(text) + 1);
    free(text);
    json_decref(request);
    return true;
}

static void deliver(struct peer_handle *handle, struct peer_message *message)
{
    if (!handle->listened || g_strcmp0(message->name, handle->listened) != 0) {
        g_queue_push_tail(&handle->messages, message);
        return;
    }
    handle->listen(handle->listener, message->data);
    peer_message_free(message);
}

void peer_handle_listen(struct peer_handle *handle, const char *event,
    void (*listen)(void *user, const json_t *data), void *user)
{
    handle->listened = event;
    handle->listen = listen;
    handle->listener = user;
}

static void take(void *user, const void *text, size_t len)
{
    struct peer_signalling *signalling = user;
    json_t *message = json_loads(text, 0, NULL);
    const char *kind = json_string_value(json_object_get(message, "janus"));

    (void)len;
    if (kind && !acknowledge(signalling, message) && !take_reply(signalling, message, kind)) {
        json_int_t id = json_integer_value(json_object_get(message, "sender"));
        struct peer_handle *handle = g_hash_table_lookup(signalling->handles, &id);
        if (handle)
            deliver(handle, make_message(message));
    }
    json_decref(message);
}

/* Without delay, a message does not wait for the main loop. */
static void post(struct peer_signalling *signalling, struct peer_delay *way,
    peer_delay_arrive_fn *arrive, const char *text)
{
    if (signalling->delay)
        peer_delay_put(way, text, strlen(text) + 1, g_get_monotonic_time() + signalling->delay);
    else
        arrive(signalling, text, strlen(text) + 1);
}

static void on_message(SoupWebsocketConnection *socket, gint type, GBytes *bytes, gpointer user)
{
    gsize len = 0;
    const char *data = g_bytes_get_data(bytes, &len);
    struct peer_signalling *signalling = user;
    char *text = g_strndup(data, len);

    (void)socket;
    (void)type;
    post(signalling, signalling->in, take, text);
    g_free(text);
}

static struct peer_request *ask(
    struct peer_signalling *signalling, const struct peer_handle *handle, json_t *message)
{
    struct peer_request *request = g_new0(struct peer_request, 1);

    request->signalling = signalling;
    g_snprintf(
        request->transaction, sizeof(request->transaction), "%u", ++signalling->transactions);
    json_object_set_new(message, "transaction", json_string(request->transaction));
    if (signalling->id)
        json_object_set_new(message, "session_id", json_integer(signalling->id));
    if (handle)
        json_object_set_new(message, "handle_id", json_integer(handle->id));
    g_hash_table_insert(signalling->requests, request->transaction, request);
    char *text = json_dumps(message, JSON_COMPACT);
    post(signalling, signalling->out, put, text);
    free(text);
    json_decref(message);
    return request;
}

static bool has_reply(void *user)
{
    return ((struct peer_request *)user)->reply;
}

struct peer_message *peer_request_wait(struct peer_request *request)
{
    peer_loop_wait(has_reply, request, PEER_SIGNALLING_PATIENCE);
    struct peer_message *reply = request->reply;
    if (!reply)
        g_hash_table_remove(request->signalling->requests, request->transaction);
    g_free(request);
    return reply;
}

/* Waits for the reply to `create` or `attach`. Returns the id in the reply, or 0. */
static json_int_t await_id(struct peer_request *request)
{
    struct peer_message *reply = peer_request_wait(request);
    const json_t *data = reply ? json_object_get(reply->data, "data") : NULL;
    json_int_t id = json_integer_value(json_object_get(data, "id"));

    peer_message_free(reply);
    return id;
}

static gboolean on_keepalive(gpointer user)
{
    struct peer_signalling *signalling = user;
    json_t *message = json_pack(
        "{s:s, s:s, s:I}", "janus", "keepalive", "transaction", "k", "session_id", signalling->id);
    char *text = json_dumps(message, JSON_COMPACT);

    put(signalling, text, strlen(text));
    free(text);
    json_decref(message);
    return G_SOURCE_CONTINUE;
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer user)
{
    struct peer_signalling *signalling = user;

    signalling->socket = soup_session_websocket_connect_finish(SOUP_SESSION(source), result, NULL);
    signalling->failed = !signalling->socket;
    signalling->opened = g_get_monotonic_time();
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

/* Waits until a new WebSocket is open. */
static bool connect_socket(struct peer_signalling *signalling, const char *url)
{
    SoupMessage *message = soup_message_new("GET", url);
    char *protocols[] = {(char *)"janus-protocol", NULL};

    soup_session_websocket_connect_async(signalling->soup, message, NULL, protocols,
        G_PRIORITY_DEFAULT, NULL, on_connected, signalling);
    peer_loop_wait(is_connected, signalling, PEER_SIGNALLING_PATIENCE);
    g_object_unref(message);
    if (!signalling->socket)
        return false;
    soup_websocket_connection_set_max_incoming_payload_size(signalling->socket, 0);
    g_signal_connect(signalling->socket, "message", G_CALLBACK(on_message), signalling);
    return true;
}

static void close_socket(struct peer_signalling *signalling)
{
    if (!signalling->socket)
        return;
    g_signal_handlers_disconnect_by_data(signalling->socket, signalling);
    if (soup_websocket_connection_get_state(signalling->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close(signalling->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
    g_clear_object(&signalling->socket);
}

static struct peer_request *ask_attach(struct peer_signalling *signalling, const char *plugin)
{
    return ask(signalling, NULL, json_pack("{s:s, s:s}", "janus", "attach", "plugin", plugin));
}

/* Waits for the reply to `attach`. Returns the new handle, which the session owns, or NULL. */
static struct peer_handle *await_handle(
    struct peer_signalling *signalling, struct peer_request *request)
{
    json_int_t id = await_id(request);

    if (id == 0)
        return NULL;
    struct peer_handle *handle = g_new0(struct peer_handle, 1);
    handle->signalling = signalling;
    handle->id = id;
    g_queue_init(&handle->messages);
    g_hash_table_insert(signalling->handles, &handle->id, handle);
    return handle;
}

/* Creates the session and its handles with requests that are sent at once. */
static bool begin_session(
    struct peer_signalling *signalling, const char *plugin, struct peer_handle *handles[2])
{
    json_int_t id = ((json_int_t)g_random_int() << 20) + 1;
    struct peer_request *attach[2];
    struct peer_request *create =
        ask(signalling, NULL, json_pack("{s:s, s:I}", "janus", "create", "id", id));

    signalling->id = id;
    for (int i = 0; i < 2; i++)
        attach[i] = ask_attach(signalling, plugin);
    bool fine = await_id(create) == id;
    for (int i = 0; i < 2; i++)
        handles[i] = await_handle(signalling, attach[i]);
    return fine && handles[0] && handles[1];
}

struct peer_signalling *peer_signalling_open(
    const struct peer_signalling_options *options, struct peer_handle *handles[2])
{
    struct peer_signalling *signalling = g_new0(struct peer_signalling, 1);

    signalling->soup = soup_session_new();
    signalling->requests = g_hash_table_new(g_str_hash, g_str_equal);
    signalling->handles = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_handle);
    signalling->out = peer_delay_new(put, signalling);
    signalling->in = peer_delay_new(take, signalling);
    signalling->delay = options->far ? options->delay : 0;
    if (!connect_socket(signalling, options->url) ||
        !begin_session(signalling, options->plugin, handles)) {
        peer_signalling_close(signalling, false);
        return NULL;
    }
    signalling->delay = options->delay;
    signalling->keepalive = g_timeout_add_seconds(KEEPALIVE, on_keepalive, signalling);
    return signalling;
}

void peer_signalling_cut(struct peer_signalling *signalling)
{
    close_socket(signalling);
}

bool peer_signalling_claim(struct peer_signalling *signalling, const char *url)
{
    signalling->failed = false;
    if (!connect_socket(signalling, url))
        return false;
    struct peer_message *reply =
        peer_request_wait(ask(signalling, NULL, json_pack("{s:s}", "janus", "claim")));
    bool fine = reply && strcmp(reply->name, "success") == 0;
    peer_message_free(reply);
    return fine;
}

int64_t peer_signalling_opened(const struct peer_signalling *signalling)
{
    return signalling->opened;
}

static bool is_quiet(void *user)
{
    struct peer_signalling *signalling = user;

    return peer_delay_is_empty(signalling->in) && peer_delay_is_empty(signalling->out);
}

void peer_signalling_close(struct peer_signalling *signalling, bool orderly)
{
    if (!signalling)
        return;
    if (signalling->keepalive)
        g_source_remove(signalling->keepalive);
    if (orderly && signalling->socket)
        peer_message_free(
            peer_request_wait(ask(signalling, NULL, json_pack("{s:s}", "janus", "destroy"))));
    peer_loop_wait(is_quiet, signalling, PEER_SIGNALLING_PATIENCE);
    close_socket(signalling);
    peer_loop_wait(is_quiet, signalling, PEER_SIGNALLING_PATIENCE);
    peer_delay_free(signalling->in);
    peer_delay_free(signalling->out);
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
    return await_handle(signalling, ask_attach(signalling, plugin));
}

void peer_handle_detach(struct peer_handle *handle)
{
    struct peer_signalling *signalling = handle->signalling;

    peer_message_free(
        peer_request_wait(ask(signalling, handle, json_pack("{s:s}", "janus", "detach"))));
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

    if (!peer_loop_wait(has_message, &search, milliseconds))
        return NULL;
    struct peer_message *message = search.found->data;
    g_queue_delete_link(&handle->messages, search.found);
    return message;
}

json_int_t peer_handle_id(const struct peer_handle *handle)
{
    return handle->id;
}
