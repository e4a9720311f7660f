/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/extension.h"

enum { VERSION_MASK = 0xc0, VERSION = 0x80, EXTENSION = 0x10, CSRC_COUNT = 0x0f };
/* RFC 3550 §5.1: the fixed part of the header behind its first byte. */
enum { REST_OF_HEADER = 11 };
/* RFC 8285 §4.2 and §4.3: the value in front of all extensions. The last 4 bits of the second one are free. */
enum { ONE_BYTE = 0xbede, TWO_BYTE = 0x1000, TWO_BYTE_MASK = 0xfff0 };
enum { PADDING_ID = 0, LAST_ID = 15 };

static bool take_extensions(struct baton_bytes packet, uint16_t *profile, struct baton_bytes *out)
{
    uint8_t first;
    uint16_t words;

    return baton_bytes_take_u8(&packet, &first) && (first & VERSION_MASK) == VERSION &&
           (first & EXTENSION) &&
           baton_bytes_skip(&packet, REST_OF_HEADER + 4 * (size_t)(first & CSRC_COUNT)) &&
           baton_bytes_take_u16(&packet, profile) && baton_bytes_take_u16(&packet, &words) &&
           baton_bytes_take(&packet, 4 * (size_t)words, out);
}

/* These take the header of the next extension. For a byte of padding, `*id` is PADDING_ID and `*length` is 0. */
static bool take_one_byte_header(struct baton_bytes *rest, uint8_t *id, uint8_t *length)
{
    uint8_t byte;

    if (!baton_bytes_take_u8(rest, &byte))
        return false;
    *id = byte >> 4;
    *length = byte == 0 ? 0 : (uint8_t)((byte & 0x0f) + 1);
    return byte == 0 || (*id != PADDING_ID && *id != LAST_ID);
}

static bool take_two_byte_header(struct baton_bytes *rest, uint8_t *id, uint8_t *length)
{
    *length = 0;
    return baton_bytes_take_u8(rest, id) &&
           (*id == PADDING_ID || baton_bytes_take_u8(rest, length));
}

bool baton_extension_find(struct baton_bytes packet, uint8_t id, struct baton_bytes *out)
{
    struct baton_bytes rest, data;
    uint16_t profile;
    uint8_t found, length;
    bool (*take_header)(struct baton_bytes *, uint8_t *, uint8_t *);

    if (!take_extensions(packet, &profile, &rest) ||
        (profile != ONE_BYTE && (profile & TWO_BYTE_MASK) != TWO_BYTE))
        return false;
    take_header = profile == ONE_BYTE ? take_one_byte_header : take_two_byte_header;
    while (take_header(&rest, &found, &length) && baton_bytes_take(&rest, length, &data)) {
        if (found == id && found != PADDING_ID) {
            *out = data;
            return true;
        }
    }
    return false;
}
