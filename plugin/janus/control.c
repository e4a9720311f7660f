/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each call of Janus becomes a job of the control thread. */
#include "janus/control.h"

#include <debug.h>

#include "api/scan_images.h"
#include "janus/callbacks.h"
#include "janus/configfile.h"
#include "janus/eventhandler.h"
#include "janus/scan_job.h"

struct baton_control {
    struct baton_configfile *configfile;
    struct baton_attachments *attachments;
    struct baton_outbox *outbox;
    struct baton_feedback *feedback;
    struct baton_loop *loop;
    struct baton_settings settings;
    struct baton_sms_delivery *sms; /* NULL without a gateway */
    struct baton_decoder *decoder;
    const struct baton_host *host;
    struct baton_engine *engine; /* while the loop runs: control thread only */
};

/* --- facts ------------------------------------------------------------------------------------ */

enum fact { ATTACHED, DETACHED, MEDIA_UP, MEDIA_DOWN };

struct fact_job {
    struct baton_control *control;
    struct baton_attachment *attachment; /* a reference; DETACHED: the one that attach took over */
    enum fact fact;
};

static void attach(struct baton_control *control, struct baton_attachment *attachment)
{
    attachment->handle =
        baton_engine_attach(control->engine, attachment, attachment->key, attachment->id);
    if (attachment->handle)
        baton_attachment_open(attachment, baton_handle_port(attachment->handle));
}

static void detach(struct baton_control *control, struct baton_attachment *attachment)
{
    baton_attachment_close(attachment);
    if (attachment->handle)
        baton_engine_detach(control->engine, attachment->handle, baton_loop_now());
    attachment->handle = NULL;
}

static void run_fact(void *data)
{
    struct fact_job *job = data;
    struct baton_control *control = job->control;
    struct baton_attachment *attachment = job->attachment;

    if (job->fact == ATTACHED)
        attach(control, attachment);
    else if (job->fact == DETACHED)
        detach(control, attachment);
    else if (attachment->handle && job->fact == MEDIA_UP)
        baton_engine_media_up(control->engine, attachment->handle, baton_loop_now());
    else if (attachment->handle)
        baton_engine_media_down(control->engine, attachment->handle, baton_loop_now());
    baton_attachment_unref(attachment);
    g_free(job);
}

/* Takes ownership of the caller's reference. */
static void post_fact(
    struct baton_control *control, struct baton_attachment *attachment, enum fact fact)
{
    struct fact_job *job = g_new(struct fact_job, 1);

    *job = (struct fact_job){.control = control, .attachment = attachment, .fact = fact};
    if (!baton_loop_post(control->loop, run_fact, job)) {
        baton_attachment_unref(attachment);
        g_free(job);
    }
}

struct address_job {
    struct baton_control *control;
    struct baton_attachment *attachment; /* a reference */
    char address[BATON_EVENTHANDLER_ADDRESS_SIZE];
};

static void run_address(void *data)
{
    struct address_job *job = data;

    if (job->attachment->handle)
        baton_engine_network(
            job->control->engine, job->attachment->handle, job->address, baton_loop_now());
    baton_attachment_unref(job->attachment);
    g_free(job);
}

void baton_control_address(struct baton_control *control, uint64_t handle_id, const char *address)
{
    struct baton_attachment *attachment =
        baton_attachments_find_id(control->attachments, handle_id);
    struct address_job *job;

    if (!attachment)
        return;
    job = g_new(struct address_job, 1);
    *job = (struct address_job){.control = control, .attachment = attachment};
    g_strlcpy(job->address, address, sizeof(job->address));
    if (!baton_loop_post(control->loop, run_address, job)) {
        baton_attachment_unref(attachment);
        g_free(job);
    }
}

void baton_control_attach(struct baton_control *control, struct baton_attachment *attachment)
{
    baton_attachments_add(control->attachments, attachment);
    post_fact(control, baton_attachment_ref(attachment), ATTACHED);
}

void baton_control_detach(struct baton_control *control, janus_plugin_session *janus)
{
    struct baton_attachment *attachment = baton_attachments_remove(control->attachments, janus);

    if (!attachment)
        return;
    atomic_store(&attachment->gone, true);
    post_fact(control, attachment, DETACHED);
}

void baton_control_media(struct baton_control *control, janus_plugin_session *janus, bool up)
{
    struct baton_attachment *attachment = baton_attachments_find(control->attachments, janus);

    if (attachment)
        post_fact(control, attachment, up ? MEDIA_UP : MEDIA_DOWN);
}

/* --- requests --------------------------------------------------------------------------------- */

