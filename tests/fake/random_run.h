/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run: requests, facts, packets and clock jumps in any order, in two rooms with six devices. A random generator or
 * given bytes choose each step. The invariants are checked after each step.
 */
#ifndef BATON_FAKE_RANDOM_RUN_H
#define BATON_FAKE_RANDOM_RUN_H

#include "fake/world.h"
#include "transfer/lifecycle.h"

enum { FAKE_RUN_DEVICES = 6, FAKE_RUN_ROOMS = 2, FAKE_RUN_SECRETS = 6 };

/* How often each situation has occurred. */
struct fake_run_seen {
    unsigned recalled, stood_in; /* requests that were granted */
    unsigned moved, resumed, away, asked_remotely, presenting, joined_by_presentation;
    unsigned states[BATON_TRANSFER_ENDED];
};

struct fake_run {
    struct fake_world *world;
    uint64_t random_state;
    const uint8_t *bytes; /* they choose, in place of the generator; NULL: the generator chooses */
    size_t bytes_left;
    bool over; /* the bytes are used up */
    struct fake_device *devices[FAKE_RUN_DEVICES];
    char codes[6][FAKE_CODE]; /* the last codes shown */
    unsigned next_code;
    char secrets[FAKE_RUN_SECRETS][BATON_TOKEN_SIZE]; /* the last resume secrets that were used */
    unsigned next_secret;
    char memories[FAKE_RUN_SECRETS][BATON_TOKEN_SIZE]; /* the last secrets for `recall` */
    unsigned next_memory;
    unsigned granted, refused; /* requests */
    struct fake_run_seen seen;
};

/* The same seed repeats a run. */
void fake_run_init(struct fake_run *run, uint64_t seed);
/* The bytes stay with the caller. */
void fake_run_init_bytes(struct fake_run *run, const uint8_t *bytes, size_t count);
/* Does one step and checks the invariants. */
void fake_run_step(struct fake_run *run);
/* Everybody leaves. Fails the test unless the engine is empty then. */
void fake_run_fini(struct fake_run *run);

#endif
