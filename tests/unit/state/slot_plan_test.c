/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The assignment of sources to slots: examples, rules that random scenes must follow, and a simple algorithm that must
 * make the same choice. */
#include <string.h>

#include "fake/host.h"
#include "state/slot_plan.h"
#include "test.h"

enum { MAX = 12, VIEWERS = 4 };

static const char owners[MAX];

#define VIEWER (&owners[0])
#define OTHER  (&owners[1])

struct scene {
    struct baton_slot_plan_slot slots[MAX];
    struct baton_slot_plan_source sources[MAX];
    size_t slot_count, source_count;
};

static struct baton_slot_plan_source camera(int arrival, baton_time spoke)
{
    return (struct baton_slot_plan_source){
        .owner = OTHER, .video = true, .last_spoke = spoke, .order = (uint64_t)arrival};
}

static struct baton_slot_plan_source voice(int arrival, int level)
{
    return (struct baton_slot_plan_source){
        .owner = OTHER, .level = level, .order = (uint64_t)arrival};
}

static void fill_kind(struct scene *scene, bool video)
{
    struct baton_slot_plan_source *sources[MAX];
    struct baton_slot_plan_ranking ranking = {sources, 0};
    for (size_t i = 0; i < scene->source_count; i++) {
        if (scene->sources[i].video == video)
            sources[ranking.count++] = &scene->sources[i];
    }
    baton_slot_plan_rank(&ranking);
    baton_slot_plan_fill(scene->slots, scene->slot_count, video, &ranking, VIEWER);
}

static void fill(struct scene *scene)
{
    fill_kind(scene, false);
    fill_kind(scene, true);
}

/* --- examples --------------------------------------------------------------------------------- */

TEST(screens_come_first_then_latest_speakers_then_earliest_arrivals)
{
    struct scene scene = {.slots = {{.video = true}, {.video = true}, {.video = true}},
        .slot_count = 3,
        .sources = {camera(0, 0), camera(1, 5), camera(2, 9), camera(3, 0)},
        .source_count = 4};
    scene.sources[3].screen = true;
    fill(&scene);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[3]);
    assert_ptr_equal(scene.slots[1].source, &scene.sources[2]);
    assert_ptr_equal(scene.slots[2].source, &scene.sources[1]);
    scene.sources[1].last_spoke = scene.sources[2].last_spoke = 0;
    scene.slots[0].source = scene.slots[1].source = scene.slots[2].source = NULL;
    fill(&scene);
    assert_ptr_equal(scene.slots[1].source, &scene.sources[0]);
    assert_ptr_equal(scene.slots[2].source, &scene.sources[1]);
}

TEST(a_source_that_still_ranks_high_enough_keeps_its_slot)
{
    struct scene scene = {.slots = {{.video = true}, {.video = true}},
        .slot_count = 2,
        .sources = {camera(0, 0), camera(1, 9)},
        .source_count = 2};
    scene.slots[1].source = &scene.sources[0];
    fill(&scene);
    assert_ptr_equal(scene.slots[1].source, &scene.sources[0]);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[1]);
}

TEST(a_microphone_keeps_its_slot_until_another_microphone_is_clearly_louder)
{
    struct scene scene = {.slot_count = 1,
        .sources = {voice(0, 40), voice(1, 40 - BATON_SLOT_PLAN_HYSTERESIS)},
        .source_count = 2};
    scene.slots[0].source = &scene.sources[0];
    fill(&scene);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[0]);
    scene.sources[1].level--;
    fill(&scene);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[1]);
}

TEST(a_silent_source_comes_last)
{
    struct scene scene = {
        .slot_count = 1, .sources = {voice(0, 10), voice(1, 90)}, .source_count = 2};
    scene.sources[0].silent = true;
    fill(&scene);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[1]);
}

TEST(the_sound_of_a_screen_with_priority_comes_before_louder_voices)
{
    struct scene scene = {
        .slot_count = 1, .sources = {voice(0, 10), voice(1, 90)}, .source_count = 2};
    scene.sources[1].screen = true;
    scene.slots[0].source = &scene.sources[0];
    fill(&scene);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[1]);
}

TEST(nobody_gets_their_own_source)
{
    struct scene scene = {
        .slot_count = 2, .sources = {voice(0, 10), voice(1, 90)}, .source_count = 2};
    scene.sources[0].owner = VIEWER;
    fill(&scene);
    assert_ptr_equal(scene.slots[0].source, &scene.sources[1]);
    assert_null(scene.slots[1].source);
}

TEST(slots_stay_empty_without_sources)
{
    struct scene scene = {.slot_count = 1};
    fill(&scene);
    assert_null(scene.slots[0].source);
    scene.slot_count = 0;
    fill(&scene);
}

