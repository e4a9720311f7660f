/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of Janus that the engine calls, replaced for tests. */
#include "fake/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>

#include "fake/schema.h"
#include "state/latest_events.h"

/* wake() sets the member `woken` of this host. (A variable is needed because wake() gets no context.) */
static struct fake_host *current;

/* --- randomness ------------------------------------------------------------------------------- */

/* SplitMix64: a small generator that accepts every seed. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint32_t fake_below(uint64_t *state, uint32_t bound)
{
    return (uint32_t)((draw(state) >> 32) * bound >> 32);
}

static bool fill(void *context, void *out, size_t len)
{
    struct fake_host *host = context;
    uint8_t *bytes = out;
    if (host->draws_left == 0)
        return false;
    if (host->draws_left > 0)
        host->draws_left--;
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)draw(&host->random_state);
    return true;
}

/* --- effects ---------------------------------------------------------------------------------- */

void fake_host_check_secret(const struct fake_host *host, const char *text)
{
    for (guint i = 0; i < host->tokens->len; i++) {
        if (strstr(text, g_ptr_array_index(host->tokens, i)))
            fail_msg("this text must not contain a token: %s", text);
    }
}

static void record(void *context, void *handle, const char *transaction, json_t *body,
    const char *type, const char *sdp, bool restart)
{
    struct fake_handle *to = handle;
    assert_ptr_equal(to->host, context);
    assert_true(to->attached);
    assert_null(transaction);
    assert_false(restart);
    assert_int_equal(type != NULL, sdp != NULL);
    if (type) {
        assert_string_equal(type, "offer");
        assert_null(to->offer);
        to->offer = g_strdup(sdp);
    }
    fake_schema_check(to->host, body, true);
    fake_reader_put(&to->reader, body);
    g_queue_push_tail(&to->events, json_incref(body));
}

static void broadcast(
    void *context, void *const *handles, const uint64_t *numbers, size_t count, json_t *body)
{
    for (size_t i = 0; i < count; i++) {
        json_t *own = numbers ? baton_event_numbered(body, numbers[i]) : json_incref(body);
        record(context, handles[i], NULL, own, NULL, NULL, false);
        json_decref(own);
    }
}

static void ask_again(void *context, void *handle)
{
    struct fake_handle *to = handle;
    assert_ptr_equal(to->host, context);
    assert_true(to->attached);
    to->asked_again++;
}

static void cap(void *context, void *handle, uint32_t bitrate)
{
    struct fake_handle *to = handle;
    (void)context;
    assert_true(to->attached);
    assert_true(bitrate > 0);
    to->cap = bitrate;
}

static void close_pc(void *context, void *handle)
{
    struct fake_handle *to = handle;
    (void)context;
    assert_true(to->attached);
    assert_false(to->closing);
    to->closing = true;
    to->closed++;
}

static void notify(void *context, void *handle, json_t *event)
{
    struct fake_host *host = context;
    char *text = json_dumps(event, 0);
    (void)handle;
    assert_non_null(text);
    fake_host_check_secret(host, text);
    free(text);
    host->notified++;
}

/* --- media ------------------------------------------------------------------------------------ */

static uint16_t seq_of(const uint8_t *data)
{
    return (uint16_t)(data[2] << 8 | data[3]);
}

static uint32_t timestamp_of(const uint8_t *data)
{
    return (uint32_t)data[4] << 24 | (uint32_t)data[5] << 16 | (uint32_t)data[6] << 8 | data[7];
}

static void check_continuity(const struct fake_line *line, const struct baton_packet *packet)
{
    if (!line->started)
        return;
    if ((int16_t)(seq_of(packet->data) - line->seq) <= 0)
        fail_msg("sequence number %u follows %u", seq_of(packet->data), line->seq);
    if ((int32_t)(timestamp_of(packet->data) - line->timestamp) < 0)
        fail_msg("timestamp %u follows %u", timestamp_of(packet->data), line->timestamp);
}

static void relay_rtp(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    struct fake_handle *to = handle;
    struct fake_line *line = &to->lines[mindex];
    unsigned tag = packet->data[packet->length - 1];
    assert_true(to->attached);
    assert_true(tag > 0 && tag < FAKE_TAGS);
    assert_int_equal(packet->data[1] & 0x7f, video ? BATON_PT_VIDEO : BATON_PT_AUDIO);
    check_continuity(line, packet);
    if (line->packets > 0)
        line->longest_gap = MAX(line->longest_gap, packet->arrival - line->last_at);
    line->started = true;
    line->seq = seq_of(packet->data);
    line->timestamp = timestamp_of(packet->data);
    line->packets++;
    line->from[tag]++;
    line->tag = tag;
    line->last_at = packet->arrival;
}

