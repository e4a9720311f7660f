/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sends text messages through the operator's HTTP gateway: Kannel's sendsms, or any other gateway that reads its fields
 * from a query or a form. The gateway has its own thread.
 *
 * janus/settings.c reads these settings from the section `sms` of janus.plugin.baton.jcfg:
 *   url              string      without it there is no gateway and no SMS channel
 *   method           string      "GET" or "POST", default "GET": baton_gateway_read_method
 *   fields           group       name = template, all strings; without fields, the settings are refused
 *   from             string      the text that replaces {from}
 *   timeout_seconds  integer     1 to 60, default BATON_GATEWAY_TIMEOUT
 * Fill struct baton_gateway_settings with them and call baton_gateway_check once. If the check refuses the settings, do
 * not start, and log the sentence in `failure`. The section has two more settings, which the gateway does not know:
 * baton_link_check (code/link.h) checks `confirm_link`, and baton_channel_find checks `fallback`.
 *
 * Threads: call new and free on the same thread, and send on any thread. The gateway calls `done` on its own thread.
 */
#ifndef BATON_CONFIRM_GATEWAY_H
#define BATON_CONFIRM_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "confirm/http_body.h"

enum {
    BATON_GATEWAY_MAX_FIELDS = 16,
    BATON_GATEWAY_URL_MAX = 1024,  /* bytes */
    BATON_GATEWAY_TEXT_MAX = 1024, /* bytes of a message's text */
    BATON_GATEWAY_TIMEOUT = 10,    /* seconds */
    BATON_GATEWAY_QUEUE = 256,     /* messages that may wait; further messages are refused */
};

enum baton_gateway_method { BATON_GATEWAY_GET, BATON_GATEWAY_POST };

/* The caller keeps ownership of the settings: baton_gateway_new copies them. */
struct baton_gateway_settings {
    const char *url; /* http or https; may have a query, and user:password@ (Basic) */
    enum baton_gateway_method method; /* GET: fields in the query; POST: as a form in the body */
    size_t field_count;
    struct baton_http_field fields[BATON_GATEWAY_MAX_FIELDS];
    const char *from;    /* NULL or "": not set; then no field may use {from} */
    int timeout_seconds; /* 1..60: from baton_gateway_send to the end of the HTTP reply */
};

/* Reads "GET" or "POST", in capitals. Returns false, and sets nothing, for any other text. */
bool baton_gateway_read_method(const char *name, enum baton_gateway_method *method);

/*
 * Checks whether messages can be sent with these settings. If not, returns invalid_element or missing_element. The
 * sentence in `failure` names the setting but no value, because a URL or a field may contain a password.
 */
enum baton_error baton_gateway_check(
    const struct baton_gateway_settings *settings, struct baton_failure *failure);

/*
 * Tells the result of a message. `accepted` is true if the gateway replied with an HTTP status of 200 to 299; that does
 * not mean that the message arrived. Otherwise `why` is a short sentence for people, without any secret.
 */
typedef void (*baton_gateway_done)(void *context, const char *key, bool accepted, const char *why);

struct baton_gateway;

/* Starts the thread. NULL if the settings do not pass the check, or if libcurl or the thread could not be started. */
struct baton_gateway *baton_gateway_new(
    const struct baton_gateway_settings *settings, baton_gateway_done done, void *context);

/*
 * Ends the thread without waiting for HTTP replies. Messages without a result are dropped, and `done` is not called for
 * them. After this function has returned, `done` is never called. `gateway` may be NULL.
 */
void baton_gateway_free(struct baton_gateway *gateway);

/*
 * Queues a message and does not wait. The gateway calls `done` exactly once, with `key`. `to` is an E.164 number;
 * `text` has at most BATON_GATEWAY_TEXT_MAX bytes (asserted). Returns limit_reached if too many messages wait; then
 * `done` is not called.
 */
enum baton_error baton_gateway_send(struct baton_gateway *gateway, const char *key, const char *to,
    const char *text, struct baton_failure *failure);

#endif
