/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The absence of a participant: how it begins and ends. */
#include "workflow/absence.h"

#include "state/layout.h"
#include "state/notices.h"
#include "state/removal.h"
#include "workflow/transfer.h"

/* How long the sources keep their slots. */
#define SLOT_TIME BATON_SECONDS(5)
/* The most of `hold` that counts if the client has said before that it goes. */
#define CLOSING_TIME BATON_SECONDS(10)
/* The least time that people have to come back after a restart of Janus: their clients have to find out first. */
#define RESTART_TIME BATON_SECONDS(30)
/* When to look again at a participant whose transfer must end first. */
#define TRANSFER_TIME BATON_SECONDS(1)

/* --- the queue -------------------------------------------------------------------------------- */

static baton_time due(const struct baton_participant *participant)
{
    return MIN(participant->absence.yield, participant->absence.end);
}

static void leave_queue(struct baton_participant *participant)
{
    if (participant->absence.link.data)
        g_queue_unlink(&participant->engine->absent, &participant->absence.link);
    participant->absence.link.data = NULL;
}

/* Most participants wait equally long, so the place is near the end of the queue. */
static void enter_queue(struct baton_participant *participant)
{
    GQueue *queue = &participant->engine->absent;
    leave_queue(participant);
    GList *before = queue->tail;
    while (before && due(before->data) > due(participant))
        before = before->prev;
    participant->absence.link.data = participant;
    if (before)
        g_queue_insert_after_link(queue, before, &participant->absence.link);
    else
        g_queue_push_head_link(queue, &participant->absence.link);
}

/* --- the sources ------------------------------------------------------------------------------ */

/* A device that has not published on its handles yet may still send every kind. */
static bool may_send(const struct baton_device *device, enum baton_source_kind kind)
{
    return !device->declared || device->feeds[kind].sends;
}

/* Ends the sources that the device does not send any more, and pauses the others. */
static void pause_sources(struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        struct baton_source *source = participant->sources[kind];
        if (!source)
            continue;
        if (may_send(participant->active, (enum baton_source_kind)kind)) {
            source->held |= source->live;
            source->live = false;
        } else {
            baton_removal_source(participant, (enum baton_source_kind)kind);
        }
    }
}

static void yield_slots(struct baton_participant *participant)
{
    participant->absence.yield = BATON_NEVER;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (participant->sources[kind])
            participant->sources[kind]->held = false;
}

static void tell(struct baton_participant *participant)
{
    if (baton_notice_changed(participant))
        baton_layout_refill(participant->room);
}

/* --- the beginning ---------------------------------------------------------------------------- */

/* A participant who is away is kept even if `hold` has been set to 0 in the meantime. */
bool baton_absence_is_kept(const struct baton_participant *participant)
{
    return participant->room->hold > 0 || participant->absence.kind != BATON_NOT_AWAY;
}

static void begin(
    struct baton_participant *participant, enum baton_absence_kind kind, baton_time hold)
{
    struct baton_absence *absence = &participant->absence;
    if (absence->kind == BATON_NOT_AWAY)
        absence->yield = participant->engine->now + SLOT_TIME;
    absence->kind = kind;
    absence->silent = false;
    absence->overdue = false;
    absence->end = participant->engine->now + hold;
    /* The microphone of another connection has to send before its silence counts. */
    if (participant->sources[BATON_MICROPHONE])
        participant->sources[BATON_MICROPHONE]->flows = false;
    enter_queue(participant);
}

/* How long the participant stays if this device has lost its media or its handles. */
static baton_time hold_of(const struct baton_device *device)
{
    baton_time hold = BATON_SECONDS(device->participant->room->hold);
    return device->closing ? MIN(hold, CLOSING_TIME) : hold;
}

void baton_absence_lose_media(struct baton_participant *participant)
{
    bool was_there = participant->absence.kind == BATON_NOT_AWAY;
    if (!baton_participant_has_sources(participant))
        return;
    if (baton_absence_is_kept(participant)) {
        pause_sources(participant);
        begin(participant, BATON_AWAY_MEDIA, hold_of(participant->active));
    } else {
        was_there = baton_removal_unfed(participant);
    }
    baton_device_stop(participant->active);
    if (was_there)
        tell(participant);
}

void baton_absence_begin_silence(struct baton_participant *participant)
{
    pause_sources(participant);
    begin(participant, BATON_AWAY_MEDIA, BATON_SECONDS(participant->room->hold));
    participant->absence.silent = true;
    tell(participant);
}

