/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/payload.h"

bool baton_payload_take_id(
    struct baton_bytes payload, struct baton_bytes *rest, struct baton_payload *out)
{
    enum { LONG_ID = 0x80 };
    uint8_t first, second;

    out->id_at = baton_payload_offset(payload, *rest);
    out->id_bits = 7;
    if (!baton_bytes_take_u8(rest, &first))
        return false;
    out->picture.id = first & 0x7f;
    if (!(first & LONG_ID))
        return true;
    if (!baton_bytes_take_u8(rest, &second))
        return false;
    out->id_bits = 15;
    out->picture.id = (uint16_t)(out->picture.id << 8 | second);
    return true;
}

static uint16_t shifted_id(const struct baton_payload *payload, const struct baton_picture *shift)
{
    uint16_t mask = payload->id_bits == 7 ? 0x7f : 0x7fff;

    return (uint16_t)(payload->picture.id + shift->id) & mask;
}

static uint8_t shifted_key(const struct baton_payload *payload, const struct baton_picture *shift)
{
    return (uint8_t)(payload->picture.key + shift->key) & 0x1f;
}

void baton_payload_patch(
    uint8_t *data, const struct baton_payload *payload, const struct baton_picture *shift)
{
    if (payload->id_at) {
        uint16_t id = shifted_id(payload, shift);

        if (payload->id_bits == 7) {
            data[payload->id_at] = (uint8_t)id;
        } else {
            data[payload->id_at] = (uint8_t)(0x80 | id >> 8);
            data[payload->id_at + 1] = (uint8_t)id;
        }
    }
    if (payload->tl0_at)
        data[payload->tl0_at] = (uint8_t)(payload->picture.tl0 + shift->tl0);
    if (payload->key_at)
        data[payload->key_at] =
            (uint8_t)((data[payload->key_at] & 0xe0) | shifted_key(payload, shift));
}

void baton_payload_track(const struct baton_payload *payload, const struct baton_picture *shift,
    struct baton_picture *last)
{
    if (payload->id_at)
        last->id = shifted_id(payload, shift);
    if (payload->tl0_at)
        last->tl0 = (uint8_t)(payload->picture.tl0 + shift->tl0);
    if (payload->key_at)
        last->key = shifted_key(payload, shift);
    if (payload->framed)
        last->frame = (uint16_t)(payload->picture.frame + shift->frame);
}

struct baton_picture baton_picture_shift(
    const struct baton_picture *last, const struct baton_picture *next)
{
    return (struct baton_picture){
        .id = (uint16_t)(last->id + 1 - next->id),
        .frame = (uint16_t)(last->frame + 1 - next->frame),
        .tl0 = (uint8_t)(last->tl0 + 1 - next->tl0),
        .key = (uint8_t)(last->key + 1 - next->key),
    };
}
