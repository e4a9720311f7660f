/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts wrong guesses (misses) of everything that can be guessed: codes, tickets, numbers, pins, secrets and keys.
 *
 * A miss counts at several places at once: at the handle and the session that sent it, and at its target, such as the
 * pin of a room. The rule of each kind of place says how many misses the place allows at once, and how soon it forgets
 * one. A place that allows no miss now is locked. Until the lock ends, the caller refuses every guess there without
 * comparing it, so the refusal tells nothing about the guess.
 *
 * The count of a target includes the misses of all sessions, so new sessions do not help a guesser. The counts are
 * bounded in memory: each kind of place has its own share, so counts of one kind never push out those of another. When
 * a share is full, the count that would be forgotten soonest makes room. A count with many misses therefore stays,
 * however many places have a single miss.
 *
 * Thread: the control thread only. `now` must not go back from one call to the next.
 */
#ifndef BATON_TRANSFER_GUESSES_H
#define BATON_TRANSFER_GUESSES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"

enum baton_guess_kind {
    /* The sender. */
    BATON_GUESS_HANDLE,
    BATON_GUESS_SESSION,
    /* The targets. */
    BATON_GUESS_SERVER,  /* everything short that is guessed on this server */
    BATON_GUESS_LETTERS, /* the letters of all codes of a room */
    BATON_GUESS_PIN,     /* of a room */
    BATON_GUESS_SECRET,  /* of a room */
    BATON_GUESS_KEY,     /* the admin key */
    BATON_GUESS_NUMBER,  /* the numbers of all transfers of a participant */
    BATON_GUESS_KINDS,
};

/* Returns "handle", "session", "server", "letters", "pin", "secret", "admin_key" or "number". */
const char *baton_guess_kind_name(enum baton_guess_kind kind);

enum { BATON_GUESS_ID = 81 }; /* size of the id of a place, with its NUL */

/* A number and the times are above zero (asserted), except `pause`. */
struct baton_guess_rule {
    int limit;         /* misses that are allowed at once */
    baton_time forget; /* one miss is forgotten after each such time */
    /*
     * How long a place is locked from the miss that locks it. Each further lock is twice as long, up to `longest`,
     * until all misses are forgotten. 0: a lock lasts until one miss is forgotten.
     */
    baton_time pause, longest;
};

struct baton_guess_limits {
    struct baton_guess_rule rules[BATON_GUESS_KINDS];
    size_t max_places; /* places of each kind that have a count, above zero (asserted) */
};

struct baton_guess_place {
    enum baton_guess_kind kind;
    const char *id;   /* at most 80 characters (asserted) */
    bool strict;      /* it allows only a quarter of its limit, but at least one miss */
    bool counts_only; /* misses count here, but its lock refuses nothing */
};

struct baton_guesses;

/* Never returns NULL. baton_guesses_free accepts NULL. */
struct baton_guesses *baton_guesses_new(const struct baton_guess_limits *limits);
void baton_guesses_free(struct baton_guesses *guesses);

/* Returns how long a guess at these places is refused; 0: it is allowed. Counts nothing. */
baton_time baton_guesses_wait(struct baton_guesses *guesses, const struct baton_guess_place *places,
    size_t count, baton_time now);

/* Counts a miss at each place. Returns a bit for each place that was not locked before and is locked now. */
unsigned baton_guesses_miss(struct baton_guesses *guesses, const struct baton_guess_place *places,
    size_t count, baton_time now);

/* Whether the place has a miss that is not forgotten. */
bool baton_guesses_has_missed(
    struct baton_guesses *guesses, const struct baton_guess_place *place, baton_time now);

/* Returns the number of locked places, for the Admin API. Visits every count. */
size_t baton_guesses_locked(struct baton_guesses *guesses, baton_time now);

/* Calls `visit` for each locked target, at most `most` times. `wait` is the rest of the lock. */
void baton_guesses_each_target(struct baton_guesses *guesses, baton_time now, size_t most,
    void (*visit)(void *context, const struct baton_guess_place *place, baton_time wait),
    void *context);

#endif
