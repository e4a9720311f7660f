/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compares the networks of the old and the new device, and warns the person in the call. The person should know the
 * result before the person decides. The address of the new device is known only after it has connected, so a question
 * waits for it, but not for long: a hostile device could refuse to connect. Control thread only.
 */
#ifndef BATON_WORKFLOW_NETWORK_H
#define BATON_WORKFLOW_NETWORK_H

#include "workflow/transfer.h"

/* The longest time that a question waits for the address of the new device. It waits for a third of confirm_timeout at
 * most, so that people can still respond. */
#define BATON_NETWORK_WAIT BATON_SECONDS(2)

/* If the two devices seem to be in different networks, warns the device in the call, once for each transfer. Does
 * nothing if the new device has the call already. */
void baton_network_compare(struct baton_transfer *transfer);
/* Whether a question has to wait, because an address of the new device may still make a comparison possible. */
bool baton_network_is_awaited(const struct baton_transfer *transfer);
/* The question is asked now. If the networks could not be compared, warns the device in the call of that, or of another
 * network that the new device itself has named. */
void baton_network_conclude(struct baton_transfer *transfer);

#endif
