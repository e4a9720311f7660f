/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes a JPEG to gray with libjpeg, within limits. Only imagepixels.c calls this, after it has checked the size.
 * Only the helper links this file.
 */
#ifndef BATON_SCAN_JPEGPIXELS_H
#define BATON_SCAN_JPEGPIXELS_H

#include "scan/image.h"
#include "scan/pixels.h"

/* Fills `pixels`, which must have the size that `image` states. False if the file cannot be decoded. */
bool baton_jpegpixels_read(struct baton_pixels *pixels, const struct baton_image *image);

#endif
