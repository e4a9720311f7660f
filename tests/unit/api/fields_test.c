/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Right and wrong values for every kind of field, and the exact text of each error. */
#include <stdlib.h>
#include <string.h>

#include "api/fields.h"
#include "test.h"

/* The field "f" that a test reads: the object that contains it, and the failure that the reader sets. */
struct field {
    json_t *object;
    struct baton_fields fields;
    struct baton_failure failure;
};

static void open_field(struct field *field, const char *json)
{
    field->object = json_loads(json, JSON_ALLOW_NUL, NULL);
    assert_non_null(field->object);
    field->failure = (struct baton_failure){.error = BATON_OK};
    field->fields = baton_fields_of(field->object, &field->failure);
}

static void refused(struct field *field, bool read, enum baton_error error, const char *text)
{
    assert_false(read);
    assert_int_equal(field->failure.error, error);
    assert_string_equal(field->failure.text, text);
    json_decref(field->object);
}

static void accepted(struct field *field, bool read)
{
    assert_true(read);
    assert_int_equal(field->failure.error, BATON_OK);
    json_decref(field->object);
}

static const struct baton_text_rule line_rule = {BATON_TEXT_LINE, 0, 5};
static const struct baton_text_rule name_rule = {BATON_TEXT_NAME, 0, 5};
static const struct baton_text_rule chat_rule = {BATON_TEXT_LINES, 1, 5};
static const struct baton_text_rule wide_rule = {BATON_TEXT_LINES, 1, 6};
static const struct baton_text_rule scan_rule = {BATON_TEXT_RAW, 1, 5};

TEST(a_missing_required_field_is_an_error)
{
    struct field f;
    const char *text = "kept";
    json_t *array = NULL;
    bool flag = true;
    int64_t number = 7;

    open_field(&f, "{}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_REQUIRED, &line_rule, &text),
        BATON_E_MISSING_ELEMENT, "f: missing");
    open_field(&f, "{}");
    refused(&f, baton_fields_id(&f.fields, "f", BATON_REQUIRED, &text), BATON_E_MISSING_ELEMENT,
        "f: missing");
    open_field(&f, "{}");
    refused(&f, baton_fields_bool(&f.fields, "f", BATON_REQUIRED, &flag), BATON_E_MISSING_ELEMENT,
        "f: missing");
    open_field(&f, "{}");
    refused(&f, baton_fields_integer(&f.fields, "f", BATON_REQUIRED, 0, 9, NULL, &number),
        BATON_E_MISSING_ELEMENT, "f: missing");
    open_field(&f, "{}");
    refused(&f, baton_fields_array(&f.fields, "f", BATON_REQUIRED, 0, 9, &array),
        BATON_E_MISSING_ELEMENT, "f: missing");
    assert_string_equal(text, "kept");
    assert_true(flag);
    assert_int_equal(number, 7);
}

TEST(a_missing_optional_field_does_not_change_the_outputs)
{
    struct field f;
    const char *text = "kept";
    json_t *json = NULL;
    bool flag = true, has = false;
    int64_t number = 7;
    int choice = 3;
    static const char *const names[] = {"a", NULL};

    open_field(&f, "{}");
    assert_true(baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &line_rule, &text));
    assert_true(baton_fields_id(&f.fields, "f", BATON_OPTIONAL, &text));
    assert_true(baton_fields_mid(&f.fields, "f", BATON_OPTIONAL, 32, &text));
    assert_true(baton_fields_bool(&f.fields, "f", BATON_OPTIONAL, &flag));
    assert_true(baton_fields_integer(&f.fields, "f", BATON_OPTIONAL, 0, 9, &has, &number));
    assert_true(baton_fields_choice(&f.fields, "f", BATON_OPTIONAL, names, &has, &choice));
    assert_true(baton_fields_object(&f.fields, "f", BATON_OPTIONAL, 10, 1, &json));
    accepted(&f, baton_fields_array(&f.fields, "f", BATON_OPTIONAL, 0, 9, &json));
    assert_string_equal(text, "kept");
    assert_true(flag);
    assert_false(has);
    assert_int_equal(number, 7);
    assert_int_equal(choice, 3);
    assert_null(json);
}

