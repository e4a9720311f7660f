/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handles, requests and events of one device in a test; see world.h. device_sending.c has what it sends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "fake/device_request.h"
#include "fake/schema.h"

struct fake_device *device_new(struct fake_world *world, const char *name)
{
    struct fake_device *device = g_new0(struct fake_device, 1);
    device->world = world;
    device->name = name;
    device->tag = world->devices->len + 1;
    device->codec = "vp8";
    device->session = "";
    device->level = 30;
    assert_true(device->tag < FAKE_TAGS);
    g_ptr_array_add(world->devices, device);
    return device;
}

/* --- handles ---------------------------------------------------------------------------------- */

static void attach(
    struct fake_device *device, struct fake_handle **fake, struct baton_handle **handle)
{
    if (*handle)
        return;
    *fake = fake_handle_new(&device->world->host);
    *handle = baton_engine_attach(device->world->engine, *fake, device->session, (*fake)->id);
    assert_non_null(*handle);
}

static struct baton_handle *uplink_of(struct fake_device *device)
{
    attach(device, &device->up, &device->uplink);
    return device->uplink;
}

struct baton_handle *device_asking(struct fake_device *device)
{
    struct baton_handle *uplink = uplink_of(device);
    device->asked++;
    baton_engine_heard(device->world->engine, uplink, true);
    return uplink;
}

static struct baton_handle *downlink_of(struct fake_device *device)
{
    attach(device, &device->down, &device->downlink);
    return device->downlink;
}

void device_attaches(struct fake_device *device)
{
    uplink_of(device);
    downlink_of(device);
}

/* Does nothing if the handle is not attached. */
static void detach(
    struct fake_world *world, struct fake_handle **fake, struct baton_handle **handle)
{
    if (!*handle)
        return;
    baton_engine_detach(world->engine, *handle, world->now);
    (*fake)->attached = (*fake)->closing = false;
    *fake = NULL;
    *handle = NULL;
    world_flushes(world);
}

void device_loses_uplink(struct fake_device *device)
{
    device->lines = 0;
    device->up_live = false;
    detach(device->world, &device->up, &device->uplink);
}

void device_loses_downlink(struct fake_device *device)
{
    device->down_live = false;
    detach(device->world, &device->down, &device->downlink);
}

void device_vanishes(struct fake_device *device)
{
    device_loses_uplink(device);
    device_loses_downlink(device);
}

struct fake_lost_handles device_vanishes_unnoticed(struct fake_device *device)
{
    const struct fake_lost_handles lost = {device->up, device->down, device->uplink, device->downlink};
    device->up = device->down = NULL;
    device->uplink = device->downlink = NULL;
    device->up_live = device->down_live = false;
    device->lines = 0;
    return lost;
}

void world_notices(struct fake_world *world, struct fake_lost_handles *lost)
{
    detach(world, &lost->up, &lost->uplink);
    detach(world, &lost->down, &lost->downlink);
}

void device_uplink_comes_up(struct fake_device *device)
{
    device->up_live = true;
    baton_engine_media_up(device->world->engine, uplink_of(device), device->world->now);
    world_flushes(device->world);
}

void device_downlink_comes_up(struct fake_device *device)
{
    device->down_live = true;
    /* The new PeerConnection has another key, so sequence numbers may start again. */
    memset(device->down->lines, 0, sizeof(device->down->lines));
    baton_engine_media_up(device->world->engine, downlink_of(device), device->world->now);
    world_flushes(device->world);
}

void device_uplink_goes_down(struct fake_device *device)
{
    device->up_live = false;
    device->up->closing = false;
    device->lines = 0;
    baton_engine_media_down(device->world->engine, uplink_of(device), device->world->now);
    world_flushes(device->world);
}

void device_downlink_goes_down(struct fake_device *device)
{
    device->down_live = false;
    device->down->closing = false;
    baton_engine_media_down(device->world->engine, downlink_of(device), device->world->now);
    world_flushes(device->world);
}

/* --- requests --------------------------------------------------------------------------------- */

