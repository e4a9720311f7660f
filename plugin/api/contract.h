/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The structs of the tables that define Baton's API: which fields a request, a reply, an event or an
 * object has, and which values each field may have.
 *
 * The API is defined in these tables only. field_reader reads requests according to the tables.
 * baton-contract prints the tables as JSON. contract/generate.mjs generates the TypeScript types, the
 * reference and the schema of the tests from this JSON.
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

/* The types of values. The names in backticks are members of struct baton_value. */
enum baton_value_type {
    /* a text of the form `form` with `least` to `most` characters; `most` 0: of any length */
    BATON_VALUE_TEXT,
    BATON_VALUE_ID,      /* see baton_text_is_id */
    BATON_VALUE_MID,     /* the mid of an m-line: 1 to `most` bytes */
    BATON_VALUE_BOOLEAN, /* true or false */
    BATON_VALUE_INTEGER, /* a number from `least` to `most`; if `or_zero` is true, also 0 */
    BATON_VALUE_CHOICE,  /* one of the names of `choice` */
    BATON_VALUE_OBJECT,  /* an object that has the fields of `object` */
    BATON_VALUE_ARRAY, /* `least` to `most` values, each like `element`; `most` 0: any number of them */
    BATON_VALUE_FREE, /* an object with any fields: at most `most` bytes as JSON and `depth` levels */
    BATON_VALUE_EVENT, /* an event of the uplink; replies only */
    BATON_VALUE_IMAGE, /* an image; api/scan_images.h reads it */
};

/* The values that a field may have. Several fields may share one baton_value. */
struct baton_value {
    enum baton_value_type type;
    const char *unit; /* such as "milliseconds"; NULL: the value has no unit */
    const char *rule; /* text: a further rule, for people; NULL: no further rule */
    enum baton_text_form form;
    int64_t least, most;
    bool or_zero;
    int depth;
    /* Text: a check in addition to length and characters; NULL: no such check. If it refuses the text, it sets
     * `fields->failure`. */
    bool (*check)(const struct baton_fields *fields, const char *name, const char *text);
    const struct baton_choice *choice;
    const struct baton_object *object;
    const struct baton_value *element;
};

/* Where the reader stores a field of a request. Offsets are from the start of the struct that it fills. */
struct baton_place {
    bool stored; /* false: another part of plugin/api reads this field, or no request has it */
    size_t offset, size;
    /* Where the reader notes that the request has the field. Without `bit`, it sets the bool at offset `has`.
     * With `bit`, it sets this bit in the unsigned at offset `has`. If `has` is 0, the bit is set in the
     * unsigned of the enclosing object instead; `place.has` of the object's row is the offset of that unsigned.
     *
     * If `has` and `bit` are both 0, the reader notes nothing. For this reason the bool or the unsigned cannot
     * be the first member of the struct that the reader fills. */
    size_t has;
    unsigned bit;
    size_t count; /* array: the offset of the size_t that gets the number of elements */
};

struct baton_field {
    const char *name;
    const struct baton_value *value;
    const char *meaning; /* one sentence */
    enum baton_presence presence;
    bool nullable;   /* the value may be null */
    bool key;        /* a secret that proves a right; not needed and not read over the Admin API */
    bool has_preset; /* `preset` is the default */
    int64_t preset;  /* integer: the number; boolean: 0 or 1; choice: the index of the name */
    const char *otherwise; /* the default as a text for people, in place of `preset` */
    const char *only;      /* choice: the only name that this field can have; NULL: any name */
    /* Fields that replace this field. If the request has none of them, `presence` holds. If the request has
     * one of them, this field must be absent. A replacing field whose value is false does not count. */
    const char *unless[3];
    /* Fields that can be given together with this field. If the request has one of them, this field is optional. */
    const char *or_else[2];
    struct baton_place place;
};

/* An object of the API. */
struct baton_object {
    const char *name; /* the name of the type in TypeScript */
    const char *meaning;
    size_t size; /* size of the struct for one object, if a request has an array of these objects */
    const struct baton_field *fields;
};

/* The handle on which a client sends a request or gets an event. */
enum baton_contract_handle {
    BATON_ON_ANY,      /* about rooms: any handle */
    BATON_ON_UPLINK,   /* the uplink, or a fresh handle that becomes an uplink */
    BATON_ON_DOWNLINK, /* the downlink, or a fresh handle that becomes a downlink */
    BATON_ON_ADMIN,    /* no handle: the Admin API */
};

/* One shape of a reply or an event. */
struct baton_message {
    const char *name;    /* the value of the field `baton` */
    const char *variant; /* distinguishes shapes of one name: "ByNew"; NULL: only one shape */
    const char *meaning; /* event: when it comes */
    enum baton_contract_handle on;         /* event: the handle on which it comes */
    const char *to;                        /* event: who gets it */
    bool numbered; /* event: it has the field `seq`, as long as the device exists */
    const struct baton_object *include[2]; /* the message also has the fields of these objects */
    const struct baton_field *fields;
};

/* For fields of replies, events and their objects: whether every message has the field. */
#define BATON_ALWAYS    .presence = BATON_REQUIRED
#define BATON_SOMETIMES .presence = BATON_OPTIONAL

/* For messages: a list of fields, or no field. */
/* clang-format off */
#define BATON_FIELDS(...) .fields = (const struct baton_field[]){__VA_ARGS__, {.name = NULL}}
#define BATON_NO_FIELDS   .fields = (const struct baton_field[]){{.name = NULL}}
/* clang-format on */

/* Define the value baton_value_NOUN of fields that contain an object, or an array of any number of objects. */
#define BATON_OBJECT_VALUE(noun, of)                                                               \
    const struct baton_value baton_value_##noun = {.type = BATON_VALUE_OBJECT, .object = (of)}
#define BATON_ARRAY_VALUE(noun, of)                                                                \
    const struct baton_value baton_value_##noun = {.type = BATON_VALUE_ARRAY,                      \
        .element = &(const struct baton_value){.type = BATON_VALUE_OBJECT, .object = (of)}}

/* For rows of requests: the place of the field in a struct. */
#define BATON_PLACE(type, member)                                                                  \
    .stored = true, .offset = offsetof(type, member), .size = sizeof(((type *)NULL)->member)

#endif
