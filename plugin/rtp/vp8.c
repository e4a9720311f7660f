/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/vp8.h"

#include <string.h>

/* RFC 7741 §4.2: the first byte, and its extension byte. */
enum { EXTENDED = 0x80, START = 0x10, PARTITION = 0x07 };
enum { HAS_ID = 0x80, HAS_TL0 = 0x40, HAS_TID = 0x20, HAS_KEY = 0x10 };
enum { TID_SHIFT = 6, SYNC = 0x20 };
/* RFC 7741 §4.3: this bit of a frame's first byte is set unless the frame is a keyframe. */
enum { INTERFRAME = 0x01 };
/* The upper two bits of a width or height tell how to scale the picture up for display. */
enum { SIZE_MASK = 0x3fff };

static bool take_extension(
    struct baton_bytes payload, struct baton_bytes *rest, struct baton_payload *out)
{
    uint8_t flags, byte;

    if (!baton_bytes_take_u8(rest, &flags))
        return false;
    if ((flags & HAS_ID) && !baton_payload_take_id(payload, rest, out))
        return false;
    if (flags & HAS_TL0) {
        out->tl0_at = baton_payload_offset(payload, *rest);
        if (!baton_bytes_take_u8(rest, &out->picture.tl0))
            return false;
    }
    if (flags & (HAS_TID | HAS_KEY)) {
        uint8_t at = baton_payload_offset(payload, *rest);

        if (!baton_bytes_take_u8(rest, &byte))
            return false;
        if (flags & HAS_TID) {
            out->temporal = byte >> TID_SHIFT;
            out->switching = byte & SYNC;
        }
        if (flags & HAS_KEY) {
            out->key_at = at;
            out->picture.key = byte & 0x1f;
        }
    }
    out->marked = out->id_at || out->tl0_at || out->key_at;
    return true;
}

/* RFC 6386 §9.1: the header of a keyframe begins with 3 bytes, a start code, and the size in little endian. */
static void take_size(struct baton_bytes frame, struct baton_payload *out)
{
    static const uint8_t start_code[] = {0x9d, 0x01, 0x2a};
    const uint8_t *size;

    if (frame.len < 10 || memcmp(frame.data + 3, start_code, sizeof(start_code)) != 0)
        return;
    size = frame.data + 6;
    out->width = (uint16_t)((size[1] << 8 | size[0]) & SIZE_MASK);
    out->height = (uint16_t)((size[3] << 8 | size[2]) & SIZE_MASK);
}

bool baton_vp8_describe(struct baton_bytes payload, struct baton_payload *out)
{
    struct baton_payload found = {0};
    struct baton_bytes rest = payload, frame_header;
    uint8_t first, frame;

    if (!baton_bytes_take_u8(&rest, &first))
        return false;
    if ((first & EXTENDED) && !take_extension(payload, &rest, &found))
        return false;
    frame_header = rest;
    if (!baton_bytes_take_u8(&rest, &frame))
        return false;
    found.begins = (first & START) && !(first & PARTITION);
    found.keyframe = found.begins && !(frame & INTERFRAME);
    if (found.keyframe)
        take_size(frame_header, &found);
    *out = found;
    return true;
}
