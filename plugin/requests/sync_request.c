/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request `sync`: what a client has missed while it had no connection to Janus. */
#include <string.h>

#include "guard/janus_token.h"
#include "guard/resume.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "workflow/confirmation.h"
#include "workflow/farewell.h"
#include "workflow/presentation.h"
#include "workflow/transfer_code.h"
#include "workflow/watching.h"
#include "workflow/welcome.h"

/* --- the transfer ----------------------------------------------------------------------------- */

static bool has_moved(const json_t *missed)
{
    bool moved = false;
    for (size_t i = 0; i < json_array_size(missed) && !moved; i++) {
        const json_t *name = json_object_get(json_array_get(missed, i), "baton");
        moved = strcmp(json_string_value(name), "moved") == 0;
    }
    return moved;
}

/* Kept events have no secrets. Without this one, the old device could not say later that the move was not meant. */
static void add_farewell(struct baton_transfer *transfer, const json_t *reply, json_t *out)
{
    bool missed = has_moved(json_object_get(reply, "missed")) ||
                  json_is_false(json_object_get(reply, "complete"));
    if (transfer->old_device->role == BATON_DEVICE_STANDBY && missed)
        baton_farewell_add(transfer, out);
}

static json_t *progress(const struct baton_transfer *transfer, const char *role)
{
    return json_pack("{s:s, s:s, s:s, s:I}", "transfer", transfer->id, "role", role, "state",
        baton_transfer_state_name(transfer->machine.state), "expires_in",
        baton_transfer_expires_in(transfer));
}

static void add_transfer(struct baton_device *device, json_t *reply)
{
    const struct baton_participant *participant = device->participant;
    struct baton_transfer *transfer = participant->transfer;
    enum baton_transfer_side side =
        transfer ? baton_transfer_side(transfer, device) : BATON_SIDE_NONE;
    if (participant->standing_in && device->role == BATON_DEVICE_ACTIVE)
        json_object_set_new(reply, "standing_in", progress(participant->standing_in, "stand_in"));
    if (side == BATON_SIDE_NONE)
        return;
    json_t *out = progress(transfer, side == BATON_SIDE_OLD ? "old" : "new");
    if (side == BATON_SIDE_OLD)
        add_farewell(transfer, reply, out);
    json_object_set_new(reply, "transfer", out);
}

/* The reply to `scan` is no event. If it was lost, the new device could not go on without its content. */
static void add_welcome(const struct baton_device *device, uint64_t since, json_t *reply)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (device->presentation)
        json_object_set_new(reply, "presentation", json_string(device->presentation->id));
    if (device->role != BATON_DEVICE_CANDIDATE || !transfer || device->presentation)
        return;
    json_t *scanned = baton_welcome_scanned(transfer);
    json_t *code = since == 0 ? baton_transfer_code_show_back_lost(transfer, device) : NULL;
    json_object_del(scanned, "baton");
    if (code)
        json_object_set_new(scanned, "code", code);
    json_object_set_new(reply, "scanned", scanned);
}

/* --- the call --------------------------------------------------------------------------------- */

/* Whether the device takes part in the call: it has the call, or people have agreed that it gets the call. */
static bool is_in_call(const struct baton_device *device)
{
    return device->role == BATON_DEVICE_ACTIVE ||
           (device->role == BATON_DEVICE_CANDIDATE && device->fed);
}

/*
 * This reply can be lost like the messages before it, and the client then sends `sync` again on the same handle. So the
 * next request does not show that the client has this secret. Only its use does, as for a secret that comes with an
 * event.
 */
static void add_secrets(struct baton_device *device, json_t *reply)
{
    if (device->role == BATON_DEVICE_ACTIVE)
        baton_resume_add_to_event(device, reply);
    if (baton_engine_has_token(device->engine, device->id))
        baton_janus_token_add(device, reply);
}

static json_t *begin_reply(struct baton_device *device)
{
    if (!is_in_call(device))
        return json_pack("{s:s, s:s, s:s}", "baton", "synced", "device", device->id, "private_id",
            device->private_id);
    json_t *reply = baton_object_joined(device, "synced");
    if (device->downlink)
        json_object_set_new(reply, "slots", baton_object_slots(device));
    add_secrets(device, reply);
    return reply;
}

/* Kept events have no codes. Without another code, the event with a code that the operator asked for would be lost for
 * ever. */
static void show_lost_codes(struct baton_device *device, uint64_t since)
{
    const struct baton_participant *participant = device->participant;
    if (participant->transfer)
        baton_transfer_code_show_lost(participant->transfer, device, since);
    if (participant->standing_in)
        baton_transfer_code_show_lost(participant->standing_in, device, since);
}

/* --- the request ------------------------------------------------------------------------------ */

static bool check_since(
    const struct baton_device *device, uint64_t since, struct baton_failure *failure)
{
    const uint64_t last = device->events.last;
    if (since <= last)
        return true;
    baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "since: expected at most %llu, the number of the last event for this device, got %llu",
        (unsigned long long)last, (unsigned long long)since);
    return false;
}

/* What was pushed while the session had no transport is lost in Janus, also the events that ask for an acknowledgement.
 * Both handles of the device are usually in this session. */
static void ask_again(const struct baton_device *device)
{
    const struct baton_host *host = device->engine->host;
    if (!host->ask_again)
        return;
    host->ask_again(host->context, device->uplink->host);
    if (device->downlink)
        host->ask_again(host->context, device->downlink->host);
}

json_t *baton_engine_sync(struct baton_engine *engine, struct baton_handle *handle, uint64_t since,
    baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device || !check_since(device, since, failure))
        return NULL;
    bool complete = baton_latest_events_reach(&device->events, since);
    json_t *reply = begin_reply(device);
    baton_device_add_seq(device, reply);
    json_object_set_new(reply, "complete", json_boolean(complete));
    json_object_set_new(reply, "missed", baton_latest_events_since(&device->events, since));
    json_object_set_new(reply, "role", json_string(baton_device_role_name(device->role)));
    add_transfer(device, reply);
    add_welcome(device, since, reply);
    ask_again(device);
    baton_watching_repeat(device);
    if (device->role == BATON_DEVICE_ACTIVE) {
        baton_confirmation_repeat_lost(device, since);
        show_lost_codes(device, since);
    }
    return reply;
}
