/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One function for each type of value, and the code that is common to all rows. */
#include "api/field_reader.h"

#include <assert.h>
#include <string.h>

/* The row that is being read. */
struct reading {
    const struct baton_fields *fields; /* the object that has the field */
    const struct baton_field *row;
    enum baton_presence presence; /* the row's, or optional if another field is enough */
    char *base;                   /* the struct that gets the values */
    unsigned *bits;               /* where the enclosing object notes its fields, or NULL */
};

static bool read_rows(const struct baton_fields *fields, const struct baton_field *rows, bool admin,
    char *base, unsigned *bits);

static void *place_of(const struct reading *reading)
{
    return reading->base + reading->row->place.offset;
}

static void note_given(const struct reading *reading)
{
    const struct baton_place *place = &reading->row->place;
    void *has = place->has ? reading->base + place->has : NULL;

    assert(!place->bit || has || reading->bits);
    if (place->bit)
        *(has ? (unsigned *)has : reading->bits) |= place->bit;
    else if (has && reading->row->value->type != BATON_VALUE_OBJECT)
        *(bool *)has = true;
}

/* --- one function for each type --------------------------------------------------------------- */

static bool read_text(const struct reading *reading)
{
    const struct baton_value *value = reading->row->value;
    const struct baton_text_rule rule = {value->form, (size_t)value->least, (size_t)value->most};
    const char *name = reading->row->name, *text = NULL;

    if (!baton_fields_text(reading->fields, name, reading->presence, &rule, &text) ||
        (text && value->check && !value->check(reading->fields, name, text)))
        return false;
    if (text)
        *(const char **)place_of(reading) = text;
    return true;
}

static bool read_boolean(const struct reading *reading)
{
    return baton_fields_bool(
        reading->fields, reading->row->name, reading->presence, (bool *)place_of(reading));
}

static void store_number(const struct reading *reading, int64_t number)
{
    if (reading->row->place.size == sizeof(uint64_t))
        *(uint64_t *)place_of(reading) = (uint64_t)number;
    else
        *(uint32_t *)place_of(reading) = (uint32_t)number;
}

static bool read_integer(const struct reading *reading)
{
    const struct baton_value *value = reading->row->value;
    const char *name = reading->row->name;
    bool given = false;
    int64_t number = 0;

    if (!baton_fields_integer(reading->fields, name, reading->presence,
            value->or_zero ? 0 : value->least, value->most, &given, &number))
        return false;
    if (given && number != 0 && number < value->least)
        return baton_fields_refuse(reading->fields, name, BATON_E_INVALID_ELEMENT,
            "expected 0 or a whole number from %lld to %lld, got %lld", (long long)value->least,
            (long long)value->most, (long long)number);
    if (given)
        store_number(reading, number);
    return true;
}

static bool read_choice(const struct reading *reading)
{
    const struct baton_choice *choice = reading->row->value->choice;
    const char *names[BATON_CHOICE_MAX_NAMES + 1];
    bool given = false;
    int index = 0;

    baton_choice_list(choice, names);
    if (!baton_fields_choice(
            reading->fields, reading->row->name, reading->presence, names, &given, &index))
        return false;
    if (given)
        choice->store((size_t)index, place_of(reading));
    return true;
}

static bool read_free(const struct reading *reading)
{
    const struct baton_value *value = reading->row->value;

    return baton_fields_object(reading->fields, reading->row->name, reading->presence,
        (size_t)value->most, value->depth, (json_t **)place_of(reading));
}

/* An object is always optional. If the request has it, its fields are read. */
static bool read_object(const struct reading *reading)
{
    struct baton_fields inner;
    size_t has = reading->row->place.has;

    assert(reading->presence == BATON_OPTIONAL);
    return baton_fields_inner(reading->fields, reading->row->name, &inner) &&
           (!inner.object ||
               read_rows(&inner, reading->row->value->object->fields, false, place_of(reading),
                   has ? (unsigned *)(void *)(reading->base + has) : NULL));
}

static bool read_object_at(const struct reading *reading, size_t index)
{
    const struct baton_object *object = reading->row->value->element->object;
    char *out = (char *)place_of(reading) + index * object->size;
    struct baton_fields element;

    memset(out, 0, object->size);
    return baton_fields_element(reading->fields, reading->row->name, index, &element) &&
           read_rows(&element, object->fields, false, out, NULL);
}

