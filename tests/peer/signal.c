/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal: Janus's API over libsoup's WebSockets, which live in GLib's main loop as all else does.
 */
#include "peer/signal.h"

#include <glib.h>
#include <libsoup/soup.h>
#include <string.h>

#include "peer/alarm.h"
#include "peer/loop.h"

enum {
    KEEPALIVE = 20, /* seconds */
};

/* A text on its way, late. */
struct letter {
    int64_t due;
    char *text;
};

/* What is under way in one direction. */
struct mail {
    struct peer_signal *signal;
    void (*deliver)(struct peer_signal *signal, const char *text);
    GQueue letters; /* in the order of their times */
    struct peer_alarm *alarm;
};

struct peer_signal {
    SoupSession *soup;
    SoupWebsocketConnection *socket;
    bool failed;
    json_int_t id;
    int64_t delay;
    struct mail out, in;
    GHashTable *calls;   /* transaction -> struct peer_call */
    GHashTable *handles; /* id -> struct peer_handle */
    guint keepalive;
    unsigned int transactions;
};

struct peer_handle {
    struct peer_signal *signal;
    json_int_t id;
    GQueue words; /* unread */
};

struct peer_call {
    struct peer_signal *signal;
    char transaction[16];
    bool answered;
    struct peer_word *answer;
    int64_t asked;
};

void peer_word_free(struct peer_word *word)
{
    if (!word)
        return;
    json_decref(word->data);
    g_free(word->name);
    g_free(word->sdp);
    g_free(word);
}

const char *peer_word_error(const struct peer_word *word)
{
    const char *text = json_string_value(json_object_get(word->data, "error"));

    if (!text)
        text = json_string_value(json_object_get(json_object_get(word->data, "error"), "reason"));
    return text;
}

static struct peer_word *make_word(json_t *message)
{
    struct peer_word *word = g_new0(struct peer_word, 1);
    json_t *data = json_object_get(json_object_get(message, "plugindata"), "data");
    const char *name = json_string_value(json_object_get(data, "baton"));

    if (!name)
        name = json_string_value(json_object_get(data, "videoroom"));
    if (!name)
        name = json_string_value(json_object_get(message, "janus"));
    word->at = g_get_monotonic_time();
    word->name = g_strdup(name);
    word->data = json_incref(data ? data : message);
    word->sdp =
        g_strdup(json_string_value(json_object_get(json_object_get(message, "jsep"), "sdp")));
    return word;
}

/* An ack is no answer to what a plugin will answer later. */
static bool take_answer(struct peer_signal *signal, json_t *message, const char *kind)
{
    const char *transaction = json_string_value(json_object_get(message, "transaction"));
    struct peer_call *call = transaction ? g_hash_table_lookup(signal->calls, transaction) : NULL;

    if (!call || strcmp(kind, "ack") == 0)
        return call;
    g_hash_table_remove(signal->calls, transaction);
    call->answer = make_word(message);
    call->answered = true;
    return true;
}

static void take(struct peer_signal *signal, const char *text)
{
    json_t *message = json_loads(text, 0, NULL);
    const char *kind = json_string_value(json_object_get(message, "janus"));

    if (kind && !take_answer(signal, message, kind)) {
        json_int_t id = json_integer_value(json_object_get(message, "sender"));
        struct peer_handle *handle = g_hash_table_lookup(signal->handles, &id);
        if (handle)
            g_queue_push_tail(&handle->words, make_word(message));
    }
    json_decref(message);
}

