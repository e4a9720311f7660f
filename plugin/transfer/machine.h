/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The transfer state machine: one attempt to move a participant from its device ("old") to
 * another ("new").
 *
 * Pure: no clock, no randomness, no allocation, no I/O. Whoever owns the transfer feeds it events
 * with the time they happened and performs, in order, the actions it answers with. Every event is
 * legal in every state; an event that makes no sense in a state is refused (requests) or ignored
 * (facts), and leaves the transfer unchanged.
 *
 * Two rules decide what is not obvious: deny, silence and error leave the call exactly as it was;
 * and a move that was agreed to survives the old device's death.
 *
 * The gate fires on another thread than the one that steps, so an event can arrive when media has
 * swapped already and only the news of it is late. A transfer that ended then would close the
 * device that carries the call. Hence the owner's duty while a gate is armed (COMMITTING and
 * RETURNING): before it steps an event for which baton_machine_drops_gate is true, it disarms the
 * gate, and if that was too late it steps COMMITTED first and then the event.
 *
 * Thread: none of its own; a transfer belongs to the thread that steps it.
 */
#ifndef BATON_TRANSFER_MACHINE_H
#define BATON_TRANSFER_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"

enum baton_transfer_state {
    BATON_TRANSFER_SHOWING,    /* a code is live and shown (or about to be scanned by the device in
                                  the call); nobody has scanned it */
    BATON_TRANSFER_MATCHING,   /* mutual: one device has scanned the other's code, which has yet to
                                  scan back */
    BATON_TRANSFER_CONFIRMING, /* everything is scanned; whoever was asked has not answered */
    BATON_TRANSFER_CONNECTING, /* agreed; the new device's channels are not all up yet */
    BATON_TRANSFER_COMMITTING, /* channels up, gate armed; waiting for the packet that swaps */
    BATON_TRANSFER_STANDBY,    /* the new device carries the call; the old one may still return */
    BATON_TRANSFER_RETURNING,  /* gate armed towards the old device */
    BATON_TRANSFER_ENDED,      /* over; outcome and reason are final */
};

/*
 * Facts and requests. Requests (marked R) can be refused with an error; facts never are.
 * Facts about the new device mean the one that was bound by SCAN; before that they are ignored. If
 * its channels are up when it scans, step NEW_UP right after SCAN.
 */
enum baton_transfer_event_type {
    BATON_TRANSFER_SCAN,     /* R  the new device scanned the code of the device in the call (by
                                   NEW), or this one scanned the new one's (by OLD); by NONE: a
                                   third device tried. Carries mutual and remotes */
    BATON_TRANSFER_MISMATCH, /* R  OLD or NEW scanned a live code that is none of this transfer */
    BATON_TRANSFER_CONFIRM,  /* R  who was asked answered (by OLD, or by one of the REMOTE
                                   ones, who has not answered before): yes, number */
    BATON_TRANSFER_REMOTE_LEFT, /*    one of the remote ones, asked and not heard, left the room */
    BATON_TRANSFER_NOT_DELIVERED, /*  the question did not reach OLD, or one of the REMOTE ones, who
                                      has not answered, and will not by another way */
    BATON_TRANSFER_NEW_UP,        /*    every channel the new device needs is up */
    BATON_TRANSFER_NEW_DOWN,      /*    one of the new device's channels went down */
    BATON_TRANSFER_NEW_GONE,      /*    the new device's signalling is gone */
    BATON_TRANSFER_NEW_CHANGED,   /*    its DTLS fingerprint is not the one first seen */
    BATON_TRANSFER_NEW_UNFIT,     /*    it cannot send a codec of the room */
    BATON_TRANSFER_OLD_DOWN,      /*    one of the old device's channels went down */
    BATON_TRANSFER_OLD_GONE,      /*    the old device's signalling is gone */
    BATON_TRANSFER_COMMITTED,     /*    the armed gate fired: media is swapped */
    BATON_TRANSFER_RETURN,        /* R  bring the call back */
    BATON_TRANSFER_CANCEL,        /* R  by old, new or an operator */
    BATON_TRANSFER_RENEW,         /* R  the device in the call asks for another transfer: OK says
                                        that this one is over and has made room for it */
    BATON_TRANSFER_ROOM_GONE,     /*    the room was destroyed */
    BATON_TRANSFER_REMOVED,       /*    the participant was removed or left on purpose. After these
                                        two, closing all devices is the owner's own business */
    BATON_TRANSFER_TICK,          /*    time has passed; harmless at any moment */
};

