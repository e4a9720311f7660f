/* SPDX-License-Identifier: GPL-3.0-or-later */
/* admin: the operator's table of verbs. */
#include "api/admin.h"

#include <glib.h>
#include <string.h>

#include "api/verbs.h"

struct baton_admin_request {
    const char *verb;
    baton_verb run;
};

static const struct baton_admin_request requests[] = {
    {"create", baton_verb_create},
    {"edit", baton_verb_edit},
    {"destroy", baton_verb_destroy},
    {"exists", baton_verb_exists},
    {"list", baton_verb_list},
    {"participants", baton_verb_participants},
    {"status", baton_verb_status},
    {"devices", baton_verb_devices},
    {"sources", baton_verb_sources},
    {"transfers", baton_verb_transfers},
    {"issue", baton_verb_issue},
    {"cancel", baton_verb_cancel_by_operator},
    {"remove", baton_verb_remove},
    {"phone", baton_verb_phone},
    {"sms_reply", baton_verb_sms_reply},
};

const struct baton_admin_request *baton_admin_admit(
    const json_t *message, struct baton_failure *failure)
{
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, BATON_MESSAGE_MAX_BYTES};
    struct baton_fields fields = baton_fields_of(message, failure);
    char quote[BATON_QUOTE_SIZE];
    const char *verb;

    if (!baton_dispatch_check(message, failure) ||
        !baton_fields_text(&fields, "request", BATON_REQUIRED, &any, &verb))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++)
        if (strcmp(requests[i].verb, verb) == 0)
            return &requests[i];
    baton_failure_set(failure, BATON_E_UNKNOWN_REQUEST,
        "request: expected one of the requests of the Admin API, got %s",
        baton_failure_quote(quote, verb));
    return NULL;
}

const char *baton_admin_verb(const struct baton_admin_request *request)
{
    return request->verb;
}

void baton_admin_run(const struct baton_admin_request *kind, struct baton_engine *engine,
    const json_t *message, baton_time now, struct baton_reply *reply)
{
    struct baton_failure failure = {.error = BATON_OK};
    struct baton_request request = {
        .engine = engine,
        .admin = true,
        .fields = baton_fields_of(message, &failure),
        .now = now,
        .failure = &failure,
    };
    json_t *body = kind->run(&request);

    if (body)
        *reply = (struct baton_reply){.body = body, .error = BATON_OK};
    else
        baton_reply_refuse(reply, &failure);
}
