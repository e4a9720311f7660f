/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests of docs/api.md as plain structs: what the edge (plugin/janus) hands to the engine
 * after it has checked types, lengths and ranges. Strings are valid UTF-8, borrowed for the call;
 * NULL where the request did not have the field.
 */
#ifndef BATON_ENGINE_REQUESTS_H
#define BATON_ENGINE_REQUESTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/code.h"
#include "media/packet.h"
#include "rtp/codec.h"
#include "state/host.h"
#include "state/policy.h"
#include "transfer/machine.h"

/* Lengths in characters and other bounds of docs/api.md, for the edge to check. */
enum {
    BATON_MAX_DESCRIPTION = 128,
    BATON_MAX_SECRET = 64, /* pins too */
    BATON_MAX_DISPLAY = 64,
    BATON_MAX_DEVICE_NAME = 64,
    BATON_MAX_LINK = 512,
    BATON_MAX_SCAN = 2048,
    BATON_MAX_PHONE = 16, /* '+' and 15 digits */
    BATON_MIN_PHONE = 7,
    BATON_MAX_TICKET = 64,
    BATON_MAX_SMS = 2000, /* of a reply; what is longer is no answer */
    BATON_MAX_CHAT = 2000,
    BATON_MAX_SOURCE_DESCRIPTION = 64,
    BATON_MAX_METADATA_BYTES = 4096,
    BATON_MAX_METADATA_DEPTH = 4,
    BATON_MAX_PARTICIPANTS = 1000,
    BATON_MIN_BITRATE = 64000, /* or 0 for no cap */
    BATON_MAX_BITRATE = 100000000,
    BATON_MIN_CODE_LIFETIME = 5, /* seconds */
    BATON_MAX_CODE_LIFETIME = 600,
    BATON_MAX_GRACE = 120, /* seconds */
    BATON_MAX_AUDIO_SLOTS = 16,
    BATON_MAX_VIDEO_SLOTS = 32,
    BATON_MAX_UPLINK_LINES = 16,
};

enum baton_source_kind { BATON_MICROPHONE, BATON_CAMERA, BATON_SCREEN, BATON_SOURCE_KINDS };
const char *baton_source_kind_name(enum baton_source_kind kind);
/* False, setting nothing, for a name that is none. */
bool baton_source_kind_parse(const char *name, enum baton_source_kind *kind);
bool baton_source_kind_is_video(enum baton_source_kind kind);

/* A room as it is stated by create, edit and the configuration file. `has` bits say what was given;
 * in what the engine passes to save_room all are. */
enum baton_room_field {
    BATON_ROOM_DESCRIPTION = 1 << 0,
    BATON_ROOM_PIN = 1 << 1,    /* "" removes it */
    BATON_ROOM_SECRET = 1 << 2, /* "" removes it; edit's `new_secret` */
    BATON_ROOM_PRIVATE = 1 << 3,
    BATON_ROOM_MAX_PARTICIPANTS = 1 << 4,
    BATON_ROOM_BITRATE = 1 << 5,
    BATON_ROOM_VIDEOCODEC = 1 << 6, /* create only */
    BATON_ROOM_CODE_LIFETIME = 1 << 7,
    BATON_ROOM_GRACE = 1 << 8,
};

struct baton_room_settings {
    const char *room; /* NULL in create: a random one */
    unsigned has;     /* of enum baton_room_field */
    const char *description, *pin, *secret;
    bool is_private;
    unsigned max_participants;
    uint32_t bitrate; /* bit/s, 0 none */
    enum baton_codec video_codec;
    struct baton_policy confirm;
    unsigned has_confirm;          /* of enum baton_policy_part */
    unsigned code_lifetime, grace; /* seconds */
};

/* Who asks about rooms. Over the Admin API `admin` is true and no key or secret is looked at. */
struct baton_authority {
    bool admin;
    const char *admin_key, *secret, *pin;
};

struct baton_join_request {
    const char *room, *pin, *secret, *display;
    const char *phone; /* E.164 with '+', verified by nobody; NULL: none */
    json_t *metadata;  /* an object within the bounds, or NULL */
};

/* What a publish or configure says of one m-line. */
struct baton_source_wish {
    const char *mid; /* required */
    bool has_kind, has_muted;
    enum baton_source_kind kind;
    bool muted;
    const char *description;
};

struct baton_publish_request {
    const char *offer; /* NULL: this device sends nothing (sources must be empty) */
    bool has_bitrate;
    uint32_t bitrate;
    size_t count;
    const struct baton_source_wish *sources;
};

struct baton_unpublish_request {
    bool all;
    size_t count;
    const char *const *mids;
};

struct baton_configure_request {
    const char *display;
    json_t *metadata;
    bool has_bitrate;
    uint32_t bitrate;
    size_t count;
    const struct baton_source_wish *sources;
};

struct baton_subscribe_request {
    const char *private_id;
    unsigned audio_slots, video_slots;
    bool restart;
};

struct baton_layout_wish {
    const char *mid;
    bool automatic;     /* give the slot back to the automatic choice */
    const char *source; /* else: pin this source; NULL pins emptiness */
};

struct baton_layout_request {
    size_t count;
    const struct baton_layout_wish *slots;
};

struct baton_transfer_request {
    enum baton_code_kind kind;
    const char *link; /* checked by baton_link_check, or NULL; with kind qr only */
    bool mutual;
    struct baton_policy confirm;
    unsigned has_confirm; /* of enum baton_policy_part */
};

struct baton_present_request {
    enum baton_code_kind kind;
    const char *link; /* as above */
    const char *device_name;
    const char *room; /* may only be taken into this one; NULL: into any */
    bool mutual;
    enum baton_codec video_codec; /* what it would warm up with */
};

struct baton_scan_request {
    const char *text, *room, *device_name;
    uint64_t downlink; /* id of the handle on which the new device wants to receive; 0: none */
    /* Where Janus demands tokens: the one that came is good for this transfer alone, and the
     * engine refuses (token_refused) a code of any other. NULL: no such limit. */
    const char *token_transfer;
};

/* An answer, by who was asked on a device in the call (transfer) or by whoever has the ticket that
 * was sent to a phone (ticket); the other is NULL. */
struct baton_confirm_request {
    const char *transfer, *ticket;
    bool agree;
    int number; /* 0: none given */
};

#endif
