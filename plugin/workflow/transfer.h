/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A transfer: its participant and devices, the machine that decides about it (transfer/machine.h), and the
 * messages to both devices. Control thread only.
 *
 * Life: a transfer is reference counted. The registry's table holds one reference from the beginning of the
 * transfer to its end. Each queued event holds a reference, and so does every function that uses a transfer after a
 * step. After its end, a transfer has no participant and no devices.
 */
#ifndef BATON_WORKFLOW_TRANSFER_H
#define BATON_WORKFLOW_TRANSFER_H

#include "code/code.h"
#include "code/secret.h"
#include "guard/audit.h"
#include "state/policy.h"
#include "state/room.h"
#include "transfer/machine.h"

enum { BATON_TRANSFER_CHOICES = 3 }; /* how many numbers people pick from */

/* The event with a code that the operator has asked for. */
struct baton_issued_code {
    char device[BATON_ID_SIZE]; /* id of the device that got it; "": the operator has not asked */
    uint64_t seq;               /* its number among the events of this device */
    unsigned repeats;           /* how often it was sent again */
};

/* A device that was released. */
struct baton_left_device {
    char device[BATON_ID_SIZE];             /* its id; "": none */
    char sender[BATON_HANDLE_SESSION_SIZE]; /* see baton_device_sender */
};

struct baton_transfer {
    struct baton_engine *engine;
    unsigned references;
    char id[BATON_ID_SIZE];
    struct baton_participant *participant; /* NULL: the transfer has ended */
    struct baton_machine machine;
    struct baton_policy confirm; /* who must agree, by which channel and in which form */
    int choices[BATON_TRANSFER_CHOICES];
    enum baton_code_kind kind;        /* kind of the code that the device in the call shows */
    char *link;                       /* prefix of its text, owned; NULL: none */
    struct baton_issued_code issued;  /* if the operator has asked for the code */
    char presentation[BATON_ID_SIZE]; /* id of the new device's presentation; "": it had none */
    struct baton_digest new_digest;   /* digest of the code that the new device shows, if any */
    unsigned new_repeats;             /* how often `sync` has brought another one */
    char *device_name; /* name that the new device gave itself, owned; NULL: no new device yet */
    GPtrArray *respondents; /* struct baton_respondent, owned; NULL: nobody was asked yet */
    baton_time
        ask_at; /* when the respondents are asked at the latest; BATON_NEVER: nobody waits to be asked */
    /* The name and metadata that the participant had before the call moved, owned; NULL: it has not moved. */
    char *display;
    json_t *metadata;
    /* Who shows the code. BATON_CHANGE_NONE: the device in the call. Otherwise the transfer has begun while that device
     * was away. `by` names the stand-in, the participant who acts for it. */
    struct baton_device_change origin;
    char recalled
        [BATON_ID_SIZE]; /* the remembered device that asks for the call; "": a code was scanned */
    struct baton_left_device left;     /* the old device that has left the call for good */
    struct baton_device_change former; /* what participant->change was before the call moved */
    bool network_warned; /* the warning about the new device's network was sent */
    bool asked_in_vain;  /* the transfer has ended before people agreed, while they were asked */
    /* The two devices (NULL: there is none yet, it is away or it was released), and their uplinks (NULL: there is none
     * yet, or it was detached). After a device is released, its uplink is still needed to tell the client how the
     * transfer ended. */
    struct baton_device *old_device, *new_device;
    struct baton_handle *old_uplink, *new_uplink;
    bool has_right_number;   /* somebody has picked the right number */
    bool wants_downlink;     /* the old device has a downlink, so the new device needs one, too */
    struct baton_gate *gate; /* prepared on every source, or NULL */
    /* The media was swapped without a gate, because there was no packet to wait for, and the machine does not
     * know this yet. */
    bool committed;
    baton_time settle_at; /* when a fired gate is released; BATON_NEVER: no gate has fired */
};

/* An event to be stepped, in the queue of the engine. */
struct baton_pending {
    struct baton_transfer *transfer; /* holds a reference */
    struct baton_transfer_event event;
};

/* Creates a transfer of the participant's call. The transfer is not in the registry yet. The caller owns the only
 * reference. If the device in the call is away, the transfer has no old device. Returns NULL with `failure` set. */