static void put(struct peer_signal *signal, const char *text)
{
    if (soup_websocket_connection_get_state(signal->socket) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text(signal->socket, text);
}

static void on_due(void *user)
{
    struct mail *mail = user;
    struct letter *letter;

    while ((letter = g_queue_peek_head(&mail->letters)) && letter->due <= g_get_monotonic_time()) {
        g_queue_pop_head(&mail->letters);
        mail->deliver(mail->signal, letter->text);
        g_free(letter->text);
        g_free(letter);
    }
    peer_alarm_set(mail->alarm, letter ? letter->due : 0);
}

static void open_mail(struct mail *mail, struct peer_signal *signal,
    void (*deliver)(struct peer_signal *signal, const char *text))
{
    *mail = (struct mail){signal, deliver, G_QUEUE_INIT, peer_alarm_new(on_due, mail)};
}

static void post(struct mail *mail, const char *text)
{
    int64_t delay = mail->signal->delay;

    if (delay == 0) {
        mail->deliver(mail->signal, text);
        return;
    }
    struct letter *letter = g_new(struct letter, 1);
    *letter = (struct letter){g_get_monotonic_time() + delay, g_strdup(text)};
    g_queue_push_tail(&mail->letters, letter);
    if (g_queue_get_length(&mail->letters) == 1)
        peer_alarm_set(mail->alarm, letter->due);
}

static void on_message(SoupWebsocketConnection *socket, gint type, GBytes *bytes, gpointer user)
{
    gsize len = 0;
    const char *data = g_bytes_get_data(bytes, &len);
    struct peer_signal *signal = user;
    char *text = g_strndup(data, len);

    (void)socket;
    (void)type;
    post(&signal->in, text);
    g_free(text);
}

static struct peer_call *ask(
    struct peer_signal *signal, const struct peer_handle *handle, json_t *message)
{
    struct peer_call *call = g_new0(struct peer_call, 1);

    call->signal = signal;
    call->asked = g_get_monotonic_time();
    g_snprintf(call->transaction, sizeof(call->transaction), "%u", ++signal->transactions);
    json_object_set_new(message, "transaction", json_string(call->transaction));
    if (signal->id)
        json_object_set_new(message, "session_id", json_integer(signal->id));
    if (handle)
        json_object_set_new(message, "handle_id", json_integer(handle->id));
    g_hash_table_insert(signal->calls, call->transaction, call);
    char *text = json_dumps(message, JSON_COMPACT);
    post(&signal->out, text);
    free(text);
    json_decref(message);
    return call;
}

static bool is_answered(void *user)
{
    return ((struct peer_call *)user)->answered;
}

const struct peer_word *peer_call_wait(struct peer_call *call)
{
    peer_loop_wait(is_answered, call, PEER_SIGNAL_PATIENCE);
    return call->answer;
}

struct peer_word *peer_call_take(struct peer_call *call)
{
    struct peer_word *answer = call->answer;

    call->answer = NULL;
    return answer;
}

int64_t peer_call_asked(const struct peer_call *call)
{
    return call->asked;
}

void peer_call_free(struct peer_call *call)
{
    if (!call)
        return;
    if (!call->answered)
        g_hash_table_remove(call->signal->calls, call->transaction);
    peer_word_free(call->answer);
    g_free(call);
}

/* The id in the answer to a create or an attach, or 0. */
static json_int_t ask_for_id(struct peer_signal *signal, json_t *message)
{
    struct peer_call *call = ask(signal, NULL, message);
    const struct peer_word *answer = peer_call_wait(call);
    json_int_t id = 0;

    if (answer)
        id = json_integer_value(json_object_get(json_object_get(answer->data, "data"), "id"));
    peer_call_free(call);
    return id;
}

static gboolean on_keepalive(gpointer user)
{
    struct peer_signal *signal = user;
    json_t *message = json_pack(
        "{s:s, s:s, s:I}", "janus", "keepalive", "transaction", "k", "session_id", signal->id);
    char *text = json_dumps(message, JSON_COMPACT);

    put(signal, text);
    free(text);
    json_decref(message);
    return G_SOURCE_CONTINUE;
}

static void on_connected(GObject *source, GAsyncResult *result, gpointer user)
{
    struct peer_signal *signal = user;

    signal->socket = soup_session_websocket_connect_finish(SOUP_SESSION(source), result, NULL);
    signal->failed = !signal->socket;
}

static bool is_connected(void *user)
{
    struct peer_signal *signal = user;

    return signal->socket || signal->failed;
}

static void free_handle(gpointer user)
{
    struct peer_handle *handle = user;

    g_queue_clear_full(&handle->words, (GDestroyNotify)peer_word_free);
    g_free(handle);
}

struct peer_signal *peer_signal_open(const char *url, int64_t delay)
{
    struct peer_signal *signal = g_new0(struct peer_signal, 1);
    SoupMessage *message = soup_message_new("GET", url);
    char *protocols[] = {(char *)"janus-protocol", NULL};

    signal->soup = soup_session_new();
    signal->calls = g_hash_table_new(g_str_hash, g_str_equal);
    signal->handles = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_handle);
    open_mail(&signal->out, signal, put);
    open_mail(&signal->in, signal, take);
    soup_session_websocket_connect_async(
        signal->soup, message, NULL, protocols, G_PRIORITY_DEFAULT, NULL, on_connected, signal);
    peer_loop_wait(is_connected, signal, PEER_SIGNAL_PATIENCE);
    g_object_unref(message);
    if (signal->socket) {
        soup_websocket_connection_set_max_incoming_payload_size(signal->socket, 0);
        g_signal_connect(signal->socket, "message", G_CALLBACK(on_message), signal);
        signal->id = ask_for_id(signal, json_pack("{s:s}", "janus", "create"));
    }
    if (signal->id == 0) {
        peer_signal_close(signal, false);
        return NULL;
    }
    signal->delay = delay;
    signal->keepalive = g_timeout_add_seconds(KEEPALIVE, on_keepalive, signal);
    return signal;
}

