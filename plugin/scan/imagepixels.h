/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * imagepixels owns the way from an image to gray pixels. libpng and libjpeg get their limits before they decode
 * anything. Only the helper links it: no decoder of images runs in Janus.
 */
#ifndef BATON_SCAN_IMAGEPIXELS_H
#define BATON_SCAN_IMAGEPIXELS_H

#include "scan/image.h"
#include "scan/pixels.h"

/*
 * Decodes the image. Transparent pixels become white; an animation gives its first picture; a JPEG that breaks off is
 * gray from there on. Returns false, and sets nothing, if the image cannot be decoded, has another size than `image`
 * states, or is out of bounds, or if memory ran out.
 */
bool baton_imagepixels_init(struct baton_pixels *pixels, const struct baton_image *image);

#endif
