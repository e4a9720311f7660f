/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests, facts, packets and clock jumps in random order, in two rooms with six devices. The invariants are checked
 * after each step.
 *
 * BATON_SEED=N repeats a run. BATON_STEPS=N sets the number of steps.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/random_events.h"
#include "media/gate.h"
#include "media/port.h"
#include "test.h"
#include "workflow/presentation.h"

/* --- invariants ------------------------------------------------------------------------------- */

struct counts {
    int participants, devices, sources;
};

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
    assert_non_null(device->uplink);
    assert_ptr_equal(device->uplink->device, device);
    assert_int_equal(device->uplink->kind, BATON_HANDLE_UPLINK);
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
        if (!transfer || !baton_transfer_is_agreed(transfer))
            assert_true(baton_device_feeds(participant->active, (enum baton_source_kind)kind));
    }
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
    if (transfer) {
        assert_ptr_equal(transfer->participant, participant);
        assert_int_equal(transfer->references, 1);
        assert_true(transfer->machine.state != BATON_TRANSFER_ENDED);
        assert_ptr_equal(g_hash_table_lookup(transfer->engine->transfers, transfer->id), transfer);
    }
    check_feeding(participant);
}

static int count_transfers(const struct baton_room *room)
{
    int transfers = 0;
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        transfers += participant->transfer != NULL;
    }
    return transfers;
}

/* Counts over all worlds of this program. At the end they show that each situation has occurred. */
static struct {
    unsigned moved, asked_remotely;
    unsigned states[BATON_TRANSFER_ENDED];
    unsigned presenting, joined_by_presentation;
} seen;

/* The counts of the machine must match the list of respondents. */
static void check_confirmation(const struct baton_transfer *transfer)
{
    int waiting = 0, agreed = 0;
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        const struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        assert_ptr_equal(
            g_hash_table_lookup(transfer->engine->respondents, respondent->id), respondent);
        waiting += !respondent->self && !respondent->responded && !respondent->dropped;
        agreed += !respondent->self && respondent->responded;
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

static void check_tables(struct baton_engine *engine, int devices)
{
    GHashTableIter iter;
    void *value;
    guint respondents = 0;
    g_hash_table_iter_init(&iter, engine->presentations);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        check_presentation(value);
    seen.presenting += g_hash_table_size(engine->presentations);
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_transfer *transfer = value;
        check_confirmation(transfer);
        seen.states[transfer->machine.state]++;
        seen.joined_by_presentation += transfer->presentation[0] != '\0';
        seen.asked_remotely += transfer->machine.remote_waiting > 0;
        respondents += transfer->respondents ? transfer->respondents->len : 0;
    }
    assert_int_equal(g_hash_table_size(engine->respondents), respondents);
    assert_int_equal(g_hash_table_size(engine->devices),
        devices + (int)g_hash_table_size(engine->presentations));
}

static void check_world(const struct run *run)
{
    struct baton_engine *engine = run->world->engine;
    struct counts counts = {0, 0, 0};
    int transfers = 0;
    for (int i = 0; i < ROOMS; i++) {
        const struct baton_room *room = g_hash_table_lookup(engine->rooms, rooms[i]);
        for (guint j = 0; j < room->participants->len; j++)
            check_participant(g_ptr_array_index(room->participants, j), &counts);
        transfers += count_transfers(room);
    }
    assert_int_equal(world_status(run->world, "participants"), counts.participants);
    assert_int_equal(world_status(run->world, "devices"), counts.devices);
    assert_int_equal(world_status(run->world, "sources"), counts.sources);
    assert_int_equal(world_status(run->world, "transfers"), transfers);
    check_tables(engine, counts.devices);
    assert_true(g_queue_is_empty(&engine->events));
    assert_true(g_queue_is_empty(&engine->departures));
}

