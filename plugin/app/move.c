/* SPDX-License-Identifier: GPL-3.0-or-later */
/* move owns a transfer under way: it runs what the pure machine decides. */
#include "app/move.h"

#include <string.h>

#include "app/action.h"
#include "app/downlink.h"
#include "app/json.h"
#include "app/network.h"
#include "app/offer.h"
#include "app/poll.h"
#include "app/presentation.h"
#include "app/room.h"
#include "app/track.h"

enum { NUMBER_MIN = 10, NUMBER_MAX = 99 };

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
    if (!move->confirm.how)
        move->confirm.how = baton_channel_default();
    baton_transfer_init(&move->machine, &policy, number, engine->now);
    return move;
}

void baton_move_begin(struct baton_move *move)
{
    move->participant->move = move;
    g_hash_table_insert(move->engine->moves, move->id, move);
}

void baton_move_forget(struct baton_move *move)
{
    baton_poll_close(move);
    baton_ledger_kill(move->engine->ledger, move->id, BATON_E_CODE_EXPIRED, move->engine->now);
    move->participant->move = NULL;
    g_hash_table_remove(move->engine->moves, move->id);
    g_ptr_array_add(move->engine->graveyard, move);
}

void baton_move_discard(void *data)
{
    struct baton_move *move = data;
    if (!move)
        return;
    baton_poll_free(move);
    g_free(move->device_name);
    g_free(move);
}

void baton_move_bury(struct baton_engine *engine)
{
    g_ptr_array_set_size(engine->graveyard, 0);
}

/* --- the codes it shows ----------------------------------------------------------------------- */

/* What lets a device without an account in, for g_free; NULL where every device gets in. */
static char *auth_for(const struct baton_move *move)
{
    const struct baton_host *host = move->engine->host;
    if (!host->mint_auth)
        return NULL;
    return host->mint_auth(host->context, move->id, move->machine.deadline - move->engine->now);
}

static json_t *show(struct baton_move *move, const struct baton_offer_wish *wish,
    struct baton_digest *digest, struct baton_failure *failure)
{
    struct baton_offer offer;
    if (!baton_offer_init(&offer, move->engine, wish, failure))
        return NULL;
    if (digest)
        *digest = offer.digest;
    json_t *code = baton_offer_json(&offer);
    baton_offer_fini(&offer);
    return code;
}

json_t *baton_move_show(struct baton_move *move, enum baton_code_kind kind, const char *link,
    struct baton_failure *failure)
{
    char *auth = auth_for(move);
    const struct baton_offer_wish wish = {
        .kind = kind,
        .link = link,
        .auth = auth,
        .room = move->participant->room->id,
        .owner = move->id,
        .subject = move->id,
        /* The machine decides when it is too late, and kills it. */
        .expires = move->machine.deadline + move->machine.policy.match_timeout,
    };
    json_t *code = show(move, &wish, NULL, failure);
    if (code)
        move->kind = kind;
    g_free(auth);
    return code;
}

json_t *baton_move_show_back(
    struct baton_move *move, const struct baton_device *device, struct baton_failure *failure)
{
    const struct baton_offer_wish wish = {
        .kind = move->kind,
        .owner = device->id,
        .subject = move->id,
        .expires = move->engine->now + move->machine.policy.match_timeout,
    };
    return show(move, &wish, &move->presented, failure);
}

bool baton_move_shows_letters(const struct baton_move *move)
{
    const struct baton_transfer *machine = &move->machine;
    bool shows = machine->state == BATON_TRANSFER_OFFERED ||
                 (machine->state == BATON_TRANSFER_MATCHING && !machine->scanned_by_new);
    return shows && baton_secret_is_weak(baton_code_kind_secret(move->kind));
}

void baton_move_bind(struct baton_move *move, struct baton_device *device)
{
    move->new_device = device;
    move->device_name = g_strdup(device->name);
    move->wants_downlink = move->old_device && move->old_device->downlink;
}

/* --- saying what happens ---------------------------------------------------------------------- */

void baton_move_tell(const struct baton_move *move, enum baton_transfer_side side, json_t *event)
{
    bool old = side == BATON_SIDE_OLD;
    json_object_set_new(event, "transfer", json_string(move->id));
    json_object_set_new(event, "role", json_string(old ? "old" : "new"));
    baton_world_send(move->engine, old ? move->old_uplink : move->new_uplink, event);
}

void baton_move_warn(const struct baton_move *move, const char *kind, const char *network)
{
    const struct baton_device *active = move->participant->active;
    json_t *warning = json_pack("{s:s, s:s}", "baton", "warning", "kind", kind);
    if (network)
        json_object_set_new(warning, "network", json_string(network));
    baton_move_tell(
        move, active && active == move->new_device ? BATON_SIDE_NEW : BATON_SIDE_OLD, warning);
}

