/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a run, each with its weight. Some of them do the next step that a device or a transfer needs. */
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

enum { DEVICES = FAKE_RUN_DEVICES, ROOMS = FAKE_RUN_ROOMS };

static const char *const rooms[ROOMS] = {"one", "two"};
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

/* --- requests --------------------------------------------------------------------------------- */

typedef enum baton_error request_function(struct fake_run *run, struct fake_device *device);

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

static enum baton_error join(struct fake_run *run, struct fake_device *device)
{
    const struct baton_join_request request = {
        .room = rooms[random_below(run, ROOMS)],
        .display = "somebody",
        .phone = random_below(run, 4) ? phones[index_of(run, device)] : NULL,
    };
    return device_joins_as(device, &request);
}

static struct baton_policy any_policy(struct fake_run *run)
{
    struct baton_policy policy = {.how = baton_channel_at(random_below(run, 3)),
        .form = random_below(run, 3) ? BATON_FORM_NUMBER : BATON_FORM_YESNO};
    baton_policy_who_find(baton_policy_who_at(random_below(run, 6)), &policy);
    return policy;
}

static enum baton_error open_room(struct fake_run *run, const char *room)
{
    static const unsigned holds[] = {0, 1, 10, 60};
    const struct baton_room_settings settings = {.room = room,
        .has = BATON_ROOM_HOLD | BATON_ROOM_STAND_IN,
        .hold = holds[random_below(run, G_N_ELEMENTS(holds))],
        .stand_in = random_below(run, 6) ? BATON_STAND_IN_ANYBODY : BATON_STAND_IN_MODERATOR,
        .confirm = any_policy(run),
        .has_confirm = random_below(run, 3) ? ~0u : 0};
    return world_creates_room_with(run->world, &settings, false);
}

enum baton_error fake_run_open_rooms(struct fake_run *run)
{
    enum baton_error error = BATON_OK;
    for (int i = 0; i < ROOMS && !error; i++)
        error = open_room(run, rooms[i]);
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
    if (random_below(run, 2))
        return random_below(run, 2) ? device_unpins(device, mid) : device_pins(device, mid, NULL);
    return device_pins(device, mid, source ? source->id : "none");
}

static enum baton_error keep_code(
    struct fake_run *run, const struct fake_device *device, enum baton_error error)
{
    if (!error)
        g_strlcpy(run->codes[run->next_code++ % 6], device->code, FAKE_CODE);
    return error;
}

static enum baton_error start_transfer(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer_request wish = {
        .kind = random_below(run, 20) ? BATON_CODE_QR
                                      : (enum baton_code_kind)random_below(run, BATON_CODE_KINDS),
        .mutual = random_below(run, 3) == 0,
        .confirm = any_policy(run),
        .has_confirm = random_below(run, 3) ? 0 : ~0u};
    return keep_code(run, device, device_shows_code_with(device, &wish));
}

static enum baton_error forget_devices(struct fake_run *run, struct fake_device *device)
{
    return random_below(run, 4) ? BATON_OK : device_forgets_devices(device);
}

static enum baton_error present(struct fake_run *run, struct fake_device *device)
{
    const struct baton_present_request request = {
        .kind = random_below(run, 20) ? BATON_CODE_QR
                                      : (enum baton_code_kind)random_below(run, BATON_CODE_KINDS),
        .device_name = "a phone",
        .room = random_below(run, 6) ? NULL : rooms[random_below(run, ROOMS)],
        .mutual = random_below(run, 3) == 0,
        .video_codec = random_below(run, 10) ? BATON_CODEC_VP8 : BATON_CODEC_H264};
    return keep_code(run, device, device_presents_with(device, &request));
}

static enum baton_error withdraw(struct fake_run *run, struct fake_device *device)
{
    (void)run;
    return device_cancels_presentation(device);
}

static enum baton_error scan_text(
    struct fake_run *run, struct fake_device *device, const char *code)
{
    enum baton_error error = device_scans_in_room(
        device, code, random_below(run, 5) ? NULL : rooms[random_below(run, ROOMS)]);
    bool shows = !error && json_object_get(device->reply, "code");
    return shows ? keep_code(run, device, error) : error;
}

