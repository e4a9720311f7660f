/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assignment of sources to slots: examples, and rules that random scenes must follow. */
#include "fake/host.h"
#include "state/slot_plan.h"
#include "test.h"

enum { MAX = 8 };

static const char keys[2 * MAX];

static struct baton_slot_plan_source camera(int key, baton_time spoke)
{
    return (struct baton_slot_plan_source){
        .key = &keys[key], .video = true, .last_spoke = spoke, .order = (uint64_t)key + 1};
}

static struct baton_slot_plan_source voice(int key, int level)
{
    return (struct baton_slot_plan_source){
        .key = &keys[key], .level = level, .order = (uint64_t)key + 1};
}

TEST(screens_come_first_then_latest_speakers_then_earliest_arrivals)
{
    struct baton_slot_plan_slot slots[3] = {{.video = true}, {.video = true}, {.video = true}};
    struct baton_slot_plan_source sources[] = {
        camera(0, 0), camera(1, 5), camera(2, 9), camera(3, 0)};
    sources[3].screen = true;
    baton_slot_plan_fill(slots, 3, sources, 4);
    assert_ptr_equal(slots[0].key, &keys[3]);
    assert_ptr_equal(slots[1].key, &keys[2]);
    assert_ptr_equal(slots[2].key, &keys[1]);
    sources[1].last_spoke = sources[2].last_spoke = 0;
    slots[0].key = slots[1].key = slots[2].key = NULL;
    baton_slot_plan_fill(slots, 3, sources, 4);
    assert_ptr_equal(slots[1].key, &keys[0]);
    assert_ptr_equal(slots[2].key, &keys[1]);
}

TEST(a_source_that_still_ranks_high_enough_keeps_its_slot)
{
    struct baton_slot_plan_slot slots[2] = {{.video = true}, {.video = true, .key = &keys[0]}};
    struct baton_slot_plan_source sources[] = {camera(0, 0), camera(1, 9)};
    baton_slot_plan_fill(slots, 2, sources, 2);
    assert_ptr_equal(slots[1].key, &keys[0]);
    assert_ptr_equal(slots[0].key, &keys[1]);
}

TEST(a_microphone_keeps_its_slot_until_another_microphone_is_clearly_louder)
{
    struct baton_slot_plan_slot slot = {.key = &keys[0]};
    struct baton_slot_plan_source sources[] = {
        voice(0, 40), voice(1, 40 - BATON_SLOT_PLAN_HYSTERESIS)};
    baton_slot_plan_fill(&slot, 1, sources, 2);
    assert_ptr_equal(slot.key, &keys[0]);
    sources[1].level--;
    baton_slot_plan_fill(&slot, 1, sources, 2);
    assert_ptr_equal(slot.key, &keys[1]);
}

TEST(a_silent_source_comes_last)
{
    struct baton_slot_plan_slot slot = {.key = &keys[0]};
    struct baton_slot_plan_source sources[] = {voice(0, 10), voice(1, 90)};
    sources[0].silent = true;
    baton_slot_plan_fill(&slot, 1, sources, 2);
    assert_ptr_equal(slot.key, &keys[1]);
}

TEST(slots_stay_empty_without_sources)
{
    struct baton_slot_plan_slot slot = {.key = &keys[0]};
    baton_slot_plan_fill(&slot, 1, NULL, 0);
    assert_null(slot.key);
    baton_slot_plan_fill(NULL, 0, NULL, 0);
}

/* --- random scenes ---------------------------------------------------------------------------- */

struct scene {
    struct baton_slot_plan_slot slots[MAX];
    struct baton_slot_plan_source sources[MAX];
    size_t slot_count, source_count;
};

static const struct baton_slot_plan_source *source_of(const struct scene *scene, const void *key)
{
    for (size_t i = 0; i < scene->source_count; i++) {
        if (scene->sources[i].key == key)
            return &scene->sources[i];
    }
    return NULL;
}

static bool is_on_a_slot(const struct scene *scene, const void *key)
{
    for (size_t i = 0; i < scene->slot_count; i++) {
        if (scene->slots[i].key == key)
            return true;
    }
    return false;
}