struct request_job {
    struct baton_control *control;
    struct baton_attachment *attachment;      /* a reference */
    const struct baton_request_kind *request; /* NULL if there is no such request */
    struct baton_failure failure;             /* BATON_OK, or why the request was not admitted */
    bool offers;                /* the request has an offer, even if it was not admitted */
    struct baton_scan_job scan; /* decodes the request's images, if it has any */
    char *transaction;
    json_t *message, *jsep;
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

static void log_reply(const char *by, const char *verb, const struct baton_reply *reply)
{
    JANUS_LOG(LOG_VERB, "[baton] %s: %s: %s\n", by, verb, baton_error_name(reply->error));
}

static struct baton_auth_demand demand_of(const struct baton_control *control)
{
    return (struct baton_auth_demand){
        control->settings.token_auth_secret, g_get_real_time() / G_USEC_PER_SEC};
}

static void perform(
    struct baton_control *control, const struct request_job *job, struct baton_reply *reply)
{
    const struct baton_auth_demand demand = demand_of(control);

    if (job->failure.error)
        baton_reply_refuse(reply, &job->failure);
    else
        baton_dispatch_run(job->request, control->engine, job->attachment->handle, job->message,
            job->jsep, &demand, baton_loop_now(), reply);
    log_reply("client", job->request ? baton_request_kind_verb(job->request) : "?", reply);
}

static void run_request(void *data)
{
    struct request_job *job = data;
    struct baton_control *control = job->control;
    struct baton_reply reply;

    atomic_fetch_sub(&job->attachment->waiting, 1);
    baton_scan_job_end(
        &job->scan); /* before the reply leaves: the client may send the next image at once */
    if (job->attachment->handle) {
        perform(control, job, &reply);
        control->host->send(control->host->context, job->attachment, job->transaction, reply.body,
            reply.type, reply.sdp, reply.restart);
        if (reply.error && job->offers)
            baton_engine_offer_refused(control->engine, job->attachment->handle);
        baton_reply_fini(&reply);
        baton_engine_flush(control->engine);
    }
    request_job_free(job);
}

struct call_job {
    struct baton_control *control;
    const struct baton_request_kind *request;
    const struct baton_request_kind *admin_request;
    const json_t *message;
    struct baton_reply reply;
};

static void run_call(void *data)
{
    struct call_job *job = data;
    struct baton_engine *engine = job->control->engine;
    const struct baton_auth_demand demand = demand_of(job->control);
    baton_time now = baton_loop_now();

    if (job->request)
        baton_dispatch_run(
            job->request, engine, NULL, job->message, NULL, &demand, now, &job->reply);
    else
        baton_admin_run(job->admin_request, engine, job->message, now, &job->reply);
    log_reply(job->request ? "client" : "operator",
        baton_request_kind_verb(job->request ? job->request : job->admin_request), &job->reply);
    baton_engine_flush(engine);
}

static json_t *refusal(const struct baton_failure *failure)
{
    struct baton_reply reply;
    baton_reply_refuse(&reply, failure);
    return reply.body;
}

static json_t *refusal_of(enum baton_error error, const char *text)
{
    struct baton_failure failure;
    baton_failure_set(&failure, error, "%s", text);
    return refusal(&failure);
}

static json_t *call(struct call_job *job)
{
    if (!baton_loop_call(job->control->loop, run_call, job))
        return refusal_of(BATON_E_INTERNAL, "Baton is shutting down");
    return job->reply.body;
}

/* Returns NULL if the job was queued. Otherwise frees it and returns the reply. */
static json_t *post_request(struct baton_control *control, struct request_job *job)
{
    json_t *body = NULL;

    if (atomic_fetch_add(&job->attachment->waiting, 1) >= BATON_MAX_WAITING)
        body = refusal_of(BATON_E_LIMIT_REACHED, "too many requests of this handle are waiting");
    else if (!baton_loop_post(control->loop, run_request, job))
        body = refusal_of(BATON_E_INTERNAL, "Baton is shutting down");
    if (body) {
        atomic_fetch_sub(&job->attachment->waiting, 1);
        request_job_free(job);
    }
    return body;
}

/* --- images: the request continues with the text that the decoder found ----------------------- */

/* A thread of the decoder. */
static void continue_request(void *context)
{
    struct request_job *job = context;

    if (!baton_loop_post(job->control->loop, run_request, job))
        request_job_free(job);
}

/* Returns true if the decoder got the request's images. The request counts as waiting before the decoder can finish. */
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
    if (baton_scan_job_start(&job->scan, job->control->decoder))
        return true;
    atomic_fetch_sub(&job->attachment->waiting, 1);
    return false;
}

/* --- requests from Janus ---------------------------------------------------------------------- */

