/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The host of the engine in tests, in place of Janus. It records the effects for each handle. Its
 * random numbers are repeatable and can fail. PeerConnections close when the test says so.
 *
 * Every effect is checked: its fields must be as in the API's tables (schema.h), the order of the messages to a client
 * must be legal (reader.h), no event except `code` may contain a token, no effect may be for a detached handle, and on
 * each m-line no sequence number may be repeated and no timestamp may go back.
 */
#ifndef BATON_FAKE_HOST_H
#define BATON_FAKE_HOST_H

#include <glib.h>
#include <jansson.h>

#include "fake/reader.h"
#include "media/port.h"
#include "state/host.h"

enum { FAKE_TAGS = 128 };
enum { FAKE_PT_AUDIO = 109, FAKE_PT_VIDEO = 100 }; /* payload types of the uplinks */

/* The packets sent on one m-line of a downlink. */
struct fake_line {
    bool started;
    uint16_t seq;
    uint32_t timestamp;
    unsigned packets;         /* packets since fake_handle_listen */
    unsigned from[FAKE_TAGS]; /* the same, for each tag of a sending device */
    unsigned tag;             /* tag of the last packet; 0: no packet yet */
    unsigned tag_before;      /* the same at fake_handle_listen */
    baton_time last_at;       /* arrival of the last packet */
    baton_time longest_gap;   /* longest time between two packets since fake_handle_listen */
};

struct fake_handle {
    struct fake_host *host;
    uint64_t id; /* the client's id of the handle */
    bool attached;
    bool closing;    /* close_pc was called, and the PeerConnection is not down yet */
    unsigned closed; /* number of calls of close_pc */
    unsigned asked_again; /* number of calls of ask_again */
    uint32_t cap;    /* last cap in bit/s; 0: no cap yet */
    unsigned plis[BATON_PORT_MAX_FEEDS];
    unsigned firs[BATON_PORT_MAX_FEEDS][BATON_ENCODINGS];
    GQueue events;             /* json_t *, oldest first */
    char *offer;               /* SDP that came with an event, owned; NULL: no SDP */
    json_t *taken;             /* event that fake_handle_take returned last */
    struct fake_reader reader; /* the client, which checks the order of its messages */
    struct fake_line lines[BATON_PORT_MAX_SLOTS];
};

struct fake_host {
    struct baton_host host;
    uint64_t random_state; /* state of the random generator */
    long draws_left;       /* random draws before the generator fails; -1: it never fails */
    int64_t wall_ms;       /* milliseconds since 1970 */
    bool sms_fails;           /* the SMS gateway refuses messages */
    bool demands_tokens;      /* Janus demands tokens */
    unsigned minted;          /* number of tokens for devices */
    baton_time auth_lifetime; /* lifetime of the last token for a code */
    unsigned sms_sent;
    char sms_key[BATON_ID_SIZE], sms_to[32], sms_text[512]; /* fields of the last SMS */
    GPtrArray *lines;                                       /* lines of the log, oldest first */
    GPtrArray *tokens;                                      /* texts of all tokens shown so far */
    GPtrArray *handles; /* all handles, detached ones included; owned */
    unsigned notified;  /* number of events for Janus's event handlers */
    bool woken;         /* a gate has fired since this was last set to false */
};

/* A program may have one host at a time, because wake() of the packet path has no context. */
void fake_host_init(struct fake_host *host, uint64_t seed);
void fake_host_fini(struct fake_host *host);

/* Returns a random number below `bound`, for the test itself. The engine uses another generator. */
uint32_t fake_below(uint64_t *state, uint32_t bound);

struct fake_handle *fake_handle_new(struct fake_host *host);
/* Returns the oldest event with this name and removes it from the queue. The handle owns it until
 * the next call. NULL: there is none. */
json_t *fake_handle_take(struct fake_handle *handle, const char *event);
bool fake_handle_has(const struct fake_handle *handle, const char *event);
void fake_handle_forget(struct fake_handle *handle);
/* Restarts the counts of packets. */
void fake_handle_listen(struct fake_handle *handle);
/* Returns the number of packets of one device, or of all devices. */
unsigned fake_handle_heard(const struct fake_handle *handle, unsigned tag);
unsigned fake_handle_packets(const struct fake_handle *handle);

/* Fails the test if `text` contains a token that was shown. */
void fake_host_check_secret(const struct fake_host *host, const char *text);

#endif
