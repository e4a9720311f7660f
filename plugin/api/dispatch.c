/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks that all requests have in common, and the form of replies. */
#include "api/dispatch.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "api/call_verbs.h"
#include "api/request_kind.h"
#include "api/room_verbs.h"
#include "api/scan_images.h"
#include "api/transfer_verbs.h"
#include "api/values.h"
#include "base/text.h"
#include "code/drawing.h"
#include "requests/request_fields.h"
#include "state/handle.h"

/* The tables of the requests that clients can send. */
static const struct baton_request_kind *const tables[] = {
    baton_room_verbs, baton_call_verbs, baton_transfer_verbs};

static const struct baton_request_kind *find_request(const char *verb)
{
    const struct baton_request_kind *found = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(tables) && !found; i++)
        found = baton_request_kind_find(tables[i], verb);
    return found;
}

static bool check_sdp(const json_t *jsep, const char *type, struct baton_failure *failure)
{
    const struct baton_text_rule any = {BATON_TEXT_RAW, 1, BATON_SDP_MAX_BYTES};
    const char *types[] = {type, NULL};
    struct baton_fields fields = {.object = jsep, .path = "jsep.", .failure = failure};
    const char *sdp;
    int index;

    if (!baton_fields_choice(&fields, "type", BATON_REQUIRED, types, NULL, &index))
        return false;
    size_t bytes = json_string_length(json_object_get(jsep, "sdp"));
    if (bytes > BATON_SDP_MAX_BYTES)
        return baton_fields_refuse(&fields, "sdp", BATON_E_TOO_LARGE,
            "expected at most %d bytes, got %zu", BATON_SDP_MAX_BYTES, bytes);
    return baton_fields_text(&fields, "sdp", BATON_REQUIRED, &any, &sdp);
}

/* --- simulcast -------------------------------------------------------------------------------- */

/* An m-line with simulcast, as Janus reports it in the JSEP, outside of the SDP. */
struct simulcast_line {
    json_int_t mindex;
    size_t ssrcs; /* encodings without rids */
    const json_t *rids;
    json_int_t extension; /* 0: the offer does not have it */
};

static struct simulcast_line simulcast_line(const json_t *reported)
{
    return (struct simulcast_line){
        .mindex = json_integer_value(json_object_get(reported, "mindex")),
        .ssrcs = json_array_size(json_object_get(reported, "ssrcs")),
        .rids = json_object_get(reported, "rids"),
        .extension = json_integer_value(json_object_get(reported, "rid-ext")),
    };
}

/* RFC 8851 section 10: letters and digits, "-" and "_". */
static bool is_rid(const json_t *value)
{
    const char *rid = json_string_value(value);
    return rid && strlen(rid) == json_string_length(value) && strlen(rid) <= BATON_RID_MAX_BYTES &&
           baton_text_is_id(rid);
}

static const char *fault_of(const struct simulcast_line *line)
{
    const size_t count = json_array_size(line->rids);

    if (line->ssrcs > 1)
        return "expected simulcast by rid (RFC 8853), got encodings without rids";
    if (line->mindex < 0 || line->mindex >= BATON_MAX_UPLINK_LINES || count > BATON_ENCODINGS)
        return "expected at most 3 rids, on one of the first 16 m-lines";
    if (count > 1 && (line->extension < 1 || line->extension > BATON_EXTENSION_MAX_ID))
        return "simulcast needs the header extension sdes:rtp-stream-id with an id from 1 to 14";
    for (size_t i = 0; i < count; i++) {
        if (!is_rid(json_array_get(line->rids, i)))
            return "expected rids of 1 to 15 characters A-Z a-z 0-9 _ -";
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_array_get(line->rids, i), json_array_get(line->rids, j)))
                return "two encodings have the same rid";
    }
    return NULL;
}

/* Without this check Janus would accept any encodings: it writes a=simulcast into the answer, whatever SDP the plugin
 * returns. */
