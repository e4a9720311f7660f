/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the settings. Each value is checked like a field of a client's request. */
#include "janus/settings.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "api/fields.h"
#include "base/ice_url.h"
#include "code/link.h"
#include "confirm/channel.h"
#include "requests/request_fields.h"
#include "scan/decoder.h"

void baton_settings_init(struct baton_settings *settings)
{
    *settings = (struct baton_settings){.decoders = 2,
        .allowance = baton_allowance_defaults,
        .outgoing = baton_outgoing_defaults,
        .scans = baton_decoder_defaults.limits};
    baton_config_init(&settings->config);
}

void baton_settings_fini(struct baton_settings *settings)
{
    baton_config_fini(&settings->config);
    if (settings->token_auth_secret)
        OPENSSL_cleanse(settings->token_auth_secret, strlen(settings->token_auth_secret));
    g_clear_pointer(&settings->token_auth_secret, g_free);
    g_clear_pointer(&settings->decoder, g_free);
    g_clear_pointer(&settings->store, g_free);
    g_clear_pointer(&settings->sms, json_decref);
}

/* --- general ---------------------------------------------------------------------------------- */

static bool read_span(
    const struct baton_fields *fields, const char *name, int most, baton_time unit, baton_time *out)
{
    int64_t number = 0;
    bool has = false;

    if (!baton_fields_integer(fields, name, BATON_OPTIONAL, 1, most, &has, &number))
        return false;
    if (has)
        *out = number * unit;
    return true;
}

static bool read_count(
    const struct baton_fields *fields, const char *name, int64_t most, size_t *out)
{
    int64_t number = (int64_t)*out;

    if (!baton_fields_integer(fields, name, BATON_OPTIONAL, 1, most, NULL, &number))
        return false;
    *out = (size_t)number;
    return true;
}

static bool read_int(const struct baton_fields *fields, const char *name, int64_t most, int *out)
{
    size_t number = (size_t)*out;

    if (!read_count(fields, name, most, &number))
        return false;
    *out = (int)number;
    return true;
}

/* Replaces the text in `out` by a copy of the field, if there is one. */
static bool read_text(const struct baton_fields *fields, const char *name, size_t most, char **out)
{
    const struct baton_text_rule rule = {BATON_TEXT_LINE, 1, most};
    const char *text = NULL;

    if (!baton_fields_text(fields, name, BATON_OPTIONAL, &rule, &text))
        return false;
    if (text) {
        g_free(*out);
        *out = g_strdup(text);
    }
    return true;
}

static bool read_counts(const struct baton_fields *fields, struct baton_settings *settings)
{
    struct baton_config *config = &settings->config;

    return read_count(fields, "max_rooms", 1000000, &config->max_rooms) &&
           read_count(fields, "max_codes", 1000000, &config->max_codes) &&
           read_count(fields, "max_presentations", 1000000, &config->max_presentations) &&
           read_count(fields, "max_session_rooms", 1000000, &config->max_session_rooms) &&
           read_count(
               fields, "max_session_presentations", 1000000, &config->max_session_presentations) &&
           read_count(fields, "max_session_codes", 1000000, &config->max_session_codes) &&
           read_count(fields, "session_participants", 1000000, &config->session_participants) &&
           read_int(fields, "max_misses", 1000, &config->max_misses) &&
           read_int(fields, "max_room_misses", 1000, &config->max_room_misses) &&
           read_int(fields, "max_all_misses", 1000000, &config->max_all_misses) &&
           read_count(fields, "decoders", BATON_DECODERS_MAX, &settings->decoders);
}

static bool read_spans(const struct baton_fields *fields, struct baton_config *config)
{
    const baton_time second = BATON_SECONDS(1), millisecond = BATON_MS(1);

    return read_span(fields, "lock_seconds", 86400, second, &config->lock_time) &&
           read_span(fields, "present_seconds", 600, second, &config->present_time) &&
           read_span(fields, "match_seconds", 600, second, &config->match_timeout) &&
           read_span(fields, "confirm_seconds", 600, second, &config->confirm_timeout) &&
           read_span(fields, "connect_seconds", 600, second, &config->connect_timeout) &&
           read_span(fields, "commit_seconds", 600, second, &config->commit_timeout) &&
           read_span(fields, "return_seconds", 600, second, &config->return_timeout) &&
           read_span(fields, "disown_seconds", 86400, second, &config->disown_time) &&
           read_span(fields, "keyframe_interval_ms", 60000, millisecond, &config->pli_interval);
}

