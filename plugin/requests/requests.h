/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A function for each request of docs/api.md and of the Admin API. Thread and time: as in engine/engine.h.
 *
 * Each function returns the body of the reply, for json_decref, with all fields of docs/api.md. If it
 * refuses the request, it returns NULL with `failure` set. A refused request changes nothing, except that
 * wrong codes are counted and that a wrong number or code can end a transfer. The caller sends the reply
 * or the error, and then calls baton_engine_flush.
 *
 * baton_engine_create, _edit, _destroy and _audit can also reply later: see engine/later.h.
 */
#ifndef BATON_REQUESTS_REQUESTS_H
#define BATON_REQUESTS_REQUESTS_H

#include "engine/engine.h"
#include "requests/request_fields.h"

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
/* Returns the events with numbers above `since` that the device has missed, and the whole state. The client has a new
 * connection: it is asked again to acknowledge what was sent. `handle` is the uplink of any device. */
json_t *baton_engine_sync(struct baton_engine *engine, struct baton_handle *handle, uint64_t since,
    baton_time now, struct baton_failure *failure);
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
/* A remembered device asks for a call that it has had before. `handle` is fresh and becomes its uplink. */
json_t *baton_engine_recall(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_recall_request *request, baton_time now, struct baton_failure *failure);
/* The device in the call makes Baton forget all remembered devices of its participant. */
json_t *baton_engine_forget(struct baton_engine *engine, struct baton_handle *handle,
    baton_time now, struct baton_failure *failure);
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

/* These requests come on a downlink. subscribe turns a fresh handle into a downlink. It sets `*offer`, for g_free, and
 * `*restarts`: whether Janus must restart ICE with this offer. */
json_t *baton_engine_subscribe(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_subscribe_request *request, baton_time now, char **offer, bool *restarts,
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
