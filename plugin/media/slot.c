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

void baton_slot_attach(struct baton_slot *slot)
{
    slot->attached = true;
    slot->waiting = true;
}

/* Notes the numbers of the last packet sent: those of the stream, plus the shift. */
static void note(struct baton_slot *slot, const struct baton_sequence *sent)
{
    struct baton_picture *picture = &slot->sent.picture;

    slot->sent.last.seq = sent->last.seq + slot->shift.seq;
    slot->sent.last.timestamp = sent->last.timestamp + slot->shift.timestamp;
    slot->sent.last.time = sent->last.time;
    slot->sent.started = true;
    picture->id = (uint16_t)(sent->picture.id + slot->shift.picture.id);
    picture->tl0 = (uint8_t)(sent->picture.tl0 + slot->shift.picture.tl0);
    picture->key = (uint8_t)(sent->picture.key + slot->shift.picture.key);
    picture->frame = (uint16_t)(sent->picture.frame + slot->shift.picture.frame);
}

void baton_slot_detach(struct baton_slot *slot, const struct baton_sequence *sent)
{
    if (!slot->waiting)
        note(slot, sent);
    slot->attached = false;
}

bool baton_slot_open(
    struct baton_slot *slot, const struct baton_sent *sent, const struct baton_payload *payload)
{
    if (!sent->newest || (slot->video && !payload->keyframe))
        return false;
    if (!baton_sequence_join(&slot->sent, &sent->point, &payload->picture, &slot->shift))
        return false;
    slot->first = sent->point.seq;
    slot->waiting = false;
    return true;
}
