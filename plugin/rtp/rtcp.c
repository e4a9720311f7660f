/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/rtcp.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

enum { VERSION_MASK = 0xc0, VERSION = 0x80, FORMAT = 0x1f };
/* RFC 3550 §6.4: before its blocks, a sender report has its SSRC and 20 bytes, a receiver report only its SSRC. */
enum { SR = 200, RR = 201, SR_SIZE = 24, RR_SIZE = 4 };
/* RFC 4585 §6.1: in feedback, two SSRCs come before its own data. */
enum {
    RTPFB = 205,
    RTPFB_NACK = 1,
    PSFB = 206,
    PSFB_PLI = 1,
    PSFB_FIR = 4,
    PSFB_AFB = 15,
    SSRCS_SIZE = 8
};
enum { REMB_EXPONENT_SHIFT = 18, REMB_MANTISSA = 0x3ffff, REMB_MOST_SHIFT = 44 };

static bool take_block(struct baton_bytes *body, struct baton_rtcp_block *out)
{
    uint32_t lost;

    if (!baton_bytes_take_u32(body, &out->ssrc) || !baton_bytes_take_u32(body, &lost) ||
        !baton_bytes_take_u32(body, &out->highest) || !baton_bytes_take_u32(body, &out->jitter) ||
        !baton_bytes_take_u32(body, &out->last_sr) || !baton_bytes_take_u32(body, &out->since_sr))
        return false;
    out->fraction_lost = (uint8_t)(lost >> 24);
    out->lost = (int32_t)(lost << 8) / 256; /* a number of 24 bits with a sign */
    return true;
}

static void take_blocks(
    uint8_t count, size_t before, struct baton_bytes body, struct baton_rtcp_feedback *out)
{
    if (!baton_bytes_skip(&body, before))
        return;
    for (; count > 0 && out->count < BATON_RTCP_BLOCKS; count--)
        if (!take_block(&body, &out->blocks[out->count++])) {
            out->count--;
            return;
        }
}

/* Each entry has a sequence number, and bits for the 16 numbers after it. */
static void take_nacks(struct baton_bytes body, struct baton_rtcp_feedback *out)
{
    uint16_t first, following;

    while (baton_bytes_take_u16(&body, &first) && baton_bytes_take_u16(&body, &following)) {
        out->nacked++;
        for (; following; following &= (uint16_t)(following - 1))
            out->nacked++;
    }
}

static void take_remb(struct baton_bytes body, struct baton_rtcp_feedback *out)
{
    struct baton_bytes name;
    unsigned exponent;
    uint32_t rate;

    if (!baton_bytes_take(&body, 4, &name) || memcmp(name.data, "REMB", 4) != 0 ||
        !baton_bytes_take_u32(&body, &rate))
        return;
    exponent = rate >> REMB_EXPONENT_SHIFT & 0x3f;
    out->remb = (uint64_t)(rate & REMB_MANTISSA)
                << (exponent < REMB_MOST_SHIFT ? exponent : REMB_MOST_SHIFT);
}

static void take_feedback(
    uint8_t type, uint8_t format, struct baton_bytes body, struct baton_rtcp_feedback *out)
{
    if (!baton_bytes_skip(&body, SSRCS_SIZE))
        return;
    if (type == RTPFB && format == RTPFB_NACK)
        take_nacks(body, out);
    else if (type == PSFB && (format == PSFB_PLI || format == PSFB_FIR))
        out->keyframes++;
    else if (type == PSFB && format == PSFB_AFB)
        take_remb(body, out);
}

void baton_rtcp_read(const uint8_t *data, size_t length, struct baton_rtcp_feedback *out)
{
    struct baton_bytes rest = {.data = data, .len = length}, body;
    uint8_t first, type;
    uint16_t words;

    out->keyframes = out->nacked = 0;
    out->remb = 0;
    out->count = 0;
    while (baton_bytes_take_u8(&rest, &first) && (first & VERSION_MASK) == VERSION &&
           baton_bytes_take_u8(&rest, &type) && baton_bytes_take_u16(&rest, &words) &&
           baton_bytes_take(&rest, 4 * (size_t)words, &body)) {
        if (type == SR || type == RR)
            take_blocks(first & FORMAT, type == SR ? SR_SIZE : RR_SIZE, body, out);
        else
            take_feedback(type, first & FORMAT, body, out);
    }
}
