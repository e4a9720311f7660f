/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks the size again, and chooses the decoder. */
#include "scan/imagepixels.h"

#include <string.h>

#include "scan/jpegpixels.h"
#include "scan/pngpixels.h"

/* The plugin has checked the size in the header. The decoder must not find another size in the file. */
static bool is_as_said(const struct baton_image *image)
{
    uint32_t width, height;

    if (!baton_image_fits(image->width, image->height))
        return false;
    if (image->kind == BATON_IMAGE_GRAY)
        return image->len == (size_t)image->width * image->height;
    return baton_image_measure(
               image->kind, (struct baton_bytes){image->data, image->len}, &width, &height) &&
           width == image->width && height == image->height;
}

bool baton_imagepixels_init(struct baton_pixels *pixels, const struct baton_image *image)
{
    struct baton_pixels read;
    bool decoded = true;

    if (!is_as_said(image) || !baton_pixels_init(&read, image->width, image->height))
        return false;
    if (image->kind == BATON_IMAGE_GRAY)
        memcpy(read.data, image->data, image->len);
    else if (image->kind == BATON_IMAGE_PNG)
        decoded = baton_pngpixels_read(&read, image);
    else
        decoded = baton_jpegpixels_read(&read, image);
    if (decoded)
        *pixels = read;
    else
        baton_pixels_fini(&read);
    return decoded;
}
