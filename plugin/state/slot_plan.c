/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The automatic assignment of sources to the slots of downlinks. */
#include "state/slot_plan.h"

#include <assert.h>
#include <stdlib.h>

/* --- the ranking ------------------------------------------------------------------------------ */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Orders two sources of one kind, the better one first. `gain`: decibels that are added to `a`, for audio. */
static int by_rank(
    const struct baton_slot_plan_source *a, int gain, const struct baton_slot_plan_source *b)
{
    if (a->screen != b->screen)
        return a->screen ? -1 : 1;
    if (a->silent != b->silent)
        return a->silent ? 1 : -1;
    if (a->has_turn != b->has_turn)
        return a->has_turn ? -1 : 1;
    int order =
        a->video ? compare(b->last_spoke, a->last_spoke) : compare(a->level - gain, b->level);
    return order ? order : compare((int64_t)a->order, (int64_t)b->order);
}

static int by_plain_rank(const void *left, const void *right)
{
    const struct baton_slot_plan_source *const *a = left;
    const struct baton_slot_plan_source *const *b = right;
    return by_rank(*a, 0, *b);
}

bool baton_slot_plan_rank(const struct baton_slot_plan_ranking *ranking)
{
    bool moved = false;
    if (ranking->count > 1)
        qsort(ranking->sources, ranking->count, sizeof(struct baton_slot_plan_source *),
            by_plain_rank);
    for (size_t i = 0; i < ranking->count; i++) {
        moved |= ranking->sources[i]->place != i;
        ranking->sources[i]->place = i;
    }
    return moved;
}

/* --- turns ------------------------------------------------------------------------------------ */

static bool may_speak(const struct baton_slot_plan_source *source)
{
    return source->guessed && !source->silent && source->level <= BATON_SLOT_PLAN_ACTIVE;
}

/* Notes whether the source waits for a turn. Returns true if it has waited for long enough. */
static bool waits(struct baton_slot_plan_source *source,
    const struct baton_slot_plan_audience *audience, baton_time now)
{
    bool unheard = !audience || source->reached < audience->viewers;
    if (!may_speak(source) || source->has_turn || !unheard)
        source->waits = 0;
    else if (source->waits == 0)
        source->waits = now;
    return source->waits && now - source->waits >= BATON_SLOT_PLAN_WAIT;
}

bool baton_slot_plan_take_turns(const struct baton_slot_plan_ranking *sounds,
    const struct baton_slot_plan_audience *audience, baton_time now)
{
    struct baton_slot_plan_source *next = NULL;
    bool taken = false, changed = false;
    for (size_t i = 0; i < sounds->count; i++) {
        struct baton_slot_plan_source *source = sounds->sources[i];
        if (source->has_turn &&
            (!may_speak(source) || now - source->turn_began >= BATON_SLOT_PLAN_TURN)) {
            source->has_turn = false;
            changed = true;
        }
        taken |= source->has_turn;
        if (waits(source, audience, now) && (!next || source->waits < next->waits))
            next = source;
    }
    if (!next || taken)
        return changed;
    next->has_turn = true;
    next->turn_began = now;
    next->waits = 0;
    return true;
}

/* --- one viewer ------------------------------------------------------------------------------- */

/* Sources in the order of their places. */
struct list {
    struct baton_slot_plan_source *sources[BATON_SLOT_PLAN_MAX_SLOTS];
    size_t count;
};

static void insert(struct list *list, struct baton_slot_plan_source *source)
{
    size_t at = list->count++;
    for (; at > 0 && list->sources[at - 1]->place > source->place; at--)
        list->sources[at] = list->sources[at - 1];
    list->sources[at] = source;
}

/* The walk through the ranking for one viewer. */
struct walk {
    const struct baton_slot_plan_ranking *ranking;
    const void *viewer;
    struct list held;  /* the sources on all slots of the kind */
    struct list shown; /* those on slots that are not pinned */
    size_t next_ranked, next_held, next_shown;
    struct list added; /* the chosen sources that are not on a slot yet */
};

/* Returns the best source that is on no slot of the viewer and was not returned before, or NULL. */
static struct baton_slot_plan_source *best_newcomer(struct walk *walk)
{
    for (; walk->next_ranked < walk->ranking->count; walk->next_ranked++) {
        struct baton_slot_plan_source *source = walk->ranking->sources[walk->next_ranked];
        if (walk->next_held < walk->held.count && walk->held.sources[walk->next_held] == source)
            walk->next_held++;
        else if (source->owner != walk->viewer)
            return source;
    }
    return NULL;
}

