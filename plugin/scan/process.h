/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One process of the helper, from its start to its end, on the side of the plugin. Only one thread may use it, because
 * the helper dies with the thread that started it.
 */
#ifndef BATON_SCAN_PROCESS_H
#define BATON_SCAN_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/clock.h"
#include "scan/wire.h"

struct baton_process {
    pid_t pid; /* 0: there is no process */
    int fd;
    bool collected; /* the process has ended and waitpid was called, so `pid` is no longer valid */
};

/* How an exchange with the helper ended. */
enum baton_process_end {
    BATON_PROCESS_DONE,
    BATON_PROCESS_DIED,    /* the helper ended, or broke the protocol of wire.h */
    BATON_PROCESS_LATE,    /* the deadline passed */
    BATON_PROCESS_STOPPED, /* the descriptor `stop` became readable */
};

/* Returns the current time of CLOCK_MONOTONIC, the clock of all deadlines here. */
baton_time baton_process_now(void);

/*
 * Starts the program at `path` with a socket as its only descriptor, no arguments, no environment and default signal
 * handling. Returns 0 and sets `process`, or returns an errno such as ENOENT and sets nothing. Does not wait until the
 * program runs: see baton_process_await.
 */
int baton_process_start(struct baton_process *process, const char *path);

/* Waits for the hello of the helper, which it sends when its sandbox is active. */
enum baton_process_end baton_process_await(
    struct baton_process *process, baton_time deadline, int stop);

/* Whether the helper has ended. If so, call only baton_process_stop. */
bool baton_process_is_dead(struct baton_process *process);

/* Sends one image, after the hello. */
enum baton_process_end baton_process_send(struct baton_process *process,
    const struct baton_image *image, uint16_t budget_ms, baton_time deadline, int stop);

/* Receives the helper's result. Sets the outputs only if it returns DONE. */
enum baton_process_end baton_process_receive(struct baton_process *process, baton_time deadline,
    int stop, enum baton_wire_outcome *outcome, struct baton_texts *texts);

/*
 * Kills the helper if it still runs, waits for its end, closes the socket and zeroes the struct. Does nothing if the
 * struct is zeroed already.
 */
void baton_process_stop(struct baton_process *process);

#endif
