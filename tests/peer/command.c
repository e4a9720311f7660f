/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks a line by the table of its verb, and only then calls the verb. */
#include "peer/command.h"

#include <stdarg.h>
#include <string.h>

enum {
    SHOWN_MAX = 60, /* bytes of a wrong value that an error quotes */
};

static const struct peer_field *find_field(const struct peer_verb *verb, const char *name)
{
    for (const struct peer_field *field = verb->fields; field->name; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

static bool find_verb(
    struct peer_command *command, const struct peer_theme *themes, const char *name)
{
    for (; themes->verbs; themes++)
        for (const struct peer_verb *verb = themes->verbs; verb->name; verb++)
            if (strcmp(verb->name, name) == 0) {
                command->theme = themes;
                command->verb = verb;
                return true;
            }
    return false;
}

/* Returns a value as text that is short enough for an error. */
static char *show(const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
    char *shown = !text                      ? g_strdup("nothing")
                  : strlen(text) > SHOWN_MAX ? g_strdup_printf("%.*s...", SHOWN_MAX, text)
                                             : g_strdup(text);

    free(text);
    return shown;
}

bool peer_command_refuse(struct peer_command *command, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_snprintf(command->error, sizeof(command->error), "%s%s%s",
        command->verb ? command->verb->name : "", command->verb ? ": " : "", why);
    g_free(why);
    return false;
}

bool peer_command_refuse_field(
    struct peer_command *command, const char *field, const char *expected)
{
    char *shown = show(json_object_get(command->fields, field));

    peer_command_refuse(command, "%s: got %s, expected %s", field, shown, expected);
    g_free(shown);
    return false;
}

static char *expected_of(const struct peer_field *field)
{
    static const char *const expected[] = {
        [PEER_TEXT] = "a text",
        [PEER_FLAG] = "true or false",
        [PEER_TEXTS] = "a list of texts",
        [PEER_DEVICE] = "the name of a device",
        [PEER_DEVICES] = "a list of names of devices",
    };

    return field->type == PEER_NUMBER
               ? g_strdup_printf("a number from %g to %g", field->least, field->most)
               : g_strdup(expected[field->type]);
}

static bool is_found(const struct peer_theme *theme, const json_t *value)
{
    return json_is_string(value) && theme->find(theme->user, json_string_value(value));
}

static bool is_list(const struct peer_command *command, const json_t *value, bool of_devices)
{
    for (size_t i = 0; i < json_array_size(value); i++)
        if (of_devices ? !is_found(command->theme, json_array_get(value, i))
                       : !json_is_string(json_array_get(value, i)))
            return false;
    return json_is_array(value);
}

static bool fits(
    const struct peer_command *command, const struct peer_field *field, const json_t *value)
{
    switch (field->type) {
    case PEER_TEXT:
        return json_is_string(value);
    case PEER_FLAG:
        return json_is_boolean(value);
    case PEER_DEVICE:
        return is_found(command->theme, value);
    case PEER_TEXTS:
    case PEER_DEVICES:
        return is_list(command, value, field->type == PEER_DEVICES);
    case PEER_NUMBER:
    default:
        return json_is_number(value) && json_number_value(value) >= field->least &&
               json_number_value(value) <= field->most;
    }
}

static bool check_field(struct peer_command *command, const struct peer_field *field)
{
    const json_t *value = json_object_get(command->fields, field->name);

    if (value ? fits(command, field, value) : !field->required)
        return true;
    char *expected = expected_of(field);
    peer_command_refuse_field(command, field->name, expected);
    g_free(expected);
    return false;
}

static bool check_names(struct peer_command *command)
{
    const char *name;
    json_t *value;

    json_object_foreach(command->fields, name, value)
    {
        if (strcmp(name, "id") == 0 || strcmp(name, "command") == 0 ||
            find_field(command->verb, name))
            continue;
        GString *known = g_string_new(NULL);
        for (const struct peer_field *field = command->verb->fields; field->name; field++)
            g_string_append_printf(known, "%s%s", known->len ? ", " : "", field->name);
        peer_command_refuse(command, "got a field %.60s, expected %s%s", name,
            known->len ? "only " : "no field", known->str);
        g_string_free(known, TRUE);
        return false;
    }
    return true;
}

static bool check(struct peer_command *command, const struct peer_theme *themes)
{
    const json_t *name = json_object_get(command->fields, "command");

    if (!json_is_string(name) || !find_verb(command, themes, json_string_value(name)))
        return peer_command_refuse_field(command, "command", "the name of a command");
    bool fine = check_names(command);
    for (const struct peer_field *field = command->verb->fields; fine && field->name; field++)
        fine = check_field(command, field);
    return fine;
}

void peer_command_read(
    struct peer_command *command, const char *line, const struct peer_theme *themes)
{
    json_error_t error;
    json_t *value = json_loads(line, 0, &error);

    *command = (struct peer_command){.reply = json_object()};
    if (!json_is_object(value)) {
        peer_command_refuse(command, "the line: got %s at column %d, expected a JSON object",
            value ? "an array" : error.text, value ? 1 : error.column);
        json_decref(value);
        return;
    }
    command->fields = value;
    if (!json_is_integer(json_object_get(value, "id")))
        peer_command_refuse_field(command, "id", "a whole number");
    else if (check(command, themes))
        return;
    command->verb = NULL;
}

void peer_command_clear(struct peer_command *command)
{
    json_decref(command->fields);
    json_decref(command->reply);
    *command = (struct peer_command){0};
}

static bool perform(struct peer_command *command)
{
    bool *stopped = command->theme ? command->theme->stopped : NULL;

    if (stopped && *stopped)
        return peer_command_refuse(command, "not performed, because an earlier command has failed");
    bool fine = command->verb && command->verb->perform(command, command->theme->user);
    if (stopped)
        *stopped = !fine;
    return fine;
}

json_t *peer_command_perform(struct peer_command *command)
{
    json_t *id = json_object_get(command->fields, "id");
    json_t *reply = json_object();

    json_object_set_new(reply, "id", json_is_integer(id) ? json_incref(id) : json_null());
    if (perform(command))
        json_object_update(reply, command->reply);
    else
        json_object_set_new(reply, "error", json_string(command->error));
    return reply;
}

const char *peer_command_text(const struct peer_command *command, const char *name)
{
    return json_string_value(json_object_get(command->fields, name));
}

double peer_command_number(const struct peer_command *command, const char *name)
{
    const json_t *value = json_object_get(command->fields, name);

    return value ? json_number_value(value) : find_field(command->verb, name)->otherwise;
}

bool peer_command_flag(const struct peer_command *command, const char *name)
{
    const json_t *value = json_object_get(command->fields, name);

    return value ? json_is_true(value) : find_field(command->verb, name)->otherwise != 0;
}

const json_t *peer_command_texts(const struct peer_command *command, const char *name)
{
    return json_object_get(command->fields, name);
}

json_t *peer_command_object(struct peer_command *command, const char *name)
{
    json_t *value = json_loads(peer_command_text(command, name), 0, NULL);

    if (json_is_object(value))
        return value;
    json_decref(value);
    peer_command_refuse_field(command, name, "the text of a JSON object");
    return NULL;
}

bool peer_command_has(const struct peer_command *command, const char *name)
{
    return json_object_get(command->fields, name);
}

void *peer_command_found(const struct peer_command *command, const char *name)
{
    return command->theme->find(command->theme->user, peer_command_text(command, name));
}