struct baton_transfer *baton_transfer_new(struct baton_participant *participant,
    const struct baton_policy *confirm, bool mutual, struct baton_failure *failure);
struct baton_transfer *baton_transfer_ref(struct baton_transfer *transfer);
/* Drops a reference, and frees the transfer with the last reference. `transfer` may be NULL. */
void baton_transfer_unref(void *transfer);
/* Puts the transfer into the registry and sets it as the participant's transfer. The participant must not have
 * another transfer. The registry takes over the caller's reference. */
void baton_transfer_begin(struct baton_transfer *transfer);
/* Removes the transfer from the registry and from its participant. The caller must hold its own reference. */
void baton_transfer_forget(struct baton_transfer *transfer);
/* Removes the pointers to the participant, the devices and the handles, after the last action. */
void baton_transfer_clear(struct baton_transfer *transfer);
/* Stores the new device, a candidate of the same participant. Call it before the scan is stepped. */
void baton_transfer_bind(struct baton_transfer *transfer, struct baton_device *device);
/* Returns the participant who acts for the old device, which is away. NULL: nobody does. */
struct baton_participant *baton_transfer_stand_in(const struct baton_transfer *transfer);
/* Returns the uplink of the device that shows the code: that of the stand-in if there is one, else that of the old
 * device. NULL: it is away or was detached. */
const struct baton_handle *baton_transfer_shower(const struct baton_transfer *transfer);
/* Returns the device whose place the new device takes: the old device or, while it is away, the device without handles
 * that still has the call. NULL: it was released. */
const struct baton_device *baton_transfer_replaced(const struct baton_transfer *transfer);

/* Queues an event; workflow/stepping.h steps this event after the current event. */
void baton_transfer_post(struct baton_transfer *transfer, struct baton_transfer_event event);

/* Queues an event for the client on this side. If its device is released, the event has no number. Takes ownership of
 * `event`. */
void baton_transfer_send(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event);
/* Adds `transfer` and `role` to an event and queues it for the client on this side. Takes ownership of
 * `event`. */
void baton_transfer_tell(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event);
/* Does the same for the stand-in, if there is one, with the role `stand_in`. */
void baton_transfer_tell_stand_in(const struct baton_transfer *transfer, json_t *event);
/* Does the same for the old device and for the stand-in. */
void baton_transfer_tell_old_side(const struct baton_transfer *transfer, json_t *event);
/* Notes an entry about this transfer in the audit trail. `side`: whose act it was. */
void baton_transfer_note(const struct baton_transfer *transfer, enum baton_audit_kind kind,
    enum baton_transfer_side side, const char *what, const char *reason);
/* Sends a warning to the device that has the call. `network` NULL: the warning names no network. */
void baton_transfer_warn(
    const struct baton_transfer *transfer, const char *kind, const char *network);
/* Returns the numbers to choose from as an array, for json_decref. */
json_t *baton_transfer_choices(const struct baton_transfer *transfer);
/* Returns the milliseconds until a deadline; 0 if it has passed, or is BATON_NEVER. */
json_int_t baton_transfer_time_until(const struct baton_transfer *transfer, baton_time deadline);
/* Returns the milliseconds until the machine's next deadline; 0 if it has passed or if there is none. */
json_int_t baton_transfer_expires_in(const struct baton_transfer *transfer);

/* Returns the side that a device is on, or BATON_SIDE_NONE. While the old device is away, the stand-in's device is on
 * the side of the old one. */
enum baton_transfer_side baton_transfer_side(
    const struct baton_transfer *transfer, const struct baton_device *device);
bool baton_transfer_has_ended(const struct baton_transfer *transfer);
/* Whether people have agreed and the transfer has not ended. During this time the participant's sources stay,
 * even if no device feeds them. */
bool baton_transfer_is_agreed(const struct baton_transfer *transfer);
/* Whether the media is being swapped. During the swap no device may change the sources that it publishes. */
bool baton_transfer_is_swapping(const struct baton_transfer *transfer);
/* Returns the time at which baton_stepping_tick must be called next, or BATON_NEVER. */
baton_time baton_transfer_deadline(const struct baton_transfer *transfer);

#endif
