/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of fields and one function for each request that only an operator can send. */
#include "api/admin_verbs.h"

#include "api/code_fields.h"
#include "api/replies.h"
#include "api/values.h"
#include "requests/requests.h"

/* The values that an operator's request can contain; each request uses some of them. */
struct operator_wish {
    const char *room, *id, *transfer, *phone, *from, *text;
    struct baton_transfer_request code;
    struct baton_page_request page;
};

static bool read_wish(
    const struct baton_request *request, const struct baton_field *rows, struct operator_wish *wish)
{
    *wish = (struct operator_wish){.room = NULL};
    return baton_request_read(request, rows, wish);
}

#define PLACE(member) .place = {BATON_PLACE(struct operator_wish, member)}
#define ROOM                                                                                       \
    {                                                                                              \
        "room", &baton_value_id, "The room.", BATON_REQUIRED, PLACE(room)                          \
    }
#define ID                                                                                         \
    {                                                                                              \
        "id", &baton_value_id, "Id of the participant.", BATON_REQUIRED, PLACE(id)                 \
    }

/* --- looking ---------------------------------------------------------------------------------- */

static const struct baton_field no_fields[] = {{.name = NULL}};

static json_t *status(struct baton_request *request)
{
    return baton_engine_status(request->engine, request->now);
}

static const struct baton_field devices_fields[] = {
    ROOM,
    {"id", &baton_value_id, "List only this participant's devices.", .otherwise = "all devices",
        PLACE(id)},
    {.name = NULL},
};

static json_t *devices(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, devices_fields, &wish))
        return NULL;
    return baton_engine_devices(request->engine, wish.room, wish.id, request->failure);
}

static const struct baton_field sources_fields[] = {ROOM, {.name = NULL}};

static json_t *sources(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, sources_fields, &wish))
        return NULL;
    return baton_engine_sources(request->engine, wish.room, request->failure);
}

static const struct baton_field transfers_fields[] = {
    {"room", &baton_value_id, "List only this room's transfers.", .otherwise = "all transfers",
        PLACE(room)},
    {.name = NULL},
};

static json_t *transfers(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, transfers_fields, &wish))
        return NULL;
    return baton_engine_transfers(request->engine, wish.room, request->now, request->failure);
}

/* --- acting ----------------------------------------------------------------------------------- */

static const struct baton_field issue_fields[] = {
    ROOM,
    ID,
    BATON_CODE_FIELDS(struct operator_wish, code.),
    BATON_CONFIRM_FIELD(struct operator_wish, code.),
    {"stand_in", &baton_value_id,
        "If the participant is away: the participant whose device shows the code, and who responds "
        "in place of the one who is away.",
        .otherwise = "the participant's own device shows the code", PLACE(code.stand_in)},
    {.name = NULL},
};

static json_t *issue(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, issue_fields, &wish) ||
        !baton_code_fields_check(&request->fields, wish.code.kind))
        return NULL;
    return baton_engine_issue(
        request->engine, wish.room, wish.id, &wish.code, request->now, request->failure);
}

static const struct baton_field cancel_fields[] = {
    {"transfer", &baton_value_id, "The transfer to cancel.", BATON_REQUIRED, PLACE(transfer)},
    {.name = NULL},
};

static json_t *cancel(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, cancel_fields, &wish))
        return NULL;
    return baton_engine_cancel_by_operator(
        request->engine, wish.transfer, request->now, request->failure);
}

static const struct baton_field remove_fields[] = {ROOM, ID, {.name = NULL}};

static json_t *remove_participant(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, remove_fields, &wish))
        return NULL;
    return baton_engine_remove(request->engine, wish.room, wish.id, request->now, request->failure);
}

static const struct baton_field phone_fields[] = {
    ROOM,
    ID,
    {"phone", &baton_value_phone, "The new number; null removes it.", BATON_REQUIRED,
        .nullable = true, PLACE(phone)},
    {.name = NULL},
};

static json_t *phone(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, phone_fields, &wish))
        return NULL;
    return baton_engine_phone(request->engine, wish.room, wish.id, wish.phone, request->failure);
}

