/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * contract owns the form of the tables that state Baton's API: which fields a request, a reply, an
 * event or an object has, and what each of them may hold.
 *
 * The tables are the only statement of the API. The parser of requests reads by them
 * (field_reader), and baton-contract prints them as JSON, of which the build generates the
 * TypeScript types, the reference and the schema of the tests (contract/generate.mjs).
 *
 * Every list of fields ends with a row without a name.
 */
#ifndef BATON_API_CONTRACT_H
#define BATON_API_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api/choices.h"
#include "api/fields.h"

enum baton_value_type {
    BATON_VALUE_TEXT,    /* `form`, and `least` to `most` characters; `most` 0: any */
    BATON_VALUE_ID,      /* see baton_text_is_id */
    BATON_VALUE_MID,     /* of an m-line: 1 to `most` bytes */
    BATON_VALUE_BOOLEAN, /* true or false */
    BATON_VALUE_INTEGER, /* `least` to `most`, or 0 if `or_zero` */
    BATON_VALUE_CHOICE,  /* one of the names of `choice` */
    BATON_VALUE_OBJECT,  /* `object` */
    BATON_VALUE_ARRAY,   /* `least` to `most` times `element`; `most` 0: any number */
    BATON_VALUE_FREE,    /* an object of any fields: at most `most` bytes as JSON, `depth` levels */
    BATON_VALUE_IMAGE,   /* see api/scan_images.h, which reads it */
};

/* What a field may hold. The same value may stand in many fields. */
struct baton_value {
    enum baton_value_type type;
    const char *unit; /* "milliseconds"; NULL: none */
    const char *rule; /* text: more that is demanded of it, for people; NULL: nothing */
    enum baton_text_form form;
    int64_t least, most;
    bool or_zero;
    int depth;
    /* Text: a check beyond length and characters; NULL: none. Refuses with `fields->failure` set.
     */
    bool (*check)(const struct baton_fields *fields, const char *name, const char *text);
    const struct baton_choice *choice;
    const struct baton_object *object;
    const struct baton_value *element;
};

/* Where the reader puts a field of a request; offsets are from the start of the struct it fills. */
struct baton_place {
    bool stored; /* false: another part of plugin/api reads this field, or it is not of a request */
    size_t offset, size;
    /* Where it is noted that the field was there: a bool at `has`; with `bit`, this bit of the
     * unsigned at `has`, or of the one that the row of the enclosing object names. */
    size_t has; /* 0: nowhere; so this is never the first member of the struct */
    unsigned bit;
    size_t count; /* array: of the size_t that gets the number of elements */
};

struct baton_field {
    const char *name;
    const struct baton_value *value;
    const char *meaning; /* one sentence */
    enum baton_presence presence;
    bool nullable;         /* null may stand for it */
    bool key;              /* it proves a right; over the Admin API it is neither needed nor read */
    bool has_preset;       /* if it is not there, it is `preset` */
    int64_t preset;        /* a number, 0 or 1, or the index of a name */
    const char *otherwise; /* in place of `preset`, for people: "the id of the room" */
    const char *only;      /* of a choice, the one name that occurs here; NULL: any */
    /* Fields that stand in for it: required without them, refused beside one of them. A field that
     * is false does not count. */
    const char *unless[3];
    struct baton_place place;
};

/* An object of the API, by the name of its type in TypeScript. */
struct baton_object {
    const char *name;
    const char *meaning;
    size_t size; /* of an element of an array in a request: that of the struct it is read into */
    const struct baton_field *fields;
};

/* On which handle a request or event is at home. */
enum baton_contract_handle {
    BATON_ON_ANY,      /* about rooms: any handle */
    BATON_ON_UPLINK,   /* the uplink, or a fresh handle that becomes one */
    BATON_ON_DOWNLINK, /* the downlink, or a fresh handle that becomes one */
    BATON_ON_ADMIN,    /* no handle: the Admin API */
};

/* One shape of a reply or an event. */
struct baton_message {
    const char *name;    /* its `baton` */
    const char *variant; /* tells shapes of one name apart: "ByNew"; NULL if there is one only */
    const char *meaning; /* of an event: when it comes */
    enum baton_contract_handle on;         /* event */
    const char *to;                        /* event: who gets it */
    const struct baton_object *include[2]; /* whose fields it has as well */
    const struct baton_field *fields;
};

/* For fields of replies, events and their objects: whether every message has it. */
#define BATON_ALWAYS    .presence = BATON_REQUIRED
#define BATON_SOMETIMES .presence = BATON_OPTIONAL

/* For messages: the fields, or that there are none. */
/* clang-format off */
#define BATON_FIELDS(...) .fields = (const struct baton_field[]){__VA_ARGS__, {.name = NULL}}
#define BATON_NO_FIELDS   .fields = (const struct baton_field[]){{.name = NULL}}
/* clang-format on */

/* For rows of requests: where the field goes in a struct. */
#define BATON_PLACE(type, member)                                                                  \
    .stored = true, .offset = offsetof(type, member), .size = sizeof(((type *)NULL)->member)

#endif