TEST(ranking_tells_whether_a_place_has_changed)
{
    struct baton_slot_plan_source loud = voice(0, 10), faint = voice(1, 90);
    struct baton_slot_plan_source *sources[] = {&faint, &loud};
    const struct baton_slot_plan_ranking ranking = {sources, COUNT(sources)};
    baton_slot_plan_rank(&ranking);
    assert_ptr_equal(sources[0], &loud);
    assert_int_equal(faint.place, 1);
    assert_false(baton_slot_plan_rank(&ranking));
    faint.level = 11;
    assert_false(baton_slot_plan_rank(&ranking));
    faint.level = 9;
    assert_true(baton_slot_plan_rank(&ranking));
}

/* --- turns of sources with a guessed level ---------------------------------------------------- */

/* Lets `seconds` pass, with a survey each 200 ms. Adds up, for each source, the surveys after which it has the slot. */
static void survey(struct scene *scene, baton_time *now, int seconds, int heard[MAX])
{
    struct baton_slot_plan_source *sources[MAX];
    const struct baton_slot_plan_ranking ranking = {sources, scene->source_count};
    for (size_t i = 0; i < scene->source_count; i++)
        sources[i] = &scene->sources[i];
    for (int i = 0; i < 5 * seconds; i++) {
        struct baton_slot_plan_audience audience;
        baton_slot_plan_forget_audience(&audience, &ranking);
        baton_slot_plan_count_viewer(&audience, NULL, 0, scene->slots, scene->slot_count);
        baton_slot_plan_take_turns(&ranking, &audience, *now += BATON_MS(200));
        baton_slot_plan_rank(&ranking);
        baton_slot_plan_fill(scene->slots, scene->slot_count, false, &ranking, VIEWER);
        for (size_t k = 0; k < scene->slot_count; k++)
            heard[scene->slots[k].source - scene->sources]++;
    }
}

/* Two people who shout have levels; the others have none. There are two slots. */
static void set_up_shouting(struct scene *scene, size_t others, int level)
{
    *scene = (struct scene){.slot_count = 2, .source_count = 2 + others};
    for (size_t i = 0; i < scene->source_count; i++) {
        scene->sources[i] = voice((int)i, i < 2 ? 10 : level);
        scene->sources[i].guessed = i >= 2;
    }
}

TEST(a_source_with_a_guessed_level_is_heard_from_time_to_time_although_others_are_louder)
{
    struct scene scene;
    baton_time now = BATON_SECONDS(50);
    int heard[MAX] = {0};
    set_up_shouting(&scene, 1, 50);
    survey(&scene, &now, 10, heard);
    assert_int_in_range(heard[2], 5 * 2, 5 * 4);
    survey(&scene, &now, 80, heard);
    assert_int_in_range(heard[2], 5 * 25, 5 * 35);
    assert_int_equal(heard[0] + heard[1] + heard[2], 2 * 5 * 90);
}

TEST(sources_with_guessed_levels_take_turns)
{
    struct scene scene;
    baton_time now = BATON_SECONDS(50);
    int heard[MAX] = {0};
    set_up_shouting(&scene, 8, 50);
    survey(&scene, &now, 6 + 8 * 3, heard);
    for (size_t i = 2; i < scene.source_count; i++)
        assert_int_in_range(heard[i], 5 * 3 - 1, 5 * 3 + 1);
}

TEST(only_sources_that_may_be_speaking_and_are_not_heard_get_a_turn)
{
    struct scene scene;
    baton_time now = BATON_SECONDS(50);
    int heard[MAX] = {0};
    set_up_shouting(&scene, 3, BATON_SLOT_PLAN_ACTIVE + 1);
    scene.sources[3].level = 40;
    scene.sources[3].guessed = false;
    scene.sources[4].level = 40;
    scene.sources[4].silent = true;
    survey(&scene, &now, 60, heard);
    assert_int_equal(heard[0], 5 * 60);
    assert_int_equal(heard[1], 5 * 60);
    scene.sources[2].level = 1; /* it is heard all the time, so it waits for no turn */
    survey(&scene, &now, 20, heard);
    assert_int_equal(scene.sources[2].waits, 0);
    assert_false(scene.sources[2].has_turn);
}

TEST(a_turn_ends_when_the_source_is_silent)
{
    struct scene scene;
    baton_time now = BATON_SECONDS(50);
    int heard[MAX] = {0};
    set_up_shouting(&scene, 1, 50);
    survey(&scene, &now, 7, heard);
    assert_true(scene.sources[2].has_turn);
    scene.sources[2].level = 127;
    survey(&scene, &now, 1, heard);
    assert_false(scene.sources[2].has_turn);
    assert_true(scene.slots[0].source != &scene.sources[2] && scene.slots[1].source != &scene.sources[2]);
}

/* --- a simple algorithm: sort all sources for the viewer -------------------------------------- */

