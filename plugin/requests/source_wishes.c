/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies the settings of one source from `publish` and `configure`. */
#include "requests/source_wishes.h"

void baton_source_wish_apply(
    struct baton_device *device, enum baton_source_kind kind, const struct baton_source_wish *wish)
{
    struct baton_source *source = device->participant->sources[kind];
    if (device->role != BATON_DEVICE_ACTIVE || !source) {
        if (wish->has_muted)
            device->feeds[kind].wants_muted = wish->muted;
        return;
    }
    if (wish->has_muted)
        baton_source_mute(source, wish->muted);
    if (wish->description)
        baton_source_describe(source, wish->description);
}
