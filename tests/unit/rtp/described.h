/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a payload for the tests of the parsers. */
#ifndef BATON_UNIT_RTP_DESCRIBED_H
#define BATON_UNIT_RTP_DESCRIBED_H

#include <stdlib.h>
#include <string.h>

#include "rtp/codec.h"

/*
 * Describes a payload. Uses a copy of exactly `length` bytes, so that a sanitizer finds every read beyond the end.
 * Returns whether anything was found.
 */
static inline bool describe(
    enum baton_codec codec, const uint8_t *data, size_t length, struct baton_payload *out)
{
    uint8_t *copy = malloc(length ? length : 1);
    struct baton_payload nothing = {0};

    memcpy(copy, data, length);
    baton_codec_describe(codec, (struct baton_bytes){.data = copy, .len = length}, out);
    free(copy);
    return memcmp(out, &nothing, sizeof(nothing)) != 0;
}

#endif