/* Returns the reply to a synchronous request, or NULL for any other request. */
static json_t *reply_at_once(struct baton_control *control, const struct request_job *job)
{
    if (!job->request || !baton_request_kind_is_synchronous(job->request))
        return NULL;
    if (job->failure.error)
        return refusal(&job->failure);
    return call(
        &(struct call_job){.control = control, .request = job->request, .message = job->message});
}

static bool is_offer(const json_t *jsep)
{
    return g_strcmp0(json_string_value(json_object_get(jsep, "type")), "offer") == 0;
}

json_t *baton_control_request(struct baton_control *control, janus_plugin_session *janus,
    char *transaction, json_t *message, json_t *jsep)
{
    struct baton_attachment *attachment = baton_attachments_find(control->attachments, janus);
    struct request_job *job = g_new0(struct request_job, 1);

    *job = (struct request_job){.control = control,
        .attachment = attachment,
        .transaction = transaction,
        .message = message,
        .jsep = jsep,
        .offers = is_offer(jsep)};
    if (!attachment) {
        g_free(transaction);
        json_decref(message);
        json_decref(jsep);
        g_free(job);
        return refusal_of(BATON_E_INTERNAL, "this handle does not exist any more");
    }
    if (!baton_dispatch_admit(message, jsep, &job->request, &job->failure)) {
        /* A request that was refused for its size must not stay in memory while it waits. */
        json_decref(job->message);
        json_decref(job->jsep);
        job->message = job->jsep = NULL;
    }
    if (start_scan(job))
        return NULL;
    json_t *body = reply_at_once(control, job);
    if (!body)
        return post_request(control, job);
    request_job_free(job);
    return body;
}

/* Adds the decoder's counts to the reply, because the engine does not know the decoder. */
static void add_images(struct baton_control *control, json_t *status)
{
    struct baton_decoder_counts counts;

    baton_decoder_count(control->decoder, &counts);
    json_object_set_new(status, "images",
        json_pack("{s:i, s:i, s:b, s:I, s:I, s:I, s:I}", "waiting", (int)counts.waiting, "helpers",
            (int)counts.helpers, "working", !counts.trouble, "read", (json_int_t)counts.images,
            "refused", (json_int_t)counts.refused, "died", (json_int_t)counts.died, "late",
            (json_int_t)counts.late));
}

json_t *baton_control_admin(struct baton_control *control, const json_t *message)
{
    struct baton_failure failure;
    const struct baton_request_kind *request = baton_admin_admit(message, &failure);

    if (!request)
        return refusal(&failure);
    json_t *body =
        call(&(struct call_job){.control = control, .admin_request = request, .message = message});
    if (g_strcmp0(json_string_value(json_object_get(body, "baton")), "status") == 0)
        add_images(control, body);
    return body;
}

struct query_job {
    struct baton_control *control;
    struct baton_attachment *attachment;
    json_t *body;
};

static void run_query(void *data)
{
    struct query_job *job = data;

    if (job->attachment->handle)
        job->body = baton_engine_query(job->control->engine, job->attachment->handle);
}

json_t *baton_control_query(struct baton_control *control, janus_plugin_session *janus)
{
    struct query_job job = {
        .control = control, .attachment = baton_attachments_find(control->attachments, janus)};

    if (!job.attachment)
        return json_object();
    baton_loop_call(control->loop, run_query, &job);
    baton_attachment_unref(job.attachment);
    return job.body ? job.body : json_object();
}

/* --- beginning and end ------------------------------------------------------------------------ */

static baton_time deadline(void *context)
{
    struct baton_control *control = context;
    return baton_engine_deadline(control->engine);
}

static void tick(void *context, baton_time now)
{
    struct baton_control *control = context;
    baton_engine_tick(control->engine, now);
}

static bool create_room(struct baton_control *control, const json_t *room)
{
    struct baton_failure failure;
    struct baton_reply reply;
    const struct baton_request_kind *request = baton_admin_admit(room, &failure);

    if (!request) {
        baton_configfile_blame(control->configfile, room, failure.text);
        return false;
    }
    baton_admin_run(request, control->engine, room, baton_loop_now(), &reply);
    bool created = reply.error == BATON_OK;
    if (!created)
        baton_configfile_blame(
            control->configfile, room, json_string_value(json_object_get(reply.body, "error")));
    baton_reply_fini(&reply);
    return created;
}

static bool create_rooms(struct baton_control *control)
{
    const json_t *rooms = baton_configfile_rooms(control->configfile);

    for (size_t i = 0; i < json_array_size(rooms); i++)
        if (!create_room(control, json_array_get(rooms, i)))
            return false;
    baton_configfile_ready(control->configfile);
    return true;
}

static void take_sms_result(void *context, const char *key, bool accepted, const char *why)
{
    struct baton_control *control = context;
    baton_engine_sms_result(control->engine, key, accepted, why, baton_loop_now());
}

