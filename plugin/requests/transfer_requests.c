/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that begin and end a transfer: transfer, issue, cancel and return. */
#include <string.h>

#include "guard/attempt.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "workflow/stepping.h"
#include "workflow/transfer_code.h"

/* --- showing a code --------------------------------------------------------------------------- */

/* A request may ask for more confirmation than the room demands, but not for less, and not for a way that the room
 * forbids. */
static bool make_policy(const struct baton_room *room, const struct baton_transfer_request *request,
    struct baton_policy *policy, struct baton_failure *failure)
{
    *policy = room->confirm;
    baton_policy_apply(policy, &request->confirm, request->has_confirm);
    return baton_policy_check(&room->confirm, policy, failure) == BATON_OK &&
           baton_policy_check_ways(policy, &room->ways, failure) == BATON_OK &&
           baton_policy_check_sms(policy, room->engine->host->send_sms, failure) == BATON_OK &&
           baton_ways_check_kind(&room->ways, request->kind, "kind", failure) == BATON_OK;
}

static json_t *code_event(const struct baton_transfer *transfer, json_t *code)
{
    json_t *event = json_pack("{s:s, s:s, s:I, s:o, s:b}", "baton", "code", "transfer",
        transfer->id, "expires_in", baton_transfer_expires_in(transfer), "confirm",
        baton_object_confirm(&transfer->confirm), "mutual", transfer->machine.policy.mutual);
    json_object_update(event, code);
    json_decref(code);
    return event;
}

/* Ends the earlier transfer and begins a new one. Creates the new transfer and its code first, because this can fail:
 * then the earlier transfer continues. */
static json_t *replace_transfer(struct baton_device *device, const struct baton_policy *policy,
    const struct baton_transfer_request *request, enum baton_transfer_side by,
    struct baton_failure *failure)
{
    struct baton_participant *participant = device->participant;
    const struct baton_transfer_event renew = {.type = BATON_TRANSFER_RENEW, .by = by};
    struct baton_transfer *transfer = baton_transfer_new(
        participant, policy, request->mutual || participant->room->mutual, failure);
    json_t *code =
        transfer ? baton_transfer_code_show(transfer, request->kind, request->link, failure) : NULL;
    if (!code) {
        baton_transfer_unref(transfer);
        return NULL;
    }
    if (participant->transfer)
        baton_stepping_take(participant->transfer, renew, NULL);
    baton_transfer_begin(transfer);
    return code_event(transfer, code);
}

/* Begins a transfer of the device's call and returns the event `code`. */
static json_t *begin_transfer(struct baton_device *device,
    const struct baton_transfer_request *request, struct baton_failure *failure)
{
    const struct baton_transfer *earlier = device->participant->transfer;
    enum baton_transfer_side by = earlier ? baton_transfer_side(earlier, device) : BATON_SIDE_NONE;
    struct baton_policy policy;
    if (!make_policy(device->participant->room, request, &policy, failure) ||
        !baton_attempt_may_move(device->participant, &policy, failure))
        return NULL;
    if (earlier &&
        baton_stepping_would(earlier,
            (struct baton_transfer_event){.type = BATON_TRANSFER_RENEW, .by = by}, failure))
        return NULL;
    return replace_transfer(device, &policy, request, by, failure);
}

json_t *baton_engine_transfer(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_transfer_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_in_call(handle, failure);
    return device ? begin_transfer(device, request, failure) : NULL;
}

json_t *baton_engine_issue(struct baton_engine *engine, const char *room_id, const char *id,
    const struct baton_transfer_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    struct baton_participant *participant = room ? baton_room_participant(room, id, failure) : NULL;
    if (!participant)
        return NULL;
    if (!participant->active || !participant->active->uplink) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "id: the participant has no device now that could show a code");
        return NULL;
    }
    json_t *code = begin_transfer(participant->active, request, failure);
    if (!code)
        return NULL;
    json_t *reply = json_pack("{s:s, s:s, s:I}", "baton", "issued", "transfer",
        participant->transfer->id, "expires_in", baton_transfer_expires_in(participant->transfer));
    json_object_set_new(code, "role", json_string("old"));
    baton_device_send(participant->active, code);
    return reply;
}

/* --- cancel and return ------------------------------------------------------------------------ */

/* Finds the transfer with this id in which the handle's device takes part, and sets `event->by` to the
 * device's side. Returns NULL with `failure` set. */
static struct baton_transfer *find_own_transfer(struct baton_handle *handle, const char *id,
    struct baton_transfer_event *event, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    struct baton_transfer *transfer = device ? device->participant->transfer : NULL;
    if (transfer && strcmp(transfer->id, id) == 0) {
        event->by = baton_transfer_side(transfer, device);
        return transfer;
    }
    if (device)
        baton_failure_set(failure, BATON_E_NO_SUCH_TRANSFER,
            "transfer: this device does not take part in a transfer with this id");
    return NULL;
}

static json_t *step_own(struct baton_engine *engine, struct baton_handle *handle, const char *id,
    struct baton_transfer_event event, const char *reply, baton_time now,
    struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_transfer *transfer = find_own_transfer(handle, id, &event, failure);
    if (!transfer || baton_stepping_take(transfer, event, failure))
        return NULL;
    return json_pack("{s:s, s:s}", "baton", reply, "transfer", id);
}

json_t *baton_engine_cancel(struct baton_engine *engine, struct baton_handle *handle,
    const char *id, baton_time now, struct baton_failure *failure)
{
    return step_own(engine, handle, id,
        (struct baton_transfer_event){.type = BATON_TRANSFER_CANCEL}, "cancelled", now, failure);
}

json_t *baton_engine_return(struct baton_engine *engine, struct baton_handle *handle,
    const char *id, baton_time now, struct baton_failure *failure)
{
    return step_own(engine, handle, id,
        (struct baton_transfer_event){.type = BATON_TRANSFER_RETURN}, "returning", now, failure);
}

json_t *baton_engine_cancel_by_operator(
    struct baton_engine *engine, const char *id, baton_time now, struct baton_failure *failure)
{
    const struct baton_transfer_event cancel = {
        .type = BATON_TRANSFER_CANCEL, .by = BATON_SIDE_OPERATOR};
    engine->now = MAX(engine->now, now);
    struct baton_transfer *transfer = g_hash_table_lookup(engine->transfers, id);
    if (!transfer) {
        baton_failure_set(failure, BATON_E_NO_SUCH_TRANSFER, "transfer: there is no such transfer");
        return NULL;
    }
    if (baton_stepping_take(transfer, cancel, failure))
        return NULL;
    return json_pack("{s:s, s:s}", "baton", "cancelled", "transfer", id);
}
