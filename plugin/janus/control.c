/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each call of Janus becomes a job of the control thread. */
#include "janus/control.h"

#include <debug.h>
#include <semaphore.h>
#include <string.h>

#include "api/admin.h"
#include "api/dispatch.h"
#include "janus/callbacks.h"
#include "janus/client_request.h"
#include "janus/configfile.h"
#include "janus/handle_facts.h"
#include "janus/operator_request.h"
#include "store/database.h"
#include "store/store.h"

struct baton_control {
    struct baton_configfile *configfile;
    struct baton_attachments *attachments;
    struct baton_feedback *feedback;
    struct baton_settings settings;
    struct baton_sms_delivery *sms; /* NULL without a gateway */
    struct baton_store *store;      /* NULL: nothing is kept */
    struct baton_service service;   /* the control owns all objects in it, except `host` */
};

/* --- calls of Janus --------------------------------------------------------------------------- */

/* The candidates of a handle that count. A client can send candidates without an end, and each one costs the control
 * thread time. */
enum { MAX_CLAIMS = 32 };

void baton_control_address(
    struct baton_control *control, uint64_t handle_id, const char *address, bool claimed)
{
    struct baton_attachment *attachment =
        baton_attachments_find_id(control->attachments, handle_id);

    if (!attachment)
        return;
    if (claimed && atomic_fetch_add(&attachment->claims, 1) >= MAX_CLAIMS)
        baton_attachment_unref(attachment);
    else
        baton_handle_facts_post_address(&control->service, attachment, address, claimed);
}

void baton_control_attach(struct baton_control *control, struct baton_attachment *attachment)
{
    baton_attachments_add(control->attachments, attachment);
    baton_handle_facts_post(
        &control->service, baton_attachment_ref(attachment), BATON_HANDLE_ATTACHED);
}

void baton_control_detach(struct baton_control *control, janus_plugin_session *janus)
{
    struct baton_attachment *attachment = baton_attachments_remove(control->attachments, janus);

    if (!attachment)
        return;
    atomic_store(&attachment->gone, true);
    baton_handle_facts_post(&control->service, attachment, BATON_HANDLE_DETACHED);
}

void baton_control_media(struct baton_control *control, janus_plugin_session *janus, bool up)
{
    struct baton_attachment *attachment = baton_attachments_find(control->attachments, janus);

    if (!attachment)
        return;
    atomic_store(&attachment->connected, up);
    baton_handle_facts_post(
        &control->service, attachment, up ? BATON_HANDLE_MEDIA_UP : BATON_HANDLE_MEDIA_DOWN);
}

static json_t *refuse_without_handle(void)
{
    struct baton_failure failure;
    struct baton_reply reply;

    baton_failure_set(&failure, BATON_E_INTERNAL, "this handle does not exist any more");
    baton_reply_refuse(&reply, &failure);
    return reply.body;
}

json_t *baton_control_request(struct baton_control *control, janus_plugin_session *janus,
    char *transaction, json_t *message, json_t *jsep)
{
    struct baton_attachment *attachment = baton_attachments_find(control->attachments, janus);

    if (attachment)
        return baton_client_request_take(&control->service, attachment, transaction, message, jsep);
    g_free(transaction);
    json_decref(message);
    json_decref(jsep);
    return refuse_without_handle();
}

json_t *baton_control_admin(struct baton_control *control, const json_t *message)
{
    return baton_operator_request(&control->service, message);
}

json_t *baton_control_query(struct baton_control *control, janus_plugin_session *janus)
{
    struct baton_attachment *attachment = baton_attachments_find(control->attachments, janus);

    return attachment ? baton_operator_query(&control->service, attachment) : json_object();
}

/* --- the parts -------------------------------------------------------------------------------- */

static baton_time deadline(void *context)
{
    struct baton_control *control = context;
    return baton_engine_deadline(control->service.engine);
}

static void tick(void *context, baton_time now)
{
    struct baton_control *control = context;
    baton_engine_tick(control->service.engine, now);
}

/* Returns false with `failure` set if the room, a `create` request, cannot be created. */
static bool create_room(
    struct baton_control *control, const json_t *room, struct baton_failure *failure)
{
    const struct baton_request_kind *request = baton_admin_admit(room, failure);
    struct baton_reply reply;

