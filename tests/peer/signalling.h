/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Janus's API over a WebSocket: one session, its handles, requests, replies and events. */
#ifndef BATON_PEER_SIGNALLING_H
#define BATON_PEER_SIGNALLING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    PEER_SIGNALLING_PATIENCE = 10000, /* the most milliseconds to wait for Janus */
};

/* A reply or an event, and when it came (microseconds). */
struct peer_message {
    char *name;   /* as the plugin calls it, or as Janus does ("webrtcup", "hangup") */
    json_t *data; /* the plugin's data; Janus's whole message if the message is not the plugin's */
    char *sdp;    /* NULL: no SDP */
    int64_t at;
};
void peer_message_free(struct peer_message *message);
/* Returns the text of an error, or NULL if the message is no error. */
const char *peer_message_error(const struct peer_message *message);

struct peer_signalling;
struct peer_handle;
struct peer_request; /* a request that was sent */

struct peer_signalling_options {
    const char *url;
    const char *plugin; /* of the two handles */
    int64_t delay;      /* microseconds that a message takes each way */
    bool
        far; /* the messages that open the session take this time too; otherwise only the later ones do */
};

/*
 * Waits for a new session with two handles, which it owns. NULL: there is none in time. The session chooses its id, so
 * all three requests go out together. Call peer_signalling_close if the session is not needed any more.
 */
struct peer_signalling *peer_signalling_open(
    const struct peer_signalling_options *options, struct peer_handle *handles[2]);
/* Ends the session and its handles. `orderly`: asks Janus to end it first; otherwise only the socket closes. */
void peer_signalling_close(struct peer_signalling *signalling, bool orderly);

/* Closes the WebSocket, as a lost network does. Keeps the session and its handles on this side. */
void peer_signalling_cut(struct peer_signalling *signalling);
/* Opens another WebSocket after a cut, and claims the session on it. False: Janus does not give it back. */
bool peer_signalling_claim(struct peer_signalling *signalling, const char *url);
/* Returns when the last WebSocket was open, in microseconds. */
int64_t peer_signalling_opened(const struct peer_signalling *signalling);

/* Returns how many requests of any kind have been sent so far, without keepalives. */
unsigned int peer_signalling_requests(const struct peer_signalling *signalling);

/* Waits for a new handle, which the session owns. NULL: there is none in time. */
struct peer_handle *peer_signalling_attach(struct peer_signalling *signalling, const char *plugin);
/* Detaches the handle, waits for Janus's reply, and frees the handle. */
void peer_handle_detach(struct peer_handle *handle);
/*
 * Calls a function for each event of this name, instead of keeping the event for peer_handle_next. The function must
 * not wait.
 */
void peer_handle_listen(struct peer_handle *handle, const char *event,
    void (*take)(void *user, const json_t *data), void *user);
/* Returns Janus's id of the handle. */
json_int_t peer_handle_id(const struct peer_handle *handle);

/* Takes ownership of `body` and sends it, with an SDP if `type` is not NULL. Call peer_request_wait in any case. */
struct peer_request *peer_handle_ask(
    struct peer_handle *handle, json_t *body, const char *type, const char *sdp);
/* Waits for the reply, which the caller owns. NULL: no reply came. Frees the request. */
struct peer_message *peer_request_wait(struct peer_request *request);

/* Returns the oldest unread event with this name, which the caller owns. NULL: no event came within `milliseconds`. */
struct peer_message *peer_handle_next(
    struct peer_handle *handle, const char *name, int milliseconds);

#endif
