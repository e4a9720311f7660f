/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/rtcp.h"

#include "base/bytes.h"

enum { VERSION_MASK = 0xc0, VERSION = 0x80, FORMAT = 0x1f };
/* RFC 4585 §6.1: payload-specific feedback; two SSRCs come before its own data. */
enum { PSFB = 206, PSFB_PLI = 1, PSFB_FIR = 4, PSFB_SSRCS_SIZE = 8 };

static bool asks(uint8_t first, uint8_t type, struct baton_bytes body)
{
    if (type != PSFB || body.len < PSFB_SSRCS_SIZE)
        return false;
    return (first & FORMAT) == PSFB_PLI || (first & FORMAT) == PSFB_FIR;
}

bool baton_rtcp_asks_keyframe(const uint8_t *data, size_t length)
{
    struct baton_bytes rest = {.data = data, .len = length}, body;
    uint8_t first, type;
    uint16_t words;

    while (baton_bytes_take_u8(&rest, &first) && (first & VERSION_MASK) == VERSION &&
           baton_bytes_take_u8(&rest, &type) && baton_bytes_take_u16(&rest, &words) &&
           baton_bytes_take(&rest, 4 * (size_t)words, &body)) {
        if (asks(first, type, body))
            return true;
    }
    return false;
}
