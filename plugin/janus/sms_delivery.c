/* SPDX-License-Identifier: GPL-3.0-or-later */
/* messages: the gateway's answers, as jobs of the control thread. */
#include "janus/sms_delivery.h"

#include <glib.h>
#include <stdatomic.h>

struct baton_sms_delivery {
    struct baton_gateway *gateway;
    _Atomic(struct baton_loop *) loop;
    baton_sms_delivery_done done;
    void *context;
};

struct answer {
    struct baton_sms_delivery *messages;
    char *key;
    bool accepted;
    char *words;
};

static void answer_free(struct answer *answer)
{
    g_free(answer->key);
    g_free(answer->words);
    g_free(answer);
}

static void run_answer(void *data)
{
    struct answer *answer = data;
    const struct baton_sms_delivery *messages = answer->messages;

    messages->done(messages->context, answer->key, answer->accepted, answer->words);
    answer_free(answer);
}

/* The gateway's thread. */
static void take_answer(void *context, const char *key, bool accepted, const char *why)
{
    struct baton_sms_delivery *messages = context;
    struct baton_loop *loop = atomic_load(&messages->loop);
    struct answer *answer = g_new(struct answer, 1);

    *answer = (struct answer){messages, g_strdup(key), accepted, g_strdup(why)};
    if (!loop || !baton_loop_post(loop, run_answer, answer))
        answer_free(answer);
}

struct baton_sms_delivery *baton_sms_delivery_new(
    const struct baton_gateway_settings *settings, baton_sms_delivery_done done, void *context)
{
    struct baton_sms_delivery *messages = g_new0(struct baton_sms_delivery, 1);

    messages->done = done;
    messages->context = context;
    messages->gateway = baton_gateway_new(settings, take_answer, messages);
    if (messages->gateway)
        return messages;
    g_free(messages);
    return NULL;
}

void baton_sms_delivery_set_loop(struct baton_sms_delivery *messages, struct baton_loop *loop)
{
    atomic_store(&messages->loop, loop);
}

enum baton_error baton_sms_delivery_send(struct baton_sms_delivery *messages, const char *key,
    const char *to, const char *text, struct baton_failure *failure)
{
    return baton_gateway_send(messages->gateway, key, to, text, failure);
}

void baton_sms_delivery_free(struct baton_sms_delivery *messages)
{
    baton_gateway_free(messages->gateway);
    g_free(messages);
}
