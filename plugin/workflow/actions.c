/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Performs the actions of the machine. They change the media, the PeerConnections and the roles of both devices, and
 * send events. */
#include "workflow/actions.h"

#include <string.h>

#include "guard/remembered.h"
#include "guard/resume.h"
#include "media/gate.h"
#include "media/stream.h"
#include "state/layout.h"
#include "state/notices.h"
#include "state/objects.h"
#include "state/removal.h"
#include "workflow/absence.h"
#include "workflow/confirmation.h"
#include "workflow/farewell.h"
#include "workflow/welcome.h"

/* How long a fired gate is kept. If the first packet of a source from the new device is late, the source changes
 * devices at that packet. Without this time, the source would be silent until then. */
#define SETTLE_TIME BATON_MS(500)

/* --- media ------------------------------------------------------------------------------------ */

void baton_actions_settle(struct baton_transfer *transfer)
{
    if (!transfer->gate)
        return;
    baton_stream_settle_gate(transfer->gate);
    baton_gate_release(transfer->gate);
    transfer->gate = NULL;
    transfer->settle_at = BATON_NEVER;
}

static uint64_t generation_of(const struct baton_device *device, int kind)
{
    return device && baton_device_feeds(device, (enum baton_source_kind)kind)
               ? device->feeds[kind].generation
               : 0;
}

/* Makes every source forward the packets of this device at once. */
static void switch_sources(struct baton_participant *participant, const struct baton_device *device)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            baton_stream_take(participant->sources[kind]->stream, generation_of(device, kind));
    }
}

/* Whether the swap waits for this kind. It does not wait for a muted kind, because the device may send no
 * packets of it. The source may be muted, or the person may have muted the kind on the device before the
 * swap. */
static bool is_needed(const struct baton_participant *participant,
    const struct baton_device *device, enum baton_source_kind kind)
{
    const struct baton_source *source = participant->sources[kind];
    return source && !source->muted && !device->feeds[kind].wants_muted &&
           generation_of(device, kind) != 0;
}

static struct baton_gate_needs needs_of(
    const struct baton_participant *participant, const struct baton_device *device)
{
    enum baton_source_kind primary =
        device->feeds[BATON_CAMERA].sends ? BATON_CAMERA : BATON_SCREEN;
    return (struct baton_gate_needs){
        .audio = is_needed(participant, device, BATON_MICROPHONE),
        .video = is_needed(participant, device, primary),
    };
}

static void arm(struct baton_transfer *transfer, struct baton_device *device)
{
    struct baton_participant *participant = transfer->participant;
    struct baton_gate_needs needs = needs_of(participant, device);
    baton_actions_settle(transfer);
    baton_participant_rebind(device);
    if (needs.audio || needs.video)
        transfer->gate = baton_gate_new(transfer->engine->media, &needs);
    if (!transfer->gate) {
        switch_sources(participant, device);
        transfer->committed = true;
        return;
    }
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            baton_stream_prepare(
                participant->sources[kind]->stream, transfer->gate, generation_of(device, kind));
    }
    baton_stream_arm_gate(transfer->gate);
}

/* --- the machine's actions -------------------------------------------------------------------- */

static void send_to_both(const struct baton_transfer *transfer, json_t *event)
{
    baton_transfer_tell_old_side(transfer, json_copy(event));
    baton_transfer_tell(transfer, BATON_SIDE_NEW, event);
}

static enum baton_error error_for_dead_code(const struct baton_machine *machine)
{
    if (machine->state != BATON_TRANSFER_ENDED)
        return BATON_E_CODE_USED;
    return machine->outcome == BATON_OUTCOME_SUPERSEDED ? BATON_E_CODE_SUPERSEDED
                                                        : BATON_E_CODE_EXPIRED;
}

static void do_kill_code(struct baton_transfer *transfer)
{
    baton_ledger_kill_owned(transfer->engine->ledger, transfer->id,
        error_for_dead_code(&transfer->machine), transfer->engine->now);
}

/* The scan has stored the new device in the transfer before it stepped the machine. */
static void do_bind_new(struct baton_transfer *transfer)
{
    transfer->new_uplink = transfer->new_device->uplink;
}