static void copy_field(char *out, size_t size, const json_t *reply, const char *field)
{
    const char *text = json_string_value(json_object_get(reply, field));
    if (text)
        g_strlcpy(out, text, size);
}

/* Stores a code that the device shows, and the number that the device shows with the code. */
static void keep_code(struct fake_device *device, const json_t *body)
{
    const json_t *code = json_object_get(body, "code");
    copy_field(device->code, sizeof(device->code), code ? code : body, "text");
    if (json_object_get(body, "number"))
        device->number = number_at(body, "number");
}

/* The replies that change what a client knows about its room and its numbers. All come on the uplink. */
static void tell_reader(struct fake_device *device, json_t *reply)
{
    static const char *const told[] = {
        "joined", "left", "closing", "presented", "scanned", "synced"};
    const char *name = text_at(reply, "baton");
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
        if (strcmp(name, told[i]) == 0)
            fake_reader_put(&device->up->reader, reply);
}

enum baton_error device_check_reply(struct fake_device *device, json_t *reply)
{
    if (!reply) {
        assert_true(device->failure.error != BATON_OK);
        assert_true(device->failure.text[0] != '\0');
        fake_host_check_secret(&device->world->host, device->failure.text);
        world_flushes(device->world);
        return device->failure.error;
    }
    fake_schema_check(&device->world->host, reply, false);
    tell_reader(device, reply);
    json_decref(device->reply);
    device->reply = reply;
    copy_field(device->device, sizeof(device->device), reply, "device");
    copy_field(device->private_id, sizeof(device->private_id), reply, "private_id");
    copy_field(device->transfer, sizeof(device->transfer), reply, "transfer");
    copy_field(device->presentation, sizeof(device->presentation), reply, "presentation");
    copy_field(device->resume, sizeof(device->resume), reply, "resume");
    keep_code(device, reply);
    world_flushes(device->world);
    return BATON_OK;
}

enum baton_error device_joins_as(
    struct fake_device *device, const struct baton_join_request *request)
{
    enum baton_error error = ASK(device, join, request, device->world->now, &device->failure);
    if (!error)
        copy_field(device->id, sizeof(device->id), device->reply, "id");
    return error;
}

enum baton_error device_joins(struct fake_device *device, const char *room)
{
    return device_joins_as(
        device, &(struct baton_join_request){.room = room, .display = device->name});
}

enum baton_error device_resumes_with(
    struct fake_device *device, const char *room, const char *secret)
{
    char copy[BATON_TOKEN_SIZE]; /* the reply overwrites device->resume */
    g_strlcpy(copy, secret, sizeof(copy));
    return ASK(device, resume, room, copy, device->world->now, &device->failure);
}

enum baton_error device_resumes(struct fake_device *device, const char *room)
{
    return device_resumes_with(device, room, device->resume);
}

enum baton_error device_syncs(struct fake_device *device, uint64_t since)
{
    struct baton_handle *uplink = uplink_of(device);
    baton_engine_heard(device->world->engine, uplink, false);
    return device_check_reply(device, baton_engine_sync(device->world->engine, uplink, since,
                                   device->world->now, &device->failure));
}

enum baton_error device_says_closing(struct fake_device *device)
{
    return device_check_reply(
        device, baton_engine_closing(device_asking(device), &device->failure));
}

/* --- receiving -------------------------------------------------------------------------------- */

/* `restarts`: whether Janus has to restart ICE. */
static enum baton_error subscribe(
    struct fake_device *device, const struct baton_subscribe_request *request, bool restarts)
{
    char *offer = NULL;
    bool restarted = false;
    json_t *reply = baton_engine_subscribe(device->world->engine, downlink_of(device), request,
        device->world->now, &offer, &restarted, &device->failure);
    assert_int_equal(offer != NULL, reply != NULL);
    if (reply)
        assert_int_equal(restarted, restarts);
    g_free(offer);
    return device_check_reply(device, reply);
}

enum baton_error device_subscribes(struct fake_device *device, unsigned audio, unsigned video)
{
    const struct baton_subscribe_request request = {.private_id = device->private_id,
        .audio_slots = audio,
        .video_slots = video,
        .has_audio_slots = true,
        .has_video_slots = true};
    return subscribe(device, &request, false);
}