TEST(the_error_names_the_wrong_type)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"{\"f\":7}", "f: expected true or false, got an integer"},
        {"{\"f\":7.5}", "f: expected true or false, got a number that is not an integer"},
        {"{\"f\":\"x\"}", "f: expected true or false, got a string"},
        {"{\"f\":null}", "f: expected true or false, got null"},
        {"{\"f\":{}}", "f: expected true or false, got an object"},
        {"{\"f\":[]}", "f: expected true or false, got an array"},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct field f;
        bool flag = true;
        open_field(&f, rows[i].json);
        refused(&f, baton_fields_bool(&f.fields, "f", BATON_OPTIONAL, &flag),
            BATON_E_INVALID_ELEMENT, rows[i].text);
    }
}

TEST(the_length_of_a_text_is_counted_in_characters)
{
    struct field f;
    const char *text = NULL;

    open_field(&f, "{\"f\":\"\\u00e4\\u00f6\\u00fc\\u00df\\ud83d\\udcf1\"}");
    assert_true(baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &line_rule, &text));
    assert_int_equal(strlen(text), 12);
    json_decref(f.object);
    open_field(&f, "{\"f\":\"abcdef\"}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &line_rule, &text),
        BATON_E_INVALID_ELEMENT, "f: expected a string of at most 5 characters, got 6 characters");
    open_field(&f, "{\"f\":\"\"}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &chat_rule, &text),
        BATON_E_INVALID_ELEMENT, "f: expected a string of 1 to 5 characters, got 0 characters");
    open_field(&f, "{\"f\":[1]}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &chat_rule, &text),
        BATON_E_INVALID_ELEMENT, "f: expected a string of 1 to 5 characters, got an array");
}

TEST(control_characters_are_accepted_only_if_the_rule_allows_them)
{
    static const struct {
        const char *json;
        bool line, lines, raw;
    } rows[] = {
        {"{\"f\":\"a b\"}", true, true, true},
        {"{\"f\":\"a\\nb\"}", false, true, true},
        {"{\"f\":\"a\\tb\"}", false, true, true},
        {"{\"f\":\"a\\u200fb\"}", false, true, true},
        {"{\"f\":\"a\\u001bb\"}", false, false, true},
        {"{\"f\":\"a\\u202eb\"}", false, false, true},
        {"{\"f\":\"a\\u0000b\"}", false, false, false},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        struct field f;
        const char *text;
        open_field(&f, rows[i].json);
        assert_int_equal(
            rows[i].line, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &line_rule, &text));
        assert_int_equal(
            rows[i].lines, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &chat_rule, &text));
        assert_int_equal(
            rows[i].raw, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &scan_rule, &text));
        json_decref(f.object);
    }
}

TEST(the_error_does_not_contain_a_refused_text)
{
    struct field f;
    const char *text;

    open_field(&f, "{\"f\":\"s3cret-s3cret\"}");
    assert_false(baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &line_rule, &text));
    assert_null(strstr(f.failure.text, "s3cret"));
    json_decref(f.object);
    open_field(&f, "{\"f\":\"s3cret!\"}");
    assert_false(baton_fields_id(&f.fields, "f", BATON_OPTIONAL, &text));
    assert_null(strstr(f.failure.text, "s3cret"));
    json_decref(f.object);
}

