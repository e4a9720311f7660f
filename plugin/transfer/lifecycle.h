/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lifecycle owns the life of a transfer as data: its states, the events that it takes, the actions that it answers
 * with, its policy, how it can end, and the wire names of all these.
 *
 * Two words stand for the two devices in every name here: "old" is the device that has the call when the transfer
 * begins, "new" is the device that it goes to.
 */
#ifndef BATON_TRANSFER_LIFECYCLE_H
#define BATON_TRANSFER_LIFECYCLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

enum baton_transfer_state {
    BATON_TRANSFER_SHOWING,    /* a code is live and shown; no device has scanned it */
    BATON_TRANSFER_MATCHING,   /* mutual: one device has scanned the other's code, the other one has not yet */
    BATON_TRANSFER_CONFIRMING, /* every code is scanned; not every person who was asked has responded */
    BATON_TRANSFER_CONNECTING, /* agreed; not all PeerConnections of the new device are up */
    BATON_TRANSFER_COMMITTING, /* they are up and the gate is armed; waiting for the packet that commits */
    BATON_TRANSFER_STANDBY,    /* the new device has the call; the old one can still bring it back */
    BATON_TRANSFER_RETURNING,  /* the gate is armed towards the old device */
    BATON_TRANSFER_ENDED,      /* outcome and reason are final */
};

/*
 * Facts and requests. The machine can refuse a request (marked R) with an error; it never refuses a fact. A fact about
 * the new device is about the device that SCAN bound; before SCAN it is ignored. If that device's PeerConnections are
 * up when it scans, step NEW_UP right after SCAN.
 */
enum baton_transfer_event_type {
    BATON_TRANSFER_SCAN, /* R  by NEW: the new device scanned the code of the device in the call; by OLD: the device in
                               the call scanned the new one's code; by NONE: a third device scanned a code of this
                               transfer. Sets `mutual` and `remotes` */
    BATON_TRANSFER_MISMATCH,      /* R  OLD or NEW scanned a live code of something else */
    BATON_TRANSFER_CONFIRM,       /* R  a person who was asked responded, OLD or a REMOTE one who had not responded
                                        before. Sets `yes` and `number` */
    BATON_TRANSFER_REMOTE_LEFT,   /*    a remote person who was asked and had not responded left the room */
    BATON_TRANSFER_NOT_DELIVERED, /*    the question cannot reach OLD, or a REMOTE person who has not responded */
    BATON_TRANSFER_NEW_UP,        /*    every PeerConnection that the new device needs is up */
    BATON_TRANSFER_NEW_DOWN,      /*    one of the new device's PeerConnections went down */
    BATON_TRANSFER_NEW_GONE,      /*    the new device's signalling is gone */
    BATON_TRANSFER_NEW_CHANGED,   /*    the new device has another PeerConnection than the one that was agreed to */
    BATON_TRANSFER_NEW_UNFIT,     /*    the new device cannot send a codec of the room */
    BATON_TRANSFER_OLD_DOWN,      /*    one of the old device's PeerConnections went down */
    BATON_TRANSFER_OLD_GONE,      /*    the old device's signalling is gone */
    BATON_TRANSFER_COMMITTED,     /*    the armed gate fired: the other device feeds the sources */
    BATON_TRANSFER_RETURN,        /* R  bring the call back */
    BATON_TRANSFER_CANCEL,        /* R  by OLD, NEW or an operator */
    BATON_TRANSFER_RENEW,         /* R  the device in the call asks for another transfer; OK: this one has ended */
    BATON_TRANSFER_ROOM_GONE,     /*    the room was destroyed. The owner closes all devices */
    BATON_TRANSFER_REMOVED,       /*    the participant was removed, or left. The owner closes all devices */
    BATON_TRANSFER_TICK,          /*    time has passed; harmless at any time */
};

/* An operator acts for the device in the call. A device that is gone, or was never bound, takes no part. */
enum baton_transfer_side {
    BATON_SIDE_NONE,
    BATON_SIDE_OLD,
    BATON_SIDE_NEW,
    BATON_SIDE_OPERATOR,
    BATON_SIDE_REMOTE, /* another person in the room; the owner of the transfer knows which */
};

struct baton_transfer_event {
    enum baton_transfer_event_type type;
    enum baton_transfer_side by; /* the side that sends the request; NOT_DELIVERED: whom it did not reach */
    bool yes;                    /* CONFIRM */
    int number;                  /* CONFIRM in the number form; 0: none was given */
    bool mutual;                 /* SCAN: the device that presents wants both devices to scan */
    int remotes;                 /* SCAN: how many other people can be asked now */
};

