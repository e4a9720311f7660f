/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of fields and one function for each request that moves a call. */
#include "api/transfer_verbs.h"

#include "api/code_fields.h"
#include "api/replies.h"
#include "api/values.h"
#include "requests/requests.h"

#define PLACE(type, member) .place = {BATON_PLACE(type, member)}
#define DEVICE_NAME(type)                                                                          \
    {                                                                                              \
        "device_name", &baton_value_device_name,                                                   \
            "The new device's name. Everybody who is asked sees it, always shown as text.",        \
            .otherwise = "an empty name", PLACE(type, device_name)                                 \
    }

/* --- codes: transfer, present, scan ----------------------------------------------------------- */

static const struct baton_field transfer_fields[] = {
    BATON_CODE_FIELDS(struct baton_transfer_request, ),
    BATON_CONFIRM_FIELD(struct baton_transfer_request, ),
    {"participant", &baton_value_id,
        "Show a code for this participant of the room, who is away. The room's `stand_in` says who "
        "may do this.",
        .otherwise = "the sender's own call", PLACE(struct baton_transfer_request, participant)},
    {.name = NULL},
};

static json_t *transfer(struct baton_request *request)
{
    struct baton_transfer_request wish = {.link = NULL};

    if (!baton_request_read(request, transfer_fields, &wish) ||
        !baton_code_fields_check(&request->fields, wish.kind))
        return NULL;
    return baton_engine_transfer(
        request->engine, request->handle, &wish, request->now, request->failure);
}

static const struct baton_field present_fields[] = {
    BATON_CODE_FIELDS(struct baton_present_request, ),
    DEVICE_NAME(struct baton_present_request),
    {"room", &baton_value_id, "The only room whose call may move to this device.",
        .otherwise = "any room", PLACE(struct baton_present_request, room)},
    {"videocodec", &baton_value_video_codec,
        "The video codec that the device sends if it connects before the scan.", .has_preset = true,
        PLACE(struct baton_present_request, video_codec)},
    {"token", &baton_value_token,
        "Needed if Janus demands tokens: a token that Janus accepts. The token of a code is not "
        "accepted.",
        .presence = BATON_OPTIONAL},
    {.name = NULL},
};

static json_t *present(struct baton_request *request)
{
    struct baton_present_request wish = {.link = NULL};

    if (!baton_request_read(request, present_fields, &wish) ||
        !baton_code_fields_check(&request->fields, wish.kind))
        return NULL;
    return baton_engine_present(
        request->engine, request->handle, &wish, request->now, request->failure);
}

static const struct baton_field scan_fields[] = {
    {"text", &baton_value_scan_text,
        "The text that the camera read, the address of the link, or the letters that somebody "
        "typed.",
        BATON_REQUIRED, .unless = {"image", "images"}, PLACE(struct baton_scan_request, text)},
    {"image", &baton_value_image, "A picture of the code, for the server to read.",
        .presence = BATON_OPTIONAL},
    {"images", &baton_value_images, "Several pictures of the code.", .presence = BATON_OPTIONAL},
    {"room", &baton_value_id, "Refuse a code of any other room.", .otherwise = "any room",
        PLACE(struct baton_scan_request, room)},
    DEVICE_NAME(struct baton_scan_request),
    {"downlink", &baton_value_handle,
        "Only from the new device: id of a fresh handle of the same Janus session. This handle "
        "becomes the downlink.",
        .otherwise = "none", PLACE(struct baton_scan_request, downlink)},
    {"token", &baton_value_token,
        "Needed if Janus demands tokens: a token that Janus accepts, or the token in the code.",
        .presence = BATON_OPTIONAL},
    {.name = NULL},
};

/* If the request had images, their code is already in `text`. */
static json_t *scan(struct baton_request *request)
{
    struct baton_scan_request wish = {.token_transfer = request->token_transfer};

    if (!baton_request_read(request, scan_fields, &wish))
        return NULL;
    if (!wish.text) {
        baton_fields_refuse(&request->fields, "text", BATON_E_MISSING_ELEMENT, "missing");
        return NULL;
    }
    return baton_engine_scan(
        request->engine, request->handle, &wish, request->now, request->failure);
}

