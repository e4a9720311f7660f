/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An engine on a fake host, and its fake clock. */
#include "fake/world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "api/admin.h"
#include "fake/schema.h"

/* Length of a time step of world_plays. */
#define STEP BATON_MS(5)

/* After so many turns without a request, nothing may be due any more. */
enum { MOST_TURNS = 8 };

static void device_free(void *data)
{
    struct fake_device *device = data;
    json_decref(device->reply);
    g_free(device->answer);
    g_free(device);
}

/* --- the store -------------------------------------------------------------------------------- */

static void take_later(void *context, json_t *body, const struct baton_failure *failure)
{
    struct fake_world *world = context;
    json_decref(world->later_body);
    world->later_body = body;
    world->later_count++;
    if (failure)
        world->later_failure = *failure;
}

static void take_written(void *context, uint64_t receipt, const struct baton_failure *failure)
{
    struct fake_world *world = context;
    baton_engine_stored(world->engine, receipt, failure, world->now);
}

static void take_read(void *context, uint64_t receipt, size_t rows, const int64_t *numbers,
    const char *const *texts, const struct baton_failure *failure)
{
    struct fake_world *world = context;
    baton_engine_audit_read(world->engine, receipt, rows, numbers, texts, failure, world->now);
}

static void take_report(void *context, bool trouble, const char *sentence)
{
    struct fake_world *world = context;
    g_ptr_array_add(world->host.lines,
        g_strdup_printf("store: %s: %s", trouble ? "trouble" : "again", sentence));
}

void world_stores(struct fake_world *world)
{
    while (baton_store_perform(world->store))
        continue;
}

json_t *world_takes_later(struct fake_world *world)
{
    assert_int_equal(world->later_count, 1);
    json_t *body = world->later_body;
    world->later_body = NULL;
    world->later_count = 0;
    return body ? world_keeps_reply(world, body) : NULL;
}

struct baton_authority world_operator(struct fake_world *world)
{
    return (struct baton_authority){.admin = true, .later = &world->later};
}

static void start(struct fake_world *world)
{
    const struct baton_backend backend = fake_memory_backend(world->memory);
    const struct baton_store_listener listener = {world, take_written, take_read, take_report};
    world->store = baton_store_new(&backend, &listener);
    world->host.host.store = world->store;
    world->engine = baton_engine_new(&world->config, &world->host.host);
    assert_non_null(world->engine);
}

static bool make_room(void *context, const json_t *room, struct baton_failure *failure)
{
    struct fake_world *world = context;
    struct baton_reply reply;
    const struct baton_request_kind *request = baton_admin_admit(room, failure);
    if (!request)
        return false;
    baton_admin_run(request, world->engine, room, NULL, world->now, &reply);
    bool made = reply.error == BATON_OK;
    if (!made)
        baton_failure_set(failure, reply.error, "%s", text_at(reply.body, "error"));
    baton_reply_fini(&reply);
    return made;
}

static bool restore_room(void *context, const struct baton_row *row)
{
    struct baton_failure failure;
    json_t *room = json_loads(row->text, 0, NULL);
    assert_true(make_room(context, room, &failure));
    json_decref(room);
    return true;
}

static void make_configured(struct fake_world *world)
{
    baton_engine_set_origin(world->engine, BATON_ROOM_CONFIGURED);
    if (world->configured)
        assert_int_equal(world_creates_room_with(world, world->configured, false), BATON_OK);
}

void world_restarts(struct fake_world *world)
{
    const struct baton_room_maker maker = {world, make_room};
    struct baton_failure failure;
    size_t unreadable;
    if (!world->memory->fails)
        world_flushes(world);
    baton_engine_free(world->engine);
    baton_store_free(world->store);
    world->memory->fails = false;
    start(world);
    make_configured(world);
    baton_engine_set_origin(world->engine, BATON_ROOM_STORED);
    assert_true(baton_store_each_room(world->store, restore_room, world, &failure));
    assert_true(baton_engine_restore_chat(world->engine, &unreadable, &failure));
    assert_int_equal(unreadable, 0);
    baton_engine_set_origin(world->engine, BATON_ROOM_REQUESTED);
    assert_true(
        baton_engine_restore_calls(world->engine, &maker, world->now, &world->restored, &failure));
    world_flushes(world);
}

void world_crashes(struct fake_world *world)
{
    world->memory->fails = true; /* what the old engine does now is not written */
    for (guint i = 0; i < world->devices->len; i++)
        device_vanishes(g_ptr_array_index(world->devices, i));
    world_restarts(world);
}

