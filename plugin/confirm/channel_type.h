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
 * A question. All texts are borrowed for the call, NUL-terminated and valid UTF-8 in one line. `display` and
 * `device_name` come from strangers: each channel makes them harmless for the place where it shows them. A text may
 * be NULL only if its comment says so.
 */
struct baton_question {
    const char *transfer; /* id */
    enum baton_transfer_form form;
    int choices[BATON_QUESTION_CHOICES]; /* number form: 10..99, in the order to show them in */
    const char *participant;             /* id of the participant whose call is to be moved */
    const char *display;                 /* name of that participant, may be "" */
    const char *room;                    /* description of the room, for people; may be "" */
    const char *device_name;             /* the name that the new device gave, may be "" */
    bool self;                           /* that participant is asked: role "old" */
    int64_t expires_in;                  /* milliseconds */
    /* For the response of this person to this question, in base64url characters. A secret: never in a log or an event.
     * NULL unless the channel needs one. */
    const char *ticket;
    /* The page where a person responds with a ticket, without a fragment; NULL if there is none. */
    const char *link;
};

/* A person who is asked. */
struct baton_asked {
    void *person;      /* the caller's; passed back to the functions of its host */
    const char *phone; /* E.164 with '+', or NULL */
};

/* The functions that channels call. None of them may call a channel. */
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
     * Queues a text message to a number and returns at once. The host learns later whether the gateway accepted it. On
     * failure sets `failure`: wrong_state without a gateway, limit_reached if too many messages wait. Borrows
     * everything. NULL if the host cannot send text messages.
     */
    enum baton_error (*sms)(void *context, void *person, const char *number, const char *text,
        struct baton_failure *failure);
};

struct baton_channel {
    const char *name; /* wire name, `how` */
    int strength;     /* a request may choose another channel only if that one is not weaker */
    bool
        needs_ticket; /* responses may come from outside of the call: each person who is asked gets a ticket */
    /*
     * Asks one person. BATON_OK: the question is on its way. Otherwise sets `failure`, with a sentence that people may
     * read: missing_element (sms: the person's number is unknown), or the failure of host->sms.
     */
    enum baton_error (*ask)(const struct baton_channel_host *host,
        const struct baton_question *question, const struct baton_asked *asked,
        struct baton_failure *failure);
    /*
     * Tells one person who was asked that no response is needed any more. `outcome` is a wire name ("agreed",
     * "declined", "expired" ...), `text` a sentence for people. Harmless if the question was never delivered.
     */
    void (*withdraw)(const struct baton_channel_host *host, const struct baton_question *question,
        const struct baton_asked *asked, const char *outcome, const char *text);
};

#endif
