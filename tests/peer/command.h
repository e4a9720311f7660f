/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command owns one command from the program that drives the peer: a line with a JSON object,
 *
 *   {"id": 7, "command": "downlink.pli", "link": 3, "mid": "1"}
 *
 * and the line that answers it: {"id": 7}, with what the verb adds; or, if the command cannot be
 * performed, {"id": 7, "error": TEXT}, where TEXT names what is wrong, what came and what was
 * expected. The id is null if the line has none that can be read.
 */
#ifndef BATON_PEER_COMMAND_H
#define BATON_PEER_COMMAND_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

enum {
    PEER_COMMAND_ERROR_SIZE = 400,
};

enum peer_field_type { PEER_TEXT, PEER_NUMBER, PEER_FLAG, PEER_TEXTS };

/* A field that a verb takes. Fields that are not required may be missing, but never null. */
struct peer_field {
    const char *name;
    enum peer_field_type type;
    bool required;
    double least, most; /* of a number */
    double otherwise;   /* the value of a number or flag that is missing */
};

struct peer_command;

/* What can be asked for. Tables of verbs and of fields end with an entry without a name. */
struct peer_verb {
    const char *name;
    const struct peer_field *fields; /* NULL for none */
    bool (*perform)(struct peer_command *command, void *user);
};

/* A table of verbs, and what they work on. */
struct peer_theme {
    const struct peer_verb *verbs;
    void *user;
    /*
     * Set by the first verb that fails, and from then on all verbs of themes with the same flag are
     * refused: what somebody sends without waiting for answers stops there. NULL: they go on.
     */
    bool *stopped;
};

struct peer_command {
    const struct peer_theme *theme;
    const struct peer_verb *verb; /* NULL, with `error` set, if the line is no command */
    json_t *fields;               /* by the verb's table: types and ranges have been checked */
    json_t *reply;                /* an object, to which the verb adds what it answers */
    char error[PEER_COMMAND_ERROR_SIZE]; /* "" unless something is wrong */
};

/*
 * Reads a line by `themes`, which end with one without verbs and must outlive the command. To be
 * cleared in any case.
 */
void peer_command_read(
    struct peer_command *command, const char *line, const struct peer_theme *themes);
void peer_command_clear(struct peer_command *command);
/* Performs it if it could be read. Returns the answer, to be released. */
json_t *peer_command_perform(struct peer_command *command);

/* For verbs: why the command cannot be performed, without the name of the verb; always false. */
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

#endif
