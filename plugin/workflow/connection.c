/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells a participant's transfer what happens to the PeerConnections of its devices. */
#include "workflow/connection.h"

#include "guard/remembered.h"
#include "state/removal.h"
#include "workflow/absence.h"
#include "workflow/presentation.h"
#include "workflow/stepping.h"

/* Whether the new device has all PeerConnections that the transfer waits for. The transfer waits for the uplink
 * if the device sends media or, before the device has sent `publish`, if the participant has a source. It waits
 * for the downlink if the old device has a downlink, or if the new device has begun one before the swap. A
 * downlink that it begins later must not look like a lost connection. */
static bool new_device_is_connected(const struct baton_transfer *transfer)
{
    const struct baton_device *device = transfer->new_device;
    const struct baton_handle *up = device->uplink;
    const struct baton_handle *down = device->downlink;
    bool sends = device->declared ? baton_device_sends(device)
                                  : baton_participant_has_sources(transfer->participant);
    bool begun = down && down->negotiated && transfer->machine.state < BATON_TRANSFER_COMMITTING;
    bool receives = transfer->wants_downlink || begun;
    return up && (!sends || up->up) && (!receives || (down && down->up));
}

void baton_connection_changed(struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (!transfer || device != transfer->new_device)
        return;
    bool up = new_device_is_connected(transfer);
    if (up != transfer->machine.new_up)
        baton_stepping_take(transfer,
            (struct baton_transfer_event){
                .type = up ? BATON_TRANSFER_NEW_UP : BATON_TRANSFER_NEW_DOWN},
            NULL);
}

void baton_connection_announce(const struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (transfer && device == transfer->new_device && new_device_is_connected(transfer))
        baton_transfer_post(transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_NEW_UP});
}

void baton_connection_uplink_down(struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (transfer && device == transfer->old_device)
        baton_stepping_take(
            transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_OLD_DOWN}, NULL);
    else
        baton_connection_changed(device);
}

static struct baton_transfer_event gone_event(
    const struct baton_transfer *transfer, const struct baton_device *device)
{
    bool old = device == transfer->old_device;
    return (struct baton_transfer_event){
        .type = old ? BATON_TRANSFER_OLD_GONE : BATON_TRANSFER_NEW_GONE};
}

/* Whether this is the last device that could have the call: the device in the call or, after that device was lost, the
 * device to which the call returns. The call does not stay on a new device that is lost: it returns to the old one. */
static bool is_last(const struct baton_device *device, enum baton_transfer_side side)
{
    const struct baton_participant *participant = device->participant;
    return participant->active ? participant->active == device && side != BATON_SIDE_NEW
                               : side == BATON_SIDE_OLD;
}

/* Why a device that loses its uplink is out of the call. `why`: BATON_ENDING_LEFT, BATON_ENDING_REPLACED, or
 * BATON_ENDING_NONE if the uplink is lost. */
static enum baton_ending ending_of(
    const struct baton_device *device, enum baton_transfer_side side, enum baton_ending why)
{
    if (why == BATON_ENDING_LEFT)
        return why;
    if (device->role == BATON_DEVICE_STANDBY)
        return BATON_ENDING_MOVED;
    if (side != BATON_SIDE_NEW)
        return BATON_ENDING_GONE;
    return device->role == BATON_DEVICE_ACTIVE ? BATON_ENDING_RETURNED : BATON_ENDING_NOT_MOVED;
}

static void take_off(
    struct baton_device *device, enum baton_transfer_side side, bool stays, enum baton_ending why)
{
    if (stays)
        baton_absence_lose_handles(device, why);
    else
        baton_participant_release(device, ending_of(device, side, why));
}

/* The device was on standby, and the call stays on the new device. */
static void keep_standby_secrets(const struct baton_device *device)
{
    if (device->role == BATON_DEVICE_STANDBY && device->participant->active)
        baton_remembered_keep(device);
}

/* Takes the device's handles away and tells its transfer. If the participant `stays`, the last device is kept without
 * handles; every other device is freed. Without a transfer, a participant who does not stay leaves the room if this was
 * the active device. `why`: see ending_of. */
static void remove_device(
    struct baton_device *device, struct baton_transfer *transfer, bool stays, enum baton_ending why)
{
    struct baton_participant *participant = device->participant;
    enum baton_transfer_side side =
        transfer ? baton_transfer_side(transfer, device) : BATON_SIDE_NONE;
    bool active = participant->active == device;
    bool old = side == BATON_SIDE_OLD;
    stays &= is_last(device, side);
    if (side != BATON_SIDE_NONE) {
        const struct baton_transfer_event gone = gone_event(transfer, device);
        if (!stays)
            keep_standby_secrets(device);
        take_off(device, side, stays, why);
        *(old ? &transfer->old_device : &transfer->new_device) = NULL;
        *(old ? &transfer->old_uplink : &transfer->new_uplink) = NULL;
        baton_stepping_take_prepared(transfer, gone);
        return;
    }
    take_off(device, side, stays, why);
    if (active && !stays)
        baton_removal_participant(participant, BATON_ENDING_GONE);
}

/* If this device shows the code of somebody who is away, nobody can answer for that person any more. */
static void end_standing_in(const struct baton_device *device)
{
    const struct baton_participant *participant = device->participant;
    if (participant->standing_in && participant->active == device)
        baton_transfer_post(participant->standing_in,
            (struct baton_transfer_event){.type = BATON_TRANSFER_STAND_IN_GONE});
}

static void end_connection(struct baton_device *device, bool stays, enum baton_ending why)
{
    const struct baton_handle *uplink = device->uplink;
    struct baton_transfer *transfer = device->participant->transfer;
    if (device->presentation) {
        baton_presentation_withdraw(device->presentation);
        return;
    }
    end_standing_in(device);
    if (transfer) {
        baton_transfer_ref(transfer);
        baton_stepping_prepare(transfer, gone_event(transfer, device));
    }
    /* If the swap back had happened already, baton_stepping_prepare has ended the transfer and freed the device. */
    if (uplink->device)
        remove_device(device, transfer, stays, why);
    baton_transfer_unref(transfer);
}

void baton_connection_uplink_gone(struct baton_device *device)
{
    end_connection(device, baton_absence_is_kept(device->participant), BATON_ENDING_NONE);
}

void baton_connection_leave(struct baton_device *device)
{
    end_connection(device, false, BATON_ENDING_LEFT);
}

bool baton_connection_replace(struct baton_device *device)
{
    const struct baton_participant *participant = device->participant;
    const void *replaced = device;
    baton_handle_send(device->uplink,
        json_pack("{s:s, s:s}", "baton", "replaced", "text",
            "This call goes on in another window or on another connection of this device."));
    end_connection(device, true, BATON_ENDING_REPLACED);
    return participant->active == replaced;
}

void baton_connection_back(struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    baton_absence_regain_handles(device->participant);
    if (!transfer)
        return;
    transfer->old_device = device;
    transfer->old_uplink = device->uplink;
    baton_stepping_take(
        transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_OLD_BACK}, NULL);
}
