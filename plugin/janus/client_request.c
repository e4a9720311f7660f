/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "janus/client_request.h"

#include <debug.h>
#include <inttypes.h>
#include <time.h>

#include "api/dispatch.h"
#include "api/scan_images.h"
#include "janus/handle_facts.h"
#include "janus/scan_job.h"

/* The cost of refusing an invalid request, in microseconds of the control thread. */
enum { COST_OF_REFUSAL = 20 };

/* The `retry_after` if too many requests of a session wait already. */
enum { RETRY_WHEN_FULL = 100 }; /* milliseconds */

/* The least `retry_after` of a request with an offer. Until then Janus closes the PeerConnection of this offer. */
enum { RETRY_WITH_OFFER = 500 }; /* milliseconds */

struct request_job {
    struct baton_service *service;
    struct baton_attachment *attachment;      /* a reference */
    const struct baton_request_kind *request; /* NULL if there is no such request */
    struct baton_failure failure;             /* BATON_OK, or why the request is invalid */
    struct baton_allowance_request allowance; /* its texts belong to the attachment or to `room` */
    char room[BATON_ATTACHMENT_ROOM_SIZE];
    char told[BATON_TEXT_ID_SIZE]; /* the room in which everybody may get an event; "": none */
    int64_t cost;               /* of the control thread, in microseconds */
    bool offers;                /* the request has an offer, even if it is invalid */
    struct baton_scan_job scan; /* decodes the request's images, if it has any */
    char *transaction;
    json_t *message, *jsep;
    json_t *reply; /* the reply for which a thread of Janus waits */
    bool *held;    /* of a request that waits for the store: see baton_loop_hold */
};

static void request_job_free(struct request_job *job)
{
    baton_scan_job_end(&job->scan);
    baton_attachment_unref(job->attachment);
    g_free(job->transaction);
    json_decref(job->message);
    json_decref(job->jsep);
    g_free(job);
}

static json_t *refusal(const struct baton_failure *failure)
{
    struct baton_reply reply;
    baton_reply_refuse(&reply, failure);
    return reply.body;
}

/* Frees a request of which the engine never learns. */
static void abandon(struct request_job *job)
{
    if (job->offers)
        baton_handle_facts_post_refusal(job->service, job->attachment);
    request_job_free(job);
}

/* Returns the error, and frees the request, of which the engine never learns. `failure` may belong to the request. */
static json_t *turn_away(struct request_job *job, struct baton_failure *failure)
{
    if (job->offers && failure->retry_after > 0)
        failure->retry_after = MAX(failure->retry_after, RETRY_WITH_OFFER);
    json_t *body = refusal(failure);
    abandon(job);
    return body;
}

static json_t *turn_away_as_stopped(struct request_job *job)
{
    struct baton_failure failure;
    baton_failure_set(&failure, BATON_E_INTERNAL, "Baton is shutting down");
    return turn_away(job, &failure);
}

/* The engine could not attach the handle: there was no memory, or there were no random numbers. */
static json_t *refuse_as_unattached(void)
{
    struct baton_failure failure;
    baton_failure_set(
        &failure, BATON_E_INTERNAL, "this handle could not be attached; attach a new one");
    return refusal(&failure);
}

/* The queue has not taken the request. */
static json_t *turn_away_from_queue(struct request_job *job, enum baton_loop_outcome outcome)
{
    struct baton_failure failure;
    if (outcome == BATON_LOOP_STOPPED)
        return turn_away_as_stopped(job);
    baton_failure_set(
        &failure, BATON_E_BUSY, "too many requests of this session are waiting; try again");
    failure.retry_after = RETRY_WHEN_FULL;
    return turn_away(job, &failure);
}

/* --- on the control thread -------------------------------------------------------------------- */

/* The time that this thread has used, in microseconds. */
static int64_t thread_time(void)
{
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return BATON_SECONDS(used.tv_sec) + used.tv_nsec / 1000;
}