    if (!request)
        return false;
    baton_admin_run(request, control->service.engine, room, NULL, baton_loop_now(), &reply);
    bool created = reply.error == BATON_OK;
    if (!created)
        baton_failure_set(
            failure, reply.error, "%s", json_string_value(json_object_get(reply.body, "error")));
    baton_reply_fini(&reply);
    return created;
}

static bool create_rooms(struct baton_control *control)
{
    const json_t *rooms = baton_configfile_rooms(control->configfile);
    struct baton_failure failure;

    baton_engine_set_origin(control->service.engine, BATON_ROOM_CONFIGURED);
    for (size_t i = 0; i < json_array_size(rooms); i++)
        if (!create_room(control, json_array_get(rooms, i), &failure)) {
            baton_configfile_blame(control->configfile, json_array_get(rooms, i), failure.text);
            return false;
        }
    baton_engine_set_origin(control->service.engine, BATON_ROOM_REQUESTED);
    return true;
}

static void take_sms_result(void *context, const char *key, bool accepted, const char *why)
{
    struct baton_control *control = context;
    baton_engine_sms_result(control->service.engine, key, accepted, why, baton_loop_now());
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
    options.limits = control->settings.scans;
    options.report = report_decoder;
    control->service.decoder = baton_decoder_new(&options);
    if (!control->service.decoder)
        JANUS_LOG(
            LOG_ERR, "[baton] cannot start: the threads for scanning images cannot be created\n");
    return control->service.decoder != NULL;
}

/* --- the store -------------------------------------------------------------------------------- */

/* A report of the store, on its way to the control thread. */
struct report_job {
    struct baton_control *control;
    uint64_t receipt;
    bool failed;
    struct baton_failure failure;
    bool read; /* it has rows; else a change was written */
    size_t rows;
    int64_t *numbers;
    char **texts;
};

static void report_job_free(struct report_job *job)
{
    g_free(job->numbers);
    g_strfreev(job->texts);
    g_free(job);
}

static void run_report(void *data)
{
    struct report_job *job = data;
    struct baton_engine *engine = job->control->service.engine;
    const struct baton_failure *failure = job->failed ? &job->failure : NULL;

    if (job->read)
        baton_engine_audit_read(engine, job->receipt, job->rows, job->numbers,
            (const char *const *)job->texts, failure, baton_loop_now());
    else
        baton_engine_stored(engine, job->receipt, failure, baton_loop_now());
    report_job_free(job);
}

static struct report_job *report_job_new(
    struct baton_control *control, uint64_t receipt, const struct baton_failure *failure)
{
    struct report_job *job = g_new0(struct report_job, 1);

    job->control = control;
    job->receipt = receipt;
    job->failed = failure != NULL;
    if (failure)
        job->failure = *failure;
    return job;
}

/* The store is stopped before the loop, so the loop takes every report. */
static void post_report(struct report_job *job)
{
    if (!baton_loop_post(job->control->service.loop, run_report, job))
        report_job_free(job);
}

static void take_written(void *context, uint64_t receipt, const struct baton_failure *failure)
{
    post_report(report_job_new(context, receipt, failure));
}

static void take_read(void *context, uint64_t receipt, size_t rows, const int64_t *numbers,
    const char *const *texts, const struct baton_failure *failure)
{
    struct report_job *job = report_job_new(context, receipt, failure);

    job->read = true;
    job->rows = rows;
    job->numbers = g_memdup2(numbers, rows * sizeof(*numbers));
    job->texts = g_new0(char *, rows + 1);
    for (size_t i = 0; i < rows; i++)
        job->texts[i] = g_strdup(texts[i]);
    post_report(job);
}

static void report_store(void *context, bool trouble, const char *sentence)
{
    (void)context;
    if (trouble)
        JANUS_LOG(LOG_ERR, "[baton] the store cannot be written: %s\n", sentence);
    else
        JANUS_LOG(LOG_WARN, "[baton] the store can be written: %s\n", sentence);
}

static void report_store_file(void *context, const char *path, const char *sentence)
{
    (void)context;
    JANUS_LOG(LOG_WARN, "[baton] the store %s %s\n", path, sentence);
}

static const char *store_path(const struct baton_control *control)
{
    return control->settings.store ? control->settings.store : BATON_STORE_PATH;
}

