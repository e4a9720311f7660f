/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Assigns sources to the slots of the devices in a room. */
#include "state/layout.h"

#include "state/notices.h"
#include "state/slot_plan.h"

/* The work of one turn. A viewer whose slots change costs as much as COST_OF_CHANGE viewers whose slots stay, because
 * the client has to be told, and streams have to be locked. */
enum { TURN = 512, COST_OF_CHANGE = 16 };

_Static_assert((int)BATON_SLOT_PLAN_MAX_SLOTS >= (int)BATON_SDP_MAX_LINES, "slots of a device");

/* --- the ranking ------------------------------------------------------------------------------ */

/* Each plan is part of a source. */
static struct baton_source *source_of(struct baton_slot_plan_source *plan)
{
    return (struct baton_source *)((uintptr_t)plan - offsetof(struct baton_source, plan));
}

static struct baton_slot_plan_ranking ranking_of(const struct baton_room *room, bool video)
{
    const GPtrArray *sources = room->layout.sources[video];
    return (struct baton_slot_plan_ranking){
        (struct baton_slot_plan_source **)sources->pdata, sources->len};
}

static void update_plan(struct baton_source *source)
{
    const struct baton_source *voice = source->participant->sources[BATON_MICROPHONE];
    source->plan.silent = source->muted || !(source->live || source->held);
    source->plan.level = source->level;
    source->plan.guessed = source->level_guessed;
    source->plan.last_spoke = voice ? voice->last_spoke : 0;
}

/* Gives priority to the sound of one screen: the one that began first of those that can be heard. If all of them had
 * priority, shared screens could take the slots of all sounds. */
static void prefer_one_screen_sound(const struct baton_slot_plan_ranking *sounds)
{
    struct baton_slot_plan_source *first = NULL;
    for (size_t i = 0; i < sounds->count; i++) {
        struct baton_slot_plan_source *sound = sounds->sources[i];
        sound->screen = false;
        if (source_of(sound)->kind == BATON_SCREEN_SOUND && !sound->silent &&
            (!first || sound->order < first->order))
            first = sound;
    }
    if (first)
        first->screen = true;
}

/* Returns true if at least one source has another place than before. */
static bool rank_kind(struct baton_room *room, bool video)
{
    const struct baton_slot_plan_ranking ranking = ranking_of(room, video);
    for (size_t i = 0; i < ranking.count; i++)
        update_plan(source_of(ranking.sources[i]));
    if (!video)
        prefer_one_screen_sound(&ranking);
    return baton_slot_plan_rank(&ranking);
}

static void rank(struct baton_room *room)
{
    if (room->layout.ranked)
        return;
    rank_kind(room, false);
    rank_kind(room, true);
    room->layout.ranked = true;
}

/* --- one device ------------------------------------------------------------------------------- */

static void plan_slots(const struct baton_device *device, const bool kinds[2],
    struct baton_slot_plan_slot plan[BATON_SDP_MAX_LINES])
{
    for (size_t i = 0; i < device->slot_count; i++) {
        const struct baton_device_slot *slot = &device->slots[i];
        plan[i] = (struct baton_slot_plan_slot){
            slot->video, slot->pinned, slot->source ? &slot->source->plan : NULL};
    }
    for (int video = false; video <= true; video++) {
        const struct baton_slot_plan_ranking ranking = ranking_of(device->participant->room, video);
        if (kinds[video])
            baton_slot_plan_fill(plan, device->slot_count, video, &ranking, device->participant);
    }
}

static bool is_viewer(const struct baton_device *device)
{
    return device->fed && device->downlink;
}

/* Returns true if the client had to be told. */
static bool apply_plan(struct baton_device *device, const struct baton_slot_plan_slot *plan)
{
    for (size_t i = 0; i < device->slot_count; i++) {
        struct baton_source *source = plan[i].source ? source_of(plan[i].source) : NULL;
        if (source == device->slots[i].source)
            continue;
        baton_device_put(device, i, source);
        device->slots_untold = true;
        device->participant->room->layout.starved |= device->slots[i].source != source;
    }
    if (!device->slots_untold)
        return false;
    device->slots_untold = false;
    baton_notice_slots(device);
    return true;
}