static void send_pli(void *handle, int mindex)
{
    struct fake_handle *to = handle;
    assert_true(to->attached);
    to->plis[mindex]++;
}

static void send_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    struct fake_handle *to = handle;
    (void)ssrc;
    (void)first;
    assert_true(to->attached);
    to->firs[mindex][encoding]++;
}

static void copy_form(
    const struct baton_packet *packet, void *form, uint8_t *data, uint16_t length)
{
    (void)packet;
    (void)length;
    (void)form;
    (void)data;
}

static void wake(void)
{
    current->woken = true;
}

/* --- SDP, replaced by a word for each m-line: "audio:0:sends:opus video:1:off:vp8" ------------ */

static bool read_line(
    const char *word, enum baton_codec audio, enum baton_codec video, struct baton_sdp_line *line)
{
    char **parts = g_strsplit(word, ":", 4);
    bool whole = g_strv_length(parts) == 4;
    if (whole) {
        *line = (struct baton_sdp_line){.pt = -1};
        line->video = strcmp(parts[0], "video") == 0;
        line->media = line->video || strcmp(parts[0], "audio") == 0;
        line->sends = strcmp(parts[2], "sends") == 0;
        g_strlcpy(line->mid, parts[1], sizeof(line->mid));
        if (strcmp(parts[3], baton_codec_name(line->video ? video : audio)) == 0)
            line->pt = line->video ? FAKE_PT_VIDEO : FAKE_PT_AUDIO;
    }
    g_strfreev(parts);
    return whole;
}

static bool sdp_answer(void *context, const char *offer, enum baton_codec audio,
    enum baton_codec video, struct baton_sdp *lines, char **answer, struct baton_failure *failure)
{
    char **words = g_strsplit(offer, " ", 0);
    bool read = true;
    (void)context;
    lines->count = 0;
    for (char **word = words; *word && read; word++) {
        read = lines->count < BATON_SDP_MAX_LINES &&
               read_line(*word, audio, video, &lines->lines[lines->count]);
        lines->count++;
    }
    g_strfreev(words);
    if (!read) {
        baton_failure_set(failure, BATON_E_INVALID_SDP, "jsep: not a description of a session");
        return false;
    }
    *answer = g_strdup_printf("answer to %s", offer);
    return true;
}

/* Writes "kept" or "off" for each m-line. */
static char *sdp_answer_lines(void *context, const char *offer, enum baton_codec audio,
    enum baton_codec video, const struct baton_sdp *lines, struct baton_failure *failure)
{
    GString *answer = g_string_new("answer");
    (void)context;
    (void)offer;
    (void)audio;
    (void)video;
    (void)failure;
    for (size_t i = 0; i < lines->count; i++)
        g_string_append(answer, lines->lines[i].sends ? " kept" : " off");
    return g_string_free(answer, FALSE);
}

/* Writes one word for each m-line. */
static char *sdp_offer(void *context, const struct baton_sdp_slots *slots)
{
    GString *offer = g_string_new(NULL);
    (void)context;
    for (size_t i = 0; i < slots->audio + slots->video; i++) {
        bool video = slots->order_count > 0 ? slots->order[i] : i >= slots->audio;
        g_string_append_printf(offer, "%s%s:%zu:sends:%s", i ? " " : "", video ? "video" : "audio",
            i, video ? baton_codec_name(slots->video_codec) : "opus");
    }
    return g_string_free(offer, FALSE);
}

static bool sdp_check_answer(
    void *context, const char *answer, size_t count, struct baton_failure *failure)
{
    char **words = g_strsplit(answer, " ", 0);
    size_t found = g_strv_length(words);
    (void)context;
    g_strfreev(words);
    if (found == count)
        return true;
    baton_failure_set(
        failure, BATON_E_INVALID_SDP, "jsep: %zu m-lines, expected %zu", found, count);
    return false;
}

/* --- time, files, SMS and tokens -------------------------------------------------------------- */

static int64_t wall_clock(void *context)
{
    return ((struct fake_host *)context)->wall_ms++;
}

static void log_line(void *context, const char *line)
{
    struct fake_host *host = context;
    fake_host_check_secret(host, line);
    g_ptr_array_add(host->lines, g_strdup(line));
}

