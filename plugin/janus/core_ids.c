/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The first members of two structs of Janus's core. They are the same in every release from 1.0.0 to 1.4.1 (src/ice.h
 * and src/janus.h).
 */
#include "janus/core_ids.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { FIRST_KNOWN = 1000, FIRST_UNKNOWN = 1500 };

struct core_session {
    uint64_t session_id;
};

struct core_handle {
    const struct core_session *session;
    uint64_t handle_id;
};

static bool is_known(int version)
{
    return version >= FIRST_KNOWN && version < FIRST_UNKNOWN;
}

void baton_core_ids_session(const void *core_handle, int version, char out[BATON_CORE_IDS_SIZE])
{
    const struct core_handle *handle = core_handle;

    out[0] = '\0';
    if (is_known(version) && handle && handle->session)
        snprintf(out, BATON_CORE_IDS_SIZE, "%" PRIu64, handle->session->session_id);
}

uint64_t baton_core_ids_handle(const void *core_handle, int version)
{
    const struct core_handle *handle = core_handle;

    return is_known(version) && handle && handle->session ? handle->handle_id : 0;
}
