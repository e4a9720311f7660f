/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All tokens live equally long, so the queue is in the order in which the tokens are renewed. */
#include "guard/janus_token.h"

#include "state/participant.h"

static void plan_renewal(struct baton_device *device)
{
    struct baton_engine *engine = device->engine;
    device->token_renewal = engine->now + engine->config.token_time / 2;
    if (device->token_link.data)
        g_queue_unlink(&engine->token_queue, &device->token_link);
    device->token_link.data = device;
    g_queue_push_tail_link(&engine->token_queue, &device->token_link);
    if (g_hash_table_insert(engine->token_devices, device->id, device))
        baton_participant_mark_unsaved(device->participant);
}

void baton_janus_token_restore(struct baton_device *device)
{
    if (device->engine->host->mint_token)
        plan_renewal(device);
}

void baton_janus_token_add(struct baton_device *device, json_t *event)
{
    const struct baton_host *host = device->engine->host;
    char *token = host->mint_token ? host->mint_token(host->context, device->id,
                                         device->engine->config.token_time)
                                   : NULL;
    if (!token)
        return;
    json_object_set_new(event, "token", json_string(token));
    g_free(token);
    plan_renewal(device);
}

static void renew(struct baton_device *device)
{
    json_t *event = json_pack("{s:s}", "baton", "token");
    plan_renewal(device); /* also if no token can be made now: the next attempt comes then */
    baton_janus_token_add(device, event);
    if (json_object_get(event, "token"))
        baton_device_send(device, json_incref(event));
    json_decref(event);
}

void baton_janus_token_tick(struct baton_engine *engine)
{
    while (baton_janus_token_deadline(engine) <= engine->now)
        renew(g_queue_peek_head(&engine->token_queue));
}

baton_time baton_janus_token_deadline(const struct baton_engine *engine)
{
    const GList *head = engine->token_queue.head;
    return head ? ((const struct baton_device *)head->data)->token_renewal : BATON_NEVER;
}
