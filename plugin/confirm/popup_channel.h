/* SPDX-License-Identifier: GPL-3.0-or-later */
/* popup_channel owns the channel that asks by the event `confirm`, from which a client makes its dialog. */
#ifndef BATON_CONFIRM_POPUP_CHANNEL_H
#define BATON_CONFIRM_POPUP_CHANNEL_H

#include "confirm/channel_type.h"

extern const struct baton_channel baton_channel_popup;

#endif
