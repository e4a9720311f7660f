/* SPDX-License-Identifier: GPL-3.0-or-later */
/* action owns what the machine's actions come to: media, channels, and what both sides are told. */
#include "app/action.h"

#include "app/downlink.h"
#include "app/json.h"
#include "app/poll.h"
#include "app/room.h"
#include "app/track.h"

/* How long a fired gate stays, so that a source whose next packet is late still hands over at that
 * packet instead of going silent before it. */
#define SETTLE_TIME BATON_MS(500)

/* --- media ------------------------------------------------------------------------------------ */

void baton_action_settle(struct baton_move *move)
{
    if (!move->gate)
        return;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (move->participant->tracks[kind])
            baton_source_settle(move->participant->tracks[kind]->source, move->gate);
    }
    baton_gate_release(move->gate);
    move->gate = NULL;
    move->settle_at = BATON_NEVER;
}

static uint64_t generation_of(const struct baton_device *device, int kind)
{
    return device && baton_device_feeds(device, (enum baton_source_kind)kind)
               ? device->feeds[kind].generation
               : 0;
}

/* Media passes to the device at once. */
static void take(struct baton_participant *participant, const struct baton_device *device)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->tracks[kind])
            baton_source_take(participant->tracks[kind]->source, generation_of(device, kind));
    }
}

/* Whether the swap waits for this kind. Whoever muted it, here or before, may send none. */
static bool is_needed(const struct baton_participant *participant,
    const struct baton_device *device, enum baton_source_kind kind)
{
    const struct baton_track *track = participant->tracks[kind];
    return track && !track->muted && !device->feeds[kind].wants_muted &&
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

static void arm(struct baton_move *move, struct baton_device *device)
{
    struct baton_participant *participant = move->participant;
    struct baton_gate_needs needs = needs_of(participant, device);
    baton_action_settle(move);
    baton_device_rebind(device);
    if (needs.audio || needs.video)
        move->gate = baton_gate_new(move->engine->media, &needs);
    if (!move->gate) {
        take(participant, device);
        move->instant = true;
        return;
    }
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->tracks[kind])
            baton_source_prepare(
                participant->tracks[kind]->source, move->gate, generation_of(device, kind));
    }
    baton_gate_arm(move->gate);
}

/* --- the machine's actions -------------------------------------------------------------------- */

static void tell_both(const struct baton_move *move, json_t *event)
{
    baton_move_tell(move, BATON_SIDE_OLD, json_copy(event));
    baton_move_tell(move, BATON_SIDE_NEW, event);
}

static enum baton_error epitaph(const struct baton_transfer *machine)
{
    if (machine->state != BATON_TRANSFER_ENDED)
        return BATON_E_CODE_USED;
    return machine->outcome == BATON_OUTCOME_SUPERSEDED ? BATON_E_CODE_SUPERSEDED
                                                        : BATON_E_CODE_EXPIRED;
}

static void do_kill_code(struct baton_move *move)
{
    baton_ledger_kill_owned(
        move->engine->ledger, move->id, epitaph(&move->machine), move->engine->now);
}

/* The request that scanned has put the new device in place before it stepped. */
static void do_bind_new(struct baton_move *move)
{
    move->new_uplink = move->new_device->uplink;
}

static void do_tell_new(struct baton_move *move)
{
    const struct baton_device *device = move->new_device;
    baton_ledger_kill_owned(move->engine->ledger, device->id, BATON_E_CODE_USED, move->engine->now);
    baton_world_send(move->engine, move->new_uplink, baton_move_scanned(move));
}

static void do_warn_claim(struct baton_move *move)
{
    baton_move_warn(move, "second_claim", NULL);
}

static void do_admit_new(struct baton_move *move)
{
    move->new_device->lost = false; /* what it lost before, nobody has agreed to */
    if (move->old_device)
        baton_downlink_inherit(move->new_device, move->old_device);
    baton_downlink_feed(move->new_device);
    baton_move_tell(move, BATON_SIDE_NEW, baton_json_joined(move->new_device, "admitted"));
    baton_downlink_refill(move->participant->room);
}

static void do_arm_new(struct baton_move *move)
{
    arm(move, move->new_device);
}

static void do_arm_old(struct baton_move *move)
{
    arm(move, move->old_device);
}

static void do_disarm(struct baton_move *move)
{
    if (move->gate)
        baton_gate_disarm(move->gate);
    baton_action_settle(move);
}

static void do_force_old(struct baton_move *move)
{
    do_disarm(move);
    take(move->participant, move->old_device);
}

/* A kind nobody sent before begins with the device that sends it. */
static void begin_track(struct baton_device *device, enum baton_source_kind kind)
{
    struct baton_participant *participant = device->participant;
    if (baton_track_new(participant, kind, NULL))
        baton_source_take(participant->tracks[kind]->source, device->feeds[kind].generation);
}

/* The participant's track of a kind is fed by this device now, or by none. True if the others can
 * tell the difference. */
