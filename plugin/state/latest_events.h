/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The numbers of a device's events, and the latest of these events, which the request `sync` returns to a client that
 * has missed some of them. The number of an event is the field `seq` of the event that the client gets.
 *
 * An event to many devices has one body for all of them. This object and the outbox therefore never change a body: they
 * add the number to a shallow copy.
 *
 * Resume secrets, Janus tokens, secrets for `disown`, and codes are not kept. An event that consists of such a secret
 * has a number and is not kept. No other event is needed instead, because `sync` brings a new secret.
 *
 * Control thread only, except baton_event_numbered.
 */
#ifndef BATON_STATE_LATEST_EVENTS_H
#define BATON_STATE_LATEST_EVENTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BATON_LATEST_EVENTS = 64,             /* events of a device that are kept at most */
    BATON_LATEST_EVENTS_BYTES = 64 << 10, /* bytes of these events, as compact JSON */
};

struct baton_kept_event {
    uint64_t seq;
    json_t *body; /* a reference; without the field `seq` */
    size_t bytes;
};

/* Zeroed, it is empty, and the next event gets the number 1. */
struct baton_latest_events {
    uint64_t last;      /* number of the last event; 0: there was none */
    uint64_t forgotten; /* number of the last event that was needed and is not kept; 0: none */
    struct baton_kept_event
        *ring;           /* BATON_LATEST_EVENTS elements, owned; NULL: nothing was kept yet */
    size_t first, count; /* the oldest element, and how many there are */
    size_t bytes;        /* of the kept events */
};

/* Gives the next number to an event, keeps a reference to `body`, and returns the number. `bytes`: baton_extent_bytes
 * of the body. Nobody may change the body after this call. */
uint64_t baton_latest_events_add(struct baton_latest_events *events, json_t *body, size_t bytes);
/* Whether all events with higher numbers than `since` that a client needs are kept. */
bool baton_latest_events_reach(const struct baton_latest_events *events, uint64_t since);
/* Returns the kept events with higher numbers than `since`, the oldest first, each with `seq`. */
json_t *baton_latest_events_since(const struct baton_latest_events *events, uint64_t since);
/* Frees what is kept. */
void baton_latest_events_fini(struct baton_latest_events *events);

/* Returns a shallow copy of an event with the field `seq`. Any thread; the caller must hold a reference to `body`. */
json_t *baton_event_numbered(json_t *body, uint64_t seq);

#endif
