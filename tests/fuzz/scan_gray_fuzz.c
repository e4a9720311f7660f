/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_gray_fuzz: any pixels, searched for codes; the first two bytes are width and height. */
#include "fuzz/scan_file.h"

/* Bytes that run out begin anew, so that few of them make a whole picture. */
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
