/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/h264.h"

/* NAL unit types. H.264 table 7-1 has IDR and SPS, RFC 6184 §5.4 has STAP-A and FU-A. */
enum { TYPE = 0x1f, IDR = 5, SPS = 7, STAP_A = 24, FU_A = 28 };
enum { FU_START = 0x80 };

/*
 * Whether a keyframe starts with this NAL unit. `slice` has the bytes after the NAL header. They
 * begin with the number of the slice's first macroblock as Exp-Golomb code (H.264 §7.3.3). In this
 * code, the number 0 is a single set bit.
 */
static bool starts_keyframe(uint8_t type, struct baton_bytes slice)
{
    uint8_t first;

    if (type == SPS)
        return true;
    return type == IDR && baton_bytes_take_u8(&slice, &first) && (first & 0x80);
}

/* RFC 6184 §5.7.1: after the STAP-A header come the units, each with its 16-bit size in front of it. */
static bool aggregate_starts_keyframe(struct baton_bytes units)
{
    struct baton_bytes unit;
    uint16_t size;
    uint8_t header;

    while (baton_bytes_take_u16(&units, &size) && baton_bytes_take(&units, size, &unit)) {
        if (baton_bytes_take_u8(&unit, &header) && starts_keyframe(header & TYPE, unit))
            return true;
    }
    return false;
}

/* RFC 6184 §5.8: an FU header with the unit's type, then a part of the unit without its header. */
static bool fragment_starts_keyframe(struct baton_bytes fragment)
{
    uint8_t header;

    return baton_bytes_take_u8(&fragment, &header) && (header & FU_START) &&
           starts_keyframe(header & TYPE, fragment);
}

bool baton_h264_describe(struct baton_bytes payload, struct baton_payload *out)
{
    struct baton_payload found = {0};
    uint8_t header;

    if (!baton_bytes_take_u8(&payload, &header))
        return false;
    switch (header & TYPE) {
    case STAP_A:
        found.keyframe = aggregate_starts_keyframe(payload);
        break;
    case FU_A:
        found.keyframe = fragment_starts_keyframe(payload);
        break;
    default:
        found.keyframe = starts_keyframe(header & TYPE, payload);
    }
    *out = found;
    return true;
}
