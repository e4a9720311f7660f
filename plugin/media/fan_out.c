/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/fan_out.h"

#include <stdlib.h>
#include <string.h>

#include "rtp/dependency.h"
#include "rtp/rtp.h"

bool baton_fan_out_reserve(struct baton_fan_out *fan_out, pthread_mutex_t *lock)
{
    size_t capacity = fan_out->capacity ? 2 * fan_out->capacity : 8;
    struct baton_slot **wider, **narrower;

    if (fan_out->count < fan_out->capacity)
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

static void send(const struct baton_slot *slot, const struct baton_media_host *host,
    const struct baton_packet *packet, const struct baton_sent *sent)
{
    baton_rtp_put_seq(packet->data, (uint16_t)(sent->point.seq + slot->shift.seq));
    baton_rtp_put_timestamp(
        packet->data, (uint32_t)(sent->point.timestamp + slot->shift.timestamp));
    host->relay_rtp(slot->handle, slot->mindex, slot->video, packet);
}

bool baton_fan_out_waits(const struct baton_fan_out *fan_out)
{
    for (size_t i = 0; i < fan_out->count; i++)
        if (fan_out->slots[i]->waiting)
            return true;
    return false;
}

void baton_fan_out_open(const struct baton_fan_out *fan_out, const struct baton_media_host *host,
    const struct baton_packet *packet, const struct baton_sent *sent)
{
    static const struct baton_payload key = {.keyframe = true};
    struct baton_sent before = *sent;

    before.point.seq--;
    for (size_t i = 0; i < fan_out->count; i++) {
        struct baton_slot *slot = fan_out->slots[i];

        if (slot->waiting && baton_slot_open(slot, &before, &key))
            send(slot, host, packet, &before);
    }
}

/* Writes the numbers of the picture for one slot. */
static void patch(const struct baton_packet *packet, uint8_t *payload_data,
    const struct baton_payload *payload, const struct baton_picture *shift)
{
    baton_payload_patch(payload_data, payload, shift);
    if (payload->framed)
        baton_dependency_put_frame(
            baton_packet_descriptor(packet), (uint16_t)(payload->picture.frame + shift->frame));
}

/* For each slot, all changing fields are written again, so nothing is restored between two slots. */
bool baton_fan_out_send(const struct baton_fan_out *fan_out, const struct baton_media_host *host,
    const struct baton_packet *packet, const struct baton_sent *sent, uint8_t *payload_data,
    const struct baton_payload *payload)
{
    bool waiting = false;

    for (size_t i = 0; i < fan_out->count; i++) {
        struct baton_slot *slot = fan_out->slots[i];

        if (slot->waiting && !baton_slot_open(slot, sent, payload)) {
            waiting = true;
            continue;
        }
        if (sent->point.seq < slot->first)
            continue;
        if (payload->marked)
            patch(packet, payload_data, payload, &slot->shift.picture);
        send(slot, host, packet, sent);
    }
    return waiting;
}
