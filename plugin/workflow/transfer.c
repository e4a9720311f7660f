/* SPDX-License-Identifier: GPL-3.0-or-later */
/* move owns a transfer under way: it runs what the pure machine decides. */
#include "workflow/transfer.h"

#include <string.h>

#include "base/address.h"
#include "media/gate.h"
#include "state/layout.h"
#include "state/objects.h"
#include "state/room.h"
#include "state/source.h"
#include "workflow/actions.h"
#include "workflow/confirmation.h"
#include "workflow/presentation.h"
#include "workflow/shown_code.h"

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
    const struct baton_random *random, int choices[BATON_TRANSFER_CHOICES], int *right)
{
    uint32_t place;
    for (int i = 0; i < BATON_TRANSFER_CHOICES;) {
        if (!draw_number(random, &choices[i]))
            return false;
        bool taken = false;
        for (int j = 0; j < i; j++)
            taken |= choices[j] == choices[i];
        i += !taken;
    }
    if (!baton_random_below(random, BATON_TRANSFER_CHOICES, &place))
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

struct baton_transfer *baton_transfer_new(struct baton_participant *participant,
    const struct baton_policy *confirm, bool mutual, struct baton_failure *failure)
{
    struct baton_engine *engine = participant->room->engine;
    struct baton_transfer_policy policy = policy_of(participant->room, confirm, mutual);
    struct baton_transfer *transfer = g_new0(struct baton_transfer, 1);
    int number;
    if (!baton_registry_id(engine, transfer->id, failure)) {
        g_free(transfer);
        return NULL;
    }
    if (!draw_choices(&engine->host->random, transfer->choices, &number)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "the system has no randomness to give");
        g_free(transfer);
        return NULL;
    }
    transfer->engine = engine;
    transfer->participant = participant;
    transfer->old_device = participant->active;
    transfer->old_uplink = participant->active->uplink;
    transfer->settle_at = BATON_NEVER;
    transfer->confirm = *confirm;
    if (!transfer->confirm.how)
        transfer->confirm.how = baton_channel_default();
    baton_machine_init(&transfer->machine, &policy, number, engine->now);
    return transfer;
}

void baton_transfer_begin(struct baton_transfer *transfer)
{
    transfer->participant->transfer = transfer;
    g_hash_table_insert(transfer->engine->transfers, transfer->id, transfer);
}

void baton_transfer_forget(struct baton_transfer *transfer)
{
    baton_confirmation_close(transfer);
    baton_ledger_kill(
        transfer->engine->ledger, transfer->id, BATON_E_CODE_EXPIRED, transfer->engine->now);
    transfer->participant->transfer = NULL;
    g_hash_table_remove(transfer->engine->transfers, transfer->id);
    g_ptr_array_add(transfer->engine->graveyard, transfer);
}

void baton_transfer_discard(void *data)
{
    struct baton_transfer *transfer = data;
    if (!transfer)
        return;
    baton_confirmation_free(transfer);
    g_free(transfer->device_name);
    g_free(transfer);
}

void baton_transfer_bury(struct baton_engine *engine)
{
    g_ptr_array_set_size(engine->graveyard, 0);
}

/* --- the codes it shows ----------------------------------------------------------------------- */

/* What lets a device without an account in, for g_free; NULL where every device gets in. */
static char *auth_for(const struct baton_transfer *transfer)
{
    const struct baton_host *host = transfer->engine->host;
    if (!host->mint_auth)
        return NULL;
    return host->mint_auth(
        host->context, transfer->id, transfer->machine.deadline - transfer->engine->now);
}

static json_t *show(struct baton_transfer *transfer, const struct baton_shown_code_wish *wish,
    struct baton_digest *digest, struct baton_failure *failure)
{
    struct baton_shown_code offer;
    if (!baton_shown_code_init(&offer, transfer->engine, wish, failure))
        return NULL;
    if (digest)
        *digest = offer.digest;
    json_t *code = baton_shown_code_json(&offer);
    baton_shown_code_fini(&offer);
    return code;
}