static void do_tell_new(struct baton_transfer *transfer)
{
    const struct baton_device *device = transfer->new_device;
    baton_ledger_kill_owned(
        transfer->engine->ledger, device->id, BATON_E_CODE_USED, transfer->engine->now);
    baton_transfer_send(transfer, BATON_SIDE_NEW, baton_welcome_scanned(transfer));
}

static void do_warn_claim(struct baton_transfer *transfer)
{
    baton_transfer_warn(transfer, "second_claim", NULL);
}

/* The new device shows what the old device shows or, if that device has lost its handles, what the person had chosen
 * there. */
static void inherit_slots(const struct baton_transfer *transfer)
{
    const struct baton_device *old = baton_transfer_replaced(transfer);
    if (transfer->old_device) {
        baton_layout_inherit(transfer->new_device, old);
    } else if (old) {
        baton_device_copy_pins(transfer->new_device, old);
        if (transfer->new_device->downlink)
            baton_layout_restore_pins(transfer->new_device);
    }
}

static void do_admit_new(struct baton_transfer *transfer)
{
    /* A PeerConnection that was lost before people agreed does not count. */
    transfer->new_device->lost = false;
    inherit_slots(transfer);
    baton_device_start_feeding(transfer->new_device);
    baton_transfer_tell(transfer, BATON_SIDE_NEW, baton_welcome_admitted(transfer));
    baton_layout_fill(transfer->new_device);
}

static void do_arm_new(struct baton_transfer *transfer)
{
    arm(transfer, transfer->new_device);
}

static void do_arm_old(struct baton_transfer *transfer)
{
    arm(transfer, transfer->old_device);
}

static void do_disarm(struct baton_transfer *transfer)
{
    if (transfer->gate)
        baton_gate_disarm(transfer->gate);
    baton_actions_settle(transfer);
}

static void do_force_old(struct baton_transfer *transfer)
{
    do_disarm(transfer);
    switch_sources(transfer->participant, transfer->old_device);
}

/* Creates the source of a kind for which the participant had no source before the swap. */
static void begin_new_source(struct baton_device *device, enum baton_source_kind kind)
{
    struct baton_participant *participant = device->participant;
    if (!baton_participant_begin_source(participant, kind, participant->room->video_codec, NULL))
        return;
    baton_layout_add(participant->sources[kind]);
    baton_stream_take(participant->sources[kind]->stream, device->feeds[kind].generation);
}

/* Updates the participant's source of a kind after the swap: either this device feeds the source now, or no
 * device does. Returns true if the others have to be told. */
static bool update_source(struct baton_device *device, enum baton_source_kind kind)
{
    struct baton_participant *participant = device->participant;
    bool feeds = baton_device_feeds(device, kind);
    bool begins = feeds && !participant->sources[kind];
    if (begins)
        begin_new_source(device, kind);
    struct baton_source *source = participant->sources[kind];
    if (!source)
        return false;
    bool mutes = feeds && device->feeds[kind].wants_muted && !source->muted;
    bool changed = begins || mutes || source->live != feeds;
    source->live = feeds;
    if (mutes)
        baton_source_mute(source, true);
    device->feeds[kind].wants_muted = false; /* from now on the source keeps the mute state */
    return changed;
}

static bool update_sources(struct baton_device *device)
{
    bool changed = false;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        changed |= update_source(device, (enum baton_source_kind)kind);
    return changed;
}

static void keep_name(struct baton_transfer *transfer)
{
    const struct baton_participant *participant = transfer->participant;
    g_free(transfer->display);
    json_decref(transfer->metadata);
    transfer->display = g_strdup(participant->display);
    transfer->metadata = json_incref(participant->metadata);
}

/* The call returns. The name and metadata that the new device has set could be a thief's. Returns true if the others
 * have to be told. */
static bool regain_name(const struct baton_transfer *transfer)
{
    struct baton_participant *participant = transfer->participant;
    if (strcmp(participant->display, transfer->display) == 0 &&
        json_equal(participant->metadata, transfer->metadata))
        return false;
    g_free(participant->display);
    participant->display = g_strdup(transfer->display);
    baton_participant_set_metadata(participant, transfer->metadata);
    return true;
}

