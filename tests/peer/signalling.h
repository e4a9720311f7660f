/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signalling owns the talk with Janus: a session on a WebSocket, its handles, requests and events. */
#ifndef BATON_PEER_SIGNALLING_H
#define BATON_PEER_SIGNALLING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    PEER_SIGNALLING_PATIENCE = 10000, /* milliseconds to wait for what should come at once */
};

/* An answer or an event, and when it came (microseconds). */
struct peer_message {
    char *name;   /* the plugin's event, or Janus's own ("webrtcup", "hangup") */
    json_t *data; /* the plugin's, or Janus's whole message */
    char *sdp;    /* NULL without */
    int64_t at;
};
void peer_message_free(struct peer_message *message);
/* The text of an error, or NULL if the answer is none. */
const char *peer_message_error(const struct peer_message *message);

struct peer_signalling;
struct peer_handle;
struct peer_request; /* a request that was sent */

/* Waits for the session; NULL if it doesn't come. From then on, messages take `delay` microseconds each way. */
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

/* Sends `body`, which it takes, with an SDP if `type` is not NULL. Wait for the request in any case. */
struct peer_request *peer_handle_ask(
    struct peer_handle *handle, json_t *body, const char *type, const char *sdp);
/* Waits for the answer, which is the caller's; NULL if none came. Frees the request. */
struct peer_message *peer_request_wait(struct peer_request *request);

/* Takes the oldest unread event of this name; NULL if there is none after so many milliseconds. */
struct peer_message *peer_handle_next(
    struct peer_handle *handle, const char *name, int milliseconds);

#endif
