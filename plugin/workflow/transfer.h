/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transfer owns a transfer under way: who takes part in it, the pure machine that decides it
 * (transfer/machine.h), and what both sides are told.
 *
 * Life: reference counted. The registry's table holds one reference from the beginning of the
 * transfer to its end; each queued event holds one, and so does every function that looks at a
 * transfer after stepping it. After its end a transfer has no participant and no devices.
 */
#ifndef BATON_WORKFLOW_TRANSFER_H
#define BATON_WORKFLOW_TRANSFER_H

#include "code/code.h"
#include "code/secret.h"
#include "state/policy.h"
#include "state/room.h"
#include "transfer/machine.h"

enum { BATON_TRANSFER_CHOICES = 3 }; /* numbers to pick from */

struct baton_transfer {
    struct baton_engine *engine;
    unsigned references;
    char id[BATON_ID_SIZE];
    struct baton_participant *participant; /* NULL: the transfer has ended */
    struct baton_machine machine;
    struct baton_policy confirm; /* who is asked, how */
    int choices[BATON_TRANSFER_CHOICES];
    enum baton_code_kind kind;        /* of the code that the device in the call shows */
    char presentation[BATON_ID_SIZE]; /* the one that the new device was in; "": none */
    struct baton_digest presented;    /* of the code that the new device shows, if it shows one */
    char *device_name;                /* the new device's name for itself; NULL: none is bound */
    GPtrArray *respondents; /* who was asked (workflow/confirmation.h), owned; NULL: nobody yet */
    bool network_warned;    /* of the new device's network, once */
    /* The two devices (NULL: none yet, or released), and their uplinks (NULL: none, or detached)
     * for what is still to be said when a device was released. */
    struct baton_device *old_device, *new_device;
    struct baton_handle *old_uplink, *new_uplink;
    bool wants_downlink;     /* the old device sees and hears, so the new one must be able to */
    struct baton_gate *gate; /* prepared on every source, or NULL */
    bool committed;          /* armed without a gate, since there was nothing to wait for: the
                                media is swapped, and the machine is still to hear of it */
    baton_time settle_at;    /* when a fired gate is put away; BATON_NEVER: none has fired */
};

/* An event that is still to be stepped; stands in the engine's queue. */
struct baton_pending {
    struct baton_transfer *transfer; /* a reference */
    struct baton_transfer_event event;
};

/* A transfer of the participant's call, which has not begun. One reference, the caller's. NULL with
 * `failure` set. */
struct baton_transfer *baton_transfer_new(struct baton_participant *participant,
    const struct baton_policy *confirm, bool mutual, struct baton_failure *failure);
struct baton_transfer *baton_transfer_ref(struct baton_transfer *transfer);
/* Frees it with the last reference. Takes NULL. */
void baton_transfer_unref(void *transfer);
/* It is under way: the participant, who has no other, has it, and it is found by its id. Takes over
 * the caller's reference. */
void baton_transfer_begin(struct baton_transfer *transfer);
/* It is over: nobody finds it any more. The caller holds a reference of its own. */
void baton_transfer_forget(struct baton_transfer *transfer);
/* The last action of its last step is done: it names no participant, device or handle any more. */
void baton_transfer_clear(struct baton_transfer *transfer);
/* The device, a candidate of the same participant, becomes the new one by the scan stepped next. */
void baton_transfer_bind(struct baton_transfer *transfer, struct baton_device *device);

/* Queues an event that workflow/stepping.h steps once the current one is done. */
void baton_transfer_post(struct baton_transfer *transfer, struct baton_transfer_event event);

/* Queues an event for one side, transfer and role added. Takes ownership of `event`. */
void baton_transfer_tell(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event);
/* Warns whoever has the call. `network` NULL: none. */
void baton_transfer_warn(
    const struct baton_transfer *transfer, const char *kind, const char *network);
/* The numbers to choose from, as an array. */
json_t *baton_transfer_choices(const struct baton_transfer *transfer);
/* Milliseconds to the next deadline, 0 when it has passed. */
json_int_t baton_transfer_expires_in(const struct baton_transfer *transfer);

/* The side a device is on. */
enum baton_transfer_side baton_transfer_side(
    const struct baton_transfer *transfer, const struct baton_device *device);
bool baton_transfer_has_ended(const struct baton_transfer *transfer);
/* Agreed to, and not over: the participant's sources live on without a device that feeds them. */
bool baton_transfer_is_agreed(const struct baton_transfer *transfer);
/* A gate is armed: nobody may change what he sends. */
bool baton_transfer_is_swapping(const struct baton_transfer *transfer);
/* When baton_stepping_tick is due; BATON_NEVER if nothing waits. */
baton_time baton_transfer_deadline(const struct baton_transfer *transfer);

#endif
