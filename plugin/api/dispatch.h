/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dispatch owns the way of a client's request from its JSON to the engine and back. Free of Janus.
 *
 * A request is handled in two halves. baton_dispatch_admit looks at its outside alone (size, depth,
 * verb, JSEP) and may run on any thread, so that what is too large or unknown never waits in a
 * queue; baton_dispatch_run reads its fields, asks the engine, and belongs to the control thread.
 */
#ifndef BATON_API_DISPATCH_H
#define BATON_API_DISPATCH_H

#include <jansson.h>
#include <stdbool.h>

#include "api/auth.h"
#include "engine/engine.h"

enum {
    BATON_SDP_MAX_BYTES = 65536,
    BATON_IMAGES_MAX_BYTES = 3 << 20, /* of a whole scan with images, as JSON */
};

/* The secret of Janus's `token_auth`, if Janus demands tokens. The token is then checked for
 * requests about rooms, `join` and `scan`. */
struct baton_auth_demand {
    const char *secret; /* NULL: nothing */
    int64_t now;        /* seconds since 1970 */
};

struct baton_request_kind; /* one row of the table */

/* The reply. `type` is "offer", "answer" or NULL; `sdp` goes with it and is for g_free. */
struct baton_reply {
    json_t *body; /* owned; an error's too */
    const char *type;
    char *sdp;
    bool restart;
    enum baton_error error; /* BATON_OK, or what `body` says */
};

/*
 * Checks the outside of a request. `message` may be NULL. It must be an object within
 * BATON_MESSAGE_MAX_BYTES and BATON_MESSAGE_MAX_DEPTH; the images of a scan may exceed the byte
 * limit, up to BATON_IMAGES_MAX_BYTES for the whole message. `request` must be a known verb. `jsep`
 * (NULL: none) must fit this verb. Always sets `*request`: to the verb's row, or to NULL if the
 * verb is unknown. False with `failure` set: invalid_element, missing_element, unknown_request,
 * too_large or invalid_sdp.
 */
bool baton_dispatch_admit(const json_t *message, const json_t *jsep,
    const struct baton_request_kind **request, struct baton_failure *failure);

/* Whether `message` is an object within these two limits; else false with `failure` set. */
bool baton_dispatch_check(const json_t *message, struct baton_failure *failure);

/* Whether the reply goes into Janus's synchronous `success`; the reply to others is an event. */
bool baton_request_kind_is_synchronous(const struct baton_request_kind *request);
/* Whether this request may have images instead of `text`: api/scan_images.h. */
bool baton_request_kind_takes_images(const struct baton_request_kind *request);
/* The verb, for the log. */
const char *baton_request_kind_verb(const struct baton_request_kind *request);

/*
 * Performs an admitted request and fills `reply`; its body is never NULL. `handle` is NULL if and
 * only if the request is synchronous. It does not read images: the caller has put their text into
 * `text`. The caller sends the reply and then calls baton_engine_flush.
 */
void baton_dispatch_run(const struct baton_request_kind *request, struct baton_engine *engine,
    struct baton_handle *handle, const json_t *message, const json_t *jsep,
    const struct baton_auth_demand *demand, baton_time now, struct baton_reply *reply);

/* Makes `reply` the error that `failure` tells of. */
void baton_reply_refuse(struct baton_reply *reply, const struct baton_failure *failure);
void baton_reply_fini(struct baton_reply *reply);

#endif