static enum baton_error scan(struct fake_run *run, struct fake_device *device)
{
    return scan_text(run, device, run->codes[random_below(run, 6)]);
}

/* Returns the transfer that the device takes part in, or NULL. */
static struct baton_transfer *transfer_of(const struct fake_device *device)
{
    const struct baton_device *real = device->uplink ? device->uplink->device : NULL;
    return real ? real->participant->transfer : NULL;
}

static void use_current_transfer(struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(device);
    g_strlcpy(device->transfer, transfer ? transfer->id : "none", sizeof(device->transfer));
}

static enum baton_error confirm(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(device);
    int number = transfer && random_below(run, 5) ? transfer->machine.number : 10;
    use_current_transfer(device);
    return device_confirms(device, random_below(run, 6), number);
}

/* Responds to a random transfer, whether the device was asked or not. */
static enum baton_error respond_to_any(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(run->devices[random_below(run, DEVICES)]);
    if (!transfer)
        return BATON_OK;
    g_strlcpy(device->transfer, transfer->id, sizeof(device->transfer));
    return device_confirms(
        device, random_below(run, 8), random_below(run, 8) ? transfer->machine.number : 10);
}

static enum baton_error respond_by_text(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(run->devices[random_below(run, DEVICES)]);
    char text[16];
    g_snprintf(text, sizeof(text), random_below(run, 6) ? "yes %d" : "no",
        transfer ? transfer->machine.number : 10);
    if (random_below(run, 2))
        return device_chats(device, text);
    world_receives_sms(run->world, phones[index_of(run, device)], text);
    return BATON_OK;
}

/* Opens the link in the last SMS, or reports that the SMS was not delivered. */
static enum baton_error use_phone(struct fake_run *run, struct fake_device *device)
{
    const char *mark = strstr(run->world->host.sms_text, "#ask=");
    char ticket[BATON_ID_SIZE];
    if (!mark || random_below(run, 3) == 0) {
        world_fails_last_sms(run->world);
        return BATON_OK;
    }
    g_strlcpy(ticket, mark + strlen("#ask="), sizeof(ticket));
    if (random_below(run, 2))
        return device_reads_question(device, ticket);
    return device_confirms_by_ticket(
        device, ticket, random_below(run, 4), 10 + (int)random_below(run, 90));
}

static enum baton_error cancel(struct fake_run *run, struct fake_device *device)
{
    (void)run;
    use_current_transfer(device);
    return device_cancels(device);
}

