/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * channel_type owns what a channel is: the question that it gets, the person whom it asks, the functions of its host,
 * and its own two functions. Every channel implements this header; channel.h has the table of all channels.
 *
 * The caller decides whom to ask, what the responses amount to, and when a question is over. A channel keeps nothing:
 * no state, no memory of questions.
 *
 * Thread: the caller's (the control thread). No function here waits.
 */
#ifndef BATON_CONFIRM_CHANNEL_TYPE_H
#define BATON_CONFIRM_CHANNEL_TYPE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "transfer/lifecycle.h"

enum { BATON_QUESTION_CHOICES = 3 };

/*
 * What is asked. All texts are borrowed for the call, NUL-terminated and valid UTF-8 in one line;
 * `display` and `device_name` come from strangers, and each channel makes them harmless for where
 * it shows them. Only what says so may be NULL.
 */
struct baton_question {
    const char *transfer; /* id */
    enum baton_transfer_form form;
    int choices[BATON_QUESTION_CHOICES]; /* number form: 10..99, in the order to show them in */
    const char *participant;             /* id of the mover, whose call is to be moved */
    const char *display;                 /* the mover's, may be "" */
    const char *room;                    /* description of the room, for people; may be "" */
    const char *device_name;             /* what the new device calls itself, may be "" */
    bool self;                           /* the one who is asked is the mover: role "old" */
    int64_t expires_in;                  /* milliseconds */
    const char *ticket; /* of this person and this question, base64url characters; a secret: no
                           log, no event. NULL unless the channel needs one */
    const char *link;   /* the page that answers a ticket, without a fragment; NULL if none */
};

/* Who is asked. */
struct baton_asked {
    void *person;      /* the caller's, passed back to its host functions */
    const char *phone; /* E.164 with '+', or NULL */
};

/* What channels need of the world. None may call back into a channel. */
struct baton_channel_host {
    void *context; /* passed back as the first argument */

    /* Sends an event to the person's device in the call. Borrows `body`. */
    void (*event)(void *context, void *person, json_t *body);
    /*
     * Sends a chat message to this person alone, kept in no history: event `chat` with `message`
     * {id, from: null, display: "", text, time, question}; id and time are the host's.
     * Borrows everything.
     */
    void (*chat)(void *context, void *person, const char *text, json_t *question);
    /*
     * Hands a text message over for sending to a number and returns at once; whether it could be
     * delivered the host learns later. Not BATON_OK, with `failure` set, if that cannot even be
     * tried: no gateway (wrong_state), too many waiting (limit_reached). Borrows everything. NULL
     * if the host has none.
     */
    enum baton_error (*sms)(void *context, void *person, const char *number, const char *text,
        struct baton_failure *failure);
};

struct baton_channel {
    const char *name;  /* wire name, `how` */
    int strength;      /* a request may choose another channel if that is no weaker */
    bool needs_ticket; /* the answer may come from outside of the call: give each asked a ticket */
    /*
     * Puts the question to one person. BATON_OK says that it is on its way, not that it was read.
     * Otherwise `failure` says what a person may be told: missing_element (sms: no number known),
     * or what host->sms said.
     */
    enum baton_error (*ask)(const struct baton_channel_host *host,
        const struct baton_question *question, const struct baton_asked *asked,
        struct baton_failure *failure);
    /*
     * Tells one person who was asked that no answer is needed any more. `outcome` is a wire name
     * ("agreed", "declined", "expired" ...), `text` a sentence for people. Harmless if the question
     * was never delivered.
     */
    void (*withdraw)(const struct baton_channel_host *host, const struct baton_question *question,
        const struct baton_asked *asked, const char *outcome, const char *text);
};

#endif
