/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of struct baton_host. Each calls Janus in a few lines. */
#include "janus/callbacks.h"

#include <debug.h>
#include <glib.h>

#include "api/auth.h"
#include "base/random.h"
#include "janus/sdp.h"

static struct baton_callbacks_parts parts;
static _Atomic(struct baton_loop *) control;

/* --- media: packet threads, with a stream's lock held ------------------------------------ */

static void relay_rtp(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    struct baton_attachment *attachment = handle;
    janus_plugin_rtp *rtp = packet->form;

    rtp->mindex = mindex;
    rtp->video = video;
    rtp->extensions.dd_len = packet->descriptor_length;
    parts.gateway->relay_rtp(attachment->janus, rtp);
}

static void send_pli(void *handle, int mindex)
{
    baton_feedback_ask_keyframe(parts.feedback, handle, mindex);
}

static void send_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    baton_feedback_ask_encoding(parts.feedback, handle, mindex, encoding, ssrc, first);
}

static void copy_form(
    const struct baton_packet *packet, void *form, uint8_t *data, uint16_t length)
{
    janus_plugin_rtp *rtp = form;

    _Static_assert(sizeof(*rtp) <= BATON_PACKET_FORM_BYTES, "BATON_PACKET_FORM_BYTES is too small");
    *rtp = *(const janus_plugin_rtp *)packet->form;
    rtp->buffer = (char *)data;
    rtp->length = length;
}

static void wake(void)
{
    struct baton_loop *loop = atomic_load(&control);
    if (loop)
        baton_loop_wake(loop);
}

/* --- signalling: the control thread ------------------------------------------------------ */

/*
 * Sends `body` without a copy, even if many clients get the same object. This is safe because no thread changes the
 * object any more, and because jansson counts references atomically.
 */
_Static_assert(
    JANSSON_VERSION_HEX >= 0x020d00, "older versions of jansson write into what they dump");
_Static_assert(JSON_HAVE_ATOMIC_BUILTINS || JSON_HAVE_SYNC_BUILTINS,
    "this jansson cannot share objects between threads");

static void send_event(void *context, void *handle, const char *transaction, json_t *body,
    const char *type, const char *sdp, bool restart)
{
    json_t *jsep = NULL;

    (void)context;
    if (type)
        jsep = json_pack("{ssss}", "type", type, "sdp", sdp);
    if (jsep && restart)
        json_object_set_new(jsep, "restart", json_true());
    baton_outbox_send(parts.outbox, handle, transaction, json_incref(body), jsep);
}

static void broadcast_event(
    void *context, void *const *handles, const uint64_t *numbers, size_t count, json_t *body)
{
    (void)context;
    baton_outbox_broadcast(
        parts.outbox, (struct baton_attachment *const *)handles, numbers, count, json_incref(body));
}

static void ask_again(void *context, void *handle)
{
    (void)context;
    baton_outbox_ask_again(parts.outbox, handle);
}

static void cap(void *context, void *handle, uint32_t bitrate)
{
    (void)context;
    baton_feedback_cap(parts.feedback, handle, bitrate);
}

static void close_pc(void *context, void *handle)
{
    (void)context;
    baton_outbox_close_pc(parts.outbox, handle);
}

static int64_t wall_clock(void *context)
{
    (void)context;
    return g_get_real_time() / 1000;
}

static void log_line(void *context, const char *line)
{
    (void)context;
    JANUS_LOG(LOG_INFO, "[baton] %s\n", line);
}

static enum baton_error send_sms(
    void *context, const char *key, const char *to, const char *text, struct baton_failure *failure)
{
    (void)context;
    return baton_sms_delivery_send(parts.sms, key, to, text, failure);
}

/* Rounds the lifetime up to whole seconds, so that a token does not expire before its transfer. */
static char *mint(enum baton_auth_scope scope, const char *id, baton_time lifetime)
{
    char token[BATON_AUTH_TOKEN_SIZE];
    int64_t seconds = (lifetime + BATON_SECONDS(1) - 1) / BATON_SECONDS(1);
    int64_t expiry = g_get_real_time() / G_USEC_PER_SEC + seconds;

    if (!parts.token_auth_secret ||
        !baton_auth_mint(parts.token_auth_secret, expiry, scope, id, token))
        return NULL;
    return g_strdup(token);
}

static char *mint_auth(void *context, const char *transfer, baton_time lifetime)
{
    char shortened[BATON_AUTH_TOKEN_SIZE];
    char *token = mint(BATON_AUTH_TRANSFER, transfer, lifetime);
    bool made = token && baton_auth_shorten(token, shortened);

    (void)context;
    g_free(token);
    return made ? g_strdup(shortened) : NULL;
}

static char *mint_token(void *context, const char *device, baton_time lifetime)
{
    (void)context;
    return mint(BATON_AUTH_DEVICE, device, lifetime);
}

static void notify(void *context, void *handle, json_t *event)
{
    struct baton_attachment *attachment = handle;

    (void)context;
    if (parts.gateway->events_is_enabled())
        parts.gateway->notify_event(
            parts.plugin, attachment ? attachment->janus : NULL, json_incref(event));
}

static struct baton_host host = {
    .media = {.relay_rtp = relay_rtp,
        .send_pli = send_pli,
        .send_fir = send_fir,
        .copy_form = copy_form,
        .wake = wake},
    .send = send_event,
    .broadcast = broadcast_event,
    .ask_again = ask_again,
    .cap = cap,
    .close_pc = close_pc,
    .sdp_answer = baton_sdp_answer,
    .sdp_answer_lines = baton_sdp_answer_lines,
    .sdp_offer = baton_sdp_offer,
    .sdp_check_answer = baton_sdp_check_answer,
    .wall_clock = wall_clock,
    .log = log_line,
    .mint_auth = mint_auth,
    .mint_token = mint_token,
    .notify = notify,
};

const struct baton_host *baton_callbacks_init(const struct baton_callbacks_parts *own_parts)
{
    parts = *own_parts;
    host.random = baton_random_system;
    host.store = parts.store;
    host.send_sms = parts.sms ? send_sms : NULL;
    return &host;
}

void baton_callbacks_set_loop(struct baton_loop *loop)
{
    atomic_store(&control, loop);
}