static void blame_store(const struct baton_control *control, const char *reason)
{
    JANUS_LOG(LOG_ERR, "[baton] cannot start: the store %s: %s\n", store_path(control), reason);
}

static bool open_store(struct baton_control *control)
{
    const struct baton_store_listener listener = {control, take_written, take_read, report_store};
    const struct baton_schema_reporter reporter = {control, report_store_file};
    struct baton_backend backend;
    struct baton_failure failure;

    if (strcmp(store_path(control), BATON_NO_STORE) == 0) {
        JANUS_LOG(LOG_WARN, "[baton] there is no store: no room can be permanent, and the audit "
                            "trail is only in this log\n");
        return true;
    }
    if (!baton_database_open(store_path(control), &reporter, &backend, &failure)) {
        blame_store(control, failure.text);
        return false;
    }
    control->store = baton_store_new(&backend, &listener);
    return true;
}

struct restored {
    struct baton_control *control;
    struct baton_failure failure;
    bool good;
};

/* The operator's file wins: the room in the store stays there, and is used again when the file has it no more. */
static bool is_in_file(const struct baton_control *control, const char *room)
{
    const json_t *rooms = baton_configfile_rooms(control->configfile);

    for (size_t i = 0; i < json_array_size(rooms); i++)
        if (g_strcmp0(json_string_value(json_object_get(json_array_get(rooms, i), "room")), room) ==
            0)
            return true;
    return false;
}

static bool restore_room(void *context, const struct baton_row *row)
{
    struct restored *restored = context;
    struct baton_failure why;

    if (is_in_file(restored->control, row->room)) {
        JANUS_LOG(LOG_WARN,
            "[baton] the room %s is in the settings file and in the store: the "
            "settings of the file are used\n",
            row->room);
        return true;
    }
    json_t *room = json_loads(row->text, 0, NULL);
    restored->good = room && create_room(restored->control, room, &why);
    if (!restored->good)
        baton_failure_set(&restored->failure, BATON_E_STORE_FAILED, "room %s: %s", row->room,
            room ? why.text : "its settings are not valid JSON");
    json_decref(room);
    return restored->good;
}

static bool restore_chat(struct baton_control *control, struct baton_failure *failure)
{
    size_t unreadable = 0;
    bool read = baton_engine_restore_chat(control->service.engine, &unreadable, failure);

    if (unreadable > 0)
        JANUS_LOG(LOG_WARN, "[baton] %zu chat messages in the store %s are not valid\n", unreadable,
            store_path(control));
    return read;
}

static bool make_room(void *context, const json_t *request, struct baton_failure *failure)
{
    return create_room(context, request, failure);
}

static bool restore_calls(struct baton_control *control, struct baton_failure *failure)
{
    const struct baton_room_maker maker = {control, make_room};
    struct baton_restored_calls restored;
    bool read = baton_engine_restore_calls(
        control->service.engine, &maker, baton_loop_now(), &restored, failure);

    if (read && restored.participants > 0)
        JANUS_LOG(LOG_WARN,
            "[baton] %zu participants in %zu rooms were in calls when Baton ended, and can come "
            "back now\n",
            restored.participants, restored.rooms);
    return read;
}

static bool restore(struct baton_control *control)
{
    struct restored restored = {.control = control, .good = true};

    if (!control->store)
        return true;
    baton_engine_set_origin(control->service.engine, BATON_ROOM_STORED);
    bool read = baton_store_each_room(control->store, restore_room, &restored, &restored.failure) &&
                restored.good && restore_chat(control, &restored.failure);
    baton_engine_set_origin(control->service.engine, BATON_ROOM_REQUESTED);
    read = read && restore_calls(control, &restored.failure);
    if (!read)
        blame_store(control, restored.failure.text);
    return read;
}

/* --- beginning and end ------------------------------------------------------------------------ */

static bool start_engine(struct baton_control *control, struct baton_callbacks_parts *parts)
{
    if (!open_store(control) || !start_sms(control) || !start_decoder(control))
        return false;
    parts->sms = control->sms;
    parts->store = control->store;
    control->service.allowance = baton_allowance_new(&control->settings.allowance);
    control->service.token_auth_secret = control->settings.token_auth_secret;
    parts->token_auth_secret = control->settings.token_auth_secret;
    control->service.host = baton_callbacks_init(parts);
    control->service.engine = baton_engine_new(&control->settings.config, control->service.host);
    if (!control->service.engine)
        JANUS_LOG(LOG_ERR, "[baton] cannot start: no memory, or no random numbers\n");
    return control->service.engine && create_rooms(control) && restore(control);
}