static bool start_sms(struct baton_control *control)
{
    if (!control->settings.has_gateway)
        return true;
    control->sms = baton_sms_delivery_new(&control->settings.gateway, take_sms_result, control);
    if (!control->sms)
        JANUS_LOG(
            LOG_ERR, "[baton] cannot start: the thread for the SMS gateway cannot be created\n");
    return control->sms != NULL;
}

static void report_decoder(void *context, bool trouble, const char *sentence)
{
    (void)context;
    if (trouble)
        JANUS_LOG(LOG_ERR, "[baton] images cannot be scanned: %s\n", sentence);
    else
        JANUS_LOG(LOG_INFO, "[baton] images can be scanned again: %s\n", sentence);
}

static bool start_decoder(struct baton_control *control)
{
    struct baton_decoder_options options = baton_decoder_defaults;

    if (control->settings.decoder)
        options.path = control->settings.decoder;
    options.helpers = (unsigned)control->settings.decoders;
    options.report = report_decoder;
    control->decoder = baton_decoder_new(&options);
    if (!control->decoder)
        JANUS_LOG(
            LOG_ERR, "[baton] cannot start: the threads for scanning images cannot be created\n");
    return control->decoder != NULL;
}

static bool start_engine(struct baton_control *control, struct baton_callbacks_parts *parts)
{
    if (!baton_configfile_read(control->configfile, &control->settings) || !start_sms(control) ||
        !start_decoder(control))
        return false;
    parts->sms = control->sms;
    parts->token_auth_secret = control->settings.token_auth_secret;
    parts->token_seconds = control->settings.token_seconds;
    control->host = baton_callbacks_init(parts);
    control->engine = baton_engine_new(&control->settings.config, control->host);
    if (!control->engine)
        JANUS_LOG(LOG_ERR, "[baton] cannot start: no memory, or no random numbers\n");
    return control->engine && create_rooms(control);
}

static bool start_loop(struct baton_control *control)
{
    const struct baton_loop_timer timer = {deadline, tick, control};

    control->loop = baton_loop_new(&timer);
    baton_callbacks_set_loop(control->loop);
    if (control->sms)
        baton_sms_delivery_set_loop(control->sms, control->loop);
    return control->loop != NULL;
}

/* Frees all parts that exist, in the reverse order of their creation. */
static void tear_down(struct baton_control *control)
{
    baton_decoder_free(control->decoder);
    if (control->sms)
        baton_sms_delivery_free(control->sms);
    if (control->loop)
        baton_loop_free(control->loop);
    if (control->engine)
        baton_engine_free(control->engine);
    if (control->feedback)
        baton_feedback_free(control->feedback);
    if (control->outbox)
        baton_outbox_free(control->outbox);
    if (control->configfile)
        baton_configfile_free(control->configfile);
    baton_settings_fini(&control->settings);
    if (baton_attachments_count(control->attachments) > 0)
        return; /* Janus may still use them; a leak checker finds them through this table */
    baton_attachments_free(control->attachments);
    g_free(control);
}

static void stop_senders(struct baton_control *control)
{
    if (control->feedback)
        baton_feedback_stop(control->feedback);
    if (control->outbox)
        baton_outbox_stop(control->outbox);
}

struct baton_control *baton_control_new(
    janus_callbacks *gateway, janus_plugin *plugin, const char *folder)
{
    struct baton_control *control = g_new0(struct baton_control, 1);

    control->attachments = baton_attachments_new();
    baton_settings_init(&control->settings);
    control->configfile = baton_configfile_open(folder);
    if (control->configfile) {
        control->outbox = baton_outbox_new(gateway, plugin);
        control->feedback = baton_feedback_new(gateway);
    }
    struct baton_callbacks_parts parts = {.gateway = gateway,
        .plugin = plugin,
        .outbox = control->outbox,
        .feedback = control->feedback,
        .configfile = control->configfile};
    if (control->outbox && control->feedback && start_engine(control, &parts) &&
        start_loop(control))
        return control;
    stop_senders(control);
    tear_down(control);
    return NULL;
}

void baton_control_stop(struct baton_control *control)
{
    stop_senders(control);
    baton_loop_stop(control->loop);
}

void baton_control_free(struct baton_control *control)
{
    /* Uses a copy of the table, because no other lock must be taken while the table's lock is held. */
    GPtrArray *attachments = baton_attachments_all(control->attachments);

    for (guint i = 0; i < attachments->len; i++)
        detach(control, g_ptr_array_index(attachments, i));
    g_ptr_array_free(attachments, TRUE);
    baton_callbacks_set_loop(NULL);
    tear_down(control);
}
