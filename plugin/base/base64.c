/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One encoder and one decoder for both alphabets. These differ only in their last two characters. */
#include "base/base64.h"

#define COMMON "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

static const char base64[] = COMMON "+/";
static const char base64url[] = COMMON "-_";

/* Returns the end of the text, where the NUL goes. */
static char *encode(char *out, const uint8_t *data, size_t len, const char *alphabet)
{
    for (size_t i = 0; i < len; i += 3) {
        size_t left = len - i;
        uint32_t group = (uint32_t)data[i] << 16;
        group |= left > 1 ? (uint32_t)data[i + 1] << 8 : 0;
        group |= left > 2 ? data[i + 2] : 0;
        for (size_t k = 0; k < (left > 2 ? 4 : left + 1); k++)
            *out++ = alphabet[group >> (18 - 6 * k) & 63];
    }
    return out;
}

void baton_base64_encode(char *out, const uint8_t *data, size_t len)
{
    char *end = encode(out, data, len, base64);

    while ((end - out) % 4 != 0)
        *end++ = '=';
    *end = '\0';
}

void baton_base64url_encode(char *out, const uint8_t *data, size_t len)
{
    *encode(out, data, len, base64url) = '\0';
}

/* Returns the value of a character, or -1. */
static int value_of(char c, const char *alphabet)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == alphabet[62])
        return 62;
    return c == alphabet[63] ? 63 : -1;
}

bool baton_base64url_has(char c)
{
    return value_of(c, base64url) >= 0;
}

size_t baton_base64_decoded(size_t len)
{
    return len % 4 == 1 ? 0 : len / 4 * 3 + len % 4 * 3 / 4;
}

/* Whether those bits of the last character that lie beyond the last byte are zero. */
static bool ends_clean(size_t size, char last, const char *alphabet)
{
    if (size % 3 == 0)
        return true;
    int unused = size % 3 == 1 ? 15 : 3;
    return (value_of(last, alphabet) & unused) == 0;
}

static bool decode(uint8_t *out, size_t size, const char *text, size_t len, const char *alphabet)
{
    uint32_t bits = 0;
    int held = 0;

    if (len % 4 == 1 || size != baton_base64_decoded(len))
        return false;
    for (size_t i = 0; i < len; i++)
        if (value_of(text[i], alphabet) < 0)
            return false;
    if (len > 0 && !ends_clean(size, text[len - 1], alphabet))
        return false;
    for (size_t i = 0; i < len; i++) {
        bits = bits << 6 | (uint32_t)value_of(text[i], alphabet);
        held += 6;
        if (held >= 8) {
            held -= 8;
            *out++ = (uint8_t)(bits >> held);
        }
    }
    return true;
}

bool baton_base64_decode(uint8_t *out, size_t size, const char *text, size_t len)
{
    return decode(out, size, text, len, base64);
}

bool baton_base64url_decode(uint8_t *out, size_t size, const char *text, size_t len)
{
    return decode(out, size, text, len, base64url);
}
