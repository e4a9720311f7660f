/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The channel that asks with the event `confirm`. A client shows a dialog for it. */
#ifndef BATON_CONFIRM_POPUP_CHANNEL_H
#define BATON_CONFIRM_POPUP_CHANNEL_H

#include "confirm/channel_type.h"

extern const struct baton_channel baton_channel_popup;

#endif
