/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An operator can send two kinds of requests: those about rooms (room_verbs.c), and those in admin_verbs.c. */
#include "api/admin.h"

#include "api/admin_verbs.h"
#include "api/request_kind.h"
#include "api/room_verbs.h"

const struct baton_request_kind *baton_admin_admit(
    const json_t *message, struct baton_failure *failure)
{
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, BATON_MESSAGE_MAX_BYTES};
    struct baton_fields fields = baton_fields_of(message, failure);
    char quote[BATON_QUOTE_SIZE];
    const struct baton_request_kind *kind;
    const char *verb;

    if (!baton_dispatch_check(message, failure) ||
        !baton_fields_text(&fields, "request", BATON_REQUIRED, &any, &verb))
        return NULL;
    kind = baton_request_kind_find(baton_room_verbs, verb);
    if (!kind)
        kind = baton_request_kind_find(baton_admin_verbs, verb);
    if (kind)
        return kind;
    baton_failure_set(failure, BATON_E_UNKNOWN_REQUEST,
        "request: expected one of the requests of the Admin API, got %s",
        baton_failure_quote(quote, verb));
    return NULL;
}

void baton_admin_run(const struct baton_request_kind *kind, struct baton_engine *engine,
    const json_t *message, const struct baton_later *later, baton_time now,
    struct baton_reply *reply)
{
    struct baton_failure failure = {.error = BATON_OK};
    struct baton_request request = {
        .engine = engine,
        .admin = true,
        .fields = baton_fields_of(message, &failure),
        .now = now,
        .later = later,
        .failure = &failure,
    };
    engine->operated = true;
    json_t *body = kind->run(&request);
    if (!body && failure.error)
        baton_request_refused(kind, &request);
    engine->operated = false;

    *reply = (struct baton_reply){.body = body, .error = BATON_OK};
    if (!body && failure.error)
        baton_reply_refuse(reply, &failure);
}
