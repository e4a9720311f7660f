/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the JSON Schema of all messages. Only the few keywords that this schema uses are implemented. */
#include "fake/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "code/drawing.h"
#include "code/secret.h"
#include "fake/host.h"
#include "state/objects.h"

/* Why a value does not match: the value's path in the message, and what is wrong with the value. */
struct mismatch {
    char text[512];
};

static bool differ(struct mismatch *why, const char *path, const char *what)
{
    snprintf(why->text, sizeof(why->text), "%s %s", path, what);
    return false;
}

static const json_t *schema(void)
{
    static json_t *read;

    if (read)
        return read;
    char *path = g_build_filename(getenv("BATON_TEST_DATA"), "contract.json", NULL);
    read = json_load_file(path, 0, NULL);
    if (!read)
        fail_msg("%s cannot be read; BATON_TEST_DATA names the folder", path);
    g_free(path);
    return read;
}

static bool matches(
    const json_t *value, const json_t *rule, const char *path, struct mismatch *why);

/* --- the keywords ----------------------------------------------------------------------------- */

static bool is_of_type(const json_t *value, const char *type)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static bool is_one_of(const json_t *value, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(value, json_array_get(list, i)))
            return true;
    return false;
}

/* Returns true if a number is within the bounds of a rule, or if the rule has no bounds. */
static bool is_within(
    json_int_t number, const json_t *rule, const char *least_name, const char *most_name)
{
    const json_t *least = json_object_get(rule, least_name);
    const json_t *most = json_object_get(rule, most_name);

    return (!least || number >= json_integer_value(least)) &&
           (!most || number <= json_integer_value(most));
}

static bool matches_string(
    const json_t *value, const json_t *rule, const char *path, struct mismatch *why)
{
    const char *text = json_string_value(value);

    if (!is_within((json_int_t)baton_text_length(text), rule, "minLength", "maxLength"))
        return differ(why, path, "is too long or too short");
    /* The only pattern in the schema is the pattern of ids. The rule has their length as well. */
    if (json_object_get(rule, "pattern") && !baton_text_is_id(text))
        return differ(why, path, "is not an id");
    return true;
}

static bool matches_array(
    const json_t *value, const json_t *rule, const char *path, struct mismatch *why)
{
    const json_t *items = json_object_get(rule, "items");

    if (!is_within((json_int_t)json_array_size(value), rule, "minItems", "maxItems"))
        return differ(why, path, "has too many or too few elements");
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!matches(json_array_get(value, i), items, path, why))
            return false;
    return true;
}

static bool matches_fields(
    json_t *value, const json_t *rule, const char *path, struct mismatch *why)
{
    const json_t *properties = json_object_get(rule, "properties");
    bool open = !json_is_false(json_object_get(rule, "additionalProperties"));
    const char *name;
    json_t *field;

    json_object_foreach(value, name, field)
    {
        const json_t *of_field = json_object_get(properties, name);
        char inner[128];
        snprintf(inner, sizeof(inner), "%s.%s", path, name);
        if (!of_field && !open)
            return differ(why, inner, "has no rule in the schema");
        if (of_field && !matches(field, of_field, inner, why))
            return false;
    }
    return true;
}

static bool matches_object(
    const json_t *value, const json_t *rule, const char *path, struct mismatch *why)
{
    const json_t *required = json_object_get(rule, "required");

    for (size_t i = 0; i < json_array_size(required); i++)
        if (!json_object_get(value, json_string_value(json_array_get(required, i))))
            return differ(why, json_string_value(json_array_get(required, i)), "is missing");
    /* jansson's iterator needs a writable object, but does not change it. */
    return matches_fields((json_t *)(uintptr_t)value, rule, path, why);
}

static bool matches_any(
    const json_t *value, const json_t *rules, const char *path, struct mismatch *why)
{
    for (size_t i = 0; i < json_array_size(rules); i++)
        if (matches(value, json_array_get(rules, i), path, why))
            return true;
    return false;
}

static const json_t *referred(const char *reference)
{
    return json_object_get(json_object_get(schema(), "$defs"), reference + strlen("#/$defs/"));
}

static bool matches_type(
    const json_t *value, const json_t *rule, const char *path, struct mismatch *why)
{
    const char *type = json_string_value(json_object_get(rule, "type"));

    if (!is_of_type(value, type))
        return differ(why, path, "has the wrong type");
    if (json_is_string(value))
        return matches_string(value, rule, path, why);
    if (json_is_array(value))
        return matches_array(value, rule, path, why);
    if (json_is_object(value))
        return matches_object(value, rule, path, why);
    return !json_is_integer(value) ||
           is_within(json_integer_value(value), rule, "minimum", "maximum") ||
           differ(why, path, "is out of range");
}

static bool matches(const json_t *value, const json_t *rule, const char *path, struct mismatch *why)
{
    const json_t *constant = json_object_get(rule, "const");
    const json_t *names = json_object_get(rule, "enum");
    const json_t *any = json_object_get(rule, "anyOf");
    const char *reference = json_string_value(json_object_get(rule, "$ref"));

    if (constant)
        return json_equal(value, constant) || differ(why, path, "is not the constant of the rule");
    if (names)
        return is_one_of(value, names) || differ(why, path, "is not one of the names");
    if (any)
        return matches_any(value, any, path, why);
    return reference ? matches(value, referred(reference), path, why)
                     : matches_type(value, rule, path, why);
}

/* --- messages --------------------------------------------------------------------------------- */

/* Several rules can have the same name. If no rule matches, the failure has the reason of each. */
static void check_message(const json_t *body, const char *section)
{
    const char *name = json_string_value(json_object_get(body, "baton"));
    const json_t *shapes = json_object_get(json_object_get(schema(), section), name);
    GString *reasons = g_string_new(NULL);

    for (size_t i = 0; i < json_array_size(shapes); i++) {
        struct mismatch why;
        if (matches(body, json_array_get(shapes, i), name, &why)) {
            g_string_free(reasons, TRUE);
            return;
        }
        g_string_append_printf(reasons, "%s%s", i > 0 ? ", or " : "", why.text);
    }
    fail_msg("matches no rule in %s of contract.json: %s: %s", section,
        reasons->len > 0 ? reasons->str : "no such name", json_dumps(body, 0));
}

static void remember_token(struct fake_host *host, const json_t *body)
{
    const char *text = json_string_value(json_object_get(body, "text"));
    const char *token = strstr(text, "#baton=");
    token = token ? token + strlen("#baton=") : text;
    token += strncmp(token, "baton:1:", 8) == 0 ? 8 : 0;
    g_ptr_array_add(host->tokens, g_strndup(token, BATON_TOKEN_CHARACTERS));
}

void fake_schema_check(struct fake_host *host, const json_t *body, bool event)
{
    const char *name = json_string_value(json_object_get(body, "baton"));
    bool due = baton_drawing_is_due(body);
    json_t *drawn = due ? baton_drawing_finish(body, NULL) : NULL;
    /* If drawing fails, as when a test lets a call fail, the client gets an error in place of the message. */
    if (drawn || !due)
        check_message(due ? drawn : body, event ? "events" : "replies");
    json_decref(drawn);
    const json_t *code = json_object_get(body, "code");
    if (strcmp(name, "code") == 0 || strcmp(name, "presented") == 0) {
        remember_token(host, body);
    } else if (code) {
        remember_token(host, code);
    } else if (host->tokens->len > 0) {
        char *text = json_dumps(body, 0);
        fake_host_check_secret(host, text);
        free(text);
    }
}
