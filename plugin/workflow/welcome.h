/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages that describe the call to the new device: after the scan, and when the device has the call.
 * Both are for json_decref. Control thread only. */
#ifndef BATON_WORKFLOW_WELCOME_H
#define BATON_WORKFLOW_WELCOME_H

#include "workflow/transfer.h"

/* Returns `scanned`, as a reply or an event. */
json_t *baton_welcome_scanned(const struct baton_transfer *transfer);
/* Returns `moved`, with all fields of `joined`. */
json_t *baton_welcome_moved(const struct baton_transfer *transfer);

#endif
