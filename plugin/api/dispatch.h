/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Handles a client's request, from its JSON to the reply. Does not use Janus.
 *
 * A request is handled in two steps. baton_dispatch_admit checks size, depth, verb and JSEP. It may run on any thread,
 * so a request that is too large or unknown never waits in a queue. baton_dispatch_run reads the fields and calls the
 * engine. It runs on the control thread.
 */
#ifndef BATON_API_DISPATCH_H
#define BATON_API_DISPATCH_H

#include <jansson.h>
#include <stdbool.h>

#include "api/auth.h"
#include "engine/engine.h"
#include "engine/later.h"

enum {
    BATON_SDP_MAX_BYTES = 65536,
    BATON_IMAGES_MAX_BYTES = 3 << 20, /* bytes of a whole `scan` with images, as JSON */
};

/* Whether Janus demands tokens (`token_auth`). If it does, Baton checks the token of the requests about
 * rooms, of `join` and of `scan`. */
struct baton_auth_demand {
    const char *secret; /* Janus's `token_auth_secret`; NULL: no tokens are demanded */
    int64_t now;        /* seconds since 1970 */
};

struct baton_request_kind; /* one row of the table */

/* The reply to a request. baton_reply_fini frees it. */
struct baton_reply {
    json_t *body;     /* never NULL, also for an error; but NULL if the reply comes later */
    const char *type; /* the type of `sdp`: "offer" or "answer"; NULL: there is no SDP */
    char *sdp;
    bool restart;           /* the offer restarts ICE */
    enum baton_error error; /* BATON_OK, or the error that `body` states */
};

/*
 * Checks a request, except its fields. `message` must be an object within BATON_MESSAGE_MAX_BYTES and
 * BATON_MESSAGE_MAX_DEPTH; NULL is refused like a message that is no object. A scan with images may have more bytes, up
 * to BATON_IMAGES_MAX_BYTES for the whole message. The field `request` must be a known verb. `jsep` (NULL: the request
 * has no JSEP) must fit this verb. Always sets `*request`: to the verb's row, or to NULL if the verb is unknown. If a
 * check fails, returns false with `failure` set to invalid_element, missing_element, unknown_request, too_large or
 * invalid_sdp.
 */
bool baton_dispatch_admit(const json_t *message, const json_t *jsep,
    const struct baton_request_kind **request, struct baton_failure *failure);

/* Returns whether `message` is an object within BATON_MESSAGE_MAX_BYTES and BATON_MESSAGE_MAX_DEPTH. If
 * not, sets `failure`. */
bool baton_dispatch_check(const json_t *message, struct baton_failure *failure);

/* Returns true if Janus's synchronous `success` carries the reply, false if an event carries it. */
bool baton_request_kind_is_synchronous(const struct baton_request_kind *request);
/* Returns whether this request may have images instead of `text` (see api/scan_images.h). */
bool baton_request_kind_takes_images(const struct baton_request_kind *request);
/* Returns whether the request is `acknowledge`. Any thread can perform it with baton_dispatch_acknowledge. */
bool baton_request_kind_acknowledges(const struct baton_request_kind *request);
/* Returns the time that the control thread needs for the request, in microseconds. */
int baton_request_kind_cost(const struct baton_request_kind *request);
/* Returns the time that other threads need for what the request leaves to them, in microseconds of a processor. */
int baton_request_kind_cost_elsewhere(const struct baton_request_kind *request);
/* Returns whether the request can restart ICE of the handle's PeerConnection. `offers`: it has an offer. */
bool baton_request_kind_restarts(
    const struct baton_request_kind *request, const json_t *message, bool offers);
/* Returns whether the request may go ahead of other requests. These are requests that end or undo something. */
bool baton_request_kind_is_reserved(const struct baton_request_kind *request);
/* Whether everybody in the room gets an event about the request, for which the budgets of events are needed. */
bool baton_request_kind_tells(const struct baton_request_kind *request, const json_t *message);
/* Returns the verb, for the log. */
const char *baton_request_kind_verb(const struct baton_request_kind *request);

/*
 * Performs an admitted request and fills `reply`. `handle` is the sender's. It may be NULL if the request is
 * synchronous, because the client may have detached the handle in the meantime. This function does not read images: the
 * caller must have put the text of the code into the field `text`. `later` is called once
 * if reply->body is NULL (NULL: a request that needs it is refused). The caller sends the reply and then calls
 * baton_engine_flush.
 */
void baton_dispatch_run(const struct baton_request_kind *request, struct baton_engine *engine,
    struct baton_handle *handle, const json_t *message, const json_t *jsep,
    const struct baton_auth_demand *demand, const struct baton_later *later, baton_time now,
    struct baton_reply *reply);

/*
 * Reads the request `acknowledge` and fills `reply`. Returns true with `number` set if the fields are valid. The caller
 * passes the number on to the outbox. Any thread.
 */
bool baton_dispatch_acknowledge(const json_t *message, int64_t *number, struct baton_reply *reply);

/* Fills `reply` with `body`, which it owns, or with the error in `failure` if `body` is NULL. */
void baton_reply_set(struct baton_reply *reply, json_t *body, const struct baton_failure *failure);
/* Fills `reply` with the error in `failure`. */
void baton_reply_refuse(struct baton_reply *reply, const struct baton_failure *failure);
void baton_reply_fini(struct baton_reply *reply);

#endif
