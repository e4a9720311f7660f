/* SPDX-License-Identifier: GPL-3.0-or-later */
/* step: what all verbs have in common. */
#include "peer/step.h"

#include <stdarg.h>
#include <string.h>

#include "peer/loop.h"

bool peer_step_refuse(struct peer_step *step, const char *format, ...)
{
    va_list arguments;
    char what[200];

    va_start(arguments, format);
    g_vsnprintf(what, sizeof(what), format, arguments);
    va_end(arguments);
    g_snprintf(step->scenario->error, sizeof(step->scenario->error), "line %d (%s): %s",
        step->scenario->line, step->words[0], what);
    return false;
}

struct peer_device *peer_step_find(struct peer_step *step, const char *name)
{
    for (int i = 0; i < step->scenario->device_count; i++)
        if (name && strcmp(step->scenario->devices[i]->name, name) == 0)
            return step->scenario->devices[i];
    peer_step_refuse(step, "no device %s", name ? name : "named");
    return NULL;
}

bool peer_step_check(struct peer_step *step, const struct peer_device *device, bool fine)
{
    return fine || peer_step_refuse(step, "%s: %s", device->name, device->error);
}

const char *peer_step_setting(const struct peer_step *step, const char *name)
{
    size_t len = strlen(name);

    for (int i = 1; i < step->count; i++)
        if (strncmp(step->words[i], name, len) == 0 && step->words[i][len] == '=')
            return step->words[i] + len + 1;
    return NULL;
}

double peer_step_number(const struct peer_step *step, const char *name, double otherwise)
{
    const char *value = peer_step_setting(step, name);

    return value ? g_ascii_strtod(value, NULL) : otherwise;
}

struct peer_impairment peer_step_impairment(const struct peer_step *step, int64_t delay)
{
    return (struct peer_impairment){
        .loss = peer_step_number(step, "loss", 0) / 100,
        .repeat = peer_step_number(step, "repeat", 0) / 100,
        .reorder = peer_step_number(step, "reorder", 0) / 100,
        .late = (int64_t)(peer_step_number(step, "late", 30) * 1000),
        .jitter = (int64_t)(peer_step_number(step, "jitter", 0) * 1000),
        .delay = delay,
    };
}

double peer_step_milliseconds(int64_t from, int64_t to)
{
    return from && to ? (double)(to - from) / 1e3 : -1;
}

double peer_step_lateness(int64_t from, int64_t to)
{
    return (double)peer_loop_lateness(from, to) / 1e3;
}

json_int_t peer_step_plis(const struct peer_device *device)
{
    uint64_t plis = 0;

    for (int i = 0; device->uplink && peer_uplink_source(device->uplink, i); i++)
        plis += peer_source_count(peer_uplink_source(device->uplink, i))->plis;
    return (json_int_t)plis;
}
