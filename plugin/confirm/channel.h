/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of channels, the ways to ask a person to agree to a transfer. A channel consists of one file in this folder
 * and a row in channel.c; docs/architecture.md says how to add a channel.
 */
#ifndef BATON_CONFIRM_CHANNEL_H
#define BATON_CONFIRM_CHANNEL_H

#include "confirm/channel_type.h"
#include "confirm/chat_channel.h"
#include "confirm/popup_channel.h"
#include "confirm/sms_channel.h"

/* Returns the channel with the wire name `name`, or NULL. `name` may be NULL. */
const struct baton_channel *baton_channel_find(const char *name);

/* Returns the channel at `index` of the table, which begins with the weakest channel; NULL beyond its end. */
const struct baton_channel *baton_channel_at(size_t index);

/* Returns the channel for requests that do not choose a channel: "popup". */
const struct baton_channel *baton_channel_default(void);

#endif
