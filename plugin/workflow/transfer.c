/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A transfer: its participant and devices, its machine, and the messages to both devices. */
#include "workflow/transfer.h"

#include <string.h>

enum { NUMBER_MIN = 10, NUMBER_MAX = 99 };

/* --- life ------------------------------------------------------------------------------------- */

static bool draw_number(const struct baton_random *random, int *number)
{
    uint32_t drawn;
    if (!baton_random_below(random, NUMBER_MAX - NUMBER_MIN + 1, &drawn))
        return false;
    *number = NUMBER_MIN + (int)drawn;
    return true;
}

/* Draws three different numbers, and draws which of them is the right number. */
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
    struct baton_engine *engine = participant->engine;
    struct baton_transfer_policy policy = policy_of(participant->room, confirm, mutual);
    struct baton_transfer *transfer = g_new0(struct baton_transfer, 1);
    int number;
    policy.old_away = !participant->active->uplink;
    if (!baton_registry_id(engine, transfer->id, failure)) {
        g_free(transfer);
        return NULL;
    }
    if (!draw_choices(&engine->host->random, transfer->choices, &number)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "the system gives no random numbers");
        g_free(transfer);
        return NULL;
    }
    transfer->engine = engine;
    transfer->references = 1;
    transfer->participant = participant;
    transfer->old_device = policy.old_away ? NULL : participant->active;
    transfer->old_uplink = participant->active->uplink;
    transfer->settle_at = transfer->ask_at = BATON_NEVER;
    transfer->confirm = *confirm;
    if (!transfer->confirm.how)
        transfer->confirm.how = baton_channel_default();
    baton_machine_init(&transfer->machine, &policy, number, engine->now);
    return transfer;
}

struct baton_transfer *baton_transfer_ref(struct baton_transfer *transfer)
{
    transfer->references++;
    return transfer;
}

void baton_transfer_unref(void *data)
{
    struct baton_transfer *transfer = data;
    if (!transfer || --transfer->references > 0)
        return;
    if (transfer->respondents)
        g_ptr_array_free(transfer->respondents, TRUE);
    g_free(transfer->device_name);
    g_free(transfer->link);
    g_free(transfer->display);
    json_decref(transfer->metadata);
    g_free(transfer);
}

/* That somebody else acts for a participant must not be overlooked, so it has an entry of its own. A transfer without a
 * code has `recalled` in place of `transfer_begun`. */
static void note_beginning(
    const struct baton_transfer *transfer, const struct baton_participant *stand_in)
{
    if (stand_in)
        baton_transfer_note(transfer, BATON_AUDIT_STOOD_IN,
            transfer->origin.kind == BATON_CHANGE_BY_OPERATOR ? BATON_SIDE_OPERATOR
                                                              : BATON_SIDE_REMOTE,
            stand_in->id, NULL);
    if (transfer->recalled[0])
        baton_transfer_note(transfer, BATON_AUDIT_RECALLED, BATON_SIDE_NEW, NULL, NULL);
    else
        baton_transfer_note(transfer, BATON_AUDIT_BEGUN, BATON_SIDE_OLD,
            baton_code_kind_name(transfer->kind), NULL);
}

void baton_transfer_begin(struct baton_transfer *transfer)
{
    struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    transfer->participant->transfer = transfer;
    if (stand_in)
        stand_in->standing_in = transfer;
    g_hash_table_insert(transfer->engine->transfers, transfer->id, transfer);
    note_beginning(transfer, stand_in);
}

void baton_transfer_forget(struct baton_transfer *transfer)
{
    struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    if (stand_in)
        stand_in->standing_in = NULL;
    baton_ledger_kill(
        transfer->engine->ledger, transfer->id, BATON_E_CODE_EXPIRED, transfer->engine->now);
    transfer->participant->transfer = NULL;
    g_hash_table_remove(transfer->engine->transfers, transfer->id);
}

void baton_transfer_clear(struct baton_transfer *transfer)
{
    transfer->participant = NULL;
    transfer->old_device = transfer->new_device = NULL;
    transfer->old_uplink = transfer->new_uplink = NULL;
}

void baton_transfer_bind(struct baton_transfer *transfer, struct baton_device *device)
{
    transfer->new_device = device;
    transfer->device_name = g_strdup(device->name);
    const struct baton_device *old = baton_transfer_replaced(transfer);
    transfer->wants_downlink =
        old && (transfer->old_device ? old->downlink != NULL
                                     : baton_device_inherited_slots(old, false) +
                                               baton_device_inherited_slots(old, true) >
                                           0);
}

/* --- a device that is away -------------------------------------------------------------------- */

struct baton_participant *baton_transfer_stand_in(const struct baton_transfer *transfer)
{
    const struct baton_participant *moving = transfer->participant;
    return moving && transfer->origin.by[0]
               ? baton_room_participant(moving->room, transfer->origin.by, NULL)
               : NULL;
}

const struct baton_handle *baton_transfer_shower(const struct baton_transfer *transfer)
{
    const struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    if (!stand_in)
        return transfer->old_uplink;
    return stand_in->active ? stand_in->active->uplink : NULL;
}

const struct baton_device *baton_transfer_replaced(const struct baton_transfer *transfer)
{
    const struct baton_device *active = transfer->participant->active;
    if (transfer->old_device)
        return transfer->old_device;
    return active && !active->uplink ? active : NULL;
}

/* --- events ----------------------------------------------------------------------------------- */

void baton_transfer_post(struct baton_transfer *transfer, struct baton_transfer_event event)
{
    struct baton_pending *pending = g_new(struct baton_pending, 1);
    *pending = (struct baton_pending){baton_transfer_ref(transfer), event};
    g_queue_push_tail(&transfer->engine->events, pending);
}

