/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of effects that the engine has decided on and not performed yet. */
#include "state/effects.h"

enum kind { SEND, BROADCAST, CAP, NOTIFY, CLOSE_PC };

struct effect {
    enum kind kind;
    void *handle;       /* not of BROADCAST */
    GPtrArray *handles; /* of BROADCAST, owned */
    json_t *body;
    char *offer; /* SDP offer sent with the body, owned; NULL: no offer */
    uint32_t bitrate;
};

struct baton_effects {
    const struct baton_host *host;
    GQueue pending;
    GQueue closing;
};

struct baton_effects *baton_effects_new(const struct baton_host *host)
{
    struct baton_effects *effects = g_new0(struct baton_effects, 1);
    effects->host = host;
    g_queue_init(&effects->pending);
    g_queue_init(&effects->closing);
    return effects;
}

static void effect_free(void *data)
{
    struct effect *effect = data;
    json_decref(effect->body);
    g_free(effect->offer);
    if (effect->handles)
        g_ptr_array_free(effect->handles, TRUE);
    g_free(effect);
}

void baton_effects_free(struct baton_effects *effects)
{
    g_queue_clear_full(&effects->pending, effect_free);
    g_queue_clear_full(&effects->closing, effect_free);
    g_free(effects);
}

static void push(GQueue *queue, const struct effect *effect)
{
    g_queue_push_tail(queue, g_memdup2(effect, sizeof(*effect)));
}

void baton_effects_send(struct baton_effects *effects, void *handle, json_t *body)
{
    push(&effects->pending, &(struct effect){.kind = SEND, .handle = handle, .body = body});
}

void baton_effects_broadcast(struct baton_effects *effects, GPtrArray *handles, json_t *body)
{
    push(&effects->pending, &(struct effect){.kind = BROADCAST, .handles = handles, .body = body});
}

void baton_effects_offer(struct baton_effects *effects, void *handle, json_t *body, char *offer)
{
    push(&effects->pending,
        &(struct effect){.kind = SEND, .handle = handle, .body = body, .offer = offer});
}

void baton_effects_cap(struct baton_effects *effects, void *handle, uint32_t bitrate)
{
    push(&effects->pending, &(struct effect){.kind = CAP, .handle = handle, .bitrate = bitrate});
}

void baton_effects_close_pc(struct baton_effects *effects, void *handle)
{
    push(&effects->closing, &(struct effect){.kind = CLOSE_PC, .handle = handle});
}

void baton_effects_notify(struct baton_effects *effects, void *handle, json_t *event)
{
    push(&effects->pending, &(struct effect){.kind = NOTIFY, .handle = handle, .body = event});
}

static void forget(GQueue *queue, void *handle)
{
    GList *next;
    for (GList *link = queue->head; link; link = next) {
        struct effect *effect = link->data;
        next = link->next;
        if (effect->handles) {
            g_ptr_array_remove(effect->handles, handle);
        } else if (effect->handle == handle) {
            effect_free(effect);
            g_queue_delete_link(queue, link);
        }
    }
}

void baton_effects_forget(struct baton_effects *effects, void *handle)
{
    forget(&effects->pending, handle);
    forget(&effects->closing, handle);
}

static void perform(const struct baton_host *host, const struct effect *effect)
{
    switch (effect->kind) {
    case SEND:
        host->send(host->context, effect->handle, NULL, effect->body,
            effect->offer ? "offer" : NULL, effect->offer, false);
        break;
    case BROADCAST:
        host->broadcast(host->context, effect->handles->pdata, effect->handles->len, effect->body);
        break;
    case CAP:
        host->cap(host->context, effect->handle, effect->bitrate);
        break;
    case NOTIFY:
        host->notify(host->context, effect->handle, effect->body);
        break;
    case CLOSE_PC:
        host->close_pc(host->context, effect->handle);
        break;
    }
}

static void flush(const struct baton_host *host, GQueue *queue)
{
    struct effect *effect;
    while ((effect = g_queue_pop_head(queue))) {
        perform(host, effect);
        effect_free(effect);
    }
}

void baton_effects_flush(struct baton_effects *effects)
{
    flush(effects->host, &effects->pending);
    flush(effects->host, &effects->closing);
}
