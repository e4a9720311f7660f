/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program baton-contract. It prints the tables of the API as JSON. contract/generate.mjs generates the
 * TypeScript types, the reference and the schema of the tests from this JSON.
 */
#include <jansson.h>
#include <stdio.h>

#include "api/admin_verbs.h"
#include "api/call_verbs.h"
#include "api/dispatch.h"
#include "api/events.h"
#include "api/replies.h"
#include "api/room_verbs.h"
#include "api/transfer_verbs.h"
#include "api/values.h"
#include "requests/request_fields.h"
#include "scan/image.h"

/* The objects, choices and replies that were found so far. Each is printed once. */
struct print {
    json_t *objects, *choices, *replies;
};

static void set_text(json_t *out, const char *name, const char *text)
{
    if (text)
        json_object_set_new(out, name, json_string(text));
}

static void set_flag(json_t *out, const char *name, bool flag)
{
    if (flag)
        json_object_set_new(out, name, json_true());
}

/* --- values and fields ------------------------------------------------------------------------ */

static json_t *print_fields(struct print *print, const struct baton_field *fields);

static const char *add_choice(struct print *print, const struct baton_choice *choice)
{
    const char *names[BATON_CHOICE_MAX_NAMES + 1];
    json_t *list = json_array();

    baton_choice_list(choice, names);
    for (size_t i = 0; names[i]; i++)
        json_array_append_new(list, json_string(names[i]));
    json_t *out = json_pack("{s:o}", "names", list);
    set_text(out, "meaning", choice->meaning);
    json_object_set_new(print->choices, choice->name, out);
    return choice->name;
}

static const char *add_object(struct print *print, const struct baton_object *object)
{
    if (!json_object_get(print->objects, object->name))
        json_object_set_new(print->objects, object->name,
            json_pack("{s:s, s:o}", "meaning", object->meaning, "fields",
                print_fields(print, object->fields)));
    return object->name;
}

static const char *type_name(enum baton_value_type type)
{
    static const char *const names[] = {
        [BATON_VALUE_TEXT] = "text",
        [BATON_VALUE_ID] = "id",
        [BATON_VALUE_MID] = "mid",
        [BATON_VALUE_BOOLEAN] = "boolean",
        [BATON_VALUE_INTEGER] = "integer",
        [BATON_VALUE_CHOICE] = "choice",
        [BATON_VALUE_OBJECT] = "object",
        [BATON_VALUE_ARRAY] = "array",
        [BATON_VALUE_FREE] = "free",
        [BATON_VALUE_EVENT] = "event",
        [BATON_VALUE_IMAGE] = "image",
    };
    return names[type];
}

static json_t *print_value(struct print *print, const struct baton_value *value)
{
    static const char *const forms[] = {
        [BATON_TEXT_LINE] = "line",
        [BATON_TEXT_NAME] = "name",
        [BATON_TEXT_LINES] = "lines",
        [BATON_TEXT_RAW] = "raw",
    };
    json_t *out = json_pack("{s:s}", "type", type_name(value->type));

    set_text(out, "unit", value->unit);
    set_text(out, "rule", value->rule);
    if (value->type == BATON_VALUE_TEXT)
        set_text(out, "form", forms[value->form]);
    if (value->least > 0 || value->type == BATON_VALUE_INTEGER)
        json_object_set_new(out, "least", json_integer(value->least));
    if (value->most > 0 && value->most < INT64_MAX)
        json_object_set_new(out, "most", json_integer(value->most));
    set_flag(out, "or_zero", value->or_zero);
    if (value->depth > 0)
        json_object_set_new(out, "depth", json_integer(value->depth));
    if (value->choice)
        set_text(out, "choice", add_choice(print, value->choice));
    if (value->object)
        set_text(out, "object", add_object(print, value->object));
    if (value->element)
        json_object_set_new(out, "element", print_value(print, value->element));
    return out;
}

static json_t *print_preset(const struct baton_field *field)
{
    switch (field->value->type) {
    case BATON_VALUE_BOOLEAN:
        return json_boolean(field->preset);
    case BATON_VALUE_CHOICE:
        return json_string(field->value->choice->at((size_t)field->preset));
    default:
        return json_integer(field->preset);
    }
}

static json_t *print_field(struct print *print, const struct baton_field *field)
{
    json_t *out = json_pack("{s:s, s:o, s:s}", "name", field->name, "value",
        print_value(print, field->value), "meaning", field->meaning);
    json_t *unless = json_array();

    set_flag(out, "required", field->presence == BATON_REQUIRED);
    set_flag(out, "nullable", field->nullable);
    set_flag(out, "key", field->key);
    if (field->has_preset)
        json_object_set_new(out, "default", print_preset(field));
    set_text(out, "otherwise", field->otherwise);
    set_text(out, "only", field->only);
    for (size_t i = 0; field->unless[i]; i++)
        json_array_append_new(unless, json_string(field->unless[i]));
    for (size_t i = 0; field->or_else[i]; i++)
        json_array_append_new(unless, json_string(field->or_else[i]));
    if (json_array_size(unless) > 0)
        json_object_set(out, "unless", unless);
    json_decref(unless);
    return out;
}

static json_t *print_fields(struct print *print, const struct baton_field *fields)
{
    json_t *out = json_array();

    for (; fields->name; fields++)
        json_array_append_new(out, print_field(print, fields));
    return out;
}

/* --- replies, events and requests ------------------------------------------------------------- */

static const char *handle_name(enum baton_contract_handle handle)
{
    static const char *const names[] = {
        [BATON_ON_ANY] = "any",
        [BATON_ON_UPLINK] = "uplink",
        [BATON_ON_DOWNLINK] = "downlink",
        [BATON_ON_ADMIN] = "admin",
    };
    return names[handle];
}

