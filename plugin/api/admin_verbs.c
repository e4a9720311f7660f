/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adminverbs: reading the requests that only an operator makes. */
#include "api/verbs.h"

json_t *baton_verb_status(struct baton_request *request)
{
    return baton_engine_status(request->engine, request->now);
}

json_t *baton_verb_devices(struct baton_request *request)
{
    const char *room = NULL, *id = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(&request->fields, "id", BATON_OPTIONAL, &id))
        return NULL;
    return baton_engine_devices(request->engine, room, id, request->failure);
}

json_t *baton_verb_sources(struct baton_request *request)
{
    const char *room = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room))
        return NULL;
    return baton_engine_sources(request->engine, room, request->failure);
}

json_t *baton_verb_transfers(struct baton_request *request)
{
    const char *room = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_OPTIONAL, &room))
        return NULL;
    return baton_engine_transfers(request->engine, room, request->now, request->failure);
}

json_t *baton_verb_issue(struct baton_request *request)
{
    struct baton_transfer_request wish = {.kind = BATON_CODE_QR};
    const char *room = NULL, *id = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(&request->fields, "id", BATON_REQUIRED, &id) ||
        !baton_verb_read_wish(&request->fields, &wish))
        return NULL;
    return baton_engine_issue(request->engine, room, id, &wish, request->now, request->failure);
}

json_t *baton_verb_cancel_by_operator(struct baton_request *request)
{
    const char *transfer = NULL;

    if (!baton_fields_id(&request->fields, "transfer", BATON_REQUIRED, &transfer))
        return NULL;
    return baton_engine_cancel_by_operator(
        request->engine, transfer, request->now, request->failure);
}

json_t *baton_verb_remove(struct baton_request *request)
{
    const char *room = NULL, *id = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(&request->fields, "id", BATON_REQUIRED, &id))
        return NULL;
    return baton_engine_remove(request->engine, room, id, request->now, request->failure);
}

/* null takes the number away. */
json_t *baton_verb_phone(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    const char *room = NULL, *id = NULL, *phone = NULL;

    if (!baton_fields_id(fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(fields, "id", BATON_REQUIRED, &id))
        return NULL;
    if (!json_is_null(json_object_get(fields->object, "phone")) &&
        !baton_verb_read_phone(fields, BATON_REQUIRED, &phone))
        return NULL;
    return baton_engine_phone(request->engine, room, id, phone, request->failure);
}

/* From a gateway, that is from anybody's phone: whatever it says gets words back. */
json_t *baton_verb_sms_reply(struct baton_request *request)
{
    const struct baton_text_rule number = {BATON_TEXT_LINE, 1, 64};
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, BATON_MAX_SMS};
    const char *from = NULL, *text = NULL;

    if (!baton_fields_text(&request->fields, "from", BATON_REQUIRED, &number, &from) ||
        !baton_fields_text(&request->fields, "text", BATON_REQUIRED, &any, &text))
        return NULL;
    return baton_engine_sms_reply(request->engine, from, text, request->now);
}
