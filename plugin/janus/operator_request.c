/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "janus/operator_request.h"

#include <debug.h>

#include "api/admin.h"
#include "api/dispatch.h"
#include "requests/requests.h"

/* The flow of all operators in the fair queue, and the cost that each of their requests counts as, in microseconds. */
static const char flow[] = "operators";
enum { COST = 1000 };

struct call_job {
    struct baton_service *service;
    const struct baton_request_kind *request;
    const json_t *message;
    struct baton_reply reply;
    bool *held; /* see baton_loop_hold */
};

static void log_call(const struct call_job *job)
{
    JANUS_LOG(LOG_VERB, "[baton] operator: %s: %s\n", baton_request_kind_verb(job->request),
        baton_error_name(job->reply.error));
}

/* Of a request that has waited for the store. */
static void reply_later(void *context, json_t *body, const struct baton_failure *failure)
{
    struct call_job *job = context;

    baton_reply_set(&job->reply, body, failure);
    log_call(job);
    baton_loop_release(job->service->loop, job->held);
}

static void run_call(void *data)
{
    struct call_job *job = data;
    struct baton_engine *engine = job->service->engine;
    const struct baton_later later = {reply_later, job};

    baton_admin_run(job->request, engine, job->message, &later, baton_loop_now(), &job->reply);
    if (job->reply.body)
        log_call(job);
    else
        job->held = baton_loop_hold(job->service->loop);
    baton_engine_flush(engine);
}

static enum baton_loop_outcome call(
    struct baton_service *service, void (*run)(void *data), void *data)
{
    return baton_loop_call(service->loop,
        &(struct baton_loop_job){.flow = flow, .cost = COST, .run = run, .data = data});
}

static json_t *refuse(enum baton_error error, const char *text)
{
    struct baton_failure failure;
    struct baton_reply reply;

    baton_failure_set(&failure, error, "%s", text);
    baton_reply_refuse(&reply, &failure);
    return reply.body;
}

/* Adds the decoder's counts to the reply, because the engine does not know the decoder. */
static void add_images(struct baton_service *service, json_t *status)
{
    struct baton_decoder_counts counts;

    baton_decoder_count(service->decoder, &counts);
    json_object_set_new(status, "images",
        json_pack("{s:i, s:i, s:b, s:I, s:I, s:I, s:I}", "waiting", (int)counts.waiting, "helpers",
            (int)counts.helpers, "working", !counts.trouble, "read", (json_int_t)counts.images,
            "refused", (json_int_t)counts.refused, "died", (json_int_t)counts.died, "late",
            (json_int_t)counts.late));
}

json_t *baton_operator_request(struct baton_service *service, const json_t *message)
{
    struct baton_failure failure;
    const struct baton_request_kind *request = baton_admin_admit(message, &failure);
    struct call_job job = {.service = service, .request = request, .message = message};

    if (!request) {
        baton_reply_refuse(&job.reply, &failure);
        return job.reply.body;
    }
    switch (call(service, run_call, &job)) {
    case BATON_LOOP_TAKEN:
        break;
    case BATON_LOOP_FULL:
        return refuse(BATON_E_BUSY, "too many requests of operators are waiting; try again");
    case BATON_LOOP_STOPPED:
        return refuse(BATON_E_INTERNAL, "Baton is shutting down");
    }
    if (g_strcmp0(json_string_value(json_object_get(job.reply.body, "baton")), "status") == 0)
        add_images(service, job.reply.body);
    return job.reply.body;
}

struct query_job {
    struct baton_service *service;
    struct baton_attachment *attachment;
    json_t *body;
};

static void run_query(void *data)
{
    struct query_job *job = data;

    if (job->attachment->handle)
        job->body = baton_engine_query(job->service->engine, job->attachment->handle);
}

json_t *baton_operator_query(struct baton_service *service, struct baton_attachment *attachment)
{
    struct query_job job = {.service = service, .attachment = attachment};

    call(service, run_query, &job);
    baton_attachment_unref(attachment);
    return job.body ? job.body : json_object();
}
