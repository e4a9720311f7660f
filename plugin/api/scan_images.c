/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one or several images, each in one of two forms, and decides which code they show. */
#include "api/scan_images.h"

#include <glib.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "code/codetext.h"

bool baton_scan_images_given(const json_t *message)
{
    return json_object_get(message, "image") || json_object_get(message, "images");
}

size_t baton_scan_images_count(const json_t *message)
{
    size_t images = json_array_size(json_object_get(message, "images"));

    if (images == 0 && json_object_get(message, "image"))
        images = 1;
    return MIN(images, BATON_SCAN_IMAGES_MAX);
}

static bool read_gray(
    const struct baton_fields *fields, const char *name, struct baton_image *image)
{
    int64_t width = 0, height = 0;
    const json_t *gray = json_object_get(fields->object, "gray");

    if (!baton_fields_integer(
            fields, "width", BATON_REQUIRED, 1, BATON_IMAGE_MAX_SIDE, NULL, &width) ||
        !baton_fields_integer(
            fields, "height", BATON_REQUIRED, 1, BATON_IMAGE_MAX_SIDE, NULL, &height))
        return false;
    if (!gray)
        return baton_fields_refuse(fields, "gray", BATON_E_MISSING_ELEMENT, "missing");
    if (!json_is_string(gray))
        return baton_fields_refuse(fields, "gray", BATON_E_INVALID_ELEMENT,
            "expected a string of base64, got something else");
    return baton_image_init_gray(image, name, width, height, json_string_value(gray),
               json_string_length(gray), fields->failure) == BATON_OK;
}

static bool read_image(const struct baton_fields *fields, const char *name, const json_t *value,
    struct baton_image *image)
{
    struct baton_fields inner;

    if (json_is_string(value))
        return baton_image_init_uri(image, name, json_string_value(value),
                   json_string_length(value), fields->failure) == BATON_OK;
    if (!json_is_object(value))
        return baton_fields_refuse(fields, name, BATON_E_INVALID_ELEMENT,
            "expected a data URI, or an object with width, height and gray");
    inner = baton_fields_of(value, fields->failure);
    snprintf(inner.path, sizeof(inner.path), "%s.", name);
    return read_gray(&inner, name, image);
}

static bool read_images(const struct baton_fields *fields, struct baton_scan_images *frames)
{
    json_t *array = NULL;

    if (!baton_fields_array(fields, "images", BATON_REQUIRED, 1, BATON_SCAN_IMAGES_MAX, &array))
        return false;
    for (size_t i = 0; i < json_array_size(array); i++) {
        char name[32];
        snprintf(name, sizeof(name), "images[%zu]", i);
        if (!read_image(fields, name, json_array_get(array, i), &frames->images[i]))
            return false;
        frames->count++;
    }
    return true;
}

static bool read_all(const struct baton_fields *fields, struct baton_scan_images *frames)
{
    const json_t *image = json_object_get(fields->object, "image");

    if (image && baton_fields_has(fields, "images"))
        return baton_fields_refuse(
            fields, "images", BATON_E_INVALID_ELEMENT, "must not be given together with image");
    if (baton_fields_has(fields, "text"))
        return baton_fields_refuse(
            fields, "text", BATON_E_INVALID_ELEMENT, "must not be given together with an image");
    if (!image)
        return read_images(fields, frames);
    frames->count = read_image(fields, "image", image, &frames->images[0]) ? 1 : 0;
    return frames->count == 1;
}

bool baton_scan_images_read(const struct baton_fields *fields, struct baton_scan_images *frames)
{
    struct baton_scan_images read = {.count = 0};

    if (read_all(fields, &read)) {
        *frames = read;
        return true;
    }
    baton_scan_images_fini(&read);
    return false;
}

void baton_scan_images_fini(struct baton_scan_images *frames)
{
    for (size_t i = 0; i < frames->count; i++)
        baton_image_fini(&frames->images[i]);
    frames->count = 0;
}

/* Two different texts can contain the same secret, for example with and without a link. If a text cannot be
 * read as a code, the texts themselves are compared. */
static bool is_same_code(const char *a, const char *b)
{
    struct baton_secret first, second;
    bool same = strcmp(a, b) == 0;

    if (!same && baton_codetext_read(a, strlen(a), &first, NULL, NULL) == BATON_OK) {
        same = baton_codetext_read(b, strlen(b), &second, NULL, NULL) == BATON_OK &&
               first.kind == second.kind &&
               CRYPTO_memcmp(first.bytes, second.bytes, sizeof(first.bytes)) == 0;
        baton_secret_wipe(&first);
        baton_secret_wipe(&second);
    }
    return same;
}

/* If an image was not read, the code that the person means may be in this image. */
static enum baton_error refuse_nothing(
    enum baton_decoder_outcome outcome, bool foreign, struct baton_failure *failure)
{
    if (outcome == BATON_DECODER_FAILED)
        return baton_failure_set(failure, BATON_E_DECODER_FAILED,
            "the picture could not be decoded; try again with another picture");
    if (outcome == BATON_DECODER_UNREADABLE)
        return baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "image: expected a whole image, got a broken one");
    if (foreign)
        return baton_failure_set(failure, BATON_E_FOREIGN_CODE,
            "the code in the picture is not a code that moves a call here");
    return baton_failure_set(failure, BATON_E_NO_CODE, "there is no code in the picture");
}

enum baton_error baton_scan_images_judge(enum baton_decoder_outcome outcome,
    const struct baton_texts *texts, char **code, struct baton_failure *failure)
{
    const char *meant = NULL;

    for (size_t i = 0; i < texts->count; i++) {
        const struct baton_text_found *found = &texts->found[i];
        if (!baton_codetext_is_drawn(found->text, found->len))
            continue;
        if (meant && !is_same_code(meant, found->text))
            return baton_failure_set(failure, BATON_E_SEVERAL_CODES,
                "the picture shows two different codes; show only one");
        meant = found->text;
    }
    if (!meant)
        return refuse_nothing(outcome, texts->count > 0, failure);
    *code = g_strdup(meant);
    return BATON_OK;
}

void baton_scan_images_forget(char *code)
{
    if (code)
        OPENSSL_cleanse(code, strlen(code));
    g_free(code);
}
