/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run: requests, facts, packets and clock jumps in any order, with six devices. A random generator or given bytes
 * choose each step. After each step the invariants are checked, and who is there is compared with who must be.
 *
 * An ordinary run has two rooms, and begins with nobody in them. A schedule has one room, which holds people who are
 * away. It begins with a call of three, and many steps are cuts, ways to come back, waits and crashes.
 */
#ifndef BATON_FAKE_RANDOM_RUN_H
#define BATON_FAKE_RANDOM_RUN_H

#include "fake/promises.h"
#include "fake/world.h"
#include "transfer/lifecycle.h"

enum { FAKE_RUN_DEVICES = 6, FAKE_RUN_ROOMS = 2, FAKE_RUN_SECRETS = 6 };

/* How often each situation has occurred. */
struct fake_run_seen {
    unsigned recalled, stood_in; /* requests that were granted */
    unsigned moved, resumed, away, asked_remotely, presenting, joined_by_presentation;
    unsigned refused_secrets, claimed, crashed, returned, disowned;
    unsigned states[BATON_TRANSFER_ENDED];
};

/* The client of a device, as far as it can lose something, and what it was at the end of the step before. */
struct fake_run_client {
    bool in_call, on_standby;
    /* The handle whose WebSocket is gone, while the session of Janus stays: events that are pushed to it are lost until
     * `sync`. 0: none. */
    uint64_t cut_handle;
    uint64_t since;                /* the last event before that */
    char device[BATON_ID_SIZE];    /* the device that it was at that time */
    struct fake_lost_handles lost; /* handles that it has lost, and the server has not noticed */
    /* A reply with this secret has come. The next request on the same uplink shows that the client has read it. */
    char replied[BATON_TOKEN_SIZE];
    uint64_t replied_on;           /* id of the uplink's handle; 0: there is no such reply */
    unsigned asked;                /* device->asked at that time */
    char disown[BATON_TOKEN_SIZE]; /* the last secret for `disown`; "": none */
};

struct fake_run {
    struct fake_world *world;
    struct fake_promises *promises;
    uint64_t random_state;
    const uint8_t *bytes; /* they choose, in place of the generator; NULL: the generator chooses */
    size_t bytes_left;
    bool over; /* the bytes are used up */
    unsigned rooms;
    bool holds; /* each room holds people who are away */
    struct fake_device *devices[FAKE_RUN_DEVICES];
    struct fake_run_client clients[FAKE_RUN_DEVICES];
    char codes[6][FAKE_CODE]; /* the last codes shown */
    unsigned next_code;
    char memories[FAKE_RUN_SECRETS][BATON_TOKEN_SIZE]; /* the last secrets for `recall` */
    unsigned next_memory;
    unsigned granted, refused; /* requests */
    const char *step;          /* name of the step that is being done */
    GPtrArray *steps;          /* what was done, in words; NULL: nobody wants to know */
    struct fake_run_seen seen;
};

/* The same seed repeats a run. */
void fake_run_init(struct fake_run *run, uint64_t seed);
/* The bytes stay with the caller. */
void fake_run_init_bytes(struct fake_run *run, const uint8_t *bytes, size_t count);
/* Begins a schedule, which notes its steps in words. */
void fake_run_init_schedule(struct fake_run *run, uint64_t seed);
/* Does one step and checks the invariants. */
void fake_run_step(struct fake_run *run);
/* The same for a step of a schedule. */
void fake_run_step_schedule(struct fake_run *run);
/* Everybody leaves. Fails the test unless the engine is empty then. */
void fake_run_fini(struct fake_run *run);

#endif
