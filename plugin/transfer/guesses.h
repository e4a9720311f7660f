/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts wrong guesses (misses) of everything that can be guessed: codes, tickets, numbers, pins, secrets and keys. It
 * also counts questions to which people did not agree, because somebody may repeat a question until a yes comes by
 * mistake.
 *
 * One miss counts at several places: at the handle and the session that sent the guess, and at the target of the guess,
 * such as the pin of a room. The rule of each kind of place says at how many misses a place is locked, and how soon the
 * place forgets a miss. Until the lock ends, the caller refuses every guess at this place without comparing the guess,
 * so the refusal tells nothing about the guess.
 *
 * The count of a target includes the misses of all sessions, so new sessions do not help a guesser. The counts are
 * bounded in memory. Each kind of place has its own share of the memory, so counts of one kind never remove those of
 * another. When a share is full, the count that would be forgotten soonest is removed. A count with many misses
 * therefore stays, no matter how many places have a single miss.
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
    BATON_GUESS_RECALL,   /* a device that asks for a call again, without agreement */
    BATON_GUESS_STAND_IN, /* all who show codes for one participant who is away, without agreement */
    /* The targets. */
    /* The whole server: one count for wrong letters, and one for wrong pins, secrets and admin keys. */
    BATON_GUESS_SERVER,
    BATON_GUESS_LETTERS,  /* the letters of all codes of a room */
    BATON_GUESS_PIN,      /* of a room */
    BATON_GUESS_SECRET,   /* of a room */
    BATON_GUESS_KEY,      /* the admin key */
    BATON_GUESS_NUMBER,   /* the numbers of all transfers of a participant */
    BATON_GUESS_QUESTION, /* the questions about all transfers of a participant */
    BATON_GUESS_KINDS,
};

/* Returns "handle", "session", "recall", "stand_in", "server", "letters", "pin", "secret", "admin_key", "number" or
 * "question". */
const char *baton_guess_kind_name(enum baton_guess_kind kind);

enum { BATON_GUESS_ID = 81 }; /* size of the id of a place, with its NUL */

/* Asserted: `limit` and `forget` are above zero, and `longest` is not below `pause`. */
struct baton_guess_rule {
    int limit;         /* a place is locked when this many misses are not forgotten */
    baton_time forget; /* one miss is forgotten after each interval of this length */
    /*
     * `pause`: how long the first lock lasts. A lock begins with the miss that reaches the limit. Each further lock is
     * twice as long, up to `longest`. When all misses are forgotten, the next lock is `pause` long again. If `pause` is
     * 0, a lock lasts until one miss is forgotten.
     */
    baton_time pause, longest;
};

struct baton_guess_limits {
    struct baton_guess_rule rules[BATON_GUESS_KINDS];
    size_t max_places; /* the most counts that are kept for each kind; above zero (asserted) */
};

struct baton_guess_place {
    enum baton_guess_kind kind;
    const char *id;   /* at most 80 characters (asserted) */
    bool strict;      /* the place is locked at a quarter of the limit, but not before one miss */
    bool counts_only; /* misses count at this place, but its lock refuses nothing */
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

/* The place has something else to guess now, such as a new pin: forgets its misses and ends its lock. */
void baton_guesses_forget(struct baton_guesses *guesses, const struct baton_guess_place *place);

/* Returns the number of locked places, for the Admin API. Visits every count. */
size_t baton_guesses_locked(struct baton_guesses *guesses, baton_time now);

/* Calls `visit` for each locked target, at most `most` times. `wait` is the rest of the lock. */
void baton_guesses_each_target(struct baton_guesses *guesses, baton_time now, size_t most,
    void (*visit)(void *context, const struct baton_guess_place *place, baton_time wait),
    void *context);

#endif
