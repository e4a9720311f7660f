/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of effects that the engine has decided on and not performed yet. */
#include "state/effects.h"

#include "state/latest_events.h"

enum kind { SEND, BROADCAST, CAP, NOTIFY, CLOSE_PC };

struct effect {
    enum kind kind;
    void *handle;       /* not of BROADCAST */
    GPtrArray *handles; /* of BROADCAST, owned */
    GArray
        *numbers; /* of BROADCAST: the event's number for each handle, owned; NULL: it has none */
    uint64_t seq; /* of SEND: the event's number; 0: it has none */
    json_t *body;
    char *offer; /* SDP offer sent with the body, owned; NULL: no offer */
    uint32_t bitrate;
};

struct baton_effects {
    const struct baton_host *host;
    GQueue pending;
    GQueue closing;
    uint64_t flushes; /* so far */
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
    if (effect->numbers)
        g_array_free(effect->numbers, TRUE);
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

void baton_effects_send(struct baton_effects *effects, void *handle, uint64_t seq, json_t *body)
{
    push(&effects->pending,
        &(struct effect){.kind = SEND, .handle = handle, .seq = seq, .body = body});
}

void baton_effects_broadcast(
    struct baton_effects *effects, GPtrArray *handles, GArray *numbers, json_t *body)
{
    push(&effects->pending,
        &(struct effect){.kind = BROADCAST, .handles = handles, .numbers = numbers, .body = body});
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

static void forget_receiver(const struct effect *effect, const void *handle)
{
    guint index;
    if (!g_ptr_array_find(effect->handles, handle, &index))
        return;
    g_ptr_array_remove_index(effect->handles, index);
    if (effect->numbers)
        g_array_remove_index(effect->numbers, index);
}

static void forget(GQueue *queue, void *handle)
{
    GList *next;
    for (GList *link = queue->head; link; link = next) {
        struct effect *effect = link->data;
        next = link->next;
        if (effect->handles) {
            forget_receiver(effect, handle);
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

static void send(const struct baton_host *host, const struct effect *effect)
{
    json_t *body =
        effect->seq ? baton_event_numbered(effect->body, effect->seq) : json_incref(effect->body);
    host->send(host->context, effect->handle, NULL, body, effect->offer ? "offer" : NULL,
        effect->offer, false);
    json_decref(body);
}

static void broadcast(const struct baton_host *host, const struct effect *effect)
{
    host->broadcast(host->context, effect->handles->pdata,
        effect->numbers ? (const uint64_t *)(const void *)effect->numbers->data : NULL,
        effect->handles->len, effect->body);
}

static void perform(const struct baton_host *host, const struct effect *effect)
{
    switch (effect->kind) {
    case SEND:
        send(host, effect);
        break;
    case BROADCAST:
        broadcast(host, effect);
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
    effects->flushes++;
}

uint64_t baton_effects_next_flush(const struct baton_effects *effects)
{
    return effects->flushes + 1;
}
