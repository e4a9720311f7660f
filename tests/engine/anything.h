/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anything: all that can be asked for and can happen, by chance: for orders_test alone. */
#ifndef BATON_TESTS_ENGINE_ANYTHING_H
#define BATON_TESTS_ENGINE_ANYTHING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <string.h>

#include "state/device.h"
#include "workflow/transfer.h"
#include "state/participant.h"
#include "workflow/confirmation.h"
#include "state/room.h"
#include "state/source.h"
#include "fake/world.h"

enum { DEVICES = 6, ROOMS = 2, STEPS = 20000 };

static const char *const rooms[ROOMS] = {"one", "two"};
static const char *const phones[DEVICES] = {"+155500001", "+155500002", "+155500003",
                                            "+155500004", "+155500005", "+155500005"};

struct run {
    struct fake_world *world;
    uint64_t chance;
    struct fake_device *devices[DEVICES];
    char codes[6][FAKE_CODE]; /* lately shown */
    unsigned next_code;
    unsigned done, refused, moved; /* requests granted and refused; moves seen */
};

static uint32_t below(struct run *run, uint32_t bound)
{
    return fake_below(&run->chance, bound);
}

/* --- what can be asked for -------------------------------------------------------------------- */

typedef enum baton_error asking(struct run *run, struct fake_device *device);

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

static int index_of(const struct run *run, const struct fake_device *device)
{
    int i = 0;
    while (run->devices[i] != device)
        i++;
    return i;
}

static enum baton_error join(struct run *run, struct fake_device *device)
{
    const struct baton_join_request request = {
        .room = rooms[below(run, ROOMS)],
        .display = "somebody",
        .phone = below(run, 4) ? phones[index_of(run, device)] : NULL,
    };
    return device_joins_as(device, &request);
}

static struct baton_policy any_policy(struct run *run)
{
    struct baton_policy policy = {.how = baton_channel_at(below(run, 3)),
                                  .form = below(run, 3) ? BATON_FORM_NUMBER : BATON_FORM_YESNO};
    baton_policy_who_find(baton_policy_who_at(below(run, 6)), &policy);
    return policy;
}

static void open_room(struct run *run, const char *room)
{
    const struct baton_room_settings settings = {
        .room = room,
        .confirm = any_policy(run),
        .has_confirm = below(run, 3) ? ~0u : 0};
    assert_int_equal(world_creates(run->world, &settings, false), BATON_OK);
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
    const struct baton_source *source =
        known ? known->participant->sources[below(run, BATON_SOURCE_KINDS)] : NULL;
    if (below(run, 2))
        return below(run, 2) ? device_unpins(device, mid) : device_pins(device, mid, NULL);
    return device_pins(device, mid, source ? source->id : "none");
}

static enum baton_error noted(struct run *run, const struct fake_device *device,
                              enum baton_error error)
{
    if (!error)
        g_strlcpy(run->codes[run->next_code++ % 6], device->code, FAKE_CODE);
    return error;
}

static enum baton_error start_transfer(struct run *run, struct fake_device *device)
{
    const struct baton_transfer_request wish = {
        .kind = below(run, 20) ? BATON_CODE_QR : (enum baton_code_kind)below(run, BATON_CODE_KINDS),
        .mutual = below(run, 3) == 0,
        .confirm = any_policy(run),
        .has_confirm = below(run, 3) ? 0 : ~0u};
    return noted(run, device, device_transfers_with(device, &wish));
}

static enum baton_error present(struct run *run, struct fake_device *device)
{
    const struct baton_present_request request = {
        .kind = below(run, 20) ? BATON_CODE_QR : (enum baton_code_kind)below(run, BATON_CODE_KINDS),
        .device_name = "a phone",
        .room = below(run, 6) ? NULL : rooms[below(run, ROOMS)],
        .mutual = below(run, 3) == 0,
        .video_codec = below(run, 10) ? BATON_CODEC_VP8 : BATON_CODEC_H264};
    return noted(run, device, device_presents_with(device, &request));
}

static enum baton_error withdraw(struct run *run, struct fake_device *device)
{
    (void)run;
    return device_withdraws(device);
}

static enum baton_error scan_text(struct run *run, struct fake_device *device, const char *code)
{
    enum baton_error error =
        device_scans_for(device, code, below(run, 5) ? NULL : rooms[below(run, ROOMS)]);
    bool shows = !error && json_object_get(device->reply, "code");
    return shows ? noted(run, device, error) : error;
}

static enum baton_error scan(struct run *run, struct fake_device *device)
{
    return scan_text(run, device, run->codes[below(run, 6)]);
}

/* Whatever transfer there is just now that the device takes part in. */
static struct baton_transfer *transfer_of(const struct fake_device *device)
{
    const struct baton_device *known = device->uplink ? device->uplink->device : NULL;
    return known ? known->participant->transfer : NULL;
}

static void aim(struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(device);
    g_strlcpy(device->transfer, transfer ? transfer->id : "none", sizeof(device->transfer));
}

