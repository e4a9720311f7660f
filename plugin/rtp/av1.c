/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/av1.h"

#include "base/bits.h"

/* §4.4: the aggregation header. */
enum { CONTINUES = 0x80, COUNT_SHIFT = 4, COUNT_MASK = 0x03, NEW_SEQUENCE = 0x08 };
/* AV1 §5.3.2: the header of an OBU, and its extension byte. */
enum { TYPE_SHIFT = 3, TYPE_MASK = 0x0f, HAS_EXTENSION = 0x04, HAS_SIZE = 0x02 };
enum { TID_SHIFT = 5, SID_SHIFT = 3, SID_MASK = 0x03 };
enum { SEQUENCE_HEADER = 1 };

/* AV1 §4.10.5: 7 bits in each byte, the lowest first. The highest bit says that more bytes follow. */
static bool take_leb128(struct baton_bytes *bytes, size_t *out)
{
    size_t value = 0;
    uint8_t byte = 0x80;

    for (unsigned int shift = 0; byte & 0x80; shift += 7) {
        if (shift > 28 || !baton_bytes_take_u8(bytes, &byte))
            return false;
        value |= (size_t)(byte & 0x7f) << shift;
    }
    *out = value;
    return true;
}

/* --- the sequence header, AV1 §5.5 ------------------------------------------------------------ */

/* §5.5.4. Returns the width of the delays in the operating points. */
static unsigned int take_decoder_model(struct baton_bits *bits)
{
    unsigned int width = baton_bits_take(bits, 5) + 1;

    baton_bits_skip(bits, 32 + 5 + 5);
    return width;
}

/* §5.5.3. If the times between pictures are equal, one more number says how long they are. */
static void skip_timing(struct baton_bits *bits)
{
    baton_bits_skip(bits, 32 + 32);
    if (baton_bits_take_flag(bits))
        baton_bits_skip_golomb(bits);
}

/* `delays`: the width of the delays of the decoder model; 0: there is no such model. */
static void skip_operating_point(struct baton_bits *bits, unsigned int delays, bool display_delay)
{
    enum { LAST_LEVEL_WITHOUT_TIER = 7 };

    baton_bits_skip(bits, 12);
    if (baton_bits_take(bits, 5) > LAST_LEVEL_WITHOUT_TIER)
        baton_bits_skip(bits, 1);
    if (delays && baton_bits_take_flag(bits))
        baton_bits_skip(bits, 2 * delays + 1);
    if (display_delay && baton_bits_take_flag(bits))
        baton_bits_skip(bits, 4);
}

static void skip_operating_points(struct baton_bits *bits)
{
    unsigned int delays = 0;
    bool display_delay;
    uint32_t count;

    if (baton_bits_take_flag(bits)) {
        skip_timing(bits);
        if (baton_bits_take_flag(bits))
            delays = take_decoder_model(bits);
    }
    display_delay = baton_bits_take_flag(bits);
    count = baton_bits_take(bits, 5) + 1;
    for (; count > 0; count--)
        skip_operating_point(bits, delays, display_delay);
}

static uint16_t size_of(uint32_t less_one)
{
    return (uint16_t)(less_one + 1);
}

/* §5.5.1, up to the largest size of a picture. A header that is cut off by the end of the packet says nothing. */
static void read_sequence_header(struct baton_bytes header, struct baton_payload *out)
{
    struct baton_bits bits = baton_bits_of(header);
    unsigned int width_bits, height_bits;
    uint32_t width, height;
    bool reduced;

    baton_bits_skip(&bits, 3 + 1); /* profile, still picture */
    reduced = baton_bits_take_flag(&bits);
    if (reduced)
        baton_bits_skip(&bits, 5);
    else
        skip_operating_points(&bits);
    width_bits = baton_bits_take(&bits, 4) + 1;
    height_bits = baton_bits_take(&bits, 4) + 1;
    width = baton_bits_take(&bits, width_bits);
    height = baton_bits_take(&bits, height_bits);
    if (bits.failed || width == UINT16_MAX || height == UINT16_MAX)
        return;
    out->width = size_of(width);
    out->height = size_of(height);
}

/* --- the payload ------------------------------------------------------------------------------ */

/* Reads the start of an OBU. The first element of a payload may be the rest of an OBU without its header. */
static void read_obu(struct baton_bytes obu, bool *layered, struct baton_payload *out)
{
    uint8_t header, extension;
    size_t size;

    if (!baton_bytes_take_u8(&obu, &header))
        return;
    if (header & HAS_EXTENSION) {
        if (!baton_bytes_take_u8(&obu, &extension))
            return;
        if (!*layered) {
            out->temporal = extension >> TID_SHIFT;
            out->spatial = extension >> SID_SHIFT & SID_MASK;
            *layered = true;
        }
    }
    if (header & HAS_SIZE && !take_leb128(&obu, &size))
        return;
    if ((header >> TYPE_SHIFT & TYPE_MASK) == SEQUENCE_HEADER)
        read_sequence_header(obu, out);
}

/* Takes the next OBU element. `last`: it reaches to the end of the payload and has no length in front. */
static bool take_element(struct baton_bytes *rest, bool last, struct baton_bytes *element)
{
    size_t length = rest->len;

    return (last || take_leb128(rest, &length)) && baton_bytes_take(rest, length, element);
}

bool baton_av1_describe(struct baton_bytes payload, struct baton_payload *out)
{
    struct baton_payload found = {0};
    struct baton_bytes rest = payload, element;
    bool layered = false, rest_of_obu;
    uint8_t header;
    unsigned int count; /* of elements; 0: as many as there are, each with its length */

    if (!baton_bytes_take_u8(&rest, &header) || rest.len == 0)
        return false;
    count = header >> COUNT_SHIFT & COUNT_MASK;
    rest_of_obu = header & CONTINUES;
    for (unsigned int i = 1; rest.len > 0 && (count == 0 || i <= count); i++) {
        if (!take_element(&rest, i == count, &element))
            return false;
        if (!rest_of_obu)
            read_obu(element, &layered, &found);
        rest_of_obu = false;
    }
    found.keyframe = header & NEW_SEQUENCE && !(header & CONTINUES);
    *out = found;
    return true;
}