static enum baton_error send_sms(
    void *context, const char *key, const char *to, const char *text, struct baton_failure *failure)
{
    struct fake_host *host = context;
    if (host->sms_fails)
        return baton_failure_set(failure, BATON_E_LIMIT_REACHED, "too many messages wait already");
    host->sms_sent++;
    g_strlcpy(host->sms_key, key, sizeof(host->sms_key));
    g_strlcpy(host->sms_to, to, sizeof(host->sms_to));
    g_strlcpy(host->sms_text, text, sizeof(host->sms_text));
    fake_host_check_secret(host, text);
    return BATON_OK;
}

static char *mint_auth(void *context, const char *transfer, baton_time lifetime)
{
    struct fake_host *host = context;
    host->auth_lifetime = lifetime;
    return host->demands_tokens ? g_strdup_printf("99.%s.hmac", transfer) : NULL;
}

static char *mint_token(void *context, const char *device, baton_time lifetime)
{
    struct fake_host *host = context;
    if (!host->demands_tokens)
        return NULL;
    return g_strdup_printf("token %u of %s for %lld s", ++host->minted, device,
        (long long)(lifetime / BATON_SECONDS(1)));
}

/* --- creation and end ------------------------------------------------------------------------- */

static void drop_event(void *event)
{
    json_decref(event);
}

static void handle_free(void *data)
{
    struct fake_handle *handle = data;
    fake_handle_forget(handle);
    fake_reader_fini(&handle->reader);
    json_decref(handle->taken);
    g_free(handle->offer);
    g_free(handle);
}

void fake_host_init(struct fake_host *host, uint64_t seed)
{
    *host = (struct fake_host){.random_state = seed, .draws_left = -1, .wall_ms = 1767225600000};
    host->host = (struct baton_host){
        .media = {relay_rtp, send_pli, send_fir, copy_form, wake},
        .random = {fill, host},
        .context = host,
        .send = record,
        .broadcast = broadcast,
        .ask_again = ask_again,
        .cap = cap,
        .close_pc = close_pc,
        .sdp_answer = sdp_answer,
        .sdp_answer_lines = sdp_answer_lines,
        .sdp_offer = sdp_offer,
        .sdp_check_answer = sdp_check_answer,
        .wall_clock = wall_clock,
        .log = log_line,
        .notify = notify,
        .send_sms = send_sms,
        .mint_auth = mint_auth,
        .mint_token = mint_token,
    };
    host->lines = g_ptr_array_new_with_free_func(g_free);
    host->tokens = g_ptr_array_new_with_free_func(g_free);
    host->handles = g_ptr_array_new_with_free_func(handle_free);
    current = host;
}

void fake_host_fini(struct fake_host *host)
{
    g_ptr_array_free(host->lines, TRUE);
    g_ptr_array_free(host->tokens, TRUE);
    g_ptr_array_free(host->handles, TRUE);
    current = NULL;
}

struct fake_handle *fake_handle_new(struct fake_host *host)
{
    struct fake_handle *handle = g_new0(struct fake_handle, 1);
    handle->host = host;
    handle->attached = true;
    g_queue_init(&handle->events);
    fake_reader_init(&handle->reader);
    g_ptr_array_add(host->handles, handle);
    handle->id = host->handles->len;
    return handle;
}

static bool is_named(const json_t *body, const char *event)
{
    return strcmp(json_string_value(json_object_get(body, "baton")), event) == 0;
}

json_t *fake_handle_take(struct fake_handle *handle, const char *event)
{
    for (GList *link = handle->events.head; link; link = link->next) {
        if (!is_named(link->data, event))
            continue;
        json_decref(handle->taken);
        handle->taken = link->data;
        g_queue_delete_link(&handle->events, link);
        return handle->taken;
    }
    return NULL;
}

bool fake_handle_has(const struct fake_handle *handle, const char *event)
{
    for (const GList *link = handle->events.head; link; link = link->next) {
        if (is_named(link->data, event))
            return true;
    }
    return false;
}

void fake_handle_forget(struct fake_handle *handle)
{
    g_queue_clear_full(&handle->events, drop_event);
}

void fake_handle_listen(struct fake_handle *handle)
{
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++) {
        handle->lines[i].packets = 0;
        handle->lines[i].tag_before = handle->lines[i].tag;
        handle->lines[i].longest_gap = 0;
        memset(handle->lines[i].from, 0, sizeof(handle->lines[i].from));
    }
}

unsigned fake_handle_heard(const struct fake_handle *handle, unsigned tag)
{
    unsigned heard = 0;
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++)
        heard += handle->lines[i].from[tag];
    return heard;
}

unsigned fake_handle_packets(const struct fake_handle *handle)
{
    unsigned packets = 0;
    for (int i = 0; i < BATON_PORT_MAX_SLOTS; i++)
        packets += handle->lines[i].packets;
    return packets;
}
