/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine owns every room, participant, device and transfer. Nothing else changes them.
 *
 * Thread: call every function here on the control thread. Other threads post an event there, and
 * that event calls one of these functions. Time is passed in and never goes back.
 *
 * Effects (events to clients, closing of PeerConnections, caps) are collected while a function runs
 * and performed in order by baton_engine_flush. In this way the reply to a request is sent before
 * the events that the request caused. The functions under "facts" call baton_engine_flush
 * themselves.
 */
#ifndef BATON_ENGINE_ENGINE_H
#define BATON_ENGINE_ENGINE_H

#include <jansson.h>

#include "engine/requests.h"
#include "state/config.h"
#include "state/host.h"

struct baton_engine;
struct baton_port;
struct baton_handle; /* one Janus handle: fresh, an uplink or a downlink */

/* Copies the strings of `config`; `host` must outlive the engine. NULL if memory or randomness is
 * missing. */
struct baton_engine *baton_engine_new(
    const struct baton_config *config, const struct baton_host *host);
/* Every handle must have been detached before. Takes NULL. */
void baton_engine_free(struct baton_engine *engine);

/* Steps the posted events of transfers, then performs all effects. Call it after each request. */
void baton_engine_flush(struct baton_engine *engine);

/* --- facts ------------------------------------------------------------------------------------ */

/* A handle was created. `host_handle` is passed to the host's functions. `session` names its Janus
 * session (up to 64 characters; "": not known), by which wrong codes are counted too. `id` is the
 * id that its client knows (0: not known); another handle of the same session may refer to it. NULL
 * if memory or randomness is missing. */
struct baton_handle *baton_engine_attach(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id);
/* The address from which the client of an uplink last sent, in a form that may be shown to people
 * ("203.0.113.0/24"; up to 64 characters). Optional: without addresses nobody is warned of another
 * network. */
void baton_engine_network(
    struct baton_engine *engine, struct baton_handle *handle, const char *network, baton_time now);
/* The result of an SMS that host->send_sms accepted. `reason` is the reason of a failure in a form
 * that may be shown to people; may be NULL. An unknown key is ignored. */
void baton_engine_sms_result(struct baton_engine *engine, const char *key, bool delivered,
    const char *reason, baton_time now);
/* Returns the media part of a handle, for the packet path. It lives as long as the handle. */
struct baton_port *baton_handle_port(struct baton_handle *handle);
/* The handle has vanished, and no packet callback of it will run any more. Frees the handle. */
void baton_engine_detach(struct baton_engine *engine, struct baton_handle *handle, baton_time now);
/* The handle's PeerConnection is up (ICE and DTLS), or it is down. */
void baton_engine_media_up(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now);
void baton_engine_media_down(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now);
/* The offer of a request was refused. Janus has created a PeerConnection for it and would accept no
 * other offer. Closes that PeerConnection, unless the handle had a PeerConnection before. */
void baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle);
/* Time has passed, or a gate has fired. May be called at any time. */
void baton_engine_tick(struct baton_engine *engine, baton_time now);
/* Returns when baton_engine_tick is due next; BATON_NEVER if nothing is awaited. */
baton_time baton_engine_deadline(const struct baton_engine *engine);

/* --- requests ---------------------------------------------------------------------------------
 * Each returns the body of the reply, for json_decref. Otherwise it returns NULL with `failure`
 * set, and nothing has changed but counts of wrong codes, and a transfer that a wrong
 * number or code ends. Replies are those of docs/api.md, including `baton`. The caller
 * sends the reply or error, then calls baton_engine_flush.
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

/* On an uplink; join and scan make a fresh handle one. */
json_t *baton_engine_join(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_join_request *request, baton_time now, struct baton_failure *failure);
/* Sets `*answer` (for g_free) if the request had an offer. */
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
/* On a fresh handle, or again on a handle that shows a code already. */
json_t *baton_engine_present(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_present_request *request, baton_time now, struct baton_failure *failure);
/* On a fresh handle, on a handle that shows a code, and on the uplink in the call. */
json_t *baton_engine_scan(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_scan_request *request, baton_time now, struct baton_failure *failure);
/* On an uplink; with a ticket, on any handle. */
json_t *baton_engine_confirm(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_confirm_request *request, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel_presentation(struct baton_engine *engine, struct baton_handle *handle,
    const char *presentation, baton_time now, struct baton_failure *failure);
json_t *baton_engine_return(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure);

/* On any handle: returns the question that a ticket belongs to. */
json_t *baton_engine_question(struct baton_engine *engine, struct baton_handle *handle,
    const char *ticket, baton_time now, struct baton_failure *failure);

/* On a downlink; subscribe makes a fresh handle one. Sets `*offer`, for g_free. */
json_t *baton_engine_subscribe(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_subscribe_request *request, baton_time now, char **offer,
    struct baton_failure *failure);
json_t *baton_engine_start(struct baton_engine *engine, struct baton_handle *handle,
    const char *answer, struct baton_failure *failure);
json_t *baton_engine_layout(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_layout_request *request, baton_time now, struct baton_failure *failure);

/* --- Admin API, and Janus's query of a handle ------------------------------------------------- */

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
/* `phone` NULL removes the number. */
json_t *baton_engine_phone(struct baton_engine *engine, const char *room, const char *id,
    const char *phone, struct baton_failure *failure);
/* An SMS has arrived from a number. Never NULL: a message that is no response gets the reply
 * "refused", with a text for its sender. */
json_t *baton_engine_sms_reply(
    struct baton_engine *engine, const char *from, const char *text, baton_time now);
json_t *baton_engine_query(struct baton_engine *engine, struct baton_handle *handle);

#endif
