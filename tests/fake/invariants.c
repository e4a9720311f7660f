/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks the invariants of the objects of the engine, of its tables and of its queues. */
#include "fake/invariants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "media/port.h"
#include "state/device.h"
#include "state/participant.h"
#include "state/room.h"
#include "state/source.h"
#include "workflow/confirmation.h"
#include "workflow/presentation.h"
#include "workflow/transfer.h"

struct counts {
    int participants, devices, sources, transfers;
};

/* --- devices and sources ---------------------------------------------------------------------- */

static void check_slots(const struct baton_device *device)
{
    for (size_t i = 0; i < device->slot_count; i++) {
        const struct baton_source *source = device->slots[i].source;
        const struct baton_stream *on_slot =
            device->downlink ? baton_port_stream(device->downlink->port, (int)i) : NULL;
        assert_ptr_equal(on_slot, source ? source->stream : NULL);
        if (!source)
            continue;
        assert_true(device->fed);
        assert_ptr_not_equal(source->participant, device->participant);
        assert_ptr_equal(source->participant->room, device->participant->room);
        assert_int_equal(device->slots[i].video, baton_source_kind_is_video(source->kind));
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(device->slots[j].source, source);
    }
    if (device->slot_count > 0)
        assert_non_null(device->downlink);
}

static void check_device(const struct baton_device *device)
{
    const struct baton_participant *participant = device->participant;
    const struct baton_transfer *transfer = participant->transfer;
    if (participant->absence.kind == BATON_AWAY && device == participant->active) {
        assert_null(device->uplink);
        assert_null(device->downlink);
    } else {
        assert_ptr_equal(device->uplink->device, device);
        assert_int_equal(device->uplink->kind, BATON_HANDLE_UPLINK);
    }
    if (device->downlink)
        assert_ptr_equal(device->downlink->device, device);
    assert_int_equal(device->role == BATON_DEVICE_ACTIVE, device == participant->active);
    if (device->role != BATON_DEVICE_ACTIVE) {
        assert_non_null(transfer);
        assert_true(device == transfer->old_device || device == transfer->new_device);
    }
    assert_int_equal(
        device->fed, device->role != BATON_DEVICE_CANDIDATE || baton_transfer_is_agreed(transfer));
    check_slots(device);
}

/* A source forwards the packets of the device that has the call, except while a gate changes the device. */
static void check_source(const struct baton_source *source)
{
    const struct baton_participant *participant = source->participant;
    const struct baton_transfer *transfer = participant->transfer;
    struct baton_stream_stats stats;
    baton_stream_stats(source->stream, &stats);
    assert_int_equal(stats.muted, source->muted);
    if (transfer && (transfer->gate || baton_transfer_is_swapping(transfer)))
        return;
    if (!stats.generation || !participant->active)
        return;
    if (transfer && transfer->machine.state == BATON_TRANSFER_STANDBY &&
        stats.generation != participant->active->feeds[source->kind].generation)
        return;
    assert_int_equal(stats.generation, participant->active->feeds[source->kind].generation);
}

/* The device in the call feeds each source. In an agreed transfer a source may also wait for the new device. */
static void check_feeding(const struct baton_participant *participant)
{
    const struct baton_transfer *transfer = participant->transfer;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_source *source = participant->sources[kind];
        if (!source)
            continue;
        check_source(source);
        assert_ptr_equal(source->participant, participant);
        if (participant->absence.kind != BATON_NOT_AWAY)
            assert_false(source->live);
        else if (!transfer || !baton_transfer_is_agreed(transfer))
            assert_true(baton_device_feeds(participant->active, (enum baton_source_kind)kind));
    }
}