static enum baton_error confirm(struct run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(device);
    int number = transfer && below(run, 5) ? transfer->machine.number : 10;
    aim(device);
    return device_confirms(device, below(run, 6), number);
}

/* Somebody who may have been asked, or not, says something about somebody's transfer. */
static enum baton_error vote(struct run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(run->devices[below(run, DEVICES)]);
    if (!transfer)
        return BATON_OK;
    g_strlcpy(device->transfer, transfer->id, sizeof(device->transfer));
    return device_confirms(device, below(run, 8), below(run, 8) ? transfer->machine.number : 10);
}

static enum baton_error write_answer(struct run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(run->devices[below(run, DEVICES)]);
    char text[16];
    g_snprintf(text, sizeof(text), below(run, 6) ? "yes %d" : "no", transfer ? transfer->machine.number : 10);
    if (below(run, 2))
        return device_says(device, text);
    world_hears(run->world, phones[index_of(run, device)], text);
    return BATON_OK;
}

/* What a phone does: the link of the last message, or its loss. */
static enum baton_error use_phone(struct run *run, struct fake_device *device)
{
    const char *mark = strstr(run->world->host.sms_text, "#ask=");
    char ticket[BATON_ID_SIZE];
    if (!mark || below(run, 3) == 0) {
        world_bounces(run->world);
        return BATON_OK;
    }
    g_strlcpy(ticket, mark + strlen("#ask="), sizeof(ticket));
    if (below(run, 2))
        return device_looks(device, ticket);
    return device_confirms_by(device, ticket, below(run, 4), 10 + (int)below(run, 90));
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

/* Whoever has to answer next, as far as he does so by request. */
static enum baton_error answer_next(struct run *run, const struct baton_transfer *transfer)
{
    for (int i = 0; i < DEVICES; i++) {
        struct fake_device *device = run->devices[i];
        const struct baton_device *known = device->uplink ? device->uplink->device : NULL;
        const struct baton_respondent *respondent = known ? baton_confirmation_respondent(transfer, known->participant) : NULL;
        if (!respondent || !baton_confirmation_is_open(respondent) || known->role != BATON_DEVICE_ACTIVE)
            continue;
        g_strlcpy(device->transfer, transfer->id, sizeof(device->transfer));
        return device_confirms(device, true, transfer->machine.number);
    }
    return BATON_OK;
}

static struct fake_device *fake_of(const struct run *run, const struct baton_device *device)
{
    for (int i = 0; i < DEVICES; i++) {
        if (device && run->devices[i]->uplink && run->devices[i]->uplink->device == device)
            return run->devices[i];
    }
    return NULL;
}

static enum baton_error match_next(struct run *run, const struct baton_transfer *transfer)
{
    struct fake_device *old = fake_of(run, transfer->old_device);
    struct fake_device *new = fake_of(run, transfer->new_device);
    if (!old || !new)
        return BATON_OK;
    return transfer->machine.scanned_by_old ? device_scans(new, old->code)
                                        : device_scans(old, new->code);
}

/* The next step of the device's transfer, whoever has to take it. */
static enum baton_error press_on(struct run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(device);
    struct fake_device *idle = free_device(run);
    if (!transfer && device->uplink && idle && below(run, 3) == 0)
        return present(run, idle) ? BATON_OK : scan_text(run, device, idle->code);
    if (!transfer)
        return device->uplink ? start_transfer(run, device) : BATON_OK;
    aim(device);
    switch (transfer->machine.state) {
    case BATON_TRANSFER_SHOWING:
        return idle ? scan_text(run, idle, run->codes[(run->next_code + 5) % 6]) : BATON_OK;
    case BATON_TRANSFER_MATCHING:
        return match_next(run, transfer);
    case BATON_TRANSFER_CONFIRMING:
        return answer_next(run, transfer);
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
    const struct baton_transfer *transfer = transfer_of(device);
    char id[BATON_ID_SIZE]; /* a copy: cancelling frees the transfer before its id goes into the reply */
    json_t *reply;
    g_strlcpy(id, transfer ? transfer->id : "none", sizeof(id));
    if (below(run, 2))
        reply = baton_engine_issue(engine, rooms[below(run, ROOMS)], device->id,
                                   &(struct baton_transfer_request){.link = NULL}, run->world->now,
                                   &failure);
    else if (below(run, 2))
        reply = baton_engine_cancel_by_operator(engine, id, run->world->now, &failure);
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
    open_room(run, room);
    return error;
}

static const struct {
    asking *ask;
    unsigned weight;
} requests[] = {
    {connect_next, 40}, {press_on, 30}, {join, 4}, {publish, 6}, {unpublish, 2}, {subscribe, 4},
    {mute, 3},          {pin, 4},     {start_transfer, 8},   {scan, 12},     {confirm, 10},
    {present, 6},       {withdraw, 1}, {vote, 6},      {write_answer, 4}, {use_phone, 3},
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
    static const char *const addresses[] = {"192.0.2.1", "198.51.100.1", "2001:db8::1"};
    switch (below(run, 13)) {
    case 11:
        if (device->uplink)
            world_sees(run->world, device, addresses[below(run, 3)]);
        break;
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

#endif
