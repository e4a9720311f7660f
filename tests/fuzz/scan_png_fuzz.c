/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_png_fuzz: any bytes as a PNG, decoded and searched for codes. */
#include "fuzz/scan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scan_file_of(BATON_IMAGE_PNG, data, size);
    return 0;
}
