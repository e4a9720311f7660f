/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command owns one command from the program that drives the peer. A command is a line with a JSON object:
 *
 *   {"id": 7, "command": "downlink.pli", "link": 3, "mid": "1"}
 *
 * The answer is a line too: {"id": 7} and what the verb adds, or {"id": 7, "error": TEXT} if the command was not
 * performed. TEXT names what is wrong, what came and what was expected. The id is null if it could not be read.
 */
#ifndef BATON_PEER_COMMAND_H
#define BATON_PEER_COMMAND_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum {
    PEER_COMMAND_ERROR_SIZE = 400,
    PEER_FIELDS_MAX = 20,
};

/* PEER_DEVICE is a text that the theme's `find` knows, PEER_DEVICES a list of such texts. */
enum peer_field_type { PEER_TEXT, PEER_NUMBER, PEER_FLAG, PEER_TEXTS, PEER_DEVICE, PEER_DEVICES };

/* A field that a verb takes. Fields that are not required may be missing, but never null. */
struct peer_field {
    const char *name;
    enum peer_field_type type;
    bool required;
    double least, most; /* of a number */
    double otherwise;   /* the value of a number or flag that is missing */
};

/* Fields of many verbs. */
/* clang-format off */
#define PEER_REQUIRED(field, of_type) {.name = (field), .type = (of_type), .required = true}
#define PEER_OPTIONAL_NUMBER(field, low, high, value) \
    {.name = (field), .type = PEER_NUMBER, .least = (low), .most = (high), .otherwise = (value)}
#define PEER_OPTIONAL_FLAG(field, value) {.name = (field), .type = PEER_FLAG, .otherwise = (value)}
/* clang-format on */

struct peer_command;

/* A command that can be performed. Tables of verbs and the fields of a verb end with an entry without a name. */
struct peer_verb {
    const char *name;
    bool (*perform)(struct peer_command *command, void *user);
    struct peer_field fields[PEER_FIELDS_MAX];
};

/* A table of verbs, and what they work on. */
struct peer_theme {
    const struct peer_verb *verbs;
    void *user;
    /*
     * The first verb that fails sets the flag. From then on, verbs of all themes with the same flag are refused: a
     * program may send many commands without waiting for answers. NULL: verbs go on after a failure.
     */
    bool *stopped;
    void *(*find)(void *user, const char *name); /* the device of this name; NULL: there is none */
};

struct peer_command {
    const struct peer_theme *theme;
    const struct peer_verb *verb; /* NULL, with `error` set, if the line is no command */
    json_t *fields;               /* types and ranges have been checked by the verb's table */
    json_t *reply;                /* an object, to which the verb adds what it answers */
    char error[PEER_COMMAND_ERROR_SIZE]; /* "" unless something is wrong */
};

/* Reads a line. The last of `themes` has no verbs; they must outlive the command. Clear the command in any case. */
void peer_command_read(
    struct peer_command *command, const char *line, const struct peer_theme *themes);
void peer_command_clear(struct peer_command *command);
/* Performs the command if it could be read. Returns the answer, to be released. */
json_t *peer_command_perform(struct peer_command *command);

/* For verbs: says why the command is not performed; the name of the verb is added. Always returns false. */
bool peer_command_refuse(struct peer_command *command, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The same where the value of a field is wrong. */
bool peer_command_refuse_field(
    struct peer_command *command, const char *field, const char *expected);
/* The value of a field. NULL for a text or for texts that are missing. */
const char *peer_command_text(const struct peer_command *command, const char *name);
double peer_command_number(const struct peer_command *command, const char *name);
bool peer_command_flag(const struct peer_command *command, const char *name);
const json_t *peer_command_texts(const struct peer_command *command, const char *name);
bool peer_command_has(const struct peer_command *command, const char *name);
/* The device that a field of type PEER_DEVICE names. */
void *peer_command_found(const struct peer_command *command, const char *name);

#endif
