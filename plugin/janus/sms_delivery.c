/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each result of the gateway becomes a job of the control thread. */
#include "janus/sms_delivery.h"

#include <glib.h>
#include <stdatomic.h>

struct baton_sms_delivery {
    struct baton_gateway *gateway;
    _Atomic(struct baton_loop *) loop;
    baton_sms_delivery_done done;
    void *context;
};

struct result_job {
    struct baton_sms_delivery *delivery;
    char *key;
    bool accepted;
    char *why;
};

static void result_job_free(struct result_job *job)
{
    g_free(job->key);
    g_free(job->why);
    g_free(job);
}

static void run_result(void *data)
{
    struct result_job *job = data;
    const struct baton_sms_delivery *delivery = job->delivery;

    delivery->done(delivery->context, job->key, job->accepted, job->why);
    result_job_free(job);
}

/* Runs on the gateway's thread. */
static void take_result(void *context, const char *key, bool accepted, const char *why)
{
    struct baton_sms_delivery *delivery = context;
    struct baton_loop *loop = atomic_load(&delivery->loop);
    struct result_job *job = g_new(struct result_job, 1);

    *job = (struct result_job){delivery, g_strdup(key), accepted, g_strdup(why)};
    if (!loop || !baton_loop_post(loop, run_result, job))
        result_job_free(job);
}

struct baton_sms_delivery *baton_sms_delivery_new(
    const struct baton_gateway_settings *settings, baton_sms_delivery_done done, void *context)
{
    struct baton_sms_delivery *delivery = g_new0(struct baton_sms_delivery, 1);

    delivery->done = done;
    delivery->context = context;
    delivery->gateway = baton_gateway_new(settings, take_result, delivery);
    if (delivery->gateway)
        return delivery;
    g_free(delivery);
    return NULL;
}

void baton_sms_delivery_set_loop(struct baton_sms_delivery *delivery, struct baton_loop *loop)
{
    atomic_store(&delivery->loop, loop);
}

enum baton_error baton_sms_delivery_send(struct baton_sms_delivery *delivery, const char *key,
    const char *to, const char *text, struct baton_failure *failure)
{
    return baton_gateway_send(delivery->gateway, key, to, text, failure);
}

void baton_sms_delivery_free(struct baton_sms_delivery *delivery)
{
    baton_gateway_free(delivery->gateway);
    g_free(delivery);
}
