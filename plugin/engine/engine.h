/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine: owns every room, participant, device and transfer, and is the only one to change
 * them.
 *
 * Thread: everything here belongs to the control thread. What other threads have to say reaches it
 * as an event that calls one of these functions. Time is passed in and never goes back.
 *
 * Effects (events to clients, closing of PeerConnections, caps) are collected while a function
 * runs and performed in order by baton_engine_flush, so that a reply can go out before the events
 * that the request caused. The facts flush by themselves.
 */
#ifndef BATON_ENGINE_ENGINE_H
#define BATON_ENGINE_ENGINE_H

#include <jansson.h>

#include "engine/requests.h"
#include "state/config.h"
#include "state/host.h"

struct baton_engine;
struct baton_port;
struct baton_handle; /* one Janus handle: nothing yet, an uplink or a downlink */

/* Copies what it needs of `config`; `host` must outlive it. NULL when out of memory or of random.
 */
struct baton_engine *baton_engine_new(
    const struct baton_config *config, const struct baton_host *host);
/* Every handle must have been detached. Takes NULL. */
void baton_engine_free(struct baton_engine *engine);

void baton_engine_flush(struct baton_engine *engine);

/* --- facts ------------------------------------------------------------------------------------ */

/* A handle was created; `host_handle` is what the host's functions get, `session` names the Janus
 * session it belongs to ("": not known; up to 64 characters), by which wrong codes are counted too.
 * `id` is what its client calls it (0: not known), by which another handle of the same session may
 * name it. NULL when out of memory or of randomness. */
struct baton_handle *baton_engine_attach(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id);
/* Where the client of an uplink was last seen to send from, in words that may be shown to people
 * ("203.0.113.0/24"; up to 64 characters). Optional: without it nobody is warned of a network. */
void baton_engine_network(
    struct baton_engine *engine, struct baton_handle *handle, const char *network, baton_time now);
/* What became of an SMS that host->send_sms accepted. `words` says why not, for people; may be
 * NULL. Harmless for a key that is not known any more. */
void baton_engine_sms_result(struct baton_engine *engine, const char *key, bool delivered,
    const char *words, baton_time now);
/* The media side of a handle, for the packet path; lives as long as the handle. */
struct baton_port *baton_handle_port(struct baton_handle *handle);
/* The handle is gone and no packet callback will run any more; frees it. */
void baton_engine_detach(struct baton_engine *engine, struct baton_handle *handle, baton_time now);
/* Its PeerConnection is up (ICE and DTLS), or down again. */
void baton_engine_media_up(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now);
void baton_engine_media_down(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now);
/* An offer that came with a request was refused, but Janus has begun a PeerConnection for it, and
 * would take no other offer: it is closed, unless the handle has one that was there before. */
void baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle);
/* Time has passed, or a gate has fired. Harmless at any moment. */
void baton_engine_tick(struct baton_engine *engine, baton_time now);
/* When baton_engine_tick is due next; BATON_NEVER if nothing waits. */
baton_time baton_engine_deadline(const struct baton_engine *engine);

/* --- requests ---------------------------------------------------------------------------------
 * Each answers with the reply's body, for json_decref, or with NULL and `failure` set, and then
 * nothing has changed. Replies are those of docs/api.md, `baton` included. The caller sends the
 * reply (or error), then calls baton_engine_flush.
 */

json_t *baton_engine_create(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure);
json_t *baton_engine_edit(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure);
json_t *baton_engine_destroy(struct baton_engine *engine, const char *room, bool permanent,
    const struct baton_authority *by, baton_time now, struct baton_failure *failure);
json_t *baton_engine_exists(struct baton_engine *engine, const char *room);
json_t *baton_engine_list(
    struct baton_engine *engine, const struct baton_authority *by, struct baton_failure *failure);
json_t *baton_engine_participants(struct baton_engine *engine, const char *room,
    const struct baton_authority *by, struct baton_failure *failure);

