/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes that the two devices of a transfer show. Control thread only. */
#ifndef BATON_WORKFLOW_TRANSFER_CODE_H
#define BATON_WORKFLOW_TRANSFER_CODE_H

#include "workflow/transfer.h"

/* Makes the code that the device in the call shows. This code supersedes an earlier code. Returns {kind, text, svg,
 * png, alt} without the pictures (code/drawing.h) for json_decref, or NULL with `failure` set. */
json_t *baton_transfer_code_show(struct baton_transfer *transfer, enum baton_code_kind kind,
    const char *link, struct baton_failure *failure);
/* Does the same for the new device of a mutual transfer, whose code has to be scanned as well. */
json_t *baton_transfer_code_show_back(struct baton_transfer *transfer,
    const struct baton_device *device, struct baton_failure *failure);
/* Returns the event or reply `code`. Takes ownership of `code`, which baton_transfer_code_show has returned. */
json_t *baton_transfer_code_event(const struct baton_transfer *transfer, json_t *code);
/* The operator has asked for the code: sends the event to the device that shows it. Takes ownership of `event`. */
void baton_transfer_code_issue(
    struct baton_transfer *transfer, struct baton_device *device, json_t *event);
/*
 * The client of this device has read its events up to the number `since`. If it has missed the event with the code that
 * the operator has asked for, sends the event again with another code, which supersedes the first: the server does not
 * have the secret of the first any more. Does so a few times for a transfer at most.
 */
void baton_transfer_code_show_lost(
    struct baton_transfer *transfer, struct baton_device *device, uint64_t since);
/*
 * The client of the new device has read nothing from the server. If the reply with the code that this device must show
 * may have been lost, returns another code, which supersedes the first, as baton_transfer_code_show_back does. Returns
 * NULL otherwise, and if that was done a few times already. Then the first code stays valid.
 */
json_t *baton_transfer_code_show_back_lost(
    struct baton_transfer *transfer, const struct baton_device *device);
/* Whether the transfer has a live code that can be guessed, because it consists of letters. */
bool baton_transfer_code_is_weak(const struct baton_transfer *transfer);

#endif
