/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/fan_out.h"

#include <stdlib.h>
#include <string.h>

#include "rtp/dependency.h"
#include "rtp/rtp.h"

bool baton_fan_out_reserve(struct baton_fan_out *fan_out, size_t count, pthread_mutex_t *lock)
{
    size_t capacity = fan_out->capacity ? 2 * fan_out->capacity : 8;
    struct baton_slot **wider, **narrower;

    if (count <= fan_out->capacity)
        return true;
    wider = calloc(capacity, sizeof(*wider));
    if (!wider)
        return false;
    pthread_mutex_lock(lock);
    narrower = fan_out->slots;
    if (narrower)
        memcpy(wider, narrower, fan_out->count * sizeof(*wider));
    fan_out->slots = wider;
    fan_out->capacity = capacity;
    pthread_mutex_unlock(lock);
    free(narrower);
    return true;
}

void baton_fan_out_add(struct baton_fan_out *fan_out, struct baton_slot *slot)
{
    slot->place = fan_out->count;
    fan_out->slots[fan_out->count++] = slot;
}

void baton_fan_out_remove(struct baton_fan_out *fan_out, const struct baton_slot *slot)
{
    struct baton_slot *last = fan_out->slots[--fan_out->count];

    fan_out->slots[slot->place] = last;
    last->place = slot->place;
}

void baton_fan_out_wait(struct baton_fan_out *fan_out, struct baton_slot *slot)
{
    slot->next_waiting = fan_out->waiting;
    slot->waiting_link = &fan_out->waiting;
    if (slot->next_waiting)
        slot->next_waiting->waiting_link = &slot->next_waiting;
    fan_out->waiting = slot;
}

void baton_fan_out_end_wait(struct baton_slot *slot)
{
    *slot->waiting_link = slot->next_waiting;
    if (slot->next_waiting)
        slot->next_waiting->waiting_link = slot->waiting_link;
    slot->target = BATON_SLOT_NOTHING;
}

size_t baton_fan_out_watchers(const struct baton_fan_out *fan_out)
{
    size_t count = fan_out->count;

    for (const struct baton_slot *slot = fan_out->waiting; slot; slot = slot->next_waiting)
        count++;
    return count;
}

/* --- the packet path -------------------------------------------------------------------------- */

/* Returns the limit that the slot may have from this picture on. */
static uint8_t next_limit(const struct baton_slot *slot, const struct baton_payload *payload)
{
    uint8_t wanted = (uint8_t)slot->choice.temporal, limit = slot->piece.limit;

    if (wanted <= limit || payload->keyframe)
        return wanted;
    if (payload->begins && payload->opening && payload->temporal <= limit)
        return wanted;
    return payload->begins && payload->switching && payload->temporal == limit + 1 ? limit + 1
                                                                                   : limit;
}

void baton_fan_out_limit(struct baton_fan_out *fan_out, const struct baton_sent *sent,
    const struct baton_payload *payload, const struct baton_left_out *left_out)
{
    fan_out->limits_change = false;
    for (size_t i = 0; i < fan_out->count; i++) {
        struct baton_slot *slot = fan_out->slots[i];
        uint8_t limit = next_limit(slot, payload);

        if (limit != slot->piece.limit)
            baton_slot_limit(slot, sent->point.seq, limit, left_out);
        fan_out->limits_change |= limit != slot->choice.temporal;
    }
}

/* Writes the numbers of the picture for one slot. */
static inline void patch(const struct baton_packet *packet, uint8_t *payload_data,
    const struct baton_payload *payload, const struct baton_picture *shift)
{
    baton_payload_patch(payload_data, payload, shift);
    if (payload->framed)
        baton_dependency_put_frame(
            baton_packet_descriptor(packet), (uint16_t)(payload->picture.frame + shift->frame));
}

static inline void send(struct baton_slot *slot, const struct baton_media_host *host,
    const struct baton_packet *packet, int64_t seq, int64_t timestamp)
{
    baton_rtp_put_seq(packet->data, (uint16_t)seq);
    baton_rtp_put_timestamp(packet->data, (uint32_t)timestamp);
    slot->bytes += packet->length;
    slot->packets++;
    host->relay_rtp(slot->handle, slot->mindex, slot->video, packet);
}

/* Sends the packet of an encoding with temporal layers, from which packets are left out for some slots. */
static void send_layered(struct baton_slot *slot, const struct baton_slot_piece *piece,
    const struct baton_media_host *host, const struct baton_packet *packet,
    const struct baton_sent *sent, uint8_t *payload_data, const struct baton_payload *payload,
    const struct baton_left_out *left_out)
{
    const struct baton_left_out *out = &left_out[piece->limit];
    struct baton_picture picture = piece->shift.picture;

    if (sent->point.seq < piece->first || payload->temporal > piece->limit)
        return;
    picture.id = (uint16_t)(picture.id - out->pictures);
    if (payload->marked)
        patch(packet, payload_data, payload, &picture);
    send(slot, host, packet, sent->point.seq - out->packets + piece->shift.seq,
        sent->point.timestamp + piece->shift.timestamp);
}

static void send_all_layered(const struct baton_fan_out *fan_out, size_t from,
    const struct baton_media_host *host, const struct baton_packet *packet,
    const struct baton_sent *sent, uint8_t *payload_data, const struct baton_payload *payload,
    const struct baton_temporal *temporal)
{
    const struct baton_left_out *left_out = baton_temporal_before(temporal, sent->point.seq);

    for (size_t i = from; i < fan_out->count; i++) {
        struct baton_slot *slot = fan_out->slots[i];
        bool before = sent->point.seq < slot->piece.first;

        send_layered(slot, before ? &slot->former : &slot->piece, host, packet, sent, payload_data,
            payload, left_out);
    }
}

/*
 * For each slot, all changing fields are written again, so nothing is restored between two slots. Without temporal
 * layers nothing is left out, and every slot has one piece: its shift is the same before and after a change of its
 * limit.
 */
void baton_fan_out_send(const struct baton_fan_out *fan_out, size_t from,
    const struct baton_media_host *host, const struct baton_packet *packet,
    const struct baton_sent *sent, uint8_t *payload_data, const struct baton_payload *payload,
    const struct baton_temporal *temporal)
{
    if (temporal->layered) {
        send_all_layered(fan_out, from, host, packet, sent, payload_data, payload, temporal);
        return;
    }
    for (size_t i = from; i < fan_out->count; i++) {
        struct baton_slot *slot = fan_out->slots[i];

        if (sent->point.seq < slot->piece.first)
            continue;
        if (payload->marked)
            patch(packet, payload_data, payload, &slot->piece.shift.picture);
        send(slot, host, packet, sent->point.seq + slot->piece.shift.seq,
            sent->point.timestamp + slot->piece.shift.timestamp);
    }
}
