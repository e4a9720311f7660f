/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock owns the type of a point in time: microseconds of a clock that never goes back. */
#ifndef BATON_BASE_CLOCK_H
#define BATON_BASE_CLOCK_H

#include <stdint.h>

/*
 * A point in time, or a span, in microseconds. Points count from an arbitrary moment of a monotonic clock, so only
 * differences mean anything. The pure layers read no clock: their callers pass the time in.
 */
typedef int64_t baton_time;

/* Spans. The argument is a whole number of any type. */
#define BATON_MS(n)      ((baton_time)(n)*INT64_C(1000))
#define BATON_SECONDS(n) ((baton_time)(n)*INT64_C(1000000))

/* Later than every point in time: a deadline that is not set. */
#define BATON_NEVER INT64_MAX

#endif