enum baton_error device_restarts_downlink(struct fake_device *device)
{
    const struct baton_subscribe_request request = {
        .private_id = device->private_id, .restart = true};
    return subscribe(device, &request, true);
}

enum baton_error device_starts(struct fake_device *device)
{
    GString *answer = g_string_new(NULL);
    size_t slots = json_array_size(json_object_get(device->reply, "slots"));
    for (size_t i = 0; i < slots; i++)
        g_string_append(answer, i ? " line" : "line");
    json_t *reply = baton_engine_start(
        device->world->engine, downlink_of(device), answer->str, &device->failure);
    g_string_free(answer, TRUE);
    return device_check_reply(device, reply);
}

enum baton_error device_lays_out(
    struct fake_device *device, const struct baton_layout_request *request)
{
    return device_check_reply(
        device, baton_engine_layout(device->world->engine, downlink_of(device), request,
                    device->world->now, &device->failure));
}

static enum baton_error lay_out(struct fake_device *device, struct baton_layout_wish wish)
{
    return device_lays_out(device, &(struct baton_layout_request){.count = 1, .slots = &wish});
}

enum baton_error device_pins(struct fake_device *device, const char *mid, const char *source)
{
    return lay_out(
        device, (struct baton_layout_wish){.mid = mid, .has_source = true, .source = source});
}

enum baton_error device_unpins(struct fake_device *device, const char *mid)
{
    return lay_out(device, (struct baton_layout_wish){.mid = mid, .automatic = true});
}

enum baton_error device_sizes(struct fake_device *device, const char *mid, unsigned height)
{
    return lay_out(
        device, (struct baton_layout_wish){.mid = mid, .has_height = true, .height = height});
}

/* --- in a call -------------------------------------------------------------------------------- */

enum baton_error device_chats(struct fake_device *device, const char *text)
{
    return ASK(device, chat, text, device->world->now, &device->failure);
}

enum baton_error device_raises_hand(struct fake_device *device, bool raised)
{
    return ASK(device, hand, raised, &device->failure);
}

enum baton_error device_leaves(struct fake_device *device)
{
    return ASK(device, leave, device->world->now, &device->failure);
}

enum baton_error device_kicks(struct fake_device *device, const struct fake_device *other)
{
    return ASK(device, kick, other->id, device->world->now, &device->failure);
}

enum baton_error device_mutes_other(
    struct fake_device *device, const struct fake_device *other, enum baton_source_kind kind)
{
    return ASK(device, mute, other->id, kind, &device->failure);
}

/* --- transfers -------------------------------------------------------------------------------- */

enum baton_error device_shows_code_with(
    struct fake_device *device, const struct baton_transfer_request *request)
{
    return ASK(device, transfer, request, device->world->now, &device->failure);
}

enum baton_error device_shows_code(struct fake_device *device)
{
    return device_shows_code_with(device, &(struct baton_transfer_request){.link = NULL});
}

enum baton_error device_scans_in_room(
    struct fake_device *device, const char *code, const char *room)
{
    struct baton_scan_request request = {.text = code, .room = room, .device_name = device->name};
    return ASK(device, scan, &request, device->world->now, &device->failure);
}

enum baton_error device_scans_with_downlink(
    struct fake_device *device, const char *code, struct fake_device *owner)
{
    struct baton_scan_request request = {.text = code, .device_name = device->name};
    downlink_of(owner);
    request.downlink = owner->down->id;
    return ASK(device, scan, &request, device->world->now, &device->failure);
}

enum baton_error device_scans(struct fake_device *device, const char *code)
{
    return device_scans_in_room(device, code, NULL);
}

enum baton_error device_presents_with(
    struct fake_device *device, const struct baton_present_request *request)
{
    return ASK(device, present, request, device->world->now, &device->failure);
}

enum baton_error device_presents(struct fake_device *device, bool mutual)
{
    return device_presents_with(
        device, &(struct baton_present_request){
                    .device_name = device->name, .mutual = mutual, .video_codec = BATON_CODEC_VP8});
}

