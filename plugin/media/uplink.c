/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/uplink.h"

void baton_uplink_init(struct baton_uplink *uplink, void *handle)
{
    for (int i = 0; i < BATON_UPLINK_MAX_FEEDS; i++) {
        uplink->feeds[i].handle = handle;
        uplink->feeds[i].mindex = i;
    }
}

bool baton_uplink_hears_audio(const struct baton_uplink *uplink, baton_time now)
{
    for (int i = 0; i < BATON_UPLINK_MAX_FEEDS; i++) {
        const struct baton_feed *feed = &uplink->feeds[i];
        uint64_t binding = atomic_load_explicit(&feed->binding, memory_order_acquire);

        if (binding && feed->seen == binding && feed->heard != BATON_NEVER &&
            now - feed->heard <= BATON_FEED_HEARING)
            return true;
    }
    return false;
}

const struct baton_feed *baton_uplink_primary(const struct baton_uplink *uplink)
{
    for (int i = 0; i < BATON_UPLINK_MAX_FEEDS; i++) {
        const struct baton_feed *feed = &uplink->feeds[i];

        if (baton_binding_primary(atomic_load_explicit(&feed->binding, memory_order_acquire)))
            return feed;
    }
    return NULL;
}
