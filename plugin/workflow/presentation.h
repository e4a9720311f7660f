/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * presentation owns a device in no call that shows a code, until a device in a call takes it in.
 *
 * It may connect and send meanwhile: it is the only device of a participant that nobody sees, in a
 * room of its own that is in no list. When it is taken in, it becomes a device of the participant
 * whose call it is to carry, with its channels as they are.
 */
#ifndef BATON_WORKFLOW_PRESENTATION_H
#define BATON_WORKFLOW_PRESENTATION_H

#include "code/code.h"
#include "workflow/transfer.h"

struct baton_presentation {
    struct baton_engine *engine;
    char id[BATON_ID_SIZE];
    struct baton_room *lobby;
    struct baton_device *device;
    enum baton_code_kind kind;
    char room[BATON_TEXT_ID_SIZE]; /* may only be taken into this one; "": into any */
    bool mutual;
    struct baton_digest digest; /* of its code, whose owner is the device */
    baton_time expires;
};

/* A presentation of a device on this handle, without a code yet. NULL with `failure` set. */
struct baton_presentation *baton_presentation_new(
    struct baton_handle *handle, enum baton_codec video_codec, struct baton_failure *failure);
/* The device's channels are made for its codec already. */
bool baton_presentation_is_warm(const struct baton_presentation *presentation);
/* BATON_OK if the device can be taken into a room as it is; else code_other_room or codec_refused,
 * with `failure` set. */
enum baton_error baton_presentation_check(const struct baton_presentation *presentation,
    const struct baton_room *room, struct baton_failure *failure);
/* The device becomes the new one of a transfer, with its code. Frees the presentation. */
void baton_presentation_claim(
    struct baton_presentation *presentation, struct baton_transfer *transfer);
/* The device leaves, or is gone: nobody is told. Frees the presentation. */
void baton_presentation_withdraw(struct baton_presentation *presentation);
/* Ends it, if its time is up, and tells the device so. */
void baton_presentation_tick(struct baton_presentation *presentation);

#endif