/* Returns true if others receive this device's media already. Perhaps the control thread does not know it yet. */
static bool has_fired(const struct baton_device *device)
{
    const struct baton_gate *gate = device->participant->transfer->gate;
    return gate && baton_gate_state(gate) == BATON_GATE_FIRED;
}

/* Nobody receives their own media. Before the agreement the new device receives nothing, and nobody receives its
 * media. */
static void check_received_media(struct run *run, struct fake_device *device)
{
    const struct baton_device *receiver = device->downlink ? device->downlink->device : NULL;
    if (!device->down)
        return;
    for (int i = 0; i < DEVICES; i++) {
        struct fake_device *other = run->devices[i];
        const struct baton_device *sender = other->uplink ? other->uplink->device : NULL;
        if (!fake_handle_heard(device->down, other->tag) || !sender || !receiver)
            continue;
        assert_ptr_not_equal(sender->participant, receiver->participant);
        assert_true(receiver->fed);
        assert_true(sender->role != BATON_DEVICE_CANDIDATE || has_fired(sender));
    }
    fake_handle_forget(device->down);
    fake_handle_listen(device->down);
}

static void read_events(struct run *run, struct fake_device *device)
{
    const json_t *event;
    if (!device->up)
        return;
    while ((event = fake_handle_take(device->up, "code")))
        g_strlcpy(run->codes[run->next_code++ % 6], text_at(event, "text"), FAKE_CODE);
    while (fake_handle_take(device->up, "moved"))
        run->moved++;
    fake_handle_forget(device->up);
}

/* --- the run ---------------------------------------------------------------------------------- */

static void check(struct run *run)
{
    /* world_status() also flushes. Without this flush the state could change between two checks. */
    world_flushes(run->world);
    check_world(run);
    for (int i = 0; i < DEVICES; i++) {
        read_events(run, run->devices[i]);
        check_received_media(run, run->devices[i]);
    }
    /* The fake host searches each message for these tokens. With all of the thousands of tokens that
     * the run shows this would be slow, so that only the latest tokens stay in the list. */
    if (run->world->host.tokens->len > 8)
        g_ptr_array_remove_range(run->world->host.tokens, 0, 4);
}

static long from_environment(const char *name, long fallback)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : fallback;
}

static void run_steps(uint64_t seed, long steps)
{
    struct run run = {.random_state = seed};
    struct baton_config config;
    baton_config_init(&config);
    config.max_misses = config.max_room_misses = config.max_all_misses = 1000;
    config.confirm_link = g_strdup("https://call.example/agree");
    config.sms_fallback = seed % 2 ? &baton_channel_popup : NULL;
    run.world = world_new_with(seed, &config);
    for (int i = 0; i < ROOMS; i++)
        open_room(&run, rooms[i]);
    for (int i = 0; i < DEVICES; i++)
        run.devices[i] = device_new(run.world, "somebody");
    for (long i = 0; i < steps; i++) {
        step(&run);
        check(&run);
    }
    print_message("# %u requests granted, %u requests refused, %u moved events\n", run.granted,
        run.refused, run.moved);
    seen.moved += run.moved;
    run.world->closing_slowly = false;
    world_free(run.world);
}

TEST(any_order_of_events_keeps_the_invariants)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    long seed = from_environment("BATON_SEED", now.tv_sec * 1000 + now.tv_nsec / 1000000);
    long steps = from_environment("BATON_STEPS", STEPS);
    /* Each world runs only 1000 steps, so that a run with a printed seed fails quickly. */
    for (long done = 0; done < steps; done += 1000) {
        print_message("# BATON_SEED=%ld\n", seed);
        run_steps((uint64_t)seed, MIN(1000, steps - done));
        seed++;
    }
    if (steps < STEPS)
        return;
    assert_true(seen.moved > 0 && seen.presenting > 0 && seen.joined_by_presentation > 0);
    assert_true(seen.asked_remotely > 0);
    for (int i = 0; i < BATON_TRANSFER_ENDED; i++)
        assert_true(seen.states[i] > 0);
}
