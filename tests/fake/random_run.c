/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a run, and what is checked after each of them. */
#include "fake/random_run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/invariants.h"
#include "fake/random_cuts.h"
#include "fake/random_requests.h"
#include "media/gate.h"
#include "state/device.h"
#include "state/participant.h"
#include "workflow/transfer.h"

enum { DEVICES = FAKE_RUN_DEVICES };

/* --- facts ------------------------------------------------------------------------------------ */

/* A client stops to read, reads again, or is detached because it has not read for too long. */
static void read_late(struct fake_run *run, struct fake_device *device)
{
    if (!device->up)
        return;
    device->up->reader.late = fake_run_below(run, 2);
    if (!device->up->reader.late)
        fake_reader_catch_up(&device->up->reader);
}

static void fall_silent(struct fake_run *run, struct fake_device *device)
{
    if (device->up)
        device_obeys(device);
    for (int i = 0; i < BATON_SOURCE_KINDS; i++) {
        struct fake_feed *feed = device_feed(device, (enum baton_source_kind)i);
        if (feed)
            feed->quiet = fake_run_below(run, 4) == 0;
    }
}

static void report_fact(struct fake_run *run, struct fake_device *device)
{
    static const char *const addresses[] = {"192.0.2.1", "198.51.100.1", "2001:db8::1"};
    switch (fake_run_below(run, 15)) {
    case 12:
    case 13:
        read_late(run, device);
        break;
    case 11:
        if (device->uplink)
            world_reports_network(run->world, device, addresses[fake_run_below(run, 3)]);
        break;
    case 0:
        device_vanishes(device);
        break;
    case 1:
        device_loses_downlink(device);
        break;
    case 2:
        device_loses_uplink(device);
        break;
    case 3:
    case 4:
        if (device->up_live)
            device_uplink_goes_down(device);
        break;
    case 5:
        if (device->down_live)
            device_downlink_goes_down(device);
        break;
    case 6:
        if (device->uplink && device->uplink->negotiated && !device->up_live)
            device_uplink_comes_up(device);
        break;
    case 7:
        run->world->closing_slowly = fake_run_below(run, 2);
        break;
    case 8:
        run->world->gate_events_late = fake_run_below(run, 2);
        break;
    case 9:
        world_jumps(run->world, (int)fake_run_below(run, 15000));
        break;
    case 10:
        fall_silent(run, device);
        break;
    default:
        world_closes_connections(run->world);
    }
}

/* --- checks ----------------------------------------------------------------------------------- */

/* Returns true if others receive this device's media already. Perhaps the control thread does not know it yet. */
static bool has_fired(const struct baton_device *device)
{
    const struct baton_gate *gate = device->participant->transfer->gate;
    return gate && baton_gate_state(gate) == BATON_GATE_FIRED;
}

/* The device that has the call in place of a device on standby; 0: none of this run. */
static unsigned tag_in_place_of(const struct fake_run *run, const struct baton_device *standby)
{
    for (int i = 0; i < DEVICES; i++) {
        const struct baton_handle *uplink = run->devices[i]->uplink;
        if (uplink && uplink->device && uplink->device == standby->participant->active)
            return run->devices[i]->tag;
    }
    return 0;
}

/* A device was on standby during the whole step. No line on which others have received the new device goes back. */
static void check_standby(
    const struct fake_run *run, const struct fake_device *standby, const struct fake_handle *down)
{
    const struct baton_device *real = standby->uplink->device;
    unsigned tag = has_fired(real) ? 0 : tag_in_place_of(run, real);
    for (int i = 0; tag && i < BATON_PORT_MAX_SLOTS; i++)
        if (down->lines[i].tag_before == tag)
            assert_int_equal(down->lines[i].from[standby->tag], 0);
}

/* Nobody receives their own media, or a device that is in no call. Before the agreement the new device receives
 * nothing, and nobody receives its media. */
