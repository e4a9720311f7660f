/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "janus/handle_facts.h"

#include "janus/eventhandler.h"

struct fact_job {
    struct baton_service *service;
    struct baton_attachment *attachment; /* a reference; with DETACHED, the one that attach took */
    enum baton_handle_fact fact;
};

static void attach(struct baton_service *service, struct baton_attachment *attachment)
{
    attachment->handle =
        baton_engine_attach(service->engine, attachment, attachment->key, attachment->id);
    if (attachment->handle)
        baton_attachment_open(attachment, baton_handle_port(attachment->handle));
}

void baton_handle_facts_detach(struct baton_service *service, struct baton_attachment *attachment)
{
    baton_attachment_close(attachment);
    if (attachment->handle)
        baton_engine_detach(service->engine, attachment->handle, baton_loop_now());
    attachment->handle = NULL;
    baton_outbox_forget(service->outbox, attachment);
}

static void refuse_offer(struct baton_engine *engine, struct baton_attachment *attachment)
{
    atomic_store(&attachment->offer_refused, false); /* before: the next offer may come at once */
    baton_engine_offer_refused(engine, attachment->handle);
    baton_engine_flush(engine);
}

/* Facts about the PeerConnection of an attached handle. */
static void report(
    struct baton_engine *engine, struct baton_attachment *attachment, enum baton_handle_fact fact)
{
    if (fact == BATON_HANDLE_MEDIA_UP)
        baton_engine_media_up(engine, attachment->handle, baton_loop_now());
    else if (fact == BATON_HANDLE_MEDIA_DOWN)
        baton_engine_media_down(engine, attachment->handle, baton_loop_now());
    else
        refuse_offer(engine, attachment);
}

static void run_fact(void *data)
{
    struct fact_job *job = data;
    struct baton_attachment *attachment = job->attachment;

    if (job->fact == BATON_HANDLE_ATTACHED)
        attach(job->service, attachment);
    else if (job->fact == BATON_HANDLE_DETACHED)
        baton_handle_facts_detach(job->service, attachment);
    else if (attachment->handle)
        report(job->service->engine, attachment, job->fact);
    baton_attachment_unref(attachment);
    g_free(job);
}

void baton_handle_facts_post(
    struct baton_service *service, struct baton_attachment *attachment, enum baton_handle_fact fact)
{
    struct fact_job *job = g_new(struct fact_job, 1);

    *job = (struct fact_job){.service = service, .attachment = attachment, .fact = fact};
    if (!baton_loop_post(service->loop, run_fact, job)) {
        baton_attachment_unref(attachment);
        g_free(job);
    }
}

void baton_handle_facts_post_refusal(
    struct baton_service *service, struct baton_attachment *attachment)
{
    if (!atomic_exchange(&attachment->offer_refused, true))
        baton_handle_facts_post(
            service, baton_attachment_ref(attachment), BATON_HANDLE_OFFER_REFUSED);
}

struct address_job {
    struct baton_service *service;
    struct baton_attachment *attachment; /* a reference */
    char address[BATON_EVENTHANDLER_ADDRESS_SIZE];
    bool claimed;
};

static void run_address(void *data)
{
    struct address_job *job = data;
    struct baton_engine *engine = job->service->engine;
    struct baton_handle *handle = job->attachment->handle;

    if (handle && job->claimed)
        baton_engine_candidate(engine, handle, job->address, baton_loop_now());
    else if (handle)
        baton_engine_network(engine, handle, job->address, baton_loop_now());
    baton_attachment_unref(job->attachment);
    g_free(job);
}

void baton_handle_facts_post_address(struct baton_service *service,
    struct baton_attachment *attachment, const char *address, bool claimed)
{
    struct address_job *job = g_new(struct address_job, 1);

    *job = (struct address_job){.service = service, .attachment = attachment, .claimed = claimed};
    g_strlcpy(job->address, address, sizeof(job->address));
    if (!baton_loop_post(service->loop, run_address, job)) {
        baton_attachment_unref(attachment);
        g_free(job);
    }
}
