/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that begin and end a transfer: transfer, issue, cancel and return. */
#include <string.h>

#include "guard/attempt.h"
#include "requests/requests.h"
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

/* Whose call moves, and who acts for it. */
struct showing {
    struct baton_participant *participant;
    struct baton_device_change
        origin;                  /* BATON_CHANGE_NONE: the device in the call shows the code */
    enum baton_transfer_side by; /* side on which the sender is in the earlier transfer */
};

/* Ends the earlier transfer and begins a new one. Creates the new transfer and its code first, because this can fail:
 * then the earlier transfer continues. */
static json_t *replace_transfer(const struct showing *showing, const struct baton_policy *policy,
    const struct baton_transfer_request *request, struct baton_failure *failure)
{
    struct baton_participant *participant = showing->participant;
    const struct baton_transfer_event renew = {.type = BATON_TRANSFER_RENEW, .by = showing->by};
    struct baton_transfer *transfer = baton_transfer_new(
        participant, policy, request->mutual || participant->room->mutual, failure);
    if (!transfer)
        return NULL;
    transfer->origin = showing->origin;
    json_t *code = baton_transfer_code_show(transfer, request->kind, request->link, failure);
    if (!code) {
        baton_transfer_unref(transfer);
        return NULL;
    }
    if (participant->transfer)
        baton_stepping_take(participant->transfer, renew, NULL);
    baton_transfer_begin(transfer);
    return baton_transfer_code_event(transfer, code);
}

/* Begins a transfer and returns the event `code`. */
static json_t *begin_transfer(const struct showing *showing,
    const struct baton_transfer_request *request, struct baton_failure *failure)
{
    const struct baton_transfer *earlier = showing->participant->transfer;
    const struct baton_transfer_event renew = {.type = BATON_TRANSFER_RENEW, .by = showing->by};
    struct baton_policy policy;
    if (!make_policy(showing->participant->room, request, &policy, failure) ||
        !baton_attempt_may_move(
            showing->participant, &policy, !showing->participant->active->uplink, failure))
        return NULL;
    if (earlier && baton_stepping_would(earlier, renew, failure))
        return NULL;
    return replace_transfer(showing, &policy, request, failure);
}

/* The device in the call shows a code. */
static json_t *show_own(const struct baton_device *device,
    const struct baton_transfer_request *request, struct baton_failure *failure)
{
    const struct baton_transfer *earlier = device->participant->transfer;
    const struct showing showing = {
        .participant = device->participant,
        .by = earlier ? baton_transfer_side(earlier, device) : BATON_SIDE_NONE,
    };
    return begin_transfer(&showing, request, failure);
}

/* --- for somebody who is away ----------------------------------------------------------------- */

/* Whether this participant can be brought to another device by somebody else. `field` names the participant in the
 * request. */
static bool needs_stand_in(
    const struct baton_participant *participant, const char *field, struct baton_failure *failure)
{
    if (!participant->active || participant->active->uplink)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "%s: expected somebody whose device has lost its connection; this participant's device "
            "is there",
            field);
    else if (participant->absence.overdue)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "%s: the time that the room keeps this participant (hold) is over", field);
    else
        return true;
    return false;
}

/* Whether this person may show a code for others. */
static bool may_stand_in(const struct baton_participant *stand_in, struct baton_failure *failure)
{
    enum baton_stand_in allowed = stand_in->room->stand_in;
    if (allowed == BATON_STAND_IN_ANYBODY ||
        (allowed == BATON_STAND_IN_MODERATOR && stand_in->moderator))
        return true;
    baton_failure_set(failure, BATON_E_UNAUTHORIZED,
        "participant: only a device of this participant can do this; showing a code for others is "
        "allowed to %s in this room (stand_in)",
        baton_stand_in_name(allowed));
    return false;
}

/* A participant stands in for one other participant at most, and one person stands in for a participant. */
static bool is_free(const struct baton_participant *participant,
    const struct baton_participant *stand_in, struct baton_failure *failure)
{
    const struct baton_transfer *earlier = participant->transfer;
    bool other = stand_in->standing_in && stand_in->standing_in != earlier;
    if (!other && (!earlier || earlier == stand_in->standing_in))
        return true;
    baton_failure_set(failure, BATON_E_TRANSFER_IN_PROGRESS, "%s",
        other ? "participant: a code for another participant is shown already; cancel that "
                "transfer first"
              : "participant: a transfer of this participant's call is under way");
    return false;
}

