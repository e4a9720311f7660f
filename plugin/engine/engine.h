/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine owns every room, participant, device and transfer. Only the engine changes them.
 *
 * Thread: call every function here on the control thread. Another thread posts a job to the control thread, and the job
 * calls the function. The caller passes the time, which never goes back.
 *
 * While a function runs, the engine collects effects (events to clients, closing of PeerConnections, bitrate limits).
 * baton_engine_flush performs them in order. In this way the reply to a request is sent before the events that the
 * request caused. The functions under "facts" that cause effects call baton_engine_flush themselves. The exception is
 * baton_engine_offer_refused: call baton_engine_flush after it.
 */
#ifndef BATON_ENGINE_ENGINE_H
#define BATON_ENGINE_ENGINE_H

#include <jansson.h>

#include "engine/requests.h"
#include "state/config.h"
#include "state/host.h"
#include "state/registry.h"

struct baton_engine;
struct baton_port;
struct baton_handle; /* one Janus handle: fresh, an uplink or a downlink */

/* Copies the strings of `config`. `host` must outlive the engine. Returns NULL if there is no memory or
 * if the system gives no random numbers. */
struct baton_engine *baton_engine_new(
    const struct baton_config *config, const struct baton_host *host);
/* Every handle must have been detached before. `engine` may be NULL. */
void baton_engine_free(struct baton_engine *engine);

/* Sets where the rooms come from that baton_engine_create makes after this call. Rooms from the settings file and from
 * the store are permanent, and are not written to the store. The engine begins with BATON_ROOM_REQUESTED. */
void baton_engine_set_origin(struct baton_engine *engine, enum baton_room_origin origin);
/* Before the store is started, and after its rooms are restored: reads the chat of the permanent rooms. Sets
 * `*unreadable` to the number of messages that are not valid. Returns false with `failure` set if the store cannot be
 * read. The host must have a store. */
bool baton_engine_restore_chat(
    struct baton_engine *engine, size_t *unreadable, struct baton_failure *failure);

/* Steps the posted events of transfers, then performs all effects. Call it after each request. */
void baton_engine_flush(struct baton_engine *engine);

/* --- facts ------------------------------------------------------------------------------------ */

/* A handle was created. `host_handle` is passed to the host's functions. `session` names the handle's
 * Janus session (up to 64 characters; "": not known). Wrong codes are also counted for the session.
 * `id` is the handle's id, which its client knows (0: not known). A request on another handle of the
 * same session may name this id. Returns NULL if there is no memory or if the system gives no random
 * numbers. */
struct baton_handle *baton_engine_attach(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id);
/* The address that the media of a handle's client comes from, IPv4 or IPv6 as text. Optional: without addresses,
 * nobody is warned of a device in another network. */
void baton_engine_network(
    struct baton_engine *engine, struct baton_handle *handle, const char *address, baton_time now);
/* An address that the client of a handle has named as an ICE candidate. */
void baton_engine_candidate(
    struct baton_engine *engine, struct baton_handle *handle, const char *address, baton_time now);
/* The result of an SMS that host->send_sms accepted. `reason` says for people why the delivery failed;
 * it may be NULL. An unknown key is ignored. */
void baton_engine_sms_result(struct baton_engine *engine, const char *key, bool delivered,
    const char *reason, baton_time now);
/* The store has written the change with this receipt, or has read the rows of the query with this receipt. If `failure`
 * is not NULL, the store could not do so. Sends the reply to the request that waits for this. Ignores an unknown
 * receipt. */
void baton_engine_stored(struct baton_engine *engine, uint64_t receipt,
    const struct baton_failure *failure, baton_time now);
void baton_engine_audit_read(struct baton_engine *engine, uint64_t receipt, size_t rows,
    const int64_t *numbers, const char *const *texts, const struct baton_failure *failure,
    baton_time now);
/* A request for which the operator may ask later was refused. `room` and `transfer` are those that the request names
 * (NULL: none); `handle` NULL: not known. */
void baton_engine_refused(struct baton_engine *engine, const struct baton_handle *handle,
    bool by_operator, const char *verb, const char *room, const char *transfer,
    enum baton_error error);
/* Returns the port of a handle, for the packet path. The port lives as long as the handle. */
struct baton_port *baton_handle_port(struct baton_handle *handle);
/* Whether the device with this id is in a call and has a Janus token that Baton has made. If not, the token is
 * revoked. */
bool baton_engine_has_token(const struct baton_engine *engine, const char *device);
/* Returns the id of the room in which the handle's device is, or NULL. Borrowed until the next change. */
const char *baton_handle_room(const struct baton_handle *handle);
/* Returns the id of the participant to whom the handle's device belongs, or NULL. Borrowed in the same way. */
const char *baton_handle_participant(const struct baton_handle *handle);
/* The client's handle is gone, and no packet callback of this handle will run any more. Frees the handle. */
void baton_engine_detach(struct baton_engine *engine, struct baton_handle *handle, baton_time now);
/* The handle's PeerConnection is up (ICE and DTLS), or it is down. */
void baton_engine_media_up(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now);
void baton_engine_media_down(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now);
/* Baton has refused the offer of a request. Janus has created a PeerConnection for this offer and would accept no other
 * offer. Closes that PeerConnection, unless the handle had a PeerConnection before the request. */
void baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle);
/* Time has passed, or a gate has fired. May be called at any time. */
void baton_engine_tick(struct baton_engine *engine, baton_time now);
/* Returns the time at which baton_engine_tick must be called next, or BATON_NEVER. */
baton_time baton_engine_deadline(const struct baton_engine *engine);

/* A client has sent a request on this handle (NULL: not known). Call it before the request is performed. */
void baton_engine_heard(struct baton_engine *engine, struct baton_handle *handle);

/* --- requests ---------------------------------------------------------------------------------
 * Each function returns the body of the reply, for json_decref, with all fields of docs/api.md. If it
 * refuses the request, it returns NULL with `failure` set. A refused request changes nothing, except that
 * wrong codes are counted and that a wrong number or code can end a transfer. The caller sends the reply
 * or the error, and then calls baton_engine_flush.
 *
 * baton_engine_create, _edit, _destroy and _audit can also reply later: see struct baton_later (engine/requests.h).
 */

json_t *baton_engine_create(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, baton_time now,
    struct baton_failure *failure);
json_t *baton_engine_edit(struct baton_engine *engine, const struct baton_room_settings *settings,
    bool permanent, const struct baton_authority *by, struct baton_failure *failure);
json_t *baton_engine_destroy(struct baton_engine *engine, const char *room, bool permanent,
    const struct baton_authority *by, baton_time now, struct baton_failure *failure);
json_t *baton_engine_exists(struct baton_engine *engine, const char *room);
json_t *baton_engine_list(struct baton_engine *engine, const struct baton_authority *by,
    const struct baton_page_request *page, struct baton_failure *failure);
/* A device in the room needs neither pin nor secret. `handle` may be NULL. */
json_t *baton_engine_participants(struct baton_engine *engine, const struct baton_handle *handle,
    const char *room, const struct baton_authority *by, const struct baton_page_request *page,
    struct baton_failure *failure);
/* `handle` is the uplink of the device that has the call. Returns earlier messages of the room's chat. */
json_t *baton_engine_chat_history(const struct baton_handle *handle,
    const struct baton_page_request *page, struct baton_failure *failure);

/* These requests come on an uplink. join, present and scan turn a fresh handle into an uplink. */
json_t *baton_engine_join(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_join_request *request, baton_time now, struct baton_failure *failure);
/* Returns the ICE servers, with a new credential. `handle` is the uplink or the downlink of any device. */
json_t *baton_engine_ice(const struct baton_handle *handle, struct baton_failure *failure);
/* Brings the participant whose device got this resume secret back on this handle. */
json_t *baton_engine_resume(struct baton_engine *engine, struct baton_handle *handle,
    const char *room, const char *secret, baton_time now, struct baton_failure *failure);
/* The client says that it is about to go. */
json_t *baton_engine_closing(struct baton_handle *handle, struct baton_failure *failure);
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
/* `handle` is fresh, or it is the uplink of a device that shows a code already. */
json_t *baton_engine_present(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_present_request *request, baton_time now, struct baton_failure *failure);
/* `handle` is fresh, or it is the uplink of a device that shows a code or has the call. */
json_t *baton_engine_scan(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_scan_request *request, baton_time now, struct baton_failure *failure);
/* `handle` is an uplink. With a ticket, it is any handle. */
json_t *baton_engine_confirm(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_confirm_request *request, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure);
json_t *baton_engine_cancel_presentation(struct baton_engine *engine, struct baton_handle *handle,
    const char *presentation, baton_time now, struct baton_failure *failure);
json_t *baton_engine_return(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure);

/* `secret` came with the event `moved` to an old device. Removes the participant whose call has left that device.
 * `handle` is any handle. */
json_t *baton_engine_disown(struct baton_engine *engine, struct baton_handle *handle,
    const char *secret, baton_time now, struct baton_failure *failure);

/* Returns the question that a ticket belongs to. `handle` is any handle. */
json_t *baton_engine_question(struct baton_engine *engine, struct baton_handle *handle,
    const char *ticket, baton_time now, struct baton_failure *failure);

/* These requests come on a downlink. subscribe turns a fresh handle into a downlink and sets `*offer`, for
 * g_free. */
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
/* An SMS has arrived from the number `from`. Never returns NULL: if the text is not a response, the reply is
 * "refused", with a text for the sender. */
json_t *baton_engine_sms_reply(
    struct baton_engine *engine, const char *from, const char *text, baton_time now);
/* `room` and `transfer` NULL: entries of all. The reply always comes later. */
json_t *baton_engine_audit(struct baton_engine *engine, const char *room, const char *transfer,
    const struct baton_page_request *page, const struct baton_later *later,
    struct baton_failure *failure);
json_t *baton_engine_query(struct baton_engine *engine, struct baton_handle *handle);

#endif
