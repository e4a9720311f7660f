/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes: bounded reading and writing, hex and base64url. */
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

/* Takes an integer of `size` bytes, at most 4. */
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

bool baton_bytes_take_u24(struct baton_bytes *bytes, uint32_t *out)
{
    return take_integer(bytes, 3, out);
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

/* Appends the low `size` bytes of `value`, at most 4, the highest first. */
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

bool baton_sink_put_u24(struct baton_sink *sink, uint32_t value)
{
    return put_integer(sink, 3, value);
}

bool baton_sink_put_u32(struct baton_sink *sink, uint32_t value)
{
    return put_integer(sink, 4, value);
}

void baton_hex_encode(char *out, const uint8_t *data, size_t len)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        *out++ = digits[data[i] >> 4];
        *out++ = digits[data[i] & 15];
    }
    *out = '\0';
}

/* The value of a hex digit, or -1. */
static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool baton_hex_decode(uint8_t *out, size_t size, const char *text, size_t len)
{
    if (len % 2 != 0 || len / 2 != size)
        return false;
    for (size_t i = 0; i < len; i++)
        if (hex_value(text[i]) < 0)
            return false;
    for (size_t i = 0; i < size; i++)
        out[i] = (uint8_t)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
    return true;
}

/* The value of a base64url character, or -1. */
static int base64url_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    return c == '_' ? 63 : -1;
}

bool baton_base64url_has(char c)
{
    return base64url_value(c) >= 0;
}

void baton_base64url_encode(char *out, const uint8_t *data, size_t len)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t group = (uint32_t)data[i] << 16;
        group |= left > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        group |= left > 2 ? data[i + 2] : 0;
        for (size_t k = 0; k < (left > 2 ? 4 : left + 1); k++)
            *out++ = alphabet[group >> (18 - 6 * k) & 63];
    }
    *out = '\0';
}

/* Whether the bits of the last character that lie beyond the last byte are zero. */
static bool base64url_ends_clean(size_t size, const char *text, size_t len)
{
    if (size % 3 == 0)
        return true;
    int unused = size % 3 == 1 ? 15 : 3;
    return (base64url_value(text[len - 1]) & unused) == 0;
}

bool baton_base64url_decode(uint8_t *out, size_t size, const char *text, size_t len)
{
    uint32_t bits = 0;
    int held = 0;

    if (len % 4 == 1 || size != len / 4 * 3 + len % 4 * 3 / 4)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!baton_base64url_has(text[i]))
            return false;
    if (!base64url_ends_clean(size, text, len))
        return false;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 6 | (uint32_t)base64url_value(text[i]);
        held += 6;
        if (held >= 8) {
            held -= 8;
            *out++ = (uint8_t)(bits >> held);
        }
    }
    return true;
}
