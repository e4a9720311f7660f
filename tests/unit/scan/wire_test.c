/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/wire: each side reads exactly what the other side writes, and refuses everything else. */
#include <string.h>

#include "scan/wire.h"
#include "test.h"

static uint8_t head[BATON_WIRE_REQUEST_SIZE];
static uint8_t room[BATON_WIRE_LENGTH_SIZE + BATON_WIRE_MAX_RESULT];
static struct baton_texts texts, read;
static enum baton_wire_outcome outcome;

static const struct baton_image gray = {
    .kind = BATON_IMAGE_GRAY, .width = 640, .height = 480, .len = 640 * 480};

static bool take_request(const struct baton_image *image)
{
    struct baton_image taken;
    uint16_t budget;

    baton_wire_put_request(head, image, 40);
    return baton_wire_take_request(head, &taken, &budget);
}

TEST(a_request_is_read_as_it_was_written)
{
    struct baton_image taken;
    uint16_t budget = 0;

    baton_wire_put_request(head, &gray, 40);
    assert_true(baton_wire_take_request(head, &taken, &budget));
    assert_int_equal(taken.kind, BATON_IMAGE_GRAY);
    assert_int_equal(taken.width, 640);
    assert_int_equal(taken.height, 480);
    assert_int_equal(taken.len, 640 * 480);
    assert_null(taken.data);
    assert_int_equal(budget, 40);
}

TEST(a_request_with_a_value_out_of_range_is_refused)
{
    struct baton_image image;

    assert_true(take_request(&gray));
    image = gray;
    image.kind = BATON_IMAGE_KINDS;
    assert_false(take_request(&image));
    image = gray;
    image.len--;
    assert_false(take_request(&image));
    image.kind = BATON_IMAGE_PNG;
    assert_true(take_request(&image));
    image.len = 0;
    assert_false(take_request(&image));
    image.len = BATON_IMAGE_MAX_BYTES + 1;
    assert_false(take_request(&image));
    image.len = 100;
    image.width = 5000;
    image.height = 5000;
    assert_false(take_request(&image));
    baton_wire_put_request(head, &gray, 40);
    head[0]++;
    assert_false(baton_wire_take_request(head, &image, &(uint16_t){0}));
}

static struct baton_bytes put_result(void)
{
    struct baton_sink sink = {.data = room, .size = sizeof(room)};
    size_t len = 0;

    baton_wire_put_result(&sink, BATON_WIRE_SCANNED, &texts);
    assert_true(baton_wire_take_length(room, &len));
    assert_int_equal(len, sink.len - BATON_WIRE_LENGTH_SIZE);
    return (struct baton_bytes){room + BATON_WIRE_LENGTH_SIZE, len};
}

static void add(enum baton_symbology symbology, const char *text)
{
    baton_texts_add(&texts, symbology, text, strlen(text));
}

static int empty(UNUSED void **state)
{
    baton_texts_wipe(&texts);
    baton_texts_wipe(&read);
    return 0;
}

TEST(a_result_is_read_as_it_was_written, .setup_func = empty)
{
    add(BATON_SYMBOLOGY_QR, "baton:1:x");
    add(BATON_SYMBOLOGY_CODE128, "BTBCDFGH");
    assert_true(baton_wire_take_result(put_result(), &outcome, &read));
    assert_int_equal(outcome, BATON_WIRE_SCANNED);
    assert_memory_equal(&texts, &read, sizeof(texts));
}

TEST(the_longest_result_fits, .setup_func = empty)
{
    char text[BATON_TEXTS_MAX_TEXT + 1] = "";

    for (int i = 0; i < BATON_TEXTS_MAX; i++) {
        memset(text, 'a' + i, BATON_TEXTS_MAX_TEXT);
        add(BATON_SYMBOLOGY_QR, text);
    }
    assert_int_equal(put_result().len, BATON_WIRE_MAX_RESULT);
    assert_true(baton_wire_take_result(put_result(), &outcome, &read));
    assert_int_equal(read.count, BATON_TEXTS_MAX);
}

TEST(a_result_that_is_too_short_or_too_long_is_refused, .setup_func = empty)
{
    add(BATON_SYMBOLOGY_QR, "one");
    add(BATON_SYMBOLOGY_QR, "two");
    struct baton_bytes result = put_result();
    for (size_t len = 0; len < result.len; len++)
        assert_false(
            baton_wire_take_result((struct baton_bytes){result.data, len}, &outcome, &read));
    room[BATON_WIRE_LENGTH_SIZE + result.len] = 0;
    result.len++;
    assert_false(baton_wire_take_result(result, &outcome, &read));
    assert_int_equal(read.count, 0);
}

/* Writes a result, changes the byte at `at`, and expects that the result is refused. */
static void expect_changed_result_refused(size_t at, uint8_t value)
{
    struct baton_bytes result = put_result();

    room[BATON_WIRE_LENGTH_SIZE + at] = value;
    assert_false(baton_wire_take_result(result, &outcome, &read));
}

TEST(a_result_with_a_value_out_of_range_is_refused, .setup_func = empty)
{
    add(BATON_SYMBOLOGY_QR, "one");
    expect_changed_result_refused(0, BATON_WIRE_OUTCOMES);
    expect_changed_result_refused(1, BATON_TEXTS_MAX + 1);
    expect_changed_result_refused(1, 0);
    expect_changed_result_refused(2, BATON_SYMBOLOGIES);
    expect_changed_result_refused(3, 0xff);
    assert_false(baton_wire_take_length((const uint8_t *)"\xff\0\0\0", &(size_t){0}));
}
