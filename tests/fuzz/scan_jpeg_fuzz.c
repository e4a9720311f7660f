/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_jpeg_fuzz: any bytes as a JPEG, decoded and searched for codes. */
#include "fuzz/scan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scan_file_of(BATON_IMAGE_JPEG, data, size);
    return 0;
}
