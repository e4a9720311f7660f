/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/slot.h"

void baton_slot_start(struct baton_slot *slot, enum baton_codec codec, bool video,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now)
{
    if (slot->used && slot->video == video)
        return;
    baton_sequence_init(&slot->sent, codec, seed_seq, seed_ts, now);
    slot->video = video;
    slot->used = true;
}

void baton_slot_close(struct baton_slot *slot, const struct baton_sequence *sent,
    const struct baton_left_out *left_out)
{
    const struct baton_left_out *out = &left_out[slot->piece.limit];
    const struct baton_shift *shift = &slot->piece.shift;
    struct baton_picture *picture = &slot->sent.picture;

    slot->sent.last.seq = sent->last.seq - out->packets + shift->seq;
    slot->sent.last.timestamp = sent->last.timestamp + shift->timestamp;
    slot->sent.last.time = sent->last.time;
    slot->sent.started = true;
    picture->id = (uint16_t)(sent->picture.id - out->pictures + shift->picture.id);
    picture->tl0 = (uint8_t)(sent->picture.tl0 + shift->picture.tl0);
    picture->key = (uint8_t)(sent->picture.key + shift->picture.key);
    picture->frame = (uint16_t)(sent->picture.frame + shift->picture.frame);
    slot->encoding = BATON_SLOT_NOTHING;
}

bool baton_slot_open(struct baton_slot *slot, const struct baton_sent *sent,
    const struct baton_payload *payload, const struct baton_left_out *left_out)
{
    struct baton_slot_piece piece = {
        .first = sent->point.seq,
        .limit = (uint8_t)slot->choice.temporal,
    };

    if (!baton_sequence_join(&slot->sent, &sent->point, &payload->picture, &piece.shift))
        return false;
    piece.shift.seq += left_out[piece.limit].packets;
    piece.shift.picture.id = (uint16_t)(piece.shift.picture.id + left_out[piece.limit].pictures);
    slot->piece = piece;
    slot->former.first = INT64_MAX;
    return true;
}

void baton_slot_limit(
    struct baton_slot *slot, int64_t seq, uint8_t limit, const struct baton_left_out *left_out)
{
    const struct baton_left_out *before = &left_out[slot->piece.limit], *after = &left_out[limit];
    struct baton_shift *shift = &slot->piece.shift;

    slot->former = slot->piece;
    slot->piece.first = seq;
    slot->piece.limit = limit;
    shift->seq += (int64_t)after->packets - before->packets;
    shift->picture.id = (uint16_t)(shift->picture.id + after->pictures - before->pictures);
}
