/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feeds of one uplink, one for each m-line on which the device sends. */
#ifndef BATON_MEDIA_UPLINK_H
#define BATON_MEDIA_UPLINK_H

#include <stdbool.h>

#include "base/clock.h"
#include "media/feed.h"

enum { BATON_UPLINK_MAX_FEEDS = 16 };

struct baton_uplink {
    struct baton_feed feeds[BATON_UPLINK_MAX_FEEDS];
};

void baton_uplink_init(struct baton_uplink *uplink, void *handle);

/* Packet path: only the uplink's packet thread calls these. */

/* Whether audio came on any m-line in the last BATON_FEED_HEARING. */
bool baton_uplink_hears_audio(const struct baton_uplink *uplink, baton_time now);
/* Returns the feed of the primary video, or NULL. */
const struct baton_feed *baton_uplink_primary(const struct baton_uplink *uplink);

#endif
