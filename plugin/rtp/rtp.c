/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/rtp.h"

enum { VERSION_MASK = 0xc0, VERSION = 0x80, PADDING = 0x20, EXTENSION = 0x10, CSRC_COUNT = 0x0f };

static uint16_t read16(const uint8_t *data)
{
    return (uint16_t)(data[0] << 8 | data[1]);
}

static uint32_t read32(const uint8_t *data)
{
    return (uint32_t)read16(data) << 16 | read16(data + 2);
}

/* Returns the number of bytes before the payload. It is more than `length` if some are missing. */
static size_t header_size(const uint8_t *data, size_t length)
{
    size_t size = BATON_RTP_HEADER_SIZE + 4 * (size_t)(data[0] & CSRC_COUNT);

    if (!(data[0] & EXTENSION))
        return size;
    size += 4; /* RFC 3550 §5.3.1: profile, then the length in words */
    if (size > length)
        return size;
    return size + 4 * (size_t)read16(data + size - 2);
}

bool baton_rtp_parse(const uint8_t *data, size_t length, struct baton_rtp *rtp)
{
    size_t header, padding = 0;

    if (length < BATON_RTP_HEADER_SIZE || length > UINT16_MAX ||
        (data[0] & VERSION_MASK) != VERSION)
        return false;
    header = header_size(data, length);
    if (header > length)
        return false;
    if (data[0] & PADDING) {
        /* The number counts this byte too, so 0 is wrong. Padding may fill the whole payload. */
        padding = data[length - 1];
        if (padding == 0 || padding > length - header)
            return false;
    }
    rtp->pt = data[1] & 0x7f;
    rtp->seq = read16(data + 2);
    rtp->timestamp = read32(data + 4);
    rtp->ssrc = read32(data + 8);
    rtp->payload_at = (uint16_t)header;
    rtp->payload_length = (uint16_t)(length - header - padding);
    return true;
}
