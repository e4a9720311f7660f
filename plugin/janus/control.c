/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each call of Janus becomes a job of the control thread. */
#include "janus/control.h"

#include <debug.h>

#include "api/admin.h"
#include "api/dispatch.h"
#include "janus/callbacks.h"
#include "janus/client_request.h"
#include "janus/configfile.h"
#include "janus/handle_facts.h"
#include "janus/operator_request.h"

struct baton_control {
    struct baton_configfile *configfile;
    struct baton_attachments *attachments;
    struct baton_feedback *feedback;
    struct baton_settings settings;
    struct baton_sms_delivery *sms; /* NULL without a gateway */
    struct baton_service service;   /* the control owns all objects in it, except `host` */
};

/* --- calls of Janus --------------------------------------------------------------------------- */

void baton_control_address(struct baton_control *control, uint64_t handle_id, const char *address)
{
    struct baton_attachment *attachment =
        baton_attachments_find_id(control->attachments, handle_id);

    if (attachment)
        baton_handle_facts_post_address(&control->service, attachment, address);
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

    if (attachment)
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

/* --- beginning and end ------------------------------------------------------------------------ */

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

static bool create_room(struct baton_control *control, const json_t *room)
{
    struct baton_failure failure;
    struct baton_reply reply;
    const struct baton_request_kind *request = baton_admin_admit(room, &failure);

    if (!request) {
        baton_configfile_blame(control->configfile, room, failure.text);
        return false;
    }
    baton_admin_run(request, control->service.engine, room, baton_loop_now(), &reply);
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
    options.report = report_decoder;
    control->service.decoder = baton_decoder_new(&options);
    if (!control->service.decoder)
        JANUS_LOG(
            LOG_ERR, "[baton] cannot start: the threads for scanning images cannot be created\n");
    return control->service.decoder != NULL;
}

static bool start_engine(struct baton_control *control, struct baton_callbacks_parts *parts)
{
    if (!baton_configfile_read(control->configfile, &control->settings) || !start_sms(control) ||
        !start_decoder(control))
        return false;
    parts->sms = control->sms;
    control->service.allowance = baton_allowance_new(NULL);
    control->service.token_auth_secret = control->settings.token_auth_secret;
    parts->token_auth_secret = control->settings.token_auth_secret;
    parts->token_seconds = control->settings.token_seconds;
    control->service.host = baton_callbacks_init(parts);
    control->service.engine = baton_engine_new(&control->settings.config, control->service.host);
    if (!control->service.engine)
        JANUS_LOG(LOG_ERR, "[baton] cannot start: no memory, or no random numbers\n");
    return control->service.engine && create_rooms(control);
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
    if (control->configfile) {
        control->service.outbox = baton_outbox_new(gateway, plugin);
        control->feedback = baton_feedback_new(gateway);
    }
    struct baton_callbacks_parts parts = {.gateway = gateway,
        .plugin = plugin,
        .outbox = control->service.outbox,
        .feedback = control->feedback,
        .configfile = control->configfile};
    if (control->service.outbox && control->feedback && start_engine(control, &parts) &&
        start_loop(control))
        return control;
    stop_senders(control);
    tear_down(control);
    return NULL;
}

void baton_control_stop(struct baton_control *control)
{
    stop_senders(control);
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
