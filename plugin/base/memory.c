/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdlib.h>

#include <glib.h>
#include <jansson.h>

/* Since GLib 2.46, g_malloc uses malloc, so free() fits. */
static void *allocate(size_t size)
{
    return g_malloc(size);
}

void baton_memory_guard_json(void)
{
    json_malloc_t get;
    json_free_t release;

    json_get_alloc_funcs(&get, &release);
    if (get == malloc && release == free)
        json_set_alloc_funcs(allocate, free);
}
