/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages that wait to be sent to clients, and the threads that send them.
 *
 * The control thread never sends, for two reasons. When a thread sends an SDP, Janus can block this thread for seconds,
 * while Janus gathers ICE candidates or cleans up an old PeerConnection. To send, Janus also locks the handle, and
 * Janus holds the same lock while it queries the plugin about that handle.
 *
 * The outbox's threads send instead. Messages to one handle are sent in order, by one thread at a time. A handle that
 * blocks a thread delays no other handle as long as another thread is free. Messages to a handle that Janus has
 * destroyed are dropped.
 *
 * These threads also draw the pictures of codes (code/drawing.h), just before they send them. One thread draws at a
 * time, and sessions take turns. A client that asks for many codes therefore delays only its own messages.
 */
#ifndef BATON_JANUS_OUTBOX_H
#define BATON_JANUS_OUTBOX_H

#include <jansson.h>

#include "janus/attachment.h"

struct baton_outbox;

/* Returns NULL if no thread could be started. `gateway` and `plugin` must outlive the outbox. Copies `limits`. */
struct baton_outbox *baton_outbox_new(
    janus_callbacks *gateway, janus_plugin *plugin, const struct baton_outgoing_limits *limits);
/* Waits for the messages that are being sent. Drops all other messages, and all later messages. */
void baton_outbox_stop(struct baton_outbox *outbox);
/* Call it after stop. */
void baton_outbox_free(struct baton_outbox *outbox);

/*
 * Queues a message. Control thread only. Takes ownership of `body` and of `jsep`, which may be NULL. Nobody may change
 * `body` after this call. Copies `transaction`, which may be NULL. If the client does not read (janus/outgoing.h),
 * detaches its handle and writes the reason into the log.
 */
void baton_outbox_send(struct baton_outbox *outbox, struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep);
/* Queues the same event for several handles. Control thread only. `numbers`: see struct baton_host. Takes ownership of
 * `body`, whose size is counted only once. */
void baton_outbox_broadcast(struct baton_outbox *outbox,
    struct baton_attachment *const *attachments, const uint64_t *numbers, size_t count,
    json_t *body);
/* The time that all messages queued so far need on other threads, in microseconds. Control thread only. */
int64_t baton_outbox_cost(const struct baton_outbox *outbox);
/* The bytes of all events queued so far for several handles, in which each event counts once. Small events count more
 * than their bytes. Events that a later event may replace do not count. Control thread only. */
int64_t baton_outbox_told(const struct baton_outbox *outbox);
/* Closes the handle's PeerConnection, after all messages that were queued for the handle before. */
void baton_outbox_close_pc(struct baton_outbox *outbox, struct baton_attachment *attachment);
/* Any thread: the client has read everything up to the event with this number. Returns false if the number is wrong
 * (baton_outgoing_acknowledge). Many wrong numbers detach the handle. */
bool baton_outbox_acknowledge(
    struct baton_outbox *outbox, struct baton_attachment *attachment, uint64_t number);
/* Any thread: the client sends `sync` (baton_outgoing_ask_again). Call it before the reply is queued. */
void baton_outbox_ask_again(struct baton_outbox *outbox, struct baton_attachment *attachment);
/* Drops the messages of a handle that Janus has destroyed. */
void baton_outbox_forget(struct baton_outbox *outbox, struct baton_attachment *attachment);

#endif