static void check_sender(const struct fake_run *run, int index, const struct fake_handle *down,
    const struct baton_device *receiver)
{
    const struct fake_device *other = run->devices[index];
    const struct baton_device *sender = other->uplink ? other->uplink->device : NULL;
    if (!fake_handle_heard(down, other->tag))
        return;
    assert_true(sender || run->clients[index].in_call);
    if (!sender || !receiver)
        return;
    assert_ptr_not_equal(sender->participant, receiver->participant);
    assert_true(receiver->fed);
    assert_true(sender->role != BATON_DEVICE_CANDIDATE || has_fired(sender));
    if (sender->role == BATON_DEVICE_STANDBY && run->clients[index].on_standby)
        check_standby(run, other, down);
}

static void check_received_media(struct fake_run *run, struct fake_device *device)
{
    const struct baton_device *receiver = device->downlink ? device->downlink->device : NULL;
    if (!device->down)
        return;
    for (int i = 0; i < DEVICES; i++)
        check_sender(run, i, device->down, receiver);
    fake_handle_forget(device->down);
    fake_handle_listen(device->down);
}

static void note_roles(struct fake_run *run)
{
    for (int i = 0; i < DEVICES; i++) {
        const struct baton_handle *uplink = run->devices[i]->uplink;
        const struct baton_device *real = uplink ? uplink->device : NULL;
        run->clients[i].in_call = real;
        run->clients[i].on_standby = real && real->role == BATON_DEVICE_STANDBY;
    }
}

static void keep_secret(struct fake_device *device, const json_t *event)
{
    const char *secret = json_string_value(json_object_get(event, "resume"));
    if (secret)
        g_strlcpy(device->resume, secret, sizeof(device->resume));
}

static void read_move(
    struct fake_run *run, struct fake_device *device, struct fake_run_client *client)
{
    const json_t *event;
    while ((event = fake_handle_take(device->up, "moved"))) {
        const char *disown = json_string_value(json_object_get(event, "disown"));
        run->seen.moved++;
        keep_secret(device, event);
        if (disown)
            g_strlcpy(client->disown, disown, sizeof(client->disown));
    }
    while ((event = fake_handle_take(device->up, "returned"))) {
        run->seen.returned++;
        keep_secret(device, event);
    }
}

static void read_events(
    struct fake_run *run, struct fake_device *device, struct fake_run_client *client)
{
    const json_t *event;
    if (!device->up || client->cut_handle == device->up->id)
        return;
    while ((event = fake_handle_take(device->up, "code")))
        g_strlcpy(run->codes[run->next_code++ % 6], text_at(event, "text"), FAKE_CODE);
    read_move(run, device, client);
    while ((event = fake_handle_take(device->up, "resume")))
        keep_secret(device, event);
    while ((event = fake_handle_take(device->up, "transfer_ended"))) {
        const char *secret = json_string_value(json_object_get(event, "remember"));
        if (secret)
            g_strlcpy(
                run->memories[run->next_memory++ % FAKE_RUN_SECRETS], secret, BATON_TOKEN_SIZE);
    }
    fake_handle_forget(device->up);
}

/* A client that reads too little is detached. */
static void cut_late_reader(struct fake_device *device)
{
    if (device->up && fake_reader_is_cut(&device->up->reader))
        device_loses_uplink(device);
}

static void count_situations(struct fake_run *run)
{
    const struct baton_engine *engine = run->world->engine;
    GHashTableIter iter;
    void *value;
    run->seen.presenting += g_hash_table_size(engine->presentations);
    run->seen.away += engine->absent.length;
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_transfer *transfer = value;
        run->seen.states[transfer->machine.state]++;
        run->seen.joined_by_presentation += transfer->presentation[0] != '\0';
        run->seen.asked_remotely += transfer->machine.remote_waiting > 0;
    }
}

static void check(struct fake_run *run)
{
    fake_invariants_check(run->world);
    fake_run_tell_promises(run);
    for (int i = 0; i < DEVICES; i++) {
        cut_late_reader(run->devices[i]);
        read_events(run, run->devices[i], &run->clients[i]);
        check_received_media(run, run->devices[i]);
    }
    note_roles(run);
    fake_promises_checks(run->promises, run->world);
    count_situations(run);
    /* The fake host searches each message for these tokens. A run shows thousands of tokens, and a
     * search for all of them would be slow. Therefore only the latest tokens stay in the list. */
    if (run->world->host.tokens->len > 8)
        g_ptr_array_remove_range(run->world->host.tokens, 0, 4);
}

