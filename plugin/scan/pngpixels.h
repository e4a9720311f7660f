/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes a PNG to gray with libpng, within limits. Only imagepixels.c calls this, after it has checked the size. Only
 * the helper links this file.
 */
#ifndef BATON_SCAN_PNGPIXELS_H
#define BATON_SCAN_PNGPIXELS_H

#include "scan/image.h"
#include "scan/pixels.h"

/* Fills `pixels`, which must have the size that `image` states. False if the file cannot be decoded. */
bool baton_pngpixels_read(struct baton_pixels *pixels, const struct baton_image *image);

#endif
