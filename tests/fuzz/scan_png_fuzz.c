/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes any bytes as a PNG and searches it for codes. After most mutations, the checksums of the
 * chunks are corrected, because a PNG with wrong checksums is refused before it is decoded.
 */
#include <zlib.h>

#include "fuzz/scan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { SIGNATURE = 8, BESIDE_CONTENT = 12 /* length, type, checksum */ };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    scan_file_of(BATON_IMAGE_PNG, data, size);
    return 0;
}

static void mend(uint8_t *data, size_t size)
{
    for (size_t at = SIGNATURE; at + BESIDE_CONTENT <= size;) {
        uint32_t length = (uint32_t)data[at] << 24 | (uint32_t)data[at + 1] << 16 |
                          (uint32_t)data[at + 2] << 8 | data[at + 3];
        if (length > size - at - BESIDE_CONTENT)
            return;
        uLong crc = crc32(0, data + at + 4, length + 4u);
        for (int i = 0; i < 4; i++)
            data[at + 8 + length + (size_t)i] = (uint8_t)(crc >> (24 - 8 * i));
        at += BESIDE_CONTENT + length;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    size = LLVMFuzzerMutate(data, size, max_size);
    if (seed % 8 != 0)
        mend(data, size);
    return size;
}
