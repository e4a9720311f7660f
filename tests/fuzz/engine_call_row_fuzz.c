/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any text as the row of a participant, in a store whose other rows are good. The engine starts: it brings the
 * participant back or skips the row, and the invariants hold. What it brings back is written in the same way again.
 */
#include <glib.h>

#include "fake/call_rows.h"
#include "fake/invariants.h"
#include "fuzz/fuzz.h"

static void put_row(GPtrArray *rows, const char *participant, char *text, int64_t number)
{
    struct fake_row *row = g_new(struct fake_row, 1);
    *row = (struct fake_row){g_strdup("den"), NULL, g_strdup(participant), text, number};
    g_ptr_array_add(rows, row);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fake_world *world = world_new();
    put_row(world->memory->call_rooms, NULL,
        g_strdup("{\"create\":{\"request\":\"create\",\"room\":\"den\",\"hold\":60},"
                 "\"kept\":true}"),
        0);
    put_row(world->memory->participants, "anna", g_strndup((const char *)data, size), 1);
    put_row(world->memory->participants, "ben", g_strndup((const char *)data, size), 2);
    world_restarts(world);
    fake_invariants_check(world);
    fake_call_rows_check(world);
    world_free(world);
    return 0;
}