static void draw_scene(struct scene *scene, uint64_t *random_state)
{
    *scene = (struct scene){.slot_count = fake_below(random_state, MAX + 1),
        .source_count = fake_below(random_state, MAX + 1)};
    for (size_t i = 0; i < scene->source_count; i++) {
        bool video = fake_below(random_state, 2);
        scene->sources[i] = (struct baton_slot_plan_source){
            .key = &keys[i],
            .video = video,
            .screen = video && fake_below(random_state, 4) == 0,
            .silent = fake_below(random_state, 4) == 0,
            .level = (int)fake_below(random_state, 128),
            .last_spoke = fake_below(random_state, 3),
            .order = i + 1,
        };
    }
    for (size_t i = 0; i < scene->slot_count; i++) {
        struct baton_slot_plan_slot *slot = &scene->slots[i];
        const struct baton_slot_plan_source *source = NULL;
        slot->video = fake_below(random_state, 2);
        slot->pinned = fake_below(random_state, 4) == 0;
        if (scene->source_count > 0)
            source = &scene->sources[fake_below(random_state, (uint32_t)scene->source_count)];
        if (source && source->video == slot->video && !is_on_a_slot(scene, source->key))
            slot->key = source->key;
        else if (!slot->pinned && fake_below(random_state, 8) == 0)
            slot->key = &keys[MAX + i]; /* a source that has ended */
    }
}

static void check_plan(const struct scene *before, const struct scene *after)
{
    bool free_slots[2] = {false, false};
    for (size_t i = 0; i < after->slot_count; i++) {
        const struct baton_slot_plan_slot *slot = &after->slots[i];
        const struct baton_slot_plan_source *source = source_of(after, slot->key);
        if (slot->pinned)
            assert_ptr_equal(slot->key, before->slots[i].key);
        else
            free_slots[slot->video] |= !slot->key;
        if (!slot->key)
            continue;
        assert_non_null(source);
        assert_int_equal(source->video, slot->video);
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(after->slots[j].key, slot->key);
        /* A source that keeps a slot keeps the same slot. */
        for (size_t j = 0; j < after->slot_count; j++) {
            if (before->slots[j].key == slot->key)
                assert_int_equal(j, i);
        }
    }
    for (size_t i = 0; i < after->source_count; i++) {
        if (free_slots[after->sources[i].video])
            assert_true(is_on_a_slot(after, after->sources[i].key));
    }
}

/* An audio source without a slot must not rank above an audio source with a slot. The same holds for video. */
static void check_rank(const struct scene *after)
{
    for (size_t i = 0; i < after->slot_count; i++) {
        const struct baton_slot_plan_source *shown = source_of(after, after->slots[i].key);
        for (size_t j = 0; shown && !after->slots[i].pinned && j < after->source_count; j++) {
            const struct baton_slot_plan_source *other = &after->sources[j];
            if (other->video != shown->video || is_on_a_slot(after, other->key))
                continue;
            assert_true(shown->screen || !other->screen);
            if (shown->screen != other->screen)
                continue;
            assert_true(!shown->silent || other->silent);
            if (shown->silent == other->silent && shown->video)
                assert_true(shown->last_spoke >= other->last_spoke);
            else if (shown->silent == other->silent)
                assert_true(shown->level <= other->level + BATON_SLOT_PLAN_HYSTERESIS);
        }
    }
}

TEST(random_plans_follow_the_rules)
{
    uint64_t random_state = 1;
    for (int round = 0; round < 100000; round++) {
        struct scene before, after;
        draw_scene(&before, &random_state);
        after = before;
        baton_slot_plan_fill(after.slots, after.slot_count, after.sources, after.source_count);
        check_plan(&before, &after);
        check_rank(&after);
        struct scene again = after;
        baton_slot_plan_fill(again.slots, again.slot_count, again.sources, again.source_count);
        for (size_t i = 0; i < after.slot_count; i++)
            assert_ptr_equal(again.slots[i].key, after.slots[i].key);
    }
}