/* Returns the best source on a slot that is not pinned and that was not chosen again yet. NULL: none is left. */
static const struct baton_slot_plan_source *best_shown(const struct walk *walk)
{
    return walk->next_shown < walk->shown.count ? walk->shown.sources[walk->next_shown] : NULL;
}

/* Chooses the next source. Those on slots have the same advantage, so they keep the order of their places. Returns
 * false if there is none. */
static bool choose(struct walk *walk)
{
    const struct baton_slot_plan_source *shown = best_shown(walk);
    struct baton_slot_plan_source *newcomer = best_newcomer(walk);
    if (shown && (!newcomer || by_rank(shown, BATON_SLOT_PLAN_HYSTERESIS, newcomer) < 0)) {
        walk->next_shown++;
    } else if (newcomer) {
        walk->added.sources[walk->added.count++] = newcomer;
        walk->next_ranked++;
    }
    return shown || newcomer;
}

/* Whether a source that is on a slot was chosen again. */
static bool is_kept(const struct walk *walk, const struct baton_slot_plan_source *source)
{
    const struct baton_slot_plan_source *dropped = best_shown(walk);
    return source->owner != walk->viewer && (!dropped || source->place < dropped->place);
}

static void apply(
    const struct walk *walk, struct baton_slot_plan_slot *slots, size_t slot_count, bool video)
{
    size_t next = 0;
    for (size_t i = 0; i < slot_count; i++) {
        struct baton_slot_plan_slot *slot = &slots[i];
        if (slot->video != video || slot->pinned || (slot->source && is_kept(walk, slot->source)))
            continue;
        slot->source = next < walk->added.count ? walk->added.sources[next++] : NULL;
    }
}

void baton_slot_plan_fill(struct baton_slot_plan_slot *slots, size_t slot_count, bool video,
    const struct baton_slot_plan_ranking *ranking, const void *viewer)
{
    struct walk walk;
    size_t free_slots = 0;
    assert(slot_count <= BATON_SLOT_PLAN_MAX_SLOTS);
    walk.ranking = ranking;
    walk.viewer = viewer;
    walk.held.count = walk.shown.count = walk.added.count = 0;
    walk.next_ranked = walk.next_held = walk.next_shown = 0;
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i].video != video)
            continue;
        free_slots += !slots[i].pinned;
        if (slots[i].source)
            insert(&walk.held, slots[i].source);
        if (slots[i].source && !slots[i].pinned && slots[i].source->owner != viewer)
            insert(&walk.shown, slots[i].source);
    }
    while (free_slots > 0 && choose(&walk))
        free_slots--;
    apply(&walk, slots, slot_count, video);
}

/* --- all viewers ------------------------------------------------------------------------------ */

void baton_slot_plan_forget_audience(
    struct baton_slot_plan_audience *audience, const struct baton_slot_plan_ranking *sounds)
{
    audience->viewers = 0;
    for (size_t i = 0; i < sounds->count; i++) {
        sounds->sources[i]->reached = 0;
        sounds->sources[i]->shown = false;
    }
}

void baton_slot_plan_count_viewer(struct baton_slot_plan_audience *audience,
    struct baton_slot_plan_source *const own[], size_t own_count,
    const struct baton_slot_plan_slot *slots, size_t slot_count)
{
    bool listens = false;
    for (size_t i = 0; i < slot_count; i++) {
        if (slots[i].video || slots[i].pinned)
            continue;
        listens = true;
        if (!slots[i].source)
            continue;
        slots[i].source->reached++;
        slots[i].source->shown = true;
    }
    audience->viewers += listens;
    for (size_t i = 0; listens && i < own_count; i++)
        own[i]->reached++;
}

/* A source that does not reach a viewer can only get a slot of this viewer if it ranks before a source that is
 * shown. It is enough to compare the best of the former with the worst of the latter. */
bool baton_slot_plan_is_settled(
    const struct baton_slot_plan_audience *audience, const struct baton_slot_plan_ranking *sounds)
{
    const struct baton_slot_plan_source *best = NULL, *worst = NULL;
    for (size_t i = 0; i < sounds->count; i++) {
        const struct baton_slot_plan_source *source = sounds->sources[i];
        if (!best && source->reached < audience->viewers)
            best = source;
        if (source->shown)
            worst = source;
    }
    return !best || (worst && by_rank(worst, BATON_SLOT_PLAN_HYSTERESIS, best) < 0);
}
