/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The settings of a room, as the requests `create` and `edit` and the settings file state them. A
 * plain value. Strings are UTF-8, and stay valid during the function call that gets the settings.
 */
#ifndef BATON_STATE_ROOM_SETTINGS_H
#define BATON_STATE_ROOM_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "rtp/codec.h"
#include "state/policy.h"
#include "transfer/ways.h"

/* The largest bitrate limit, in bit/s. */
enum { BATON_MAX_BITRATE = 100000000 };
/* The smallest ceiling of a downlink, in bit/s: the sound of one person. */
enum { BATON_LEAST_CEILING = 32000 };

/* Defaults for the settings that `create` leaves out. */
enum {
    BATON_INITIAL_MAX_PARTICIPANTS = 50,
    BATON_INITIAL_BITRATE = 1500000,  /* bit/s */
    BATON_INITIAL_CODE_LIFETIME = 60, /* seconds */
    BATON_INITIAL_GRACE = 10,         /* seconds */
    BATON_INITIAL_HOLD = 60,          /* seconds */
};

/* Who may show a code for a participant who is away. */
enum baton_stand_in { BATON_STAND_IN_MODERATOR, BATON_STAND_IN_ANYBODY, BATON_STAND_IN_NOBODY };

/* Returns the wire name: "moderator", "anybody" or "nobody". */
const char *baton_stand_in_name(enum baton_stand_in stand_in);

/* Bits of `has`: the settings that are given. */
enum baton_room_field {
    BATON_ROOM_DESCRIPTION = 1 << 0,
    BATON_ROOM_PIN = 1 << 1,    /* "" removes the pin */
    BATON_ROOM_SECRET = 1 << 2, /* "" removes the secret; in `edit` the field is `new_secret` */
    BATON_ROOM_PRIVATE = 1 << 3,
    BATON_ROOM_MAX_PARTICIPANTS = 1 << 4,
    BATON_ROOM_BITRATE = 1 << 5,
    BATON_ROOM_VIDEOCODEC = 1 << 6, /* create only */
    BATON_ROOM_CODE_LIFETIME = 1 << 7,
    BATON_ROOM_GRACE = 1 << 8,
    BATON_ROOM_MUTUAL = 1 << 9,
    BATON_ROOM_HOLD = 1 << 10,
    BATON_ROOM_STAND_IN = 1 << 11,
    BATON_ROOM_REMEMBER = 1 << 12,
    BATON_ROOM_DOWNLINK_BITRATE = 1 << 13,
};

struct baton_room_settings {
    const char *room; /* id of the room; NULL: `create` makes a random id */
    unsigned has;     /* bits of enum baton_room_field */
    const char *description, *pin, *secret;
    bool is_private;
    unsigned max_participants;
    uint32_t bitrate; /* limit for each video in bit/s; 0: no limit */
    uint32_t downlink_bitrate; /* ceiling of each downlink in bit/s; 0: none */
    enum baton_codec video_codec;
    struct baton_policy confirm;
    unsigned has_confirm; /* bits of enum baton_policy_part */
    struct baton_ways ways;
    unsigned has_ways;             /* bits: 1 << enum baton_way */
    bool mutual;                   /* each transfer must be mutual */
    unsigned code_lifetime, grace, hold; /* seconds */
    enum baton_stand_in stand_in;
    bool remember; /* devices that have had a call can ask for it again */
};

#endif
