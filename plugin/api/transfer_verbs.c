/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer_verbs: reading the requests that move a call to another device. */
#include "api/verbs.h"
#include "code/codetext.h"

static const struct baton_text_rule device_name_rule = {BATON_TEXT_LINE, 0, BATON_MAX_DEVICE_NAME};

/* `kind` and `link`: what a code is to look like. */
static bool read_form(
    const struct baton_fields *fields, enum baton_code_kind *kind, const char **link)
{
    const struct baton_text_rule rule = {BATON_TEXT_RAW, 1, BATON_MAX_LINK};
    const char *kinds[BATON_CODE_KINDS + 1] = {NULL};
    int index = BATON_CODE_QR;

    for (int i = 0; i < BATON_CODE_KINDS; i++)
        kinds[i] = baton_code_kind_name((enum baton_code_kind)i);
    if (!baton_fields_choice(fields, "kind", BATON_OPTIONAL, kinds, NULL, &index) ||
        !baton_fields_text(fields, "link", BATON_OPTIONAL, &rule, link))
        return false;
    *kind = (enum baton_code_kind)index;
    if (*link && *kind != BATON_CODE_QR)
        return baton_fields_refuse(fields, "link", BATON_E_INVALID_ELEMENT,
            "expected none with kind %s, got one", kinds[index]);
    return !*link || baton_link_check(*link, fields->failure) == BATON_OK;
}

bool baton_verb_read_wish(const struct baton_fields *fields, struct baton_transfer_request *wish)
{
    return read_form(fields, &wish->kind, &wish->link) &&
           baton_fields_bool(fields, "mutual", BATON_OPTIONAL, &wish->mutual) &&
           baton_verb_read_confirm(fields, &wish->has_confirm, &wish->confirm);
}

json_t *baton_verb_transfer(struct baton_request *request)
{
    struct baton_transfer_request wish = {.kind = BATON_CODE_QR};

    if (!baton_verb_read_wish(&request->fields, &wish))
        return NULL;
    return baton_engine_transfer(
        request->engine, request->handle, &wish, request->now, request->failure);
}

json_t *baton_verb_present(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    struct baton_present_request present = {.video_codec = BATON_CODEC_VP8};
    bool has_codec = false;

    if (!read_form(fields, &present.kind, &present.link) ||
        !baton_fields_text(
            fields, "device_name", BATON_OPTIONAL, &device_name_rule, &present.device_name) ||
        !baton_fields_id(fields, "room", BATON_OPTIONAL, &present.room) ||
        !baton_fields_bool(fields, "mutual", BATON_OPTIONAL, &present.mutual) ||
        !baton_verb_read_videocodec(fields, &has_codec, &present.video_codec))
        return NULL;
    return baton_engine_present(
        request->engine, request->handle, &present, request->now, request->failure);
}

json_t *baton_verb_scan(struct baton_request *request)
{
    const struct baton_text_rule text = {BATON_TEXT_RAW, 1, BATON_MAX_SCAN};
    const struct baton_fields *fields = &request->fields;
    struct baton_scan_request scan = {.token_transfer = request->token_transfer};
    int64_t downlink = 0;

    if (!baton_fields_text(fields, "text", BATON_REQUIRED, &text, &scan.text) ||
        !baton_fields_id(fields, "room", BATON_OPTIONAL, &scan.room) ||
        !baton_fields_text(
            fields, "device_name", BATON_OPTIONAL, &device_name_rule, &scan.device_name) ||
        !baton_fields_integer(fields, "downlink", BATON_OPTIONAL, 1, INT64_MAX, NULL, &downlink))
        return NULL;
    scan.downlink = (uint64_t)downlink;
    return baton_engine_scan(
        request->engine, request->handle, &scan, request->now, request->failure);
}

/* A ticket as it stands in the link of an SMS. What is none is not found, whatever it looks like.
 */
static bool read_ticket(
    const struct baton_fields *fields, enum baton_presence presence, const char **ticket)
{
    const struct baton_text_rule rule = {BATON_TEXT_LINE, 1, BATON_MAX_TICKET};

    return baton_fields_text(fields, "ticket", presence, &rule, ticket);
}

/* One of two fields, which may not stand together. */
static bool check_other(const struct baton_fields *fields, const char *name, const char *other)
{
    return !baton_fields_has(fields, name) || !baton_fields_has(fields, other) ||
           baton_fields_refuse(fields, other, BATON_E_INVALID_ELEMENT,
               "expected none together with %s, got one", name);
}

json_t *baton_verb_confirm(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    enum baton_presence by_ticket =
        baton_fields_has(fields, "ticket") ? BATON_OPTIONAL : BATON_REQUIRED;
    struct baton_confirm_request confirm = {.transfer = NULL};
    int64_t number = 0;

    if (!check_other(fields, "ticket", "transfer") ||
        !read_ticket(fields, BATON_OPTIONAL, &confirm.ticket) ||
        !baton_fields_id(fields, "transfer", by_ticket, &confirm.transfer) ||
        !baton_fields_bool(fields, "agree", BATON_REQUIRED, &confirm.agree) ||
        !baton_fields_integer(fields, "number", BATON_OPTIONAL, 10, 99, NULL, &number))
        return NULL;
    confirm.number = (int)number;
    return baton_engine_confirm(
        request->engine, request->handle, &confirm, request->now, request->failure);
}

json_t *baton_verb_question(struct baton_request *request)
{
    const char *ticket = NULL;

    if (!read_ticket(&request->fields, BATON_REQUIRED, &ticket))
        return NULL;
    return baton_engine_question(
        request->engine, request->handle, ticket, request->now, request->failure);
}

json_t *baton_verb_cancel(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    const char *transfer = NULL, *presentation = NULL;

    if (!check_other(fields, "presentation", "transfer") ||
        !baton_fields_id(fields, "presentation", BATON_OPTIONAL, &presentation) ||
        !baton_fields_id(
            fields, "transfer", presentation ? BATON_OPTIONAL : BATON_REQUIRED, &transfer))
        return NULL;
    if (presentation)
        return baton_engine_cancel_presentation(
            request->engine, request->handle, presentation, request->now, request->failure);
    return baton_engine_cancel(
        request->engine, request->handle, transfer, request->now, request->failure);
}

json_t *baton_verb_return(struct baton_request *request)
{
    const char *transfer = NULL;

    if (!baton_fields_id(&request->fields, "transfer", BATON_REQUIRED, &transfer))
        return NULL;
    return baton_engine_return(
        request->engine, request->handle, transfer, request->now, request->failure);
}
