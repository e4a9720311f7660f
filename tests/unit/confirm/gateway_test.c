/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SMS gateway over a real socket: messages that arrive, and reports about messages that do not. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#include "confirm/gateway.h"
#include "test.h"
#include "unit/confirm/server.h"

static const char accepted[] = "HTTP/1.1 202 Accepted\r\nContent-Length: 24\r\n"
                               "Connection: close\r\n\r\n0: Accepted for delivery";

/* The number of results, and the last result. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t came;
    int count, accepted;
    char key[32], why[256];
} results = {.lock = PTHREAD_MUTEX_INITIALIZER, .came = PTHREAD_COND_INITIALIZER};

/* The library function that fails. */
static enum { NOTHING, GLOBAL, MULTI, EASY } failing;

CURLcode __real_curl_global_init(long flags);
CURLcode __wrap_curl_global_init(long flags);
CURLM *__real_curl_multi_init(void);
CURLM *__wrap_curl_multi_init(void);
CURL *__real_curl_easy_init(void);
CURL *__wrap_curl_easy_init(void);

CURLcode __wrap_curl_global_init(long flags)
{
    return failing == GLOBAL ? CURLE_OUT_OF_MEMORY : __real_curl_global_init(flags);
}

CURLM *__wrap_curl_multi_init(void)
{
    return failing == MULTI ? NULL : __real_curl_multi_init();
}

CURL *__wrap_curl_easy_init(void)
{
    return failing == EASY ? NULL : __real_curl_easy_init();
}

static void done(void *context, const char *key, bool was_accepted, const char *why)
{
    assert_ptr_equal(context, &results);
    pthread_mutex_lock(&results.lock);
    results.count++;
    results.accepted += was_accepted;
    snprintf(results.key, sizeof(results.key), "%s", key);
    snprintf(results.why, sizeof(results.why), "%s", why);
    pthread_cond_signal(&results.came);
    pthread_mutex_unlock(&results.lock);
}

/* Waits until `count` results have come. */
static void wait_for(int count)
{
    struct timespec end;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 20;
    pthread_mutex_lock(&results.lock);
    while (results.count < count)
        if (pthread_cond_timedwait(&results.came, &results.lock, &end) != 0)
            fail_msg("%d of %d results came", results.count, count);
    pthread_mutex_unlock(&results.lock);
}

static int forget(UNUSED void **state)
{
    failing = NOTHING;
    results.count = results.accepted = 0;
    results.key[0] = results.why[0] = '\0';
    return 0;
}

#define GATEWAY_TEST(name) TEST(name, .teardown_func = forget)

static char url[128];

static struct baton_gateway_settings settings_for(const char *scheme, int port, const char *path)
{
    snprintf(url, sizeof(url), "%s://127.0.0.1:%d%s", scheme, port, path);
    return (struct baton_gateway_settings){
        .url = url,
        .from = "Baton",
        .timeout_seconds = 10,
        .field_count = 4,
        .fields = {{"username", "baton"}, {"to", "{to}"}, {"text", "{text}"}, {"from", "{from}"}},
    };
}

static struct baton_gateway *new_gateway(const struct baton_gateway_settings *settings)
{
    struct baton_gateway *gateway = baton_gateway_new(settings, done, &results);
    assert_non_null(gateway);
    return gateway;
}

static void send_one(struct baton_gateway *gateway, const char *key)
{
    assert_int_equal(
        baton_gateway_send(gateway, key, "+491761234567", "Reply YES & \"12\"", NULL), BATON_OK);
}

/* Sends one message to a server with this reply, and waits for the result. */
static void try(const char *reply, const char *path, enum baton_gateway_method method)
{
    struct server *server = server_start(reply, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), path);

    settings.method = method;
    struct baton_gateway *gateway = new_gateway(&settings);
    send_one(gateway, "k1");
    wait_for(1);
    baton_gateway_free(gateway);
    server_stop(server);
    assert_string_equal(results.key, "k1");
}

