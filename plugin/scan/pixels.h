/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A gray picture in memory. Only the helper links this file. */
#ifndef BATON_SCAN_PIXELS_H
#define BATON_SCAN_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

/* `data` has one byte for each pixel (0 is black), row after row without gaps. */
struct baton_pixels {
    uint32_t width, height;
    uint8_t *data; /* owned; allocated with malloc */
};

/* Sets `pixels` to a black picture of this size. False if memory ran out. */
bool baton_pixels_init(struct baton_pixels *pixels, uint32_t width, uint32_t height);

void baton_pixels_fini(struct baton_pixels *pixels);

#endif
