/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channel that asks in the room's chat, with a message that only one person gets. */
#ifndef BATON_CONFIRM_CHAT_CHANNEL_H
#define BATON_CONFIRM_CHAT_CHANNEL_H

#include "confirm/channel_type.h"

extern const struct baton_channel baton_channel_chat;

#endif