/* --- the question ----------------------------------------------------------------------------- */

#define TICKET(text, ...)                                                                          \
    {                                                                                              \
        "ticket", &baton_value_ticket, text, __VA_ARGS__                                           \
    }

static const struct baton_field confirm_fields[] = {
    TICKET("The ticket in the link that was sent by SMS.",
        PLACE(struct baton_confirm_request, ticket)),
    {"transfer", &baton_value_id, "The transfer that the question is about.", BATON_REQUIRED,
        .unless = {"ticket"}, PLACE(struct baton_confirm_request, transfer)},
    {"agree", &baton_value_boolean, "Whether the person agrees. False ends the transfer.",
        BATON_REQUIRED, PLACE(struct baton_confirm_request, agree)},
    {"number", &baton_value_number,
        "With the number form: the number that the new device shows. A wrong number ends the "
        "transfer.",
        PLACE(struct baton_confirm_request, number)},
    {.name = NULL},
};

static json_t *confirm(struct baton_request *request)
{
    struct baton_confirm_request wish = {.transfer = NULL};

    if (!baton_request_read(request, confirm_fields, &wish))
        return NULL;
    return baton_engine_confirm(
        request->engine, request->handle, &wish, request->now, request->failure);
}

/* The values that the requests below can contain; each request uses some of them. */
struct small_wish {
    const char *ticket, *transfer, *presentation, *disown;
};

static const struct baton_field question_fields[] = {
    TICKET("The ticket in the link that was sent by SMS.", BATON_REQUIRED,
        PLACE(struct small_wish, ticket)),
    {.name = NULL},
};

static json_t *question(struct baton_request *request)
{
    struct small_wish wish = {.ticket = NULL};

    if (!baton_request_read(request, question_fields, &wish))
        return NULL;
    return baton_engine_question(
        request->engine, request->handle, wish.ticket, request->now, request->failure);
}

/* --- cancel and return ------------------------------------------------------------------------ */

static const struct baton_field cancel_fields[] = {
    {"presentation", &baton_value_id, "The presentation to withdraw.",
        PLACE(struct small_wish, presentation)},
    {"transfer", &baton_value_id, "The transfer to cancel.", BATON_REQUIRED,
        .unless = {"presentation"}, PLACE(struct small_wish, transfer)},
    {.name = NULL},
};

static json_t *cancel(struct baton_request *request)
{
    struct small_wish wish = {.transfer = NULL};

    if (!baton_request_read(request, cancel_fields, &wish))
        return NULL;
    if (wish.presentation)
        return baton_engine_cancel_presentation(
            request->engine, request->handle, wish.presentation, request->now, request->failure);
    return baton_engine_cancel(
        request->engine, request->handle, wish.transfer, request->now, request->failure);
}

static const struct baton_field return_fields[] = {
    {"transfer", &baton_value_id, "The transfer on standby.", BATON_REQUIRED,
        PLACE(struct small_wish, transfer)},
    {.name = NULL},
};

static json_t *return_call(struct baton_request *request)
{
    struct small_wish wish = {.transfer = NULL};

    if (!baton_request_read(request, return_fields, &wish))
        return NULL;
    return baton_engine_return(
        request->engine, request->handle, wish.transfer, request->now, request->failure);
}

static const struct baton_field disown_fields[] = {
    {"disown", &baton_value_ticket, "The secret that came with `moved`.", BATON_REQUIRED,
        PLACE(struct small_wish, disown)},
    {.name = NULL},
};

static json_t *disown(struct baton_request *request)
{
    struct small_wish wish = {.disown = NULL};

    if (!baton_request_read(request, disown_fields, &wish))
        return NULL;
    return baton_engine_disown(
        request->engine, request->handle, wish.disown, request->now, request->failure);
}

