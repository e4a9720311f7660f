/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/bytes: the first half of the input chooses the functions, the second half is the bytes that they read. */
#include "base/bytes.h"
#include "fuzz/fuzz.h"

/* Takes a value and, if that worked, puts the same value. Returns false if the output has no space left. */
static bool copy_once(uint8_t what, struct baton_bytes *from, struct baton_sink *to)
{
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    struct baton_bytes run;

    switch (what % 5) {
    case 0:
        return !baton_bytes_take_u8(from, &u8) || baton_sink_put_u8(to, u8);
    case 1:
        return !baton_bytes_take_u16(from, &u16) || baton_sink_put_u16(to, u16);
    case 2:
        return !baton_bytes_take_u32(from, &u32) || baton_sink_put_u32(to, u32);
    case 3:
        return !baton_bytes_take(from, what / 5, &run) || baton_sink_put(to, run.data, run.len);
    default:
        run = *from;
        return !baton_bytes_skip(&run, what) || run.len + what == from->len;
    }
}

/* The output has as much space as there are bytes to read, so the copy must fit and must have the same bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t half = size / 2;
    struct baton_bytes from = {data + half, size - half};
    struct baton_sink to = {.data = malloc(size + 1), .size = size - half};

    assert(to.data);
    for (size_t i = 0; i < half; i++)
        assert(copy_once(data[i], &from, &to));
    for (size_t i = 0; i < to.len; i++)
        assert(to.data[i] == data[half + i]);
    assert(to.len + from.len == size - half);
    free(to.data);
    return 0;
}
