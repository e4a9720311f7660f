/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The life of a transfer as data: its states, events and actions, its policy, its outcomes and reasons, and the wire
 * names of these.
 *
 * In every name here, "old" is the device that has the call when the transfer begins, and "new" is the device to which
 * the call is to move.
 */
#ifndef BATON_TRANSFER_LIFECYCLE_H
#define BATON_TRANSFER_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

enum baton_transfer_state {
    BATON_TRANSFER_SHOWING,    /* a code is shown, and no device has scanned it yet */
    BATON_TRANSFER_MATCHING,   /* mutual: one device has scanned the other device's code, the second scan is missing */
    BATON_TRANSFER_CONFIRMING, /* all scans are done; the transfer waits for responses */
    BATON_TRANSFER_CONNECTING, /* agreed; not all PeerConnections of the new device are up yet */
    BATON_TRANSFER_COMMITTING, /* PeerConnections are up and the gate is armed; it has not fired yet */
    BATON_TRANSFER_STANDBY,    /* the new device has the call; the old device can still bring it back */
    BATON_TRANSFER_RETURNING,  /* a gate is armed at which the media changes back to the old device */
    BATON_TRANSFER_ENDED,      /* outcome and reason are final */
};

/*
 * An event is a fact or a request. The machine can refuse a request (marked R) with an error; it never refuses a fact.
 * Facts about the new device are ignored before SCAN, which binds that device to the transfer. If the PeerConnections
 * of the device are up when it scans, step NEW_UP right after SCAN.
 */
enum baton_transfer_event_type {
    BATON_TRANSFER_SCAN, /* R  by NEW: the new device scanned the code of the device in the call; by OLD: the device in
                               the call scanned the code of the new device; by NONE: a third device scanned a code of
                               this transfer. The event has `mutual` and `remotes` */
    BATON_TRANSFER_MISMATCH,      /* R  OLD or NEW scanned a live code that does not belong to this transfer */
    BATON_TRANSFER_CONFIRM,       /* R  a person who was asked responded: OLD, or a REMOTE person who had not responded
                                        before. The event has `yes` and `number` */
    BATON_TRANSFER_REMOTE_LEFT,   /*    a remote person who was asked and had not responded left the room */
    BATON_TRANSFER_NOT_DELIVERED, /*    the question cannot reach OLD, or a REMOTE person who has not responded */
    BATON_TRANSFER_DISQUALIFIED,  /*    a remote person who was asked turned out to be the person with the new device.
                                        The event has `yes`: this person had agreed */
    BATON_TRANSFER_NEW_UP,        /*    every PeerConnection that the new device needs is up */
    BATON_TRANSFER_NEW_DOWN,      /*    one of the new device's PeerConnections went down */
    BATON_TRANSFER_NEW_GONE,      /*    the new device's signalling is gone */
    BATON_TRANSFER_NEW_CHANGED,   /*    the new device has another PeerConnection than the people agreed to */
    BATON_TRANSFER_NEW_UNFIT,     /*    the new device cannot send a codec of the room */
    BATON_TRANSFER_OLD_DOWN,      /*    one of the old device's PeerConnections went down */
    BATON_TRANSFER_OLD_GONE,      /*    the old device's signalling is gone */
    BATON_TRANSFER_OLD_BACK,      /*    the old device's signalling is back, before the commit */
    BATON_TRANSFER_STAND_IN_GONE, /*    the person who acts for the old device cannot be reached any more */
    BATON_TRANSFER_COMMITTED,     /*    the armed gate fired: now the other device feeds the sources */
    BATON_TRANSFER_RETURN,        /* R  bring the call back */
    BATON_TRANSFER_CANCEL,        /* R  by OLD, NEW or an operator */
    BATON_TRANSFER_RENEW,         /* R  the device in the call asks for another transfer, which ends this one */
    BATON_TRANSFER_ROOM_GONE,     /*    the room was destroyed. The owner closes all devices */
    BATON_TRANSFER_REMOVED,       /*    the participant was removed, or left. The owner closes all devices */
    BATON_TRANSFER_TICK,          /*    time has passed; may be stepped at any time */
};

/*
 * The side that an event comes from. An operator acts for the device in the call. If `old_away` is true, a person acts
 * for the old device, and this person's events are by OLD. Otherwise a device that is gone, or that was never bound,
 * takes no part in the transfer.
 */