json_t *baton_transfer_show(struct baton_transfer *transfer, enum baton_code_kind kind,
    const char *link, struct baton_failure *failure)
{
    char *auth = auth_for(transfer);
    const struct baton_shown_code_wish wish = {
        .kind = kind,
        .link = link,
        .auth = auth,
        .room = transfer->participant->room->id,
        .owner = transfer->id,
        .subject = transfer->id,
        /* The machine decides when it is too late, and kills it. */
        .expires = transfer->machine.deadline + transfer->machine.policy.match_timeout,
    };
    json_t *code = show(transfer, &wish, NULL, failure);
    if (code)
        transfer->kind = kind;
    g_free(auth);
    return code;
}

json_t *baton_transfer_show_back(struct baton_transfer *transfer, const struct baton_device *device,
    struct baton_failure *failure)
{
    const struct baton_shown_code_wish wish = {
        .kind = transfer->kind,
        .owner = device->id,
        .subject = transfer->id,
        .expires = transfer->engine->now + transfer->machine.policy.match_timeout,
    };
    return show(transfer, &wish, &transfer->presented, failure);
}

bool baton_transfer_shows_letters(const struct baton_transfer *transfer)
{
    const struct baton_machine *machine = &transfer->machine;
    bool shows = machine->state == BATON_TRANSFER_SHOWING ||
                 (machine->state == BATON_TRANSFER_MATCHING && !machine->scanned_by_new);
    return shows && baton_secret_is_weak(baton_code_kind_secret(transfer->kind));
}

void baton_transfer_bind(struct baton_transfer *transfer, struct baton_device *device)
{
    transfer->new_device = device;
    transfer->device_name = g_strdup(device->name);
    transfer->wants_downlink = transfer->old_device && transfer->old_device->downlink;
}

/* --- saying what happens ---------------------------------------------------------------------- */

void baton_transfer_tell(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event)
{
    bool old = side == BATON_SIDE_OLD;
    json_object_set_new(event, "transfer", json_string(transfer->id));
    json_object_set_new(event, "role", json_string(old ? "old" : "new"));
    baton_registry_send(transfer->engine, old ? transfer->old_uplink : transfer->new_uplink, event);
}

void baton_transfer_warn(
    const struct baton_transfer *transfer, const char *kind, const char *network)
{
    const struct baton_device *active = transfer->participant->active;
    json_t *warning = json_pack("{s:s, s:s}", "baton", "warning", "kind", kind);
    if (network)
        json_object_set_new(warning, "network", json_string(network));
    baton_transfer_tell(transfer,
        active && active == transfer->new_device ? BATON_SIDE_NEW : BATON_SIDE_OLD, warning);
}

void baton_transfer_compare_networks(struct baton_transfer *transfer)
{
    const struct baton_device *old = transfer->old_device;
    const struct baton_device *new = transfer->new_device;
    if (transfer->network_warned || !old || !new ||
        transfer->machine.state >= BATON_TRANSFER_STANDBY ||
        !baton_address_differs(old->network, new->network))
        return;
    transfer->network_warned = true;
    baton_transfer_warn(transfer, "other_network", new->network);
}

json_int_t baton_transfer_expires_in(const struct baton_transfer *transfer)
{
    baton_time left = transfer->machine.deadline - transfer->engine->now;
    return transfer->machine.deadline == BATON_NEVER || left < 0 ? 0 : left / BATON_MS(1);
}

json_t *baton_transfer_choices(const struct baton_transfer *transfer)
{
    json_t *choices = json_array();
    for (int i = 0; i < BATON_TRANSFER_CHOICES; i++)
        json_array_append_new(choices, json_integer(transfer->choices[i]));
    return choices;
}

/* Nobody has agreed to the device before it has the call: then its token must not outlive the
 * transfer by much. */
static baton_time token_lifetime(const struct baton_transfer *transfer)
{
    const struct baton_transfer_policy *policy = &transfer->machine.policy;
    if (transfer->participant->active == transfer->new_device)
        return BATON_NEVER;
    return policy->match_timeout + policy->confirm_timeout + policy->connect_timeout +
           policy->commit_timeout;
}

