/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a run that are not about moves, each with its weight. Some do the next step that a device needs. */
#include "fake/random_requests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "state/device.h"
#include "state/participant.h"
#include "state/room.h"
#include "state/source.h"
#include "workflow/confirmation.h"
#include "workflow/transfer.h"

enum { DEVICES = FAKE_RUN_DEVICES };

const char *const fake_run_rooms[FAKE_RUN_ROOMS] = {"one", "two"};
static const char *const phones[DEVICES] = {
    "+155500001", "+155500002", "+155500003", "+155500004", "+155500005", "+155500005"};

/* Returns a number below `bound`. If given bytes choose the steps and all are used up, returns 0, and
 * the run is over. */
uint32_t fake_run_below(struct fake_run *run, uint32_t bound)
{
    uint32_t number = 0;
    if (!run->bytes)
        return fake_below(&run->random_state, bound);
    for (uint32_t most = 1; most < bound; most <<= 8) {
        if (run->bytes_left == 0) {
            run->over = true;
            return 0;
        }
        number = number << 8 | *run->bytes++;
        run->bytes_left--;
    }
    return number % bound;
}

/* Shorter here, because almost every line needs it. */
#define random_below fake_run_below

const char *fake_run_room(struct fake_run *run)
{
    return fake_run_rooms[random_below(run, run->rooms)];
}

/* --- requests --------------------------------------------------------------------------------- */

static const char *const kinds[] = {
    "microphone",
    "camera",
    "microphone camera",
    "microphone camera screen",
    "microphone screen",
    "microphone camera screen screen_sound",
    "screen screen_sound!",
    "screen",
    "microphone! camera",
    "microphone camera!",
    "microphone! camera!",
    "",
    NULL,
};

static int index_of(const struct fake_run *run, const struct fake_device *device)
{
    int i = 0;
    while (run->devices[i] != device)
        i++;
    return i;
}

struct baton_transfer *fake_run_transfer_of(const struct fake_device *device)
{
    const struct baton_device *real = device->uplink ? device->uplink->device : NULL;
    return real ? real->participant->transfer : NULL;
}

bool fake_run_lacks_websocket(const struct fake_run *run, const struct fake_device *device)
{
    return device->up && device->up->id == run->clients[index_of(run, device)].cut_handle;
}

const char *fake_run_phone(const struct fake_run *run, const struct fake_device *device)
{
    return phones[index_of(run, device)];
}

static enum baton_error join(struct fake_run *run, struct fake_device *device)
{
    const struct baton_join_request request = {
        .room = fake_run_room(run),
        .display = "somebody",
        .phone = random_below(run, 4) ? fake_run_phone(run, device) : NULL,
    };
    enum baton_error error = device_joins_as(device, &request);
    if (!error)
        fake_promises_joined(run->promises, device->id);
    return error;
}

json_int_t fake_run_seq(const json_t *message)
{
    return json_integer_value(json_object_get(message, "seq"));
}

struct baton_policy fake_run_policy(struct fake_run *run)
{
    struct baton_policy policy = {.how = baton_channel_at(random_below(run, 3)),
        .form = random_below(run, 3) ? BATON_FORM_NUMBER : BATON_FORM_YESNO};
    baton_policy_who_find(baton_policy_who_at(random_below(run, 6)), &policy);
    return policy;
}

static enum baton_error open_room(struct fake_run *run, const char *room)
{
    static const unsigned holds[] = {1, 10, 60, 0};
    const struct baton_room_settings settings = {.room = room,
        .has = BATON_ROOM_HOLD | BATON_ROOM_STAND_IN | BATON_ROOM_GRACE,
        .grace = 1 + random_below(run, 10),
        .hold = holds[random_below(run, G_N_ELEMENTS(holds) - run->holds)],
        .stand_in = random_below(run, 6) ? BATON_STAND_IN_ANYBODY : BATON_STAND_IN_MODERATOR,
        .confirm = fake_run_policy(run),
        .has_confirm = random_below(run, 3) ? ~0u : 0};
    return world_creates_room_with(run->world, &settings, false);
}

enum baton_error fake_run_open_rooms(struct fake_run *run)
{
    enum baton_error error = BATON_OK;
    for (unsigned i = 0; i < run->rooms && !error; i++) {
        error = open_room(run, fake_run_rooms[i]);
        if (error == BATON_E_ROOM_EXISTS)
            error = BATON_OK;
    }
    return error;
}

static enum baton_error publish(struct fake_run *run, struct fake_device *device)
{
    device->codec = random_below(run, 20) ? "vp8" : "h264";
    return device_publishes(device, kinds[random_below(run, G_N_ELEMENTS(kinds))]);
}

static enum baton_error unpublish(struct fake_run *run, struct fake_device *device)
{
    return device_unpublishes(device, random_below(run, 3) ? "camera" : NULL);
}