enum baton_error device_cancels_presentation(struct fake_device *device)
{
    return ASK(
        device, cancel_presentation, device->presentation, device->world->now, &device->failure);
}

enum baton_error device_reads_question(struct fake_device *device, const char *ticket)
{
    return ASK(device, question, ticket, device->world->now, &device->failure);
}

enum baton_error device_confirms_by_ticket(
    struct fake_device *device, const char *ticket, bool yes, int number)
{
    struct baton_confirm_request request = {.ticket = ticket, .agree = yes, .number = number};
    return ASK(device, confirm, &request, device->world->now, &device->failure);
}

enum baton_error device_confirms(struct fake_device *device, bool yes, int number)
{
    struct baton_confirm_request request = {
        .transfer = device->transfer, .agree = yes, .number = number};
    return ASK(device, confirm, &request, device->world->now, &device->failure);
}

enum baton_error device_cancels(struct fake_device *device)
{
    return ASK(device, cancel, device->transfer, device->world->now, &device->failure);
}

enum baton_error device_returns(struct fake_device *device)
{
    return ASK(device, return, device->transfer, device->world->now, &device->failure);
}

enum baton_error device_disowns(struct fake_device *device, const char *secret)
{
    return device_check_reply(device, baton_engine_disown(device->world->engine, uplink_of(device),
                                          secret, device->world->now, &device->failure));
}

enum baton_error device_recalls(struct fake_device *device, const char *room, const char *secret)
{
    const struct baton_recall_request request = {
        .room = room, .remember = secret, .device_name = device->name};
    return ASK(device, recall, &request, device->world->now, &device->failure);
}

enum baton_error device_forgets_devices(struct fake_device *device)
{
    return ASK(device, forget, device->world->now, &device->failure);
}

enum baton_error device_asks_for_ice(struct fake_device *device)
{
    return device_check_reply(device, baton_engine_ice(uplink_of(device), &device->failure));
}

enum baton_error device_asks_for_ice_on_downlink(struct fake_device *device)
{
    return device_check_reply(device, baton_engine_ice(downlink_of(device), &device->failure));
}

/* --- several requests at once ----------------------------------------------------------------- */

void device_connects(struct fake_device *device, const char *kinds)
{
    assert_int_equal(device_publishes(device, kinds), BATON_OK);
    if (kinds)
        device_uplink_comes_up(device);
    assert_int_equal(device_subscribes(device, 3, 4), BATON_OK);
    assert_int_equal(device_starts(device), BATON_OK);
    device_downlink_comes_up(device);
}

void device_enters(struct fake_device *device, const char *room, const char *kinds)
{
    assert_int_equal(device_joins(device, room), BATON_OK);
    device_connects(device, kinds);
}

/* --- events ----------------------------------------------------------------------------------- */

static json_t *take_event(struct fake_device *device, struct fake_handle *handle, const char *event)
{
    json_t *body = handle ? fake_handle_take(handle, event) : NULL;
    if (!body)
        fail_msg("%s did not get the event \"%s\"", device->name, event);
    return body;
}

json_t *device_gets(struct fake_device *device, const char *event)
{
    json_t *body = take_event(device, device->up, event);
    copy_field(device->transfer, sizeof(device->transfer), body, "transfer");
    if (strcmp(event, "code") == 0 || strcmp(event, "scanned") == 0)
        keep_code(device, body);
    if (strcmp(event, "admitted") == 0)
        copy_field(device->id, sizeof(device->id), body, "id");
    return body;
}

json_t *device_gets_on_downlink(struct fake_device *device, const char *event)
{
    return take_event(device, device->down, event);
}

bool device_got(const struct fake_device *device, const char *event)
{
    return device->up && fake_handle_has(device->up, event);
}

void device_starts_listening(struct fake_device *device)
{
    if (device->up)
        fake_handle_forget(device->up);
    if (device->down) {
        fake_handle_forget(device->down);
        fake_handle_listen(device->down);
    }
}

unsigned device_hears(const struct fake_device *device, const struct fake_device *other)
{
    return device->down ? fake_handle_heard(device->down, other->tag) : 0;
}
