/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of functions that Janus calls. The functions do nothing before init and after destroy. Each function calls
 * janus/control or, on the packet path, plugin/media.
 */
#include "autoconfig.h"

#include <debug.h>
#include <dlfcn.h>
#include <jansson.h>
#include <sched.h>
#include <string.h>

#include "base/memory.h"
#include "janus/control.h"
#include "janus/eventhandler.h"
#include "janus/loop.h"
#include "media/relay.h"

#define PACKAGE_ID "janus.plugin.baton"

enum { PLUGIN_VERSION = 100 }; /* 0.1.0 */

extern int janus_version; /* version of the running Janus: 1102 is 1.1.2 */

/* The first Janus version with each version of the plugin API. Later Janus versions with the same API have the same
 * structs. */
static const struct {
    int api, janus;
} first_with[] = {{102, 1004}, {103, 1201}, {104, 1202}, {105, 1203}, {106, 1301}};

static struct baton_control *control;
static atomic_bool running;
static atomic_int callers; /* calls that use `control` now */
static janus_plugin plugin;

/* Packet callbacks do not call enter(): they use baton_attachment_enter (attachment.h). */
static bool enter(void)
{
    atomic_fetch_add(&callers, 1);
    if (atomic_load(&running))
        return true;
    atomic_fetch_sub(&callers, 1);
    return false;
}

static void leave(void)
{
    atomic_fetch_sub(&callers, 1);
}

/* --- beginning and end ----------------------------------------------------------------------- */

/*
 * Janus refuses a plugin that was built for an older API than its own, but loads one that was built for a newer API.
 * The structs of the newer API are larger than those that this Janus passes, so the plugin would read beyond their
 * end.
 */
static bool suits(void)
{
    int least = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(first_with); i++)
        if (first_with[i].api == JANUS_PLUGIN_API_VERSION)
            least = first_with[i].janus;
    if (least > 0 && janus_version >= least)
        return true;
    JANUS_LOG(LOG_FATAL,
        "[baton] this build needs the plugin API %d, which this Janus (version %d) does not have; "
        "build Baton with the headers of the Janus that runs it\n",
        JANUS_PLUGIN_API_VERSION, janus_version);
    return false;
}

/* Runs on Janus's thread for events. */
static void take_address(void *context, uint64_t handle_id, const char *address, bool claimed)
{
    (void)context;
    if (!enter())
        return;
    baton_control_address(control, handle_id, address, claimed);
    leave();
}

/* Returns the event handler's function, or NULL if Janus has not loaded the module. Janus loads event handlers before
 * plugins. */
static baton_eventhandler_listen_function *find_listen(void)
{
    baton_eventhandler_listen_function *listen = NULL;

    *(void **)&listen =
        dlsym(RTLD_DEFAULT, BATON_EVENTHANDLER_LISTEN); /* POSIX recommends this cast */
    return listen;
}

static void start_listening(void)
{
    baton_eventhandler_listen_function *listen = find_listen();

    if (listen)
        listen(take_address, NULL);
    else
        JANUS_LOG(LOG_INFO, "[baton] janus.eventhandler.baton is not loaded: nobody is warned of a "
                            "device in another network\n");
}

static void stop_listening(void)
{
    baton_eventhandler_listen_function *listen = find_listen();

    if (listen)
        listen(NULL, NULL);
}

static int init(janus_callbacks *callbacks, const char *config_path)
{
    if (!callbacks || !config_path || !suits())
        return -1;
    baton_memory_guard_json();
    control = baton_control_new(callbacks, &plugin, config_path);
    if (!control) {
        JANUS_LOG(LOG_FATAL, "[baton] Baton has not started; see the errors above\n");
        return -1;
    }
    atomic_store(&running, true);
    start_listening();
    JANUS_LOG(LOG_INFO, "[baton] %s %s started\n", PACKAGE_ID, PACKAGE_VERSION);
    return 0;
}

static void destroy(void)
{
    if (!atomic_exchange(&running, false))
        return;
    stop_listening();
    baton_control_stop(control);
    while (atomic_load(&callers) > 0)
        sched_yield();
    baton_control_free(control);
    JANUS_LOG(LOG_INFO, "[baton] %s stopped\n", PACKAGE_ID);
}

static int get_api_compatibility(void)
{
    return JANUS_PLUGIN_API_VERSION;
}

static int get_version(void)
{
    return PLUGIN_VERSION;
}

static const char *get_version_string(void)
{
    return PACKAGE_VERSION;
}

static const char *get_description(void)
{
    return "WebRTC calls that a person can carry to another device by pointing a camera at a code";
}

static const char *get_name(void)
{
    return "Baton";
}

static const char *get_author(void)
{
    return "the Baton authors";
}

