/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verbs owns the requests one by one: each function reads the fields of docs/api.md into the
 * structs of engine/requests.h, asks the engine, and answers with the reply's body, or with NULL
 * and `failure` set. They are rows of the tables in requests.c and admin.c. Control thread.
 */
#ifndef BATON_API_VERBS_H
#define BATON_API_VERBS_H

#include "api/fields.h"
#include "engine/engine.h"

struct baton_request {
    struct baton_engine *engine;
    struct baton_handle *handle; /* NULL: a request about rooms, or an operator's */
    bool admin;                  /* over the Admin API: no key or secret is looked at */
    struct baton_fields fields;  /* the message */
    const char *sdp;             /* of the JSEP that came along, or NULL */
    const char *token_transfer;  /* scan: as in struct baton_scan_request */
    baton_time now;
    char *answer; /* out: SDP that goes back, for g_free */
    bool restart; /* out: that SDP restarts ICE */
    struct baton_failure *failure;
};

typedef json_t *(*baton_verb)(struct baton_request *request);

/* Rooms: for clients and operators. */
json_t *baton_verb_create(struct baton_request *request);
json_t *baton_verb_edit(struct baton_request *request);
json_t *baton_verb_destroy(struct baton_request *request);
json_t *baton_verb_exists(struct baton_request *request);
json_t *baton_verb_list(struct baton_request *request);
json_t *baton_verb_participants(struct baton_request *request);

/* Being in a request. */
json_t *baton_verb_join(struct baton_request *request);
json_t *baton_verb_publish(struct baton_request *request);
json_t *baton_verb_unpublish(struct baton_request *request);
json_t *baton_verb_configure(struct baton_request *request);
json_t *baton_verb_subscribe(struct baton_request *request);
json_t *baton_verb_start(struct baton_request *request);
json_t *baton_verb_layout(struct baton_request *request);
json_t *baton_verb_chat(struct baton_request *request);
json_t *baton_verb_hand(struct baton_request *request);
json_t *baton_verb_mute(struct baton_request *request);
json_t *baton_verb_kick(struct baton_request *request);
json_t *baton_verb_leave(struct baton_request *request);

/* Moving it. */
json_t *baton_verb_transfer(struct baton_request *request);
json_t *baton_verb_present(struct baton_request *request);
json_t *baton_verb_scan(struct baton_request *request);
json_t *baton_verb_confirm(struct baton_request *request);
json_t *baton_verb_question(struct baton_request *request);
json_t *baton_verb_cancel(struct baton_request *request);
json_t *baton_verb_return(struct baton_request *request);

/* Of operators alone. */
json_t *baton_verb_status(struct baton_request *request);
json_t *baton_verb_devices(struct baton_request *request);
json_t *baton_verb_sources(struct baton_request *request);
json_t *baton_verb_transfers(struct baton_request *request);
json_t *baton_verb_issue(struct baton_request *request);
json_t *baton_verb_cancel_by_operator(struct baton_request *request);
json_t *baton_verb_remove(struct baton_request *request);
json_t *baton_verb_phone(struct baton_request *request);
json_t *baton_verb_sms_reply(struct baton_request *request);

/* The `confirm` object of rooms and transfers. `*has`: which parts it states. */
bool baton_verb_read_confirm(
    const struct baton_fields *fields, unsigned *has, struct baton_policy *policy);
/* What transfer and issue have in common: `kind`, `link`, `mutual` and `confirm`. */
bool baton_verb_read_wish(const struct baton_fields *fields, struct baton_transfer_request *wish);
/* `videocodec`: that of a room, or of a device that presents. `*has` becomes true if it was there.
 */
bool baton_verb_read_videocodec(
    const struct baton_fields *fields, bool *has, enum baton_codec *out);
/* `phone`: as baton_phone_is_valid has it. */
bool baton_verb_read_phone(
    const struct baton_fields *fields, enum baton_presence presence, const char **out);
/* `bitrate`: 0 or BATON_MIN_BITRATE to BATON_MAX_BITRATE bit/s. */
bool baton_verb_read_bitrate(const struct baton_fields *fields, bool *has, uint32_t *bitrate);

#endif
