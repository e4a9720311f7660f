/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * orders: requests, facts, packets and jumps of the clock in any order, over two rooms and six
 * devices; what must always hold is checked after each.
 *
 * BATON_SEED=N repeats a run, BATON_STEPS=N makes it longer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "media/gate.h"
#include "media/port.h"
#include "workflow/presentation.h"
#include "engine/anything.h"


/* --- what always holds ------------------------------------------------------------------------ */

struct counts {
    int participants, devices, sources;
};

static void check_slots(const struct baton_device *device)
{
    for (size_t i = 0; i < device->slot_count; i++) {
        const struct baton_source *source = device->slots[i].source;
        const struct baton_stream *there =
            device->downlink ? baton_port_stream(device->downlink->port, (int)i) : NULL;
        assert_ptr_equal(there, source ? source->stream : NULL);
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
    assert_int_equal(device->fed, device->role != BATON_DEVICE_CANDIDATE ||
                                      baton_transfer_is_agreed(transfer));
    check_slots(device);
}

/* Who a source listens to: the device that has the call, but while the media passes. */
static void check_track(const struct baton_source *source)
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
    if (transfer && transfer->machine.state == BATON_TRANSFER_STANDBY && stats.generation !=
        participant->active->feeds[source->kind].generation)
        return;
    assert_int_equal(stats.generation, participant->active->feeds[source->kind].generation);
}

/* A source without a device that feeds it lives only as long as a transfer may bring one. */
static void check_feeding(const struct baton_participant *participant)
{
    const struct baton_transfer *transfer = participant->transfer;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_source *source = participant->sources[kind];
        if (!source)
            continue;
        check_track(source);
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

/* By all worlds of this program: states that a transfer was in, and what became of devices. */
static struct {
    unsigned moved, asked_remotely;
    unsigned states[BATON_TRANSFER_ENDED];
    unsigned presenting, taken_in;
} seen;

/* The machine's votes are those of the poll. */
static void check_poll(const struct baton_transfer *transfer)
{
    int waiting = 0, agreed = 0;
    for (guint i = 0; transfer->respondents && i < transfer->respondents->len; i++) {
        const struct baton_respondent *respondent = g_ptr_array_index(transfer->respondents, i);
        assert_ptr_equal(g_hash_table_lookup(transfer->engine->respondents, respondent->id), respondent);
        waiting += !respondent->self && !respondent->answered && !respondent->dropped;
        agreed += !respondent->self && respondent->answered;
        if (respondent->participant)
            assert_ptr_equal(respondent->participant->room, transfer->participant->room);
    }
    if (transfer->machine.state != BATON_TRANSFER_CONFIRMING)
        return;
    assert_int_equal(transfer->machine.remote_waiting, waiting);
    assert_int_equal(transfer->machine.remote_agreed, agreed);
}

/* A device in no call sees nothing, and nobody sees it. */
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
        check_poll(transfer);
        seen.states[transfer->machine.state]++;
        seen.taken_in += transfer->presentation[0] != '\0';
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
    assert_int_equal(engine->graveyard->len, 0);
}

/* The media has passed to it, though the control thread may not have heard. */
static bool has_fired(const struct baton_device *device)
{
    const struct baton_gate *gate = device->participant->transfer->gate;
    return gate && baton_gate_state(gate) == BATON_GATE_FIRED;
}

/* Nobody hears himself, and nobody hears or is heard who is not agreed to. */
static void check_ears(struct run *run, struct fake_device *device)
{
    const struct baton_device *ears = device->downlink ? device->downlink->device : NULL;
    if (!device->down)
        return;
    for (int i = 0; i < DEVICES; i++) {
        struct fake_device *other = run->devices[i];
        const struct baton_device *mouth = other->uplink ? other->uplink->device : NULL;
        if (!fake_handle_heard(device->down, other->tag) || !mouth || !ears)
            continue;
        assert_ptr_not_equal(mouth->participant, ears->participant);
        assert_true(ears->fed);
        assert_true(mouth->role != BATON_DEVICE_CANDIDATE || has_fired(mouth));
    }
    fake_handle_forget(device->down);
    fake_handle_listen(device->down);
}

static void look_at_events(struct run *run, struct fake_device *device)
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
    world_settles(run->world); /* reading a status would, half-way through */
    check_world(run);
    for (int i = 0; i < DEVICES; i++) {
        look_at_events(run, run->devices[i]);
        check_ears(run, run->devices[i]);
    }
    /* Thousands are shown; a token that is in no event now will be in none later. */
    if (run->world->host.tokens->len > 8)
        g_ptr_array_remove_range(run->world->host.tokens, 0, 4);
}

static long from_environment(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static void run_steps(uint64_t seed, long steps)
{
    struct run run = {.chance = seed};
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
    print_message("# %u requests granted, %u refused, moves told %u times\n", run.done, run.refused,
                  run.moved);
    seen.moved += run.moved;
    run.world->closing_slowly = false;
    world_free(run.world);
}

static void any_order_of_events_keeps_what_must_hold(void **state)
{
    struct timespec now;
    (void)state;
    clock_gettime(CLOCK_REALTIME, &now);
    long seed = from_environment("BATON_SEED", now.tv_sec * 1000 + now.tv_nsec / 1000000);
    long steps = from_environment("BATON_STEPS", STEPS);
    /* In worlds of a thousand steps each, so that a seed leads to its failure soon. */
    for (long done = 0; done < steps; done += 1000) {
        print_message("# BATON_SEED=%ld\n", seed);
        run_steps((uint64_t)seed, MIN(1000, steps - done));
        seed++;
    }
    if (steps < STEPS)
        return;
    assert_true(seen.moved > 0 && seen.presenting > 0 && seen.taken_in > 0);
    assert_true(seen.asked_remotely > 0);
    for (int i = 0; i < BATON_TRANSFER_ENDED; i++)
        assert_true(seen.states[i] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_events_keeps_what_must_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
