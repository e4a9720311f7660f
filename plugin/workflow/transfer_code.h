/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes that the two devices of a transfer show. Control thread only. */
#ifndef BATON_WORKFLOW_TRANSFER_CODE_H
#define BATON_WORKFLOW_TRANSFER_CODE_H

#include "workflow/transfer.h"

/* Makes the code that the device in the call shows. This code supersedes an earlier code. Returns {kind, text, svg,
 * png, alt} for json_decref, or NULL with `failure` set. */
json_t *baton_transfer_code_show(struct baton_transfer *transfer, enum baton_code_kind kind,
    const char *link, struct baton_failure *failure);
/* Does the same for the new device of a mutual transfer, whose code has to be scanned as well. */
json_t *baton_transfer_code_show_back(struct baton_transfer *transfer,
    const struct baton_device *device, struct baton_failure *failure);
/* Whether the transfer has a live code that can be guessed, because it consists of letters. */
bool baton_transfer_code_is_weak(const struct baton_transfer *transfer);

#endif
