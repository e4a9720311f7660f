/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of messages, and the thread that sends them with libcurl. */
#include "autoconfig.h"

#include "confirm/gateway.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <curl/curl.h>
#include <glib.h>

#include "base/clock.h"

enum {
    MOST_ACTIVE = 8, /* HTTP requests at the same time */
    IDLE_MS = 60000, /* longest wait if no request is active; a new message ends it */
    BUSY_MS = 500,   /* longest wait if a request is active, since a waiting message may time out */
    WHY_SIZE = 128,
    MOST_SECONDS = 60,
};

struct message {
    char *key;
    char *body;
    baton_time deadline;
    CURL *easy; /* NULL until the request starts */
    char *url;  /* NULL until the request starts */
};

struct baton_gateway {
    struct baton_gateway_settings settings;
    GStringChunk *strings; /* the memory of the texts in `settings` */
    baton_gateway_done done;
    void *context;
    CURLM *multi;
    pthread_t thread;
    GQueue active; /* messages whose request has started; only the gateway's thread uses it */

    pthread_mutex_t lock;
    GQueue waiting; /* guarded by lock */
    bool stopped;   /* guarded by lock */
};

bool baton_gateway_read_method(const char *name, enum baton_gateway_method *method)
{
    bool get = strcmp(name, "GET") == 0;

    if (!get && strcmp(name, "POST") != 0)
        return false;
    *method = get ? BATON_GATEWAY_GET : BATON_GATEWAY_POST;
    return true;
}

/* Whether the text is an http or https URL without a fragment, as libcurl reads it. */
static bool is_url(const char *text)
{
    CURLU *url = curl_url();
    char *scheme = NULL, *fragment = NULL;
    bool good = url && curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0) &&
                curl_url_get(url, CURLUPART_FRAGMENT, &fragment, 0) == CURLUE_NO_FRAGMENT;

    curl_free(fragment);
    curl_free(scheme);
    curl_url_cleanup(url);
    return good && !strchr(text, '#');
}

static struct baton_http_body body_of(const struct baton_gateway_settings *settings)
{
    return (struct baton_http_body){settings->fields, settings->field_count, settings->from};
}

enum baton_error baton_gateway_check(
    const struct baton_gateway_settings *settings, struct baton_failure *failure)
{
    if (!settings->url || !settings->url[0])
        return baton_failure_set(failure, BATON_E_MISSING_ELEMENT, "url: not set");
    if (strlen(settings->url) > BATON_GATEWAY_URL_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "url: expected at most %d bytes",
            BATON_GATEWAY_URL_MAX);
    if (!is_url(settings->url))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "url: expected an absolute URL that begins with https:// or http:// and has no "
            "fragment (#)");
    if (settings->timeout_seconds < 1 || settings->timeout_seconds > MOST_SECONDS)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "timeout_seconds: %d, expected 1 to %d", settings->timeout_seconds, MOST_SECONDS);
    if (settings->from && strlen(settings->from) > BATON_HTTP_VALUE_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "from: expected at most %d bytes", BATON_HTTP_VALUE_MAX);
    if (settings->field_count > BATON_GATEWAY_MAX_FIELDS)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "fields: expected at most %d",
            BATON_GATEWAY_MAX_FIELDS);
    const struct baton_http_body body = body_of(settings);
    return baton_http_body_check(&body, failure);
}

static void message_free(struct message *message)
{
    curl_easy_cleanup(message->easy);
    g_free(message->url);
    g_free(message->body);
    g_free(message->key);
    g_free(message);
}

static void message_done(
    struct baton_gateway *gateway, struct message *message, bool accepted, const char *why)
{
    gateway->done(gateway->context, message->key, accepted, why);
    message_free(message);
}

/* Takes the next message from the queue; NULL if the queue is empty or MOST_ACTIVE requests are active. */
static struct message *next_waiting(struct baton_gateway *gateway)
{
    struct message *message = NULL;

    pthread_mutex_lock(&gateway->lock);
    if (gateway->active.length < MOST_ACTIVE)
        message = g_queue_pop_head(&gateway->waiting);
    pthread_mutex_unlock(&gateway->lock);
    return message;
}

/*
 * Takes a message that is past its deadline from the queue. All messages have the same time-out, so the first message
 * has the earliest deadline.
 */
static struct message *next_overdue(struct baton_gateway *gateway, baton_time now)
{
    struct message *message;

