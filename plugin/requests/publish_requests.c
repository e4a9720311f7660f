/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests that change what a device sends: publish and unpublish. */
#include <string.h>

#include "media/stream.h"
#include "requests/requests.h"
#include "requests/source_plan.h"
#include "requests/source_wishes.h"
#include "state/layout.h"
#include "state/notices.h"
#include "state/objects.h"
#include "state/removal.h"
#include "workflow/absence.h"
#include "workflow/connection.h"
#include "workflow/silence.h"
#include "workflow/stepping.h"

/* --- applying the plan ------------------------------------------------------------------------ */

static bool begin_source(struct baton_participant *participant, enum baton_source_kind kind,
    struct baton_failure *failure)
{
    bool begun =
        baton_participant_begin_source(participant, kind, participant->room->video_codec, failure);
    if (begun)
        baton_layout_add(participant->sources[kind]);
    return begun;
}

static void end_begun(struct baton_participant *participant, const bool begun[BATON_SOURCE_KINDS])
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (begun[kind])
            baton_removal_source(participant, (enum baton_source_kind)kind);
}

/* Creates every source that the plan needs. This can fail, so it comes before any other change. */
static bool make_sources(struct baton_device *device, const struct baton_source_plan *plan,
    struct baton_failure *failure)
{
    struct baton_participant *participant = device->participant;
    bool begun[BATON_SOURCE_KINDS] = {false};
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (!plan->lines[kind] || device->role != BATON_DEVICE_ACTIVE || participant->sources[kind])
            continue;
        begun[kind] = begin_source(participant, (enum baton_source_kind)kind, failure);
        if (!begun[kind]) {
            end_begun(participant, begun);
            return false;
        }
    }
    return true;
}

static bool is_swapping(const struct baton_device *device)
{
    const struct baton_transfer *transfer = device->participant->transfer;
    return transfer && baton_transfer_is_swapping(transfer);
}

/* During a swap the gate has the streams of all sources. A source that nobody feeds is paused until then, and ends
 * after the transfer. */
static void end_source(const struct baton_device *device, enum baton_source_kind kind)
{
    struct baton_source *source = device->participant->sources[kind];
    if (source && is_swapping(device))
        source->live = false;
    else if (source)
        baton_removal_source(device->participant, kind);
}

static void stop_kind(struct baton_device *device, enum baton_source_kind kind)
{
    baton_device_unbind(device, kind);
    if (device->role == BATON_DEVICE_ACTIVE)
        end_source(device, kind);
}

/* The device in the call feeds the source from now on or, during a swap, until the gate fires. */
static void feed_source(struct baton_device *device, struct baton_source *source)
{
    const uint64_t generation = device->feeds[source->kind].generation;
    source->live = !device->participant->absence.silent;
    if (is_swapping(device))
        baton_stream_replace(source->stream, generation);
    else
        baton_stream_take(source->stream, generation);
}

static void start_kind(struct baton_device *device, enum baton_source_kind kind,
    const struct baton_sdp_line *line, int mindex)
{
    struct baton_device_feed *feed = &device->feeds[kind];
    struct baton_source *source = device->participant->sources[kind];
    bool same = baton_device_feed_fits(feed, line, mindex);
    if (!same) {
        bool wants_muted = feed->wants_muted;
        baton_device_unbind(device, kind);
        feed->wants_muted = wants_muted;
        feed->sends = true;
        feed->mindex = mindex;
        feed->pt = line->pt;
        feed->encodings = line->encodings;
        feed->began = device->engine->now;
        baton_device_expect(device, kind);
    }
    g_strlcpy(feed->mid, line->mid, sizeof(feed->mid));
    if (!source)
        return;
    if (!feed->generation)
        baton_device_bind(device, source);
    if (device->role == BATON_DEVICE_ACTIVE)
        feed_source(device, source);
}

static json_t *published(const struct baton_device *device)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_device_feed *feed = &device->feeds[kind];
        const struct baton_source *source = device->participant->sources[kind];
        if (feed->sends)
            json_array_append_new(
                sources, json_pack("{s:s, s:s?, s:s, s:b, s:o}", "mid", feed->mid, "source",
                             source ? source->id : NULL, "kind",
                             baton_source_kind_name((enum baton_source_kind)kind), "muted",
                             (source && source->muted) || feed->wants_muted, "encodings",
                             baton_object_encodings(feed)));
    }
    return json_pack("{s:s, s:o}", "baton", "published", "sources", sources);
}

/* A participant who was away sends again: ends the sources that the device does not send any more. If the absence is a
 * silence, the packets end it. */
static bool end_absence(struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    if (device->role != BATON_DEVICE_ACTIVE || participant->absence.silent ||
        !baton_absence_end(participant))
        return false;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (!device->feeds[kind].sends)
            end_source(device, (enum baton_source_kind)kind);
    return true;
}

