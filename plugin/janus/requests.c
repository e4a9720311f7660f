/* SPDX-License-Identifier: GPL-3.0-or-later */
/* requests: the table of verbs, the checks common to all, and the form of replies. */
#include "janus/requests.h"

#include <glib.h>
#include <string.h>

#include "janus/verbs.h"

enum jsep_use { JSEP_NONE, JSEP_MAY_OFFER, JSEP_ANSWERS };

struct baton_request {
    const char *verb;
    bool synchronous;
    enum jsep_use jsep;
    const char *reply_type; /* of the SDP that may go back */
    baton_verb run;
};

static const struct baton_request requests[] = {
    {"create", true, JSEP_NONE, NULL, baton_verb_create},
    {"edit", true, JSEP_NONE, NULL, baton_verb_edit},
    {"destroy", true, JSEP_NONE, NULL, baton_verb_destroy},
    {"exists", true, JSEP_NONE, NULL, baton_verb_exists},
    {"list", true, JSEP_NONE, NULL, baton_verb_list},
    {"participants", true, JSEP_NONE, NULL, baton_verb_participants},
    {"join", false, JSEP_NONE, NULL, baton_verb_join},
    {"publish", false, JSEP_MAY_OFFER, "answer", baton_verb_publish},
    {"unpublish", false, JSEP_NONE, NULL, baton_verb_unpublish},
    {"configure", false, JSEP_NONE, NULL, baton_verb_configure},
    {"subscribe", false, JSEP_NONE, "offer", baton_verb_subscribe},
    {"start", false, JSEP_ANSWERS, NULL, baton_verb_start},
    {"layout", false, JSEP_NONE, NULL, baton_verb_layout},
    {"chat", false, JSEP_NONE, NULL, baton_verb_chat},
    {"hand", false, JSEP_NONE, NULL, baton_verb_hand},
    {"mute", false, JSEP_NONE, NULL, baton_verb_mute},
    {"kick", false, JSEP_NONE, NULL, baton_verb_kick},
    {"leave", false, JSEP_NONE, NULL, baton_verb_leave},
    {"transfer", false, JSEP_NONE, NULL, baton_verb_transfer},
    {"scan", false, JSEP_NONE, NULL, baton_verb_scan},
    {"confirm", false, JSEP_NONE, NULL, baton_verb_confirm},
    {"cancel", false, JSEP_NONE, NULL, baton_verb_cancel},
    {"return", false, JSEP_NONE, NULL, baton_verb_return},
};

static const struct baton_request *find_request(const char *verb)
{
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++)
        if (strcmp(requests[i].verb, verb) == 0)
            return &requests[i];
    return NULL;
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

static bool check_jsep(
    const struct baton_request *request, const json_t *jsep, struct baton_failure *failure)
{
    if (jsep && request->jsep == JSEP_NONE) {
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "jsep: expected none with %s, got one",
            request->verb);
        return false;
    }
    if (!jsep && request->jsep == JSEP_ANSWERS) {
        baton_failure_set(failure, BATON_E_MISSING_ELEMENT, "jsep: missing");
        return false;
    }
    return !jsep || check_sdp(jsep, request->jsep == JSEP_ANSWERS ? "answer" : "offer", failure);
}

static bool check_extent(const json_t *message, struct baton_failure *failure)
{
    switch (baton_extent_check(message, BATON_MESSAGE_MAX_BYTES, BATON_MESSAGE_MAX_DEPTH)) {
    case BATON_EXTENT_TOO_LONG:
        baton_failure_set(failure, BATON_E_TOO_LARGE,
            "the request: expected at most %d bytes, got more", BATON_MESSAGE_MAX_BYTES);
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

bool baton_requests_check(const json_t *message, struct baton_failure *failure)
{
    if (json_is_object(message))
        return check_extent(message, failure);
    baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "the request: expected an object");
    return false;
}

bool baton_requests_admit(const json_t *message, const json_t *jsep,
    const struct baton_request **request, struct baton_failure *failure)
{
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, BATON_MESSAGE_MAX_BYTES};
    struct baton_fields fields = baton_fields_of(message, failure);
    const char *verb = json_string_value(json_object_get(message, "request"));

    *request = verb ? find_request(verb) : NULL;
    if (!baton_requests_check(message, failure) ||
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

bool baton_request_is_synchronous(const struct baton_request *request)
{
    return request->synchronous;
}

const char *baton_request_verb(const struct baton_request *request)
{
    return request->verb;
}

void baton_requests_run(const struct baton_request *request, struct baton_engine *engine,
    struct baton_handle *handle, const json_t *message, const json_t *jsep, baton_time now,
    struct baton_reply *reply)
{
    struct baton_failure failure = {.error = BATON_OK};
    struct baton_call call = {
        .engine = engine,
        .handle = handle,
        .fields = baton_fields_of(message, &failure),
        .sdp = json_string_value(json_object_get(jsep, "sdp")),
        .now = now,
        .failure = &failure,
    };
    json_t *body = request->run(&call);

    if (!body) {
        baton_reply_refuse(reply, &failure);
        return;
    }
    *reply = (struct baton_reply){
        .body = body,
        .type = call.answer ? request->reply_type : NULL,
        .sdp = call.answer,
        .restart = call.restart,
        .error = BATON_OK,
    };
}

void baton_reply_refuse(struct baton_reply *reply, const struct baton_failure *failure)
{
    *reply = (struct baton_reply){
        .body = json_pack("{sssiss}", "baton", "error", "error_code",
            baton_error_code(failure->error), "error", failure->text),
        .error = failure->error,
    };
}

void baton_reply_fini(struct baton_reply *reply)
{
    json_decref(reply->body);
    g_free(reply->sdp);
    *reply = (struct baton_reply){.body = NULL};
}