void baton_absence_lose_handles(struct baton_device *device, enum baton_ending ending)
{
    struct baton_participant *participant = device->participant;
    bool was_there = participant->absence.kind == BATON_NOT_AWAY;
    const baton_time hold = hold_of(device);
    participant->active = device;
    baton_participant_mark_unsaved(participant);
    device->role = BATON_DEVICE_ACTIVE;
    pause_sources(participant);
    begin(participant, BATON_AWAY, hold);
    baton_device_strip(device, ending);
    if (was_there)
        tell(participant);
}

void baton_absence_stay(struct baton_participant *participant)
{
    if (participant->absence.kind != BATON_AWAY_MEDIA)
        return;
    participant->absence.end = participant->engine->now + hold_of(participant->active);
    enter_queue(participant);
}

void baton_absence_restore(struct baton_participant *participant)
{
    begin(participant, BATON_AWAY, MAX(BATON_SECONDS(participant->room->hold), RESTART_TIME));
    participant->absence.yield = BATON_NEVER;
    enter_queue(participant);
}

/* --- the end ---------------------------------------------------------------------------------- */

bool baton_absence_end(struct baton_participant *participant)
{
    bool was_away = participant->absence.kind != BATON_NOT_AWAY;
    leave_queue(participant);
    yield_slots(participant);
    participant->absence.kind = BATON_NOT_AWAY;
    participant->absence.silent = false;
    return was_away;
}

void baton_absence_end_silence(struct baton_participant *participant)
{
    const struct baton_device *active = participant->active;
    baton_absence_end(participant);
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (participant->sources[kind])
            participant->sources[kind]->live =
                active && baton_device_feeds(active, (enum baton_source_kind)kind);
    tell(participant);
}

void baton_absence_regain_handles(struct baton_participant *participant)
{
    if (baton_participant_has_sources(participant))
        begin(participant, BATON_AWAY_MEDIA, BATON_SECONDS(participant->room->hold));
    else if (baton_absence_end(participant))
        tell(participant);
}

/* Whether the uplink of the active device has no PeerConnection, although the device sends or may still send. */
static bool has_lost_media(const struct baton_device *active)
{
    return !active->declared || (!active->uplink->negotiated && baton_device_sends(active));
}

/* A silence needs a PeerConnection that is up. If the PeerConnection was lost during the transfer, the participant is
 * away as after any other loss of the media. */
void baton_absence_settle(struct baton_participant *participant)
{
    const struct baton_absence *absence = &participant->absence;
    if (!participant->active || (absence->kind != BATON_NOT_AWAY && !absence->silent))
        return;
    if (has_lost_media(participant->active))
        baton_absence_lose_media(participant);
    else if (!absence->silent && baton_removal_unfed(participant))
        tell(participant);
}

/* While the device is away, every transfer brings the participant to another device. */
static bool waits_for_transfer(const struct baton_participant *participant)
{
    return participant->transfer && (participant->absence.kind == BATON_AWAY ||
                                        baton_transfer_is_agreed(participant->transfer));
}

/* A PeerConnection that has brought nothing for so long is of no use. When it closes, the client can open another. */
static void give_up(struct baton_device *device)
{
    baton_device_stop(device);
    baton_handle_close(device->uplink);
}

/* The time `hold` is over. If the client has said that it goes, the end of its media is enough: Janus keeps the handles
 * of a lost connection for a while (reclaim_session_timeout). May free the participant. */
static void expire(struct baton_participant *participant)
{
    if (waits_for_transfer(participant)) {
        participant->absence.overdue = true;
        participant->absence.end = participant->engine->now + TRANSFER_TIME;
        enter_queue(participant);
    } else if (participant->absence.kind == BATON_AWAY ||
               (participant->active->closing && !participant->transfer)) {
        baton_removal_participant(participant, BATON_ENDING_GONE);
    } else {
        if (participant->absence.silent)
            give_up(participant->active);
        baton_removal_unfed(participant);
        baton_absence_end(participant);
        tell(participant);
    }
}

void baton_absence_tick(struct baton_engine *engine)
{
    while (baton_absence_deadline(engine) <= engine->now) {
        struct baton_participant *participant = g_queue_peek_head(&engine->absent);
        if (participant->absence.end <= engine->now) {
            expire(participant);
            continue;
        }
        yield_slots(participant);
        enter_queue(participant);
        baton_layout_refill(participant->room);
    }
}

baton_time baton_absence_deadline(const struct baton_engine *engine)
{
    const GList *head = engine->absent.head;
    return head ? due(head->data) : BATON_NEVER;
}
