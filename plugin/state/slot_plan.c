/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic assignment of sources to the slots of a downlink. */
#include "state/slot_plan.h"

#include <glib.h>

/* A source that may get a slot of its kind. */
struct candidate {
    const struct baton_slot_plan_source *source;
    bool shown; /* it is on a slot now, and the slot is not pinned */
};

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int effective_level(const struct candidate *candidate)
{
    return candidate->source->level - (candidate->shown ? BATON_SLOT_PLAN_HYSTERESIS : 0);
}

/* Orders candidates, best first. */
static int by_rank(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->source->screen != b->source->screen)
        return a->source->screen ? -1 : 1;
    if (a->source->silent != b->source->silent)
        return a->source->silent ? 1 : -1;
    int order = a->source->video ? compare(b->source->last_spoke, a->source->last_spoke)
                                 : compare(effective_level(a), effective_level(b));
    return order ? order : compare((int64_t)a->source->order, (int64_t)b->source->order);
}

static struct baton_slot_plan_slot *slot_of(
    struct baton_slot_plan_slot *slots, size_t count, const void *key)
{
    for (size_t i = 0; i < count; i++) {
        if (slots[i].key == key)
            return &slots[i];
    }
    return NULL;
}

static GArray *candidates_of(bool video, struct baton_slot_plan_slot *slots, size_t slot_count,
    const struct baton_slot_plan_source *sources, size_t source_count)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(struct candidate));
    for (size_t i = 0; i < source_count; i++) {
        const struct baton_slot_plan_slot *slot = slot_of(slots, slot_count, sources[i].key);
        if (sources[i].video != video || (slot && slot->pinned))
            continue;
        struct candidate candidate = {&sources[i], slot != NULL};
        g_array_append_val(found, candidate);
    }
    g_array_sort(found, by_rank); /* unlike qsort(), it allows the NULL data of an empty array */
    return found;
}

static bool is_chosen(const GArray *candidates, size_t chosen, const void *key)
{
    for (size_t i = 0; i < chosen; i++) {
        if (g_array_index(candidates, struct candidate, i).source->key == key)
            return true;
    }
    return false;
}

static void plan_kind(bool video, struct baton_slot_plan_slot *slots, size_t slot_count,
    const struct baton_slot_plan_source *sources, size_t source_count)
{
    GArray *candidates = candidates_of(video, slots, slot_count, sources, source_count);
    size_t free_slots = 0;
    for (size_t i = 0; i < slot_count; i++)
        free_slots += slots[i].video == video && !slots[i].pinned;
    size_t chosen = MIN(free_slots, candidates->len);
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i].video == video && !slots[i].pinned &&
            !is_chosen(candidates, chosen, slots[i].key))
            slots[i].key = NULL;
    }
    size_t next = 0;
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i].video != video || slots[i].pinned || slots[i].key)
            continue;
        while (next < chosen && slot_of(slots, slot_count,
                                    g_array_index(candidates, struct candidate, next).source->key))
            next++;
        if (next < chosen)
            slots[i].key = g_array_index(candidates, struct candidate, next).source->key;
    }
    g_array_free(candidates, TRUE);
}

void baton_slot_plan_fill(struct baton_slot_plan_slot *slots, size_t slot_count,
    const struct baton_slot_plan_source *sources, size_t source_count)
{
    plan_kind(false, slots, slot_count, sources, source_count);
    plan_kind(true, slots, slot_count, sources, source_count);
}
