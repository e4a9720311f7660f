/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The origins for which the wrong codes of a scan are counted. */
#include "workflow/origin.h"

#include <inttypes.h>

static void add(struct baton_origins *origins, const char *kind, const char *id, int limit)
{
    size_t at = origins->asking.count++;
    g_snprintf(origins->names[at], sizeof(origins->names[at]), "%s:%s", kind, id);
    origins->asking.origins[at] =
        (struct baton_ledger_origin){.name = origins->names[at], .limit = limit};
}

void baton_origins_init(struct baton_origins *origins, const struct baton_handle *handle)
{
    int limit = handle->engine->config.max_misses;
    origins->asking.count = 0;
    add(origins, "handle", handle->origin, limit);
    if (handle->session[0])
        add(origins, "session", handle->session, limit);
}

/* The count for the whole server starts again at 0 after each lock_time. People always make some typing
 * errors. If the count never started again, these errors would lock a busy server in the end. */
void baton_origins_add_letters(
    struct baton_origins *origins, const struct baton_handle *handle, const char *room)
{
    const struct baton_engine *engine = handle->engine;
    const struct baton_config *config = &engine->config;
    char period[24];
    if (room)
        add(origins, "room", room, config->max_room_misses);
    g_snprintf(period, sizeof(period), "%" PRId64, engine->now / config->lock_time);
    add(origins, "all", period, config->max_all_misses);
}
