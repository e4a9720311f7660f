/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chat_channel owns the channel that asks in the room's chat, in a message to one person alone. */
#ifndef BATON_CONFIRM_CHAT_CHANNEL_H
#define BATON_CONFIRM_CHAT_CHANNEL_H

#include "confirm/channel_type.h"

extern const struct baton_channel baton_channel_chat;

#endif