static void assert_begins(const char *text, const char *beginning)
{
    if (strncmp(text, beginning, strlen(beginning)) != 0)
        fail_msg("\"%s\" should begin with \"%s\"", text, beginning);
}

GATEWAY_TEST(a_message_is_sent_as_a_query)
{
    struct server *server = server_start(accepted, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), "/send");
    struct baton_gateway *gateway = new_gateway(&settings);
    int count;

    url[0] = '\0'; /* the gateway has its own copy */
    send_one(gateway, "k1");
    wait_for(1);
    assert_int_equal(results.accepted, 1);
    assert_string_equal(results.key, "k1");
    assert_string_equal(results.why, "");
    const char *seen = server_seen(server, &count);
    assert_begins(seen, "GET /send?username=baton&to=%2B491761234567&"
                        "text=Reply%20YES%20%26%20%2212%22&from=Baton HTTP/1.1\r\n");
    assert_non_null(strstr(seen, "User-Agent: baton\r\n"));
    baton_gateway_free(gateway);
    server_stop(server);
}

GATEWAY_TEST(the_url_may_already_contain_a_query)
{
    struct server *server = server_start(accepted, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), "/?a=1");
    struct baton_gateway *gateway = new_gateway(&settings);
    int count;

    send_one(gateway, "k1");
    wait_for(1);
    assert_begins(server_seen(server, &count), "GET /?a=1&username=");
    baton_gateway_free(gateway);
    server_stop(server);
}

GATEWAY_TEST(a_message_can_be_sent_as_an_http_body)
{
    struct server *server = server_start(accepted, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), "/send");
    int count;

    settings.method = BATON_GATEWAY_POST;
    snprintf(url, sizeof(url), "http://me:secret@127.0.0.1:%d/send", server_port(server));
    struct baton_gateway *gateway = new_gateway(&settings);
    send_one(gateway, "k1");
    wait_for(1);
    const char *seen = server_seen(server, &count);
    assert_begins(seen, "POST /send HTTP/1.1\r\n");
    assert_non_null(strstr(seen, "Content-Type: application/x-www-form-urlencoded\r\n"));
    assert_non_null(strstr(seen, "Authorization: Basic bWU6c2VjcmV0\r\n"));
    assert_non_null(strstr(seen, "\r\n\r\nusername=baton&to=%2B491761234567&"
                                 "text=Reply%20YES%20%26%20%2212%22&from=Baton"));
    baton_gateway_free(gateway);
    server_stop(server);
}