static void send_reply(const struct request_job *job, struct baton_reply *reply)
{
    const struct baton_host *host = job->service->host;

    host->send(host->context, job->attachment, job->transaction, reply->body, reply->type,
        reply->sdp, reply->restart);
    baton_reply_fini(reply);
}

static void log_request(const struct request_job *job, enum baton_error error)
{
    JANUS_LOG(LOG_VERB, "[baton] client: %s: %s\n",
        job->request ? baton_request_kind_verb(job->request) : "?", baton_error_name(error));
}

/* The reply to a request that has waited for the store. A thread of Janus waits for it, or an event carries it. */
static void reply_later(void *context, json_t *body, const struct baton_failure *failure)
{
    struct request_job *job = context;
    struct baton_reply reply;

    baton_reply_set(&reply, body, failure);
    log_request(job, reply.error);
    if (job->held) {
        job->reply = reply.body;
        baton_loop_release(job->service->loop, job->held);
        return;
    }
    if (job->attachment->handle)
        send_reply(job, &reply);
    else
        baton_reply_fini(&reply);
    request_job_free(job);
}

/* The request may be queued behind a `join`, so its room is known only now. Only a client in no room may name one. */
static void find_told(struct request_job *job)
{
    const struct baton_handle *handle = job->attachment->handle;
    const char *room = handle ? baton_handle_room(handle) : NULL;

    if (!room)
        room = json_string_value(json_object_get(job->message, "room"));
    g_strlcpy(job->told, room ? room : "", sizeof(job->told));
}

static struct baton_budget_sender teller(const struct request_job *job)
{
    return (struct baton_budget_sender){.session = job->allowance.sender.session,
        .room = job->told[0] ? job->told : NULL};
}

static bool may_tell(struct request_job *job, struct baton_failure *failure)
{
    const struct baton_budget_sender sender = teller(job);

    return !baton_request_kind_tells(job->request, job->message) ||
           baton_allowance_may_tell(job->service->allowance, &sender, baton_loop_now(), failure);
}

static void charge_told(const struct request_job *job, int64_t bytes)
{
    const struct baton_budget_sender sender = teller(job);

    if (bytes > 0)
        baton_allowance_charge_events(job->service->allowance, &sender, bytes, baton_loop_now());
}

/* Leaves reply->body NULL if `reply_later` will get the reply. */
static void perform(struct request_job *job, struct baton_reply *reply)
{
    const struct baton_later later = {reply_later, job};
    struct baton_service *service = job->service;
    const struct baton_auth_demand demand = {
        service->token_auth_secret, g_get_real_time() / G_USEC_PER_SEC};

    find_told(job);
    if (job->failure.error || !may_tell(job, &job->failure))
        baton_reply_refuse(reply, &job->failure);
    else
        baton_dispatch_run(job->request, service->engine, job->attachment->handle, job->message,
            job->jsep, &demand, &later, baton_loop_now(), reply);
    if (reply->body)
        log_request(job, reply->error);
    else /* the event comes when the store has written; it is about as large as the request */
        charge_told(job, (int64_t)baton_extent_bytes(job->message));
}

/* The time that had been used when a request began to run, in microseconds. */
struct meter {
    int64_t control; /* time of this thread */
    int64_t output;  /* time of other threads, for messages */
    int64_t told;    /* bytes of events to everybody in a room */
};

static struct meter read_meter(const struct request_job *job)
{
    return (struct meter){thread_time(), baton_outbox_cost(job->service->outbox),
        baton_outbox_told(job->service->outbox)};
}

/*
 * Takes the time that the request has used, here and for its messages on other threads, and the bytes of its events
 * out of its sender's budgets.
 * `more_output`: of a reply that does not pass through the outbox. Stores the sender's room.
 */