/* The queue of absent participants has each participant who is away, and nobody else. */
static void check_absence(const struct baton_participant *participant)
{
    const struct baton_absence *absence = &participant->absence;
    assert_int_equal(absence->kind != BATON_NOT_AWAY, absence->link.data != NULL);
    if (absence->kind == BATON_NOT_AWAY)
        return;
    assert_non_null(participant->active);
    /* An absence keeps the `hold` with which it began, and an `edit` may have made it shorter since. The random edits
     * set 60 seconds at most. After a restart of Janus it is at least 30 seconds. */
    assert_true(absence->end <=
                participant->engine->now + BATON_SECONDS(MAX(participant->room->hold, 60) + 1));
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        if (participant->sources[kind] && participant->sources[kind]->held)
            assert_true(absence->yield != BATON_NEVER);
}

static void check_participant(const struct baton_participant *participant, struct counts *counts)
{
    const struct baton_transfer *transfer = participant->transfer;
    unsigned active = 0;
    counts->participants++;
    counts->devices += (int)participant->devices->len;
    assert_true(participant->devices->len > 0);
    assert_true(participant->devices->len <= 2);
    for (guint i = 0; i < participant->devices->len; i++) {
        const struct baton_device *device = g_ptr_array_index(participant->devices, i);
        active += device->role == BATON_DEVICE_ACTIVE;
        check_device(device);
    }
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        counts->sources += participant->sources[kind] != NULL;
    assert_int_equal(active, participant->active != NULL);
    if (!transfer || !baton_transfer_is_agreed(transfer))
        assert_non_null(participant->active);
    check_absence(participant);
    counts->transfers += transfer != NULL;
    if (transfer) {
        assert_ptr_equal(transfer->participant, participant);
        assert_int_equal(transfer->references, 1);
        assert_true(transfer->machine.state != BATON_TRANSFER_ENDED);
        assert_ptr_equal(g_hash_table_lookup(transfer->engine->transfers, transfer->id), transfer);
    }
    if (participant->standing_in) {
        assert_string_equal(participant->standing_in->origin.by, participant->id);
        assert_ptr_equal(
            g_hash_table_lookup(participant->engine->transfers, participant->standing_in->id),
            participant->standing_in);
    }
    check_feeding(participant);
}

/* --- transfers and presentations --------------------------------------------------------------- */

/* The counts of the machine must match the list of respondents. */
static void check_confirmation(const struct baton_transfer *transfer)
{
    int waiting = 0, agreed = 0;
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        const struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        assert_ptr_equal(
            g_hash_table_lookup(transfer->engine->respondents, respondent->id), respondent);
        bool remote = !respondent->self && !respondent->stand_in;
        waiting += remote && !respondent->responded && !respondent->dropped;
        agreed += remote && respondent->responded && !respondent->own;
        if (baton_confirmation_is_open(respondent))
            assert_non_null(
                baton_room_participant(transfer->participant->room, respondent->participant, NULL));
    }
    if (transfer->machine.state != BATON_TRANSFER_CONFIRMING)
        return;
    assert_int_equal(transfer->machine.remote_waiting, waiting);
    assert_int_equal(transfer->machine.remote_agreed, agreed);
}

/* A device that presents a code receives nothing, and nobody receives its media. */
static void check_presentation(const struct baton_presentation *presentation)
{
    const struct baton_device *device = presentation->device;
    assert_ptr_equal(device->presentation, presentation);
    assert_ptr_equal(device->participant->room, presentation->lobby);
    assert_int_equal(presentation->lobby->participants->len, 1);
    assert_null(device->participant->transfer);
    assert_null(device->participant->active);
    assert_false(device->fed);
    for (size_t i = 0; i < device->slot_count; i++)
        assert_null(device->slots[i].source);
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        assert_int_equal(device->feeds[kind].generation, 0);
}

/* --- handles ---------------------------------------------------------------------------------- */

/* A handle belongs to a device if and only if the device says so. */
static void check_handle(const struct baton_handle *handle)
{
    const struct baton_device *device = handle->device;
    assert_int_equal(device != NULL, handle->kind != BATON_HANDLE_FRESH);
    if (handle->kind == BATON_HANDLE_UPLINK)
        assert_ptr_equal(device->uplink, handle);
    if (handle->kind == BATON_HANDLE_DOWNLINK)
        assert_ptr_equal(device->downlink, handle);
    if (handle->up)
        assert_true(handle->negotiated);
}

