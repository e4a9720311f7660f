/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * process owns one run of the helper, from its start to its end, as the plugin sees it. One thread uses it: the
 * helper dies with the thread that started it.
 */
#ifndef BATON_SCAN_PROCESS_H
#define BATON_SCAN_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/clock.h"
#include "scan/wire.h"

struct baton_process {
    pid_t pid; /* 0: none */
    int fd;
    bool collected; /* it ended by itself and was waited for: `pid` is no longer its number */
};

/* How an exchange with the helper ended. */
enum baton_process_end {
    BATON_PROCESS_DONE,
    BATON_PROCESS_DIED,    /* it ended, or broke the protocol of wire.h */
    BATON_PROCESS_LATE,    /* the deadline passed */
    BATON_PROCESS_STOPPED, /* the descriptor `stop` became readable */
};

/* The clock of every deadline here: CLOCK_MONOTONIC. */
baton_time baton_process_now(void);

/*
 * Starts the program at `path` with a socket as its only descriptor, no arguments, no environment and default signal
 * handling. Returns 0 and sets `process`, or returns an errno such as ENOENT and sets nothing. Returns as soon as the
 * program is loaded, possibly before its first instruction.
 */
int baton_process_start(struct baton_process *process, const char *path);

/* Waits until the helper has said hello: its sandbox is up. */
enum baton_process_end baton_process_await(
    struct baton_process *process, baton_time deadline, int stop);

/* Whether it has ended by itself. If so, call nothing but baton_process_stop. */
bool baton_process_is_dead(struct baton_process *process);

/* Sends one image, after the hello. */
enum baton_process_end baton_process_send(struct baton_process *process,
    const struct baton_image *image, uint16_t budget_ms, baton_time deadline, int stop);

/* Takes the helper's answer. Sets the outputs only if it returns DONE. */
enum baton_process_end baton_process_receive(struct baton_process *process, baton_time deadline,
    int stop, enum baton_wire_outcome *outcome, struct baton_texts *texts);

/*
 * Kills it if it still runs, waits for its end, closes the socket and zeroes the struct. Harmless on a zeroed struct.
 */
void baton_process_stop(struct baton_process *process);

#endif