static void settle(struct request_job *job, const struct meter *before, int64_t more_output)
{
    struct baton_attachment *attachment = job->attachment;
    struct baton_allowance *allowance = job->service->allowance;
    const struct meter now = read_meter(job);
    const int64_t output = now.output - before->output + more_output;
    const int64_t expected = MIN(output, job->allowance.cost - job->cost);

    baton_allowance_settle(
        allowance, &job->allowance, now.control - before->control + expected, baton_loop_now());
    baton_allowance_charge_output(allowance, &job->allowance, output - expected, baton_loop_now());
    charge_told(job, now.told - before->told);
    baton_attachment_enter_room(
        attachment, attachment->handle ? baton_handle_room(attachment->handle) : NULL);
}

/* Returns true if the reply comes later: then `reply_later` frees the job. */
static bool answer(struct request_job *job)
{
    struct baton_service *service = job->service;
    struct baton_reply reply;

    perform(job, &reply);
    const bool waits = !reply.body;
    if (reply.error && job->offers)
        baton_engine_offer_refused(service->engine, job->attachment->handle);
    if (!waits)
        send_reply(job, &reply);
    baton_engine_flush(service->engine);
    return waits;
}

static void answer_unattached(const struct request_job *job)
{
    const struct baton_host *host = job->service->host;
    json_t *body = refuse_as_unattached();

    host->send(host->context, job->attachment, job->transaction, body, NULL, NULL, false);
    json_decref(body);
}

static void run_request(void *data)
{
    struct request_job *job = data;
    const struct meter before = read_meter(job);
    bool waits = false;

    atomic_fetch_sub(&job->attachment->waiting, 1);
    baton_scan_job_end(
        &job->scan); /* before the reply is sent: the client may send the next image at once */
    if (job->attachment->handle)
        waits = answer(job);
    else if (!atomic_load(&job->attachment->gone))
        answer_unattached(job);
    settle(job, &before, 0);
    if (!waits)
        request_job_free(job);
}

static void answer_call(struct request_job *job)
{
    struct baton_reply reply;

    perform(job, &reply);
    job->reply = reply.body;
    if (!reply.body)
        job->held = baton_loop_hold(job->service->loop);
    baton_engine_flush(job->service->engine);
}

/* Runs a request for whose reply a thread of Janus waits. */
static void run_call(void *data)
{
    struct request_job *job = data;
    const struct meter before = read_meter(job);

    /* Without a handle, wrong guesses would be counted for nobody. */
    if (job->attachment->handle)
        answer_call(job);
    else
        job->reply = refuse_as_unattached();
    settle(job, &before, baton_outgoing_cost(baton_extent_bytes(job->reply)));
}

static void log_flood(void *data)
{
    struct baton_attachment *attachment = data;
    const struct baton_handle *handle = attachment->handle;
    const char *room = handle ? baton_handle_room(handle) : NULL;
    const char *participant = handle ? baton_handle_participant(handle) : NULL;

    JANUS_LOG(LOG_WARN,
        "[baton] a client sends requests all the time, although they are refused as busy. They are dropped: "
        "%s%s%s%s\n",
        room ? "room " : "it is in no room", room ? room : "", participant ? ", participant " : "",
        participant ? participant : "");
    baton_attachment_unref(attachment);
}

/* --- into the queues -------------------------------------------------------------------------- */

static struct baton_loop_job queued(struct request_job *job, void (*run)(void *data))
{
    return (struct baton_loop_job){
        .flow = baton_attachment_flow(job->attachment),
        .cost = job->cost,
        .bytes = baton_extent_bytes(job->message) + baton_extent_bytes(job->jsep),
        .run = run,
        .data = job,
    };
}

/* Puts the request into the reserved lane. A scan whose images the decoder has read goes there as well. Returns NULL if
 * the request waits now. Otherwise frees it and returns the reply. */
static json_t *post_request(struct request_job *job)
{
    if (baton_loop_post(job->service->loop, run_request, job))
        return NULL;
    return turn_away_as_stopped(job);
}

