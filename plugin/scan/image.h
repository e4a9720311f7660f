/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An image that a client sent to be scanned: its kind, its size and its bytes. These functions decode base64, but not
 * the image. They only read the size of a PNG or JPEG from the header of the file. Pure.
 */
#ifndef BATON_SCAN_IMAGE_H
#define BATON_SCAN_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"

enum {
    BATON_IMAGE_MAX_BYTES = 512 * 1024, /* bytes of one image, after base64 was decoded */
    BATON_IMAGE_MAX_PIXELS = 4000000,   /* 4 megapixels */
    BATON_IMAGE_MAX_SIDE = 8192,        /* pixels of width, and of height */
};

enum baton_image_kind {
    BATON_IMAGE_PNG,
    BATON_IMAGE_JPEG,
    BATON_IMAGE_GRAY, /* one byte for each pixel (0 is black), row after row without gaps */
    BATON_IMAGE_KINDS,
};

/* One image. Its bytes may show a secret. */
struct baton_image {
    enum baton_image_kind kind;
    uint32_t width, height; /* within the bounds above, both at least 1 */
    uint8_t *data;          /* owned */
    size_t len;             /* 1 to BATON_IMAGE_MAX_BYTES; for gray exactly width x height */
};

/*
 * Reads a data URI of `len` characters: "data:image/png;base64,..." or "data:image/jpeg;base64,...". Also accepts other
 * names of these types (image/jpg), parameters, capitals, line breaks, percent-encoding, base64url and a wrong or
 * missing padding. The first byte of the file decides between PNG and JPEG. `name` is the field of the request: the
 * sentence in `failure` names it, but never quotes the image.
 *
 * Returns BATON_OK and sets `image`, BATON_E_INVALID_ELEMENT if the text is not such a data URI or the image is too
 * large, or BATON_E_INTERNAL if memory ran out. Any thread.
 */
enum baton_error baton_image_init_uri(struct baton_image *image, const char *name, const char *uri,
    size_t len, struct baton_failure *failure);

/* Does the same for a raw gray frame. `text` is the base64 of width x height bytes. */
enum baton_error baton_image_init_gray(struct baton_image *image, const char *name, int64_t width,
    int64_t height, const char *text, size_t len, struct baton_failure *failure);

/* Wipes and frees the bytes. May be called for a zeroed image, and more than once. */
void baton_image_fini(struct baton_image *image);

/*
 * Reads width and height from the header of a PNG (IHDR) or JPEG (SOF0 to SOF2). Returns false and sets nothing if the
 * header is missing, or if the decoder cannot read this kind of JPEG (lossless, arithmetic, 12 bits per sample). The
 * numbers are not checked: use baton_image_fits.
 */
bool baton_image_measure(
    enum baton_image_kind kind, struct baton_bytes file, uint32_t *width, uint32_t *height);

/* Whether an image of this size is within the limits above. */
bool baton_image_fits(uint32_t width, uint32_t height);

#endif