static enum baton_error subscribe(struct fake_run *run, struct fake_device *device)
{
    return device_subscribes(device, 1 + random_below(run, 3), 1 + random_below(run, 4));
}

static enum baton_error mute(struct fake_run *run, struct fake_device *device)
{
    enum baton_source_kind kind = (enum baton_source_kind)random_below(run, BATON_SOURCE_KINDS);
    if (!device_feed(device, kind))
        return BATON_OK;
    return device_mutes(device, kind, random_below(run, 2));
}

static enum baton_error pin(struct fake_run *run, struct fake_device *device)
{
    static const char *const mids[] = {"0", "1", "2", "3", "4", "5", "6", "7"};
    const char *mid = mids[random_below(run, 8)];
    const struct fake_device *other = run->devices[random_below(run, DEVICES)];
    const struct baton_device *real = other->uplink ? other->uplink->device : NULL;
    const struct baton_source *source =
        real ? real->participant->sources[random_below(run, BATON_SOURCE_KINDS)] : NULL;
    if (random_below(run, 3) == 0)
        return device_sizes(device, mid, random_below(run, 4) * 90);
    if (random_below(run, 2))
        return random_below(run, 2) ? device_unpins(device, mid) : device_pins(device, mid, NULL);
    return device_pins(device, mid, source ? source->id : "none");
}

static enum baton_error say(struct fake_run *run, struct fake_device *device)
{
    (void)run;
    return device_chats(device, "hello");
}

static enum baton_error raise_hand(struct fake_run *run, struct fake_device *device)
{
    return device_raises_hand(device, random_below(run, 2));
}

/* Whether the participant leaves with this device: it is the only one, or has the call and the call cannot return. */
static bool ends_call(const struct baton_device *device, const struct baton_transfer *transfer)
{
    bool on_trial = transfer && transfer->old_device && transfer->new_device == device;
    return device->participant->devices->len == 1 ||
           (device->role == BATON_DEVICE_ACTIVE && !on_trial);
}

static enum baton_error leave(struct fake_run *run, struct fake_device *device)
{
    const struct baton_device *real = device->uplink ? device->uplink->device : NULL;
    if (real && ends_call(real, fake_run_transfer_of(device)))
        fake_promises_excuses(run->promises, real->participant->id);
    return device_leaves(device);
}

static enum baton_error kick(struct fake_run *run, struct fake_device *device)
{
    const struct fake_device *other = run->devices[random_below(run, DEVICES)];
    enum baton_error error = device_kicks(device, other);
    if (!error)
        fake_promises_excuses(run->promises, other->id);
    return error;
}

static enum baton_error mute_other(struct fake_run *run, struct fake_device *device)
{
    return device_mutes_other(device, run->devices[random_below(run, DEVICES)],
        (enum baton_source_kind)random_below(run, BATON_SOURCE_KINDS));
}

enum baton_error fake_run_resume(
    struct fake_run *run, struct fake_device *device, const char *given)
{
    const char *room = fake_run_room(run);
    char secret[BATON_TOKEN_SIZE]; /* a copy: the reply may overwrite it */
    g_strlcpy(secret, given, sizeof(secret));
    enum baton_error error = device_resumes_with(device, room, secret);
    if (error && baton_handle_can_use(device->uplink, NULL))
        fake_promises_refused(run->promises, device, room, secret);
    if (error)
        return error;
    fake_promises_granted(run->promises, secret, device->reply);
    g_strlcpy(device->id, text_at(device->reply, "id"), sizeof(device->id));
    run->seen.resumed++;
    return error;
}

/* Comes back with its own secret, with the secret of another device, or with any secret of the past. */
static enum baton_error resume(struct fake_run *run, struct fake_device *device)
{
    const struct fake_device *other =
        random_below(run, 4) ? device : run->devices[random_below(run, DEVICES)];
    size_t past = fake_promises_secrets(run->promises);
    if (past == 0 || random_below(run, 8))
        return fake_run_resume(run, device, other->resume);
    return fake_run_resume(
        run, device, fake_promises_secret(run->promises, random_below(run, (uint32_t)past)));
}

static enum baton_error say_closing(struct fake_run *run, struct fake_device *device)
{
    (void)run;
    return device_says_closing(device);
}

/* The client may have lost its connection to Janus, but not its handles. */
static enum baton_error synchronise(struct fake_run *run, struct fake_device *device)
{
    uint64_t known = device->up ? device->up->reader.seq : 0;
    uint64_t since = known - (random_below(run, 3) ? 0 : MIN(known, random_below(run, 100)));
    if (random_below(run, 20) == 0)
        since = UINT64_MAX >> random_below(run, 64);
    enum baton_error error = device_syncs(device, since);
    run->clients[index_of(run, device)].replied_on = 0; /* from now on no request shows it */
    const json_t *missed = error ? NULL : json_object_get(device->reply, "missed");
    json_int_t last = (json_int_t)since;
    for (size_t i = 0; i < json_array_size(missed); i++) {
        json_int_t seq = fake_run_seq(json_array_get(missed, i));
        assert_true(seq > last);
        last = seq;
    }
    if (!error)
        assert_true(last <= fake_run_seq(device->reply));
    return error;
}

