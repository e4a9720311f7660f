/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The requests of docs/api.md as plain structs. The layer plugin/api checks types, lengths and ranges and
 * then passes the structs to the engine. Strings are valid UTF-8, and stay valid during the function call. A string
 * is NULL if the request does not have the field.
 */
#ifndef BATON_REQUESTS_REQUEST_FIELDS_H
#define BATON_REQUESTS_REQUEST_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/code.h"
#include "engine/later.h"
#include "media/packet.h"
#include "rtp/codec.h"
#include "state/host.h"
#include "state/objects.h"
#include "state/policy.h"
#include "state/room_settings.h"
#include "state/source_kind.h"
#include "transfer/machine.h"

/* Limits that other layers need as well. All other limits are in the tables of plugin/api. */
enum {
    BATON_MAX_SECRET = 64, /* characters of a secret or pin */
    BATON_MAX_UPLINK_LINES = 16,
};

struct baton_handle; /* state/handle.h */

/* The proofs of the right to send a request about rooms. If the request came over the Admin API, `admin` is true, and
 * the keys and secrets are not needed. Wrong keys, secrets and pins are counted for the handle `from` (NULL: not
 * known), at the time `now`. */
struct baton_authority {
    bool admin;
    const char *admin_key, *secret, *pin;
    const struct baton_handle *from;
    baton_time now;
    const struct baton_later
        *later; /* copied; NULL: the sender cannot wait, so nothing is permanent */
};

/* The page of a list that the request asks for. */
struct baton_page_request {
    const char *after;     /* rooms: the last id of the page before; NULL: the first page */
    int64_t after_arrival; /* participants: the last arrival before the page; 0: the first page */
    int64_t before; /* chat: the page has only messages before this id; INT64_MAX: the latest */
    unsigned limit;
};

struct baton_join_request {
    const char *room, *pin, *secret, *display;
    const char *phone; /* as baton_phone_read_typed accepts it, not verified; NULL: none */
    json_t *metadata;  /* an object, or NULL */
};

/* The settings of one m-line in publish or configure. */
struct baton_source_wish {
    const char *mid; /* required */
    bool has_kind, has_muted;
    enum baton_source_kind kind;
    bool muted;
    const char *description;
    size_t rid_count;                  /* 0: the rids of the offer, in their order */
    const char *rids[BATON_ENCODINGS]; /* the smallest encoding first */
};

struct baton_publish_request {
    const char *offer; /* NULL: this device sends nothing (sources must be empty) */
    const struct baton_encodings
        *encodings; /* of each m-line, in the order of the offer; NULL: all are plain */
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
    bool has_audio_slots, has_video_slots; /* false: with `restart`, the number stays the same */
    bool restart;
};

struct baton_layout_wish {
    const char *mid;
    bool automatic;     /* the automatic assignment fills this slot */
    bool has_source;    /* never together with `automatic` */
    const char *source; /* the source to pin; NULL: the slot stays empty */
    bool has_height;
    uint32_t height; /* pixels; 0: the client does not show the slot */
};

/* The quality to keep on a weak line. false: smooth motion; true: a sharp picture. */
struct baton_preferences {
    bool detail[2]; /* of cameras, of screens */
};

struct baton_layout_request {
    size_t count;
    const struct baton_layout_wish *slots;
    bool has_bitrate;
    uint32_t bitrate;    /* limit for the downlink in bit/s; 0: none */
    unsigned has_prefer; /* bits: 1 << index in baton_preferences.detail */
    struct baton_preferences prefer;
};

struct baton_transfer_request {
    /* `transfer`: id of a participant who is away, for whom the sender shows a code; NULL: the sender's own call. */
    const char *participant;
    /* `issue`: id of the participant who shows the code if the one whose call moves is away; NULL: not given. */
    const char *stand_in;
    enum baton_code_kind kind;
    const char *link; /* NULL: no link; only with kind qr; baton_link_check has accepted it */
    bool mutual;
    struct baton_policy confirm;
    unsigned has_confirm; /* bits of enum baton_policy_part */
};

struct baton_present_request {
    enum baton_code_kind kind;
    const char *link; /* as in struct baton_transfer_request */
    const char *device_name;
    const char *room; /* id of the only room whose devices may scan the code; NULL: any room */
    bool mutual;
    enum baton_codec video_codec; /* the codec to send if the device connects before the scan */
};

struct baton_scan_request {
    const char *text, *room, *device_name;
    uint64_t downlink; /* id of the handle that is to be the new device's downlink; 0: not given */
    /* If Janus demands tokens: the id of the only transfer for which the request's token is valid.
     * The engine refuses the code of any other transfer (token_refused). "": the token is valid for no
     * transfer. NULL: the token is valid for any transfer, or Janus demands no tokens. */
    const char *token_transfer;
};

struct baton_recall_request {
    const char *room, *remember, *device_name;
    uint64_t downlink; /* as in struct baton_scan_request */
};

/* A response to a question. A device in the room sends `transfer`, and `ticket` is NULL. A person who got a ticket by
 * SMS sends `ticket`, and `transfer` is NULL. */
struct baton_confirm_request {
    const char *transfer, *ticket;
    bool agree;
    int number; /* 0: the request has no number */
};

#endif
