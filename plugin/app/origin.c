/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origin owns by whom wrong codes are counted. */
#include "app/origin.h"

static void add(struct baton_origins *origins, const char *kind, const char *id, int limit)
{
    size_t at = origins->asking.count++;
    g_snprintf(origins->names[at], sizeof(origins->names[at]), "%s:%s", kind, id);
    origins->asking.origins[at] =
        (struct baton_ledger_origin){.name = origins->names[at], .limit = limit};
}

void baton_origins_init(
    struct baton_origins *origins, const struct baton_handle *handle, const char *room)
{
    const struct baton_config *config = &handle->engine->config;
    origins->asking.count = 0;
    add(origins, "handle", handle->origin, config->max_misses);
    if (handle->session[0])
        add(origins, "session", handle->session, config->max_misses);
    if (room)
        add(origins, "room", room, config->max_room_misses);
}