/* The device comes back as soon as it is gone. */
static enum baton_error cut(struct fake_run *run, struct fake_device *device)
{
    device_vanishes(device);
    return random_below(run, 4) ? resume(run, device) : BATON_OK;
}

/* Does the next step that the device needs to be connected. Without these steps few transfers would commit. */
enum baton_error fake_run_connect_next(struct fake_run *run, struct fake_device *device)
{
    if (!device->uplink || !device->uplink->device)
        return device->resume[0] && !resume(run, device) ? BATON_OK : join(run, device);
    if (!device->up_live && !device->uplink->negotiated)
        return device_publishes(device, kinds[random_below(run, 4)]);
    if (!device->up_live && !device->uplink->closing)
        device_uplink_comes_up(device);
    else if (!device->downlink || !device->downlink->negotiated)
        return device_subscribes(device, 3, 4);
    else if (!device->down_live && !device->downlink->closing)
        device_downlink_comes_up(device);
    return BATON_OK;
}

static enum baton_error ask_as_operator(struct fake_run *run, struct fake_device *device)
{
    struct baton_engine *engine = run->world->engine;
    struct baton_failure failure = {.error = BATON_OK};
    const struct baton_transfer *transfer = fake_run_transfer_of(device);
    char id[BATON_ID_SIZE]; /* a copy: the cancelled transfer is freed before the reply is made */
    json_t *reply;
    g_strlcpy(id, transfer ? transfer->id : "none", sizeof(id));
    if (random_below(run, 2))
        reply = baton_engine_issue(engine, fake_run_room(run), device->id,
            &(struct baton_transfer_request){
                .stand_in =
                    random_below(run, 3) ? NULL : run->devices[random_below(run, DEVICES)]->id},
            run->world->now, &failure);
    else if (random_below(run, 2))
        reply = baton_engine_cancel_by_operator(engine, id, run->world->now, &failure);
    else if (random_below(run, 3))
        reply = baton_engine_transfers(engine, NULL, run->world->now, &failure);
    else {
        fake_promises_excuses(run->promises, device->id);
        reply =
            baton_engine_remove(engine, fake_run_room(run), device->id, run->world->now, &failure);
    }
    if (reply)
        world_keeps_reply(run->world, reply);
    return failure.error;
}

static enum baton_error recreate_room(struct fake_run *run, struct fake_device *device)
{
    const char *room = fake_run_room(run);
    (void)device;
    if (random_below(run, 6))
        return BATON_OK;
    fake_promises_excuses(run->promises, NULL);
    enum baton_error error = world_destroys_room(run->world, room);
    return error ? error : open_room(run, room);
}

static const struct fake_run_request requests[] = {
    {"connect next", fake_run_connect_next, 40},
    {"join", join, 4},
    {"resume", resume, 4},
    {"cut", cut, 3},
    {"synchronise", synchronise, 4},
    {"say closing", say_closing, 1},
    {"publish", publish, 6},
    {"unpublish", unpublish, 2},
    {"subscribe", subscribe, 4},
    {"mute", mute, 3},
    {"pin", pin, 4},
    {"say", say, 1},
    {"raise hand", raise_hand, 1},
    {"leave", leave, 1},
    {"kick", kick, 1},
    {"mute other", mute_other, 1},
    {"ask as operator", ask_as_operator, 2},
    {"recreate room", recreate_room, 1},
};

/* Returns the request at this place of a table, if all its weights are in a row. Otherwise returns NULL, and subtracts
 * the weights of the table from `*at`. */
static const struct fake_run_request *find_at(
    const struct fake_run_request *table, size_t count, unsigned *at)
{
    for (size_t i = 0; i < count; i++) {
        if (*at < table[i].weight)
            return &table[i];
        *at -= table[i].weight;
    }
    return NULL;
}

static unsigned sum_of(const struct fake_run_request *table, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += table[i].weight;
    return sum;
}

enum baton_error fake_run_ask(struct fake_run *run, struct fake_device *device)
{
    const size_t count = G_N_ELEMENTS(requests);
    unsigned at =
        random_below(run, sum_of(requests, count) + sum_of(fake_run_moves, fake_run_move_count));
    const struct fake_run_request *request = find_at(requests, count, &at);
    if (!request)
        request = find_at(fake_run_moves, fake_run_move_count, &at);
    run->step = request->name;
    return request->ask(run, device);
}