/* --- devices that have had a call before ------------------------------------------------------ */

static const struct baton_field recall_fields[] = {
    {"room", &baton_value_id, "The room of the call.", BATON_REQUIRED,
        PLACE(struct baton_recall_request, room)},
    {"remember", &baton_value_ticket,
        "The secret that came with `transfer_ended`. If the call moved while this device was away: "
        "its latest resume secret.",
        BATON_REQUIRED, PLACE(struct baton_recall_request, remember)},
    DEVICE_NAME(struct baton_recall_request),
    {"downlink", &baton_value_handle,
        "Id of a fresh handle of the same Janus session. This handle becomes the downlink.",
        .otherwise = "none", PLACE(struct baton_recall_request, downlink)},
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *recall(struct baton_request *request)
{
    struct baton_recall_request wish = {.room = NULL};

    if (!baton_request_read(request, recall_fields, &wish))
        return NULL;
    return baton_engine_recall(
        request->engine, request->handle, &wish, request->now, request->failure);
}

static const struct baton_field forget_fields[] = {{.name = NULL}};

static json_t *forget(struct baton_request *request)
{
    return baton_engine_forget(request->engine, request->handle, request->now, request->failure);
}

/* --- the table -------------------------------------------------------------------------------- */

#define ON_UPLINK .on = BATON_ON_UPLINK

const struct baton_request_kind baton_transfer_verbs[] = {
    {"transfer", "Asks for a code that moves the call to the device that scans it.", ON_UPLINK,
        .sender = "the device in the call, on its uplink", .fields = transfer_fields,
        .replies = {&baton_reply_code},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL, BATON_E_TRANSFER_IN_PROGRESS,
            BATON_E_WRONG_STATE, BATON_E_TOO_MANY_ATTEMPTS, BATON_E_WAY_FORBIDDEN,
            BATON_E_UNAUTHORIZED, BATON_E_NO_SUCH_PARTICIPANT),
        .cost = 60, .draws = true, .audited = true, .run = transfer},
    {"present", "Asks for a code that a new device shows and the device in the call scans.",
        ON_UPLINK,
        .sender =
            "a new device, on a fresh handle, which becomes its uplink, or again on that uplink",
        .token = BATON_TOKEN_CALL, .fields = present_fields, .replies = {&baton_reply_presented},
        .errors = BATON_FAILS_WITH(BATON_E_ALREADY_IN_CALL, BATON_E_LIMIT_REACHED,
            BATON_E_CODEC_REFUSED, BATON_E_WAY_FORBIDDEN),
        .cost = 100, .draws = true, .audited = true, .run = present},
    {"scan", "States the code that a device has scanned.", ON_UPLINK,
        .sender =
            "a new device, on a fresh handle, which becomes its uplink, or on the handle that "
            "presents its code; or the device in the call, on its uplink",
        .token = BATON_TOKEN_CODE, .fields = scan_fields,
        .replies = {&baton_reply_scanned_by_new, &baton_reply_scanned_by_old,
            &baton_reply_scanned_by_stand_in},
        .errors = BATON_FAILS_WITH(BATON_E_CODE_UNKNOWN, BATON_E_CODE_EXPIRED, BATON_E_CODE_USED,
            BATON_E_CODE_SUPERSEDED, BATON_E_CODE_OTHER_ROOM, BATON_E_CODE_MISMATCH,
            BATON_E_CODEC_REFUSED, BATON_E_TOO_MANY_ATTEMPTS, BATON_E_ALREADY_IN_CALL,
            BATON_E_NOT_IN_CALL, BATON_E_TRANSFER_IN_PROGRESS, BATON_E_WRONG_HANDLE,
            BATON_E_WRONG_STATE, BATON_E_NO_CODE, BATON_E_SEVERAL_CODES, BATON_E_FOREIGN_CODE,
            BATON_E_BUSY, BATON_E_DECODER_FAILED, BATON_E_WAY_FORBIDDEN),
        .cost = 500, .audited = true, .run = scan},
    {"confirm", "Responds to a question.", ON_UPLINK,
        .sender = "everybody who is asked, on the uplink of the device in the call; with `ticket`, "
                  "on any handle",
        .fields = confirm_fields, .replies = {&baton_reply_confirmed},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_TRANSFER, BATON_E_NOT_ASKED,
            BATON_E_ALREADY_RESPONDED, BATON_E_WRONG_STATE, BATON_E_WRONG_NUMBER,
            BATON_E_CODE_UNKNOWN, BATON_E_TOO_MANY_ATTEMPTS),
        .cost = 150, .reserved = true, .audited = true, .run = confirm},
    {"question", "Returns the question that the page behind the link in an SMS asks.", ON_UPLINK,
        .sender = "anybody who has the ticket, on any handle", .fields = question_fields,
        .replies = {&baton_reply_question},
        .errors = BATON_FAILS_WITH(BATON_E_CODE_UNKNOWN, BATON_E_TOO_MANY_ATTEMPTS), .cost = 60,
        .audited = true, .run = question},
    {"cancel", "Ends a transfer before its commit, or withdraws a presentation.", ON_UPLINK,
        .sender = "the old or the new device, or the stand-in, on its uplink",
        .fields = cancel_fields, .replies = {&baton_reply_cancelled, &baton_reply_withdrawn},
        .errors =
            BATON_FAILS_WITH(BATON_E_NO_SUCH_TRANSFER, BATON_E_NOT_IN_CALL, BATON_E_WRONG_STATE),
        .cost = 150, .audited = true, .run = cancel},
    {"return", "Brings the call back to the old device, during standby.", ON_UPLINK,
        .sender = "the old or the new device, on its uplink", .fields = return_fields,
        .replies = {&baton_reply_returning},
        .errors = BATON_FAILS_WITH(
            BATON_E_NO_STANDBY, BATON_E_NO_SUCH_TRANSFER, BATON_E_NOT_IN_CALL, BATON_E_WRONG_STATE),
        .cost = 150, .reserved = true, .audited = true, .run = return_call},
    {"disown",
        "States that this person did not want the call to move. Baton removes the participant, and "
        "the others get `participant_left`.",
        ON_UPLINK, .sender = "the old device after the standby, on any handle",
        .fields = disown_fields, .replies = {&baton_reply_disowned},
        .errors = BATON_FAILS_WITH(BATON_E_CODE_UNKNOWN, BATON_E_CODE_USED, BATON_E_CODE_EXPIRED,
            BATON_E_TOO_MANY_ATTEMPTS, BATON_E_WRONG_STATE),
        .cost = 300, .reserved = true, .audited = true, .run = disown},
    {"recall", "Asks for a call that this device has had before, without a code.", ON_UPLINK,
        .sender = "a device that has had the call, on a fresh handle, which becomes its uplink",
        .token = BATON_TOKEN_FULL, .fields = recall_fields,
        .replies = {&baton_reply_scanned_by_new},
        .errors = BATON_FAILS_WITH(BATON_E_INVALID_RESUME, BATON_E_NOT_IN_CALL,
            BATON_E_TOO_MANY_ATTEMPTS, BATON_E_TRANSFER_IN_PROGRESS, BATON_E_ALREADY_IN_CALL,
            BATON_E_WRONG_HANDLE, BATON_E_WRONG_STATE, BATON_E_WAY_FORBIDDEN),
        .cost = 500, .audited = true, .run = recall},
    {"forget", "Makes Baton forget the devices that could ask for this call again.", ON_UPLINK,
        .sender = "the device in the call, on its uplink", .fields = forget_fields,
        .replies = {&baton_reply_forgotten},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL, BATON_E_WRONG_STATE), .cost = 60,
        .audited = true, .run = forget},
    {.verb = NULL},
};
