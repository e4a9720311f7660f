/* SPDX-License-Identifier: GPL-3.0-or-later */
/* step owns a line of a scenario that is being performed, and how verbs read it. */
#ifndef BATON_PEER_STEP_H
#define BATON_PEER_STEP_H

#include "peer/scenario.h"

enum {
    PEER_STEP_WORDS_MAX = 80,
};

struct peer_step {
    struct peer_scenario *scenario;
    char **words; /* the verb first */
    int count;
};

struct peer_verb {
    const char *name;
    int words; /* that must follow */
    bool (*perform)(struct peer_step *step);
};

/* By theme; each ends with a verb without a name. */
extern const struct peer_verb peer_verbs_calling[], peer_verbs_looking[], peer_verbs_moving[];

/* Why the step doesn't work; always false. */
bool peer_step_refuse(struct peer_step *step, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The device of this name; NULL, with a refusal, if there is none. */
struct peer_device *peer_step_find(struct peer_step *step, const char *name);
/* What a device said about why it doesn't work becomes what the scenario says. */
bool peer_step_check(struct peer_step *step, const struct peer_device *device, bool fine);
/* The value of NAME=VALUE among the words, or NULL. */
const char *peer_step_setting(const struct peer_step *step, const char *name);
double peer_step_number(const struct peer_step *step, const char *name, double otherwise);
/* IMPAIRMENT, on a way of `delay` microseconds. */
struct peer_impairment peer_step_impairment(const struct peer_step *step, int64_t delay);
/* From one moment (microseconds) to another; -1 if one of them never was. */
double peer_step_milliseconds(int64_t from, int64_t to);
/* How late this process was in between, at most. */
double peer_step_lateness(int64_t from, int64_t to);
/* Keyframes that a device was asked for in its life. */
json_int_t peer_step_plis(const struct peer_device *device);

#endif
