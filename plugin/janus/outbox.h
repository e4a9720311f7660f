/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox owns what is on its way to clients.
 *
 * Janus can hold up whoever sends an SDP: for seconds, while candidates are gathered or an old
 * PeerConnection is cleaned up. And it takes locks of a handle that it also holds while it asks the
 * plugin about that handle. So the control thread never sends: a few threads do. What goes to one
 * handle goes in order, by one thread at a time; a handle that is held up holds up no other one as
 * long as a thread is left. What is meant for a handle that has gone is dropped.
 */
#ifndef BATON_JANUS_OUTBOX_H
#define BATON_JANUS_OUTBOX_H

#include <jansson.h>

#include "janus/attachment.h"

struct baton_outbox;

/* NULL if no thread could be started. Both must outlive it. */
struct baton_outbox *baton_outbox_new(janus_callbacks *gateway, janus_plugin *plugin);
/* Waits for the sends under way and drops the others. Later ones are dropped too. */
void baton_outbox_stop(struct baton_outbox *outbox);
/* After stop. */
void baton_outbox_free(struct baton_outbox *outbox);

/* Control thread. Takes ownership of `body` and of `jsep`, which may be NULL; nobody else may hold
 * them. Copies `transaction`, which may be NULL. */
void baton_outbox_send(struct baton_outbox *outbox, struct baton_attachment *attachment,
    const char *transaction, json_t *body, json_t *jsep);
/* Closes the handle's PeerConnection, after what was sent to it before. */
void baton_outbox_close_pc(struct baton_outbox *outbox, struct baton_attachment *attachment);

#endif