bool baton_layout_fill(struct baton_device *device)
{
    static const bool both[2] = {true, true};
    struct baton_slot_plan_slot plan[BATON_SDP_MAX_LINES];
    struct baton_room *room = device->participant->room;
    if (!is_viewer(device))
        return false;
    rank(room);
    plan_slots(device, both, plan);
    room->layout.counted = false;
    return apply_plan(device, plan);
}

/* --- all devices of a room -------------------------------------------------------------------- */

/* Collects the audio sources of a participant. Returns their number. */
static size_t own_sounds(const struct baton_participant *participant,
    struct baton_slot_plan_source *own[BATON_SOURCE_KINDS])
{
    size_t count = 0;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind] && !participant->sources[kind]->plan.video)
            own[count++] = &participant->sources[kind]->plan;
    }
    return count;
}

/* Fills the slots of one of the viewers that have to be checked. Returns the amount of work. */
static int fill_viewer(struct baton_device *device, struct baton_room_layout *layout)
{
    struct baton_slot_plan_slot plan[BATON_SDP_MAX_LINES];
    struct baton_slot_plan_source *own[BATON_SOURCE_KINDS];
    size_t own_count = own_sounds(device->participant, own);
    plan_slots(device, layout->unsettled, plan);
    baton_slot_plan_count_viewer(&layout->audience, own, own_count, plan, device->slot_count);
    if (!apply_plan(device, plan))
        return 0;
    layout->told = true;
    return COST_OF_CHANGE;
}

/* Returns the amount of work. */
static int fill_next_participant(struct baton_room *room)
{
    struct baton_room_layout *layout = &room->layout;
    int work = 1;
    if (layout->next >= room->participants->len)
        layout->next = 0;
    const struct baton_participant *participant =
        g_ptr_array_index(room->participants, layout->next++);
    for (guint i = 0; i < participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(participant->devices, i);
        if (is_viewer(device))
            work += fill_viewer(device, layout);
    }
    layout->left--;
    return work;
}

static void leave_queue(struct baton_room *room)
{
    g_queue_unlink(&room->engine->layouts, &room->layout.link);
    room->layout.link.data = NULL;
}

static void enter_queue(struct baton_room *room)
{
    room->layout.link.data = room;
    g_queue_push_tail_link(&room->engine->layouts, &room->layout.link);
}

static void become_settled(struct baton_room *room)
{
    for (int video = false; video <= true; video++) {
        const struct baton_slot_plan_ranking ranking = ranking_of(room, video);
        for (size_t i = 0; room->layout.told && i < ranking.count; i++)
            baton_source_forget_objects(source_of(ranking.sources[i]));
        room->layout.unsettled[video] = false;
    }
    room->layout.told = false;
}

/* Checks viewers of a room in the queue until `work` is used up. Returns the rest of `work`. If viewers are left, the
 * room goes to the end of the queue. */
static int fill_viewers(struct baton_room *room, int work)
{
    struct baton_room_layout *layout = &room->layout;
    rank(room);
    layout->left = MIN(layout->left, room->participants->len);
    while (layout->left > 0 && work > 0)
        work -= fill_next_participant(room);
    leave_queue(room);
    if (layout->left > 0)
        enter_queue(room);
    else
        become_settled(room);
    return work;
}

/* All viewers have to be checked. Those that still wait because of an earlier change come first, so nobody waits for
 * ever. Returns true if the room was in the queue already. */
static bool unsettle(struct baton_room *room, bool audio, bool video)
{
    struct baton_room_layout *layout = &room->layout;
    bool waits = layout->link.data != NULL;
    layout->unsettled[false] |= audio;
    layout->unsettled[true] |= video;
    layout->left = room->participants->len;
    const struct baton_slot_plan_ranking sounds = ranking_of(room, false);
    baton_slot_plan_forget_audience(&layout->audience, &sounds);
    layout->counted = true; /* when all have been checked, unless one device changes before */
    if (!waits)
        enter_queue(room);
    return waits;
}

void baton_layout_refill(struct baton_room *room)
{
    room->layout.ranked = false;
    if (!unsettle(room, true, true))
        fill_viewers(room, TURN);
}

bool baton_layout_is_waiting(const struct baton_engine *engine)
{
    return engine->layouts.length > 0;
}

