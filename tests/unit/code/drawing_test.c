/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a code are added to a copy of the message, wherever the code is in it. */
#include <string.h>

#include "code/drawing.h"
#include "test.h"

static const char *text_at(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void expect_pictures(const json_t *code)
{
    struct baton_code_image image;

    assert_int_equal(
        baton_code_image_init(&image, BATON_CODE_CODE128, "BTWDJBMJHTBCDF", NULL), BATON_OK);
    assert_string_equal(text_at(code, "svg"), image.svg);
    assert_string_equal(text_at(code, "png"), image.png);
    assert_string_equal(text_at(code, "alt"), image.alt);
    assert_string_equal(text_at(code, "kind"), "code128");
    assert_string_equal(text_at(code, "text"), "BTWDJBMJHTBCDF");
    baton_code_image_fini(&image);
}

TEST(a_code_gets_its_pictures)
{
    json_t *plan = baton_drawing_plan(BATON_CODE_CODE128, "BTWDJBMJHTBCDF");

    assert_true(baton_drawing_is_due(plan));
    json_t *drawn = baton_drawing_finish(plan, NULL);
    assert_false(baton_drawing_is_due(drawn));
    expect_pictures(drawn);
    json_decref(drawn);
    json_decref(plan);
}

TEST(a_code_inside_of_a_message_gets_its_pictures_and_the_message_stays_as_it_is)
{
    json_t *message = json_pack("{s:s, s:o}", "baton", "scanned", "code",
        baton_drawing_plan(BATON_CODE_CODE128, "BTWDJBMJHTBCDF"));
    json_t *before = json_deep_copy(message);

    assert_true(baton_drawing_is_due(message));
    json_t *drawn = baton_drawing_finish(message, NULL);
    expect_pictures(json_object_get(drawn, "code"));
    assert_string_equal(text_at(drawn, "baton"), "scanned");
    assert_true(json_equal(message, before));
    json_decref(drawn);
    json_decref(before);
    json_decref(message);
}

TEST(a_long_text_costs_more)
{
    json_t *brief = baton_drawing_plan(BATON_CODE_QR, "baton:1:AAECAwQFBgcICQoLDA0ODxAREhM");
    json_t *message = json_pack("{s:o}", "code",
        baton_drawing_plan(BATON_CODE_QR, "https://call.example/a/long/way/to/"
                                          "go#baton=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"));

    assert_true(baton_drawing_cost(brief) > 0);
    assert_true(baton_drawing_cost(message) > baton_drawing_cost(brief));
    json_decref(brief);
    json_decref(message);
}

TEST(a_code_in_the_scan_that_sync_repeats_gets_its_pictures)
{
    json_t *message = json_pack("{s:s, s:{s:s, s:o}}", "baton", "synced", "scanned", "role", "new",
        "code", baton_drawing_plan(BATON_CODE_CODE128, "BTWDJBMJHTBCDF"));
    json_t *before = json_deep_copy(message);

    assert_true(baton_drawing_is_due(message));
    assert_true(baton_drawing_cost(message) > 0);
    json_t *drawn = baton_drawing_finish(message, NULL);
    assert_false(baton_drawing_is_due(drawn));
    expect_pictures(json_object_get(json_object_get(drawn, "scanned"), "code"));
    assert_string_equal(text_at(json_object_get(drawn, "scanned"), "role"), "new");
    assert_true(json_equal(message, before));
    json_decref(before);
    json_decref(drawn);
    json_decref(message);
}

TEST(nothing_is_due_in_a_message_without_a_code)
{
    json_t *message = json_pack("{s:s, s:s}", "baton", "chat", "code", "png");

    assert_false(baton_drawing_is_due(message));
    assert_false(baton_drawing_is_due(NULL));
    assert_int_equal(baton_drawing_cost(message), 0);
    json_decref(message);
}

TEST(a_text_that_does_not_fit_the_kind_is_refused_and_nothing_is_left_half_drawn)
{
    json_t *plan = baton_drawing_plan(BATON_CODE_SHORT, "lower case");
    struct baton_failure failure;

    assert_null(baton_drawing_finish(plan, &failure));
    assert_int_equal(failure.error, BATON_E_INVALID_ELEMENT);
    assert_true(baton_drawing_is_due(plan));
    json_decref(plan);
}
