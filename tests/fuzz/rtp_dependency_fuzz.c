/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dependency descriptors of a feed, one after another. Each has a byte with its length in front. */
#include "base/bytes.h"
#include "fuzz/fuzz.h"
#include "rtp/dependency.h"

/* What is read fits together, and a number that is written is read again. */
static void check(uint8_t *data, size_t size, struct baton_dependency_structure *structure)
{
    struct baton_bytes descriptor = {.data = data, .len = size};
    struct baton_dependency_structure before = *structure;
    struct baton_payload payload = {0}, again = {0};

    if (!baton_dependency_read(descriptor, structure, &payload)) {
        assert(memcmp(&before, structure, sizeof(before)) == 0 && !payload.framed);
        return;
    }
    assert(payload.framed && payload.temporal < 8 && payload.spatial < 4);
    assert(structure->templates > 0 && structure->templates <= BATON_DEPENDENCY_TEMPLATES);
    assert(structure->targets > 0 && structure->targets <= BATON_DEPENDENCY_TARGETS);
    assert(structure->chains <= structure->targets);
    baton_dependency_put_frame(data, (uint16_t)(payload.picture.frame + 1));
    assert(baton_dependency_read(descriptor, structure, &again));
    payload.picture.frame++;
    assert(memcmp(&payload, &again, sizeof(payload)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_bytes input = {.data = data, .len = size}, descriptor;
    struct baton_dependency_structure structure = {0};
    uint8_t length;

    while (baton_bytes_take_u8(&input, &length)) {
        if (!baton_bytes_take(&input, length < input.len ? length : input.len, &descriptor))
            break;
        uint8_t *copy = fuzz_copy(descriptor.data, descriptor.len);
        check(copy, descriptor.len, &structure);
        free(copy);
    }
    return 0;
}
