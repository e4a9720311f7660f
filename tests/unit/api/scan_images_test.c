/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images in a request, and the choice of one code among the texts that the decoder found in them. */
#include <stdlib.h>
#include <string.h>

#include "api/scan_images.h"
#include "test.h"

/* A PNG image of 1 x 1 pixel. */
#define PNG                                                                                        \
    "\"data:image/"                                                                                \
    "png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+"           \
    "kcQAAAABJRU5ErkJggg==\""
#define GRAY "{\"width\":2,\"height\":1,\"gray\":\"AP8=\"}"

#define TOKEN_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define TOKEN_B "BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static bool read_frames(
    const char *text, struct baton_scan_images *frames, struct baton_failure *failure)
{
    json_t *message = json_loads(text, 0, NULL);
    struct baton_fields fields = baton_fields_of(message, failure);

    assert_non_null(message);
    assert_true(baton_scan_images_given(message));
    assert_true(baton_scan_images_count(message) <= BATON_SCAN_IMAGES_MAX);
    bool read = baton_scan_images_read(&fields, frames);
    json_decref(message);
    return read;
}

static void refused(const char *text, int error, const char *sentence)
{
    struct baton_scan_images frames = {.count = 77};
    struct baton_failure failure;

    assert_false(read_frames(text, &frames, &failure));
    assert_int_equal(failure.error, error);
    assert_string_equal(failure.text, sentence);
    assert_int_equal(frames.count, 77);
}

TEST(a_request_without_images_has_none)
{
    json_t *message = json_loads("{\"request\":\"scan\",\"text\":\"x\"}", 0, NULL);

    assert_false(baton_scan_images_given(message));
    assert_false(baton_scan_images_given(NULL));
    assert_int_equal(baton_scan_images_count(message), 0);
    json_decref(message);
}

TEST(one_image_or_several_are_read)
{
    struct baton_scan_images frames;
    struct baton_failure failure;

    assert_true(read_frames("{\"image\":" PNG "}", &frames, &failure));
    assert_int_equal(frames.count, 1);
    assert_int_equal(frames.images[0].kind, BATON_IMAGE_PNG);
    baton_scan_images_fini(&frames);
    assert_true(read_frames("{\"images\":[" PNG "," GRAY "," PNG "," GRAY "]}", &frames, &failure));
    assert_int_equal(frames.count, 4);
    assert_int_equal(frames.images[3].kind, BATON_IMAGE_GRAY);
    assert_int_equal(frames.images[3].width, 2);
    baton_scan_images_fini(&frames);
    baton_scan_images_fini(&frames);
    assert_int_equal(frames.count, 0);
}

TEST(the_error_for_a_wrong_image_names_its_field)
{
    refused("{\"image\":7}", 402,
        "image: expected a data URI, or an object with width, height and gray");
    refused("{\"image\":null}", 402,
        "image: expected a data URI, or an object with width, height and gray");
    refused("{\"images\":[" PNG ",[]]}", 402,
        "images[1]: expected a data URI, or an object with width, height and gray");
    refused("{\"images\":[]}", 402, "images: expected an array of 1 to 4 elements, got 0");
    refused("{\"images\":[1,2,3,4,5]}", 402, "images: expected an array of 1 to 4 elements, got 5");
    refused("{\"images\":" PNG "}", 402, "images: expected an array, got a string");
    refused("{\"images\":[" GRAY ",{\"width\":0}]}", 402,
        "images[1].width: expected a whole number from 1 to 8192, got 0");
    refused("{\"image\":{\"width\":1}}", 401, "image.height: missing");
    refused("{\"image\":{\"width\":1,\"height\":1}}", 401, "image.gray: missing");
    refused("{\"image\":{\"width\":1,\"height\":1,\"gray\":7}}", 402,
        "image.gray: expected a string of base64, got something else");
}

TEST(only_one_of_text_and_image_and_images_may_be_given)
{
    refused("{\"image\":" PNG ",\"images\":[" PNG "]}", 402,
        "images: must not be given together with image");
    refused("{\"image\":" PNG ",\"text\":\"x\"}", 402,
        "text: must not be given together with an image");
}

/* Chooses the code among these texts. On BATON_OK, free `*code` with baton_scan_images_forget. */
static int judge(
    enum baton_decoder_outcome outcome, const char *const *texts, size_t count, char **code)
{
    struct baton_texts *found = calloc(1, sizeof(*found));
    struct baton_failure failure;

    for (size_t i = 0; i < count; i++)
        baton_texts_add(found, BATON_SYMBOLOGY_QR, texts[i], strlen(texts[i]));
    enum baton_error error = baton_scan_images_judge(outcome, found, code, &failure);
    free(found);
    return error;
}

TEST(the_only_code_of_baton_is_chosen)
{
    static const char *const texts[] = {
        "https://example.org/", "https://a/#baton=" TOKEN_A, "baton:1:" TOKEN_A, "4006381333931"};
    char *code = NULL;

    assert_int_equal(judge(BATON_DECODER_SCANNED, texts, 4, &code), BATON_OK);
    baton_scan_images_forget(code);
    assert_int_equal(judge(BATON_DECODER_SCANNED, texts + 1, 1, &code), BATON_OK);
    assert_string_equal(code, texts[1]);
    baton_scan_images_forget(code);
    assert_int_equal(judge(BATON_DECODER_FAILED, texts, 4, &code), BATON_OK);
    baton_scan_images_forget(code);
    baton_scan_images_forget(NULL);
}

TEST(every_other_result_of_a_scan_has_its_own_error)
{
    static const char *const two[] = {"baton:1:" TOKEN_A, "baton:1:" TOKEN_B};
    static const char *const damaged[] = {"baton:1:short", "baton:1:" TOKEN_B};
    static const char *const foreign[] = {"https://example.org/", ""};
    char *code = (char *)"untouched";

    assert_int_equal(judge(BATON_DECODER_SCANNED, two, 2, &code), BATON_E_SEVERAL_CODES);
    assert_int_equal(judge(BATON_DECODER_SCANNED, damaged, 2, &code), BATON_E_SEVERAL_CODES);
    assert_int_equal(judge(BATON_DECODER_SCANNED, foreign, 2, &code), BATON_E_FOREIGN_CODE);
    assert_int_equal(judge(BATON_DECODER_SCANNED, NULL, 0, &code), BATON_E_NO_CODE);
    assert_int_equal(judge(BATON_DECODER_FAILED, NULL, 0, &code), BATON_E_DECODER_FAILED);
    assert_int_equal(judge(BATON_DECODER_FAILED, foreign, 2, &code), BATON_E_DECODER_FAILED);
    assert_int_equal(judge(BATON_DECODER_UNREADABLE, NULL, 0, &code), BATON_E_INVALID_ELEMENT);
    assert_string_equal(code, "untouched");
}