/* The old device that is away takes no part in the transfer until it is back. It misses the events until then, unless
 * somebody else acts for it. */
static struct baton_device *find_away(const struct baton_transfer *transfer)
{
    const struct baton_participant *participant = transfer->participant;
    bool away = !transfer->old_uplink && !transfer->machine.policy.old_away && participant &&
                participant->absence.kind == BATON_AWAY;
    return away ? participant->active : NULL;
}

static struct baton_device *device_at(
    const struct baton_transfer *transfer, enum baton_transfer_side side)
{
    if (side == BATON_SIDE_OLD)
        return transfer->old_device ? transfer->old_device : find_away(transfer);
    return transfer->new_uplink ? transfer->new_device : NULL;
}

void baton_transfer_send(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event)
{
    struct baton_device *device = device_at(transfer, side);
    if (device)
        baton_device_send(device, event);
    else
        baton_handle_send(
            side == BATON_SIDE_OLD ? transfer->old_uplink : transfer->new_uplink, event);
}

/* Adds the fields that each event of a transfer has. */
static json_t *mark(const struct baton_transfer *transfer, const char *role, json_t *event)
{
    json_object_set_new(event, "transfer", json_string(transfer->id));
    json_object_set_new(event, "role", json_string(role));
    return event;
}

void baton_transfer_tell(
    const struct baton_transfer *transfer, enum baton_transfer_side side, json_t *event)
{
    bool old = side == BATON_SIDE_OLD;
    baton_transfer_send(transfer, side, mark(transfer, old ? "old" : "new", event));
}

void baton_transfer_tell_stand_in(const struct baton_transfer *transfer, json_t *event)
{
    const struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    mark(transfer, "stand_in", event);
    if (stand_in && stand_in->active)
        baton_device_send(stand_in->active, event);
    else
        json_decref(event);
}

void baton_transfer_tell_old_side(const struct baton_transfer *transfer, json_t *event)
{
    baton_transfer_tell_stand_in(transfer, json_copy(event));
    baton_transfer_tell(transfer, BATON_SIDE_OLD, event);
}

static const char *side_name(const struct baton_transfer *transfer, enum baton_transfer_side side)
{
    static const char *const names[] = {
        [BATON_SIDE_NONE] = NULL,
        [BATON_SIDE_OLD] = "old",
        [BATON_SIDE_NEW] = "new",
        [BATON_SIDE_OPERATOR] = "operator",
        [BATON_SIDE_REMOTE] = "remote",
    };
    bool acted_for = side == BATON_SIDE_OLD && !transfer->old_device && transfer->origin.by[0];
    return acted_for ? "stand_in" : names[side];
}

void baton_transfer_note(const struct baton_transfer *transfer, enum baton_audit_kind kind,
    enum baton_transfer_side side, const char *what, const char *reason)
{
    const struct baton_device *device = side == BATON_SIDE_OLD   ? transfer->old_device
                                        : side == BATON_SIDE_NEW ? transfer->new_device
                                                                 : NULL;
    const char *network = device ? baton_addresses_seen(&device->addresses) : NULL;
    baton_audit_note(transfer->engine, &(struct baton_audit_entry){.kind = kind,
                                           .room = transfer->participant->room->id,
                                           .participant = transfer->participant->id,
                                           .transfer = transfer->id,
                                           .side = side_name(transfer, side),
                                           .network = network,
                                           .what = what,
                                           .reason = reason});
}

void baton_transfer_warn(
    const struct baton_transfer *transfer, const char *kind, const char *network)
{
    const struct baton_device *active = transfer->participant->active;
    json_t *warning = json_pack("{s:s, s:s}", "baton", "warning", "kind", kind);
    baton_audit_note(transfer->engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_WARNED,
                                           .room = transfer->participant->room->id,
                                           .participant = transfer->participant->id,
                                           .transfer = transfer->id,
                                           .network = network,
                                           .what = kind});
    if (network)
        json_object_set_new(warning, "network", json_string(network));
    if (active && active == transfer->new_device)
        baton_transfer_tell(transfer, BATON_SIDE_NEW, warning);
    else
        baton_transfer_tell_old_side(transfer, warning);
}

json_t *baton_transfer_choices(const struct baton_transfer *transfer)
{
    json_t *choices = json_array();
    for (int i = 0; i < BATON_TRANSFER_CHOICES; i++)
        json_array_append_new(choices, json_integer(transfer->choices[i]));
    return choices;
}

json_int_t baton_transfer_time_until(const struct baton_transfer *transfer, baton_time deadline)
{
    baton_time left = deadline - transfer->engine->now;
    return deadline == BATON_NEVER || left < 0 ? 0 : left / BATON_MS(1);
}

json_int_t baton_transfer_expires_in(const struct baton_transfer *transfer)
{
    return baton_transfer_time_until(transfer, transfer->machine.deadline);
}

/* --- queries ---------------------------------------------------------------------------------- */

static bool stands_in(const struct baton_transfer *transfer, const struct baton_device *device)
{
    return !transfer->old_device && transfer->machine.policy.old_away &&
           device->role == BATON_DEVICE_ACTIVE &&
           strcmp(device->participant->id, transfer->origin.by) == 0;
}

enum baton_transfer_side baton_transfer_side(
    const struct baton_transfer *transfer, const struct baton_device *device)
{
    if (device && (device == transfer->old_device || stands_in(transfer, device)))
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

bool baton_transfer_has_ended(const struct baton_transfer *transfer)
{
    return transfer->machine.state == BATON_TRANSFER_ENDED;
}

baton_time baton_transfer_deadline(const struct baton_transfer *transfer)
{
    return MIN(MIN(transfer->machine.deadline, transfer->settle_at), transfer->ask_at);
}
