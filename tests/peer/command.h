/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One command of the program that drives the peer. A command is a line with a JSON object:
 *
 *   {"id": 7, "command": "downlink.pli", "link": 3, "mid": "1"}
 *
 * The reply is a line too: {"id": 7} and the fields that the verb adds, or {"id": 7, "error": TEXT} if the command was
 * not performed. TEXT names the wrong field, its value, and the expected value. The id is null if it cannot be read.
 */
#ifndef BATON_PEER_COMMAND_H
#define BATON_PEER_COMMAND_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum {
    PEER_COMMAND_ERROR_SIZE = 400,
    PEER_FIELDS_MAX = 32,
};

/* PEER_DEVICE is a text that the theme's `find` knows, PEER_DEVICES a list of such texts. */
enum peer_field_type { PEER_TEXT, PEER_NUMBER, PEER_FLAG, PEER_TEXTS, PEER_DEVICE, PEER_DEVICES };

/* A field of a verb. A field that is not required may be missing, but must not be null. */
struct peer_field {
    const char *name;
    enum peer_field_type type;
    bool required;
    double least, most; /* the range of a number */
    double otherwise;   /* the value of a number or flag that is missing */
};

/* Short forms of fields that many verbs have. */
/* clang-format off */
#define PEER_REQUIRED(field, of_type) {.name = (field), .type = (of_type), .required = true}
#define PEER_OPTIONAL_NUMBER(field, low, high, value) \
    {.name = (field), .type = PEER_NUMBER, .least = (low), .most = (high), .otherwise = (value)}
#define PEER_OPTIONAL_FLAG(field, value) {.name = (field), .type = PEER_FLAG, .otherwise = (value)}
/* clang-format on */

struct peer_command;

/* A command that can be performed. A table of verbs and the fields of a verb end with an entry without a name. */
struct peer_verb {
    const char *name;
    bool (*perform)(struct peer_command *command, void *user);
    struct peer_field fields[PEER_FIELDS_MAX];
};

/* A table of verbs, and the object on which they work. */
struct peer_theme {
    const struct peer_verb *verbs;
    void *user;
    /*
     * The first verb that fails sets the flag. After that, verbs of all themes with the same flag are refused,
     * because a program may send many commands without waiting for replies. NULL: a failure has no such effect.
     */
    bool *stopped;
    void *(*find)(void *user, const char *name); /* returns the device with this name, or NULL */
};

struct peer_command {
    const struct peer_theme *theme;
    const struct peer_verb *verb; /* NULL, with `error` set, if the line is no command */
    json_t *fields;               /* types and ranges have been checked by the verb's table */
    json_t *reply;                /* an object, to which the verb adds fields */
    char error[PEER_COMMAND_ERROR_SIZE]; /* "": nothing is wrong */
};

/*
 * Reads a line. The last of `themes` has no verbs. The themes must outlive the command. Clear the command even if the
 * line cannot be read.
 */
void peer_command_read(
    struct peer_command *command, const char *line, const struct peer_theme *themes);
void peer_command_clear(struct peer_command *command);
/* Performs the command if it could be read. Returns the reply; release it. */
json_t *peer_command_perform(struct peer_command *command);

/* For verbs: says why the command is not performed. Adds the name of the verb. Always returns false. */
bool peer_command_refuse(struct peer_command *command, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Does the same for a field with a wrong value. */
bool peer_command_refuse_field(
    struct peer_command *command, const char *field, const char *expected);
/* Return the value of a field. NULL: the text or the list of texts is missing. */
const char *peer_command_text(const struct peer_command *command, const char *name);
double peer_command_number(const struct peer_command *command, const char *name);
bool peer_command_flag(const struct peer_command *command, const char *name);
const json_t *peer_command_texts(const struct peer_command *command, const char *name);
/* Returns the object in a text of JSON; release it. NULL: the text is something else, and the command is refused. */
json_t *peer_command_object(struct peer_command *command, const char *name);
bool peer_command_has(const struct peer_command *command, const char *name);
/* Returns the device that a field of type PEER_DEVICE names. */
void *peer_command_found(const struct peer_command *command, const char *name);

#endif
