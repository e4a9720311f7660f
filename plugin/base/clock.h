/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The type of a point in time: microseconds of a clock that never goes back. */
#ifndef BATON_BASE_CLOCK_H
#define BATON_BASE_CLOCK_H

#include <stdint.h>

/*
 * A point in time, or a duration, in microseconds. The zero of the clock is arbitrary, so only the difference of two
 * points has a meaning. The pure layers read no clock: their callers pass the time in.
 */
typedef int64_t baton_time;

/* Durations. The argument is an integer of any type. */
#define BATON_MS(n)      ((baton_time)(n)*INT64_C(1000))
#define BATON_SECONDS(n) ((baton_time)(n)*INT64_C(1000000))

/* Later than every point in time: a deadline that is not set. */
#define BATON_NEVER INT64_MAX

#endif
