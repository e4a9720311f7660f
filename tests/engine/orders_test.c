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

#include "app/device.h"
#include "app/move.h"
#include "app/participant.h"
#include "app/room.h"
#include "app/track.h"
#include "fake/world.h"

enum { DEVICES = 6, ROOMS = 2, STEPS = 20000 };

static const char *const rooms[ROOMS] = {"one", "two"};

struct run {
    struct fake_world *world;
    uint64_t chance;
    struct fake_device *devices[DEVICES];
    char codes[4][FAKE_CODE]; /* lately shown */
    unsigned next_code;
    unsigned done, refused, moved; /* requests granted and refused; moves seen */
};

static uint32_t below(struct run *run, uint32_t bound)
{
    return fake_below(&run->chance, bound);
}

/* --- what can be asked for -------------------------------------------------------------------- */

typedef enum baton_error request(struct run *run, struct fake_device *device);

static const char *const kinds[] = {
    "microphone",
    "camera",
    "microphone camera",
    "microphone camera screen",
    "microphone screen",
    "screen",
    "microphone! camera",
    "microphone camera!",
    "microphone! camera!",
    "",
    NULL,
};

static enum baton_error join(struct run *run, struct fake_device *device)
{
    return device_joins(device, rooms[below(run, ROOMS)]);
}

static enum baton_error publish(struct run *run, struct fake_device *device)
{
    device->codec = below(run, 20) ? "vp8" : "h264";
    return device_publishes(device, kinds[below(run, G_N_ELEMENTS(kinds))]);
}

static enum baton_error unpublish(struct run *run, struct fake_device *device)
{
    return device_unpublishes(device, below(run, 3) ? "camera" : NULL);
}

static enum baton_error subscribe(struct run *run, struct fake_device *device)
{
    return device_subscribes(device, 1 + below(run, 3), 1 + below(run, 4));
}

static enum baton_error mute(struct run *run, struct fake_device *device)
{
    enum baton_source_kind kind = (enum baton_source_kind)below(run, BATON_SOURCE_KINDS);
    if (!device_feed(device, kind))
        return BATON_OK;
    return device_mutes(device, kind, below(run, 2));
}

static enum baton_error pin(struct run *run, struct fake_device *device)
{
    static const char *const mids[] = {"0", "1", "2", "3", "4", "5", "6", "7"};
    const char *mid = mids[below(run, 8)];
    const struct fake_device *other = run->devices[below(run, DEVICES)];
    const struct baton_device *known = other->uplink ? other->uplink->device : NULL;
    const struct baton_track *track =
        known ? known->participant->tracks[below(run, BATON_SOURCE_KINDS)] : NULL;
    if (below(run, 2))
        return below(run, 2) ? device_unpins(device, mid) : device_pins(device, mid, NULL);
    return device_pins(device, mid, track ? track->id : "none");
}

static enum baton_error transfer(struct run *run, struct fake_device *device)
{
    enum baton_error error = device_transfers(device);
    if (!error)
        g_strlcpy(run->codes[run->next_code++ % 4], device->code, FAKE_CODE);
    return error;
}

static enum baton_error scan(struct run *run, struct fake_device *device)
{
    return device_scans_for(device, run->codes[below(run, 4)],
                            below(run, 5) ? NULL : rooms[below(run, ROOMS)]);
}

/* Whatever transfer there is just now that the device takes part in. */
static struct baton_move *move_of(const struct fake_device *device)
{
    const struct baton_device *known = device->uplink ? device->uplink->device : NULL;
    return known ? known->participant->move : NULL;
}

static void aim(struct fake_device *device)
{
    const struct baton_move *move = move_of(device);
    g_strlcpy(device->transfer, move ? move->id : "none", sizeof(device->transfer));
}

static enum baton_error confirm(struct run *run, struct fake_device *device)
{
    const struct baton_move *move = move_of(device);
    int number = move && below(run, 5) ? move->machine.number : 10;
    aim(device);
    return device_confirms(device, below(run, 6), number);
}

static enum baton_error cancel(struct run *run, struct fake_device *device)
{
    (void)run;
    aim(device);
    return device_cancels(device);
}

static enum baton_error bring_back(struct run *run, struct fake_device *device)
{
    (void)run;
    aim(device);
    return device_returns(device);
}

static enum baton_error say(struct run *run, struct fake_device *device)
{
    (void)run;
    return device_says(device, "hello");
}

static enum baton_error raise_hand(struct run *run, struct fake_device *device)
{
    return device_raises(device, below(run, 2));
}

static enum baton_error leave(struct run *run, struct fake_device *device)
{
    (void)run;
    return device_leaves(device);
}

static enum baton_error kick(struct run *run, struct fake_device *device)
{
    return device_kicks(device, run->devices[below(run, DEVICES)]);
}

static enum baton_error hush(struct run *run, struct fake_device *device)
{
    return device_hushes(device, run->devices[below(run, DEVICES)],
                         (enum baton_source_kind)below(run, BATON_SOURCE_KINDS));
}