/* Every handle that is attached is known, and no other. */
static void check_handles(const struct fake_world *world)
{
    const struct baton_engine *engine = world->engine;
    GHashTableIter iter;
    void *handle;
    guint attached = 0;
    for (guint i = 0; i < world->host.handles->len; i++) {
        const struct fake_handle *fake = g_ptr_array_index(world->host.handles, i);
        attached += fake->attached;
        fake_reader_check_limits(&fake->reader);
    }
    assert_int_equal(engine->handles, attached);
    assert_int_equal(g_hash_table_size(engine->named), attached);
    g_hash_table_iter_init(&iter, engine->named);
    while (g_hash_table_iter_next(&iter, NULL, &handle))
        check_handle(handle);
}

/* --- the engine ------------------------------------------------------------------------------- */

/* Each device that has a token of Baton exists, and is queued for the next token. */
static void check_tokens(const struct baton_engine *engine)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->token_devices);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_device *device = value;
        assert_ptr_equal(g_hash_table_lookup(engine->devices, device->private_id), device);
    }
    assert_int_equal(g_hash_table_size(engine->token_devices), engine->token_queue.length);
}

static void check_presentations(const struct baton_engine *engine)
{
    GHashTableIter iter;
    void *presentation;
    g_hash_table_iter_init(&iter, engine->presentations);
    while (g_hash_table_iter_next(&iter, NULL, &presentation))
        check_presentation(presentation);
}

static void check_transfers(const struct baton_engine *engine)
{
    GHashTableIter iter;
    void *value;
    guint respondents = 0;
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_transfer *transfer = value;
        check_confirmation(transfer);
        respondents += transfer->respondents ? transfer->respondents->len : 0;
    }
    assert_int_equal(g_hash_table_size(engine->respondents), respondents);
}

static void check_room(const struct baton_room *room, struct counts *counts)
{
    const struct baton_room_layout *layout = &room->layout;
    int sources = counts->sources;
    assert_true(room->participants->len <= room->max_participants);
    assert_true(room->chat.messages.length <= BATON_CHAT_HISTORY);
    for (guint i = 0; i < room->participants->len; i++)
        check_participant(g_ptr_array_index(room->participants, i), counts);
    assert_int_equal(
        layout->sources[false]->len + layout->sources[true]->len, counts->sources - sources);
}

static struct counts check_rooms(const struct baton_engine *engine)
{
    struct counts counts = {0, 0, 0, 0};
    GHashTableIter iter;
    void *room;
    g_hash_table_iter_init(&iter, engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &room))
        check_room(room, &counts);
    return counts;
}

/* After a flush nothing waits in the engine, and what it stores is within the limits of the configuration. */
static void check_queues(struct fake_world *world)
{
    struct baton_engine *engine = world->engine;
    assert_true(g_queue_is_empty(&engine->events));
    assert_true(g_queue_is_empty(&engine->departures));
    assert_false(engine->stepping);
    assert_true(baton_ledger_live(engine->ledger, world->now) <= engine->config.max_codes);
    assert_true(g_hash_table_size(engine->rooms) <= engine->config.max_rooms);
    assert_true(g_hash_table_size(engine->presentations) <= engine->config.max_presentations);
}

void fake_invariants_check(struct fake_world *world)
{
    const struct baton_engine *engine = world->engine;
    world_flushes(world);
    struct counts counts = check_rooms(engine);
    int presentations = (int)g_hash_table_size(engine->presentations);
    assert_int_equal(world_status(world, "participants"), counts.participants);
    assert_int_equal(world_status(world, "devices"), counts.devices);
    assert_int_equal(world_status(world, "sources"), counts.sources);
    assert_int_equal(world_status(world, "transfers"), counts.transfers);
    assert_int_equal(g_hash_table_size(engine->devices), counts.devices + presentations);
    check_presentations(engine);
    check_transfers(engine);
    check_handles(world);
    check_tokens(engine);
    check_queues(world);
}