/* A token that is too short expires before its device gets the next token. */
static bool read_token_time(const struct baton_fields *fields, baton_time *out)
{
    int64_t seconds = 0;
    bool has = false;

    if (!baton_fields_integer(fields, "token_seconds", BATON_OPTIONAL, 4, 86400, &has, &seconds))
        return false;
    if (has)
        *out = BATON_SECONDS(seconds);
    return true;
}

/* Only this time may be 0: then an empty room never ends. */
static bool read_empty_room(const struct baton_fields *fields, baton_time *out)
{
    int64_t seconds = 0;
    bool has = false;

    if (!baton_fields_integer(
            fields, "empty_room_seconds", BATON_OPTIONAL, 0, 604800, &has, &seconds))
        return false;
    if (has)
        *out = BATON_SECONDS(seconds);
    return true;
}

/* A relative path would depend on the folder in which Janus was started. */
static bool read_store(const struct baton_fields *fields, struct baton_settings *settings)
{
    if (!read_text(fields, "store", 1024, &settings->store) ||
        !baton_fields_bool(fields, "keep_calls", BATON_OPTIONAL, &settings->config.keep_calls) ||
        !read_count(fields, "audit_entries", 1000000, &settings->config.audit_entries))
        return false;
    return !settings->store || settings->store[0] == '/' ||
           strcmp(settings->store, BATON_NO_STORE) == 0 ||
           baton_fields_refuse(fields, "store", BATON_E_INVALID_ELEMENT,
               "expected a path that begins with /, or " BATON_NO_STORE);
}

bool baton_settings_read_general(
    struct baton_settings *settings, const json_t *general, struct baton_failure *failure)
{
    const struct baton_fields fields = baton_fields_of(general, failure);

    return read_empty_room(&fields, &settings->config.empty_room_time) &&
           read_text(&fields, "admin_key", BATON_MAX_SECRET, &settings->config.admin_key) &&
           read_counts(&fields, settings) && read_spans(&fields, &settings->config) &&
           read_text(&fields, "token_auth_secret", BATON_TOKEN_SECRET_MAX,
               &settings->token_auth_secret) &&
           read_token_time(&fields, &settings->config.token_time) &&
           read_store(&fields, settings) && read_text(&fields, "decoder", 1024, &settings->decoder);
}

/* --- limits ----------------------------------------------------------------------------------- */

enum { KILOBYTE = 1024, MILLISECOND = 1000, SECOND = 1000 * MILLISECOND };

/* The member of struct baton_settings that a limit sets: a size_t, or an int64_t. */
#define SIZE(member)   offsetof(struct baton_settings, member), true
#define AMOUNT(member) offsetof(struct baton_settings, member), false
#define SCOPE(name, scope, most)                                                                   \
    {name "_ms", AMOUNT(allowance.budget.scopes[scope].rate), MILLISECOND, 1, most},               \
    {                                                                                              \
        name "_burst_ms", AMOUNT(allowance.budget.scopes[scope].burst), MILLISECOND, 1, 10000      \
    }