static bool adopt_kind(struct baton_device *device, enum baton_source_kind kind)
{
    struct baton_participant *participant = device->participant;
    bool feeds = baton_device_feeds(device, kind);
    bool begins = feeds && !participant->tracks[kind];
    if (begins)
        begin_track(device, kind);
    struct baton_track *track = participant->tracks[kind];
    if (!track)
        return false;
    bool mutes = feeds && device->feeds[kind].wants_muted && !track->muted;
    bool changed = begins || mutes || track->live != feeds;
    track->live = feeds;
    if (mutes)
        baton_track_mute(track, true);
    device->feeds[kind].wants_muted = false; /* from here on the track knows */
    return changed;
}

static bool adopt(struct baton_device *device)
{
    bool changed = false;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        changed |= adopt_kind(device, (enum baton_source_kind)kind);
    return changed;
}

static void promote(
    struct baton_move *move, struct baton_device *device, struct baton_device *other)
{
    device->role = BATON_DEVICE_ACTIVE;
    if (other)
        other->role = BATON_DEVICE_STANDBY;
    move->participant->active = device;
    if (adopt(device))
        baton_participant_changed(move->participant);
    baton_poll_repeat(move->participant);
    baton_device_cap(device);
    baton_downlink_refill(move->participant->room);
}

static json_t *with_grace(const struct baton_move *move, json_t *event)
{
    json_object_set_new(event, "grace", json_integer(move->machine.policy.grace / BATON_MS(1)));
    return event;
}

static void do_promote_new(struct baton_move *move)
{
    promote(move, move->new_device, move->old_device);
    move->settle_at = move->gate ? move->engine->now + SETTLE_TIME : BATON_NEVER;
    baton_move_tell(move, BATON_SIDE_NEW,
        with_grace(
            move, baton_move_with_token(move, baton_json_joined(move->new_device, "moved"))));
    baton_move_tell(move, BATON_SIDE_OLD, with_grace(move, json_pack("{s:s}", "baton", "moved")));
    baton_effects_notify(move->engine->effects, NULL,
        json_pack("{s:s, s:s, s:s, s:s}", "event", "moved", "room", move->participant->room->id,
            "participant", move->participant->id, "transfer", move->id));
}

static void do_promote_old(struct baton_move *move)
{
    promote(move, move->old_device, move->new_device);
    move->settle_at = move->gate ? move->engine->now + SETTLE_TIME : BATON_NEVER;
    baton_move_tell(move, BATON_SIDE_OLD, baton_json_joined(move->old_device, "returned"));
    baton_move_tell(move, BATON_SIDE_NEW, json_pack("{s:s}", "baton", "returned"));
}

static void do_close_old(struct baton_move *move)
{
    baton_device_release(move->old_device);
    move->old_device = NULL;
}

static void do_close_new(struct baton_move *move)
{
    baton_device_release(move->new_device);
    move->new_device = NULL;
}

static void do_notify(struct baton_move *move)
{
    tell_both(move, json_pack("{s:s, s:s, s:I}", "baton", "transfer", "state",
                        baton_transfer_state_name(move->machine.state), "expires_in",
                        baton_move_expires_in(move)));
}

static void do_end(struct baton_move *move)
{
    struct baton_participant *participant = move->participant;
    const struct baton_transfer *machine = &move->machine;
    baton_action_settle(move);
    tell_both(move, json_pack("{s:s, s:s, s:s, s:s}", "baton", "transfer_ended", "outcome",
                        baton_transfer_outcome_name(machine->outcome), "reason",
                        baton_transfer_reason_name(machine->reason), "text",
                        baton_transfer_reason_text(machine->reason)));
    baton_move_forget(move);
    if (participant->active && baton_participant_prune(participant)) {
        baton_participant_changed(participant);
        baton_downlink_refill(participant->room);
    }
}

static void do_leave(struct baton_move *move)
{
    baton_participant_leave(move->participant, "gone");
}

static void (*const performers[])(struct baton_move *) = {
    [BATON_DO_KILL_CODE] = do_kill_code,
    [BATON_DO_BIND_NEW] = do_bind_new,
    [BATON_DO_TELL_NEW] = do_tell_new,
    [BATON_DO_WARN_CLAIM] = do_warn_claim,
    [BATON_DO_ASK] = baton_poll_ask,
    [BATON_DO_WITHDRAW] = baton_poll_withdraw,
    [BATON_DO_ADMIT_NEW] = do_admit_new,
    [BATON_DO_ARM_NEW] = do_arm_new,
    [BATON_DO_ARM_OLD] = do_arm_old,
    [BATON_DO_DISARM] = do_disarm,
    [BATON_DO_FORCE_OLD] = do_force_old,
    [BATON_DO_PROMOTE_NEW] = do_promote_new,
    [BATON_DO_PROMOTE_OLD] = do_promote_old,
    [BATON_DO_CLOSE_OLD] = do_close_old,
    [BATON_DO_CLOSE_NEW] = do_close_new,
    [BATON_DO_NOTIFY] = do_notify,
    [BATON_DO_END] = do_end,
    [BATON_DO_LEAVE] = do_leave,
};

void baton_action_perform(struct baton_move *move, enum baton_transfer_action action)
{
    performers[action](move);
}
