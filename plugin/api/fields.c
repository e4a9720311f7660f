/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function that finds a field, one that refuses it, and a check for each kind of field. */
#include "api/fields.h"

#include <glib.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/lines.h"
#include "base/name.h"
#include "base/text.h"

struct baton_fields baton_fields_of(const json_t *object, struct baton_failure *failure)
{
    return (struct baton_fields){.object = object, .failure = failure};
}

bool baton_fields_has(const struct baton_fields *fields, const char *name)
{
    return json_object_get(fields->object, name) != NULL;
}

bool baton_fields_refuse(const struct baton_fields *fields, const char *name,
    enum baton_error error, const char *format, ...)
{
    char text[BATON_FAILURE_TEXT_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    baton_failure_set(fields->failure, error, "%s%s: %s", fields->path, name, text);
    return false;
}

static const char *kind_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "an array";
    case JSON_STRING:
        return "a string";
    case JSON_INTEGER:
        return "an integer";
    case JSON_REAL:
        return "a number that is not an integer";
    case JSON_TRUE:
    case JSON_FALSE:
        return "a boolean";
    case JSON_NULL:
        return "null";
    }
    return "something unknown";
}

static bool refuse_kind(
    const struct baton_fields *fields, const char *name, const char *expected, const json_t *value)
{
    return baton_fields_refuse(
        fields, name, BATON_E_INVALID_ELEMENT, "expected %s, got %s", expected, kind_of(value));
}

/* Sets `*value` to the field's value, or to NULL if the field is optional and absent. */
static bool find(const struct baton_fields *fields, const char *name, enum baton_presence presence,
    json_t **value)
{
    *value = json_object_get(fields->object, name);
    if (!*value && presence == BATON_REQUIRED)
        return baton_fields_refuse(fields, name, BATON_E_MISSING_ELEMENT, "missing");
    return true;
}

static bool has_form(const char *text, size_t len, enum baton_text_form form)
{
    while (len > 0) {
        uint32_t code;
        size_t bytes = baton_text_next(text, len, &code);
        if (bytes == 0 || code == 0)
            return false;
        if (!baton_text_is_plain(code) && form == BATON_TEXT_LINE)
            return false;
        text += bytes;
        len -= bytes;
    }
    return true;
}

static bool refuse_text(const struct baton_fields *fields, const char *name,
    const struct baton_text_rule *rule, const char *got)
{
    char bounds[64];

    if (rule->least > 0)
        snprintf(bounds, sizeof(bounds), "%zu to %zu", rule->least, rule->most);
    else
        snprintf(bounds, sizeof(bounds), "at most %zu", rule->most);
    return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
        "expected a string of %s characters, got %s", bounds, got);
}

static void describe_code(char *got, size_t size, uint32_t code)
{
    snprintf(got, size, "U+%04" PRIX32 ", which is %s", code,
        code < 0xA0 ? "a control character" : "invisible and changes the text around it");
}

static bool refuse_name(const struct baton_fields *fields, const char *name,
    const struct baton_text_rule *rule, enum baton_name_fault fault, uint32_t code)
{
    char got[96];

    if (fault == BATON_NAME_TOO_MANY_MARKS)
        snprintf(got, sizeof(got), "more than %d combining marks in a row", BATON_NAME_MAX_MARKS);
    else if (fault == BATON_NAME_MARK_FIRST)
        snprintf(got, sizeof(got), "one that begins with a combining mark");
    else if (fault == BATON_NAME_TOO_LONG)
        snprintf(got, sizeof(got), "more than %d characters", BATON_NAME_MAX_CODES);
    else if (fault == BATON_NAME_NOT_PLAIN)
        describe_code(got, sizeof(got), code);
    else
        snprintf(got, sizeof(got), "one that is not UTF-8");
    return refuse_text(fields, name, rule, got);
}

/* Replaces the value of the field by the cleaned text, which is freed, so that the object owns it. */
static void replace_text(
    const struct baton_fields *fields, const char *name, char *clean, json_t **value)
{
    json_object_set_new((json_t *)(uintptr_t)fields->object, name, json_string(clean));
    g_free(clean);
    *value = json_object_get(fields->object, name);
}

static bool clean_lines(const struct baton_fields *fields, const char *name,
    const struct baton_text_rule *rule, json_t **value)
{
    uint32_t code = 0;
    char *clean = NULL, got[96];

    if (baton_lines_clean(json_string_value(*value), json_string_length(*value), &clean, &code)) {
        replace_text(fields, name, clean, value);
        return true;
    }
    describe_code(got, sizeof(got), code);
    return refuse_text(fields, name, rule, got);
}

static bool clean_name(const struct baton_fields *fields, const char *name,
    const struct baton_text_rule *rule, json_t **value)
{
    uint32_t code = 0;
    char *clean = NULL;
    enum baton_name_fault fault =
        baton_name_clean(json_string_value(*value), json_string_length(*value), &clean, &code);

    if (fault)
        return refuse_name(fields, name, rule, fault, code);
    replace_text(fields, name, clean, value);
    return true;
}

/* Checks which characters the text has. A name and a text of several lines are cleaned. */
static bool check_form(const struct baton_fields *fields, const char *name,
    const struct baton_text_rule *rule, json_t **value)
{
    if (rule->form == BATON_TEXT_NAME)
        return clean_name(fields, name, rule, value);
    if (rule->form == BATON_TEXT_LINES)
        return clean_lines(fields, name, rule, value);
    return has_form(json_string_value(*value), json_string_length(*value), rule->form) ||
           refuse_text(fields, name, rule,
               rule->form == BATON_TEXT_RAW ? "one that is not UTF-8"
                                            : "one with control characters");
}

