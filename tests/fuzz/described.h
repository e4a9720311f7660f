/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the fuzzers of payloads: reads one, changes its numbers, and reads it again. */
#ifndef BATON_TESTS_FUZZ_DESCRIBED_H
#define BATON_TESTS_FUZZ_DESCRIBED_H

#include "fuzz/fuzz.h"
#include "rtp/codec.h"

/* Only the numbers may differ afterwards, and they differ by the shift. */
static inline void fuzz_describe(enum baton_codec codec, uint8_t *data, size_t size)
{
    static const struct baton_picture shift = {.id = 12345, .tl0 = 200, .key = 30};
    struct baton_payload before, after;

    baton_codec_describe(codec, (struct baton_bytes){.data = data, .len = size}, &before);
    baton_payload_patch(data, &before, &shift);
    baton_codec_describe(codec, (struct baton_bytes){.data = data, .len = size}, &after);
    assert(before.id_bits == after.id_bits && before.keyframe == after.keyframe);
    baton_payload_track(&before, &shift, &before.picture);
    assert(memcmp(&before, &after, sizeof(before)) == 0);
}

#endif