/* A restart of ICE has found no space in the fair queue. It must not overtake an earlier request of the same handle. */
static bool may_overtake(const struct request_job *job, enum baton_loop_outcome outcome)
{
    return outcome == BATON_LOOP_FULL && atomic_load(&job->attachment->waiting) == 1 &&
           baton_allowance_may_overtake(job->service->allowance, &job->allowance, baton_loop_now());
}

/* Puts the request into the fair queue and returns NULL. If the queue does not take it, frees the request and returns
 * the error. */
static json_t *queue_request(struct request_job *job)
{
    struct baton_attachment *attachment = baton_attachment_ref(job->attachment);
    const struct baton_loop_job fair = queued(job, run_request);
    json_t *body = NULL;

    atomic_fetch_add(&attachment->waiting, 1); /* before the control thread can subtract 1 */
    enum baton_loop_outcome outcome = baton_loop_queue(job->service->loop, &fair);
    if (may_overtake(job, outcome)) {
        body = post_request(job);
    } else if (outcome != BATON_LOOP_TAKEN) {
        atomic_fetch_sub(&attachment->waiting, 1);
        body = turn_away_from_queue(job, outcome);
    }
    baton_attachment_unref(attachment);
    return body;
}

/* Waits for the reply, and frees the request. */
static json_t *call_request(struct request_job *job)
{
    const struct baton_loop_job fair = queued(job, run_call);
    enum baton_loop_outcome outcome = baton_loop_call(job->service->loop, &fair);
    json_t *body = job->reply;

    if (outcome != BATON_LOOP_TAKEN)
        return turn_away_from_queue(job, outcome);
    request_job_free(job);
    return body;
}

/* --- images: the request continues with the text that the decoder found ----------------------- */

/* Runs on a thread of the decoder. */
static void continue_request(void *context)
{
    json_decref(post_request(context)); /* after a stop, Janus takes no more events either */
}

/* Gives the request's images to the decoder and returns true. Otherwise returns false. The request is counted as
 * waiting before the decoder can finish. */
static bool start_scan(struct request_job *job)
{
    if (job->failure.error || !baton_request_kind_takes_images(job->request) ||
        !baton_scan_images_given(job->message))
        return false;
    job->scan = (struct baton_scan_job){.attachment = job->attachment,
        .message = job->message,
        .failure = &job->failure,
        .done = continue_request,
        .context = job};
    atomic_fetch_add(&job->attachment->waiting, 1);
    if (baton_scan_job_start(&job->scan, job->service->decoder))
        return true;
    atomic_fetch_sub(&job->attachment->waiting, 1);
    return false;
}

/* --- arrival ---------------------------------------------------------------------------------- */

/* Janus ignores the case of the type. */
static bool is_offer(const json_t *jsep)
{
    const char *type = json_string_value(json_object_get(jsep, "type"));

    return type && g_ascii_strcasecmp(type, "offer") == 0;
}

static void check(struct request_job *job)
{
    if (baton_dispatch_admit(job->message, job->jsep, &job->request, &job->failure))
        return;
    /* A request that was refused for its size must not stay in memory while it waits. */
    json_decref(job->message);
    json_decref(job->jsep);
    job->message = job->jsep = NULL;
}

static enum baton_allowance_lane admit(struct request_job *job, struct baton_failure *failure)
{
    bool valid = !job->failure.error;
    int elsewhere = valid ? baton_request_kind_cost_elsewhere(job->request) : 0;

