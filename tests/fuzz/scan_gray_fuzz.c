/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searches any pixels for codes. The first two bytes choose the width and the height. */
#include "fuzz/scan_file.h"

/* The bytes of the input are repeated until the picture is full. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    struct baton_image image = {
        .kind = BATON_IMAGE_GRAY, .width = data[0] + 1u, .height = data[1] + 1u};
    image.len = (size_t)image.width * image.height;
    image.data = malloc(image.len);
    for (size_t i = 0; i < image.len; i++)
        image.data[i] = data[2 + i % (size - 2)];
    scan_file(&image);
    free(image.data);
    return 0;
}
