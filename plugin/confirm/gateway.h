/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway owns the sending of text messages by the operator's HTTP gateway (Kannel's sendsms, or any other that takes
 * its fields as a query or a form), and the one thread that does it.
 *
 * For configfile.c, section `sms` of janus.plugin.baton.jcfg:
 *   url              string      no gateway without it; no SMS channel then
 *   method           string      "GET" or "POST", default "GET": baton_gateway_read_method
 *   fields           group       name = template, all strings, default none (refused then)
 *   from             string      the text that replaces {from}
 *   timeout_seconds  integer     1 to 60, default BATON_GATEWAY_TIMEOUT
 * Fill struct baton_gateway_settings from it and call baton_gateway_check once. If that refuses the settings, do not
 * start, and log its sentence. The gateway does not know the other settings of the section: baton_link_check
 * (code/link.h) checks `confirm_link`, and baton_channel_find checks `fallback`.
 *
 * Threads: new and free on one; send on any. `done` is called on the gateway's own thread.
 */
#ifndef BATON_CONFIRM_GATEWAY_H
#define BATON_CONFIRM_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "confirm/http_body.h"

enum {
    BATON_GATEWAY_MAX_FIELDS = 16,
    BATON_GATEWAY_URL_MAX = 1024,  /* bytes, as of the limits below */
    BATON_GATEWAY_TEXT_MAX = 1024, /* of a message's text */
    BATON_GATEWAY_TIMEOUT = 10,    /* seconds */
    BATON_GATEWAY_QUEUE = 256,     /* messages that may wait; one more is refused */
};

enum baton_gateway_method { BATON_GATEWAY_GET, BATON_GATEWAY_POST };

/* Borrowed by check and new alike: new copies what it needs. */
struct baton_gateway_settings {
    const char *url; /* http or https; may hold a query, and user:password@ (Basic) */
    enum baton_gateway_method method; /* GET: fields in the query; POST: as a form in the body */
    size_t field_count;
    struct baton_http_field fields[BATON_GATEWAY_MAX_FIELDS];
    const char *from;    /* NULL or "": none, and then no field may use {from} */
    int timeout_seconds; /* 1..60: from baton_gateway_send to the end of the HTTP reply */
};

/* Reads "GET" or "POST", in capitals. Returns false, and sets nothing, for any other text. */
bool baton_gateway_read_method(const char *name, enum baton_gateway_method *method);

/*
 * Whether messages can be sent with these settings. Otherwise invalid_element or missing_element. The sentence in
 * `failure` names the setting but no value: a URL and a field may hold a password.
 */
enum baton_error baton_gateway_check(
    const struct baton_gateway_settings *settings, struct baton_failure *failure);

/*
 * The result of a message. `accepted`: the gateway replied with an HTTP status of 200 to 299, which does not say that
 * the message arrived. Otherwise `why` is a short sentence for people, without any secret.
 */
typedef void (*baton_gateway_done)(void *context, const char *key, bool accepted, const char *why);

struct baton_gateway;

/*
 * Starts the thread. `settings` have passed the check (asserted). NULL if libcurl or the thread could not be started.
 */
struct baton_gateway *baton_gateway_new(
    const struct baton_gateway_settings *settings, baton_gateway_done done, void *context);

/*
 * Ends the thread at once. Messages without a result are dropped, without a call of `done`. After the return `done`
 * is never called. NULL is harmless.
 */
void baton_gateway_free(struct baton_gateway *gateway);

/*
 * Queues a message and returns at once. The gateway calls `done` exactly once, with `key`. `to` is E.164; `text` is
 * any text of at most BATON_GATEWAY_TEXT_MAX bytes (asserted). On failure `done` is not called: limit_reached if too
 * many messages wait.
 */
enum baton_error baton_gateway_send(struct baton_gateway *gateway, const char *key, const char *to,
    const char *text, struct baton_failure *failure);

#endif