    pthread_mutex_lock(&gateway->lock);
    message = g_queue_peek_head(&gateway->waiting);
    if (message && message->deadline <= now)
        g_queue_pop_head(&gateway->waiting);
    else
        message = NULL;
    pthread_mutex_unlock(&gateway->lock);
    return message;
}

/* Only the HTTP status matters, so the body of the reply is dropped. */
static size_t discard(char *data, size_t size, size_t count, void *context)
{
    (void)data;
    (void)context;
    return size * count;
}

static CURLcode set_protocols(CURL *easy)
{
#if CURL_AT_LEAST_VERSION(7, 85, 0)
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* Returns false if memory ran out. Without one of these options the request could go to a proxy, or wait for ever. */
static bool set_options(
    const struct baton_gateway *gateway, const struct message *message, baton_time now)
{
    CURL *easy = message->easy;
    bool post = gateway->settings.method == BATON_GATEWAY_POST;
    baton_time left = MAX(message->deadline - now, BATON_MS(1)); /* 0 would be no limit */
    const CURLcode results[] = {
        curl_easy_setopt(easy, CURLOPT_URL, message->url),
        post ? curl_easy_setopt(easy, CURLOPT_POSTFIELDS, message->body) : CURLE_OK,
        curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(left / 1000)),
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard),
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L),
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L),
        curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L),
        curl_easy_setopt(easy, CURLOPT_PROXY, ""), /* the environment must not choose a proxy */
        curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L),
        curl_easy_setopt(easy, CURLOPT_USERAGENT, "baton"),
        set_protocols(easy),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(results); i++)
        if (results[i] != CURLE_OK)
            return false;
    return true;
}

/* Returns the URL of the request. With GET the fields go into its query. */
static char *url_of(const struct baton_gateway *gateway, const struct message *message)
{
    const char *url = gateway->settings.url;

    if (gateway->settings.method == BATON_GATEWAY_POST)
        return g_strdup(url);
    return g_strconcat(url, strchr(url, '?') ? "&" : "?", message->body, NULL);
}

static void start(struct baton_gateway *gateway, struct message *message, baton_time now)
{
    message->easy = curl_easy_init();
    message->url = url_of(gateway, message);
    if (!message->easy || !set_options(gateway, message, now) ||
        curl_multi_add_handle(gateway->multi, message->easy) != CURLM_OK)
        message_done(gateway, message, false, "the server could not send to the SMS gateway");
    else
        g_queue_push_tail(&gateway->active, message);
}

/* Returns a sentence for people. Does not use libcurl's: they may quote the URL, which may have a password. */
static const char *explain(CURLcode result)
{
    switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
        return "the SMS gateway did not reply in time";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return "the SMS gateway cannot be reached";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
        return "the SMS gateway has no valid certificate";
    default:
        return "the connection to the SMS gateway broke";
    }
}

static void finish(struct baton_gateway *gateway, struct message *message, CURLcode result)
{
    char why[WHY_SIZE];
    long status = 0;

    g_queue_remove(&gateway->active, message);
    curl_easy_getinfo(message->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(gateway->multi, message->easy);
    if (result != CURLE_OK)
        message_done(gateway, message, false, explain(result));
    else if (status >= 200 && status <= 299)
        message_done(gateway, message, true, "");
    else {
        snprintf(why, sizeof(why), "the SMS gateway refused the message (status %ld)", status);
        message_done(gateway, message, false, why);
    }
}

static struct message *message_of(struct baton_gateway *gateway, const CURL *easy)
{
    GList *link = gateway->active.head;

    while (((struct message *)link->data)->easy != easy)
        link = link->next;
    return link->data;
}

static void finish_done(struct baton_gateway *gateway)
{
    int left;
    CURLMsg *news;

    while ((news = curl_multi_info_read(gateway->multi, &left)))
        if (news->msg == CURLMSG_DONE)
            finish(gateway, message_of(gateway, news->easy_handle), news->data.result);
}

/* Starts and finishes requests, then waits. Returns false when the gateway was stopped. */
static bool take_turn(struct baton_gateway *gateway)
{
    struct message *message;
    int running;

    while ((message = next_overdue(gateway, g_get_monotonic_time())))
        message_done(gateway, message, false, "the SMS gateway is too slow");
    while ((message = next_waiting(gateway)))
        start(gateway, message, g_get_monotonic_time());
    curl_multi_perform(gateway->multi, &running);
    finish_done(gateway);

    pthread_mutex_lock(&gateway->lock);
    bool stopped = gateway->stopped;
    bool more = gateway->waiting.length > 0 && gateway->active.length < MOST_ACTIVE;
    pthread_mutex_unlock(&gateway->lock);
    if (!stopped && !more)
        curl_multi_poll(
            gateway->multi, NULL, 0, gateway->active.length > 0 ? BUSY_MS : IDLE_MS, NULL);
    return !stopped;
}

static void *run(void *data)
{
    struct baton_gateway *gateway = data;
    sigset_t pipe;

    pthread_setname_np(pthread_self(), "baton sms");
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE); /* a broken connection must make write() fail, not end Janus */
    pthread_sigmask(SIG_BLOCK, &pipe, NULL);
    while (take_turn(gateway))
        continue;
    return NULL;
}

