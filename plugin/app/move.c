/* SPDX-License-Identifier: GPL-3.0-or-later */
/* move owns a transfer under way: it runs what the pure machine decides. */
#include "app/move.h"

#include "app/downlink.h"
#include "app/json.h"
#include "app/room.h"
#include "app/track.h"

enum { NUMBER_MIN = 10, NUMBER_MAX = 99 };

/* How long a fired gate stays, so that a source whose next packet is late still hands over at that
 * packet instead of going silent before it. */
#define SETTLE_TIME BATON_MS(500)

/* --- birth and death -------------------------------------------------------------------------- */

static bool draw_number(const struct baton_random *random, int *number)
{
    uint32_t drawn;
    if (!baton_random_below(random, NUMBER_MAX - NUMBER_MIN + 1, &drawn))
        return false;
    *number = NUMBER_MIN + (int)drawn;
    return true;
}

/* Draws different numbers; which of them is the right one is drawn as well. */
static bool draw_choices(
    const struct baton_random *random, int choices[BATON_MOVE_CHOICES], int *right)
{
    uint32_t place;
    for (int i = 0; i < BATON_MOVE_CHOICES;) {
        if (!draw_number(random, &choices[i]))
            return false;
        bool taken = false;
        for (int j = 0; j < i; j++)
            taken |= choices[j] == choices[i];
        i += !taken;
    }
    if (!baton_random_below(random, BATON_MOVE_CHOICES, &place))
        return false;
    *right = choices[place];
    return true;
}

static struct baton_transfer_policy policy_of(
    const struct baton_room *room, const struct baton_policy *confirm, bool mutual)
{
    const struct baton_config *config = &room->engine->config;
    return (struct baton_transfer_policy){
        .old = confirm->old,
        .remote = confirm->remote,
        .form = confirm->form,
        .mutual = mutual,
        .code_lifetime = BATON_SECONDS(room->code_lifetime),
        .match_timeout = config->match_timeout,
        .confirm_timeout = config->confirm_timeout,
        .connect_timeout = config->connect_timeout,
        .commit_timeout = config->commit_timeout,
        .grace = MAX(BATON_SECONDS(room->grace), 1),
        .return_timeout = config->return_timeout,
    };
}

struct baton_move *baton_move_new(struct baton_participant *participant,
    const struct baton_policy *confirm, bool mutual, struct baton_failure *failure)
{
    struct baton_engine *engine = participant->room->engine;
    struct baton_transfer_policy policy = policy_of(participant->room, confirm, mutual);
    struct baton_move *move = g_new0(struct baton_move, 1);
    int number;
    if (!baton_world_id(engine, move->id, failure)) {
        g_free(move);
        return NULL;
    }
    if (!draw_choices(&engine->host->random, move->choices, &number)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "the system has no randomness to give");
        g_free(move);
        return NULL;
    }
    move->engine = engine;
    move->participant = participant;
    move->old_device = participant->active;
    move->old_uplink = participant->active->uplink;
    move->settle_at = BATON_NEVER;
    move->confirm = *confirm;
    baton_transfer_init(&move->machine, &policy, number, engine->now);
    return move;
}

void baton_move_begin(struct baton_move *move)
{
    move->participant->move = move;
    g_hash_table_insert(move->engine->moves, move->id, move);
}

static void forget(struct baton_move *move)
{
    move->participant->move = NULL;
    g_hash_table_remove(move->engine->moves, move->id);
    g_ptr_array_add(move->engine->graveyard, move);
}

void baton_move_discard(struct baton_move *move)
{
    g_free(move);
}

void baton_move_bury(struct baton_engine *engine)
{
    g_ptr_array_set_size(engine->graveyard, 0);
}

/* --- saying what happens ---------------------------------------------------------------------- */

static void tell(const struct baton_move *move, enum baton_transfer_side side, json_t *event)
{
    bool old = side == BATON_SIDE_OLD;
    json_object_set_new(event, "transfer", json_string(move->id));
    json_object_set_new(event, "role", json_string(old ? "old" : "new"));
    baton_world_send(move->engine, old ? move->old_uplink : move->new_uplink, event);
}

static void tell_both(const struct baton_move *move, json_t *event)
{
    tell(move, BATON_SIDE_OLD, json_copy(event));
    tell(move, BATON_SIDE_NEW, event);
}

json_int_t baton_move_expires_in(const struct baton_move *move)
{
    baton_time left = move->machine.deadline - move->engine->now;
    return move->machine.deadline == BATON_NEVER || left < 0 ? 0 : left / BATON_MS(1);
}

static json_t *choices_of(const struct baton_move *move)
{
    json_t *choices = json_array();
    for (int i = 0; i < BATON_MOVE_CHOICES; i++)
        json_array_append_new(choices, json_integer(move->choices[i]));
    return choices;
}

/* --- media ------------------------------------------------------------------------------------ */

static void settle(struct baton_move *move)
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
    settle(move);
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