static void set_bitrate(struct baton_device *device, const struct baton_publish_request *request)
{
    if (request->has_bitrate) {
        device->bitrate = request->bitrate;
        baton_participant_mark_unsaved(device->participant);
    }
    baton_room_cap(device);
}

static json_t *apply_plan(struct baton_device *device, const struct baton_publish_request *request,
    const struct baton_source_plan *plan)
{
    bool sent = baton_device_sends(device);
    /* First stop, then start: a kind may start on the m-line of a kind that stops. */
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (!plan->lines[kind] && device->feeds[kind].sends)
            stop_kind(device, (enum baton_source_kind)kind);
    }
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (plan->lines[kind]) {
            start_kind(device, (enum baton_source_kind)kind, plan->lines[kind], plan->mindex[kind]);
            if (plan->wishes[kind])
                baton_source_wish_apply(device, (enum baton_source_kind)kind, plan->wishes[kind]);
        }
    }
    bool was_away = end_absence(device);
    baton_silence_review(device->participant);
    device->declared = true;
    device->uplink->negotiated = request->offer != NULL;
    set_bitrate(device, request);
    json_t *reply = published(device);
    if (device->role != BATON_DEVICE_ACTIVE) {
        baton_connection_changed(device);
    } else if (was_away || sent ||
               baton_device_sends(device)) { /* otherwise nothing has changed for the others */
        if (baton_notice_changed(device->participant))
            baton_layout_refill(device->participant->room);
    }
    return reply;
}

/* --- the requests ----------------------------------------------------------------------------- */

/* Ends the transfer of a candidate that cannot or must not get the call. The call stays where it is. */
static void end_candidate(struct baton_device *device, enum baton_transfer_event_type why)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (device->role == BATON_DEVICE_CANDIDATE && transfer)
        baton_stepping_take(transfer, (struct baton_transfer_event){.type = why}, NULL);
}

/* Whether the sources of this device must stay as they are for now. */
static bool is_fixed(const struct baton_device *device)
{
    return device->role == BATON_DEVICE_STANDBY || is_swapping(device);
}

/* The device in the call has lost its PeerConnection during a swap, or has resumed. Without new media from it, the
 * others would hear and see nothing until the swap is over. A source that does not exist yet would not be part of the
 * swap. */
static bool feeds_again(const struct baton_device *device, const struct baton_source_plan *plan)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (plan->lines[kind] && !device->participant->sources[kind])
            return false;
    return device->role == BATON_DEVICE_ACTIVE && !device->uplink->negotiated;
}

static json_t *refuse_fixed(const struct baton_device *device, struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_WRONG_STATE, "%s",
        device->role == BATON_DEVICE_STANDBY
            ? "this device is on standby; bring the call back first"
            : "the call is moving to another device; publish again afterwards");
    return NULL;
}

/* People have agreed to the PeerConnections that the candidate had then. An offer for one that is up keeps it. */
static bool replaces_agreed(const struct baton_device *device)
{
    const struct baton_transfer *transfer = device->participant->transfer;
    return device->lost && !device->uplink->negotiated && device->role == BATON_DEVICE_CANDIDATE &&
           transfer && baton_transfer_is_agreed(transfer);
}

static bool may_publish(struct baton_device *device, const struct baton_publish_request *request,
    struct baton_failure *failure)
{
    if (device->uplink->closing)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "the last PeerConnection is still closing; try again when it is closed");
    else if (!request->offer && device->uplink->negotiated)
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "jsep: missing; this device sends already; to send nothing, unpublish first");
    else if (!request->offer && request->count > 0)
        baton_failure_set(failure, BATON_E_INVALID_SDP,
            "jsep: missing; sources can only be published with an offer");
    else if (replaces_agreed(device)) {
        end_candidate(device, BATON_TRANSFER_NEW_CHANGED);
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "people have agreed to this device's earlier PeerConnection only");
    } else
        return true;
    return false;
}

/* An offer and what Baton has read in it. */
struct reading {
    struct baton_sdp sdp;
    struct baton_source_plan plan;
    char *answer; /* owned; NULL: there is no offer */
};

static bool read_offer(struct reading *reading, const struct baton_device *device,
    const struct baton_publish_request *request, struct baton_failure *failure)
{
    const struct baton_host *host = device->engine->host;
    reading->sdp.count = 0;
    reading->answer = NULL;
    if (request->offer &&
        !host->sdp_answer(host->context, request->offer, BATON_CODEC_OPUS,
            device->participant->room->video_codec, &reading->sdp, &reading->answer, failure))
        return false;
    if (baton_source_plan_make(&reading->plan, request, &reading->sdp, device->feeds, failure))
        return true;
    g_free(reading->answer);
    return false;
}

/* A device that has resumed has declared nothing yet. Its first offer ends the absence, even if it has no sources. */
static bool keeps_declared(const struct baton_device *device, const struct baton_source_plan *plan)
{
    return (device->declared || device->role != BATON_DEVICE_ACTIVE) &&
           baton_source_plan_keeps(plan, device->feeds);
}

