/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pixels: which decoder reads what. */
#include "scan/pixels.h"

#include <stdlib.h>
#include <string.h>

bool baton_pixels_init_empty(struct baton_pixels *pixels, uint32_t width, uint32_t height)
{
    uint8_t *data = calloc(height, width);

    if (data)
        *pixels = (struct baton_pixels){width, height, data};
    return data;
}

void baton_pixels_fini(struct baton_pixels *pixels)
{
    free(pixels->data);
    pixels->data = NULL;
}

/* What the head says is what was checked; a file cannot say one thing here and another there. */
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

bool baton_pixels_init(struct baton_pixels *pixels, const struct baton_image *image)
{
    struct baton_pixels read;
    bool decoded = true;

    if (!is_as_said(image) || !baton_pixels_init_empty(&read, image->width, image->height))
        return false;
    if (image->kind == BATON_IMAGE_GRAY)
        memcpy(read.data, image->data, image->len);
    else if (image->kind == BATON_IMAGE_PNG)
        decoded = baton_pixels_read_png(&read, image);
    else
        decoded = baton_pixels_read_jpeg(&read, image);
    if (decoded)
        *pixels = read;
    else
        baton_pixels_fini(&read);
    return decoded;
}
