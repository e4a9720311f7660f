/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies the settings of one source from `publish` and `configure`. Control thread only. */
#ifndef BATON_REQUESTS_SOURCE_WISHES_H
#define BATON_REQUESTS_SOURCE_WISHES_H

#include "requests/request_fields.h"
#include "state/participant.h"

/* Applies the settings to the source if the device has the call. Otherwise, or if memory was too short for a source,
 * stores the mute state. */
void baton_source_wish_apply(
    struct baton_device *device, enum baton_source_kind kind, const struct baton_source_wish *wish);

#endif