/* What a person would do next, so that whole moves happen often. */
static enum baton_error connect_next(struct run *run, struct fake_device *device)
{
    if (!device->uplink || !device->uplink->device)
        return join(run, device);
    if (!device->up_live && !device->uplink->negotiated)
        return device_publishes(device, kinds[below(run, 4)]);
    if (!device->up_live && !device->uplink->closing)
        device_up(device);
    else if (!device->downlink || !device->downlink->negotiated)
        return device_subscribes(device, 3, 4);
    else if (!device->down_live && !device->downlink->closing)
        device_down_up(device);
    return BATON_OK;
}

static struct fake_device *free_device(struct run *run)
{
    for (int i = 0; i < DEVICES; i++) {
        if (!run->devices[i]->uplink || !run->devices[i]->uplink->device)
            return run->devices[i];
    }
    return NULL;
}

/* The next step of the device's transfer, whoever has to take it. */
static enum baton_error press_on(struct run *run, struct fake_device *device)
{
    const struct baton_move *move = move_of(device);
    struct fake_device *idle = free_device(run);
    if (!move)
        return device->uplink ? transfer(run, device) : BATON_OK;
    aim(device);
    switch (move->machine.state) {
    case BATON_TRANSFER_OFFERED:
        return idle ? device_scans(idle, run->codes[(run->next_code + 3) % 4]) : BATON_OK;
    case BATON_TRANSFER_CONFIRMING:
        return device_confirms(device, true, move->machine.number);
    case BATON_TRANSFER_CONNECTING:
        return connect_next(run, device);
    default:
        world_plays(run->world, 100);
        return BATON_OK;
    }
}

static enum baton_error operate(struct run *run, struct fake_device *device)
{
    struct baton_engine *engine = run->world->engine;
    struct baton_failure failure = {.error = BATON_OK};
    const struct baton_move *move = move_of(device);
    json_t *reply;
    if (below(run, 2))
        reply = baton_engine_issue(engine, rooms[below(run, ROOMS)], device->id,
                                   &(struct baton_transfer_wish){.link = NULL}, run->world->now,
                                   &failure);
    else if (below(run, 2))
        reply = baton_engine_cancel_by_operator(engine, move ? move->id : "none", run->world->now,
                                                &failure);
    else if (below(run, 3))
        reply = baton_engine_transfers(engine, NULL, run->world->now, &failure);
    else
        reply = baton_engine_remove(engine, rooms[below(run, ROOMS)], device->id, run->world->now,
                                    &failure);
    if (reply)
        world_reads(run->world, reply);
    return failure.error;
}

static enum baton_error rebuild(struct run *run, struct fake_device *device)
{
    const char *room = rooms[below(run, ROOMS)];
    (void)device;
    if (below(run, 6))
        return BATON_OK;
    enum baton_error error = world_destroys(run->world, room);
    world_opens(run->world, room);
    return error;
}

static const struct {
    request *ask;
    unsigned weight;
} requests[] = {
    {connect_next, 40}, {press_on, 30}, {join, 4}, {publish, 6}, {unpublish, 2}, {subscribe, 4},
    {mute, 3},          {pin, 4},     {transfer, 8},   {scan, 12},     {confirm, 10},
    {cancel, 1},        {bring_back, 3}, {say, 1},     {raise_hand, 1}, {leave, 1},
    {kick, 1},          {hush, 1},    {operate, 2},    {rebuild, 1},
};

static enum baton_error ask(struct run *run, struct fake_device *device)
{
    unsigned total = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++)
        total += requests[i].weight;
    unsigned at = below(run, total);
    size_t i = 0;
    for (; at >= requests[i].weight; i++)
        at -= requests[i].weight;
    return requests[i].ask(run, device);
}

/* --- what can happen -------------------------------------------------------------------------- */

static void happen(struct run *run, struct fake_device *device)
{
    switch (below(run, 12)) {
    case 0:
        device_dies(device);
        break;
    case 1:
        device_loses_down(device);
        break;
    case 2:
        device_loses_up(device);
        break;
    case 3:
    case 4:
        if (device->up_live)
            device_up_down(device);
        break;
    case 5:
        if (device->down_live)
            device_down_down(device);
        break;
    case 6:
        if (device->uplink && device->uplink->negotiated && !device->up_live)
            device_up(device);
        break;
    case 7:
        run->world->closing_slowly = below(run, 2);
        break;
    case 8:
        run->world->news_late = below(run, 2);
        break;
    case 9:
        world_jumps(run->world, (int)below(run, 15000));
        break;
    case 10:
        for (int i = 0; i < BATON_SOURCE_KINDS; i++) {
            struct fake_feed *feed = device_feed(device, (enum baton_source_kind)i);
            if (feed)
                feed->quiet = below(run, 4) == 0;
        }
        break;
    default:
        world_closes(run->world);
    }
}

static void step(struct run *run)
{
    struct fake_device *device = run->devices[below(run, DEVICES)];
    uint32_t what = below(run, 120);
    if (what >= 116) {
        happen(run, device);
    } else if (what >= 96) {
        world_plays(run->world, 5 + (int)below(run, 80));
    } else {
        enum baton_error error = ask(run, device);
        run->done += error == BATON_OK;
        run->refused += error != BATON_OK;
    }
}

