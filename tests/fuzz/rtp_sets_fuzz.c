/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packets of a feed of H.264, in any order: the kept parameter sets stay within their room, and can be read again. */
#include "base/bytes.h"
#include "fuzz/fuzz.h"
#include "rtp/codec.h"
#include "rtp/h264.h"
#include "rtp/parameter_sets.h"

static void count(void *user, enum baton_h264_unit kind, struct baton_bytes unit)
{
    size_t *found = user;

    assert(unit.len > 0);
    found[kind]++;
}

/* What is sent before a keyframe has at least one set of each kind, and nothing else. */
static void check_written(const struct baton_parameter_sets *sets)
{
    uint8_t *data = malloc(BATON_PARAMETER_SETS_BYTES + 1);
    size_t length = baton_parameter_sets_write(sets, data), found[3] = {0};

    assert(length <= BATON_PARAMETER_SETS_BYTES + 1);
    baton_h264_each_unit((struct baton_bytes){.data = data, .len = length}, count, found);
    assert(found[BATON_H264_SPS] > 0 && found[BATON_H264_PPS] > 0 && found[BATON_H264_OTHER] == 0);
    free(data);
}

/* Each packet has four bytes in front: step of the number, step of the timestamp, newest or late or a new run, length. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_bytes input = {.data = data, .len = size}, head, payload;
    struct baton_parameter_sets sets;
    struct baton_taken taken = {0};

    baton_parameter_sets_init(&sets);
    while (baton_bytes_take(&input, 4, &head)) {
        const uint8_t *step = head.data;
        struct baton_payload described;

        if (!baton_bytes_take(&input, step[3] < input.len ? step[3] : input.len, &payload))
            break;
        taken.point.seq += (int8_t)step[0];
        taken.point.timestamp += (int8_t)step[1];
        taken.newest = step[2] & 1;
        taken.run += step[2] >> 7;
        uint8_t *copy = fuzz_copy(payload.data, payload.len);
        payload.data = copy;
        baton_codec_describe(BATON_CODEC_H264, payload, &described);
        if (baton_parameter_sets_follow(&sets, &taken, payload, &described))
            check_written(&sets);
        free(copy);
    }
    return 0;
}