TEST(an_id_with_a_wrong_character_is_refused)
{
    struct field f;
    const char *text = NULL;

    open_field(&f, "{\"f\":\"Az09_-\"}");
    accepted(&f, baton_fields_id(&f.fields, "f", BATON_REQUIRED, &text));
    open_field(&f, "{\"f\":\"a b\"}");
    refused(&f, baton_fields_id(&f.fields, "f", BATON_REQUIRED, &text), BATON_E_INVALID_ELEMENT,
        "f: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got 3 bytes that are no such id");
    open_field(&f, "{\"f\":\"a\\u0000\"}");
    refused(&f, baton_fields_id(&f.fields, "f", BATON_REQUIRED, &text), BATON_E_INVALID_ELEMENT,
        "f: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got 2 bytes that are no such id");
    open_field(&f, "{\"f\":false}");
    refused(&f, baton_fields_id(&f.fields, "f", BATON_REQUIRED, &text), BATON_E_INVALID_ELEMENT,
        "f: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got a boolean");
}

TEST(a_mid_with_a_wrong_character_or_length_is_refused)
{
    struct field f;
    const char *text = NULL;

    open_field(&f, "{\"f\":\"video-0\"}");
    accepted(&f, baton_fields_mid(&f.fields, "f", BATON_REQUIRED, 32, &text));
    open_field(&f, "{\"f\":\"a b\"}");
    refused(&f, baton_fields_mid(&f.fields, "f", BATON_REQUIRED, 32, &text),
        BATON_E_INVALID_ELEMENT,
        "f: expected the mid of an m-line, got characters that a mid cannot have");
    open_field(&f, "{\"f\":\"abc\"}");
    refused(&f, baton_fields_mid(&f.fields, "f", BATON_REQUIRED, 2, &text), BATON_E_INVALID_ELEMENT,
        "f: expected a string of 1 to 2 characters, got 3 characters");
}

TEST(an_integer_outside_of_its_range_is_refused)
{
    struct field f;
    int64_t number = 0;
    bool has = false;

    open_field(&f, "{\"f\":9}");
    accepted(&f, baton_fields_integer(&f.fields, "f", BATON_REQUIRED, -1, 9, &has, &number));
    assert_true(has);
    assert_int_equal(number, 9);
    open_field(&f, "{\"f\":10}");
    refused(&f, baton_fields_integer(&f.fields, "f", BATON_REQUIRED, -1, 9, NULL, &number),
        BATON_E_INVALID_ELEMENT, "f: expected a whole number from -1 to 9, got 10");
    open_field(&f, "{\"f\":-9223372036854775808}");
    refused(&f, baton_fields_integer(&f.fields, "f", BATON_REQUIRED, -1, 9, NULL, &number),
        BATON_E_INVALID_ELEMENT,
        "f: expected a whole number from -1 to 9, got -9223372036854775808");
    open_field(&f, "{\"f\":3.0}");
    refused(&f, baton_fields_integer(&f.fields, "f", BATON_REQUIRED, -1, 9, NULL, &number),
        BATON_E_INVALID_ELEMENT,
        "f: expected a whole number from -1 to 9, got a number that is not an integer");
    assert_int_equal(number, 9);
}

TEST(the_error_for_a_wrong_choice_lists_all_choices)
{
    static const char *const names[] = {"microphone", "camera", "screen", NULL};
    struct field f;
    int choice = 0;
    bool has = false;

    open_field(&f, "{\"f\":\"screen\"}");
    accepted(&f, baton_fields_choice(&f.fields, "f", BATON_REQUIRED, names, &has, &choice));
    assert_int_equal(choice, 2);
    open_field(&f, "{\"f\":\"Screen\"}");
    refused(&f, baton_fields_choice(&f.fields, "f", BATON_REQUIRED, names, NULL, &choice),
        BATON_E_INVALID_ELEMENT, "f: expected microphone, camera or screen, got \"Screen\"");
    open_field(&f, "{\"f\":2}");
    refused(&f, baton_fields_choice(&f.fields, "f", BATON_REQUIRED, names, NULL, &choice),
        BATON_E_INVALID_ELEMENT, "f: expected microphone, camera or screen, got an integer");
}

