/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Janus tokens of devices that have been admitted to a call. A device gets a token when it is admitted, and a new
 * one, by the event `token`, each time that half of config.token_time has passed. The token is valid for Baton as long
 * as the device exists. Janus itself knows only the expiry, so a token must be short. Control thread only.
 */
#ifndef BATON_GUARD_JANUS_TOKEN_H
#define BATON_GUARD_JANUS_TOKEN_H

#include "state/device.h"

/* Adds the field `token` with a new token for the device to an event. Adds nothing if Janus demands no tokens. */
void baton_janus_token_add(struct baton_device *device, json_t *event);
/* The device had a token before a restart of Janus: the token stays valid for Baton. */
void baton_janus_token_restore(struct baton_device *device);
/* Sends a new token to each device whose token is half over. */
void baton_janus_token_tick(struct baton_engine *engine);
/* Returns the time at which baton_janus_token_tick must be called next, or BATON_NEVER. */
baton_time baton_janus_token_deadline(const struct baton_engine *engine);

#endif
