/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps the scan of a transfer, and opens the downlink of the new device. */
#include "requests/new_device.h"

#include <string.h>

#include "requests/subscribe_requests.h"
#include "workflow/confirmation.h"
#include "workflow/connection.h"
#include "workflow/network.h"
#include "workflow/stepping.h"

/* --- the scan --------------------------------------------------------------------------------- */

/* Call it after the scan was stepped. The transfer has ended by now if nobody could be asked: then sets `failure`. */
static bool check_not_ended(const struct baton_transfer *transfer, struct baton_failure *failure)
{
    if (!baton_transfer_has_ended(transfer))
        return true;
    baton_failure_set(
        failure, BATON_E_WRONG_STATE, "%s", baton_transfer_reason_text(transfer->machine.reason));
    return false;
}

void baton_new_device_explain(struct baton_failure *failure)
{
    if (failure->error == BATON_E_WRONG_STATE)
        baton_failure_set(failure, BATON_E_WRONG_STATE, "%s",
            baton_transfer_reason_text(BATON_REASON_NOBODY_TO_ASK));
}

/* A transfer without an old device can end with its commit, and the reply must be made before. */
static void report_connection(const struct baton_transfer *transfer)
{
    if (transfer->machine.policy.old_away)
        baton_connection_announce(transfer->new_device);
    else
        baton_connection_changed(transfer->new_device);
}

bool baton_new_device_step(struct baton_transfer *transfer, struct baton_transfer_event scan,
    struct baton_failure *failure)
{
    baton_transfer_ref(transfer);
    if (!baton_stepping_would(transfer, scan, NULL))
        baton_transfer_note(transfer, BATON_AUDIT_SCANNED, scan.by, NULL, NULL);
    bool stepped = !baton_stepping_take(transfer, scan, failure);
    if (stepped) {
        baton_stepping_drain(transfer->engine);
        if (transfer->new_device && transfer->new_device->declared)
            report_connection(transfer);
        baton_network_compare(transfer);
        stepped = check_not_ended(transfer, failure);
    } else {
        baton_new_device_explain(failure);
    }
    baton_transfer_unref(transfer);
    return stepped;
}

struct baton_transfer_event baton_new_device_scan(const struct baton_transfer *transfer,
    enum baton_transfer_side side, bool mutual, const struct baton_handle *new_uplink)
{
    return (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN,
        .by = side,
        .mutual = mutual,
        .remotes = baton_confirmation_remotes(transfer, new_uplink)};
}

/* --- the new device's downlink ---------------------------------------------------------------- */

bool baton_new_device_find_downlink(const struct baton_handle *handle, uint64_t id,
    struct baton_handle **downlink, struct baton_failure *failure)
{
    struct baton_handle *found = g_hash_table_lookup(handle->engine->named, &id);
    *downlink = NULL;
    if (!id || !handle->session[0])
        return true;
    if (!found || found == handle || strcmp(found->session, handle->session) != 0) {
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "downlink: expected the id of another handle of this session; no other handle of this "
            "session has the id that was given");
        return false;
    }
    *downlink = found;
    return baton_handle_can_use(found, failure);
}

/* Connecting the downlink is the slowest part of a transfer, and it would begin even later if the device had to request
 * the offer. */
void baton_new_device_open_downlink(
    struct baton_device *device, struct baton_handle *handle, json_t *reply)
{
    const struct baton_device *old = baton_transfer_replaced(device->participant->transfer);
    size_t audio = old ? baton_device_inherited_slots(old, false) : 0,
           video = old ? baton_device_inherited_slots(old, true) : 0;
    char *offer;
    if (device->downlink || audio + video == 0)
        return;
    json_t *subscribed = baton_subscribe_open(device, handle, audio, video, &offer);
    baton_effects_offer(device->engine->effects, handle->host, subscribed, offer);
    json_object_set_new(reply, "downlink", json_true());
}