void baton_move_compare_networks(struct baton_move *move)
{
    const struct baton_device *old = move->old_device;
    const struct baton_device *new = move->new_device;
    if (move->network_warned || !old || !new || move->machine.state >= BATON_TRANSFER_STANDBY ||
        !baton_network_differs(old->network, new->network))
        return;
    move->network_warned = true;
    baton_move_warn(move, "other_network", new->network);
}

json_int_t baton_move_expires_in(const struct baton_move *move)
{
    baton_time left = move->machine.deadline - move->engine->now;
    return move->machine.deadline == BATON_NEVER || left < 0 ? 0 : left / BATON_MS(1);
}

json_t *baton_move_choices(const struct baton_move *move)
{
    json_t *choices = json_array();
    for (int i = 0; i < BATON_MOVE_CHOICES; i++)
        json_array_append_new(choices, json_integer(move->choices[i]));
    return choices;
}

/* Nobody has agreed to the device before it has the call: then its token must not outlive the
 * transfer by much. */
static baton_time token_lifetime(const struct baton_move *move)
{
    const struct baton_transfer_policy *policy = &move->machine.policy;
    if (move->participant->active == move->new_device)
        return BATON_NEVER;
    return policy->match_timeout + policy->confirm_timeout + policy->connect_timeout +
           policy->commit_timeout;
}

json_t *baton_move_with_token(const struct baton_move *move, json_t *event)
{
    const struct baton_host *host = move->engine->host;
    char *token = host->mint_token
                      ? host->mint_token(host->context, move->participant->id, token_lifetime(move))
                      : NULL;
    if (token)
        json_object_set_new(event, "token", json_string(token));
    g_free(token);
    return event;
}

static json_t *wanted_sources(const struct baton_participant *participant)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_track *track = participant->tracks[kind];
        if (track)
            json_array_append_new(
                sources, json_pack("{s:s, s:b}", "kind", baton_source_kind_name(track->kind),
                             "muted", track->muted));
    }
    return sources;
}

static json_t *wanted_slots(const struct baton_device *old)
{
    size_t audio = old ? baton_downlink_count(old, false) : 0;
    size_t video = old ? baton_downlink_count(old, true) : 0;
    return json_pack("{s:I, s:I}", "audio", (json_int_t)audio, "video", (json_int_t)video);
}

/* How people are asked is for when it is known that this is the device that is meant. */
static void add_question(const struct baton_move *move, json_t *scanned)
{
    enum baton_transfer_form form = move->machine.policy.form;
    if (move->machine.state == BATON_TRANSFER_MATCHING)
        return;
    json_object_set_new(scanned, "form", json_string(baton_transfer_form_name(form)));
    if (form == BATON_FORM_NUMBER && !baton_policy_asks_nobody(&move->confirm))
        json_object_set_new(scanned, "number", json_integer(move->machine.number));
}

json_t *baton_move_scanned(const struct baton_move *move)
{
    const struct baton_device *device = move->new_device;
    json_t *scanned = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "baton",
        "scanned", "role", "new", "transfer", move->id, "state",
        baton_transfer_state_name(move->machine.state), "expires_in", baton_move_expires_in(move),
        "device", device->id, "private_id", device->private_id, "audiocodec",
        baton_codec_name(BATON_CODEC_OPUS), "videocodec",
        baton_codec_name(move->participant->room->video_codec), "slots",
        wanted_slots(move->old_device), "sources", wanted_sources(move->participant));
    add_question(move, scanned);
    if (move->presentation[0])
        json_object_set_new(scanned, "presentation", json_string(move->presentation));
    return baton_move_with_token(move, scanned);
}

/* --- stepping --------------------------------------------------------------------------------- */

static enum baton_error step_once(struct baton_move *move, struct baton_transfer_event event)
{
    struct baton_transfer_actions todo;
    enum baton_error error = baton_transfer_step(&move->machine, &event, move->engine->now, &todo);
    for (size_t i = 0; i < todo.count; i++)
        baton_action_perform(move, todo.list[i]);
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
    case BATON_E_CODE_MISMATCH:
        return "text: this is not the code of the other device; the transfer has ended";
    case BATON_E_NOT_ASKED:
        return "this device was not asked to confirm";
    case BATON_E_ALREADY_ANSWERED:
        return "this question was answered already";
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
    baton_poll_settle(move);
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
    if (device->presentation) {
        baton_presentation_withdraw(device->presentation);
        return;
    }
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
        baton_action_settle(move);
}

baton_time baton_move_deadline(const struct baton_move *move)
{
    return MIN(move->machine.deadline, move->settle_at);
}