/* The stand-in shows a code for a participant who is away. */
static json_t *show_for(struct baton_participant *participant,
    const struct baton_participant *stand_in, enum baton_device_change_kind kind,
    const struct baton_transfer_request *request, struct baton_failure *failure)
{
    struct showing showing = {
        .participant = participant, .origin = {.kind = kind}, .by = BATON_SIDE_OLD};
    if (!is_free(participant, stand_in, failure))
        return NULL;
    g_strlcpy(showing.origin.by, stand_in->id, sizeof(showing.origin.by));
    return begin_transfer(&showing, request, failure);
}

static json_t *show_by_stand_in(const struct baton_device *device,
    const struct baton_transfer_request *request, struct baton_failure *failure)
{
    const struct baton_participant *stand_in = device->participant;
    if (!may_stand_in(stand_in, failure))
        return NULL;
    if (strcmp(request->participant, stand_in->id) == 0) {
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "participant: this is your own id; leave the field out to move your own call");
        return NULL;
    }
    struct baton_participant *participant =
        baton_room_participant(stand_in->room, request->participant, failure);
    if (!participant || !needs_stand_in(participant, "participant", failure))
        return NULL;
    return show_for(participant, stand_in, BATON_CHANGE_BY_STAND_IN, request, failure);
}

/* --- the requests ----------------------------------------------------------------------------- */

json_t *baton_engine_transfer(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_transfer_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device)
        return NULL;
    return request->participant ? show_by_stand_in(device, request, failure)
                                : show_own(device, request, failure);
}

/* Finds the participant who shows the code that the operator asks for. Returns NULL with `failure` set. */
static struct baton_participant *find_shower(
    struct baton_participant *participant, const char *stand_in, struct baton_failure *failure)
{
    bool away = !participant->active || !participant->active->uplink;
    if (!away && !stand_in)
        return participant;
    if (!stand_in) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "id: the participant has no device now that could show a code; name somebody in the "
            "room who shows it (stand_in)");
        return NULL;
    }
    if (!needs_stand_in(participant, "stand_in", failure))
        return NULL;
    struct baton_participant *shower = baton_room_participant(participant->room, stand_in, failure);
    if (!shower || (shower->active && shower->active->uplink))
        return shower;
    baton_failure_set(failure, BATON_E_WRONG_STATE,
        "stand_in: this participant has no device now that could show a code");
    return NULL;
}

json_t *baton_engine_issue(struct baton_engine *engine, const char *room_id, const char *id,
    const struct baton_transfer_request *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    struct baton_participant *participant = room ? baton_room_participant(room, id, failure) : NULL;
    struct baton_participant *shower =
        participant ? find_shower(participant, request->stand_in, failure) : NULL;
    if (!shower)
        return NULL;
    json_t *code = shower == participant
                       ? show_own(shower->active, request, failure)
                       : show_for(participant, shower, BATON_CHANGE_BY_OPERATOR, request, failure);
    if (!code)
        return NULL;
    json_t *reply = json_pack("{s:s, s:s, s:I}", "baton", "issued", "transfer",
        participant->transfer->id, "expires_in", baton_transfer_expires_in(participant->transfer));
    baton_transfer_code_issue(participant->transfer, shower->active, code);
    return reply;
}

/* --- cancel and return ------------------------------------------------------------------------ */

/* Finds the transfer with this id in which the handle's device takes part, and sets `event->by` to the
 * device's side. Returns NULL with `failure` set. */
static struct baton_transfer *find_own_transfer(struct baton_handle *handle, const char *id,
    struct baton_transfer_event *event, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    struct baton_transfer *own = device ? device->participant->transfer : NULL;
    struct baton_transfer *other = device ? device->participant->standing_in : NULL;
    struct baton_transfer *transfer = own && strcmp(own->id, id) == 0 ? own : other;
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
