/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events that tell the participants of a room about a change. */
#include "state/notices.h"

#include "state/objects.h"

static json_t *about(struct baton_participant *participant, const char *event)
{
    return json_pack(
        "{s:s, s:o}", "baton", event, "participant", baton_object_participant(participant));
}

/* Only the latest state counts, and the outbox can replace an earlier one that still waits (janus/outgoing.h). */
void baton_notice_changed(struct baton_participant *participant)
{
    baton_participant_mark_unsaved(participant);
    baton_room_send_state(
        participant->room, participant, about(participant, "participant_changed"));
}

void baton_notice_joined(struct baton_participant *participant)
{
    baton_room_send(participant->room, participant, about(participant, "participant_joined"));
}

void baton_notice_left(struct baton_participant *participant, const char *reason)
{
    baton_room_send(participant->room, participant,
        json_pack("{s:s, s:s, s:s}", "baton", "participant_left", "id", participant->id, "reason",
            reason));
}

void baton_notice_slots(const struct baton_device *device)
{
    baton_handle_send(device->downlink,
        json_pack("{s:s, s:o}", "baton", "slots", "slots", baton_object_slots(device)));
}