static bool read_text_at(const struct reading *reading, const json_t *array, size_t index)
{
    const struct baton_value *text = reading->row->value->element;
    const json_t *value = json_array_get(array, index);
    size_t bytes = json_string_length(value);

    if (bytes < (size_t)text->least || bytes > (size_t)text->most)
        return baton_fields_refuse(reading->fields, reading->row->name, BATON_E_INVALID_ELEMENT,
            "expected an array of strings of %lld to %lld characters, got something else at [%zu]",
            (long long)text->least, (long long)text->most, index);
    ((const char **)place_of(reading))[index] = json_string_value(value);
    return true;
}

static bool read_array(const struct reading *reading)
{
    const struct baton_value *value = reading->row->value;
    json_t *array = NULL;
    size_t size = value->element->object ? value->element->object->size : sizeof(char *);

    assert((size_t)value->most * size <= reading->row->place.size);
    if (!baton_fields_array(reading->fields, reading->row->name, reading->presence,
            (size_t)value->least, (size_t)value->most, &array))
        return false;
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!(value->element->object ? read_object_at(reading, i)
                                     : read_text_at(reading, array, i)))
            return false;
    *(size_t *)(void *)(reading->base + reading->row->place.count) = json_array_size(array);
    return true;
}

static bool read_value(const struct reading *reading)
{
    const struct baton_field *row = reading->row;
    const char **text = place_of(reading);

    switch (row->value->type) {
    case BATON_VALUE_TEXT:
        return read_text(reading);
    case BATON_VALUE_ID:
        return baton_fields_id(reading->fields, row->name, reading->presence, text);
    case BATON_VALUE_MID:
        return baton_fields_mid(
            reading->fields, row->name, reading->presence, (size_t)row->value->most, text);
    case BATON_VALUE_BOOLEAN:
        return read_boolean(reading);
    case BATON_VALUE_INTEGER:
        return read_integer(reading);
    case BATON_VALUE_CHOICE:
        return read_choice(reading);
    case BATON_VALUE_OBJECT:
        return read_object(reading);
    case BATON_VALUE_ARRAY:
        return read_array(reading);
    case BATON_VALUE_FREE:
        return read_free(reading);
    case BATON_VALUE_EVENT: /* not in requests */
    case BATON_VALUE_IMAGE: /* not read by a table */
        break;
    }
    return true;
}

/* --- rows ------------------------------------------------------------------------------------- */

/* Whether the object has the field with a value other than false. */
static bool stands(const struct baton_fields *fields, const char *name)
{
    const json_t *value = json_object_get(fields->object, name);
    return value && !json_is_false(value);
}

/* Makes the field optional if another field is enough. Refuses a field if another one that replaces it is given too. */
static bool check_others(struct reading *reading)
{
    const struct baton_field *row = reading->row;

    for (size_t i = 0; row->unless[i]; i++) {
        if (!stands(reading->fields, row->unless[i]))
            continue;
        if (baton_fields_has(reading->fields, row->name))
            return baton_fields_refuse(reading->fields, row->name, BATON_E_INVALID_ELEMENT,
                "must not be given together with %s", row->unless[i]);
        reading->presence = BATON_OPTIONAL;
    }
    for (size_t i = 0; row->or_else[i]; i++)
        if (baton_fields_has(reading->fields, row->or_else[i]))
            reading->presence = BATON_OPTIONAL;
    return true;
}

static void store_preset(const struct reading *reading)
{
    int64_t preset = reading->row->preset;

    switch (reading->row->value->type) {
    case BATON_VALUE_BOOLEAN:
        *(bool *)place_of(reading) = preset != 0;
        break;
    case BATON_VALUE_INTEGER:
        store_number(reading, preset);
        break;
    case BATON_VALUE_CHOICE:
        reading->row->value->choice->store((size_t)preset, place_of(reading));
        break;
    default:
        assert(!"a field of this type has no preset");
    }
}

static bool read_row(struct reading *reading)
{
    const struct baton_field *row = reading->row;
    const json_t *value = json_object_get(reading->fields->object, row->name);

    if (!check_others(reading))
        return false;
    if (value && row->nullable && json_is_null(value)) {
        *(const char **)place_of(reading) = NULL;
        note_given(reading);
        return true;
    }
    if (!read_value(reading))
        return false;
    if (value)
        note_given(reading);
    else if (row->has_preset)
        store_preset(reading);
    return true;
}

static bool read_rows(const struct baton_fields *fields, const struct baton_field *rows, bool admin,
    char *base, unsigned *bits)
{
    for (const struct baton_field *row = rows; row->name; row++) {
        struct reading reading = {fields, row, row->presence, base, bits};

        if (row->place.stored && !(admin && row->key) && !read_row(&reading))
            return false;
    }
    return true;
}

bool baton_field_reader_read(
    const struct baton_fields *fields, const struct baton_field *rows, bool admin, void *out)
{
    return read_rows(fields, rows, admin, out, NULL);
}
