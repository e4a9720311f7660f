/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the requests that bring a new device to a transfer have in common. Control thread only. */
#ifndef BATON_REQUESTS_NEW_DEVICE_H
#define BATON_REQUESTS_NEW_DEVICE_H

#include "workflow/transfer.h"

/* Returns the event of a scan by this side. `new_uplink` is the uplink of the new device. */
struct baton_transfer_event baton_new_device_scan(const struct baton_transfer *transfer,
    enum baton_transfer_side side, bool mutual, const struct baton_handle *new_uplink);
/* Steps the scan, and then the events that the scan caused. If the new device is connected already, tells the transfer
 * that as well. Returns false with `failure` set if the scan is refused, or if nobody can be asked: then the transfer
 * has ended. */
bool baton_new_device_step(struct baton_transfer *transfer, struct baton_transfer_event scan,
    struct baton_failure *failure);
/* If the error is wrong_state, replaces its general text by the text of "nobody to ask". In a state in which a scan is
 * possible, the machine has no other reason for wrong_state. */
void baton_new_device_explain(struct baton_failure *failure);

/*
 * Finds the handle that is to be the new device's downlink. Sets `*downlink` to NULL if the request does not name a
 * handle (`id` is 0), or if the sessions of handles are not known. Returns false with `failure` set if the handle
 * belongs to another session or is in use.
 */
bool baton_new_device_find_downlink(const struct baton_handle *handle, uint64_t id,
    struct baton_handle **downlink, struct baton_failure *failure);
/* Sends the downlink's offer together with the reply to the scan, and adds `downlink` to the reply. Does nothing if the
 * device has a downlink, or if it needs no slots. */
void baton_new_device_open_downlink(
    struct baton_device *device, struct baton_handle *handle, json_t *reply);

#endif
