/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends sources, participants and rooms. */
#include "state/removal.h"

#include "state/layout.h"
#include "state/notices.h"

void baton_removal_source(struct baton_participant *participant, enum baton_source_kind kind)
{
    baton_layout_drop(participant->room, participant->sources[kind]);
    baton_participant_end_source(participant, kind);
}

bool baton_removal_unfed(struct baton_participant *participant)
{
    const struct baton_device *active = participant->active;
    bool ended = false;
    for (int i = 0; i < BATON_SOURCE_KINDS; i++) {
        enum baton_source_kind kind = (enum baton_source_kind)i;
        if (!participant->sources[kind] || (active && baton_device_feeds(active, kind)))
            continue;
        baton_removal_source(participant, kind);
        ended = true;
    }
    return ended;
}

static void end_sources(struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            baton_removal_source(participant, (enum baton_source_kind)kind);
    }
}

/* Nobody is told if the whole room ends. */
static bool is_told(enum baton_ending ending)
{
    return ending != BATON_ENDING_NONE && ending != BATON_ENDING_ROOM_DESTROYED;
}

void baton_removal_participant(struct baton_participant *participant, enum baton_ending ending)
{
    struct baton_room *room = participant->room;
    while (participant->devices->len > 0)
        baton_participant_release(g_ptr_array_index(participant->devices, 0), ending);
    end_sources(participant);
    g_ptr_array_remove(room->participants, participant);
    baton_room_note_presence(room);
    g_queue_push_tail(&room->engine->departures, g_strdup(participant->id));
    if (participant->unsaved.stored)
        baton_unsaved_note_end(&room->engine->unsaved, room->id, participant->id);
    if (is_told(ending)) {
        baton_notice_left(participant, baton_ending_name(ending));
        baton_layout_refill(room);
    }
    baton_participant_free(participant);
}

void baton_removal_room(struct baton_room *room)
{
    while (room->participants->len > 0)
        baton_removal_participant(
            g_ptr_array_index(room->participants, 0), BATON_ENDING_ROOM_DESTROYED);
    baton_room_free(room);
}