static bool check_encodings(const json_t *jsep, struct baton_failure *failure)
{
    const json_t *simulcast = json_object_get(jsep, "simulcast");

    for (size_t i = 0; i < json_array_size(simulcast); i++) {
        const struct simulcast_line line = simulcast_line(json_array_get(simulcast, i));
        const char *fault = fault_of(&line);

        if (fault) {
            baton_failure_set(failure, BATON_E_INVALID_SDP,
                "jsep.sdp: m-line %" JSON_INTEGER_FORMAT ": %s", line.mindex, fault);
            return false;
        }
    }
    return true;
}

/* Janus tells no encodings apart without the header extension, so a single rid means nothing then. */
static void read_encodings(const json_t *jsep, struct baton_encodings lines[BATON_MAX_UPLINK_LINES])
{
    const json_t *simulcast = json_object_get(jsep, "simulcast");

    for (size_t i = 0; i < json_array_size(simulcast); i++) {
        const struct simulcast_line line = simulcast_line(json_array_get(simulcast, i));
        struct baton_encodings *out = &lines[line.mindex];

        if (line.extension < 1 || line.extension > BATON_EXTENSION_MAX_ID)
            continue;
        out->extension = (int)line.extension;
        out->count = json_array_size(line.rids);
        out->first = out->count > 0 ? out->count - 1 : 0; /* Janus reports it as the last one */
        for (size_t j = 0; j < out->count; j++)
            snprintf(out->rids[j], sizeof(out->rids[j]), "%s",
                json_string_value(json_array_get(line.rids, j)));
    }
}

static bool check_jsep(
    const struct baton_request_kind *request, const json_t *jsep, struct baton_failure *failure)
{
    if (jsep && request->jsep == BATON_JSEP_NONE) {
        baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "jsep: must not be given with %s", request->verb);
        return false;
    }
    if (!jsep && request->jsep == BATON_JSEP_ANSWERS) {
        baton_failure_set(failure, BATON_E_MISSING_ELEMENT, "jsep: missing");
        return false;
    }
    return !jsep ||
           (check_sdp(jsep, request->jsep == BATON_JSEP_ANSWERS ? "answer" : "offer", failure) &&
               check_encodings(jsep, failure));
}

static bool check_extent(const json_t *value, size_t bytes, struct baton_failure *failure)
{
    switch (baton_extent_check(value, bytes, BATON_MESSAGE_MAX_DEPTH)) {
    case BATON_EXTENT_TOO_LONG:
        baton_failure_set(
            failure, BATON_E_TOO_LARGE, "the request: expected at most %zu bytes, got more", bytes);
        return false;
    case BATON_EXTENT_TOO_DEEP:
        baton_failure_set(failure, BATON_E_TOO_LARGE,
            "the request: expected at most %d levels, got more", BATON_MESSAGE_MAX_DEPTH);
        return false;
    case BATON_EXTENT_FITS:
        break;
    }
    return true;
}

bool baton_dispatch_check(const json_t *message, struct baton_failure *failure)
{
    if (json_is_object(message))
        return check_extent(message, BATON_MESSAGE_MAX_BYTES, failure);
    baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "the request: expected an object");
    return false;
}

/* A request with images may exceed the usual byte limit. Its other fields together must not exceed that limit. */
static bool check_with_images(const json_t *message, struct baton_failure *failure)
{
    json_t *rest = json_copy((json_t *)(uintptr_t)message); /* json_copy does not write to it */

    if (!check_extent(message, BATON_IMAGES_MAX_BYTES, failure)) {
        json_decref(rest);
        return false;
    }
    json_object_del(rest, "image");
    json_object_del(rest, "images");
    bool fits = baton_dispatch_check(rest, failure);
    json_decref(rest);
    return fits;
}

static bool check_message(
    const struct baton_request_kind *request, const json_t *message, struct baton_failure *failure)
{
    if (request && baton_request_kind_takes_images(request) && baton_scan_images_given(message))
        return check_with_images(message, failure);
    return baton_dispatch_check(message, failure);
}