static bool start_store(struct baton_control *control)
{
    if (!control->store || baton_store_start(control->store))
        return true;
    blame_store(control, "its thread cannot be created");
    baton_loop_stop(control->service.loop);
    return false;
}

static bool start_loop(struct baton_control *control)
{
    const struct baton_loop_timer timer = {deadline, tick, control};

    control->service.loop = baton_loop_new(&timer);
    baton_callbacks_set_loop(control->service.loop);
    if (control->sms)
        baton_sms_delivery_set_loop(control->sms, control->service.loop);
    return control->service.loop != NULL;
}

/* Frees all parts that exist, in the reverse order of their creation. */
static void tear_down(struct baton_control *control)
{
    baton_decoder_free(control->service.decoder);
    baton_allowance_free(control->service.allowance);
    if (control->sms)
        baton_sms_delivery_free(control->sms);
    if (control->service.loop)
        baton_loop_free(control->service.loop);
    if (control->service.engine)
        baton_engine_free(control->service.engine);
    baton_store_free(control->store);
    if (control->feedback)
        baton_feedback_free(control->feedback);
    if (control->service.outbox)
        baton_outbox_free(control->service.outbox);
    if (control->configfile)
        baton_configfile_free(control->configfile);
    baton_settings_fini(&control->settings);
    if (baton_attachments_count(control->attachments) > 0)
        return; /* Janus may still use them; this table tells a leak checker that they are not lost */
    baton_attachments_free(control->attachments);
    g_free(control);
}

static void stop_senders(struct baton_control *control)
{
    if (control->feedback)
        baton_feedback_stop(control->feedback);
    if (control->service.outbox)
        baton_outbox_stop(control->service.outbox);
}

struct baton_control *baton_control_new(
    janus_callbacks *gateway, janus_plugin *plugin, const char *folder)
{
    struct baton_control *control = g_new0(struct baton_control, 1);

    control->attachments = baton_attachments_new();
    baton_settings_init(&control->settings);
    control->configfile = baton_configfile_open(folder);
    if (control->configfile && baton_configfile_read(control->configfile, &control->settings)) {
        control->service.outbox = baton_outbox_new(gateway, plugin, &control->settings.outgoing);
        control->feedback = baton_feedback_new(gateway);
    }
    struct baton_callbacks_parts parts = {.gateway = gateway,
        .plugin = plugin,
        .outbox = control->service.outbox,
        .feedback = control->feedback};
    if (control->service.outbox && control->feedback && start_engine(control, &parts) &&
        start_loop(control) && start_store(control))
        return control;
    stop_senders(control);
    tear_down(control);
    return NULL;
}

struct last_save {
    struct baton_engine *engine;
    sem_t done;
};

static void run_last_save(void *data)
{
    struct last_save *save = data;

    baton_engine_save_calls(save->engine);
    sem_post(&save->done);
}

/* The calls go on after the restart, as they are now. */
static void save_calls(struct baton_control *control)
{
    struct last_save save = {.engine = control->service.engine};

    sem_init(&save.done, 0, 0);
    if (baton_loop_post(control->service.loop, run_last_save, &save))
        while (sem_wait(&save.done) < 0)
            continue; /* a signal has interrupted it */
    sem_destroy(&save.done);
}

void baton_control_stop(struct baton_control *control)
{
    stop_senders(control);
    if (control->store) {
        save_calls(control);
        baton_store_stop(control->store);
    }
    baton_loop_stop(control->service.loop);
}

void baton_control_free(struct baton_control *control)
{
    /* Uses a copy of the table, because baton_handle_facts_detach takes other locks, and no lock may be taken while the
     * table's lock is held. */
    GPtrArray *attachments = baton_attachments_all(control->attachments);

    for (guint i = 0; i < attachments->len; i++)
        baton_handle_facts_detach(&control->service, g_ptr_array_index(attachments, i));
    g_ptr_array_free(attachments, TRUE);
    baton_callbacks_set_loop(NULL);
    tear_down(control);
}