static enum baton_error epitaph(const struct baton_transfer *machine)
{
    if (machine->state != BATON_TRANSFER_ENDED)
        return BATON_E_CODE_USED;
    return machine->outcome == BATON_OUTCOME_SUPERSEDED ? BATON_E_CODE_SUPERSEDED
                                                        : BATON_E_CODE_EXPIRED;
}

static void do_kill_code(struct baton_move *move)
{
    baton_ledger_kill(move->engine->ledger, move->id, epitaph(&move->machine), move->engine->now);
}

/* The request that scanned has put the new device in place before it stepped. */
static void do_bind_new(struct baton_move *move)
{
    move->new_uplink = move->new_device->uplink;
}

static void do_warn_claim(struct baton_move *move)
{
    const struct baton_device *active = move->participant->active;
    json_t *warning = json_pack("{s:s, s:s}", "baton", "warning", "kind", "second_claim");
    tell(move, active && active == move->new_device ? BATON_SIDE_NEW : BATON_SIDE_OLD, warning);
}

static void do_ask(struct baton_move *move)
{
    json_t *question = json_pack("{s:s, s:s, s:s, s:I}", "baton", "confirm", "form",
        baton_transfer_form_name(move->machine.policy.form), "device_name", move->new_device->name,
        "expires_in", baton_move_expires_in(move));
    if (move->machine.policy.form == BATON_FORM_NUMBER)
        json_object_set_new(question, "choices", choices_of(move));
    tell(move, BATON_SIDE_OLD, question);
}

static void do_admit_new(struct baton_move *move)
{
    move->new_device->lost = false; /* what it lost before, nobody has agreed to */
    if (move->old_device)
        baton_downlink_inherit(move->new_device, move->old_device);
    baton_downlink_feed(move->new_device);
    tell(move, BATON_SIDE_NEW, baton_json_joined(move->new_device, "admitted"));
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
    settle(move);
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
    tell(move, BATON_SIDE_NEW, with_grace(move, baton_json_joined(move->new_device, "moved")));
    tell(move, BATON_SIDE_OLD, with_grace(move, json_pack("{s:s}", "baton", "moved")));
    baton_effects_notify(move->engine->effects, NULL,
        json_pack("{s:s, s:s, s:s, s:s}", "event", "moved", "room", move->participant->room->id,
            "participant", move->participant->id, "transfer", move->id));
}

static void do_promote_old(struct baton_move *move)
{
    promote(move, move->old_device, move->new_device);
    move->settle_at = move->gate ? move->engine->now + SETTLE_TIME : BATON_NEVER;
    tell(move, BATON_SIDE_OLD, baton_json_joined(move->old_device, "returned"));
    tell(move, BATON_SIDE_NEW, json_pack("{s:s}", "baton", "returned"));
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
    settle(move);
    tell_both(move, json_pack("{s:s, s:s, s:s, s:s}", "baton", "transfer_ended", "outcome",
                        baton_transfer_outcome_name(machine->outcome), "reason",
                        baton_transfer_reason_name(machine->reason), "text",
                        baton_transfer_reason_text(machine->reason)));
    forget(move);
    if (participant->active && baton_participant_prune(participant)) {
        baton_participant_changed(participant);
        baton_downlink_refill(participant->room);
    }
}

static void do_leave(struct baton_move *move)
{
    baton_participant_leave(move->participant, "gone");
}

