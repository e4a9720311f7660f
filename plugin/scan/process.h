/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * process owns one run of the helper, from its start to its certain end, seen from the plugin. One
 * thread uses it: the helper dies with the thread that started it.
 */
#ifndef BATON_SCAN_PROCESS_H
#define BATON_SCAN_PROCESS_H

#include <sys/types.h>

#include "base/clock.h"
#include "scan/wire.h"

struct baton_process {
    pid_t pid; /* 0: none */
    int fd;
};

/* How an exchange ended. */
enum baton_process_end {
    BATON_PROCESS_DONE,
    BATON_PROCESS_DIED,    /* or spoke what it should not */
    BATON_PROCESS_LATE,    /* the deadline passed */
    BATON_PROCESS_STOPPED, /* the descriptor `stop` became readable */
};

/* The clock of every deadline here: CLOCK_MONOTONIC. */
baton_time baton_process_now(void);

/*
 * Starts the program at `path` with a socket as its only descriptor, no arguments, no environment
 * and default signal handling. Returns 0 and sets `process`; or an errno, ENOENT say, setting
 * nothing. Returns as soon as the program is loaded; it need not be up yet.
 */
int baton_process_start(struct baton_process *process, const char *path);

/* Waits until the helper has said hello: its sandbox is up. */
enum baton_process_end baton_process_await(
    struct baton_process *process, baton_time deadline, int stop);

/* Whether it has ended by itself; then it is collected, and only baton_process_stop remains. */
bool baton_process_is_dead(struct baton_process *process);

/* Sends one image, after the hello. */
enum baton_process_end baton_process_send(struct baton_process *process,
    const struct baton_image *image, uint16_t budget_ms, baton_time deadline, int stop);

/* Takes the answer to it. Sets the outputs if it is DONE only. */
enum baton_process_end baton_process_receive(struct baton_process *process, baton_time deadline,
    int stop, enum baton_wire_outcome *outcome, struct baton_texts *texts);

/* Kills, collects and forgets it. Harmless on one that is stopped or zeroed. */
void baton_process_stop(struct baton_process *process);

#endif