/* --- the run ---------------------------------------------------------------------------------- */

static void ask(struct fake_run *run, struct fake_device *device)
{
    enum baton_error error = fake_run_ask(run, device);
    run->granted += error == BATON_OK;
    run->refused += error != BATON_OK;
    fake_run_note(run, device, baton_error_name(error));
}

static void play(struct fake_run *run, int least, uint32_t more)
{
    int time = least + (int)fake_run_below(run, more);
    run->step = "media";
    world_plays(run->world, time);
    fake_run_note(run, NULL, "");
}

static void take_step(struct fake_run *run)
{
    struct fake_device *device = run->devices[fake_run_below(run, DEVICES)];
    uint32_t pick = fake_run_below(run, 120);
    if (pick >= 116)
        report_fact(run, device);
    else if (pick >= 96)
        play(run, 5, 80);
    else
        ask(run, device);
}

void fake_run_step(struct fake_run *run)
{
    take_step(run);
    check(run);
}

void fake_run_step_schedule(struct fake_run *run)
{
    uint32_t index = fake_run_below(run, DEVICES);
    bool lacks_websocket = fake_run_lacks_websocket(run, run->devices[index]);
    uint32_t pick = fake_run_below(run, 100);
    if (lacks_websocket && pick < 50) {
        fake_run_claim(run, index);
    } else if (pick < 35) {
        ask(run, run->devices[index]);
    } else if (pick < 50) {
        play(run, 20, 200);
    } else if (pick < 54) {
        run->step = "fact";
        report_fact(run, run->devices[index]);
        fake_run_note(run, run->devices[index], "");
    } else {
        fake_run_cut(run, index);
    }
    check(run);
}

static void begin(struct fake_run *run, uint64_t seed, bool fallback)
{
    struct baton_config config;
    baton_config_init(&config);
    config.max_misses = config.max_room_misses = config.max_all_misses = 1000;
    config.confirm_link = g_strdup("https://call.example/agree");
    config.sms_fallback = fallback ? &baton_channel_popup : NULL;
    run->world = world_new_with(seed, &config);
    run->promises = fake_promises_new();
    run->world->host.demands_tokens = fallback;
    if (run->rooms == 0)
        run->rooms = FAKE_RUN_ROOMS;
    ok(fake_run_open_rooms(run));
    for (int i = 0; i < DEVICES; i++) {
        run->devices[i] = device_new(run->world, "somebody");
        run->devices[i]->encodings = (size_t)i % (BATON_ENCODINGS + 1);
    }
}

void fake_run_init(struct fake_run *run, uint64_t seed)
{
    *run = (struct fake_run){.random_state = seed};
    begin(run, seed, seed % 2);
}

void fake_run_init_bytes(struct fake_run *run, const uint8_t *bytes, size_t count)
{
    *run = (struct fake_run){.bytes = bytes, .bytes_left = count};
    begin(run, 1, fake_run_below(run, 2));
}

void fake_run_init_schedule(struct fake_run *run, uint64_t seed)
{
    enum { PEOPLE = 3 };
    *run = (struct fake_run){.random_state = seed, .rooms = 1, .holds = true};
    run->steps = g_ptr_array_new_with_free_func(g_free);
    begin(run, seed, seed % 2);
    for (int i = 0; i < PEOPLE; i++) {
        ok(device_joins(run->devices[i], fake_run_room(run)));
        fake_promises_joined(run->promises, run->devices[i]->id);
        check(run);
        device_connects(run->devices[i], "microphone camera");
    }
    play(run, 300, 1);
    check(run);
}

void fake_run_fini(struct fake_run *run)
{
    run->world->closing_slowly = false;
    fake_run_notice_all(run);
    world_free(run->world);
    fake_promises_free(run->promises);
    if (run->steps)
        g_ptr_array_free(run->steps, TRUE);
    run->steps = NULL;
}
