/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adminverbs: reading the requests that only an operator makes. */
#include "janus/verbs.h"

json_t *baton_verb_status(struct baton_call *call)
{
    return baton_engine_status(call->engine, call->now);
}

json_t *baton_verb_devices(struct baton_call *call)
{
    const char *room = NULL, *id = NULL;

    if (!baton_fields_id(&call->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(&call->fields, "id", BATON_OPTIONAL, &id))
        return NULL;
    return baton_engine_devices(call->engine, room, id, call->failure);
}

json_t *baton_verb_sources(struct baton_call *call)
{
    const char *room = NULL;

    if (!baton_fields_id(&call->fields, "room", BATON_REQUIRED, &room))
        return NULL;
    return baton_engine_sources(call->engine, room, call->failure);
}

json_t *baton_verb_transfers(struct baton_call *call)
{
    const char *room = NULL;

    if (!baton_fields_id(&call->fields, "room", BATON_OPTIONAL, &room))
        return NULL;
    return baton_engine_transfers(call->engine, room, call->now, call->failure);
}

json_t *baton_verb_issue(struct baton_call *call)
{
    struct baton_transfer_wish wish = {.kind = BATON_CODE_QR};
    const char *room = NULL, *id = NULL;

    if (!baton_fields_id(&call->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(&call->fields, "id", BATON_REQUIRED, &id) ||
        !baton_verb_read_wish(&call->fields, &wish))
        return NULL;
    return baton_engine_issue(call->engine, room, id, &wish, call->now, call->failure);
}

json_t *baton_verb_cancel_by_operator(struct baton_call *call)
{
    const char *transfer = NULL;

    if (!baton_fields_id(&call->fields, "transfer", BATON_REQUIRED, &transfer))
        return NULL;
    return baton_engine_cancel_by_operator(call->engine, transfer, call->now, call->failure);
}

json_t *baton_verb_remove(struct baton_call *call)
{
    const char *room = NULL, *id = NULL;

    if (!baton_fields_id(&call->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(&call->fields, "id", BATON_REQUIRED, &id))
        return NULL;
    return baton_engine_remove(call->engine, room, id, call->now, call->failure);
}

/* null takes the number away. */
json_t *baton_verb_phone(struct baton_call *call)
{
    const struct baton_fields *fields = &call->fields;
    const char *room = NULL, *id = NULL, *phone = NULL;

    if (!baton_fields_id(fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_id(fields, "id", BATON_REQUIRED, &id))
        return NULL;
    if (!json_is_null(json_object_get(fields->object, "phone")) &&
        !baton_verb_read_phone(fields, BATON_REQUIRED, &phone))
        return NULL;
    return baton_engine_phone(call->engine, room, id, phone, call->failure);
}

/* From a gateway, that is from anybody's phone: whatever it says gets words back. */
json_t *baton_verb_sms_reply(struct baton_call *call)
{
    const struct baton_text_rule number = {BATON_TEXT_LINE, 1, 64};
    const struct baton_text_rule any = {BATON_TEXT_RAW, 0, BATON_MAX_SMS};
    const char *from = NULL, *text = NULL;

    if (!baton_fields_text(&call->fields, "from", BATON_REQUIRED, &number, &from) ||
        !baton_fields_text(&call->fields, "text", BATON_REQUIRED, &any, &text))
        return NULL;
    return baton_engine_sms_reply(call->engine, from, text, call->now);
}
