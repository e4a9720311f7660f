/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assigns sources to the slots of the devices in a room. */
#include "state/layout.h"

#include "state/notices.h"
#include "state/slot_plan.h"

static struct baton_slot_plan_source choice_of(const struct baton_source *source)
{
    const struct baton_source *voice = source->participant->sources[BATON_MICROPHONE];
    return (struct baton_slot_plan_source){
        .key = source,
        .video = baton_source_kind_is_video(source->kind),
        .screen = source->kind == BATON_SCREEN,
        .silent = source->muted || !source->live,
        .level = source->level,
        .last_spoke = voice ? voice->last_spoke : 0,
        .order = source->order,
    };
}

/* Lists the sources of all other participants, which this viewer may receive. */
static GArray *choices_for(const struct baton_participant *viewer)
{
    GArray *choices = g_array_new(FALSE, FALSE, sizeof(struct baton_slot_plan_source));
    const GPtrArray *participants = viewer->room->participants;
    for (guint i = 0; i < participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(participants, i);
        for (int kind = 0; participant != viewer && kind < BATON_SOURCE_KINDS; kind++) {
            if (participant->sources[kind]) {
                struct baton_slot_plan_source choice = choice_of(participant->sources[kind]);
                g_array_append_val(choices, choice);
            }
        }
    }
    return choices;
}

static bool refill_device(struct baton_device *device, const GArray *choices)
{
    struct baton_slot_plan_slot plan[BATON_SDP_MAX_LINES];
    bool changed = false;
    for (size_t i = 0; i < device->slot_count; i++)
        plan[i] = (struct baton_slot_plan_slot){
            device->slots[i].video, device->slots[i].pinned, device->slots[i].source};
    baton_slot_plan_fill(plan, device->slot_count,
        (const struct baton_slot_plan_source *)(const void *)choices->data, choices->len);
    for (size_t i = 0; i < device->slot_count; i++) {
        if (plan[i].key == device->slots[i].source)
            continue;
        /* Each key is a source. The keys are const, because baton_slot_plan_fill() only compares them. */
        baton_device_put(device, i, (struct baton_source *)(uintptr_t)plan[i].key);
        changed = true;
    }
    return changed;
}

static void refill_participant(struct baton_participant *participant)
{
    GArray *choices = choices_for(participant);
    for (guint i = 0; i < participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(participant->devices, i);
        if (device->fed && device->downlink && refill_device(device, choices))
            baton_notice_slots(device);
    }
    g_array_free(choices, TRUE);
}

void baton_layout_refill(struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++)
        refill_participant(g_ptr_array_index(room->participants, i));
}

static void empty_slots_with(struct baton_device *device, const struct baton_source *source)
{
    bool changed = false;
    for (size_t i = 0; i < device->slot_count; i++) {
        if (device->slots[i].source != source)
            continue;
        device->slots[i].pinned = false;
        baton_device_put(device, i, NULL);
        changed = true;
    }
    if (changed)
        baton_notice_slots(device);
}

void baton_layout_drop(struct baton_room *room, const struct baton_source *source)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (guint j = 0; j < participant->devices->len; j++)
            empty_slots_with(g_ptr_array_index(participant->devices, j), source);
    }
}

/* Returns the slot of `from` that has this index among its slots for video (or audio), or NULL. */
static const struct baton_device_slot *counterpart(
    const struct baton_device *from, bool video, size_t index_in_kind)
{
    for (size_t i = 0; i < from->slot_count; i++) {
        if (from->slots[i].video == video && index_in_kind-- == 0)
            return &from->slots[i];
    }
    return NULL;
}

/* Gives a slot the source and the pin of another device's slot. Returns true if anything changed. */
static bool copy_slot(struct baton_device *to, size_t index, const struct baton_device_slot *slot)
{
    if (to->slots[index].source == slot->source && to->slots[index].pinned == slot->pinned)
        return false;
    for (size_t i = 0; slot->source && i < to->slot_count; i++) {
        if (to->slots[i].source == slot->source)
            baton_device_put(to, i, NULL);
    }
    to->slots[index].pinned = slot->pinned;
    baton_device_put(to, index, slot->source);
    return true;
}

void baton_layout_inherit(struct baton_device *to, const struct baton_device *from)
{
    size_t index_in_kind[2] = {0, 0};
    bool changed = false;
    for (size_t i = 0; i < to->slot_count; i++) {
        bool video = to->slots[i].video;
        const struct baton_device_slot *slot = counterpart(from, video, index_in_kind[video]++);
        if (slot)
            changed |= copy_slot(to, i, slot);
    }
    if (changed)
        baton_notice_slots(to);
}
