/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pixels owns the way from a file to gray pixels: libpng and libjpeg, with their limits set before
 * they decode anything. Helper only: it is not linked into the plugin.
 */
#ifndef BATON_SCAN_PIXELS_H
#define BATON_SCAN_PIXELS_H

#include "scan/image.h"

/* A gray picture: a byte for each pixel, 0 is black, row after row without gaps. */
struct baton_pixels {
    uint32_t width, height;
    uint8_t *data; /* owned; from malloc */
};

/*
 * Decodes the image. Transparent is white; of an animation the first picture counts; a JPEG that
 * breaks off is gray from there on. Returns false, setting nothing, if it cannot be decoded, is not
 * of the size that `image` says, is out of bounds, or memory ran out.
 */
bool baton_pixels_init(struct baton_pixels *pixels, const struct baton_image *image);

/* Gives an empty picture of that size. False if memory ran out. */
bool baton_pixels_init_empty(struct baton_pixels *pixels, uint32_t width, uint32_t height);

void baton_pixels_fini(struct baton_pixels *pixels);

/* The two kinds of files; for baton_pixels_init, which has checked the size. */
bool baton_pixels_read_png(struct baton_pixels *pixels, const struct baton_image *image);
bool baton_pixels_read_jpeg(struct baton_pixels *pixels, const struct baton_image *image);

#endif