/* On an uplink (join and scan make a fresh handle one). */
json_t *baton_engine_join(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_join_request *request, baton_time now, struct baton_failure *failure);
/* Sets `*answer` (for g_free) when the request had an offer. */
json_t *baton_engine_publish(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_publish_request *request, baton_time now, char **answer,
    struct baton_failure *failure);
json_t *baton_engine_unpublish(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_unpublish_request *request, baton_time now, struct baton_failure *failure);
json_t *baton_engine_configure(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_configure_request *request, baton_time now, struct baton_failure *failure);
json_t *baton_engine_chat(struct baton_engine *engine, struct baton_handle *handle,
    const char *text, baton_time now, struct baton_failure *failure);
json_t *baton_engine_hand(struct baton_engine *engine, struct baton_handle *handle, bool raised,
    struct baton_failure *failure);
json_t *baton_engine_mute(struct baton_engine *engine, struct baton_handle *handle, const char *id,
    enum baton_source_kind kind, struct baton_failure *failure);
json_t *baton_engine_kick(struct baton_engine *engine, struct baton_handle *handle, const char *id,
    baton_time now, struct baton_failure *failure);
json_t *baton_engine_leave(struct baton_engine *engine, struct baton_handle *handle, baton_time now,
    struct baton_failure *failure);
json_t *baton_engine_transfer(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_transfer_request *request, baton_time now, struct baton_failure *failure);
/* On a fresh handle, or once more on one that presents. */
json_t *baton_engine_present(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_present_request *request, baton_time now, struct baton_failure *failure);
/* On a fresh handle, on one that presents, and on the device in the call. */
json_t *baton_engine_scan(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_scan_request *request, baton_time now, struct baton_failure *failure);
/* With a ticket: on any handle. */
json_t *baton_engine_confirm(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_confirm_request *request, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel_presentation(struct baton_engine *engine, struct baton_handle *handle,
    const char *presentation, baton_time now, struct baton_failure *failure);
json_t *baton_engine_return(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure);

/* On any handle: what a ticket asks. */
json_t *baton_engine_question(struct baton_engine *engine, struct baton_handle *handle,
    const char *ticket, baton_time now, struct baton_failure *failure);

/* On a downlink (subscribe makes a fresh handle one). Sets `*offer`, for g_free. */
json_t *baton_engine_subscribe(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_subscribe_request *request, baton_time now, char **offer,
    struct baton_failure *failure);
json_t *baton_engine_start(struct baton_engine *engine, struct baton_handle *handle,
    const char *answer, struct baton_failure *failure);
json_t *baton_engine_layout(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_layout_request *request, baton_time now, struct baton_failure *failure);

/* --- Admin API, and Janus's query of a handle --------------------------------------------------*/

json_t *baton_engine_status(struct baton_engine *engine, baton_time now);
json_t *baton_engine_devices(
    struct baton_engine *engine, const char *room, const char *id, struct baton_failure *failure);
json_t *baton_engine_sources(
    struct baton_engine *engine, const char *room, struct baton_failure *failure);
json_t *baton_engine_transfers(
    struct baton_engine *engine, const char *room, baton_time now, struct baton_failure *failure);
json_t *baton_engine_issue(struct baton_engine *engine, const char *room, const char *id,
    const struct baton_transfer_request *request, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel_by_operator(struct baton_engine *engine, const char *transfer,
    baton_time now, struct baton_failure *failure);
json_t *baton_engine_remove(struct baton_engine *engine, const char *room, const char *id,
    baton_time now, struct baton_failure *failure);
/* `phone` NULL takes it away. */
json_t *baton_engine_phone(struct baton_engine *engine, const char *room, const char *id,
    const char *phone, struct baton_failure *failure);
/* An SMS that came from a number. Never NULL: what is no answer is answered "refused", in words. */
json_t *baton_engine_sms_reply(
    struct baton_engine *engine, const char *from, const char *text, baton_time now);
json_t *baton_engine_query(struct baton_engine *engine, struct baton_handle *handle);

#endif