bool baton_dispatch_admit(const json_t *message, const json_t *jsep,
    const struct baton_request_kind **request, struct baton_failure *failure)
{
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, BATON_MESSAGE_MAX_BYTES};
    struct baton_fields fields = baton_fields_of(message, failure);
    const char *verb = json_string_value(json_object_get(message, "request"));

    *request = verb ? find_request(verb) : NULL;
    if (!check_message(*request, message, failure) ||
        !baton_fields_text(&fields, "request", BATON_REQUIRED, &any, &verb))
        return false;
    if (!*request) {
        char quote[BATON_QUOTE_SIZE];
        baton_failure_set(failure, BATON_E_UNKNOWN_REQUEST,
            "request: expected one of the requests of the API, got %s",
            baton_failure_quote(quote, verb));
        return false;
    }
    return check_jsep(*request, jsep, failure);
}

bool baton_request_kind_is_synchronous(const struct baton_request_kind *request)
{
    return request->synchronous;
}

bool baton_request_kind_takes_images(const struct baton_request_kind *request)
{
    return request->token == BATON_TOKEN_CODE;
}

bool baton_request_kind_acknowledges(const struct baton_request_kind *request)
{
    return strcmp(request->verb, "acknowledge") == 0;
}

int baton_request_kind_cost(const struct baton_request_kind *request)
{
    return request->cost;
}

int baton_request_kind_cost_elsewhere(const struct baton_request_kind *request)
{
    return request->draws ? BATON_DRAWING_COST : 0;
}

bool baton_request_kind_restarts(
    const struct baton_request_kind *request, const json_t *message, bool offers)
{
    if (request->jsep == BATON_JSEP_MAY_OFFER)
        return offers;
    return request->reply_type && strcmp(request->reply_type, "offer") == 0 &&
           json_is_true(json_object_get(message, "restart"));
}

bool baton_request_kind_is_reserved(const struct baton_request_kind *request)
{
    return request->reserved;
}

/* A participant who comes back is no new one: the others get only `participant_changed`. */
static bool comes_back(const struct baton_request_kind *request, const json_t *message)
{
    return strcmp(request->verb, "join") == 0 && json_is_string(json_object_get(message, "resume"));
}

bool baton_request_kind_tells(const struct baton_request_kind *request, const json_t *message)
{
    return request->tells && !comes_back(request, message);
}

const char *baton_request_kind_verb(const struct baton_request_kind *request)
{
    return request->verb;
}

/* Whether a valid token of this scope does not allow the request. `scan` itself checks the token of a code. */
static bool is_too_narrow(enum baton_token_use use, enum baton_auth_scope scope)
{
    return (use == BATON_TOKEN_FULL && scope != BATON_AUTH_FULL) ||
           (use == BATON_TOKEN_CALL && scope == BATON_AUTH_TRANSFER);
}

static bool refuse_token(const struct baton_request *request, const char *why)
{
    return baton_fields_refuse(&request->fields, "token", BATON_E_TOKEN_REFUSED, "%s", why);
}

/* A device comes back with its own token. */
static enum baton_token_use token_use(
    const struct baton_request_kind *kind, const struct baton_fields *fields)
{
    bool resumes = strcmp(kind->verb, "join") == 0 && baton_fields_has(fields, "resume");
    return resumes ? BATON_TOKEN_CALL : kind->token;
}

/*
 * Checks the request's token, if Janus demands tokens and this kind of request needs one. Sets request->token_transfer
 * to the id of the only transfer for which the token is valid; `id` stores the text of this id. Returns false with the
 * failure set if the token is missing or not valid.
 */
