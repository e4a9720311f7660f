/* SPDX-License-Identifier: GPL-3.0-or-later */
/* downlink owns what a device sees and hears: which source is on which of its slots. */
#include "state/layout.h"

#include "media/port.h"
#include "state/objects.h"
#include "state/participant.h"
#include "state/slot_plan.h"
#include "state/source.h"

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

/* Everything a participant may see and hear: what all others send. */
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

void baton_layout_put(struct baton_device *device, size_t index, struct baton_source *source)
{
    struct baton_engine *engine = device->engine;
    uint16_t seq;
    uint32_t timestamp;
    baton_registry_seeds(engine, &seq, &timestamp);
    device->slots[index].source = source;
    baton_port_put(device->downlink->port, (int)index, source ? source->stream : NULL,
        device->slots[index].video, seq, timestamp, engine->now);
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
        /* The plan's keys are sources, seen as constant because the plan only compares them. */
        baton_layout_put(device, i, (struct baton_source *)(uintptr_t)plan[i].key);
        changed = true;
    }
    return changed;
}

static void tell(const struct baton_device *device)
{
    baton_registry_send(device->engine, device->downlink,
        json_pack("{s:s, s:o}", "baton", "slots", "slots", baton_object_slots(device)));
}

static void refill_participant(struct baton_participant *participant)
{
    GArray *choices = choices_for(participant);
    for (guint i = 0; i < participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(participant->devices, i);
        if (device->fed && device->downlink && refill_device(device, choices))
            tell(device);
    }
    g_array_free(choices, TRUE);
}

void baton_layout_refill(struct baton_room *room)
{
    for (guint i = 0; i < room->participants->len; i++)
        refill_participant(g_ptr_array_index(room->participants, i));
}

static void drop_from(struct baton_device *device, const struct baton_source *source)
{
    bool changed = false;
    for (size_t i = 0; i < device->slot_count; i++) {
        if (device->slots[i].source != source)
            continue;
        device->slots[i].pinned = false;
        baton_layout_put(device, i, NULL);
        changed = true;
    }
    if (changed)
        tell(device);
}

void baton_layout_drop(struct baton_room *room, const struct baton_source *source)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (guint j = 0; j < participant->devices->len; j++)
            drop_from(g_ptr_array_index(participant->devices, j), source);
    }
}

/* The slot of the same kind and rank among its kind, or NULL. */
static const struct baton_device_slot *counterpart(
    const struct baton_device *from, bool video, size_t rank)
{
    for (size_t i = 0; i < from->slot_count; i++) {
        if (from->slots[i].video == video && rank-- == 0)
            return &from->slots[i];
    }
    return NULL;
}

/* A slot becomes like another device's. True if it was not. */
static bool resemble(struct baton_device *to, size_t index, const struct baton_device_slot *slot)
{
    if (to->slots[index].source == slot->source && to->slots[index].pinned == slot->pinned)
        return false;
    for (size_t i = 0; slot->source && i < to->slot_count; i++) {
        if (to->slots[i].source == slot->source)
            baton_layout_put(to, i, NULL);
    }
    to->slots[index].pinned = slot->pinned;
    baton_layout_put(to, index, slot->source);
    return true;
}

void baton_layout_inherit(struct baton_device *to, const struct baton_device *from)
{
    size_t rank[2] = {0, 0};
    bool changed = false;
    for (size_t i = 0; i < to->slot_count; i++) {
        bool video = to->slots[i].video;
        const struct baton_device_slot *slot = counterpart(from, video, rank[video]++);
        if (slot)
            changed |= resemble(to, i, slot);
    }
    if (changed)
        tell(to);
}

void baton_layout_feed(struct baton_device *device)
{
    device->fed = true;
    if (device->downlink)
        baton_port_feed(device->downlink->port, device->downlink->up);
}

size_t baton_layout_count(const struct baton_device *device, bool video)
{
    size_t count = 0;
    for (size_t i = 0; i < device->slot_count; i++)
        count += device->slots[i].video == video;
    return count;
}

void baton_layout_reset(struct baton_device *device)
{
    for (size_t i = 0; i < device->slot_count && device->downlink; i++)
        baton_layout_put(device, i, NULL);
    device->slot_count = 0;
}
