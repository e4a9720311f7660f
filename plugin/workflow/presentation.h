/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A presentation: a device that is not in a call shows a code, until a device in a call scans that code.
 *
 * The device may connect and send before the scan. Until the scan, the device belongs to a participant that exists only
 * for this device, in a lobby: a room that is not in the registry. With the scan, the device becomes a device of the
 * participant whose call moves. The PeerConnections of the device stay as they are. Control thread only.
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
    char room[BATON_TEXT_ID_SIZE]; /* id of the only room whose devices may scan; "": any room */
    bool mutual;
    char holder[BATON_HANDLE_SESSION_SIZE]; /* see baton_handle_sender */
    struct baton_digest digest; /* digest of the device's code; the code's owner is the device */
    baton_time expires;
};

/* Creates the presentation of a device on this handle, without a code. Returns NULL with `failure` set. */
struct baton_presentation *baton_presentation_new(
    struct baton_handle *handle, enum baton_codec video_codec, struct baton_failure *failure);
/* Whether the video codec of the device cannot change any more, because the device has negotiated video. */
bool baton_presentation_codec_is_fixed(const struct baton_presentation *presentation);
/* Returns BATON_OK if a call in this room can move to the device. Otherwise returns code_expired,
 * code_other_room or codec_refused, with `failure` set. */
enum baton_error baton_presentation_check(const struct baton_presentation *presentation,
    const struct baton_room *room, struct baton_failure *failure);
/* The device becomes the new device of a transfer and keeps its code. Frees the presentation. */
void baton_presentation_claim(
    struct baton_presentation *presentation, struct baton_transfer *transfer);
/* The device leaves, or is gone. Frees the presentation and tells nobody. */
void baton_presentation_withdraw(struct baton_presentation *presentation);
/* Ends the presentation if its time is up, and tells the device. */
void baton_presentation_tick(struct baton_presentation *presentation);

#endif
