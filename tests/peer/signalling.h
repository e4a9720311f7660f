/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signal owns the talk with Janus: a session on a WebSocket, its handles, requests and events. */
#ifndef BATON_PEER_SIGNALLING_H
#define BATON_PEER_SIGNALLING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    PEER_SIGNALLING_PATIENCE = 10000, /* milliseconds to wait for what should come at once */
};

/* Whom an answer or an event comes from, and when it came (microseconds). */
struct peer_message {
    char *name;   /* the plugin's event, or Janus's own ("webrtcup", "hangup") */
    json_t *data; /* the plugin's, or Janus's whole message */
    char *sdp;    /* NULL without */
    int64_t at;
};
void peer_message_free(struct peer_message *message);

struct peer_signalling;
struct peer_handle;
struct peer_request; /* a request under way */

/* Waits for the session to be there; NULL if it doesn't come. Words take `delay` microseconds each
 * way once it is. */
struct peer_signalling *peer_signalling_open(const char *url, int64_t delay);
/* Ends the session in order; without `orderly`, the socket just closes. Handles end with it. */
void peer_signalling_close(struct peer_signalling *signalling, bool orderly);

/* How many requests have been sent so far, of any kind; keepalives don't count. */
unsigned int peer_signalling_requests(const struct peer_signalling *signalling);

/* Waits for the handle; NULL if it doesn't come. It belongs to the session. */
struct peer_handle *peer_signalling_attach(struct peer_signalling *signalling, const char *plugin);

/* Ends the handle, waits for Janus to say so, and frees it. */
void peer_handle_detach(struct peer_handle *handle);

/* By which Janus knows it. */
json_int_t peer_handle_id(const struct peer_handle *handle);
/* Sends `body`, which it takes, with an SDP if `type` is not NULL. The call is to be freed. */
struct peer_request *peer_handle_ask(
    struct peer_handle *handle, json_t *body, const char *type, const char *sdp);
/* Waits for the answer; NULL if none came. It belongs to the call. */
const struct peer_message *peer_request_wait(struct peer_request *request);
/* The answer, which is the caller's from now on; NULL if none has come. */
struct peer_message *peer_request_take(struct peer_request *request);
int64_t peer_request_asked(const struct peer_request *request);
void peer_request_free(struct peer_request *request);

/* Takes the oldest unread event of this name; NULL if there is none after so many milliseconds. */
struct peer_message *peer_handle_next(
    struct peer_handle *handle, const char *name, int milliseconds);

/* The text of an error, or NULL if the answer is none. */
const char *peer_message_error(const struct peer_message *message);

#endif