static json_t *print_message(struct print *print, const struct baton_message *message)
{
    json_t *out = json_pack("{s:s}", "baton", message->name);
    json_t *include = json_array();

    set_text(out, "variant", message->variant);
    set_text(out, "meaning", message->meaning);
    for (size_t i = 0; i < 2 && message->include[i]; i++)
        json_array_append_new(include, json_string(add_object(print, message->include[i])));
    json_object_set_new(out, "include", include);
    json_object_set_new(out, "fields", print_fields(print, message->fields));
    return out;
}

/* Adds the reply. Returns the name by which a request refers to it. */
static json_t *add_reply(struct print *print, const struct baton_message *reply)
{
    json_t *key = json_sprintf(
        "%s%s%s", reply->name, reply->variant ? "." : "", reply->variant ? reply->variant : "");

    if (!json_object_get(print->replies, json_string_value(key)))
        json_object_set_new(print->replies, json_string_value(key), print_message(print, reply));
    return key;
}

static json_t *print_errors(const enum baton_error *errors)
{
    json_t *out = json_array();

    for (; errors && *errors != BATON_OK; errors++)
        json_array_append_new(out, json_string(baton_error_name(*errors)));
    return out;
}

static json_t *print_request(struct print *print, const struct baton_request_kind *request)
{
    static const char *const tokens[] = {
        [BATON_TOKEN_NONE] = "none",
        [BATON_TOKEN_FULL] = "full",
        [BATON_TOKEN_CODE] = "code",
        [BATON_TOKEN_CALL] = "call",
    };
    static const char *const jseps[] = {[BATON_JSEP_NONE] = "none",
        [BATON_JSEP_MAY_OFFER] = "offer or none",
        [BATON_JSEP_ANSWERS] = "answer"};
    json_t *replies = json_array();

    for (size_t i = 0; request->replies[i]; i++)
        json_array_append_new(replies, add_reply(print, request->replies[i]));
    json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:o, s:o, s:o, s:i, s:i, s:b}",
        "request", request->verb, "meaning", request->meaning, "on", handle_name(request->on),
        "sender", request->sender, "synchronous", request->synchronous, "token",
        tokens[request->token], "jsep", jseps[request->jsep], "fields",
        print_fields(print, request->fields), "replies", replies, "errors",
        print_errors(request->errors), "cost", request->cost, "cost_elsewhere",
        baton_request_kind_cost_elsewhere(request), "reserved", request->reserved);
    set_text(out, "reply_jsep", request->reply_type);
    return out;
}

static void print_requests(struct print *print, const struct baton_request_kind *table, json_t *out)
{
    for (; table->verb; table++)
        json_array_append_new(out, print_request(print, table));
}

static json_t *print_client_requests(struct print *print)
{
    json_t *out = json_array();

    print_requests(print, baton_room_verbs, out);
    print_requests(print, baton_call_verbs, out);
    print_requests(print, baton_transfer_verbs, out);
    return out;
}

static json_t *print_admin_requests(struct print *print)
{
    json_t *out = json_array();

    print_requests(print, baton_admin_verbs, out);
    return out;
}

static const struct baton_field number_field = {"seq", &baton_value_counter,
    "Number of the event among the events for this device. Absent if the event comes after the "
    "device has left the call.",
    BATON_SOMETIMES};

static json_t *print_events(struct print *print)
{
    json_t *out = json_array();

    for (size_t i = 0; baton_events[i]; i++) {
        json_t *event = print_message(print, baton_events[i]);
        if (baton_events[i]->numbered)
            json_array_append_new(
                json_object_get(event, "fields"), print_field(print, &number_field));
        set_text(event, "on", handle_name(baton_events[i]->on));
        set_text(event, "to", baton_events[i]->to);
        json_array_append_new(out, event);
    }
    return out;
}

/* --- the whole -------------------------------------------------------------------------------- */

static json_t *print_error_table(void)
{
    json_t *out = json_array();

#define BATON_ERROR_JSON(constant, code, name, meaning)                                            \
    if (constant != BATON_OK)                                                                      \
        json_array_append_new(                                                                     \
            out, json_pack("{s:i, s:s, s:s}", "code", code, "name", name, "meaning", meaning));
    BATON_ERRORS(BATON_ERROR_JSON)
#undef BATON_ERROR_JSON
    return out;
}

static json_t *print_limits(void)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "message_bytes",
        BATON_MESSAGE_MAX_BYTES, "message_depth", BATON_MESSAGE_MAX_DEPTH, "images_bytes",
        BATON_IMAGES_MAX_BYTES, "sdp_bytes", BATON_SDP_MAX_BYTES, "uplink_lines",
        BATON_MAX_UPLINK_LINES, "downlink_lines", BATON_SDP_MAX_LINES, "image_side",
        BATON_IMAGE_MAX_SIDE, "image_pixels", BATON_IMAGE_MAX_PIXELS, "image_bytes",
        BATON_IMAGE_MAX_BYTES);
}

int main(void)
{
    struct print print = {json_object(), json_object(), json_object()};
    json_decref(add_reply(&print, &baton_reply_error));
    json_t *requests = print_client_requests(&print);
    json_t *admin_requests = print_admin_requests(&print);
    json_t *events = print_events(&print);
    json_t *contract =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "limits", print_limits(), "errors",
            print_error_table(), "choices", print.choices, "objects", print.objects, "requests",
            requests, "admin_requests", admin_requests, "replies", print.replies, "events", events);
    int failed = json_dumpf(contract, stdout, JSON_INDENT(2));

    json_decref(contract);
    puts("");
    return failed || fflush(stdout) || ferror(stdout) ? 1 : 0;
}