static const struct limit {
    const char *name;
    size_t offset;
    bool is_size;
    int64_t unit; /* what a 1 in the file stands for */
    int64_t least, most;
} limit_rows[] = {
    SCOPE("handle", BATON_BUDGET_HANDLE, 1000),
    SCOPE("session", BATON_BUDGET_SESSION, 1000),
    SCOPE("room", BATON_BUDGET_ROOM, 1000),
    SCOPE("assured", BATON_BUDGET_ASSURED, 1000),
    SCOPE("reserved", BATON_BUDGET_RESERVED, 1000),
    SCOPE("restart", BATON_BUDGET_RESTARTS, 1000),
    SCOPE("server", BATON_BUDGET_SERVER, 1000),
    {"refusals", AMOUNT(allowance.budget.scopes[BATON_BUDGET_REFUSALS].rate), 1, 1, 100000},
    {"refusals_burst", AMOUNT(allowance.budget.scopes[BATON_BUDGET_REFUSALS].burst), 1, 1, 100000},
    {"session_events_kb", AMOUNT(allowance.budget.scopes[BATON_BUDGET_SESSION_EVENTS].rate),
        KILOBYTE, 1, 65536},
    {"session_events_burst_kb", AMOUNT(allowance.budget.scopes[BATON_BUDGET_SESSION_EVENTS].burst),
        KILOBYTE, 1, 65536},
    {"room_events_kb", AMOUNT(allowance.budget.scopes[BATON_BUDGET_ROOM_EVENTS].rate), KILOBYTE, 1,
        65536},
    {"room_events_burst_kb", AMOUNT(allowance.budget.scopes[BATON_BUDGET_ROOM_EVENTS].burst),
        KILOBYTE, 1, 65536},
    {"waiting_threads", SIZE(allowance.threads), 1, 1, 64},
    {"window_kb", SIZE(outgoing.window), KILOBYTE, 16, 65536},
    /* The largest message, `synced`, has metadata of 64 kilobytes, missed events of 64, and texts. It must fit. */
    {"queue_kb", SIZE(outgoing.bytes), KILOBYTE, 256, 65536},
    {"queue_messages", SIZE(outgoing.messages), 1, 16, 65536},
    {"queue_seconds", AMOUNT(outgoing.patience), SECOND, 1, 3600},
    {"session_queue_kb", SIZE(outgoing.session_bytes), KILOBYTE, 64, 1048576},
    {"server_queue_kb", SIZE(outgoing.server_bytes), KILOBYTE, 1024, 16777216},
    {"decoder_ms", AMOUNT(scans.share.rate), MILLISECOND, 1, 16000},
    {"decoder_burst_ms", AMOUNT(scans.share.burst), MILLISECOND, 1, 60000},
    {"decoder_first_ms", AMOUNT(scans.first.rate), MILLISECOND, 1, 16000},
    {"decoder_first_burst_ms", AMOUNT(scans.first.burst), MILLISECOND, 1, 60000},
    {"images", SIZE(scans.images), 1, 4, 1024},
    {"session_images", SIZE(scans.session_images), 1, 4, 1024},
};

static bool read_limit(
    struct baton_settings *settings, const struct baton_fields *fields, const struct limit *limit)
{
    void *member = (char *)settings + limit->offset;
    int64_t number = 0;
    bool has = false;

    if (!baton_fields_integer(
            fields, limit->name, BATON_OPTIONAL, limit->least, limit->most, &has, &number))
        return false;
    if (has && limit->is_size)
        *(size_t *)member = (size_t)(number * limit->unit);
    else if (has)
        *(int64_t *)member = number * limit->unit;
    return true;
}

/* A limit below the sum of the limits of what it holds would detach clients that keep to their own limits. */
static bool check_queues(
    const struct baton_fields *fields, const struct baton_outgoing_limits *outgoing)
{
    const size_t handle = outgoing->window + outgoing->bytes;

    if (outgoing->session_bytes < handle)
        return baton_fields_refuse(fields, "session_queue_kb", BATON_E_INVALID_ELEMENT,
            "expected at least %zu, which is window_kb and queue_kb together, got %zu",
            handle / KILOBYTE, outgoing->session_bytes / KILOBYTE);
    if (outgoing->server_bytes < outgoing->session_bytes)
        return baton_fields_refuse(fields, "server_queue_kb", BATON_E_INVALID_ELEMENT,
            "expected at least %zu, which is session_queue_kb, got %zu",
            outgoing->session_bytes / KILOBYTE, outgoing->server_bytes / KILOBYTE);
    return true;
}

