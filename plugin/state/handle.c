/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data that the engine keeps for one Janus handle. */
#include "state/handle.h"

#include "media/port.h"

struct baton_handle *baton_handle_new(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id)
{
    struct baton_handle *handle = g_new0(struct baton_handle, 1);
    handle->engine = engine;
    handle->host = host_handle;
    handle->id = id;
    g_strlcpy(handle->session, session, sizeof(handle->session));
    handle->port = baton_port_new(engine->media, host_handle);
    if (!handle->port || !baton_registry_id(engine, handle->origin, NULL)) {
        baton_port_free(handle->port);
        g_free(handle);
        return NULL;
    }
    if (id)
        g_hash_table_replace(engine->named, &handle->id, handle); /* the key is in the handle */
    engine->handles++;
    return handle;
}

static void forget_cap(struct baton_handle *handle)
{
    if (handle->cap_link.data)
        g_queue_unlink(&handle->engine->caps, &handle->cap_link);
    handle->cap_link.data = NULL;
}

void baton_handle_free(struct baton_handle *handle)
{
    struct baton_engine *engine = handle->engine;
    forget_cap(handle);
    baton_port_free(handle->port);
    if (g_hash_table_lookup(engine->named, &handle->id) == handle)
        g_hash_table_remove(engine->named, &handle->id);
    engine->handles--;
    g_free(handle);
}

const char *baton_handle_sender(const struct baton_handle *handle)
{
    if (!handle)
        return "";
    return handle->session[0] ? handle->session : handle->origin;
}

void baton_handle_send(const struct baton_handle *handle, json_t *event)
{
    if (handle)
        baton_effects_send(handle->engine->effects, handle->host, 0, event);
    else
        json_decref(event);
}

/* All uplinks wait equally long, so the queue is in the order in which their limits are sent again. */
void baton_handle_cap(struct baton_handle *handle, uint32_t bitrate)
{
    struct baton_engine *engine = handle->engine;
    forget_cap(handle);
    handle->next_cap = engine->now + BATON_CAP_INTERVAL;
    handle->cap_link.data = handle;
    g_queue_push_tail_link(&engine->caps, &handle->cap_link);
    baton_effects_cap(engine->effects, handle->host, bitrate);
}

void baton_handle_close(struct baton_handle *handle)
{
    if (!handle->negotiated || handle->closing)
        return;
    handle->closing = true;
    baton_effects_close_pc(handle->engine->effects, handle->host);
}

void baton_handle_release(struct baton_handle *handle, enum baton_ending ending)
{
    if (!handle)
        return;
    handle->device = NULL;
    handle->kind = BATON_HANDLE_FRESH;
    handle->ending = ending;
    baton_handle_close(handle);
}

void baton_handle_explain(const struct baton_handle *handle, struct baton_failure *failure)
{
    if (failure)
        failure->reason = baton_ending_name(handle->ending);
}

bool baton_handle_can_use(const struct baton_handle *handle, struct baton_failure *failure)
{
    if (handle->kind == BATON_HANDLE_DOWNLINK)
        baton_failure_set(failure, BATON_E_WRONG_HANDLE, "this handle is a downlink already");
    else if (handle->device)
        baton_failure_set(failure, BATON_E_ALREADY_IN_CALL, "this handle is in a call already");
    else if (handle->closing)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "the handle's last PeerConnection is still closing; attach a new handle");
    else
        return true;
    return false;
}