static const char *get_package(void)
{
    return PACKAGE_ID;
}

/* --- handles --------------------------------------------------------------------------------- */

static void create_session(janus_plugin_session *janus, int *error)
{
    if (!enter()) {
        *error = -1;
        return;
    }
    struct baton_attachment *attachment = baton_attachment_new(janus);
    baton_core_ids_session(janus->gateway_handle, janus_version, attachment->key);
    attachment->id = baton_core_ids_handle(janus->gateway_handle, janus_version);
    janus->plugin_handle = attachment;
    baton_control_attach(control, attachment);
    leave();
}

static void destroy_session(janus_plugin_session *janus, int *error)
{
    if (!enter()) {
        *error = -1;
        return;
    }
    baton_control_detach(control, janus);
    leave();
}

static void setup_media(janus_plugin_session *janus)
{
    if (!enter())
        return;
    baton_control_media(control, janus, true);
    leave();
}

static void hangup_media(janus_plugin_session *janus)
{
    if (!enter())
        return;
    baton_control_media(control, janus, false);
    leave();
}

static json_t *query_session(janus_plugin_session *janus)
{
    if (!enter())
        return NULL;
    json_t *body = baton_control_query(control, janus);
    leave();
    return body;
}

/* --- requests -------------------------------------------------------------------------------- */

static janus_plugin_result *handle_message(
    janus_plugin_session *janus, char *transaction, json_t *message, json_t *jsep)
{
    if (!enter()) {
        g_free(transaction);
        json_decref(message);
        json_decref(jsep);
        return janus_plugin_result_new(JANUS_PLUGIN_ERROR, "Baton is not running", NULL);
    }
    json_t *body = baton_control_request(control, janus, transaction, message, jsep);
    leave();
    return janus_plugin_result_new(body ? JANUS_PLUGIN_OK : JANUS_PLUGIN_OK_WAIT, NULL, body);
}

static json_t *handle_admin_message(json_t *message)
{
    if (!enter())
        return NULL;
    json_t *body = baton_control_admin(control, message);
    leave();
    return body;
}

/* --- packets: on the handle's own thread, on which destroy_session runs as well ---------- */

static void incoming_rtp(janus_plugin_session *janus, janus_plugin_rtp *rtp)
{
    struct baton_attachment *attachment = janus->plugin_handle;
    struct baton_port *port = baton_attachment_enter(attachment);

    if (!port)
        return;
    /* A copy, because the packet path writes into it and Janus may use its own struct again after this call. */
    janus_plugin_rtp form = *rtp;
    struct baton_packet packet = {
        .data = (uint8_t *)rtp->buffer,
        .length = rtp->length,
        .audio_level = rtp->extensions.audio_level,
        .form = &form,
        .arrival = baton_loop_now(),
        .descriptor_at = offsetof(janus_plugin_rtp, extensions.dd_content),
        .descriptor_length = rtp->extensions.dd_len,
    };
    baton_relay_rtp(port, rtp->mindex, &packet);
    baton_attachment_leave(attachment);
}

/* The wall clock as Janus's core puts it into sender reports, in 1/65536 s (RFC 3550 section 4). */
static uint32_t ntp_now(void)
{
    const uint64_t now = (uint64_t)g_get_real_time(), second = G_USEC_PER_SEC;
    const uint64_t from_1900_to_1970 = 2208988800;

    return (uint32_t)((now / second + from_1900_to_1970) << 16 | (now % second << 16) / second);
}

static void incoming_rtcp(janus_plugin_session *janus, janus_plugin_rtcp *rtcp)
{
    struct baton_attachment *attachment = janus->plugin_handle;
    struct baton_port *port = baton_attachment_enter(attachment);

    if (!port)
        return;
    baton_relay_rtcp(port, rtcp->mindex, (const uint8_t *)rtcp->buffer, rtcp->length,
        baton_loop_now(), ntp_now());
    baton_attachment_leave(attachment);
}

static janus_plugin plugin = {
    .init = init,
    .destroy = destroy,
    .get_api_compatibility = get_api_compatibility,
    .get_version = get_version,
    .get_version_string = get_version_string,
    .get_description = get_description,
    .get_name = get_name,
    .get_author = get_author,
    .get_package = get_package,
    .create_session = create_session,
    .handle_message = handle_message,
    .handle_admin_message = handle_admin_message,
    .setup_media = setup_media,
    .incoming_rtp = incoming_rtp,
    .incoming_rtcp = incoming_rtcp,
    .hangup_media = hangup_media,
    .destroy_session = destroy_session,
    .query_session = query_session,
};

/* Janus looks this function up in the library. */
__attribute__((visibility("default"))) janus_plugin *create(void);

janus_plugin *create(void)
{
    return &plugin;
}