static void copy_settings(
    struct baton_gateway *gateway, const struct baton_gateway_settings *settings)
{
    struct baton_gateway_settings *own = &gateway->settings;
    GStringChunk *strings = gateway->strings = g_string_chunk_new(BATON_GATEWAY_URL_MAX);

    *own = *settings;
    own->url = g_string_chunk_insert(strings, settings->url);
    own->from = g_string_chunk_insert(strings, settings->from ? settings->from : "");
    for (size_t i = 0; i < settings->field_count; i++) {
        own->fields[i].name = g_string_chunk_insert(strings, settings->fields[i].name);
        own->fields[i].value = g_string_chunk_insert(strings, settings->fields[i].value);
    }
}

/* Frees everything. The thread must have ended, or must never have started. */
static void release(struct baton_gateway *gateway)
{
    struct message *message;

    while ((message = g_queue_pop_head(&gateway->active))) {
        curl_multi_remove_handle(gateway->multi, message->easy);
        message_free(message);
    }
    while ((message = g_queue_pop_head(&gateway->waiting)))
        message_free(message);
    curl_multi_cleanup(gateway->multi);
    pthread_mutex_destroy(&gateway->lock);
    g_string_chunk_free(gateway->strings);
    g_free(gateway);
    curl_global_cleanup();
}

struct baton_gateway *baton_gateway_new(
    const struct baton_gateway_settings *settings, baton_gateway_done done, void *context)
{
    if (baton_gateway_check(settings, NULL) != BATON_OK) /* it fails without memory, too */
        return NULL;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;

    struct baton_gateway *gateway = g_new0(struct baton_gateway, 1);
    copy_settings(gateway, settings);
    gateway->done = done;
    gateway->context = context;
    g_queue_init(&gateway->active);
    g_queue_init(&gateway->waiting);
    pthread_mutex_init(&gateway->lock, NULL);
    gateway->multi = curl_multi_init();
    if (gateway->multi && pthread_create(&gateway->thread, NULL, run, gateway) == 0)
        return gateway;
    release(gateway);
    return NULL;
}

void baton_gateway_free(struct baton_gateway *gateway)
{
    if (!gateway)
        return;
    pthread_mutex_lock(&gateway->lock);
    gateway->stopped = true;
    pthread_mutex_unlock(&gateway->lock);
    curl_multi_wakeup(gateway->multi);
    pthread_join(gateway->thread, NULL);
    release(gateway);
}

enum baton_error baton_gateway_send(struct baton_gateway *gateway, const char *key, const char *to,
    const char *text, struct baton_failure *failure)
{
    assert(strlen(text) <= BATON_GATEWAY_TEXT_MAX);
    struct message *message = g_new0(struct message, 1);
    message->key = g_strdup(key);
    const struct baton_http_body body = body_of(&gateway->settings);
    message->body = baton_http_body_write(&body, to, text);
    message->deadline = g_get_monotonic_time() + BATON_SECONDS(gateway->settings.timeout_seconds);

    pthread_mutex_lock(&gateway->lock);
    bool full = gateway->waiting.length >= BATON_GATEWAY_QUEUE;
    if (!full)
        g_queue_push_tail(&gateway->waiting, message);
    pthread_mutex_unlock(&gateway->lock);
    if (full) {
        message_free(message);
        return baton_failure_set(
            failure, BATON_E_LIMIT_REACHED, "too many messages wait for the SMS gateway");
    }
    curl_multi_wakeup(gateway->multi);
    return BATON_OK;
}
