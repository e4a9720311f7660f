/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that have had a call before: the request `recall`, with which such a device asks for the call again, and the
 * request `forget`. A recall is a transfer without a code: the secret of the device takes the place of the scan. */
#include <string.h>

#include "guard/attempt.h"
#include "guard/audit.h"
#include "guard/remembered.h"
#include "requests/new_device.h"
#include "requests/requests.h"
#include "workflow/stepping.h"
#include "workflow/welcome.h"

/* --- recall ----------------------------------------------------------------------------------- */

/* A recall that may be made now. */
struct recall {
    struct baton_participant *participant;
    char device[BATON_ID_SIZE]; /* the id that the device had when it was in the call */
    struct baton_policy policy;
};

static bool is_away(const struct baton_participant *participant)
{
    return participant->active && !participant->active->uplink;
}

/*
 * Nobody has shown a code, so the person with the call is asked in any case. If this person is away, the secret alone
 * shows that the device belongs to them, and only the others are asked, if the room says so. If the room demands that
 * somebody agrees, one of the others has to.
 */
static struct baton_policy policy_for(const struct baton_participant *participant)
{
    const struct baton_room *room = participant->room;
    struct baton_policy policy = room->confirm;
    policy.old = !is_away(participant);
    if (baton_policy_asks_nobody(&policy) && !room->ways.allowed[BATON_WAY_NOBODY])
        policy.remote = BATON_REMOTE_ANY;
    return policy;
}

/* A code that somebody shows for a participant who is away gives way, because it is for any device. */
static bool gives_way(const struct baton_transfer *earlier)
{
    return earlier->machine.state == BATON_TRANSFER_SHOWING && earlier->machine.policy.old_away;
}

static bool may_begin(const struct baton_participant *participant, struct baton_failure *failure)
{
    const struct baton_transfer *earlier = participant->transfer;
    if (!participant->room->remember)
        baton_failure_set(failure, BATON_E_WAY_FORBIDDEN,
            "remember: in this room no device can ask for a call that it has had before (remember)");
    else if (participant->room->mutual)
        baton_failure_set(failure, BATON_E_WAY_FORBIDDEN,
            "remember: in this room each device must scan the other's code (mutual)");
    else if (!participant->active)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "remember: the call is moving between two devices now; try again later");
    else if (is_away(participant) && participant->absence.overdue)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "remember: the time that the room keeps this participant (hold) is over");
    else if (earlier && !gives_way(earlier))
        baton_failure_set(failure, BATON_E_TRANSFER_IN_PROGRESS,
            "remember: a transfer of this call is under way; try again later");
    else
        return true;
    return false;
}

/* Finds the participant whose call this is, and checks that it can move. A transfer that expires at this moment ends
 * first. Returns false with `failure` set. */
static bool prepare(const struct baton_handle *handle, const struct baton_recall_request *request,
    struct recall *recall, struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    recall->participant =
        baton_remembered_find(handle, request->room, request->remember, recall->device, failure);
    if (!recall->participant)
        return false;
    if (recall->participant->transfer)
        baton_stepping_tick(recall->participant->transfer);
    baton_stepping_drain(engine);
    recall->participant =
        baton_remembered_find(handle, request->room, request->remember, recall->device, failure);
    if (!recall->participant || !may_begin(recall->participant, failure))
        return false;
    recall->policy = policy_for(recall->participant);
    return !baton_policy_check_sms(&recall->policy, engine->host->send_sms, failure) &&
           baton_attempt_may_move(recall->participant, &recall->policy, false, failure);
}

static struct baton_transfer *make_transfer(
    const struct recall *recall, struct baton_failure *failure)
{
    struct baton_transfer *transfer =
        baton_transfer_new(recall->participant, &recall->policy, false, failure);
    if (!transfer)
        return NULL;
    memcpy(transfer->recalled, recall->device, sizeof(transfer->recalled));
    if (is_away(recall->participant))
        transfer->origin.kind = BATON_CHANGE_BY_RECALL;
    return transfer;
}

/* Returns the new device, or NULL with `failure` set. Then nothing has changed. */
static struct baton_device *make_device(struct baton_handle *handle,
    const struct baton_transfer *transfer, const struct baton_transfer_event *scan,
    const char *name, struct baton_failure *failure)
{
    if (baton_stepping_would(transfer, *scan, failure)) {
        baton_new_device_explain(failure);
        return NULL;
    }
    struct baton_device *device = baton_device_new(handle, BATON_DEVICE_CANDIDATE, failure);
    if (!device)
        return NULL;
    baton_participant_add(transfer->participant, device);
    device->name = g_strdup(name ? name : "");
    return device;
}

static void begin(struct baton_transfer *transfer, struct baton_device *device)
{
    struct baton_transfer *earlier = transfer->participant->transfer;
    if (earlier)
        baton_stepping_take(earlier,
            (struct baton_transfer_event){.type = BATON_TRANSFER_RENEW, .by = BATON_SIDE_OPERATOR},
            NULL);
    baton_transfer_begin(transfer);
    baton_transfer_bind(transfer, device);
}

json_t *baton_engine_recall(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_recall_request *request, baton_time now, struct baton_failure *failure)
{
    struct baton_handle *downlink = NULL;
    struct recall recall;
    engine->now = MAX(engine->now, now);
    if (!baton_handle_can_use(handle, failure) ||
        !baton_new_device_find_downlink(handle, request->downlink, &downlink, failure) ||
        !prepare(handle, request, &recall, failure))
        return NULL;
    struct baton_transfer *transfer = make_transfer(&recall, failure);
    if (!transfer)
        return NULL;
    const struct baton_transfer_event scan =
        baton_new_device_scan(transfer, BATON_SIDE_NEW, false, handle);
    struct baton_device *device =
        make_device(handle, transfer, &scan, request->device_name, failure);
    if (!device) {
        baton_transfer_unref(transfer);
        return NULL;
    }
    begin(transfer, device);
    if (!baton_new_device_step(transfer, scan, failure))
        return NULL;
    json_t *reply = baton_welcome_scanned(transfer);
    if (downlink)
        baton_new_device_open_downlink(device, downlink, reply);
    baton_device_add_seq(device, reply);
    return reply;
}

/* --- forget ----------------------------------------------------------------------------------- */

/* If no device could ask for the call, nothing has happened, so there is no entry. */
static void forget_all(struct baton_participant *participant)
{
    struct baton_remembered_device devices[BATON_REMEMBERED_DEVICES];
    if (baton_remembered_list(participant, devices) == 0)
        return;
    baton_participant_forget_devices(participant);
    baton_participant_mark_unsaved(participant);
    baton_audit_note(participant->engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_FORGOTTEN,
                                              .room = participant->room->id,
                                              .participant = participant->id});
}

/* While the call can still return to the old device, the new one may be a thief's, and may not take the call away from
 * other devices of the person. */
json_t *baton_engine_forget(struct baton_engine *engine, struct baton_handle *handle,
    baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device)
        return NULL;
    struct baton_participant *participant = device->participant;
    const struct baton_transfer *transfer = participant->transfer;
    if (transfer && transfer->old_device && device == transfer->new_device) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "the call has just moved and can still return to the old device; try again after "
            "retry_after milliseconds");
        failure->retry_after = MAX(baton_transfer_expires_in(transfer), 1);
        return NULL;
    }
    forget_all(participant);
    return json_pack("{s:s}", "baton", "forgotten");
}
