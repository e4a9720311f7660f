/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host owns the world around the engine in tests: what Janus would do is recorded for each handle,
 * chance is repeatable and can fail, and PeerConnections close when the test says so.
 *
 * Everything that is sent is checked on the way: its fields are those of docs/api.md (schema.h), no
 * event but `code` carries a token, nothing reaches a detached handle, and an m-line's packets go
 * on without a repeated number or a timestamp that goes back.
 */
#ifndef BATON_FAKE_HOST_H
#define BATON_FAKE_HOST_H

#include <glib.h>
#include <jansson.h>

#include "state/host.h"
#include "media/port.h"

enum { FAKE_TAGS = 32 };
enum { FAKE_PT_AUDIO = 109, FAKE_PT_VIDEO = 100 }; /* what clients send with */

/* What has left on one m-line of a downlink. */
struct fake_line {
    bool started;
    uint16_t seq;
    uint32_t timestamp;
    unsigned packets;         /* since fake_handle_listen */
    unsigned from[FAKE_TAGS]; /* of these, by the tag of the device that sent them */
    unsigned tag;             /* of the last one; 0: none yet */
    baton_time last_at;       /* arrival of the last one */
    baton_time longest_gap;   /* between two, since fake_handle_listen */
};

struct fake_handle {
    struct fake_host *host;
    uint64_t id; /* by which its client knows it */
    bool attached;
    bool closing;     /* close_pc was called, and the PeerConnection is not down yet */
    unsigned closed;  /* calls of close_pc */
    uint32_t cap;     /* the last one; 0: none */
    unsigned plis[BATON_PORT_MAX_FEEDS];
    GQueue events;    /* json_t *, oldest first */
    char *offer;      /* SDP that came with an event; NULL: none */
    json_t *taken;    /* the last one a test has looked at */
    struct fake_line lines[BATON_PORT_MAX_SLOTS];
};

struct fake_host {
    struct baton_host host;
    uint64_t chance;       /* state of the generator */
    long chance_left;      /* draws until it fails; -1: it never does */
    int64_t wall;          /* milliseconds since 1970 */
    bool save_fails;
    bool sms_fails;        /* the gateway takes no more */
    bool demands_tokens;   /* Janus does */
    unsigned sms_sent;
    char sms_key[BATON_ID_SIZE], sms_to[32], sms_text[512]; /* of the last one */
    GPtrArray *saved;      /* ids of rooms in the configuration file */
    json_t *last_saved;    /* settings of the last room saved */
    GPtrArray *tokens;     /* texts of all tokens that were shown */
    GPtrArray *handles;    /* owned, detached ones too */
    unsigned notified;     /* events for Janus's event handlers */
    bool woken;            /* a gate has fired since this was last cleared */
};

/* One at a time in a program: the packet path's wake has no context. */
void fake_host_init(struct fake_host *host, uint64_t seed);
void fake_host_fini(struct fake_host *host);

/* A number below `bound` for the test's own use, from another generator than the engine's. */
uint32_t fake_below(uint64_t *state, uint32_t bound);

struct fake_handle *fake_handle_new(struct fake_host *host);
/* The first event of this name that nobody has taken yet, borrowed until the next call; NULL: none. */
json_t *fake_handle_take(struct fake_handle *handle, const char *event);
bool fake_handle_has(const struct fake_handle *handle, const char *event);
void fake_handle_forget(struct fake_handle *handle);
/* Starts counting packets anew. */
void fake_handle_listen(struct fake_handle *handle);
/* Packets counted: from one device, or in all. */
unsigned fake_handle_heard(const struct fake_handle *handle, unsigned tag);
unsigned fake_handle_packets(const struct fake_handle *handle);

/* Fails the test if `text` holds a token that was shown. */
void fake_host_check_secret(const struct fake_host *host, const char *text);

#endif
