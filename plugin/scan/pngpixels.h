/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pngpixels owns PNG to gray by libpng, within limits. For imagepixels, which has checked the size. Only the helper
 * links it.
 */
#ifndef BATON_SCAN_PNGPIXELS_H
#define BATON_SCAN_PNGPIXELS_H

#include "scan/image.h"
#include "scan/pixels.h"

/* Fills `pixels`, which have the size that the image states. False if the file cannot be decoded. */
bool baton_pngpixels_read(struct baton_pixels *pixels, const struct baton_image *image);

#endif