struct fake_world *world_new_with(uint64_t seed, const struct baton_config *config)
{
    struct fake_world *world = g_new0(struct fake_world, 1);
    fake_host_init(&world->host, seed);
    world->config = *config;
    world->now = BATON_SECONDS(1000);
    world->devices = g_ptr_array_new_with_free_func(device_free);
    world->memory = fake_memory_new();
    world->later = (struct baton_later){take_later, world};
    start(world);
    return world;
}

struct fake_world *world_new(void)
{
    struct baton_config config;
    baton_config_init(&config);
    return world_new_with(1, &config);
}

void world_free(struct fake_world *world)
{
    static const char *const counts[] = {
        "handles", "devices", "participants", "sources", "transfers", "codes", "presentations"};

    world->host.draws_left = -1;
    for (guint i = 0; i < world->devices->len; i++)
        device_vanishes(g_ptr_array_index(world->devices, i));
    world->now += BATON_SECONDS(3600); /* the longest `hold` */
    baton_engine_tick(world->engine, world->now);
    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        assert_int_equal(world_status(world, counts[i]), 0);
    baton_engine_free(world->engine);
    baton_store_free(world->store);
    fake_memory_free(world->memory);
    json_decref(world->later_body);
    baton_config_fini(&world->config);
    g_ptr_array_free(world->devices, TRUE);
    json_decref(world->last_reply);
    fake_host_fini(&world->host);
    g_free(world);
}

/* --- rooms ------------------------------------------------------------------------------------ */

static enum baton_error check_reply(
    struct fake_world *world, json_t *reply, const struct baton_failure *failure)
{
    if (!reply && !failure->error) {
        world_stores(world);
        reply = world->later_body ? json_incref(world->later_body) : NULL;
        failure = &world->later_failure;
        world->later_count = 0;
    }
    if (!reply) {
        assert_true(failure->error != BATON_OK);
        assert_true(failure->text[0] != '\0');
        return failure->error;
    }
    fake_schema_check(&world->host, reply, false);
    json_decref(reply);
    world_flushes(world);
    return BATON_OK;
}

void world_creates_room(struct fake_world *world, const char *room)
{
    const struct baton_room_settings settings = {.room = room};
    assert_int_equal(world_creates_room_with(world, &settings, false), BATON_OK);
}

enum baton_error world_creates_room_with(
    struct fake_world *world, const struct baton_room_settings *settings, bool permanent)
{
    struct baton_failure failure = {.error = BATON_OK};
    const struct baton_authority admin = world_operator(world);
    struct baton_room_settings all = *settings;
    if (!(all.has & BATON_ROOM_HOLD))
        all.hold = 0;
    all.has |= BATON_ROOM_HOLD;
    return check_reply(world,
        baton_engine_create(world->engine, &all, permanent, &admin, world->now, &failure),
        &failure);
}

enum baton_error world_destroys_room(struct fake_world *world, const char *room)
{
    struct baton_failure failure = {.error = BATON_OK};
    const struct baton_authority admin = world_operator(world);
    return check_reply(world,
        baton_engine_destroy(world->engine, room, false, &admin, world->now, &failure), &failure);
}

/* --- time ------------------------------------------------------------------------------------- */

static void close_handle(struct fake_device *device, const struct fake_handle *handle)
{
    if (!handle || !handle->closing)
        return;
    if (handle == device->up)
        device_uplink_goes_down(device);
    else
        device_downlink_goes_down(device);
}

void world_closes_connections(struct fake_world *world)
{
    for (guint i = 0; i < world->devices->len; i++) {
        struct fake_device *device = g_ptr_array_index(world->devices, i);
        close_handle(device, device->up);
        close_handle(device, device->down);
    }
}

void world_flushes(struct fake_world *world)
{
    baton_engine_flush(world->engine);
    if (!world->storing_slowly)
        world_stores(world);
    if (!world->closing_slowly)
        world_closes_connections(world);
}

void world_ticks(struct fake_world *world)
{
    int turns = 0;
    world->host.woken = false;
    do {
        assert_true(turns++ < MOST_TURNS);
        baton_engine_tick(world->engine, world->now);
        world_flushes(world);
    } while (baton_engine_deadline(world->engine) <= world->now);
}

static void tick_if_due(struct fake_world *world)
{
    if ((world->host.woken && !world->gate_events_late) ||
        baton_engine_deadline(world->engine) <= world->now)
        world_ticks(world);
}

