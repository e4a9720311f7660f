/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages that describe the call to the new device: after the scan, and when people have agreed to the device.
 * Both are for json_decref. Control thread only. */
#ifndef BATON_WORKFLOW_WELCOME_H
#define BATON_WORKFLOW_WELCOME_H

#include "workflow/transfer.h"

/* Returns `scanned`, as a reply or an event. */
json_t *baton_welcome_scanned(const struct baton_transfer *transfer);
/* Returns `admitted`, with all fields of `joined` and, if Janus demands tokens, with the device's first Janus token. */
json_t *baton_welcome_admitted(struct baton_transfer *transfer);

#endif