/* The owner of the transfer performs these in order. It does nothing to a device that is gone. */
enum baton_transfer_action {
    BATON_DO_KILL_CODE,   /* no device can use the code any more */
    BATON_DO_BIND_NEW,    /* the device that scans, or was scanned, becomes the transfer's new device */
    BATON_DO_TELL_NEW,    /* the new device was scanned: send it the event `scanned`, with the state after this step */
    BATON_DO_WARN_CLAIM,  /* warn the person in the call that a further device tried the code */
    BATON_DO_ASK,         /* ask every person who has to agree */
    BATON_DO_WITHDRAW,    /* withdraw the questions to the remote people; if the state after this step is not
                             CONFIRMING, withdraw all questions */
    BATON_DO_ADMIT_NEW,   /* agreed: give the new device the room's state, and fill its slots */
    BATON_DO_ARM_NEW,     /* arm the gate towards the new device */
    BATON_DO_ARM_OLD,     /* arm the gate towards the old device */
    BATON_DO_DISARM,      /* the gate must not fire any more; nothing to do if the owner disarmed it before the step */
    BATON_DO_FORCE_OLD,   /* drop the gate and let the old device feed the sources at once, without a keyframe; its
                             PeerConnections may be down */
    BATON_DO_PROMOTE_NEW, /* the new device becomes the participant's device; send both devices `moved` */
    BATON_DO_PROMOTE_OLD, /* the old device becomes it again; send both devices `returned` */
    BATON_DO_CLOSE_OLD,   /* close the old device's PeerConnections and release the device */
    BATON_DO_CLOSE_NEW,   /* close the new device's PeerConnections and release the device */
    BATON_DO_NOTIFY,      /* the state changed: send both devices the state after this step */
    BATON_DO_END,         /* send both devices the outcome and the reason, and forget the transfer */
    BATON_DO_LEAVE,       /* no device is left: the participant leaves the room */
};

enum { BATON_TRANSFER_MAX_ACTIONS = 8 };

struct baton_transfer_actions {
    size_t count;
    enum baton_transfer_action list[BATON_TRANSFER_MAX_ACTIONS];
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
    BATON_REASON_BY_NEW,              /* ... by the new device */
    BATON_REASON_BY_OPERATOR,         /* ... over the Admin API */
    BATON_REASON_SAID_NO,             /* declined: a person said no */
    BATON_REASON_WRONG_NUMBER,        /* declined: another number was picked */
    BATON_REASON_NO_RESPONSE,         /* not every person who had to agree responded in time */
    BATON_REASON_NOT_MATCHED,         /* the second code was not scanned in time */
    BATON_REASON_MISMATCH,            /* mutual: another device's code was scanned */
    BATON_REASON_NOBODY_TO_ASK,       /* nobody is there, or left, who could agree */
    BATON_REASON_NOT_DELIVERED,       /* the question reached nobody who could agree */
    BATON_REASON_CODE_EXPIRED,        /* nobody scanned in time */
    BATON_REASON_CONNECT_TIMEOUT,     /* the new device's PeerConnections were not up in time */
    BATON_REASON_NO_MEDIA,            /* they were up, but no packet to commit at came in time */
    BATON_REASON_CONNECTION_LOST,     /* the new device's PeerConnections went down */
    BATON_REASON_NEW_GONE,            /* the new device's signalling is gone */
    BATON_REASON_OLD_GONE,            /* the old device's signalling was gone before the agreement */
    BATON_REASON_FINGERPRINT_CHANGED, /* not the PeerConnection that was agreed to */
    BATON_REASON_CODEC_REFUSED,       /* the new device cannot send the room's codec */
    BATON_REASON_RETURN_FAILED,       /* the old device sent no packet to commit at */
    BATON_REASON_RENEWED,             /* the participant asked for another transfer */
    BATON_REASON_ROOM_GONE,
    BATON_REASON_REMOVED,
};

/* How many of the other people in the room must agree. */
enum baton_transfer_remote { BATON_REMOTE_NONE, BATON_REMOTE_ANY, BATON_REMOTE_ALL };
enum baton_transfer_form { BATON_FORM_NUMBER, BATON_FORM_YESNO };

/* Durations in microseconds, all above zero (asserted) and none of them BATON_NEVER. */
struct baton_transfer_policy {
    bool old;                          /* the person in the call must agree */
    enum baton_transfer_remote remote; /* and these of the other people */
    enum baton_transfer_form form;
    bool mutual;                /* each device must scan the other's code */
    baton_time code_lifetime;   /* SHOWING */
    baton_time match_timeout;   /* MATCHING */
    baton_time confirm_timeout; /* CONFIRMING */
    baton_time connect_timeout; /* CONNECTING */
    baton_time commit_timeout;  /* COMMITTING */
    baton_time grace;           /* STANDBY */
    baton_time return_timeout;  /* RETURNING */
};

/*
 * A transfer as the state machine sees it. A plain value: read its fields, but change them only by transfer/machine.h.
 */
struct baton_machine {
    enum baton_transfer_state state;
    struct baton_transfer_policy policy;
    int number;          /* 10..99, shown by the new device; the right response in the number form */
    baton_time deadline; /* when to step TICK; BATON_NEVER in ENDED */
    bool scanned_by_old; /* mutual: which device has scanned the other's code */
    bool scanned_by_new;
    bool old_agreed;                      /* the device in the call has said yes */
    int remote_waiting;                   /* remote people who were asked and have not responded */
    int remote_agreed;                    /* remote people who have said yes */
    bool new_up;                          /* the last of NEW_UP and NEW_DOWN */
    bool new_alive;                       /* bound and not gone */
    bool old_alive;                       /* not gone */
    enum baton_transfer_reason returning; /* in RETURNING: why the call goes back */
    enum baton_transfer_outcome outcome;
    enum baton_transfer_reason reason;
    baton_time stepped; /* the `now` of the last step */
};

/* Wire names: "showing", "number", "moved", "by_old" ... Never NULL. */
const char *baton_transfer_state_name(enum baton_transfer_state state);
const char *baton_transfer_form_name(enum baton_transfer_form form);
const char *baton_transfer_outcome_name(enum baton_transfer_outcome outcome);
const char *baton_transfer_reason_name(enum baton_transfer_reason reason);
/* One plain English sentence for people, without a name or a path in it. */
const char *baton_transfer_reason_text(enum baton_transfer_reason reason);

#endif
