/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Limits how many text messages are sent in an hour: to one telephone number, and for one session, one participant, one
 * room and all clients together. Each message costs the operator money, and a client can name any number. Pure; control
 * thread only. `now` must not go back from one call to the next.
 */
#ifndef BATON_CONFIRM_SMS_BUDGET_H
#define BATON_CONFIRM_SMS_BUDGET_H

#include "base/clock.h"
#include "base/error.h"

enum baton_sms_scope {
    BATON_SMS_NUMBER,      /* the number that gets the message */
    BATON_SMS_SESSION,     /* counts for the sessions of both devices */
    BATON_SMS_PARTICIPANT, /* the participant whose call moves */
    BATON_SMS_ROOM,
    BATON_SMS_SERVER,
    BATON_SMS_SCOPES,
};

struct baton_sms_limits {
    int most[BATON_SMS_SCOPES]; /* messages in an hour, above 0 */
};

/* 10 to a number; 60 for a session and for a participant; 120 for a room; 600 in all. */
extern const struct baton_sms_limits baton_sms_limits_default;

/* The number to which a message is sent, and those for whom it is sent. NULL or "": not known. The texts must stay
 * valid during the call. */
struct baton_sms_cause {
    const char *number;
    const char *sessions[2];
    const char *participant;
    const char *room;
};

struct baton_sms_budget;

/* Never returns NULL. Copies the limits. */
struct baton_sms_budget *baton_sms_budget_new(const struct baton_sms_limits *limits);
/* `budget` may be NULL. */
void baton_sms_budget_free(struct baton_sms_budget *budget);

/* Counts a message. If the message must not be sent, counts nothing and returns BATON_E_LIMIT_REACHED. The sentence in
 * `failure` names the limit. */
enum baton_error baton_sms_budget_take(struct baton_sms_budget *budget,
    const struct baton_sms_cause *cause, baton_time now, struct baton_failure *failure);

#endif
