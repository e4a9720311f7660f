/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfer_code owns the codes that the two devices of a transfer show. Control thread only. */
#ifndef BATON_WORKFLOW_TRANSFER_CODE_H
#define BATON_WORKFLOW_TRANSFER_CODE_H

#include "workflow/transfer.h"

/* Makes the code for the device in the call; it supersedes an earlier one. Returns {kind, text,
 * svg, png, alt} for json_decref. NULL with `failure` set. */
json_t *baton_transfer_code_show(struct baton_transfer *transfer, enum baton_code_kind kind,
    const char *link, struct baton_failure *failure);
/* The same for the new device of a mutual transfer, whose code has to be scanned as well. */
json_t *baton_transfer_code_show_back(struct baton_transfer *transfer,
    const struct baton_device *device, struct baton_failure *failure);
/* Whether a live code of the transfer can be guessed (letters). */
bool baton_transfer_code_is_weak(const struct baton_transfer *transfer);

#endif
