/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A participant as the store keeps it, so that the participant can come back after a crash of Janus. The text has no
 * secret: only the digests of the resume secrets and of the secrets of remembered devices. It has the phone number,
 * without which a room could not ask by SMS.
 */
#ifndef BATON_ENGINE_CALL_ROW_H
#define BATON_ENGINE_CALL_ROW_H

#include "guard/remembered.h"
#include "state/room.h"

struct baton_call_source {
    const char *id; /* NULL: no source of this kind */
    const char *description;
    bool muted;
    uint64_t order; /* among all sources of the server; 1 or more */
};

/* The contents of a row. The strings and `metadata` belong to the JSON that was read. */
struct baton_call_row {
    bool permanent; /* the participant is in a permanent room */
    const char *display;
    json_t *metadata;
    const char *phone; /* in the strict form; "": none */
    bool moderator, hand;
    enum baton_device_change_kind
        change;            /* how another device took the place of one that was away */
    const char *change_by; /* id; "": nobody showed a code */
    struct baton_call_source sources[BATON_SOURCE_KINDS];
    /* The device that has the call. */
    const char *device;      /* id */
    const char *device_name; /* NULL: none */
    uint64_t seq;            /* a number that an event for the device has had; 0: there was none */
    uint32_t bitrate;
    /* The wishes for its downlink. Rows of older versions of Baton have none: those of a new device. */
    uint32_t ceiling;
    bool prefer_detail[2];
    bool token; /* it has a Janus token of Baton */
    struct baton_device_pin pins[BATON_SDP_MAX_LINES];
    size_t pin_count;
    /* Numbers of slots of its last downlink: audio, video. Rows of older versions of Baton have none: 0. */
    size_t slots[2];
    struct baton_resume_entry secrets[BATON_RESUME_SECRETS];
    size_t secret_count;
    /* The devices that can ask for the call, the oldest first. Rows of older versions of Baton have none. */
    struct baton_remembered_device remembered[BATON_REMEMBERED_DEVICES];
    size_t remembered_count;
};

/* Returns the text of a participant whose active device exists, for free(). NULL: no memory. */
char *baton_call_row_write(const struct baton_participant *participant);
/* Returns false if `json` (NULL: no JSON) is not what baton_call_row_write writes. Fields that it does not know are
 * ignored. */
bool baton_call_row_read(const json_t *json, struct baton_call_row *row);

#endif