/* A source that may get a slot of its kind. */
struct candidate {
    struct baton_slot_plan_source *source;
    bool shown; /* it is on a slot now, and the slot is not pinned */
};

static const struct baton_slot_plan_slot *slot_with(
    const struct scene *scene, const struct baton_slot_plan_source *source)
{
    for (size_t i = 0; i < scene->slot_count; i++) {
        if (scene->slots[i].source == source)
            return &scene->slots[i];
    }
    return NULL;
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int effective_level(const struct candidate *candidate)
{
    return candidate->source->level - (candidate->shown ? BATON_SLOT_PLAN_HYSTERESIS : 0);
}

static int by_rank(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->source->screen != b->source->screen)
        return a->source->screen ? -1 : 1;
    if (a->source->silent != b->source->silent)
        return a->source->silent ? 1 : -1;
    int order = a->source->video ? compare(b->source->last_spoke, a->source->last_spoke)
                                 : compare(effective_level(a), effective_level(b));
    return order ? order : compare((int64_t)a->source->order, (int64_t)b->source->order);
}

static size_t list_candidates(struct scene *scene, bool video, struct candidate found[MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < scene->source_count; i++) {
        struct baton_slot_plan_source *source = &scene->sources[i];
        const struct baton_slot_plan_slot *slot = slot_with(scene, source);
        if (source->video == video && source->owner != VIEWER && !(slot && slot->pinned))
            found[count++] = (struct candidate){source, slot != NULL};
    }
    qsort(found, count, sizeof(*found), by_rank);
    return count;
}

static bool is_free(const struct baton_slot_plan_slot *slot, bool video)
{
    return slot->video == video && !slot->pinned;
}

static void fill_simply(struct scene *scene, bool video)
{
    struct candidate candidates[MAX];
    size_t count = list_candidates(scene, video, candidates), free_slots = 0, next = 0;
    for (size_t i = 0; i < scene->slot_count; i++)
        free_slots += is_free(&scene->slots[i], video);
    size_t chosen = count < free_slots ? count : free_slots;
    for (size_t i = 0; i < scene->slot_count; i++) {
        bool kept = false;
        for (size_t j = 0; j < chosen; j++)
            kept |= candidates[j].source == scene->slots[i].source;
        if (is_free(&scene->slots[i], video) && !kept)
            scene->slots[i].source = NULL;
    }
    for (size_t i = 0; i < scene->slot_count; i++) {
        if (!is_free(&scene->slots[i], video) || scene->slots[i].source)
            continue;
        while (next < chosen && slot_with(scene, candidates[next].source))
            next++;
        if (next < chosen)
            scene->slots[i].source = candidates[next].source;
    }
}

/* --- random scenes ---------------------------------------------------------------------------- */

static struct baton_slot_plan_source draw_source(uint64_t *random_state, size_t order)
{
    bool video = fake_below(random_state, 2);
    return (struct baton_slot_plan_source){
        .owner = &owners[fake_below(random_state, 4)],
        .video = video,
        .screen = fake_below(random_state, 4) == 0,
        .silent = fake_below(random_state, 4) == 0,
        .level = (int)fake_below(random_state, 20),
        .last_spoke = fake_below(random_state, 3),
        .order = order,
    };
}

static void draw_scene(struct scene *scene, uint64_t *random_state)
{
    *scene = (struct scene){.slot_count = fake_below(random_state, MAX + 1),
        .source_count = fake_below(random_state, MAX + 1)};
    for (size_t i = 0; i < scene->source_count; i++)
        scene->sources[i] = draw_source(random_state, i + 1);
    for (size_t i = 0; i < scene->slot_count; i++) {
        struct baton_slot_plan_slot *slot = &scene->slots[i];
        struct baton_slot_plan_source *source = NULL;
        slot->video = fake_below(random_state, 2);
        slot->pinned = fake_below(random_state, 4) == 0;
        if (scene->source_count > 0)
            source = &scene->sources[fake_below(random_state, (uint32_t)scene->source_count)];
        if (source && source->video == slot->video && source->owner != VIEWER &&
            !slot_with(scene, source))
            slot->source = source;
    }
}

/* Changes the ranks of some sources. */
static void disturb(struct scene *scene, uint64_t *random_state)
{
    for (size_t i = 0; i < scene->source_count; i++) {
        if (fake_below(random_state, 3) > 0)
            continue;
        scene->sources[i].level = (int)fake_below(random_state, 20);
        scene->sources[i].last_spoke = fake_below(random_state, 3);
        scene->sources[i].silent = fake_below(random_state, 4) == 0;
    }
}

