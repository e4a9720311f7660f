/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of kinds of code, and the functions that draw a code's text. */
#include "code/code.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include <openssl/crypto.h>

#include "code/bitmap.h"
#include "code/code128.h"
#include "code/datauri.h"
#include "code/plate.h"
#include "code/png.h"
#include "code/qr.h"
#include "code/svg.h"

static const struct {
    const char *name; /* wire name */
    enum baton_secret_kind secret;
    const char *alt;
    enum baton_error (*encode)(
        const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure);
} kinds[BATON_CODE_KINDS] = {
    [BATON_CODE_QR] = {"qr", BATON_SECRET_TOKEN,
        "QR code that moves this call to the device that scans it", baton_qr_encode},
    [BATON_CODE_CODE128] = {"code128", BATON_SECRET_LONG,
        "Bar code that moves this call to the device that scans it", baton_code128_encode},
    [BATON_CODE_SHORT] = {"short", BATON_SECRET_SHORT,
        "Code of 8 letters that moves this call to the device they are typed on",
        baton_plate_encode},
};

const char *baton_code_kind_name(enum baton_code_kind kind)
{
    assert(kind < BATON_CODE_KINDS);
    return kinds[kind].name;
}

const char *baton_code_kind_alt(enum baton_code_kind kind)
{
    assert(kind < BATON_CODE_KINDS);
    return kinds[kind].alt;
}

enum baton_secret_kind baton_code_kind_secret(enum baton_code_kind kind)
{
    assert(kind < BATON_CODE_KINDS);
    return kinds[kind].secret;
}

static void clear_text(char *text)
{
    if (text)
        OPENSSL_clear_free(text, strlen(text));
}

static char *draw_svg(const struct baton_bitmap *bitmap, const char *alt)
{
    char *picture = baton_svg_new(bitmap, alt);
    char *uri = NULL;

    if (picture)
        uri = baton_datauri_new("image/svg+xml", (const uint8_t *)picture, strlen(picture));
    clear_text(picture);
    return uri;
}

static char *draw_png(const struct baton_bitmap *bitmap)
{
    uint8_t *picture;
    size_t len;

    if (!baton_png_new(bitmap, &picture, &len))
        return NULL;
    char *uri = baton_datauri_new("image/png", picture, len);
    OPENSSL_clear_free(picture, len);
    return uri;
}

enum baton_error baton_code_image_init(struct baton_code_image *image, enum baton_code_kind kind,
    const char *text, struct baton_failure *failure)
{
    struct baton_bitmap bitmap;

    assert(kind < BATON_CODE_KINDS);
    enum baton_error error = kinds[kind].encode(text, &bitmap, failure);
    if (error)
        return error;
    struct baton_code_image drawn = {
        .kind = kind,
        .alt = kinds[kind].alt,
        .svg = draw_svg(&bitmap, kinds[kind].alt),
        .png = draw_png(&bitmap),
    };
    OPENSSL_cleanse(&bitmap, sizeof(bitmap));
    if (!drawn.svg || !drawn.png) {
        baton_code_image_fini(&drawn);
        return baton_failure_set(failure, BATON_E_INTERNAL, "out of memory for pictures of a code");
    }
    *image = drawn;
    return BATON_OK;
}

void baton_code_image_fini(struct baton_code_image *image)
{
    clear_text(image->svg);
    clear_text(image->png);
    image->svg = NULL;
    image->png = NULL;
}
