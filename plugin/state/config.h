/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config owns the operator's settings as a plain struct: what the .jcfg says, after checking. */
#ifndef BATON_STATE_CONFIG_H
#define BATON_STATE_CONFIG_H

#include <stddef.h>

#include "base/clock.h"

struct baton_channel; /* confirm/channel.h */

struct baton_config {
    char *admin_key;            /* owned; NULL: anyone may create rooms */
    size_t max_rooms;           /* rooms at once, permanent ones included */
    size_t max_codes;           /* live codes and dead ones still known, in all rooms */
    size_t max_presentations;   /* devices in no call that show a code */
    int max_misses;             /* wrong codes from one handle, or session, before it is locked */
    int max_room_misses;        /* wrong letters for one room, before it takes none any more */
    int max_all_misses;         /* wrong letters of everybody in one lock_time, likewise */
    baton_time lock_time;       /* how long such a lock lasts */
    baton_time present_time;    /* how long the code of a device in no call is good */
    baton_time match_timeout;   /* from the first scan to the second of a mutual transfer */
    baton_time confirm_timeout; /* from the scan to the answer */
    baton_time connect_timeout; /* from the answer to the new device's channels being up */
    baton_time commit_timeout;  /* from there to the swap */
    baton_time return_timeout;  /* from `return` to the swap back */
    baton_time pli_interval;    /* least time between two keyframe requests to one source */
    char *confirm_link;         /* page that answers tickets, without fragment; owned; NULL: none */
    int sms_max_per_hour;       /* messages to one telephone */
    const struct baton_channel *sms_fallback; /* asks who could not be reached by SMS; NULL: none */
};

/* Sets every default. The config file's reader then overwrites what the operator wrote. */
void baton_config_init(struct baton_config *config);
void baton_config_fini(struct baton_config *config);

#endif
