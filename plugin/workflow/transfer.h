/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * move owns a transfer under way: it feeds the pure machine (transfer/machine.h) with what happens
 * and performs the actions it answers with.
 *
 * Life: from its beginning it belongs to its participant and is found by its id. Every function
 * here that steps may end it; it is then gone from both, but its memory stays until the next
 * baton_transfer_bury, so that a caller may look at it once more.
 */
#ifndef BATON_WORKFLOW_TRANSFER_H
#define BATON_WORKFLOW_TRANSFER_H

#include "code/code.h"
#include "code/secret.h"
#include "state/device.h"
#include "state/participant.h"
#include "state/policy.h"
#include "transfer/machine.h"

enum { BATON_TRANSFER_CHOICES = 3 }; /* numbers to pick from */

struct baton_transfer {
    struct baton_engine *engine;
    char id[BATON_ID_SIZE];
    struct baton_participant *participant;
    struct baton_machine machine;
    struct baton_policy confirm; /* who is asked, how */
    int choices[BATON_TRANSFER_CHOICES];
    enum baton_code_kind kind;        /* of the code that the device in the call shows */
    char presentation[BATON_ID_SIZE]; /* that the new device was in; "": none */
    struct baton_digest presented;    /* of the code that the new device shows, if it shows one */
    char *device_name;                /* what the new device calls itself; NULL: none is bound */
    GPtrArray *respondents; /* who was asked (workflow/confirmation.h); NULL: nobody yet */
    bool network_warned;    /* of the new device's network, once */
    /* The two devices (NULL: none yet, or released), and their uplinks (NULL: none, or detached)
     * for what is still to be said when a device was released. */
    struct baton_device *old_device, *new_device;
    struct baton_handle *old_uplink, *new_uplink;
    bool wants_downlink;     /* the old device sees and hears, so the new one must be able to */
    struct baton_gate *gate; /* prepared on every source, or NULL */
    bool instant;            /* armed without a gate, as nothing is to wait for: the swap is done */
    baton_time settle_at;    /* when a fired gate is put away; BATON_NEVER: none has fired */
};

/* A transfer of the participant's call, which nobody knows of yet. NULL with `failure` set. */
struct baton_transfer *baton_transfer_new(struct baton_participant *participant,
    const struct baton_policy *confirm, bool mutual, struct baton_failure *failure);
/* It is offered: the participant, who has no other, has it, and it is found by its id. */
void baton_transfer_begin(struct baton_transfer *transfer);
/* Frees one that has not begun. Takes NULL. */
void baton_transfer_discard(void *transfer);
/* It is over, and nobody finds it any more. */
void baton_transfer_forget(struct baton_transfer *transfer);
/* Frees the transfers that are over. */
void baton_transfer_bury(struct baton_engine *engine);

/* Steps the machine and performs what it says. A refused request is put into words in `failure`. */
enum baton_error baton_transfer_step(struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);
/* What a step would answer, without taking it. */
enum baton_error baton_transfer_would(const struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure);

/* Makes the code that the device in the call shows, in place of an earlier one, and answers it as
 * {kind, text, svg, png, alt}; NULL with `failure` set. */
json_t *baton_transfer_show(struct baton_transfer *transfer, enum baton_code_kind kind,
    const char *link, struct baton_failure *failure);
/* The same for the new device, which has to be scanned as well. */
json_t *baton_transfer_show_back(struct baton_transfer *transfer, const struct baton_device *device,
    struct baton_failure *failure);
/* A code that can be guessed is live. */
bool baton_transfer_shows_letters(const struct baton_transfer *transfer);
/* The device, a candidate of the same participant, becomes the new one by the scan stepped next. */
void baton_transfer_bind(struct baton_transfer *transfer, struct baton_device *device);

/* Queues an event for one side, transfer and role added. Takes ownership of `event`. */
void baton_transfer_tell(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event);
/* Warns whoever has the call. `network` NULL: none. */
void baton_transfer_warn(
    const struct baton_transfer *transfer, const char *kind, const char *network);
/* Warns, once, if the two devices seem to be in different networks. */
void baton_transfer_compare_networks(struct baton_transfer *transfer);
/* What the new device is told of the call: `scanned`, as a reply or an event. */
json_t *baton_transfer_scanned(const struct baton_transfer *transfer);
/* Adds a token, where Janus demands any, with which the new device goes on: until the move can only
 * be over, or, once it has the call, as long as the operator says. Answers `event`. */
json_t *baton_transfer_with_token(const struct baton_transfer *transfer, json_t *event);
/* The numbers to choose from, as an array. */
json_t *baton_transfer_choices(const struct baton_transfer *transfer);

/* The side a device is on. */
enum baton_transfer_side baton_transfer_side(
    const struct baton_transfer *transfer, const struct baton_device *device);
/* Milliseconds to the next deadline, 0 when it has passed. */
json_int_t baton_transfer_expires_in(const struct baton_transfer *transfer);
/* Agreed to, and not over: the participant's sources live on without a device that feeds them. */
bool baton_transfer_is_agreed(const struct baton_transfer *transfer);
/* A gate is armed: nobody may change what he sends. */
bool baton_transfer_is_swapping(const struct baton_transfer *transfer);

/* A channel of a device has come up, gone down, or been declared unneeded: the new device may be
 * complete now, or not any more. */
void baton_transfer_channels_changed(struct baton_device *device);
/* The uplink's PeerConnection of a device went down. */
void baton_transfer_uplink_down(struct baton_device *device);
/* The uplink's handle of a device is about to vanish. The participant may be gone afterwards. */
void baton_transfer_uplink_gone(struct baton_device *device);

void baton_transfer_tick(struct baton_transfer *transfer);
baton_time baton_transfer_deadline(const struct baton_transfer *transfer);

#endif