static const struct baton_field sms_reply_fields[] = {
    {"from", &baton_value_sms_sender, "The number that the SMS came from.", BATON_REQUIRED,
        PLACE(from)},
    {"text", &baton_value_sms_text, "The text of the SMS.", BATON_REQUIRED, PLACE(text)},
    {.name = NULL},
};

/* The text may come from any phone, so every text gets a reply, and no text leads to an error. */
static json_t *sms_reply(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, sms_reply_fields, &wish))
        return NULL;
    return baton_engine_sms_reply(request->engine, wish.from, wish.text, request->now);
}

static const struct baton_field audit_fields[] = {
    {"room", &baton_value_id, "List only entries about this room.", .otherwise = "all entries",
        PLACE(room)},
    {"transfer", &baton_value_id, "List only entries about this transfer.",
        .otherwise = "all entries", PLACE(transfer)},
    {"before", &baton_value_counter, "`next` of the page before.", .has_preset = true,
        .preset = INT64_MAX, PLACE(page.before)},
    {"limit", &baton_value_page_limit, "How many there are at most in the reply.",
        .has_preset = true, .preset = BATON_PAGE, PLACE(page.limit)},
    {.name = NULL},
};

static json_t *audit(struct baton_request *request)
{
    struct operator_wish wish;

    if (!read_wish(request, audit_fields, &wish))
        return NULL;
    return baton_engine_audit(
        request->engine, wish.room, wish.transfer, &wish.page, request->later, request->failure);
}

/* --- the table -------------------------------------------------------------------------------- */

#define BY_OPERATOR .on = BATON_ON_ADMIN, .sender = "an operator", .synchronous = true

const struct baton_request_kind baton_admin_verbs[] = {
    {"status", "Counts rooms, participants, devices, transfers and so on.", BY_OPERATOR,
        .fields = no_fields, .replies = {&baton_reply_status}, .run = status},
    {"devices", "Lists the devices in a room.", BY_OPERATOR, .fields = devices_fields,
        .replies = {&baton_reply_devices},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_NO_SUCH_PARTICIPANT),
        .run = devices},
    {"sources", "Lists the sources in a room.", BY_OPERATOR, .fields = sources_fields,
        .replies = {&baton_reply_sources}, .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM),
        .run = sources},
    {"transfers", "Lists the transfers that have not ended.", BY_OPERATOR,
        .fields = transfers_fields, .replies = {&baton_reply_transfers},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM), .run = transfers},
    {"issue",
        "Asks the device of a participant to show a code. The device gets the code in the event "
        "`code`.",
        BY_OPERATOR, .fields = issue_fields, .replies = {&baton_reply_issued},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_NO_SUCH_PARTICIPANT,
            BATON_E_TRANSFER_IN_PROGRESS, BATON_E_TOO_MANY_ATTEMPTS, BATON_E_WRONG_STATE,
            BATON_E_WAY_FORBIDDEN),
        .audited = true, .run = issue},
    {"cancel", "Ends a transfer before its commit.", BY_OPERATOR, .fields = cancel_fields,
        .replies = {&baton_reply_cancelled},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_TRANSFER, BATON_E_WRONG_STATE), .audited = true,
        .run = cancel},
    {"remove", "Removes a participant, who gets `removed`.", BY_OPERATOR, .fields = remove_fields,
        .replies = {&baton_reply_removed},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_NO_SUCH_PARTICIPANT),
        .audited = true, .run = remove_participant},
    {"phone", "Sets or removes the phone number of a participant.", BY_OPERATOR,
        .fields = phone_fields, .replies = {&baton_reply_phone},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_NO_SUCH_PARTICIPANT),
        .run = phone},
    {"sms_reply", "Passes on an SMS that a person sent as a response.", BY_OPERATOR,
        .fields = sms_reply_fields, .replies = {&baton_reply_sms_reply}, .run = sms_reply},
    {"audit", "Lists the audit trail: what happened to rooms and transfers, the latest first.",
        BY_OPERATOR, .fields = audit_fields, .replies = {&baton_reply_audit},
        .errors = BATON_FAILS_WITH(BATON_E_STORE_FAILED, BATON_E_BUSY), .run = audit},
    {.verb = NULL},
};
