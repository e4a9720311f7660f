/* SPDX-License-Identifier: GPL-3.0-or-later */
/* participant owns an identity in a room. */
#include "state/participant.h"

#include "state/device.h"
#include "state/layout.h"
#include "state/objects.h"
#include "state/room.h"
#include "state/source.h"
#include "workflow/confirmation.h"

struct baton_participant *baton_participant_new(struct baton_room *room, const char *display,
    json_t *metadata, bool moderator, struct baton_failure *failure)
{
    struct baton_participant *participant = g_new0(struct baton_participant, 1);
    if (!baton_registry_id(room->engine, participant->id, failure)) {
        g_free(participant);
        return NULL;
    }
    participant->room = room;
    participant->display = g_strdup(display ? display : "");
    participant->metadata = metadata ? json_deep_copy(metadata) : json_object();
    participant->moderator = moderator;
    participant->devices = g_ptr_array_new();
    g_ptr_array_add(room->participants, participant);
    return participant;
}

static void end_tracks(struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            baton_source_end(participant->sources[kind]);
    }
}

void baton_participant_leave(struct baton_participant *participant, const char *reason)
{
    struct baton_room *room = participant->room;
    while (participant->devices->len > 0)
        baton_device_release(g_ptr_array_index(participant->devices, 0));
    end_tracks(participant);
    g_ptr_array_remove(room->participants, participant);
    baton_confirmation_left(participant, room);
    if (reason) {
        baton_room_send(room, participant,
            json_pack("{s:s, s:s, s:s}", "baton", "participant_left", "id", participant->id,
                "reason", reason));
        baton_layout_refill(room);
    }
    g_ptr_array_free(participant->devices, TRUE);
    json_decref(participant->metadata);
    g_free(participant->display);
    g_free(participant);
}

void baton_participant_changed(struct baton_participant *participant)
{
    baton_room_send(participant->room, participant,
        json_pack("{s:s, s:o}", "baton", "participant_changed", "participant",
            baton_object_participant(participant)));
}

bool baton_participant_prune(struct baton_participant *participant)
{
    bool ended = false;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        struct baton_source *source = participant->sources[kind];
        if (source && !(participant->active &&
                          baton_device_feeds(participant->active, (enum baton_source_kind)kind))) {
            baton_source_end(source);
            ended = true;
        }
    }
    return ended;
}