json_t *baton_transfer_with_token(const struct baton_transfer *transfer, json_t *event)
{
    const struct baton_host *host = transfer->engine->host;
    char *token = host->mint_token ? host->mint_token(host->context, transfer->participant->id,
                                         token_lifetime(transfer))
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
        const struct baton_source *source = participant->sources[kind];
        if (source)
            json_array_append_new(
                sources, json_pack("{s:s, s:b}", "kind", baton_source_kind_name(source->kind),
                             "muted", source->muted));
    }
    return sources;
}

static json_t *wanted_slots(const struct baton_device *old)
{
    size_t audio = old ? baton_layout_count(old, false) : 0;
    size_t video = old ? baton_layout_count(old, true) : 0;
    return json_pack("{s:I, s:I}", "audio", (json_int_t)audio, "video", (json_int_t)video);
}

/* How people are asked is for when it is known that this is the device that is meant. */
static void add_question(const struct baton_transfer *transfer, json_t *scanned)
{
    enum baton_transfer_form form = transfer->machine.policy.form;
    if (transfer->machine.state == BATON_TRANSFER_MATCHING)
        return;
    json_object_set_new(scanned, "form", json_string(baton_transfer_form_name(form)));
    if (form == BATON_FORM_NUMBER && !baton_policy_asks_nobody(&transfer->confirm))
        json_object_set_new(scanned, "number", json_integer(transfer->machine.number));
}

json_t *baton_transfer_scanned(const struct baton_transfer *transfer)
{
    const struct baton_device *device = transfer->new_device;
    json_t *scanned = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "baton",
        "scanned", "role", "new", "transfer", transfer->id, "state",
        baton_transfer_state_name(transfer->machine.state), "expires_in",
        baton_transfer_expires_in(transfer), "device", device->id, "private_id", device->private_id,
        "audiocodec", baton_codec_name(BATON_CODEC_OPUS), "videocodec",
        baton_codec_name(transfer->participant->room->video_codec), "slots",
        wanted_slots(transfer->old_device), "sources", wanted_sources(transfer->participant));
    add_question(transfer, scanned);
    if (transfer->presentation[0])
        json_object_set_new(scanned, "presentation", json_string(transfer->presentation));
    return baton_transfer_with_token(transfer, scanned);
}

/* --- stepping --------------------------------------------------------------------------------- */

static enum baton_error step_once(
    struct baton_transfer *transfer, struct baton_transfer_event event)
{
    struct baton_transfer_actions todo;
    enum baton_error error =
        baton_machine_step(&transfer->machine, &event, transfer->engine->now, &todo);
    for (size_t i = 0; i < todo.count; i++)
        baton_actions_perform(transfer, todo.list[i]);
    return error;
}

static void committed(struct baton_transfer *transfer)
{
    transfer->instant = false;
    step_once(transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_COMMITTED});
}

