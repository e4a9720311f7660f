/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocates and frees a picture. */
#include "scan/pixels.h"

#include <stdlib.h>

bool baton_pixels_init(struct baton_pixels *pixels, uint32_t width, uint32_t height)
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
