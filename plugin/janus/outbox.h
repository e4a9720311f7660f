/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox owns the messages on their way to clients.
 *
 * Janus can block the thread that sends an SDP for seconds, while it gathers candidates or cleans up an old
 * PeerConnection. It also takes a handle's lock to send, and holds the same lock while it queries the plugin about
 * that handle. The control thread therefore never sends; the outbox's threads do. Messages to one handle leave in
 * order, by one thread at a time. A handle that blocks its thread delays no other handle as long as another thread is
 * free. Messages to a handle that Janus has destroyed are dropped.
 */
#ifndef BATON_JANUS_OUTBOX_H
#define BATON_JANUS_OUTBOX_H

#include <jansson.h>

#include "janus/attachment.h"

struct baton_outbox;

/* NULL if no thread could be started. Both must outlive it. */
struct baton_outbox *baton_outbox_new(janus_callbacks *gateway, janus_plugin *plugin);
/* Waits for the sends under way and drops all other messages. Later ones are dropped too. */
void baton_outbox_stop(struct baton_outbox *outbox);
/* After stop. */
void baton_outbox_free(struct baton_outbox *outbox);

/*
 * Control thread. Takes ownership of `body` and of `jsep`, which may be NULL; no other thread may hold a reference to
 * them. Copies `transaction`, which may be NULL.
 */
void baton_outbox_send(struct baton_outbox *outbox, struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep);
/* Closes the handle's PeerConnection, after all messages that were sent to it before. */
void baton_outbox_close_pc(struct baton_outbox *outbox, struct baton_attachment *attachment);

#endif
