/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events that tell the participants of a room about a change. */
#include "state/notices.h"

#include "admission/bucket_table.h"
#include "base/extent.h"
#include "state/objects.h"

/*
 * Bytes of changes. All people in a room share ROOM_RATE, but each session may always tell LEAST_RATE in a second, and
 * BURST at once: about 60 small changes, or 7 with the largest metadata. A change counts at least LEAST_BYTES.
 */
enum { ROOM_RATE = 32 << 10, LEAST_RATE = 512, BURST = 32 << 10, LEAST_BYTES = 256 };

/* A change of which the others are told. */
struct change {
    const char *teller; /* the session of the device in the call */
    struct baton_bucket_limits limits;
    int64_t bytes;
    json_t *event; /* owned */
};

static json_t *about(struct baton_participant *participant, const char *event)
{
    return json_pack(
        "{s:s, s:o}", "baton", event, "participant", baton_object_participant(participant));
}

/* --- changes ---------------------------------------------------------------------------------- */

static struct change change_of(struct baton_participant *participant)
{
    const int64_t share = ROOM_RATE / (int64_t)MAX(participant->room->participants->len, 1);
    json_t *event = about(participant, "participant_changed");
    return (struct change){
        .teller = participant->active ? baton_device_sender(participant->active) : participant->id,
        .limits = {.rate = MAX(share, LEAST_RATE), .burst = BURST},
        .bytes = MAX((int64_t)baton_extent_bytes(event), LEAST_BYTES),
        .event = event,
    };
}

static void leave_queue(struct baton_participant *participant)
{
    if (participant->change_link.data)
        g_queue_unlink(&participant->engine->late_changes, &participant->change_link);
    participant->change_link.data = NULL;
}

static void enter_queue(struct baton_participant *participant, baton_time due)
{
    GQueue *queue = &participant->engine->late_changes;
    GList *before = queue->tail;
    while (before && ((const struct baton_participant *)before->data)->change_due > due)
        before = before->prev;
    participant->change_due = due;
    participant->change_link.data = participant;
    if (before)
        g_queue_insert_after_link(queue, before, &participant->change_link);
    else
        g_queue_push_head_link(queue, &participant->change_link);
}

/* Only the latest state counts, and the outbox can replace an earlier one that still waits (janus/outgoing.h). Returns
 * false if the change has to wait. */
static bool tell_change(struct baton_participant *participant)
{
    struct baton_engine *engine = participant->engine;
    const struct change change = change_of(participant);
    const baton_time wait = baton_bucket_table_wait(
        engine->changes, change.teller, &change.limits, change.bytes, engine->now);
    if (wait > 0) {
        json_decref(change.event);
        enter_queue(participant, engine->now + wait);
        return false;
    }
    baton_bucket_table_take(
        engine->changes, change.teller, &change.limits, change.bytes, engine->now);
    baton_room_send_state(participant->room, participant, change.event);
    return true;
}

bool baton_notice_changed(struct baton_participant *participant)
{
    baton_participant_mark_unsaved(participant);
    return !participant->change_link.data && tell_change(participant);
}

struct baton_participant *baton_notice_late(struct baton_engine *engine)
{
    while (baton_notice_deadline(engine) <= engine->now) {
        struct baton_participant *participant = g_queue_peek_head(&engine->late_changes);
        leave_queue(participant);
        if (tell_change(participant))
            return participant;
    }
    return NULL;
}

baton_time baton_notice_deadline(const struct baton_engine *engine)
{
    const GList *head = engine->late_changes.head;
    return head ? ((const struct baton_participant *)head->data)->change_due : BATON_NEVER;
}

/* --- other events ----------------------------------------------------------------------------- */

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

void baton_notice_slots(struct baton_device *device)
{
    device->share.untold = false;
    device->share.told = device->engine->now;
    baton_handle_send(device->downlink,
        json_pack("{s:s, s:o}", "baton", "slots", "slots", baton_object_slots(device)));
}