    job->cost = valid ? baton_request_kind_cost(job->request) : COST_OF_REFUSAL;
    baton_attachment_room(job->attachment, job->room);
    job->allowance = (struct baton_allowance_request){
        .sender = {.handle = job->attachment->name,
            .session = baton_attachment_flow(job->attachment),
            .room = job->room[0] ? job->room : NULL},
        .cost = job->cost + elsewhere,
        /* A request must not overtake an earlier request of the same handle. */
        .reserved = valid && baton_request_kind_is_reserved(job->request) &&
                    atomic_load(&job->attachment->waiting) == 0,
        .restart = valid && atomic_load(&job->attachment->connected) &&
                   baton_request_kind_restarts(job->request, job->message, job->offers),
    };
    return baton_allowance_admit(
        job->service->allowance, &job->allowance, baton_loop_now(), failure);
}

static bool is_acknowledgement(const struct request_job *job)
{
    return !job->failure.error && baton_request_kind_acknowledges(job->request);
}

static json_t *take_acknowledgement(struct request_job *job)
{
    struct baton_reply reply;
    int64_t number;

    if (baton_dispatch_acknowledge(job->message, &number, &reply) &&
        !baton_outbox_acknowledge(job->service->outbox, job->attachment, (uint64_t)number)) {
        struct baton_failure failure;
        json_decref(reply.body);
        baton_failure_set(&failure, BATON_E_INVALID_ELEMENT,
            "number: expected the number of an event `acknowledge` of this handle, got %" PRId64,
            number);
        baton_reply_refuse(&reply, &failure);
    }
    request_job_free(job);
    return reply.body;
}

/* Performs a synchronous request: the calling thread of Janus waits for the reply. If too many threads wait already, an
 * event carries the reply. */
static json_t *take_synchronous(struct request_job *job)
{
    struct baton_allowance *allowance = job->service->allowance;
    const char *session = job->allowance.sender.session;

    if (job->failure.error)
        return turn_away(job, &job->failure);
    if (!baton_allowance_hold(allowance, session))
        return queue_request(job);
    struct baton_attachment *attachment = baton_attachment_ref(job->attachment);
    json_t *body = call_request(job);
    baton_allowance_release(allowance, baton_attachment_flow(attachment));
    baton_attachment_unref(attachment);
    return body;
}

/* Only the control thread knows in which room the client is. */
static void report_flood(const struct baton_service *service, struct baton_attachment *attachment)
{
    if (!baton_loop_post(service->loop, log_flood, baton_attachment_ref(attachment)))
        baton_attachment_unref(attachment);
}

/*
 * Janus still answers that the request has arrived, which is the smallest message that it can send. It keeps each
 * message until the WebSocket takes it, without a limit. The handle is not detached: Janus refuses requests to a handle
 * that it does not know at a higher cost, and writes a line into the log for each.
 */
static json_t *drop_request(struct request_job *job)
{
    if (!atomic_exchange(&job->attachment->flooding, true))
        report_flood(job->service, job->attachment);
    abandon(job);
    return NULL;
}

json_t *baton_client_request_take(struct baton_service *service,
    struct baton_attachment *attachment, char *transaction, json_t *message, json_t *jsep)
{
    struct request_job *job = g_new0(struct request_job, 1);
    struct baton_failure busy;

    *job = (struct request_job){.service = service,
        .attachment = attachment,
        .transaction = transaction,
        .message = message,
        .jsep = jsep,
        .offers = is_offer(jsep)};
    check(job);
    enum baton_allowance_lane lane = admit(job, &busy);
    if (lane == BATON_ALLOWANCE_FLOOD)
        return drop_request(job);
    /* An acknowledgement is not refused as busy. The client would not send it again, and Baton would detach the client
     * because the acknowledgement is missing. */
    if (is_acknowledgement(job))
        return take_acknowledgement(job);
    if (lane == BATON_ALLOWANCE_REFUSED)
        return turn_away(job, &busy);
    if (start_scan(job))
        return NULL;
    if (job->request && baton_request_kind_is_synchronous(job->request))
        return take_synchronous(job);
    if (lane == BATON_ALLOWANCE_FAIR)
        return queue_request(job);
    atomic_fetch_add(&attachment->waiting, 1);
    return post_request(job);
}