static bool is_quiet(void *user)
{
    struct peer_signal *signal = user;

    return g_queue_is_empty(&signal->in.letters) && g_queue_is_empty(&signal->out.letters);
}

void peer_signal_close(struct peer_signal *signal, bool orderly)
{
    if (!signal)
        return;
    if (signal->keepalive)
        g_source_remove(signal->keepalive);
    if (orderly && signal->socket) {
        struct peer_call *call = ask(signal, NULL, json_pack("{s:s}", "janus", "destroy"));
        peer_call_wait(call);
        peer_call_free(call);
    }
    peer_loop_wait(is_quiet, signal, PEER_SIGNAL_PATIENCE);
    if (signal->socket) {
        g_signal_handlers_disconnect_by_data(signal->socket, signal);
        if (soup_websocket_connection_get_state(signal->socket) == SOUP_WEBSOCKET_STATE_OPEN)
            soup_websocket_connection_close(signal->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
        g_object_unref(signal->socket);
    }
    peer_loop_wait(is_quiet, signal, PEER_SIGNAL_PATIENCE);
    peer_alarm_free(signal->in.alarm);
    peer_alarm_free(signal->out.alarm);
    g_object_unref(signal->soup);
    g_hash_table_destroy(signal->calls);
    g_hash_table_destroy(signal->handles);
    g_free(signal);
}

unsigned int peer_signal_requests(const struct peer_signal *signal)
{
    return signal->transactions;
}

struct peer_handle *peer_signal_attach(struct peer_signal *signal, const char *plugin)
{
    json_int_t id =
        ask_for_id(signal, json_pack("{s:s, s:s}", "janus", "attach", "plugin", plugin));

    if (id == 0)
        return NULL;
    struct peer_handle *handle = g_new0(struct peer_handle, 1);
    handle->signal = signal;
    handle->id = id;
    g_queue_init(&handle->words);
    g_hash_table_insert(signal->handles, &handle->id, handle);
    return handle;
}

void peer_handle_detach(struct peer_handle *handle)
{
    struct peer_signal *signal = handle->signal;
    struct peer_call *call = ask(signal, handle, json_pack("{s:s}", "janus", "detach"));

    peer_call_wait(call);
    peer_call_free(call);
    g_hash_table_remove(signal->handles, &handle->id);
}

struct peer_call *peer_handle_ask(
    struct peer_handle *handle, json_t *body, const char *type, const char *sdp)
{
    json_t *message = json_pack("{s:s, s:o}", "janus", "message", "body", body);

    if (type)
        json_object_set_new(message, "jsep", json_pack("{s:s, s:s}", "type", type, "sdp", sdp));
    return ask(handle->signal, handle, message);
}

struct search {
    struct peer_handle *handle;
    const char *name;
    GList *found;
};

static bool has_word(void *user)
{
    struct search *search = user;

    for (GList *item = search->handle->words.head; item && !search->found; item = item->next)
        if (g_strcmp0(((struct peer_word *)item->data)->name, search->name) == 0)
            search->found = item;
    return search->found;
}

struct peer_word *peer_handle_next(struct peer_handle *handle, const char *name, int milliseconds)
{
    struct search search = {handle, name, NULL};

    if (milliseconds ? !peer_loop_wait(has_word, &search, milliseconds) : !has_word(&search))
        return NULL;
    struct peer_word *word = search.found->data;
    g_queue_delete_link(&handle->words, search.found);
    return word;
}

json_int_t peer_handle_id(const struct peer_handle *handle)
{
    return handle->id;
}

int peer_handle_unread(const struct peer_handle *handle, const char *name)
{
    int count = 0;

    for (GList *item = handle->words.head; item; item = item->next)
        count += g_strcmp0(((struct peer_word *)item->data)->name, name) == 0;
    return count;
}
