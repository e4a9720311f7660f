/* SPDX-License-Identifier: GPL-3.0-or-later */
/* moveverbs: reading the requests that move a call to another device. */
#include "code/payload.h"
#include "janus/verbs.h"

bool baton_verb_read_wish(const struct baton_fields *fields, struct baton_transfer_wish *wish)
{
    static const char *const kinds[] = {"qr", NULL};
    const struct baton_text_rule link = {BATON_TEXT_RAW, 1, BATON_MAX_LINK};
    int kind = 0;

    if (!baton_fields_choice(fields, "kind", BATON_OPTIONAL, kinds, NULL, &kind) ||
        !baton_fields_text(fields, "link", BATON_OPTIONAL, &link, &wish->link) ||
        !baton_verb_read_confirm(fields, &wish->has_confirm, &wish->confirm))
        return false;
    return !wish->link || baton_link_check(wish->link, fields->failure) == BATON_OK;
}

json_t *baton_verb_transfer(struct baton_call *call)
{
    struct baton_transfer_wish wish = {.link = NULL};

    if (!baton_verb_read_wish(&call->fields, &wish))
        return NULL;
    return baton_engine_transfer(call->engine, call->handle, &wish, call->now, call->failure);
}

json_t *baton_verb_scan(struct baton_call *call)
{
    const struct baton_text_rule text = {BATON_TEXT_RAW, 1, BATON_MAX_SCAN};
    const struct baton_text_rule device_name = {BATON_TEXT_LINE, 0, BATON_MAX_DEVICE_NAME};
    const struct baton_fields *fields = &call->fields;
    struct baton_scan scan = {.text = NULL};

    if (!baton_fields_text(fields, "text", BATON_REQUIRED, &text, &scan.text) ||
        !baton_fields_id(fields, "room", BATON_OPTIONAL, &scan.room) ||
        !baton_fields_text(fields, "device_name", BATON_OPTIONAL, &device_name, &scan.device_name))
        return NULL;
    return baton_engine_scan(call->engine, call->handle, &scan, call->now, call->failure);
}

json_t *baton_verb_confirm(struct baton_call *call)
{
    const struct baton_fields *fields = &call->fields;
    struct baton_confirm confirm = {.transfer = NULL};
    int64_t number = 0;

    if (!baton_fields_id(fields, "transfer", BATON_REQUIRED, &confirm.transfer) ||
        !baton_fields_bool(fields, "answer", BATON_REQUIRED, &confirm.answer) ||
        !baton_fields_integer(fields, "number", BATON_OPTIONAL, 10, 99, NULL, &number))
        return NULL;
    confirm.number = (int)number;
    return baton_engine_confirm(call->engine, call->handle, &confirm, call->now, call->failure);
}

json_t *baton_verb_cancel(struct baton_call *call)
{
    const char *transfer = NULL;

    if (!baton_fields_id(&call->fields, "transfer", BATON_REQUIRED, &transfer))
        return NULL;
    return baton_engine_cancel(call->engine, call->handle, transfer, call->now, call->failure);
}

json_t *baton_verb_return(struct baton_call *call)
{
    const char *transfer = NULL;

    if (!baton_fields_id(&call->fields, "transfer", BATON_REQUIRED, &transfer))
        return NULL;
    return baton_engine_return(call->engine, call->handle, transfer, call->now, call->failure);
}