GATEWAY_TEST(only_a_status_of_200_to_299_is_accepted)
{
    try("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "/", BATON_GATEWAY_GET);
    assert_int_equal(results.accepted, 1);
    forget(NULL);
    try("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "/", BATON_GATEWAY_GET);
    assert_string_equal(results.why, "the SMS gateway refused the message (status 403)");
    forget(NULL);
    try("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "/", BATON_GATEWAY_POST);
    assert_string_equal(results.why, "the SMS gateway refused the message (status 503)");
    assert_int_equal(results.accepted, 0);
}

/* With a redirect, a gateway could make Baton send names and telephone numbers to any server. */
GATEWAY_TEST(a_redirect_is_not_followed)
{
    struct server *elsewhere = server_start(accepted, false);
    char reply[256];
    int count;

    snprintf(reply, sizeof(reply),
        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n",
        server_port(elsewhere));
    try(reply, "/", BATON_GATEWAY_GET);
    assert_string_equal(results.why, "the SMS gateway refused the message (status 302)");
    server_seen(elsewhere, &count);
    assert_int_equal(count, 0);
    server_stop(elsewhere);
}

GATEWAY_TEST(a_proxy_from_the_environment_is_not_used)
{
    struct server *proxy = server_start(accepted, false);
    char address[64];
    int count;

    snprintf(address, sizeof(address), "http://127.0.0.1:%d", server_port(proxy));
    setenv("http_proxy", address, 1);
    try(accepted, "/", BATON_GATEWAY_GET);
    unsetenv("http_proxy");
    server_seen(proxy, &count);
    assert_int_equal(count, 0);
    server_stop(proxy);
}

GATEWAY_TEST(a_self_signed_certificate_is_refused)
{
    struct server *server = server_start(accepted, true);
    struct baton_gateway_settings settings = settings_for("https", server_port(server), "/");
    struct baton_gateway *gateway = new_gateway(&settings);
    int count;

    send_one(gateway, "k1");
    wait_for(1);
    assert_int_equal(results.accepted, 0);
    assert_string_equal(results.why, "the SMS gateway has no valid certificate");
    server_seen(server, &count);
    assert_int_equal(count, 0); /* the server has not got the message */
    baton_gateway_free(gateway);
    server_stop(server);
}

GATEWAY_TEST(an_unreachable_gateway_and_a_broken_connection_are_reported)
{
    struct server *server = server_start(accepted, false);
    int port = server_port(server);

    server_stop(server);
    struct baton_gateway_settings settings = settings_for("http", port, "/");
    struct baton_gateway *gateway = new_gateway(&settings);
    send_one(gateway, "k1");
    wait_for(1);
    assert_string_equal(results.why, "the SMS gateway cannot be reached");
    baton_gateway_free(gateway);
    forget(NULL);
    try("", "/", BATON_GATEWAY_GET);
    assert_string_equal(results.why, "the connection to the SMS gateway broke");
}

GATEWAY_TEST(all_waiting_messages_fail_at_the_timeout_if_the_gateway_is_silent)
{
    struct server *server = server_start(NULL, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), "/");

    settings.timeout_seconds = 1;
    struct baton_gateway *gateway = new_gateway(&settings);
    for (int i = 0; i < 20; i++)
        send_one(gateway, "k");
    wait_for(20);
    assert_int_equal(results.accepted, 0);
    baton_gateway_free(gateway);
    server_stop(server);
}

GATEWAY_TEST(too_many_messages_are_refused_and_free_drops_the_waiting_messages)
{
    struct server *server = server_start(NULL, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), "/");
    struct baton_gateway *gateway = new_gateway(&settings);
    struct baton_failure failure;
    int sent = 0;

    while (baton_gateway_send(gateway, "k", "+491761234567", "text", &failure) == BATON_OK)
        sent++;
    assert_int_equal(failure.error, BATON_E_LIMIT_REACHED);
    assert_true(sent >= BATON_GATEWAY_QUEUE && sent <= BATON_GATEWAY_QUEUE + 8);
    baton_gateway_free(gateway);
    assert_int_equal(results.count, 0);
    server_stop(server);
}

GATEWAY_TEST(each_of_many_messages_arrives_once)
{
    struct server *server = server_start(accepted, false);
    struct baton_gateway_settings settings = settings_for("http", server_port(server), "/");
    struct baton_gateway *gateway = new_gateway(&settings);
    int count;

    for (int i = 0; i < 100; i++)
        send_one(gateway, "k");
    wait_for(100);
    server_seen(server, &count);
    assert_int_equal(count, 100);
    assert_int_equal(results.accepted, 100);
    baton_gateway_free(gateway);
    server_stop(server);
}

GATEWAY_TEST(nothing_is_sent_if_a_function_of_libcurl_fails)
{
    struct baton_gateway_settings settings = settings_for("http", 1, "/");

    failing = GLOBAL;
    assert_null(baton_gateway_new(&settings, done, &results));
    failing = MULTI;
    assert_null(baton_gateway_new(&settings, done, &results));
    failing = NOTHING;
    struct baton_gateway *gateway = new_gateway(&settings);
    failing = EASY;
    send_one(gateway, "k1");
    wait_for(1);
    assert_string_equal(results.why, "the server could not send to the SMS gateway");
    baton_gateway_free(gateway);
    baton_gateway_free(NULL);
}
