/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * move owns a transfer under way: it feeds the pure machine (transfer/machine.h) with what happens
 * and performs the actions it answers with.
 *
 * Life: from its beginning it belongs to its participant and is found by its id. Every function
 * here that steps may end it; it is then gone from both, but its memory stays until the next
 * baton_move_bury, so that a caller may look at it once more.
 */
#ifndef BATON_APP_MOVE_H
#define BATON_APP_MOVE_H

#include "app/device.h"
#include "app/participant.h"
#include "app/policy.h"
#include "code/code.h"
#include "code/secret.h"
#include "transfer/machine.h"

enum { BATON_MOVE_CHOICES = 3 }; /* numbers to pick from */

struct baton_move {
    struct baton_engine *engine;
    char id[BATON_ID_SIZE];
    struct baton_participant *participant;
    struct baton_transfer machine;
    struct baton_policy confirm; /* who is asked, how */
    int choices[BATON_MOVE_CHOICES];
    enum baton_code_kind kind;        /* of the code that the device in the call shows */
    char presentation[BATON_ID_SIZE]; /* that the new device was in; "": none */
    struct baton_digest presented;    /* of the code that the new device shows, if it shows one */
    char *device_name;                /* what the new device calls itself; NULL: none is bound */
    GPtrArray *voters;                /* who was asked (app/poll.h); NULL: nobody yet */
    bool network_warned;              /* of the new device's network, once */
    /* The two devices (NULL: none yet, or released), and their uplinks (NULL: none, or detached)
     * for what is still to be said when a device was released. */
    struct baton_device *old_device, *new_device;
    struct baton_handle *old_uplink, *new_uplink;
    bool wants_downlink;     /* the old device sees and hears, so the new one must be able to */
    struct baton_gate *gate; /* prepared on every track, or NULL */
    bool instant;            /* armed without a gate, as nothing is to wait for: the swap is done */
    baton_time settle_at;    /* when a fired gate is put away; BATON_NEVER: none has fired */
};

/* A transfer of the participant's call, which nobody knows of yet. NULL with `failure` set. */
struct baton_move *baton_move_new(struct baton_participant *participant,
    const struct baton_policy *confirm, bool mutual, struct baton_failure *failure);
/* It is offered: the participant, who has no other, has it, and it is found by its id. */
void baton_move_begin(struct baton_move *move);
/* Frees one that has not begun. Takes NULL. */
void baton_move_discard(void *move);
/* It is over, and nobody finds it any more. */
void baton_move_forget(struct baton_move *move);
/* Frees the transfers that are over. */
void baton_move_bury(struct baton_engine *engine);

/* Steps the machine and performs what it says. A refused request is put into words in `failure`. */
enum baton_error baton_move_step(
    struct baton_move *move, struct baton_transfer_event event, struct baton_failure *failure);
/* What a step would answer, without taking it. */
enum baton_error baton_move_would(const struct baton_move *move, struct baton_transfer_event event,
    struct baton_failure *failure);

/* Makes the code that the device in the call shows, in place of an earlier one, and answers it as
 * {kind, text, svg, png, alt}; NULL with `failure` set. */
json_t *baton_move_show(struct baton_move *move, enum baton_code_kind kind, const char *link,
    struct baton_failure *failure);
/* The same for the new device, which has to be scanned as well. */
json_t *baton_move_show_back(
    struct baton_move *move, const struct baton_device *device, struct baton_failure *failure);
/* A code that can be guessed is live. */
bool baton_move_shows_letters(const struct baton_move *move);
/* The device, a candidate of the same participant, becomes the new one by the scan stepped next. */
void baton_move_bind(struct baton_move *move, struct baton_device *device);

/* Queues an event for one side, transfer and role added. Takes ownership of `event`. */
void baton_move_tell(const struct baton_move *move, enum baton_transfer_side side, json_t *event);
/* Warns whoever has the call. `network` NULL: none. */
void baton_move_warn(const struct baton_move *move, const char *kind, const char *network);
/* Warns, once, if the two devices seem to be in different networks. */
void baton_move_compare_networks(struct baton_move *move);
/* What the new device is told of the call: `scanned`, as a reply or an event. */
json_t *baton_move_scanned(const struct baton_move *move);
/* Adds a token, where Janus demands any, with which the new device goes on: until the move can only
 * be over, or, once it has the call, as long as the operator says. Answers `event`. */
json_t *baton_move_with_token(const struct baton_move *move, json_t *event);
/* The numbers to choose from, as an array. */
json_t *baton_move_choices(const struct baton_move *move);

/* The side a device is on. */
enum baton_transfer_side baton_move_side(
    const struct baton_move *move, const struct baton_device *device);
/* Milliseconds to the next deadline, 0 when it has passed. */
json_int_t baton_move_expires_in(const struct baton_move *move);
/* Agreed to, and not over: the participant's tracks live on without a device that feeds them. */
bool baton_move_is_agreed(const struct baton_move *move);
/* A gate is armed: nobody may change what he sends. */
bool baton_move_is_swapping(const struct baton_move *move);

/* A channel of a device has come up, gone down, or been declared unneeded: the new device may be
 * complete now, or not any more. */
void baton_move_channels_changed(struct baton_device *device);
/* The uplink's PeerConnection of a device went down. */
void baton_move_uplink_down(struct baton_device *device);
/* The uplink's handle of a device is about to vanish. The participant may be gone afterwards. */
void baton_move_uplink_gone(struct baton_device *device);

void baton_move_tick(struct baton_move *move);
baton_time baton_move_deadline(const struct baton_move *move);

#endif