static bool check_token(const struct baton_request_kind *kind,
    const struct baton_auth_demand *demand, struct baton_request *request,
    char id[BATON_TEXT_ID_SIZE])
{
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, (size_t)baton_value_token.most};
    /* A request without a token is treated like one with a device's token, which is valid for no transfer. */
    enum baton_auth_scope scope = BATON_AUTH_DEVICE;
    const char *token = NULL;

    if (!demand->secret || kind->token == BATON_TOKEN_NONE)
        return true;
    if (!baton_fields_text(&request->fields, "token", BATON_OPTIONAL, &any, &token))
        return false;
    if (token)
        scope = baton_auth_verify(demand->secret, token, demand->now, id);
    if (scope == BATON_AUTH_NONE)
        return refuse_token(
            request, "expected a valid token for this plugin, got an invalid or expired one");
    if (token && scope == BATON_AUTH_DEVICE && !baton_engine_has_token(request->engine, id))
        return refuse_token(request, "revoked, because its device has left the call");
    const enum baton_token_use use = token_use(kind, &request->fields);
    if (is_too_narrow(use, scope) || (use == BATON_TOKEN_CALL && !token))
        return refuse_token(request, token ? "only valid for one call" : "missing");
    request->token_transfer = scope == BATON_AUTH_FULL       ? NULL
                              : scope == BATON_AUTH_TRANSFER ? id
                                                             : "";
    return true;
}

void baton_dispatch_run(const struct baton_request_kind *kind, struct baton_engine *engine,
    struct baton_handle *handle, const json_t *message, const json_t *jsep,
    const struct baton_auth_demand *demand, const struct baton_later *later, baton_time now,
    struct baton_reply *reply)
{
    char token_transfer[BATON_TEXT_ID_SIZE];
    struct baton_failure failure = {.error = BATON_OK};
    struct baton_encodings encodings[BATON_MAX_UPLINK_LINES] = {{.count = 0}};
    struct baton_request request = {
        .engine = engine,
        .handle = handle,
        .fields = baton_fields_of(message, &failure),
        .sdp = json_string_value(json_object_get(jsep, "sdp")),
        .encodings = encodings,
        .now = now,
        .later = later,
        .failure = &failure,
    };
    read_encodings(jsep, encodings);
    engine->sender = handle ? baton_handle_sender(handle) : NULL;
    baton_engine_heard(engine, handle, !kind->recovers);
    json_t *body = check_token(kind, demand, &request, token_transfer) ? kind->run(&request) : NULL;
    if (!body && failure.error)
        baton_request_refused(kind, &request);
    engine->sender = NULL;

    if (!body && failure.error) {
        baton_reply_refuse(reply, &failure);
        return;
    }
    *reply = (struct baton_reply){
        .body = body,
        .type = request.answer ? kind->reply_type : NULL,
        .sdp = request.answer,
        .restart = request.restart,
        .error = BATON_OK,
    };
}

void baton_reply_refuse(struct baton_reply *reply, const struct baton_failure *failure)
{
    json_t *body = json_pack("{sssiss}", "baton", "error", "error_code",
        baton_error_code(failure->error), "error", failure->text);

    if (failure->retry_after > 0)
        json_object_set_new(body, "retry_after", json_integer(failure->retry_after));
    if (failure->reason)
        json_object_set_new(body, "reason", json_string(failure->reason));
    *reply = (struct baton_reply){.body = body, .error = failure->error};
}

void baton_reply_set(struct baton_reply *reply, json_t *body, const struct baton_failure *failure)
{
    if (body)
        *reply = (struct baton_reply){.body = body, .error = BATON_OK};
    else
        baton_reply_refuse(reply, failure);
}

bool baton_dispatch_acknowledge(const json_t *message, int64_t *number, struct baton_reply *reply)
{
    struct baton_failure failure;

    if (!baton_call_verbs_read_acknowledge(message, number, &failure)) {
        baton_reply_refuse(reply, &failure);
        return false;
    }
    *reply = (struct baton_reply){.body = json_pack("{s:s}", "baton", "acknowledged")};
    return true;
}

void baton_reply_fini(struct baton_reply *reply)
{
    json_decref(reply->body);
    g_free(reply->sdp);
    *reply = (struct baton_reply){.body = NULL};
}
