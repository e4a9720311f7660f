/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The queue of effects: the messages, closings and limits that the engine has decided on and not performed
 * yet. Because of the queue, a reply leaves before the events that its request caused, and no event leaves
 * before the change is complete. PeerConnections are closed last, so that the client gets the event that
 * explains the closing first.
 */
#ifndef BATON_STATE_EFFECTS_H
#define BATON_STATE_EFFECTS_H

#include <glib.h>
#include <jansson.h>
#include <stdint.h>

#include "state/host.h"

struct baton_effects;

/* `host` must outlive the queue. Never returns NULL. baton_effects_free drops pending effects. */
struct baton_effects *baton_effects_new(const struct baton_host *host);
void baton_effects_free(struct baton_effects *effects);

/* Queues an event. `handle` is the host's handle, here and below. `seq`: the event's number (state/latest_events.h);
 * 0: it has none. The queue takes over `body`. */
void baton_effects_send(struct baton_effects *effects, void *handle, uint64_t seq, json_t *body);
/* Queues one event for several handles, in an array without a free function. `numbers` has the number of the event for
 * each handle, a uint64_t; NULL: the event has no number. The queue takes over all three. */
void baton_effects_broadcast(
    struct baton_effects *effects, GPtrArray *handles, GArray *numbers, json_t *body);
/* Queues an event with an SDP offer. The queue takes over `body` and `offer` (g_free). */
void baton_effects_offer(struct baton_effects *effects, void *handle, json_t *body, char *offer);
void baton_effects_cap(struct baton_effects *effects, void *handle, uint32_t bitrate);
void baton_effects_close_pc(struct baton_effects *effects, void *handle);
/* Queues an event for Janus's event handlers. The queue takes over `event`. `handle` may be NULL. */
void baton_effects_notify(struct baton_effects *effects, void *handle, json_t *event);

/* Drops every effect for this handle, because the handle is about to be freed. */
void baton_effects_forget(struct baton_effects *effects, void *handle);

/* Performs all pending effects in order. */
void baton_effects_flush(struct baton_effects *effects);
/* The number of the next flush, from 1. Events with the same number follow the same reply. */
uint64_t baton_effects_next_flush(const struct baton_effects *effects);

#endif
