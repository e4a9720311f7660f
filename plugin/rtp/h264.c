/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/h264.h"

/* NAL unit types. H.264 table 7-1 has IDR, SPS and PPS, RFC 6184 §5.4 has STAP-A and FU-A. */
enum { TYPE = 0x1f, IDR = 5, SPS = 7, PPS = 8, STAP_A = 24, FU_A = 28 };
enum { FU_START = 0x80 };

/*
 * Notes what the start of a NAL unit says about keyframes. `slice` has the bytes after the NAL header. They
 * begin with the number of the slice's first macroblock as Exp-Golomb code (H.264 §7.3.3). In this
 * code, the number 0 is a single set bit.
 */
static void note_unit(uint8_t type, struct baton_bytes slice, struct baton_payload *found)
{
    uint8_t first;

    if (type == SPS) {
        found->keyframe = true;
        found->without_sets = false;
    } else if (type == IDR && !found->keyframe && baton_bytes_take_u8(&slice, &first) &&
               (first & 0x80)) {
        found->keyframe = found->without_sets = true;
    }
}

static void note_whole(void *found, enum baton_h264_unit kind, struct baton_bytes unit)
{
    uint8_t header;

    (void)kind;
    if (baton_bytes_take_u8(&unit, &header))
        note_unit(header & TYPE, unit, found);
}

static enum baton_h264_unit kind_of(uint8_t header)
{
    switch (header & TYPE) {
    case SPS:
        return BATON_H264_SPS;
    case PPS:
        return BATON_H264_PPS;
    default:
        return BATON_H264_OTHER;
    }
}

/* RFC 6184 §5.7.1: after the STAP-A header come the units, each with its 16-bit size in front of it. */
void baton_h264_each_unit(struct baton_bytes payload, baton_h264_unit_fn *each, void *user)
{
    struct baton_bytes units = payload, unit;
    uint16_t size;
    uint8_t header;

    if (!baton_bytes_take_u8(&units, &header) || (header & TYPE) == FU_A)
        return;
    if ((header & TYPE) != STAP_A) {
        each(user, kind_of(header), payload);
        return;
    }
    while (baton_bytes_take_u16(&units, &size) && baton_bytes_take(&units, size, &unit)) {
        if (unit.len > 0)
            each(user, kind_of(unit.data[0]), unit);
    }
}

/* RFC 6184 §5.8: an FU header with the unit's type, then a part of the unit without its header. */
static void note_fragment(struct baton_bytes fragment, struct baton_payload *found)
{
    uint8_t header;

    if (baton_bytes_take_u8(&fragment, &header) && (header & FU_START))
        note_unit(header & TYPE, fragment, found);
}

bool baton_h264_describe(struct baton_bytes payload, struct baton_payload *out)
{
    struct baton_payload found = {0};
    struct baton_bytes rest = payload;
    uint8_t header;

    if (!baton_bytes_take_u8(&rest, &header))
        return false;
    if ((header & TYPE) == FU_A)
        note_fragment(rest, &found);
    else
        baton_h264_each_unit(payload, note_whole, &found);
    *out = found;
    return true;
}
