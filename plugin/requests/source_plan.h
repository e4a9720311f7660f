/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which m-line of an uplink's offer sends each kind. The offer and the `sources` of `publish` decide this. Pure.
 *
 * Janus restarts ICE before Baton gets the offer, and removes the lines about ICE (RFC 8839 section 4.4.3). Baton
 * therefore does not know whether an offer restarts ICE. It treats each offer that keeps all sources as if it did.
 */
#ifndef BATON_REQUESTS_SOURCE_PLAN_H
#define BATON_REQUESTS_SOURCE_PLAN_H

#include "requests/request_fields.h"
#include "state/device.h"

/* Borrows from the offer and from the request. */
struct baton_source_plan {
    const struct baton_sdp_line *lines[BATON_SOURCE_KINDS]; /* NULL: not sent */
    int mindex[BATON_SOURCE_KINDS];
    const struct baton_source_wish *wishes[BATON_SOURCE_KINDS]; /* NULL: no wishes */
};

/*
 * Plans an offer, and sets the encodings of its lines. An m-line without a kind in the request keeps the kind that the
 * device sends on its mid now, or becomes a microphone or a camera. `feeds`: BATON_SOURCE_KINDS feeds of the device, by
 * kind. Returns false with `failure` set (invalid_element or codec_refused) if the offer and the request do not fit
 * together.
 */
bool baton_source_plan_make(struct baton_source_plan *plan,
    const struct baton_publish_request *request, struct baton_sdp *sdp,
    const struct baton_device_feed *feeds, struct baton_failure *failure);

/* Whether the device sends the same kinds as before, each on the same m-line, with the same payload type and the same
 * encodings. Such an offer may restart ICE, but asks for nothing else. */
bool baton_source_plan_keeps(
    const struct baton_source_plan *plan, const struct baton_device_feed *feeds);

/* Clears `sends` of each m-line that the device does not send as before. The answer then rejects every change. */
void baton_source_plan_limit(struct baton_sdp *sdp, const struct baton_device_feed *feeds);

#endif
