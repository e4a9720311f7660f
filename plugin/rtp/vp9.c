/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/vp9.h"

/* RFC 9628 §4.2: the bits of the first byte. */
enum {
    HAS_ID = 0x80,
    PREDICTED = 0x40, /* from an earlier picture */
    HAS_LAYERS = 0x20,
    FLEXIBLE = 0x10,
    BEGINS = 0x08,
    ENDS = 0x04,
    HAS_STRUCTURE = 0x02,
};
enum { TID_SHIFT = 5, SWITCHING = 0x10, SID_SHIFT = 1, SID_MASK = 0x07 };
enum { MORE_REFERENCES = 0x01, MOST_REFERENCES = 3 };
/* RFC 9628 §4.2.1: the first byte of the scalability structure. */
enum { LAYERS_SHIFT = 5, HAS_SIZES = 0x10, HAS_GROUP = 0x08 };

static bool take_layers(
    struct baton_bytes payload, struct baton_bytes *rest, bool flexible, struct baton_payload *out)
{
    uint8_t byte;

    if (!baton_bytes_take_u8(rest, &byte))
        return false;
    out->temporal = byte >> TID_SHIFT;
    out->switching = byte & SWITCHING;
    out->spatial = byte >> SID_SHIFT & SID_MASK;
    if (flexible)
        return true;
    out->tl0_at = baton_payload_offset(payload, *rest);
    return baton_bytes_take_u8(rest, &out->picture.tl0);
}

/* How far back the pictures are from which this picture is predicted. The list ends after MOST_REFERENCES. */
static bool skip_references(struct baton_bytes *rest)
{
    uint8_t byte = MORE_REFERENCES;

    for (int i = 0; i < MOST_REFERENCES && byte & MORE_REFERENCES; i++)
        if (!baton_bytes_take_u8(rest, &byte))
            return false;
    return true;
}

/* The pictures of a group, each with its layer and its references. */
static bool skip_group(struct baton_bytes *rest)
{
    uint8_t count, byte;

    if (!baton_bytes_take_u8(rest, &count))
        return false;
    for (; count > 0; count--)
        if (!baton_bytes_take_u8(rest, &byte) || !baton_bytes_skip(rest, byte >> 2 & 3))
            return false;
    return true;
}

static bool take_structure(struct baton_bytes *rest, struct baton_payload *out)
{
    uint8_t byte;

    if (!baton_bytes_take_u8(rest, &byte))
        return false;
    for (int layers = (byte >> LAYERS_SHIFT) + 1; byte & HAS_SIZES && layers > 0; layers--)
        if (!baton_bytes_take_u16(rest, &out->width) || !baton_bytes_take_u16(rest, &out->height))
            return false;
    return !(byte & HAS_GROUP) || skip_group(rest);
}

bool baton_vp9_describe(struct baton_bytes payload, struct baton_payload *out)
{
    struct baton_payload found = {0};
    struct baton_bytes rest = payload;
    bool flexible;
    uint8_t first;

    if (!baton_bytes_take_u8(&rest, &first))
        return false;
    flexible = first & FLEXIBLE;
    if ((first & HAS_ID) && !baton_payload_take_id(payload, &rest, &found))
        return false;
    if ((first & HAS_LAYERS) && !take_layers(payload, &rest, flexible, &found))
        return false;
    if ((first & PREDICTED) && flexible && !skip_references(&rest))
        return false;
    if ((first & HAS_STRUCTURE) && !take_structure(&rest, &found))
        return false;
    found.marked = found.id_at || found.tl0_at;
    found.begins = first & BEGINS && found.spatial == 0;
    found.ends = first & ENDS;
    found.keyframe = found.begins && !(first & PREDICTED);
    *out = found;
    return true;
}
