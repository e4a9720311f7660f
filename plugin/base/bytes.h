/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes bytes in memory, never beyond its bounds. */
#ifndef BATON_BASE_BYTES_H
#define BATON_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bytes that are still to be read. The struct does not own them. The `take` functions move the start forward; to look
 * ahead, copy the struct. `data` may be NULL only if `len` is 0.
 */
struct baton_bytes {
    const uint8_t *data;
    size_t len;
};

/*
 * These functions take the next bytes and return true. Integers are big endian (network order). If too few bytes are
 * left, the functions return false, take nothing and set nothing.
 */
bool baton_bytes_take_u8(struct baton_bytes *bytes, uint8_t *out);
bool baton_bytes_take_u16(struct baton_bytes *bytes, uint16_t *out);
bool baton_bytes_take_u32(struct baton_bytes *bytes, uint32_t *out);

/* Takes `len` bytes; `*out` points into the same memory. */
bool baton_bytes_take(struct baton_bytes *bytes, size_t len, struct baton_bytes *out);
bool baton_bytes_skip(struct baton_bytes *bytes, size_t len);

/*
 * Memory for `size` bytes; the first `len` of them are written. The struct does not own the memory. The `put` functions
 * append. Start with { .data = memory, .size = sizeof(memory) }.
 */
struct baton_sink {
    uint8_t *data;
    size_t size;
    size_t len;
};

/* These functions append and return true. Integers are big endian. Without enough space, they return false and write
 * nothing. */
bool baton_sink_put_u8(struct baton_sink *sink, uint8_t value);
bool baton_sink_put_u16(struct baton_sink *sink, uint16_t value);
bool baton_sink_put_u32(struct baton_sink *sink, uint32_t value);
bool baton_sink_put(struct baton_sink *sink, const void *data, size_t len);

#endif
