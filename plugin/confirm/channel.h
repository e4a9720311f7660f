/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel owns the table of the ways in which a person is asked to agree to a transfer: one row each, found by its
 * wire name. A channel is one file beside this one and its row in channel.c; docs/architecture.md says how to add
 * another.
 */
#ifndef BATON_CONFIRM_CHANNEL_H
#define BATON_CONFIRM_CHANNEL_H

#include "confirm/channel_type.h"
#include "confirm/chat_channel.h"
#include "confirm/popup_channel.h"
#include "confirm/sms_channel.h"

/* The channel with that wire name, or NULL. `name` may be NULL. */
const struct baton_channel *baton_channel_find(const char *name);

/* The channel at that index, the weakest first; NULL beyond the end. */
const struct baton_channel *baton_channel_at(size_t index);

/* The channel for requests that choose none: "popup". */
const struct baton_channel *baton_channel_default(void);

#endif