bool baton_settings_read_limits(
    struct baton_settings *settings, const json_t *limits, struct baton_failure *failure)
{
    const struct baton_fields fields = baton_fields_of(limits, failure);

    for (size_t i = 0; i < G_N_ELEMENTS(limit_rows); i++)
        if (!read_limit(settings, &fields, &limit_rows[i]))
            return false;
    return check_queues(&fields, &settings->outgoing);
}

bool baton_settings_is_limit(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(limit_rows); i++)
        if (strcmp(limit_rows[i].name, name) == 0)
            return true;
    return false;
}

/* --- ice -------------------------------------------------------------------------------------- */

/* Checks element `index` of `servers`. */
static bool check_server(const struct baton_fields *fields, size_t index, const json_t *server)
{
    struct baton_failure why;
    char name[32];

    snprintf(name, sizeof(name), "servers[%zu]", index);
    if (!json_is_string(server))
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT, "expected a string");
    return baton_ice_url_check(json_string_value(server), &why) == BATON_OK ||
           baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT, "%s", why.text);
}

/* Sets `*has_turn` to whether one of the servers is a TURN server. */
static bool read_servers(
    const struct baton_fields *fields, struct baton_config *config, bool *has_turn)
{
    json_t *servers = NULL;

    if (!baton_fields_array(fields, "servers", BATON_REQUIRED, 1, BATON_ICE_SERVERS_MAX, &servers))
        return false;
    size_t count = json_array_size(servers);
    for (size_t i = 0; i < count; i++)
        if (!check_server(fields, i, json_array_get(servers, i)))
            return false;
    g_strfreev(config->ice_servers);
    config->ice_servers = g_new0(char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        config->ice_servers[i] = g_strdup(json_string_value(json_array_get(servers, i)));
        *has_turn |= baton_ice_url_is_turn(config->ice_servers[i]);
    }
    return true;
}

/* Without a credential, browsers refuse the URL of a TURN server, and with it all other servers. A secret without a
 * TURN server has no effect, which the operator would not notice. */
static bool check_turn_secret(const struct baton_fields *fields, bool has_turn, bool has_secret)
{
    if (has_turn && !has_secret)
        return baton_fields_refuse(fields, "turn_secret", BATON_E_MISSING_ELEMENT,
            "missing; the servers that begin with turn: or turns: need it");
    if (has_secret && !has_turn)
        return baton_fields_refuse(fields, "turn_secret", BATON_E_INVALID_ELEMENT,
            "expected none, because no server begins with turn: or turns:");
    return true;
}

bool baton_settings_read_ice(
    struct baton_settings *settings, const json_t *ice, struct baton_failure *failure)
{
    const struct baton_fields fields = baton_fields_of(ice, failure);
    struct baton_config *config = &settings->config;
    int64_t seconds = config->turn_time / BATON_SECONDS(1);
    bool has_turn = false;

    if (!read_servers(&fields, config, &has_turn) ||
        !read_text(&fields, "turn_secret", BATON_TURN_SECRET_MAX, &config->turn_secret) ||
        !baton_fields_integer(
            &fields, "credential_seconds", BATON_OPTIONAL, 60, 86400, NULL, &seconds))
        return false;
    config->turn_time = BATON_SECONDS(seconds);
    return check_turn_secret(&fields, has_turn, config->turn_secret != NULL);
}

/* --- sms -------------------------------------------------------------------------------------- */

static bool read_method(const struct baton_fields *fields, enum baton_gateway_method *out)
{
    const struct baton_text_rule any = {BATON_TEXT_LINE, 1, 16};
    const char *name = "GET";

    if (!baton_fields_text(fields, "method", BATON_OPTIONAL, &any, &name))
        return false;
    return baton_gateway_read_method(name, out) ||
           baton_fields_refuse(fields, "method", BATON_E_INVALID_ELEMENT, "expected GET or POST");
}

