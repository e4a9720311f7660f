/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes an image to gray pixels. libpng and libjpeg get their limits before they decode anything. Only the helper
 * links this file, so that no image is decoded in the process of Janus.
 */
#ifndef BATON_SCAN_IMAGEPIXELS_H
#define BATON_SCAN_IMAGEPIXELS_H

#include "scan/image.h"
#include "scan/pixels.h"

/*
 * Decodes the image. Transparent pixels become white. If the image is an animation, its first picture is used. If the
 * data of a JPEG end early, the rest of the picture is gray. Returns false, and sets nothing, if the image cannot be
 * decoded, does not have the size that `image` states, or is too large, or if memory ran out.
 */
bool baton_imagepixels_init(struct baton_pixels *pixels, const struct baton_image *image);

#endif
