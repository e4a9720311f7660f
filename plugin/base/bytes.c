/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All reading goes through baton_bytes_take, and all writing through baton_sink_put. Both check the bounds. */
#include "base/bytes.h"

#include <string.h>

bool baton_bytes_take(struct baton_bytes *bytes, size_t len, struct baton_bytes *out)
{
    if (len > bytes->len)
        return false;
    *out = (struct baton_bytes){bytes->data, len};
    if (len > 0)
        bytes->data += len;
    bytes->len -= len;
    return true;
}

bool baton_bytes_skip(struct baton_bytes *bytes, size_t len)
{
    struct baton_bytes skipped;
    return baton_bytes_take(bytes, len, &skipped);
}

/* Takes an integer of `size` bytes. `size` is at most 4. */
static bool take_integer(struct baton_bytes *bytes, size_t size, uint32_t *out)
{
    struct baton_bytes taken;
    uint32_t value = 0;

    if (!baton_bytes_take(bytes, size, &taken))
        return false;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | taken.data[i];
    *out = value;
    return true;
}

bool baton_bytes_take_u8(struct baton_bytes *bytes, uint8_t *out)
{
    uint32_t value;
    if (!take_integer(bytes, 1, &value))
        return false;
    *out = (uint8_t)value;
    return true;
}

bool baton_bytes_take_u16(struct baton_bytes *bytes, uint16_t *out)
{
    uint32_t value;
    if (!take_integer(bytes, 2, &value))
        return false;
    *out = (uint16_t)value;
    return true;
}

bool baton_bytes_take_u32(struct baton_bytes *bytes, uint32_t *out)
{
    return take_integer(bytes, 4, out);
}

bool baton_sink_put(struct baton_sink *sink, const void *data, size_t len)
{
    if (len > sink->size - sink->len)
        return false;
    if (len > 0)
        memcpy(sink->data + sink->len, data, len);
    sink->len += len;
    return true;
}

/* Appends the lowest `size` bytes of `value`, the highest of them first. `size` is at most 4. */
static bool put_integer(struct baton_sink *sink, size_t size, uint32_t value)
{
    uint8_t data[4];

    for (size_t i = 0; i < size; i++)
        data[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    return baton_sink_put(sink, data, size);
}

bool baton_sink_put_u8(struct baton_sink *sink, uint8_t value)
{
    return put_integer(sink, 1, value);
}

bool baton_sink_put_u16(struct baton_sink *sink, uint16_t value)
{
    return put_integer(sink, 2, value);
}

bool baton_sink_put_u32(struct baton_sink *sink, uint32_t value)
{
    return put_integer(sink, 4, value);
}
