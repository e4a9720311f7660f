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

/* Creates a room in use again: `request` is a `create` request. Returns false with `failure` set. */
struct baton_room_maker {
    void *context;
    bool (*create)(void *context, const json_t *request, struct baton_failure *failure);
};
/* How many were brought back, and how many rows were not: they are damaged, or their room is gone. */
struct baton_restored_calls {
    size_t rooms, participants, skipped;
};
/*
 * Before the store is started, and after its permanent rooms are restored: brings back the rooms in use, their chat,
 * and the participants of all rooms, who are away from now on. If config.keep_calls is false, deletes the rows instead.
 * A row that cannot be used is skipped, noted in the log, and deleted. Returns false with `failure` set if the store
 * cannot be read. The host must have a store.
 */
bool baton_engine_restore_calls(struct baton_engine *engine, const struct baton_room_maker *maker,
    baton_time now, struct baton_restored_calls *restored, struct baton_failure *failure);
/* Before the store is stopped: gives it all that has changed in rooms in use. Later changes are not written. */
void baton_engine_save_calls(struct baton_engine *engine);

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

/* A client has sent a request on this handle (NULL: not known). Call it before the request is performed. `reads`: the
 * request shows that the client has read the replies before. */
void baton_engine_heard(struct baton_engine *engine, struct baton_handle *handle, bool reads);

#endif