/* An operator speaks for the device in the call; NONE is nobody, and a device that is gone or was
 * never bound has no say either. */
enum baton_transfer_side {
    BATON_SIDE_NONE,
    BATON_SIDE_OLD,
    BATON_SIDE_NEW,
    BATON_SIDE_OPERATOR,
    BATON_SIDE_REMOTE, /* one of the others in the room; the owner knows which */
};

struct baton_transfer_event {
    enum baton_transfer_event_type type;
    enum baton_transfer_side by; /* who asks: all requests, and NOT_DELIVERED */
    bool yes;                    /* CONFIRM */
    int number;                  /* CONFIRM with the number form; 0 when none was given */
    bool mutual;                 /* SCAN: whoever presents wants both to scan */
    int remotes;                 /* SCAN: how many others could be asked now */
};

/* What the owner has to do, in the order given. A device that is gone is never closed. */
enum baton_transfer_action {
    BATON_DO_KILL_CODE,   /* the code can no longer be claimed */
    BATON_DO_BIND_NEW,    /* the scanning device becomes the transfer's new device */
    BATON_DO_TELL_NEW,    /* the new device was scanned: tell it what it would be told had it asked;
                             the state is the one after this step */
    BATON_DO_WARN_CLAIM,  /* tell the person in the call that a second device tried the code */
    BATON_DO_ASK,         /* ask everyone for confirmation who has to give it */
    BATON_DO_WITHDRAW,    /* no answer of the remote side is waited for any more; of nobody any
                             more, if the state is not CONFIRMING after this step */
    BATON_DO_ADMIT_NEW,   /* agreed: give the new device the room's state, feed its downlink */
    BATON_DO_ARM_NEW,     /* arm the gate towards the new device */
    BATON_DO_ARM_OLD,     /* arm the gate towards the old device */
    BATON_DO_DISARM,      /* the armed gate must not fire any more; nothing to do if the owner
                             has disarmed it before the step */
    BATON_DO_FORCE_OLD,   /* drop the armed gate and hand media to the old device at once,
                             without waiting for a keyframe; its channels may be down */
    BATON_DO_PROMOTE_NEW, /* the new device is the participant's device; tell both `moved` */
    BATON_DO_PROMOTE_OLD, /* the old device is again; tell both `returned` */
    BATON_DO_CLOSE_OLD,   /* close the old device's channels and release it */
    BATON_DO_CLOSE_NEW,   /* close the new device's channels and release it */
    BATON_DO_NOTIFY,      /* the state changed: tell both sides which it is after this step */
    BATON_DO_END,         /* over: tell both sides outcome and reason, forget the transfer */
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
    BATON_REASON_SAID_NO,             /* declined */
    BATON_REASON_WRONG_NUMBER,        /* declined: another number was picked */
    BATON_REASON_NO_RESPONSE,         /* not everyone who had to confirmed in time */
    BATON_REASON_NOT_MATCHED,         /* the second code was not scanned in time */
    BATON_REASON_MISMATCH,            /* mutual: another device's code was scanned */
    BATON_REASON_NOBODY_TO_ASK,       /* nobody is there, or left, who could agree */
    BATON_REASON_NOT_DELIVERED,       /* the question reached nobody who could agree */
    BATON_REASON_CODE_EXPIRED,        /* nobody scanned in time */
    BATON_REASON_CONNECT_TIMEOUT,     /* the new device's channels did not come up in time */
    BATON_REASON_NO_MEDIA,            /* channels up, but no packet to swap on came in time */
    BATON_REASON_CONNECTION_LOST,     /* the new device's channels went down */
    BATON_REASON_NEW_GONE,            /* the new device vanished */
    BATON_REASON_OLD_GONE,            /* the old device vanished before the move was agreed to */
    BATON_REASON_FINGERPRINT_CHANGED, /* not the device that was confirmed */
    BATON_REASON_CODEC_REFUSED,       /* the new device cannot send the room's codec */
    BATON_REASON_RETURN_FAILED,       /* the old device sent nothing to return to */
    BATON_REASON_RENEWED,             /* a fresh transfer took its place */
    BATON_REASON_ROOM_GONE,
    BATON_REASON_REMOVED,
};