/* The news of a gate that has fired goes before everything else. */
static void hear_gate(struct baton_transfer *transfer)
{
    if (baton_transfer_is_swapping(transfer) && transfer->gate &&
        baton_gate_state(transfer->gate) == BATON_GATE_FIRED)
        committed(transfer);
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
    case BATON_E_ALREADY_RESPONDED:
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
static void hold_gate(struct baton_transfer *transfer, struct baton_transfer_event event)
{
    hear_gate(transfer);
    if (transfer->gate &&
        baton_machine_drops_gate(&transfer->machine, &event, transfer->engine->now) &&
        !baton_gate_disarm(transfer->gate))
        committed(transfer);
}

enum baton_error baton_transfer_step(struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure)
{
    hold_gate(transfer, event);
    enum baton_error error = step_once(transfer, event);
    if (transfer->instant)
        committed(transfer);
    baton_confirmation_settle(transfer);
    return error ? baton_failure_set(failure, error, "%s", words_for(error)) : BATON_OK;
}

enum baton_error baton_transfer_would(const struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure)
{
    struct baton_machine trial = transfer->machine;
    struct baton_transfer_actions todo;
    enum baton_error error = baton_machine_step(&trial, &event, transfer->engine->now, &todo);
    return error ? baton_failure_set(failure, error, "%s", words_for(error)) : BATON_OK;
}

/* --- facts ------------------------------------------------------------------------------------ */

enum baton_transfer_side baton_transfer_side(
    const struct baton_transfer *transfer, const struct baton_device *device)
{
    if (device && device == transfer->old_device)
        return BATON_SIDE_OLD;
    return device && device == transfer->new_device ? BATON_SIDE_NEW : BATON_SIDE_NONE;
}

bool baton_transfer_is_agreed(const struct baton_transfer *transfer)
{
    return transfer->machine.state == BATON_TRANSFER_CONNECTING ||
           transfer->machine.state == BATON_TRANSFER_COMMITTING ||
           transfer->machine.state == BATON_TRANSFER_STANDBY ||
           transfer->machine.state == BATON_TRANSFER_RETURNING;
}

bool baton_transfer_is_swapping(const struct baton_transfer *transfer)
{
    return transfer->machine.state == BATON_TRANSFER_COMMITTING ||
           transfer->machine.state == BATON_TRANSFER_RETURNING;
}

static bool has_tracks(const struct baton_participant *participant)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            return true;
    }
    return false;
}

/* The new device must send as soon as the participant has anything to send, unless it has said
 * that it will not; and see and hear if the old one does. */
static bool channels_are_up(const struct baton_transfer *transfer)
{
    const struct baton_device *device = transfer->new_device;
    const struct baton_handle *up = device->uplink;
    const struct baton_handle *down = device->downlink;
    bool sends = device->declared ? baton_device_sends(device) : has_tracks(transfer->participant);
    bool sees = transfer->wants_downlink || (down && down->negotiated);
    return up && (!sends || up->up) && (!sees || (down && down->up));
}

void baton_transfer_channels_changed(struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (!transfer || device != transfer->new_device)
        return;
    bool up = channels_are_up(transfer);
    if (up != transfer->machine.new_up)
        baton_transfer_step(transfer,
            (struct baton_transfer_event){
                .type = up ? BATON_TRANSFER_NEW_UP : BATON_TRANSFER_NEW_DOWN},
            NULL);
}

void baton_transfer_uplink_down(struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (transfer && device == transfer->old_device)
        baton_transfer_step(
            transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_OLD_DOWN}, NULL);
    else
        baton_transfer_channels_changed(device);
}

void baton_transfer_uplink_gone(struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    const struct baton_handle *uplink = device->uplink;
    struct baton_transfer *transfer = participant->transfer;
    if (device->presentation) {
        baton_presentation_withdraw(device->presentation);
        return;
    }
    bool old = transfer && device == transfer->old_device;
    struct baton_transfer_event gone = {
        .type = old ? BATON_TRANSFER_OLD_GONE : BATON_TRANSFER_NEW_GONE,
    };
    if (transfer)
        hold_gate(transfer, gone);
    if (!uplink->device)
        return; /* the call had returned already, and the device was released with that */
    bool concerned =
        participant->transfer && baton_transfer_side(transfer, device) != BATON_SIDE_NONE;
    bool active = participant->active == device;
    baton_device_release(device);
    if (concerned) {
        *(old ? &transfer->old_device : &transfer->new_device) = NULL;
        *(old ? &transfer->old_uplink : &transfer->new_uplink) = NULL;
        baton_transfer_step(transfer, gone, NULL);
    } else if (active) {
        baton_participant_leave(participant, "gone");
    }
}

void baton_transfer_tick(struct baton_transfer *transfer)
{
    baton_transfer_step(transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_TICK}, NULL);
    if (transfer->settle_at <= transfer->engine->now)
        baton_actions_settle(transfer);
}

baton_time baton_transfer_deadline(const struct baton_transfer *transfer)
{
    return MIN(transfer->machine.deadline, transfer->settle_at);
}
