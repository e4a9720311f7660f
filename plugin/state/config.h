/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's settings for the engine, from the .jcfg file, as a plain struct. They have been checked.
 * Every time is an interval in microseconds (base/clock.h). */
#ifndef BATON_STATE_CONFIG_H
#define BATON_STATE_CONFIG_H

#include <stddef.h>

#include "base/clock.h"

struct baton_channel; /* confirm/channel.h */

struct baton_config {
    char *admin_key;          /* owned; NULL: anyone may create rooms */
    size_t max_rooms;         /* rooms that may exist at the same time, permanent rooms included */
    size_t max_codes;         /* codes that the ledger may store, live or dead */
    size_t max_presentations; /* presentations that may exist at the same time */
    int max_misses;           /* wrong codes after which a handle or a session is locked */
    int max_room_misses;      /* wrong codes of letters after which a room accepts no letters */
    /* Wrong codes of letters from all clients together in one lock_time, after which no scan may use letters. */
    int max_all_misses;
    baton_time lock_time;       /* duration of a lock */
    baton_time present_time;    /* lifetime of the code of a presentation */
    baton_time match_timeout;   /* time from the first to the second scan of a mutual transfer */
    baton_time confirm_timeout; /* time from the scan to the last response */
    baton_time connect_timeout; /* time from the last response until the new device is connected */
    baton_time commit_timeout;  /* time from the connection of the new device to the commit */
    baton_time return_timeout;  /* time from the request `return` to the swap back */
    baton_time pli_interval;    /* shortest time between two keyframe requests to one source */
    char *confirm_link;   /* URL of the page for tickets, without fragment; owned; NULL: no page */
    int sms_max_per_hour; /* the most messages to one telephone number in an hour */
    const struct baton_channel *sms_fallback; /* channel used when an SMS fails; NULL: no channel */
};

/* Sets all defaults. The operator's settings in the file overwrite them later. */
void baton_config_init(struct baton_config *config);
void baton_config_fini(struct baton_config *config);

#endif