static enum baton_error bring_back(struct fake_run *run, struct fake_device *device)
{
    (void)run;
    use_current_transfer(device);
    return device_returns(device);
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

static enum baton_error leave(struct fake_run *run, struct fake_device *device)
{
    (void)run;
    return device_leaves(device);
}

static enum baton_error kick(struct fake_run *run, struct fake_device *device)
{
    return device_kicks(device, run->devices[random_below(run, DEVICES)]);
}

static enum baton_error mute_other(struct fake_run *run, struct fake_device *device)
{
    return device_mutes_other(device, run->devices[random_below(run, DEVICES)],
        (enum baton_source_kind)random_below(run, BATON_SOURCE_KINDS));
}

/* Comes back with its own secret, with the secret of another device, or with one that was valid before. */
static enum baton_error resume(struct fake_run *run, struct fake_device *device)
{
    const struct fake_device *other =
        random_below(run, 4) ? device : run->devices[random_below(run, DEVICES)];
    char secret[BATON_TOKEN_SIZE];
    g_strlcpy(secret,
        random_below(run, 8) ? other->resume : run->secrets[random_below(run, FAKE_RUN_SECRETS)],
        sizeof(secret));
    enum baton_error error = device_resumes_with(device, rooms[random_below(run, ROOMS)], secret);
    if (error)
        return error;
    memcpy(run->secrets[run->next_secret++ % FAKE_RUN_SECRETS], secret, sizeof(secret));
    g_strlcpy(device->id, text_at(device->reply, "id"), sizeof(device->id));
    run->seen.resumed++;
    return error;
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
    const json_t *missed = error ? NULL : json_object_get(device->reply, "missed");
    json_int_t last = (json_int_t)since;
    for (size_t i = 0; i < json_array_size(missed); i++) {
        json_int_t seq = number_at(json_array_get(missed, i), "seq");
        assert_true(seq > last);
        last = seq;
    }
    if (!error)
        assert_true(last <= number_at(device->reply, "seq"));
    return error;
}

/* The device comes back as soon as it is gone. */
static enum baton_error cut(struct fake_run *run, struct fake_device *device)
{
    device_vanishes(device);
    return random_below(run, 4) ? resume(run, device) : BATON_OK;
}

/* Does the next step that the device needs to be connected. Without these steps few transfers would commit. */
static enum baton_error connect_next(struct fake_run *run, struct fake_device *device)
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

static struct fake_device *find_free_device(struct fake_run *run)
{
    for (int i = 0; i < DEVICES; i++) {
        if (!run->devices[i]->uplink || !run->devices[i]->uplink->device)
            return run->devices[i];
    }
    return NULL;
}

/* Shows a code for somebody who is away, or perhaps not. */
static enum baton_error stand_in(struct fake_run *run, struct fake_device *device)
{
    const struct baton_participant *away = g_queue_peek_head(&run->world->engine->absent);
    const struct baton_transfer_request wish = {
        .participant =
            away && random_below(run, 4) ? away->id : run->devices[random_below(run, DEVICES)]->id,
        .mutual = random_below(run, 4) == 0};
    enum baton_error error = keep_code(run, device, device_shows_code_with(device, &wish));
    run->seen.stood_in += !error;
    return error;
}

static bool is_remembered(const struct fake_run *run, const char *secret, const char *room)
{
    const struct baton_engine *engine = run->world->engine;
    struct baton_digest digest;
    char device[BATON_LEDGER_ID];
    return baton_token_digest(secret, &digest) &&
           !baton_ledger_find(engine->memories, &digest, room, engine->now, device);
}

/* Asks for a call with a secret that is valid. If there is none, or sometimes, with any secret in any room, perhaps
 * with a resume secret: the device may have been away when the call moved. */
static enum baton_error recall(struct fake_run *run, struct fake_device *device)
{
    struct fake_device *idle = find_free_device(run);
    const char *room = rooms[random_below(run, ROOMS)];
    const char *secret = random_below(run, 2) ? device->resume : run->memories[0];
    bool valid = random_below(run, 8);
    for (int i = 0; valid && i < FAKE_RUN_SECRETS * ROOMS; i++) {
        const char *other = run->memories[i / ROOMS];
        if (!is_remembered(run, other, rooms[i % ROOMS]))
            continue;
        room = rooms[i % ROOMS];
        secret = other;
    }
    char copy[BATON_TOKEN_SIZE]; /* the reply may overwrite the secret of the device */
    g_strlcpy(copy, secret, sizeof(copy));
    enum baton_error error = device_recalls(idle ? idle : device, room, copy);
    run->seen.recalled += !error;
    return error;
}

/* Says yes for one participant who has not responded. */
static enum baton_error respond_next(struct fake_run *run, const struct baton_transfer *transfer)
{
    for (int i = 0; i < DEVICES; i++) {
        struct fake_device *device = run->devices[i];
        const struct baton_device *real = device->uplink ? device->uplink->device : NULL;
        const struct baton_respondent *respondent =
            real ? baton_confirmation_respondent(transfer, real->participant) : NULL;
        if (!respondent || !baton_confirmation_is_open(respondent) ||
            real->role != BATON_DEVICE_ACTIVE)
            continue;
        g_strlcpy(device->transfer, transfer->id, sizeof(device->transfer));
        return device_confirms(device, true, transfer->machine.number);
    }
    return BATON_OK;
}

static struct fake_device *fake_device_of(
    const struct fake_run *run, const struct baton_device *device)
{
    for (int i = 0; i < DEVICES; i++) {
        if (device && run->devices[i]->uplink && run->devices[i]->uplink->device == device)
            return run->devices[i];
    }
    return NULL;
}

static enum baton_error match_next(struct fake_run *run, const struct baton_transfer *transfer)
{
    struct fake_device *old = fake_device_of(run, transfer->old_device);
    struct fake_device *new = fake_device_of(run, transfer->new_device);
    if (!old || !new)
        return BATON_OK;
    return transfer->machine.scanned_by_old ? device_scans(new, old->code)
                                            : device_scans(old, new->code);
}

/* Does the next step of the transfer that the device takes part in. Another device may have to do this step. */
static enum baton_error advance_transfer(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = transfer_of(device);
    struct fake_device *idle = find_free_device(run);
    if (!transfer && device->uplink && idle && random_below(run, 3) == 0)
        return present(run, idle) ? BATON_OK : scan_text(run, device, idle->code);
    if (!transfer)
        return device->uplink ? start_transfer(run, device) : BATON_OK;
    use_current_transfer(device);
    switch (transfer->machine.state) {
    case BATON_TRANSFER_SHOWING:
        return idle ? scan_text(run, idle, run->codes[(run->next_code + 5) % 6]) : BATON_OK;
    case BATON_TRANSFER_MATCHING:
        return match_next(run, transfer);
    case BATON_TRANSFER_CONFIRMING:
        return respond_next(run, transfer);
    case BATON_TRANSFER_CONNECTING:
        return connect_next(run, device);
    default:
        world_plays(run->world, 100);
        return BATON_OK;
    }
}

static enum baton_error ask_as_operator(struct fake_run *run, struct fake_device *device)
{
    struct baton_engine *engine = run->world->engine;
    struct baton_failure failure = {.error = BATON_OK};
    const struct baton_transfer *transfer = transfer_of(device);
    char id[BATON_ID_SIZE]; /* a copy: the cancelled transfer is freed before the reply is made */
    json_t *reply;
    g_strlcpy(id, transfer ? transfer->id : "none", sizeof(id));
    if (random_below(run, 2))
        reply = baton_engine_issue(engine, rooms[random_below(run, ROOMS)], device->id,
            &(struct baton_transfer_request){
                .stand_in =
                    random_below(run, 3) ? NULL : run->devices[random_below(run, DEVICES)]->id},
            run->world->now, &failure);
    else if (random_below(run, 2))
        reply = baton_engine_cancel_by_operator(engine, id, run->world->now, &failure);
    else if (random_below(run, 3))
        reply = baton_engine_transfers(engine, NULL, run->world->now, &failure);
    else
        reply = baton_engine_remove(
            engine, rooms[random_below(run, ROOMS)], device->id, run->world->now, &failure);
    if (reply)
        world_keeps_reply(run->world, reply);
    return failure.error;
}

static enum baton_error recreate_room(struct fake_run *run, struct fake_device *device)
{
    const char *room = rooms[random_below(run, ROOMS)];
    (void)device;
    if (random_below(run, 6))
        return BATON_OK;
    enum baton_error error = world_destroys_room(run->world, room);
    return error ? error : open_room(run, room);
}

static const struct {
    request_function *ask;
    unsigned weight;
} requests[] = {
    {connect_next, 40},
    {advance_transfer, 30},
    {join, 4},
    {resume, 4},
    {cut, 3},
    {synchronise, 4},
    {say_closing, 1},
    {publish, 6},
    {unpublish, 2},
    {subscribe, 4},
    {mute, 3},
    {pin, 4},
    {start_transfer, 8},
    {stand_in, 4},
    {recall, 8},
    {forget_devices, 1},
    {scan, 12},
    {confirm, 10},
    {present, 6},
    {withdraw, 1},
    {respond_to_any, 6},
    {respond_by_text, 4},
    {use_phone, 3},
    {cancel, 1},
    {bring_back, 3},
    {say, 1},
    {raise_hand, 1},
    {leave, 1},
    {kick, 1},
    {mute_other, 1},
    {ask_as_operator, 2},
    {recreate_room, 1},
};

enum baton_error fake_run_ask(struct fake_run *run, struct fake_device *device)
{
    unsigned total = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(requests); i++)
        total += requests[i].weight;
    unsigned at = random_below(run, total);
    size_t i = 0;
    for (; at >= requests[i].weight; i++)
        at -= requests[i].weight;
    return requests[i].ask(run, device);
}
