/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * slot owns what one m-line of a downlink is sent: a source's stream, shifted so that the m-line's
 * own stream goes on when it changes source. While attached it keeps no count of its own: what it
 * has sent is what the source has sent, shifted.
 */
#include <stdlib.h>
#include <string.h>

#include "media/inside.h"

/* Makes room for one more slot. Allocates outside of the lock. */
static bool reserve(struct baton_stream *source)
{
    size_t capacity = source->slot_capacity ? 2 * source->slot_capacity : 8;
    struct baton_slot **wider, **narrower;

    if (source->slot_count < source->slot_capacity)
        return true;
    wider = calloc(capacity, sizeof(*wider));
    if (!wider)
        return false;
    pthread_mutex_lock(&source->lock);
    narrower = source->slots;
    if (narrower)
        memcpy(wider, narrower, source->slot_count * sizeof(*wider));
    source->slots = wider;
    source->slot_capacity = capacity;
    pthread_mutex_unlock(&source->lock);
    free(narrower);
    return true;
}

static struct baton_stream *source_of(struct baton_slot *slot)
{
    return atomic_load_explicit(&slot->source, memory_order_relaxed);
}

bool baton_slot_attach(struct baton_slot *slot)
{
    struct baton_stream *source = source_of(slot);

    if (slot->attached)
        return true;
    if (!reserve(source))
        return false;
    pthread_mutex_lock(&source->lock);
    source->slots[source->slot_count++] = slot;
    slot->attached = true;
    slot->waiting = true;
    baton_stream_force_keyframe(source);
    pthread_mutex_unlock(&source->lock);
    return true;
}

/* What the source has sent since the slot opened, the slot has sent, shifted. */
static void settle(struct baton_slot *slot, const struct baton_sequence *sent)
{
    struct baton_picture *picture = &slot->stream.picture;

    slot->stream.last.seq = sent->last.seq + slot->shift.seq;
    slot->stream.last.timestamp = sent->last.timestamp + slot->shift.timestamp;
    slot->stream.last.time = sent->last.time;
    slot->stream.started = true;
    picture->id = (uint16_t)(sent->picture.id + slot->shift.picture.id);
    picture->tl0 = (uint8_t)(sent->picture.tl0 + slot->shift.picture.tl0);
    picture->key = (uint8_t)(sent->picture.key + slot->shift.picture.key);
}

static void take_out(struct baton_stream *source, const struct baton_slot *slot)
{
    size_t i = 0;

    while (source->slots[i] != slot)
        i++;
    source->slots[i] = source->slots[--source->slot_count];
}

void baton_slot_detach(struct baton_slot *slot)
{
    struct baton_stream *source = source_of(slot);

    if (!slot->attached)
        return;
    pthread_mutex_lock(&source->lock);
    take_out(source, slot);
    if (!slot->waiting)
        settle(slot, &source->rewrite.out);
    slot->attached = false;
    pthread_mutex_unlock(&source->lock);
}

bool baton_slot_fill(struct baton_slot *slot, struct baton_stream *source, bool fed)
{
    atomic_store_explicit(&slot->source, source, memory_order_release);
    slot->next = source->put;
    source->put = slot;
    if (!fed || baton_slot_attach(slot))
        return true;
    baton_slot_empty(slot);
    return false;
}

void baton_slot_empty(struct baton_slot *slot)
{
    struct baton_stream *source = source_of(slot);
    struct baton_slot **link;

    if (!source)
        return;
    baton_slot_detach(slot);
    for (link = &source->put; *link != slot; link = &(*link)->next)
        ;
    *link = slot->next;
    atomic_store_explicit(&slot->source, NULL, memory_order_release);
}

bool baton_slot_open(
    struct baton_slot *slot, const struct baton_sent *sent, const struct baton_payload *payload)
{
    if (!sent->newest || (slot->video && !payload->keyframe))
        return false;
    if (!baton_sequence_join(&slot->stream, &sent->point, &payload->picture, &slot->shift))
        return false;
    slot->first = sent->point.seq;
    slot->waiting = false;
    return true;
}
