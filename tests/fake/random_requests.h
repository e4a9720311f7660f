/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a run, and how it chooses among them. Only for random_run.c. */
#ifndef BATON_FAKE_RANDOM_REQUESTS_H
#define BATON_FAKE_RANDOM_REQUESTS_H

#include "fake/random_run.h"

/* Returns a number below `bound`. If given bytes choose the steps and all are used up, returns 0, and
 * the run is over. */
uint32_t fake_run_below(struct fake_run *run, uint32_t bound);
enum baton_error fake_run_open_rooms(struct fake_run *run);
/* Makes one request on a device, or for it. Returns its error. */
enum baton_error fake_run_ask(struct fake_run *run, struct fake_device *device);

#endif
