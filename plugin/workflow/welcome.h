/* SPDX-License-Identifier: GPL-3.0-or-later */
/* welcome owns what the new device is told of the call: after the scan, and once it has the call.
 */
#ifndef BATON_WORKFLOW_WELCOME_H
#define BATON_WORKFLOW_WELCOME_H

#include "workflow/transfer.h"

/* `scanned`, as a reply or an event. */
json_t *baton_welcome_scanned(const struct baton_transfer *transfer);
/* `moved`: everything of `joined`. */
json_t *baton_welcome_moved(const struct baton_transfer *transfer);

#endif