enum baton_transfer_side {
    BATON_SIDE_NONE,
    BATON_SIDE_OLD,
    BATON_SIDE_NEW,
    BATON_SIDE_OPERATOR,
    BATON_SIDE_REMOTE, /* another person in the room; the owner of the transfer knows which */
};

struct baton_transfer_event {
    enum baton_transfer_event_type type;
    enum baton_transfer_side by; /* who sends the request; NOT_DELIVERED: whom the question did not reach */
    bool yes;                    /* CONFIRM: the response */
    int number;                  /* CONFIRM in the number form; 0: the person gave no number */
    bool mutual;                 /* SCAN: the device that presents wants both devices to scan */
    int remotes;                 /* SCAN: how many other people can be asked now */
};

/* The owner of the transfer performs these actions in order. If a device is gone, the owner skips the actions about
 * this device. */
enum baton_transfer_action {
    BATON_DO_KILL_CODE,   /* make the code dead, so that no device can use it any more */
    BATON_DO_BIND_NEW,    /* bind the device that scanned, or whose code was scanned, as the transfer's new device */
    BATON_DO_TELL_NEW,    /* the new device's code was scanned: send this device the event `scanned`, with the state
                             after this step */
    BATON_DO_WARN_CLAIM,  /* warn the person in the call that another device tried the code */
    BATON_DO_ASK,         /* ask every person who has to agree */
    BATON_DO_WITHDRAW,    /* withdraw the questions to the remote people; if the state after this step is not
                             CONFIRMING, withdraw all questions */
    BATON_DO_ADMIT_NEW,   /* agreed: send the new device the room's state, and fill its slots */
    BATON_DO_ARM_NEW,     /* arm a gate at which the media changes to the new device */
    BATON_DO_ARM_OLD,     /* arm a gate at which the media changes to the old device */
    BATON_DO_DISARM,      /* disarm the gate, unless the owner disarmed it before the step */
    BATON_DO_FORCE_OLD,   /* drop the gate and let the old device feed the sources at once, without a keyframe; its
                             PeerConnections may be down */
    BATON_DO_PROMOTE_NEW, /* make the new device the participant's device; send both devices `moved` */
    BATON_DO_PROMOTE_OLD, /* make the old device the participant's device again; send both devices `returned` */
    BATON_DO_CLOSE_OLD,   /* close the old device's PeerConnections and release the device */
    BATON_DO_CLOSE_NEW,   /* close the new device's PeerConnections and release the device */
    BATON_DO_NOTIFY,      /* the state changed: send both devices the news of this action */
    BATON_DO_END,         /* send both devices the outcome and the reason, and forget the transfer */
    BATON_DO_LEAVE,       /* no device is left: remove the participant from the room, unless the room keeps a
                             participant who is away */
};

enum { BATON_TRANSFER_MAX_ACTIONS = 8 };

/* The state that a NOTIFY tells. One step can change the state twice, so it may not be the state after the step. */
struct baton_transfer_news {
    enum baton_transfer_state state;
    baton_time deadline; /* of this state */
};

struct baton_transfer_actions {
    size_t count;
    enum baton_transfer_action list[BATON_TRANSFER_MAX_ACTIONS];
    struct baton_transfer_news news[BATON_TRANSFER_MAX_ACTIONS]; /* for each NOTIFY in `list` */
};

enum baton_transfer_outcome {
    BATON_OUTCOME_NONE, /* not ended */
    BATON_OUTCOME_MOVED,
    BATON_OUTCOME_RETURNED,
    BATON_OUTCOME_CANCELLED,
    BATON_OUTCOME_DECLINED,
    BATON_OUTCOME_EXPIRED,
    BATON_OUTCOME_SUPERSEDED,
    BATON_OUTCOME_FAILED,
};

