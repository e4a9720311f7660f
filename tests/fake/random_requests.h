/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a run, and how it chooses among them. Only for the files of random_run.h. */
#ifndef BATON_FAKE_RANDOM_REQUESTS_H
#define BATON_FAKE_RANDOM_REQUESTS_H

#include "fake/random_run.h"

/* Returns a number below `bound`. If given bytes choose the steps and all are used up, returns 0, and
 * the run is over. */
uint32_t fake_run_below(struct fake_run *run, uint32_t bound);
extern const char *const fake_run_rooms[FAKE_RUN_ROOMS]; /* their ids; the run has the first ones */
/* Returns the id of one of the rooms. */
const char *fake_run_room(struct fake_run *run);
/* Makes each room that does not exist. */
enum baton_error fake_run_open_rooms(struct fake_run *run);
/* Does the next step of a transfer of any device. `first`: index of the device with which the search begins. If there
 * is no transfer, this device does its next step to be connected. */
enum baton_error fake_run_go_on(struct fake_run *run, unsigned first);
/* The device sends `join` with this resume secret. Fails the test if it must not be granted, or not be refused. */
enum baton_error fake_run_resume(
    struct fake_run *run, struct fake_device *device, const char *secret);
/* Does the next step that the device needs to be connected. Without these steps few transfers would commit. */
enum baton_error fake_run_connect_next(struct fake_run *run, struct fake_device *device);
/* Returns any policy. */
struct baton_policy fake_run_policy(struct fake_run *run);
/* Returns the telephone number of the person with this device. */
const char *fake_run_phone(const struct fake_run *run, const struct fake_device *device);
/* Returns the transfer that the device takes part in, or NULL. */
struct baton_transfer *fake_run_transfer_of(const struct fake_device *device);
/* Whether the device has lost its WebSocket, so that it gets no event and can send no request. */
bool fake_run_lacks_websocket(const struct fake_run *run, const struct fake_device *device);
/* Returns the number of an event. After a crash it is larger than an int. */
json_int_t fake_run_seq(const json_t *message);

/* A request on a device, or for it. */
struct fake_run_request {
    const char *name;
    enum baton_error (*ask)(struct fake_run *run, struct fake_device *device);
    unsigned weight; /* how often it is made */
};

extern const struct fake_run_request fake_run_moves[];
extern const size_t fake_run_move_count;

/* Makes one request on a device, or for it. Returns its error. */
enum baton_error fake_run_ask(struct fake_run *run, struct fake_device *device);

#endif