static bool read_templates(
    const struct baton_fields *fields, struct baton_gateway_settings *gateway)
{
    const struct baton_text_rule value_rule = {BATON_TEXT_LINE, 0, BATON_HTTP_VALUE_MAX};
    struct baton_fields inner;
    const char *name;
    json_t *value;

    if (!baton_fields_inner(fields, "fields", &inner))
        return false;
    json_object_foreach((json_t *)(uintptr_t)inner.object, name, value)
    {
        struct baton_http_field *field = &gateway->fields[gateway->field_count];
        if (gateway->field_count == BATON_GATEWAY_MAX_FIELDS)
            return baton_fields_refuse(fields, "fields", BATON_E_INVALID_ELEMENT,
                "expected at most %d fields, got more", BATON_GATEWAY_MAX_FIELDS);
        if (!baton_fields_text(&inner, name, BATON_REQUIRED, &value_rule, &field->value))
            return false;
        field->name = name;
        gateway->field_count++;
    }
    return true;
}

static bool read_gateway(const struct baton_fields *fields, struct baton_gateway_settings *out)
{
    const struct baton_text_rule url = {BATON_TEXT_LINE, 1, BATON_GATEWAY_URL_MAX};
    const struct baton_text_rule from = {BATON_TEXT_LINE, 0, BATON_HTTP_VALUE_MAX};
    struct baton_gateway_settings gateway = {.url = NULL};
    int64_t timeout = BATON_GATEWAY_TIMEOUT;

    if (!baton_fields_text(fields, "url", BATON_REQUIRED, &url, &gateway.url) ||
        !read_method(fields, &gateway.method) || !read_templates(fields, &gateway) ||
        !baton_fields_text(fields, "from", BATON_OPTIONAL, &from, &gateway.from) ||
        !baton_fields_integer(fields, "timeout_seconds", BATON_OPTIONAL, 1, 60, NULL, &timeout))
        return false;
    gateway.timeout_seconds = (int)timeout;
    if (baton_gateway_check(&gateway, fields->failure) != BATON_OK)
        return false;
    *out = gateway;
    return true;
}

static bool read_fallback(const struct baton_fields *fields, const struct baton_channel **out)
{
    static const char *const names[] = {"popup", "chat", NULL};
    bool has = false;
    int index = 0;

    if (!baton_fields_choice(fields, "fallback", BATON_OPTIONAL, names, &has, &index))
        return false;
    if (has)
        *out = baton_channel_find(names[index]);
    return true;
}

static bool read_confirm_link(const struct baton_fields *fields, char **out)
{
    struct baton_failure why;

    if (!read_text(fields, "confirm_link", BATON_LINK_MAX, out))
        return false;
    return !*out || baton_link_check(*out, &why) == BATON_OK ||
           baton_fields_refuse(fields, "confirm_link", BATON_E_INVALID_ELEMENT,
               "expected a link to which Baton can add a ticket: %s", why.text);
}

static bool read_sms_limits(const struct baton_fields *fields, struct baton_sms_limits *limits)
{
    static const struct {
        enum baton_sms_scope scope;
        const char *name;
        int64_t most;
    } rows[] = {
        {BATON_SMS_NUMBER, "max_per_hour", 1000},
        {BATON_SMS_SESSION, "max_per_session", 10000},
        {BATON_SMS_PARTICIPANT, "max_per_participant", 10000},
        {BATON_SMS_ROOM, "max_per_room", 100000},
        {BATON_SMS_SERVER, "max_per_server", 1000000},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (!read_int(fields, rows[i].name, rows[i].most, &limits->most[rows[i].scope]))
            return false;
    return true;
}

bool baton_settings_read_sms(
    struct baton_settings *settings, json_t *sms, struct baton_failure *failure)
{
    const struct baton_fields fields = baton_fields_of(sms, failure);

    if (!read_gateway(&fields, &settings->gateway) ||
        !read_fallback(&fields, &settings->config.sms_fallback) ||
        !read_sms_limits(&fields, &settings->config.sms_limits) ||
        !baton_fields_bool(
            &fields, "client_numbers", BATON_OPTIONAL, &settings->config.sms_client_numbers) ||
        !read_confirm_link(&fields, &settings->config.confirm_link))
        return false;
    settings->sms = json_incref(sms);
    settings->has_gateway = true;
    return true;
}
