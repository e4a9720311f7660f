/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * effects owns what the engine has decided to do to the world but has not done yet, so that a
 * reply can go out before the events its request caused, and nothing is sent half-way through a
 * change. PeerConnections are closed last: the event that explains it has left by then.
 */
#ifndef BATON_STATE_EFFECTS_H
#define BATON_STATE_EFFECTS_H

#include <jansson.h>
#include <stdint.h>

#include "state/host.h"

struct baton_effects;

/* `host` must outlive it. Never NULL. Free drops what is pending. */
struct baton_effects *baton_effects_new(const struct baton_host *host);
void baton_effects_free(struct baton_effects *effects);

/* `handle` is the host's. Takes ownership of `body`. */
void baton_effects_send(struct baton_effects *effects, void *handle, json_t *body);
/* The same with an SDP offer, of which it takes ownership (g_free) as well. */
void baton_effects_offer(struct baton_effects *effects, void *handle, json_t *body, char *offer);
void baton_effects_cap(struct baton_effects *effects, void *handle, uint32_t bitrate);
void baton_effects_close_pc(struct baton_effects *effects, void *handle);
/* For Janus's event handlers; takes ownership of `event`. `handle` may be NULL. */
void baton_effects_notify(struct baton_effects *effects, void *handle, json_t *event);

/* The handle is about to vanish: forgets what was meant for it. */
void baton_effects_forget(struct baton_effects *effects, const void *handle);

/* Performs everything, in order. */
void baton_effects_flush(struct baton_effects *effects);

#endif
