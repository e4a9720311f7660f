/* SPDX-License-Identifier: GPL-3.0-or-later */
/* messages: the gateway's answers, as jobs of the control thread. */
#include "janus/messages.h"

#include <glib.h>
#include <stdatomic.h>

struct baton_messages {
    struct baton_gateway *gateway;
    _Atomic(struct baton_loop *) loop;
    baton_messages_done done;
    void *context;
};

struct answer {
    struct baton_messages *messages;
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
    const struct baton_messages *messages = answer->messages;

    messages->done(messages->context, answer->key, answer->accepted, answer->words);
    answer_free(answer);
}

/* The gateway's thread. */
static void take_answer(void *context, const char *key, bool accepted, const char *why)
{
    struct baton_messages *messages = context;
    struct baton_loop *loop = atomic_load(&messages->loop);
    struct answer *answer = g_new(struct answer, 1);

    *answer = (struct answer){messages, g_strdup(key), accepted, g_strdup(why)};
    if (!loop || !baton_loop_post(loop, run_answer, answer))
        answer_free(answer);
}

struct baton_messages *baton_messages_new(
    const struct baton_gateway_settings *settings, baton_messages_done done, void *context)
{
    struct baton_messages *messages = g_new0(struct baton_messages, 1);

    messages->done = done;
    messages->context = context;
    messages->gateway = baton_gateway_new(settings, take_answer, messages);
    if (messages->gateway)
        return messages;
    g_free(messages);
    return NULL;
}

void baton_messages_set_loop(struct baton_messages *messages, struct baton_loop *loop)
{
    atomic_store(&messages->loop, loop);
}

enum baton_error baton_messages_send(struct baton_messages *messages, const char *key,
    const char *to, const char *text, struct baton_failure *failure)
{
    return baton_gateway_send(messages->gateway, key, to, text, failure);
}

void baton_messages_free(struct baton_messages *messages)
{
    baton_gateway_free(messages->gateway);
    g_free(messages);
}