static void (*const actions[])(struct baton_move *) = {
    [BATON_DO_KILL_CODE] = do_kill_code,
    [BATON_DO_BIND_NEW] = do_bind_new,
    [BATON_DO_WARN_CLAIM] = do_warn_claim,
    [BATON_DO_ASK] = do_ask,
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

/* --- stepping --------------------------------------------------------------------------------- */

static enum baton_error step_once(struct baton_move *move, struct baton_transfer_event event)
{
    struct baton_transfer_actions todo;
    enum baton_error error = baton_transfer_step(&move->machine, &event, move->engine->now, &todo);
    for (size_t i = 0; i < todo.count; i++)
        actions[todo.list[i]](move);
    return error;
}

static void committed(struct baton_move *move)
{
    move->instant = false;
    step_once(move, (struct baton_transfer_event){.type = BATON_TRANSFER_COMMITTED});
}

/* The news of a gate that has fired goes before everything else. */
static void hear_gate(struct baton_move *move)
{
    if (baton_move_is_swapping(move) && move->gate &&
        baton_gate_state(move->gate) == BATON_GATE_FIRED)
        committed(move);
}

static const char *words_for(enum baton_error error)
{
    switch (error) {
    case BATON_E_CODE_USED:
        return "this code was used by another device";
    case BATON_E_CODE_EXPIRED:
        return "this code has expired";
    case BATON_E_WRONG_STATE:
        return "the transfer is in another state";
    case BATON_E_WRONG_NUMBER:
        return "number: not the one that the new device shows; the transfer has ended";
    case BATON_E_NOT_ASKED:
        return "this device was not asked to confirm";
    case BATON_E_NO_STANDBY:
        return "there is no device on standby to bring the call back to";
    case BATON_E_TRANSFER_IN_PROGRESS:
        return "a transfer of this call is under way; cancel it first";
    case BATON_E_NOT_IN_CALL:
        return "this device does not have the call";
    default:
        return "there is no such transfer";
    }
}

/* Before an event is stepped: what the gate has done must be known, and not change any more. */
static void hold_gate(struct baton_move *move, struct baton_transfer_event event)
{
    hear_gate(move);
    if (move->gate && baton_transfer_drops_gate(&move->machine, &event, move->engine->now) &&
        !baton_gate_disarm(move->gate))
        committed(move);
}

enum baton_error baton_move_step(
    struct baton_move *move, struct baton_transfer_event event, struct baton_failure *failure)
{
    hold_gate(move, event);
    enum baton_error error = step_once(move, event);
    if (move->instant)
        committed(move);
    return error ? baton_failure_set(failure, error, "%s", words_for(error)) : BATON_OK;
}

enum baton_error baton_move_would(
    const struct baton_move *move, struct baton_transfer_event event, struct baton_failure *failure)
{
    struct baton_transfer trial = move->machine;
    struct baton_transfer_actions todo;
    enum baton_error error = baton_transfer_step(&trial, &event, move->engine->now, &todo);
    return error ? baton_failure_set(failure, error, "%s", words_for(error)) : BATON_OK;
}

/* --- facts ------------------------------------------------------------------------------------ */

enum baton_transfer_side baton_move_side(
    const struct baton_move *move, const struct baton_device *device)
{
    if (device && device == move->old_device)
        return BATON_SIDE_OLD;
    return device && device == move->new_device ? BATON_SIDE_NEW : BATON_SIDE_NONE;
}

bool baton_move_is_agreed(const struct baton_move *move)
{
    return move->machine.state == BATON_TRANSFER_CONNECTING ||
           move->machine.state == BATON_TRANSFER_COMMITTING ||
           move->machine.state == BATON_TRANSFER_STANDBY ||
           move->machine.state == BATON_TRANSFER_RETURNING;
}

bool baton_move_is_swapping(const struct baton_move *move)
{
    return move->machine.state == BATON_TRANSFER_COMMITTING ||
           move->machine.state == BATON_TRANSFER_RETURNING;
}

static bool has_tracks(const struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->tracks[kind])
            return true;
    }
    return false;
}

/* The new device must send as soon as the participant has anything to send, unless it has said
 * that it will not; and see and hear if the old one does. */
static bool channels_are_up(const struct baton_move *move)
{
    const struct baton_device *device = move->new_device;
    const struct baton_handle *up = device->uplink;
    const struct baton_handle *down = device->downlink;
    bool sends = device->declared ? baton_device_sends(device) : has_tracks(move->participant);
    bool sees = move->wants_downlink || (down && down->negotiated);
    return up && (!sends || up->up) && (!sees || (down && down->up));
}

void baton_move_channels_changed(struct baton_device *device)
{
    struct baton_move *move = device->participant->move;
    if (!move || device != move->new_device)
        return;
    bool up = channels_are_up(move);
    if (up != move->machine.new_up)
        baton_move_step(move,
            (struct baton_transfer_event){
                .type = up ? BATON_TRANSFER_NEW_UP : BATON_TRANSFER_NEW_DOWN},
            NULL);
}

void baton_move_uplink_down(struct baton_device *device)
{
    struct baton_move *move = device->participant->move;
    if (move && device == move->old_device)
        baton_move_step(move, (struct baton_transfer_event){.type = BATON_TRANSFER_OLD_DOWN}, NULL);
    else
        baton_move_channels_changed(device);
}

void baton_move_uplink_gone(struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    const struct baton_handle *uplink = device->uplink;
    struct baton_move *move = participant->move;
    bool old = move && device == move->old_device;
    struct baton_transfer_event gone = {
        .type = old ? BATON_TRANSFER_OLD_GONE : BATON_TRANSFER_NEW_GONE,
    };
    if (move)
        hold_gate(move, gone);
    if (!uplink->device)
        return; /* the call had returned already, and the device was released with that */
    bool concerned = participant->move && baton_move_side(move, device) != BATON_SIDE_NONE;
    bool active = participant->active == device;
    baton_device_release(device);
    if (concerned) {
        *(old ? &move->old_device : &move->new_device) = NULL;
        *(old ? &move->old_uplink : &move->new_uplink) = NULL;
        baton_move_step(move, gone, NULL);
    } else if (active) {
        baton_participant_leave(participant, "gone");
    }
}

void baton_move_tick(struct baton_move *move)
{
    baton_move_step(move, (struct baton_transfer_event){.type = BATON_TRANSFER_TICK}, NULL);
    if (move->settle_at <= move->engine->now)
        settle(move);
}

baton_time baton_move_deadline(const struct baton_move *move)
{
    return MIN(move->machine.deadline, move->settle_at);
}
