/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A field of a request is read as its row in a table says. fields_test checks the values of each type. */
#include <string.h>

#include "api/field_reader.h"
#include "api/values.h"
#include "code/code.h"
#include "test.h"

/* The struct into which the tests read a request. It has a member for each kind of place that a row can have. */
struct wish {
    const char *name, *other;
    unsigned has, has_inner, count;
    uint64_t handle;
    bool flag, has_count;
    struct inner {
        enum baton_code_kind kind;
        bool flag;
    } inner, list[2];
    size_t length;
};

enum { HAS_NAME = 1, HAS_KIND = 2, HAS_FLAG = 4 };

static const struct baton_field inner_fields[] = {
    {"kind", &baton_value_code_kind, "",
        .place = {BATON_PLACE(struct inner, kind), .bit = HAS_KIND}},
    {"flag", &baton_value_boolean, "", .place = {BATON_PLACE(struct inner, flag), .bit = HAS_FLAG}},
    {.name = NULL},
};
static const struct baton_object inner_object = {"Inner", "", .fields = inner_fields};
static const struct baton_value inner_value = {.type = BATON_VALUE_OBJECT, .object = &inner_object};

static const struct baton_field element_fields[] = {
    {"kind", &baton_value_code_kind, "", BATON_REQUIRED,
        .place = {BATON_PLACE(struct inner, kind)}},
    {"flag", &baton_value_boolean, "", .place = {BATON_PLACE(struct inner, flag)}},
    {.name = NULL},
};
static const struct baton_object element_object = {
    "Element", "", sizeof(struct inner), element_fields};
static const struct baton_value element_value = {
    .type = BATON_VALUE_OBJECT, .object = &element_object};
static const struct baton_value list_value = {
    .type = BATON_VALUE_ARRAY, .most = 2, .element = &element_value};

static const struct baton_field rows[] = {
    {"name", &baton_value_id, "", .nullable = true,
        .place = {BATON_PLACE(struct wish, name), .has = offsetof(struct wish, has),
            .bit = HAS_NAME}},
    {"other", &baton_value_id, "", BATON_REQUIRED, .unless = {"name", "flag"},
        .place = {BATON_PLACE(struct wish, other)}},
    {"count", &baton_value_bitrate, "", .has_preset = true, .preset = 77,
        .place = {BATON_PLACE(struct wish, count), .has = offsetof(struct wish, has_count)}},
    {"handle", &baton_value_handle, "", .place = {BATON_PLACE(struct wish, handle)}},
    {"flag", &baton_value_boolean, "", .key = true, .place = {BATON_PLACE(struct wish, flag)}},
    {"inner", &inner_value, "",
        .place = {BATON_PLACE(struct wish, inner), .has = offsetof(struct wish, has_inner)}},
    {"list", &list_value, "",
        .place = {BATON_PLACE(struct wish, list), .count = offsetof(struct wish, length)}},
    {"unread", &baton_value_boolean, "", .presence = BATON_REQUIRED},
    {.name = NULL},
};

/* A request that was read. The strings in `wish` belong to `json`, so call close_request after the last use. */
struct request {
    json_t *json;
    struct wish wish;
    struct baton_failure failure;
    bool read;
};

static struct request read_request(const char *text, bool admin)
{
    struct request request = {.json = json_loads(text, 0, NULL)};
    struct baton_fields fields = baton_fields_of(request.json, &request.failure);

    assert_non_null(request.json);
    request.read = baton_field_reader_read(&fields, rows, admin, &request.wish);
    return request;
}

static void close_request(struct request *request)
{
    json_decref(request->json);
}

static void refuses(const char *text, const char *error)
{
    struct request request = read_request(text, false);

    assert_false(request.read);
    assert_string_equal(request.failure.text, error);
    close_request(&request);
}

TEST(a_field_is_stored_where_its_row_says)
{
    struct request request =
        read_request("{\"name\":\"n\",\"count\":64000,\"handle\":9007199254740993}", false);

    assert_true(request.read);
    assert_string_equal(request.wish.name, "n");
    assert_int_equal(request.wish.has, HAS_NAME);
    assert_int_equal(request.wish.count, 64000);
    assert_true(request.wish.has_count);
    assert_true(request.wish.handle == 9007199254740993);
    close_request(&request);
}

TEST(a_preset_value_is_not_marked_as_given)
{
    struct request request = read_request("{\"other\":\"o\"}", false);

    assert_true(request.read);
    assert_int_equal(request.wish.count, 77);
    assert_false(request.wish.has_count);
    assert_int_equal(request.wish.has, 0);
    close_request(&request);
}

TEST(null_means_no_value_if_the_row_allows_null)
{
    struct request request = read_request("{\"name\":null,\"flag\":true}", false);

    assert_true(request.read);
    assert_null(request.wish.name);
    close_request(&request);
    refuses("{\"other\":null}",
        "other: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got null");
}

TEST(one_field_can_replace_another_field)
{
    refuses("{}", "other: missing");
    refuses("{\"flag\":false}", "other: missing");
    refuses("{\"name\":\"n\",\"other\":\"o\"}", "other: must not be given together with name");
    refuses("{\"flag\":true,\"other\":\"o\"}", "other: must not be given together with flag");
}

TEST(zero_can_be_allowed_outside_of_the_range)
{
    struct request request = read_request("{\"name\":\"n\",\"count\":0}", false);

    assert_true(request.read);
    assert_true(request.wish.has_count);
    close_request(&request);
    refuses("{\"name\":\"n\",\"count\":1}",
        "count: expected 0 or a whole number from 64000 to 100000000, got 1");
    refuses("{\"name\":\"n\",\"count\":-1}",
        "count: expected a whole number from 0 to 100000000, got -1");
}

TEST(a_key_is_not_read_from_a_request_of_the_admin_api)
{
    struct request request = read_request("{\"name\":\"n\",\"flag\":\"no boolean\"}", true);

    assert_true(request.read);
    assert_false(request.wish.flag);
    close_request(&request);
    refuses(
        "{\"name\":\"n\",\"flag\":\"no boolean\"}", "flag: expected true or false, got a string");
}

TEST(the_bits_of_inner_fields_are_stored_beside_the_object)
{
    struct request request = read_request("{\"name\":\"n\",\"inner\":{\"kind\":\"short\"}}", false);

    assert_true(request.read);
    assert_int_equal(request.wish.inner.kind, BATON_CODE_SHORT);
    assert_int_equal(request.wish.has_inner, HAS_KIND);
    close_request(&request);
    refuses("{\"name\":\"n\",\"inner\":{\"flag\":1}}",
        "inner.flag: expected true or false, got an integer");
}

TEST(the_same_rows_read_each_element_of_an_array)
{
    struct request request = read_request(
        "{\"name\":\"n\",\"list\":[{\"kind\":\"qr\"},{\"kind\":\"short\",\"flag\":true}]}", false);

    assert_true(request.read);
    assert_int_equal(request.wish.length, 2);
    assert_int_equal(request.wish.list[1].kind, BATON_CODE_SHORT);
    assert_true(request.wish.list[1].flag);
    close_request(&request);
    refuses("{\"name\":\"n\",\"list\":[{\"kind\":\"qr\"},{}]}", "list[1].kind: missing");
    refuses("{\"name\":\"n\",\"list\":[{},{},{}]}",
        "list: expected an array of 0 to 2 elements, got 3");
}