TEST(an_object_that_is_too_large_or_too_deep_is_refused)
{
    struct field f;
    json_t *json = NULL;

    open_field(&f, "{\"f\":{\"a\":[1]}}");
    assert_true(baton_fields_object(&f.fields, "f", BATON_REQUIRED, 9, 2, &json));
    json_decref(f.object);
    open_field(&f, "{\"f\":{\"a\":[1]}}");
    refused(&f, baton_fields_object(&f.fields, "f", BATON_REQUIRED, 8, 2, &json),
        BATON_E_INVALID_ELEMENT, "f: expected an object of at most 8 bytes, got more");
    open_field(&f, "{\"f\":{\"a\":[1]}}");
    refused(&f, baton_fields_object(&f.fields, "f", BATON_REQUIRED, 9, 1, &json),
        BATON_E_INVALID_ELEMENT, "f: expected an object of at most 1 levels, got more");
    open_field(&f, "{\"f\":[]}");
    refused(&f, baton_fields_object(&f.fields, "f", BATON_REQUIRED, 9, 1, &json),
        BATON_E_INVALID_ELEMENT, "f: expected an object, got an array");
}

TEST(an_array_of_a_wrong_size_is_refused)
{
    struct field f;
    json_t *json = NULL;

    open_field(&f, "{\"f\":[1,2]}");
    refused(&f, baton_fields_array(&f.fields, "f", BATON_REQUIRED, 0, 1, &json),
        BATON_E_INVALID_ELEMENT, "f: expected an array of 0 to 1 elements, got 2");
    open_field(&f, "{\"f\":{}}");
    refused(&f, baton_fields_array(&f.fields, "f", BATON_REQUIRED, 0, 1, &json),
        BATON_E_INVALID_ELEMENT, "f: expected an array, got an object");
}

TEST(the_error_for_an_inner_field_contains_its_path)
{
    struct field f;
    struct baton_fields inner;
    const char *text;

    open_field(&f, "{\"slots\":[{},{},{\"mid\":7}],\"confirm\":{\"who\":1}}");
    assert_true(baton_fields_element(&f.fields, "slots", 2, &inner));
    refused(&f, baton_fields_mid(&inner, "mid", BATON_REQUIRED, 32, &text), BATON_E_INVALID_ELEMENT,
        "slots[2].mid: expected a string of 1 to 32 characters, got an integer");
    open_field(&f, "{\"slots\":[7]}");
    refused(&f, baton_fields_element(&f.fields, "slots", 0, &inner), BATON_E_INVALID_ELEMENT,
        "slots[0]: expected an object, got an integer");
    open_field(&f, "{\"confirm\":{\"who\":1}}");
    assert_true(baton_fields_inner(&f.fields, "confirm", &inner));
    refused(&f, baton_fields_id(&inner, "who", BATON_REQUIRED, &text), BATON_E_INVALID_ELEMENT,
        "confirm.who: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got an integer");
    open_field(&f, "{\"confirm\":1}");
    refused(&f, baton_fields_inner(&f.fields, "confirm", &inner), BATON_E_INVALID_ELEMENT,
        "confirm: expected an object, got an integer");
    open_field(&f, "{}");
    accepted(&f, baton_fields_inner(&f.fields, "confirm", &inner));
    assert_null(inner.object);
}

/* The extent must be equal to the number of bytes that jansson writes in its compact form. */
TEST(the_extent_of_a_value_is_the_length_of_its_compact_text)
{
    static const char *const values[] = {"{}", "[]", "[1,2,3]", "{\"a\":1,\"b\":[true,false,null]}",
        "[\"\\\"\\\\\\n\\t\\u0001\\u001f\"]", "[-9223372036854775808,\"\xC3\xA4\xF0\x9F\x93\xB1\"]",
        "{\"a\":{\"b\":{\"c\":[[[]]]}}}"};

    for (size_t i = 0; i < COUNT(values); i++) {
        json_t *value = json_loads(values[i], 0, NULL);
        char *text = json_dumps(value, JSON_COMPACT);
        size_t len = strlen(text);
        assert_int_equal(baton_extent_check(value, len, 8), BATON_EXTENT_FITS);
        assert_int_equal(baton_extent_check(value, len - 1, 8), BATON_EXTENT_TOO_LONG);
        free(text);
        json_decref(value);
    }
}

