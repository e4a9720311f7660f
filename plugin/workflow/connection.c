/* SPDX-License-Identifier: GPL-3.0-or-later */
/* connection owns what the channels of a device mean for its participant's transfer. */
#include "workflow/connection.h"

#include "base/address.h"
#include "state/removal.h"
#include "workflow/presentation.h"
#include "workflow/stepping.h"

/* The new device must send as soon as the participant has anything to send, unless it has said
 * that it will not; and see and hear if the old one does. */
static bool channels_are_up(const struct baton_transfer *transfer)
{
    const struct baton_device *device = transfer->new_device;
    const struct baton_handle *up = device->uplink;
    const struct baton_handle *down = device->downlink;
    bool sends = device->declared ? baton_device_sends(device)
                                  : baton_participant_has_sources(transfer->participant);
    bool sees = transfer->wants_downlink || (down && down->negotiated);
    return up && (!sends || up->up) && (!sees || (down && down->up));
}

void baton_connection_changed(struct baton_device *device)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (!transfer || device != transfer->new_device)
        return;
    bool up = channels_are_up(transfer);
    if (up != transfer->machine.new_up)
        baton_stepping_take(transfer,
            (struct baton_transfer_event){
                .type = up ? BATON_TRANSFER_NEW_UP : BATON_TRANSFER_NEW_DOWN},
            NULL);
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

/* Releases the device. Its transfer, or else its participant, learns that it is gone. */
static void take_out(struct baton_device *device, struct baton_transfer *transfer)
{
    struct baton_participant *participant = device->participant;
    enum baton_transfer_side side =
        transfer ? baton_transfer_side(transfer, device) : BATON_SIDE_NONE;
    bool active = participant->active == device;
    bool old = side == BATON_SIDE_OLD;
    if (side != BATON_SIDE_NONE) {
        const struct baton_transfer_event gone = gone_event(transfer, device);
        baton_participant_release(device);
        *(old ? &transfer->old_device : &transfer->new_device) = NULL;
        *(old ? &transfer->old_uplink : &transfer->new_uplink) = NULL;
        baton_stepping_take(transfer, gone, NULL);
        return;
    }
    baton_participant_release(device);
    if (active)
        baton_removal_participant(participant, "gone");
}

void baton_connection_uplink_gone(struct baton_device *device)
{
    const struct baton_handle *uplink = device->uplink;
    struct baton_transfer *transfer = device->participant->transfer;
    if (device->presentation) {
        baton_presentation_withdraw(device->presentation);
        return;
    }
    if (transfer) {
        baton_transfer_ref(transfer);
        baton_stepping_prepare(transfer, gone_event(transfer, device));
    }
    /* The call may have returned just then, and released the device with that. */
    if (uplink->device)
        take_out(device, transfer);
    baton_transfer_unref(transfer);
}

void baton_connection_compare_networks(struct baton_transfer *transfer)
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
