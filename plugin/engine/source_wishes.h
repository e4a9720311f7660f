/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_wishes owns what `publish` and `configure` say of one kind that a device sends. */
#ifndef BATON_ENGINE_SOURCE_WISHES_H
#define BATON_ENGINE_SOURCE_WISHES_H

#include "engine/requests.h"
#include "state/participant.h"

/* Carries a wish out: at once if the device has the call; else its mute state is kept until it
 * has. */
void baton_source_wish_apply(
    struct baton_device *device, enum baton_source_kind kind, const struct baton_source_wish *wish);

#endif