TEST(the_value_itself_counts_as_the_first_level)
{
    json_t *value = json_array();

    for (int depth = 1; depth < 100; depth++) {
        assert_int_equal(baton_extent_check(value, 1000, depth), BATON_EXTENT_FITS);
        assert_int_equal(baton_extent_check(value, 1000, depth - 1), BATON_EXTENT_TOO_DEEP);
        json_t *outer = json_array();
        json_array_append_new(outer, value);
        value = outer;
    }
    json_decref(value);
}

TEST(a_name_is_cleaned_before_its_length_is_checked)
{
    struct field f;
    const char *text = "kept";

    open_field(&f, "{\"f\":\" \\u200bZo\\u200be\\u0308\\u00a0B \"}");
    assert_true(baton_fields_text(&f.fields, "f", BATON_REQUIRED, &name_rule, &text));
    assert_string_equal(text, "Zo\u00EB B");
    assert_string_equal(json_string_value(json_object_get(f.object, "f")), "Zo\u00EB B");
    json_decref(f.object);
    open_field(&f, "{\"f\":\"123\\u200b456\"}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_REQUIRED, &name_rule, &text),
        BATON_E_INVALID_ELEMENT, "f: expected a string of at most 5 characters, got 6 characters");
}

TEST(a_text_of_several_lines_is_cleaned_before_its_length_is_checked)
{
    struct field f;
    const char *text = "kept";

    open_field(&f, "{\"f\":\"a\\r\\n\\u2067b\\t\"}");
    assert_true(baton_fields_text(&f.fields, "f", BATON_REQUIRED, &wide_rule, &text));
    assert_string_equal(text, "a\n\u2067b\t\u2069");
    assert_string_equal(json_string_value(json_object_get(f.object, "f")), text);
    json_decref(f.object);
    open_field(&f, "{\"f\":\"\\u2067234\\u2067\"}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_REQUIRED, &chat_rule, &text),
        BATON_E_INVALID_ELEMENT, "f: expected a string of 1 to 5 characters, got 7 characters");
    open_field(&f, "{\"f\":\"a\\u202eb\"}");
    refused(&f, baton_fields_text(&f.fields, "f", BATON_REQUIRED, &chat_rule, &text),
        BATON_E_INVALID_ELEMENT,
        "f: expected a string of 1 to 5 characters, got U+202E, which is invisible and changes the "
        "text around it");
}

TEST(a_name_that_changes_the_text_around_it_is_refused)
{
    static const struct {
        const char *json, *text;
    } rows[] = {
        {"{\"f\":\"a\\u202eb\"}",
            "f: expected a string of at most 5 characters, got U+202E, which is invisible "
            "and changes the text around it"},
        {"{\"f\":\"a\\nb\"}", "f: expected a string of at most 5 characters, got U+000A, which is "
                              "a control character"},
        {"{\"f\":\"a\\u0000b\"}", "f: expected a string of at most 5 characters, got U+0000, which "
                                  "is a control character"},
        {"{\"f\":\"x\\u0323\\u0324\\u0325\\u0326\\u0327\"}",
            "f: expected a string of at most 5 characters, got more than 4 combining marks in a "
            "row"},
        {"{\"f\":\"\\u0301a\"}",
            "f: expected a string of at most 5 characters, got one that begins "
            "with a combining mark"},
    };
    struct field f;
    const char *text = "kept";

    for (size_t i = 0; i < COUNT(rows); i++) {
        open_field(&f, rows[i].json);
        refused(&f, baton_fields_text(&f.fields, "f", BATON_OPTIONAL, &name_rule, &text),
            BATON_E_INVALID_ELEMENT, rows[i].text);
    }
    assert_string_equal(text, "kept");
}