/* --- what always holds ------------------------------------------------------------------------ */

struct counts {
    int participants, devices, sources;
};

static void check_slots(const struct baton_device *device)
{
    for (size_t i = 0; i < device->slot_count; i++) {
        const struct baton_track *track = device->slots[i].track;
        const struct baton_source *there =
            device->downlink ? baton_slot_source(device->downlink->port, (int)i) : NULL;
        assert_ptr_equal(there, track ? track->source : NULL);
        if (!track)
            continue;
        assert_true(device->fed);
        assert_ptr_not_equal(track->participant, device->participant);
        assert_ptr_equal(track->participant->room, device->participant->room);
        assert_int_equal(device->slots[i].video, baton_source_kind_is_video(track->kind));
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(device->slots[j].track, track);
    }
    if (device->slot_count > 0)
        assert_non_null(device->downlink);
}

static void check_device(const struct baton_device *device)
{
    const struct baton_participant *participant = device->participant;
    const struct baton_move *move = participant->move;
    assert_non_null(device->uplink);
    assert_ptr_equal(device->uplink->device, device);
    assert_int_equal(device->uplink->kind, BATON_HANDLE_UPLINK);
    if (device->downlink)
        assert_ptr_equal(device->downlink->device, device);
    assert_int_equal(device->role == BATON_DEVICE_ACTIVE, device == participant->active);
    if (device->role != BATON_DEVICE_ACTIVE) {
        assert_non_null(move);
        assert_true(device == move->old_device || device == move->new_device);
    }
    assert_int_equal(device->fed, device->role != BATON_DEVICE_CANDIDATE ||
                                      baton_move_is_agreed(move));
    check_slots(device);
}

/* Who a source listens to: the device that has the call, but while the media passes. */
static void check_track(const struct baton_track *track)
{
    const struct baton_participant *participant = track->participant;
    const struct baton_move *move = participant->move;
    struct baton_source_stats stats;
    baton_source_stats(track->source, &stats);
    assert_int_equal(stats.muted, track->muted);
    if (move && (move->gate || baton_move_is_swapping(move)))
        return;
    if (!stats.generation || !participant->active)
        return;
    if (move && move->machine.state == BATON_TRANSFER_STANDBY && stats.generation !=
        participant->active->feeds[track->kind].generation)
        return;
    assert_int_equal(stats.generation, participant->active->feeds[track->kind].generation);
}

/* A track without a device that feeds it lives only as long as a transfer may bring one. */
static void check_feeding(const struct baton_participant *participant)
{
    const struct baton_move *move = participant->move;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_track *track = participant->tracks[kind];
        if (!track)
            continue;
        check_track(track);
        assert_ptr_equal(track->participant, participant);
        if (!move || !baton_move_is_agreed(move))
            assert_true(baton_device_feeds(participant->active, (enum baton_source_kind)kind));
    }
}

static void check_participant(const struct baton_participant *participant, struct counts *counts)
{
    const struct baton_move *move = participant->move;
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
        counts->sources += participant->tracks[kind] != NULL;
    assert_int_equal(active, participant->active != NULL);
    if (!move || !baton_move_is_agreed(move))
        assert_non_null(participant->active);
    if (move) {
        assert_ptr_equal(move->participant, participant);
        assert_true(move->machine.state != BATON_TRANSFER_ENDED);
        assert_ptr_equal(g_hash_table_lookup(move->engine->moves, move->id), move);
    }
    check_feeding(participant);
}

static int count_transfers(const struct baton_room *room)
{
    int transfers = 0;
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        transfers += participant->move != NULL;
    }
    return transfers;
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
    assert_int_equal(g_hash_table_size(engine->devices), counts.devices);
    assert_int_equal(engine->graveyard->len, 0);
}

/* The media has passed to it, though the control thread may not have heard. */
static bool has_fired(const struct baton_device *device)
{
    const struct baton_gate *gate = device->participant->move->gate;
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
        g_strlcpy(run->codes[run->next_code++ % 4], text_at(event, "text"), FAKE_CODE);
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

/* By all worlds of this program. */
static unsigned moved;

static void run_steps(uint64_t seed, long steps)
{
    struct run run = {.chance = seed};
    struct baton_config config;
    baton_config_init(&config);
    config.max_misses = 1000;
    run.world = world_new_with(seed, &config);
    for (int i = 0; i < ROOMS; i++)
        world_opens(run.world, rooms[i]);
    for (int i = 0; i < DEVICES; i++)
        run.devices[i] = device_new(run.world, "somebody");
    for (long i = 0; i < steps; i++) {
        step(&run);
        check(&run);
    }
    print_message("# %u requests granted, %u refused, moves told %u times\n", run.done, run.refused,
                  run.moved);
    moved += run.moved;
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
    assert_true(moved > 0 || steps < STEPS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_of_events_keeps_what_must_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
