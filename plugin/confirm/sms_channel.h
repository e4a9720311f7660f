/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channel that asks with a text message to a person's telephone. */
#ifndef BATON_CONFIRM_SMS_CHANNEL_H
#define BATON_CONFIRM_SMS_CHANNEL_H

#include "confirm/channel_type.h"

extern const struct baton_channel baton_channel_sms;

#endif