/* The offer changes no source: it restarts ICE, or brings a new PeerConnection for the same sources. */
static json_t *keep_sources(struct baton_device *device,
    const struct baton_publish_request *request, const struct baton_source_plan *plan)
{
    device->uplink->negotiated = true;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (plan->wishes[kind])
            baton_source_wish_apply(device, (enum baton_source_kind)kind, plan->wishes[kind]);
    set_bitrate(device, request);
    if (device->role == BATON_DEVICE_ACTIVE && request->count > 0) {
        if (baton_notice_changed(device->participant))
            baton_layout_refill(device->participant->room);
    }
    return published(device);
}

/* Janus may have restarted ICE already. A refusal would leave the client without Janus's new ICE credentials, and the
 * PeerConnection would fail. */
static json_t *answer_without_changes(const struct baton_device *device,
    const struct baton_publish_request *request, struct reading *reading, char **answer,
    struct baton_failure *failure)
{
    const struct baton_host *host = device->engine->host;
    baton_source_plan_limit(&reading->sdp, device->feeds);
    *answer = host->sdp_answer_lines(host->context, request->offer, BATON_CODEC_OPUS,
        device->participant->room->video_codec, &reading->sdp, failure);
    if (!*answer)
        return NULL;
    json_t *reply = published(device);
    json_object_set_new(reply, "unchanged", json_true());
    return reply;
}

static json_t *publish_fixed(struct baton_device *device,
    const struct baton_publish_request *request, char **answer, struct baton_failure *failure)
{
    struct reading reading;
    json_t *reply;
    if (!request->offer)
        return refuse_fixed(device, failure);
    if (!read_offer(&reading, device, request, failure))
        return NULL;
    if (keeps_declared(device, &reading.plan)) {
        *answer = reading.answer;
        return keep_sources(device, request, &reading.plan);
    }
    if (feeds_again(device, &reading.plan)) {
        *answer = reading.answer;
        return apply_plan(device, request, &reading.plan);
    }
    if (device->uplink->negotiated)
        reply = answer_without_changes(device, request, &reading, answer, failure);
    else
        reply = refuse_fixed(device, failure);
    g_free(reading.answer);
    return reply;
}

json_t *baton_engine_publish(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_publish_request *request, baton_time now, char **answer,
    struct baton_failure *failure)
{
    struct reading reading;
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device || !may_publish(device, request, failure))
        return NULL;
    if (is_fixed(device))
        return publish_fixed(device, request, answer, failure);
    if (!read_offer(&reading, device, request, failure)) {
        if (failure->error == BATON_E_CODEC_REFUSED)
            end_candidate(device, BATON_TRANSFER_NEW_UNFIT);
        return NULL;
    }
    if (device->uplink->negotiated && baton_source_plan_keeps(&reading.plan, device->feeds)) {
        *answer = reading.answer;
        return keep_sources(device, request, &reading.plan);
    }
    if (!make_sources(device, &reading.plan, failure)) {
        g_free(reading.answer);
        return NULL;
    }
    *answer = reading.answer;
    return apply_plan(device, request, &reading.plan);
}

static bool choose(const struct baton_device *device, const struct baton_unpublish_request *request,
    bool chosen[BATON_SOURCE_KINDS], struct baton_failure *failure)
{
    for (size_t i = 0; i < request->count; i++) {
        enum baton_source_kind kind;
        if (!baton_device_find_feed(device, request->mids[i], &kind)) {
            char quote[BATON_QUOTE_SIZE];
            baton_failure_set(failure, BATON_E_NO_SUCH_SOURCE,
                "mids[%zu]: this device sends nothing on mid %s", i,
                baton_failure_quote(quote, request->mids[i]));
            return false;
        }
        chosen[kind] = true;
    }
    return true;
}

json_t *baton_engine_unpublish(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_unpublish_request *request, baton_time now, struct baton_failure *failure)
{
    bool chosen[BATON_SOURCE_KINDS] = {false};
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_in_call(handle, failure);
    if (!device || !choose(device, request, chosen, failure))
        return NULL;
    if (is_swapping(device)) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "the call is moving to another device; unpublish afterwards");
        return NULL;
    }
    json_t *mids = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (!device->feeds[kind].sends || !(request->all || chosen[kind]))
            continue;
        json_array_append_new(mids, json_string(device->feeds[kind].mid));
        stop_kind(device, (enum baton_source_kind)kind);
    }
    baton_silence_review(device->participant);
    if (request->all) {
        baton_handle_close(handle);
        end_absence(device);
    }
    if (baton_notice_changed(device->participant))
        baton_layout_refill(device->participant->room);
    return json_pack("{s:s, s:o}", "baton", "unpublished", "mids", mids);
}
