/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gateway owns how text messages leave for phones: the operator's HTTP gateway (Kannel's sendsms,
 * or any other that takes its fields as a query or a form), and the one thread that talks to it.
 *
 * For configfile.c, section `sms` of janus.plugin.baton.jcfg:
 *   url              string      no gateway without it; no SMS channel then
 *   method           string      "GET" or "POST", default "GET": baton_gateway_read_method
 *   fields           group       name = template, all strings, default none (refused then)
 *   from             string      what {from} stands for
 *   timeout_seconds  integer     1 to 60, default BATON_GATEWAY_TIMEOUT
 * Fill struct baton_gateway_settings from it and call baton_gateway_check once: what it refuses is
 * a reason not to start, and its sentence is fit for the log. `confirm_link` of the same section is
 * checked by baton_link_check (code/codetext.h) and `fallback` by baton_channel_find: they are the
 * engine's, and the gateway knows neither.
 *
 * Threads: new and free on one; send on any. `done` is called on the gateway's own thread.
 */
#ifndef BATON_CONFIRM_GATEWAY_H
#define BATON_CONFIRM_GATEWAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum {
    BATON_GATEWAY_MAX_FIELDS = 16,
    BATON_GATEWAY_URL_MAX = 1024,  /* bytes, as of the limits below */
    BATON_GATEWAY_NAME_MAX = 64,   /* of a field's name */
    BATON_GATEWAY_VALUE_MAX = 256, /* of a field's template, and of `from` */
    BATON_GATEWAY_TEXT_MAX = 1024, /* of a message's text */
    BATON_GATEWAY_TIMEOUT = 10,    /* seconds */
    BATON_GATEWAY_QUEUE = 256,     /* messages that may wait; one more is refused */
};

enum baton_gateway_method { BATON_GATEWAY_GET, BATON_GATEWAY_POST };

/* A field of the request. In `value`, {to}, {text} and {from} stand for the message's; no other
 * brace may be in it. */
struct baton_gateway_field {
    const char *name;
    const char *value;
};

/* Borrowed by check and new alike: new copies what it needs. */
struct baton_gateway_settings {
    const char *url; /* http or https; may hold a query, and user:password@ (Basic) */
    enum baton_gateway_method method; /* GET: fields in the query; POST: as a form in the body */
    size_t field_count;
    struct baton_gateway_field fields[BATON_GATEWAY_MAX_FIELDS];
    const char *from;    /* NULL or "": none, and then no field may use {from} */
    int timeout_seconds; /* 1..60: from the moment a message is handed over to the answer's end */
};

/* Reads "GET" or "POST", in capitals. False, setting nothing, for anything else. */
bool baton_gateway_read_method(const char *name, enum baton_gateway_method *method);

/*
 * Whether messages can be sent this way. Otherwise invalid_element or missing_element, with a
 * sentence that names the setting but no value: a URL and a field may hold a password.
 */
enum baton_error baton_gateway_check(
    const struct baton_gateway_settings *settings, struct baton_failure *failure);

/*
 * What came of a message: the gateway took it (an HTTP status 200 to 299), or not, and then `why`
 * is a short sentence for people without any secret. That it took it does not say that it arrived.
 */
typedef void (*baton_gateway_done)(void *context, const char *key, bool accepted, const char *why);

struct baton_gateway;

/* Starts the thread. `settings` have passed the check (asserted). NULL if libcurl or the thread
 * could not be had. */
struct baton_gateway *baton_gateway_new(
    const struct baton_gateway_settings *settings, baton_gateway_done done, void *context);

/* Ends the thread at once: what has not been answered yet is dropped, without a call of `done`, and
 * none comes after the return. NULL is fine. */
void baton_gateway_free(struct baton_gateway *gateway);

/*
 * Puts a message on its way and returns at once; `done` follows exactly once, with `key`. `to` is
 * E.164; `text` any text of at most BATON_GATEWAY_TEXT_MAX bytes (asserted). Refused, without a
 * call of `done`: limit_reached when too many wait.
 */
enum baton_error baton_gateway_send(struct baton_gateway *gateway, const char *key, const char *to,
    const char *text, struct baton_failure *failure);

#endif
