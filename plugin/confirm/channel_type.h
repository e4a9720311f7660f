/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Defines a channel: a way to ask a person. A channel has two functions, `ask` and `withdraw`. Both functions get the
 * question, the person, and the functions of the host that a channel may call. Every file of a channel includes this
 * header; channel.h has the table of all channels.
 *
 * The caller decides whom to ask, what the responses mean together, and when a question is over. A channel keeps no
 * state and remembers no question.
 *
 * Thread: the control thread. No function here waits.
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
 * A question. The caller keeps ownership of all texts. Each text is NUL-terminated, valid UTF-8, and one line long.
 * `display` and `device_name` come from clients that nobody has checked: each channel makes them harmless for the place
 * where it shows them. A text may be NULL only if its comment says so.
 */
struct baton_question {
    const char *transfer; /* id */
    enum baton_transfer_form form;
    int choices[BATON_QUESTION_CHOICES]; /* number form: 10..99, in the order to show */
    int word;                /* yes/no form: the number that a yes in the chat must name; 10..99 */
    const char *participant; /* id of the participant whose call is to be moved */
    const char *display;     /* display name of this participant; may be "" */
    const char *room;        /* description of the room, for people; may be "" */
    const char *device_name; /* the name that the new device gave; may be "" */
    bool self;               /* this participant is the person asked: role "old" */
    bool stand_in; /* the person asked acts for this participant, who is away: role "stand_in" */
    bool away;     /* this participant was away when the transfer began */
    bool recalled; /* the new device has had this call before, and asks for it without a code */
    int64_t expires_in;      /* milliseconds */
    /* The secret with which this person can respond to this question from outside of the call, in base64url characters.
     * Never write it into a log or an event. NULL unless the channel needs a ticket. */
    const char *ticket;
    /* The page where a person responds with a ticket, without a fragment; NULL if there is none. */
    const char *link;
};

/* A person who is asked. */
struct baton_asked {
    void *person;      /* the caller's object for the person; host functions get it as argument */
    const char *phone; /* E.164 with '+', or NULL */
};

/* The functions that channels call. These functions must not call a channel. */
struct baton_channel_host {
    void *context; /* passed back as the first argument */

    /* Sends an event to the person's device in the call. The caller keeps its reference to `body`. */
    void (*event)(void *context, void *person, json_t *body);
    /*
     * Sends a chat message to this person only: the event `chat` with `message` {id, from: null, display: "", text,
     * time, question}. The host adds id and time. The message is kept in no history. The caller keeps its references.
     */
    void (*chat)(void *context, void *person, const char *text, json_t *question);
    /*
     * Queues a text message to a number and does not wait. The host learns later whether the gateway accepted the
     * message. On failure sets `failure`: wrong_state if there is no gateway, limit_reached if too many messages wait.
     * The member is NULL if the host cannot send text messages.
     */
    enum baton_error (*sms)(void *context, void *person, const char *number, const char *text,
        struct baton_failure *failure);
};

struct baton_channel {
    const char *name; /* wire name in the field `how` */
    int strength;     /* a request may not choose a weaker channel than the room's */
    /* Responses may come from outside of the call, so each person who is asked gets a ticket. */
    bool needs_ticket;
    /*
     * Asks one person. BATON_OK: the question was sent or queued. Otherwise sets `failure`, with a sentence that people
     * may read: missing_element (sms: the person's number is unknown), or the failure of host->sms.
     */
    enum baton_error (*ask)(const struct baton_channel_host *host,
        const struct baton_question *question, const struct baton_asked *asked,
        struct baton_failure *failure);
    /*
     * Tells one person who was asked that no response is needed any more. `outcome` is a wire name ("agreed",
     * "declined", "expired" ...), `text` a sentence for people. May be called even if the question was not delivered.
     */
    void (*withdraw)(const struct baton_channel_host *host, const struct baton_question *question,
        const struct baton_asked *asked, const char *outcome, const char *text);
};

#endif
