/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes any bytes as a JPEG and searches it for codes. */
#include "fuzz/scan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scan_file_of(BATON_IMAGE_JPEG, data, size);
    return 0;
}