enum baton_transfer_reason {
    BATON_REASON_NONE,
    BATON_REASON_BY_OLD,              /* cancelled or returned by the old device */
    BATON_REASON_BY_NEW,              /* cancelled or returned by the new device */
    BATON_REASON_BY_OPERATOR,         /* cancelled or returned over the Admin API */
    BATON_REASON_SAID_NO,             /* declined: a person said no */
    BATON_REASON_WRONG_NUMBER,        /* declined: a person picked a wrong number */
    BATON_REASON_NO_RESPONSE,         /* not every person who had to agree responded in time */
    BATON_REASON_NOT_MATCHED,         /* the second code was not scanned in time */
    BATON_REASON_MISMATCH,            /* mutual: another device's code was scanned */
    BATON_REASON_OWN_WITNESS,         /* nobody has agreed except the person with the new device */
    BATON_REASON_NOBODY_TO_ASK,       /* nobody else in the room could agree, or nobody any more */
    BATON_REASON_NOT_DELIVERED,       /* the question did not reach the people who have to agree */
    BATON_REASON_CODE_EXPIRED,        /* nobody scanned in time */
    BATON_REASON_CONNECT_TIMEOUT,     /* the new device's PeerConnections were not up in time */
    BATON_REASON_NO_MEDIA,            /* PeerConnections were up, but the packet at which to commit did not come */
    BATON_REASON_CONNECTION_LOST,     /* the new device's PeerConnections went down */
    BATON_REASON_NEW_GONE,            /* the new device's signalling is gone */
    BATON_REASON_OLD_GONE,            /* the old device's signalling was lost before the agreement */
    BATON_REASON_OLD_BACK,            /* the old device was away, and is back before the agreement */
    BATON_REASON_STAND_IN_GONE,       /* the person who acted for the old device was lost before the agreement */
    BATON_REASON_FINGERPRINT_CHANGED, /* the new device has another PeerConnection than people agreed to */
    BATON_REASON_CODEC_REFUSED,       /* the new device cannot send the room's codec */
    BATON_REASON_RETURN_FAILED,       /* the old device did not send the packet at which to commit */
    BATON_REASON_RENEWED,             /* the participant asked for another transfer */
    BATON_REASON_ROOM_GONE,
    BATON_REASON_REMOVED,
};

/* How many of the other people in the room must agree. */
enum baton_transfer_remote { BATON_REMOTE_NONE, BATON_REMOTE_ANY, BATON_REMOTE_ALL };
enum baton_transfer_form { BATON_FORM_NUMBER, BATON_FORM_YESNO };

/* The durations are in microseconds, above zero (asserted) and not BATON_NEVER. Each belongs to one state. */
struct baton_transfer_policy {
    bool old;                          /* whether the person in the call must agree */
    enum baton_transfer_remote remote; /* which other people must agree */
    enum baton_transfer_form form;
    bool mutual;                /* each device must scan the other's code */
    bool old_away;              /* the transfer begins without the old device, which is away: no standby, unless the
                                   old device comes back before the commit */
    baton_time code_lifetime;   /* SHOWING */
    baton_time match_timeout;   /* MATCHING */
    baton_time confirm_timeout; /* CONFIRMING */
    baton_time connect_timeout; /* CONNECTING */
    baton_time commit_timeout;  /* COMMITTING */
    baton_time grace;           /* STANDBY */
    baton_time return_timeout;  /* RETURNING */
};

/* The state of the machine. Read its fields directly, but change them only with the functions of transfer/machine.h. */
struct baton_machine {
    enum baton_transfer_state state;
    struct baton_transfer_policy policy;
    int number;          /* 10..99; the new device shows it, and people pick it in the number form */
    baton_time deadline; /* when to step TICK; BATON_NEVER in ENDED */
    baton_time standby_until; /* from STANDBY on: until when the old device can bring the call back */
    bool scanned_by_old; /* mutual: the old device has scanned the new device's code */
    bool scanned_by_new; /* mutual: the new device has scanned the old device's code */
    bool old_agreed;                      /* the device in the call has said yes */
    int remote_waiting;                   /* remote people who were asked and have not responded */
    int remote_agreed;                    /* remote people who have said yes */
    bool new_up;                          /* the new device's PeerConnections are up */
    bool new_alive;                       /* the new device is bound and not gone */
    bool old_alive;                       /* the old device is not gone */
    enum baton_transfer_reason returning; /* in RETURNING: why the call returns to the old device */
    enum baton_transfer_outcome outcome;
    enum baton_transfer_reason reason;
    baton_time stepped; /* the `now` of the last step */
};

/* Wire names: "showing", "number", "moved", "by_old" ... Never NULL. */
const char *baton_transfer_state_name(enum baton_transfer_state state);
const char *baton_transfer_form_name(enum baton_transfer_form form);
const char *baton_transfer_outcome_name(enum baton_transfer_outcome outcome);
const char *baton_transfer_reason_name(enum baton_transfer_reason reason);
/* One plain English sentence for people. It contains no name and no path. */
const char *baton_transfer_reason_text(enum baton_transfer_reason reason);

#endif