static void check_slots(const struct scene *before, const struct scene *after)
{
    for (size_t i = 0; i < after->slot_count; i++) {
        const struct baton_slot_plan_slot *slot = &after->slots[i];
        if (slot->pinned)
            assert_ptr_equal(slot->source, before->slots[i].source);
        if (!slot->source)
            continue;
        assert_int_equal(slot->source->video, slot->video);
        assert_ptr_not_equal(slot->source->owner, VIEWER);
        assert_ptr_equal(slot_with(after, slot->source), slot); /* on no other slot */
        /* A source that keeps a slot keeps the same slot. */
        for (size_t j = 0; j < i; j++)
            assert_true(before->slots[j].source != slot->source);
    }
}

/* Fills the slots with both algorithms. */
static void fill_and_compare(struct scene *scene)
{
    const struct scene before = *scene;
    fill_simply(scene, false);
    fill_simply(scene, true);
    const struct scene expected = *scene;
    memcpy(scene->slots, before.slots, sizeof(scene->slots));
    fill(scene);
    check_slots(&before, scene);
    for (size_t i = 0; i < scene->slot_count; i++)
        assert_ptr_equal(scene->slots[i].source, expected.slots[i].source);
    fill(scene); /* without a change of ranks, nothing changes */
    for (size_t i = 0; i < scene->slot_count; i++)
        assert_ptr_equal(scene->slots[i].source, expected.slots[i].source);
}

TEST(random_plans_are_those_of_a_simple_algorithm)
{
    uint64_t random_state = 1;
    for (int round = 0; round < 50000; round++) {
        struct scene scene;
        draw_scene(&scene, &random_state);
        for (int step = 0; step < 4; step++) {
            fill_and_compare(&scene);
            disturb(&scene, &random_state);
        }
    }
}

/* --- all viewers ------------------------------------------------------------------------------ */

/* Microphones of MAX people, of whom VIEWERS have slots. */
struct audience {
    struct baton_slot_plan_source sources[MAX], *ranked[MAX];
    struct baton_slot_plan_ranking ranking;
    struct baton_slot_plan_slot slots[VIEWERS][MAX];
    size_t slot_count[VIEWERS];
};

static void draw_audience(struct audience *audience, uint64_t *random_state)
{
    *audience = (struct audience){.ranking.count = 1 + fake_below(random_state, MAX)};
    audience->ranking.sources = audience->ranked;
    for (size_t i = 0; i < audience->ranking.count; i++) {
        audience->sources[i] = voice((int)i, (int)fake_below(random_state, 20));
        /* A viewer can own several. Only the first owners are viewers. */
        audience->sources[i].owner = &owners[fake_below(random_state, MAX)];
        audience->sources[i].screen = i == 0 && fake_below(random_state, 2) == 0;
        audience->ranked[i] = &audience->sources[i];
    }
    for (size_t i = 0; i < VIEWERS; i++)
        audience->slot_count[i] = fake_below(random_state, 5);
}

/* Fills the slots of all viewers. Returns true if a slot changed. */
static bool fill_all(struct audience *audience)
{
    bool changed = false;
    for (size_t i = 0; i < VIEWERS; i++) {
        struct baton_slot_plan_slot before[MAX];
        memcpy(before, audience->slots[i], sizeof(before));
        baton_slot_plan_fill(
            audience->slots[i], audience->slot_count[i], false, &audience->ranking, &owners[i]);
        for (size_t j = 0; j < MAX; j++)
            changed |= before[j].source != audience->slots[i][j].source;
    }
    return changed;
}

static void count_all(struct audience *audience, struct baton_slot_plan_audience *counted)
{
    baton_slot_plan_forget_audience(counted, &audience->ranking);
    for (size_t i = 0; i < VIEWERS; i++) {
        struct baton_slot_plan_source *own[MAX];
        size_t own_count = 0;
        for (size_t j = 0; j < audience->ranking.count; j++)
            if (audience->sources[j].owner == &owners[i])
                own[own_count++] = &audience->sources[j];
        baton_slot_plan_count_viewer(
            counted, own, own_count, audience->slots[i], audience->slot_count[i]);
    }
}

TEST(nobody_has_to_be_looked_at_while_the_audience_is_settled)
{
    uint64_t random_state = 1;
    int settled = 0, quiet = 0;
    for (int round = 0; round < 50000; round++) {
        struct audience audience;
        struct baton_slot_plan_audience counted;
        draw_audience(&audience, &random_state);
        baton_slot_plan_rank(&audience.ranking);
        fill_all(&audience);
        count_all(&audience, &counted);
        for (size_t i = 0; i < audience.ranking.count; i++)
            audience.sources[i].level += (int)fake_below(&random_state, 7) - 3;
        baton_slot_plan_rank(&audience.ranking);
        bool is_settled = baton_slot_plan_is_settled(&counted, &audience.ranking);
        bool changed = fill_all(&audience);
        assert_false(is_settled && changed);
        settled += is_settled;
        quiet += !changed;
    }
    /* It must also be true in most cases in which nothing changes, or it would be of no use. */
    assert_true(2 * settled > quiet);
}