bool baton_fields_text(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const struct baton_text_rule *rule, const char **out)
{
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    if (!json_is_string(value))
        return refuse_text(fields, name, rule, kind_of(value));
    if (!check_form(fields, name, rule, &value))
        return false;
    const char *text = json_string_value(value);
    size_t length = baton_text_length(text);
    if (length < rule->least || length > rule->most) {
        char got[32];
        snprintf(got, sizeof(got), "%zu character%s", length, length == 1 ? "" : "s");
        return refuse_text(fields, name, rule, got);
    }
    *out = text;
    return true;
}

bool baton_fields_id(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const char **out)
{
    static const char expected[] = "an id of 1 to 64 characters A-Z a-z 0-9 _ -";
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    const char *text = json_string_value(value);
    if (!text)
        return refuse_kind(fields, name, expected, value);
    if (strlen(text) != json_string_length(value) || !baton_text_is_id(text))
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
            "expected %s, got %zu bytes that are no such id", expected, json_string_length(value));
    *out = text;
    return true;
}

static bool is_token(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text > '~' || strchr("\"(),/:;<=>?@[\\]", *text))
            return false;
    return true;
}

bool baton_fields_mid(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t most, const char **out)
{
    const struct baton_text_rule rule = {BATON_TEXT_LINE, 1, most};
    const char *text = NULL;

    if (!baton_fields_text(fields, name, presence, &rule, &text))
        return false;
    if (text && !is_token(text))
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
            "expected the mid of an m-line, got characters that a mid cannot have");
    if (text)
        *out = text;
    return true;
}

bool baton_fields_bool(
    const struct baton_fields *fields, const char *name, enum baton_presence presence, bool *out)
{
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    if (!json_is_boolean(value))
        return refuse_kind(fields, name, "true or false", value);
    *out = json_is_true(value);
    return true;
}

bool baton_fields_integer(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, int64_t least, int64_t most, bool *has, int64_t *out)
{
    char expected[80];
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    snprintf(expected, sizeof(expected), "a whole number from %lld to %lld", (long long)least,
        (long long)most);
    if (!json_is_integer(value))
        return refuse_kind(fields, name, expected, value);
    json_int_t number = json_integer_value(value);
    if (number < least || number > most)
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT, "expected %s, got %lld",
            expected, (long long)number);
    if (has)
        *has = true;
    *out = number;
    return true;
}

/* Writes a list such as "vp8 or h264" or "microphone, camera or screen". */
static void list_names(char *out, size_t size, const char *const *names)
{
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; names[i] && len < size; i++) {
        const char *joint = i == 0 ? "" : names[i + 1] ? ", " : " or ";
        len += (size_t)snprintf(out + len, size - len, "%s%s", joint, names[i]);
    }
}

bool baton_fields_choice(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, const char *const *names, bool *has, int *out)
{
    char expected[96], quote[BATON_QUOTE_SIZE];
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    list_names(expected, sizeof(expected), names);
    const char *text = json_string_value(value);
    if (!text)
        return refuse_kind(fields, name, expected, value);
    for (int i = 0; names[i]; i++) {
        if (strcmp(text, names[i]) == 0 && strlen(text) == json_string_length(value)) {
            if (has)
                *has = true;
            *out = i;
            return true;
        }
    }
    return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT, "expected %s, got %s",
        expected, baton_failure_quote(quote, text));
}

bool baton_fields_object(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t bytes, int depth, json_t **out)
{
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    if (!json_is_object(value))
        return refuse_kind(fields, name, "an object", value);
    switch (baton_extent_check(value, bytes, depth)) {
    case BATON_EXTENT_TOO_LONG:
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
            "expected an object of at most %zu bytes, got more", bytes);
    case BATON_EXTENT_TOO_DEEP:
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
            "expected an object of at most %d levels, got more", depth);
    case BATON_EXTENT_FITS:
        break;
    }
    *out = value;
    return true;
}

bool baton_fields_array(const struct baton_fields *fields, const char *name,
    enum baton_presence presence, size_t least, size_t most, json_t **out)
{
    json_t *value;

    if (!find(fields, name, presence, &value))
        return false;
    if (!value)
        return true;
    if (!json_is_array(value))
        return refuse_kind(fields, name, "an array", value);
    size_t size = json_array_size(value);
    if (size < least || size > most)
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
            "expected an array of %zu to %zu elements, got %zu", least, most, size);
    *out = value;
    return true;
}

bool baton_fields_inner(
    const struct baton_fields *fields, const char *name, struct baton_fields *out)
{
    json_t *value;

    if (!find(fields, name, BATON_OPTIONAL, &value))
        return false;
    if (value && !json_is_object(value))
        return refuse_kind(fields, name, "an object", value);
    *out = baton_fields_of(value, fields->failure);
    snprintf(out->path, sizeof(out->path), "%.40s%.20s.", fields->path, name);
    return true;
}

bool baton_fields_element(
    const struct baton_fields *fields, const char *name, size_t index, struct baton_fields *out)
{
    json_t *value = json_array_get(json_object_get(fields->object, name), index);
    char own_name[48];

    snprintf(own_name, sizeof(own_name), "%.24s[%zu]", name, index);
    if (!json_is_object(value))
        return refuse_kind(fields, own_name, "an object", value);
    *out = baton_fields_of(value, fields->failure);
    snprintf(out->path, sizeof(out->path), "%.15s%s.", fields->path, own_name);
    return true;
}