void baton_layout_continue(struct baton_engine *engine)
{
    int work = TURN;
    while (work > 0 && engine->layouts.length > 0)
        work = fill_viewers(engine->layouts.head->data, work);
}

/* --- levels ----------------------------------------------------------------------------------- */

/* The places of the sources do not decide this, because the hysteresis depends on levels: the audio of a
 * viewer can change although no source has another place, and can stay although some have. */
static bool has_settled_audio(const struct baton_room *room)
{
    const struct baton_room_layout *layout = &room->layout;
    const struct baton_slot_plan_ranking sounds = ranking_of(room, false);
    return layout->counted && layout->left == 0 &&
           baton_slot_plan_is_settled(&layout->audience, &sounds);
}

static bool take_turns(struct baton_room *room)
{
    const struct baton_room_layout *layout = &room->layout;
    const struct baton_slot_plan_ranking sounds = ranking_of(room, false);
    bool counted = layout->counted && layout->left == 0;
    return baton_slot_plan_take_turns(
        &sounds, counted ? &layout->audience : NULL, room->engine->now);
}

size_t baton_layout_listen(struct baton_room *room)
{
    const struct baton_slot_plan_ranking sounds = ranking_of(room, false);
    bool changed = false;
    for (size_t i = 0; i < sounds.count; i++)
        changed |= baton_source_survey(source_of(sounds.sources[i]), room->engine->now);
    changed |= take_turns(room);
    if (!changed && !room->layout.starved)
        return sounds.count;
    rank_kind(room, false);
    bool moved = rank_kind(room, true) || !room->layout.ranked || room->layout.starved;
    room->layout.ranked = true;
    room->layout.starved = false;
    if (moved || !has_settled_audio(room))
        unsettle(room, true, moved);
    return sounds.count;
}

void baton_layout_expect_survey(struct baton_room *room)
{
    if (room->survey_link.data)
        return;
    room->next_survey = room->engine->now + BATON_SURVEY_INTERVAL;
    room->survey_link.data = room;
    g_queue_push_tail_link(&room->engine->surveys, &room->survey_link);
}

/* --- sources that begin and end --------------------------------------------------------------- */

void baton_layout_add(struct baton_source *source)
{
    struct baton_room *room = source->participant->room;
    g_ptr_array_add(room->layout.sources[source->plan.video], &source->plan);
    room->layout.ranked = false;
    if (!source->plan.video)
        baton_layout_expect_survey(room);
}

static void empty_slots_with(struct baton_device *device, const struct baton_source *source)
{
    for (size_t i = 0; i < device->slot_count; i++) {
        if (device->slots[i].source != source)
            continue;
        if (device->slots[i].pinned)
            baton_participant_mark_unsaved(device->participant);
        device->slots[i].pinned = false;
        baton_device_put(device, i, NULL);
        device->slots_untold = true;
    }
}

void baton_layout_drop(struct baton_room *room, struct baton_source *source)
{
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (guint j = 0; j < participant->devices->len; j++)
            empty_slots_with(g_ptr_array_index(participant->devices, j), source);
    }
    g_ptr_array_remove(room->layout.sources[source->plan.video], &source->plan);
    room->layout.ranked = false;
}

/* --- from one device to another --------------------------------------------------------------- */

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
    baton_participant_mark_unsaved(to->participant);
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

static void restore_pin(
    struct baton_device *device, size_t index, const struct baton_device_pin *pin)
{
    struct baton_source *source =
        pin->source[0] ? baton_room_source(device->participant->room, pin->source) : NULL;
    if (pin->source[0] && !source)
        return;
    device->slots[index].pinned = true;
    if (source)
        baton_device_put(device, index, source);
}

void baton_layout_restore_pins(struct baton_device *device)
{
    size_t places[2] = {0, 0};
    for (size_t i = 0; i < device->slot_count; i++) {
        bool video = device->slots[i].video;
        const struct baton_device_pin *pin = baton_device_find_pin(device, video, places[video]++);
        if (pin)
            restore_pin(device, i, pin);
    }
    /* Pins for which there is no slot or no source are lost. */
    if (device->pins)
        baton_participant_mark_unsaved(device->participant);
    baton_device_forget_pins(device);
}