/* The others see it if a device has taken the place of one that was away. Returns true if they have to be told. */
static bool note_change(struct baton_transfer *transfer, const struct baton_device *device)
{
    struct baton_device_change *change = &transfer->participant->change;
    bool moved = device == transfer->new_device;
    if (transfer->origin.kind == BATON_CHANGE_NONE)
        return false;
    if (moved)
        transfer->former = *change;
    *change = moved ? transfer->origin : transfer->former;
    return true;
}

static void promote(
    struct baton_transfer *transfer, struct baton_device *device, struct baton_device *other)
{
    struct baton_participant *participant = transfer->participant;
    if (participant->active && !participant->active->uplink) {
        baton_remembered_keep(participant->active);
        baton_participant_release(
            participant->active, BATON_ENDING_MOVED); /* the old device is still away */
    }
    device->role = BATON_DEVICE_ACTIVE;
    if (other)
        other->role = BATON_DEVICE_STANDBY;
    participant->active = device;
    baton_participant_mark_unsaved(participant);
    bool was_away = baton_absence_end(participant);
    bool renamed = device == transfer->old_device && regain_name(transfer);
    renamed |= note_change(transfer, device);
    if (update_sources(device) || was_away || renamed)
        baton_notice_changed(participant);
    baton_room_cap(device);
    baton_layout_refill(participant->room);
    transfer->settle_at = transfer->gate ? transfer->engine->now + SETTLE_TIME : BATON_NEVER;
}

static json_t *with_grace(const struct baton_transfer *transfer, json_t *event)
{
    json_object_set_new(event, "grace", json_integer(transfer->machine.policy.grace / BATON_MS(1)));
    return event;
}

static void do_promote_new(struct baton_transfer *transfer)
{
    const struct baton_device *left = baton_transfer_replaced(transfer);
    keep_name(transfer);
    if (transfer->recalled[0])
        baton_remembered_use(transfer->participant, transfer->recalled);
    if (left)
        baton_farewell_add_resumes(transfer, left);
    promote(transfer, transfer->new_device, transfer->old_device);
    json_t *gained = with_grace(transfer, baton_object_joined(transfer->new_device, "moved"));
    baton_resume_add_to_event(transfer->new_device, gained);
    baton_transfer_tell(transfer, BATON_SIDE_NEW, gained);
    json_t *lost = with_grace(transfer, json_pack("{s:s}", "baton", "moved"));
    baton_farewell_add(transfer, lost);
    baton_transfer_tell(transfer, BATON_SIDE_OLD, lost);
    baton_confirmation_repeat(transfer->participant);
    baton_transfer_note(transfer, BATON_AUDIT_MOVED, BATON_SIDE_NEW, NULL, NULL);
}

static void do_promote_old(struct baton_transfer *transfer)
{
    promote(transfer, transfer->old_device, transfer->new_device);
    baton_farewell_withdraw(transfer);
    json_t *regained = baton_object_joined(transfer->old_device, "returned");
    baton_resume_add_to_event(transfer->old_device, regained);
    baton_transfer_tell(transfer, BATON_SIDE_OLD, regained);
    baton_transfer_tell(transfer, BATON_SIDE_NEW, json_pack("{s:s}", "baton", "returned"));
    baton_confirmation_repeat(transfer->participant);
    baton_transfer_note(transfer, BATON_AUDIT_RETURNED, BATON_SIDE_OLD, NULL,
        baton_transfer_reason_name(transfer->machine.returning));
}

static void do_close_old(struct baton_transfer *transfer)
{
    const struct baton_device *old = transfer->old_device;
    memcpy(transfer->left.device, old->id, sizeof(transfer->left.device));
    g_strlcpy(transfer->left.sender, baton_device_sender(old), sizeof(transfer->left.sender));
    baton_remembered_keep(old);
    baton_participant_release(transfer->old_device, BATON_ENDING_MOVED);
    transfer->old_device = NULL;
}