/* A PLI asks for a keyframe of every encoding, a FIR for one of them. */
static void play_encodings(struct fake_device *device, size_t line)
{
    struct fake_feed *feed = &device->feeds[line];
    for (size_t i = 0; i < device->encodings; i++) {
        struct fake_encoding *encoding = &feed->encodings[i];
        const unsigned asked = device->up->plis[line] + device->up->firs[line][i];
        const bool key = (asked != encoding->asked || encoding->sent == 0) && !feed->keyless;
        encoding->asked = asked;
        device_sends_encoding(device, feed->kind, i, key);
        tick_if_due(device->world);
    }
}

/* Sends an audio packet for each 20 ms, and 25 frames a second. */
static void play_feed(struct fake_device *device, size_t line)
{
    struct fake_feed *feed = &device->feeds[line];
    bool video = baton_source_kind_is_video(feed->kind);
    if (!feed->sends || feed->quiet || feed->due > device->world->now)
        return;
    feed->due = device->world->now + (video ? BATON_MS(40) : BATON_MS(20));
    if (video && device->encodings > 0) {
        play_encodings(device, line);
        return;
    }
    bool asked = video && device->up->plis[line] != feed->plis && !feed->keyless;
    feed->plis = device->up->plis[line];
    device_sends(device, feed->kind, asked);
    tick_if_due(device->world);
}

static void play(struct fake_world *world)
{
    for (guint i = 0; i < world->devices->len; i++) {
        struct fake_device *device = g_ptr_array_index(world->devices, i);
        for (size_t line = 0; device->up_live && line < device->lines; line++)
            play_feed(device, line);
    }
}

void world_plays(struct fake_world *world, int milliseconds)
{
    baton_time end = world->now + BATON_MS(milliseconds);
    while (world->now < end) {
        world->now += STEP;
        tick_if_due(world);
        play(world);
    }
}

void world_waits(struct fake_world *world, int milliseconds)
{
    baton_time end = world->now + BATON_MS(milliseconds);
    tick_if_due(world);
    while (world->now < end) {
        world->now = MIN(end, baton_engine_deadline(world->engine));
        tick_if_due(world);
    }
}

void world_jumps(struct fake_world *world, int milliseconds)
{
    world->now += BATON_MS(milliseconds);
}

/* --- the operator ----------------------------------------------------------------------------- */

json_t *world_keeps_reply(struct fake_world *world, json_t *reply)
{
    assert_non_null(reply);
    fake_schema_check(&world->host, reply, false);
    world_flushes(world);
    json_decref(world->last_reply);
    world->last_reply = reply;
    return reply;
}

void world_sets_phone(
    struct fake_world *world, const struct fake_device *device, const char *room, const char *phone)
{
    world_keeps_reply(world, baton_engine_phone(world->engine, room, device->id, phone, NULL));
}

void world_reports_network(
    struct fake_world *world, const struct fake_device *device, const char *address)
{
    baton_engine_network(world->engine, device->uplink, address, world->now);
    world_flushes(world);
}

void world_reports_candidate(
    struct fake_world *world, const struct fake_device *device, const char *address)
{
    baton_engine_candidate(world->engine, device->uplink, address, world->now);
    world_flushes(world);
}

const char *world_last_ticket(const struct fake_world *world)
{
    const char *mark = strstr(world->host.sms_text, "#ask=");
    assert_non_null(mark);
    return mark + strlen("#ask=");
}

json_t *world_receives_sms(struct fake_world *world, const char *from, const char *text)
{
    return world_keeps_reply(world, baton_engine_sms_reply(world->engine, from, text, world->now));
}

void world_fails_last_sms(struct fake_world *world)
{
    baton_engine_sms_result(
        world->engine, world->host.sms_key, false, "no such number", world->now);
    world_flushes(world);
}

int world_status(struct fake_world *world, const char *field)
{
    return number_at(
        world_keeps_reply(world, baton_engine_status(world->engine, world->now)), field);
}

/* --- reading JSON ----------------------------------------------------------------------------- */

const char *text_at(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    return text ? text : "(null)";
}

int number_at(const json_t *object, const char *field)
{
    assert_true(json_is_integer(json_object_get(object, field)));
    return (int)json_integer_value(json_object_get(object, field));
}

bool is_true_at(const json_t *object, const char *field)
{
    return json_is_true(json_object_get(object, field));
}

json_t *element_with(const json_t *array, const char *field, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *element = json_array_get(array, i);
        if (strcmp(text_at(element, field), text) == 0)
            return element;
    }
    return NULL;
}
