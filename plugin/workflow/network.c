/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares the networks of the two devices. */
#include "workflow/network.h"

#include "state/device.h"

static bool has_both(const struct baton_transfer *transfer)
{
    return transfer->old_device && transfer->new_device &&
           transfer->machine.state < BATON_TRANSFER_STANDBY;
}

static enum baton_address_verdict compare(
    const struct baton_transfer *transfer, const char **address)
{
    return baton_addresses_compare(
        &transfer->old_device->addresses, &transfer->new_device->addresses, address);
}

static void warn_of_other(struct baton_transfer *transfer, const char *address)
{
    if (transfer->network_warned)
        return;
    transfer->network_warned = true;
    baton_transfer_warn(transfer, "other_network", address);
}

void baton_network_compare(struct baton_transfer *transfer)
{
    const char *address = NULL;
    if (has_both(transfer) && compare(transfer, &address) == BATON_ADDRESS_OTHER)
        warn_of_other(transfer, address);
}

bool baton_network_is_awaited(const struct baton_transfer *transfer)
{
    return has_both(transfer) && baton_addresses_are_known(&transfer->old_device->addresses) &&
           !baton_addresses_are_seen(&transfer->new_device->addresses);
}

/* If no address is ever reported, Baton has told the operator so, and does not trouble people with it. */
void baton_network_conclude(struct baton_transfer *transfer)
{
    const char *address = NULL;
    if (!transfer->engine->hears_addresses || !has_both(transfer) ||
        compare(transfer, &address) != BATON_ADDRESS_UNKNOWN)
        return;
    if (baton_addresses_claim_differs(
            &transfer->old_device->addresses, &transfer->new_device->addresses, &address))
        warn_of_other(transfer, address);
    else
        baton_transfer_warn(transfer, "unknown_network", NULL);
}