static void do_close_new(struct baton_transfer *transfer)
{
    baton_participant_release(transfer->new_device,
        transfer->machine.outcome == BATON_OUTCOME_RETURNED ? BATON_ENDING_RETURNED
                                                            : BATON_ENDING_NOT_MOVED);
    transfer->new_device = NULL;
}

static void notify(struct baton_transfer *transfer, const struct baton_transfer_news *news)
{
    const char *state = baton_transfer_state_name(news->state);
    baton_transfer_note(transfer, BATON_AUDIT_STATE, BATON_SIDE_NONE, state, NULL);
    send_to_both(transfer, json_pack("{s:s, s:s, s:I}", "baton", "transfer", "state", state,
                               "expires_in", baton_transfer_time_until(transfer, news->deadline)));
}

/* The old device has left the call for good, and nobody has objected in the meantime: it can ask for the call again. */
static void tell_old_end(const struct baton_transfer *transfer, json_t *ended)
{
    if (transfer->left.device[0])
        baton_remembered_add(
            transfer->participant, transfer->left.device, transfer->left.sender, ended);
    baton_transfer_tell(transfer, BATON_SIDE_OLD, ended);
}

/* People did not agree that a remembered device gets the call. */
static void forget_declined(const struct baton_transfer *transfer)
{
    if (transfer->recalled[0] && transfer->machine.outcome == BATON_OUTCOME_DECLINED)
        baton_remembered_forget(transfer->participant, transfer->recalled);
}

static void do_end(struct baton_transfer *transfer)
{
    struct baton_participant *participant = transfer->participant;
    const struct baton_machine *machine = &transfer->machine;
    json_t *ended = json_pack("{s:s, s:s, s:s, s:s}", "baton", "transfer_ended", "outcome",
        baton_transfer_outcome_name(machine->outcome), "reason",
        baton_transfer_reason_name(machine->reason), "text",
        baton_transfer_reason_text(machine->reason));
    baton_actions_settle(transfer);
    forget_declined(transfer);
    baton_transfer_tell_stand_in(transfer, json_copy(ended));
    tell_old_end(transfer, json_copy(ended));
    baton_transfer_tell(transfer, BATON_SIDE_NEW, ended);
    baton_transfer_note(transfer, BATON_AUDIT_ENDED, BATON_SIDE_NONE,
        baton_transfer_outcome_name(machine->outcome), baton_transfer_reason_name(machine->reason));
    baton_confirmation_close(transfer);
    baton_transfer_forget(transfer);
    baton_absence_settle(participant);
}

static void do_leave(struct baton_transfer *transfer)
{
    if (!transfer->participant->active)
        baton_removal_participant(transfer->participant, BATON_ENDING_GONE);
}

static void (*const performers[])(struct baton_transfer *) = {
    [BATON_DO_KILL_CODE] = do_kill_code,
    [BATON_DO_BIND_NEW] = do_bind_new,
    [BATON_DO_TELL_NEW] = do_tell_new,
    [BATON_DO_WARN_CLAIM] = do_warn_claim,
    [BATON_DO_ASK] = baton_confirmation_ask,
    [BATON_DO_WITHDRAW] = baton_confirmation_withdraw,
    [BATON_DO_ADMIT_NEW] = do_admit_new,
    [BATON_DO_ARM_NEW] = do_arm_new,
    [BATON_DO_ARM_OLD] = do_arm_old,
    [BATON_DO_DISARM] = do_disarm,
    [BATON_DO_FORCE_OLD] = do_force_old,
    [BATON_DO_PROMOTE_NEW] = do_promote_new,
    [BATON_DO_PROMOTE_OLD] = do_promote_old,
    [BATON_DO_CLOSE_OLD] = do_close_old,
    [BATON_DO_CLOSE_NEW] = do_close_new,
    [BATON_DO_END] = do_end,
    [BATON_DO_LEAVE] = do_leave,
};

void baton_actions_perform(
    struct baton_transfer *transfer, const struct baton_transfer_actions *actions)
{
    for (size_t i = 0; i < actions->count; i++) {
        if (actions->list[i] == BATON_DO_NOTIFY)
            notify(transfer, &actions->news[i]);
        else
            performers[actions->list[i]](transfer);
    }
}
