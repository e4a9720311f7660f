/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * effects owns the queue of what the engine has decided to do outside of itself and has not done
 * yet. A queue lets the reply go out before the events that its request caused, and lets no event
 * leave while the state is half changed. PeerConnections are closed last, so that the client has
 * the event that explains it.
 */
#ifndef BATON_STATE_EFFECTS_H
#define BATON_STATE_EFFECTS_H

#include <jansson.h>
#include <stdint.h>

#include "state/host.h"

struct baton_effects;

/* `host` must outlive the queue. Never NULL. baton_effects_free drops pending effects. */
struct baton_effects *baton_effects_new(const struct baton_host *host);
void baton_effects_free(struct baton_effects *effects);

/* Queues an event. `handle` is the host's handle, here and below. Takes ownership of `body`. */
void baton_effects_send(struct baton_effects *effects, void *handle, json_t *body);
/* Queues an event with an SDP offer. Takes ownership of `body` and of `offer` (g_free). */
void baton_effects_offer(struct baton_effects *effects, void *handle, json_t *body, char *offer);
void baton_effects_cap(struct baton_effects *effects, void *handle, uint32_t bitrate);
void baton_effects_close_pc(struct baton_effects *effects, void *handle);
/* Queues an event for Janus's event handlers. Takes ownership of `event`. `handle` may be NULL. */
void baton_effects_notify(struct baton_effects *effects, void *handle, json_t *event);

/* Drops every effect for this handle, because the handle is about to vanish. */
void baton_effects_forget(struct baton_effects *effects, const void *handle);

/* Performs all pending effects in order. */
void baton_effects_flush(struct baton_effects *effects);

#endif