/* How much of the remote side must agree. */
enum baton_transfer_remote { BATON_REMOTE_NONE, BATON_REMOTE_ANY, BATON_REMOTE_ALL };
enum baton_transfer_form { BATON_FORM_NUMBER, BATON_FORM_YESNO };

/* Durations in microseconds, all above zero (asserted) and none of them BATON_NEVER. */
struct baton_transfer_policy {
    bool old;                          /* the device in the call must agree */
    enum baton_transfer_remote remote; /* and these of the others */
    enum baton_transfer_form form;
    bool mutual;                /* each device must scan the other's code */
    baton_time code_lifetime;   /* OFFERED */
    baton_time match_timeout;   /* MATCHING */
    baton_time confirm_timeout; /* CONFIRMING */
    baton_time connect_timeout; /* CONNECTING, counted anew after the agreement */
    baton_time commit_timeout;  /* COMMITTING */
    baton_time grace;           /* STANDBY */
    baton_time return_timeout;  /* RETURNING */
};

/* A plain value: read its fields freely, change them only through the functions below. */
struct baton_machine {
    enum baton_transfer_state state;
    struct baton_transfer_policy policy;
    int number;          /* 10..99, shown by the new device; the right answer of the number form */
    baton_time deadline; /* when TICK will matter next; BATON_NEVER in ENDED */
    bool scanned_by_old; /* which halves of a mutual transfer are done */
    bool scanned_by_new;
    bool old_agreed;                      /* the device in the call has said yes */
    int remote_waiting;                   /* of the remote ones asked: who is waited for still */
    int remote_agreed;                    /* and who has said yes */
    bool new_up;                          /* last of NEW_UP / NEW_DOWN */
    bool new_alive;                       /* bound and not gone */
    bool old_alive;                       /* not gone */
    enum baton_transfer_reason returning; /* RETURNING: who asked for it, or what made it happen */
    enum baton_transfer_outcome outcome;
    enum baton_transfer_reason reason;
    baton_time stepped; /* the `now` of the last step */
};

/* Starts in OFFERED at `now`. `number` is 10..99 (asserted). Nothing needs to be freed. */
void baton_machine_init(struct baton_machine *transfer, const struct baton_transfer_policy *policy,
    int number, baton_time now);

/*
 * Takes one event. A deadline at or before `now` is honoured before a request, so a late timer
 * can never let an expired code in, but after a fact, so that it finds the world as it is: media
 * that has swapped counts, and nobody is left with a device that is gone. `now` must not go back
 * (asserted).
 * `actions` is always set (count 0 when nothing is to do). Returns BATON_OK, or for a refused
 * request why: code_used, code_expired, code_mismatch, wrong_state, wrong_number, not_asked,
 * already_responded, no_standby, transfer_in_progress, not_in_call (RENEW by a device that has not
 * got the call; CANCEL, RETURN and MISMATCH by a side that takes no part), no_such_transfer
 * (ended). Some requests are refused *and* end the transfer: a wrong number, a mismatch, a SCAN
 * when there is nobody to ask (wrong_state); and a second SCAN is refused *and* warns. So perform
 * the actions in either case.
 */
enum baton_error baton_machine_step(struct baton_machine *transfer,
    const struct baton_transfer_event *event, baton_time now,
    struct baton_transfer_actions *actions);

/*
 * Whether stepping this event now would take the armed gate away (DISARM or FORCE_OLD among the
 * actions). Changes nothing.
 */
bool baton_machine_drops_gate(
    const struct baton_machine *transfer, const struct baton_transfer_event *event, baton_time now);

/* Wire names: "offered", "number", "moved", "by_old" ... Never NULL. */
const char *baton_transfer_state_name(enum baton_transfer_state state);
const char *baton_transfer_form_name(enum baton_transfer_form form);
const char *baton_transfer_outcome_name(enum baton_transfer_outcome outcome);
const char *baton_transfer_reason_name(enum baton_transfer_reason reason);
/* One plain English sentence for people, without a name or a path in it. */
const char *baton_transfer_reason_text(enum baton_transfer_reason reason);

#endif
