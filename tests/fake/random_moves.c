/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a run about moves, each with its weight. Some do the next step that a transfer needs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/random_requests.h"
#include "state/device.h"
#include "state/participant.h"
#include "state/room.h"
#include "workflow/confirmation.h"
#include "workflow/transfer.h"

enum { DEVICES = FAKE_RUN_DEVICES };

/* Shorter here, because almost every line needs it. */
#define random_below fake_run_below

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
        .confirm = fake_run_policy(run),
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
        .room = random_below(run, 6) ? NULL : fake_run_room(run),
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
    enum baton_error error =
        device_scans_in_room(device, code, random_below(run, 5) ? NULL : fake_run_room(run));
    bool shows = !error && json_object_get(device->reply, "code");
    return shows ? keep_code(run, device, error) : error;
}

static enum baton_error scan(struct fake_run *run, struct fake_device *device)
{
    return scan_text(run, device, run->codes[random_below(run, 6)]);
}

static void use_current_transfer(struct fake_device *device)
{
    const struct baton_transfer *transfer = fake_run_transfer_of(device);
    g_strlcpy(device->transfer, transfer ? transfer->id : "none", sizeof(device->transfer));
}

static enum baton_error confirm(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer = fake_run_transfer_of(device);
    int number = transfer && random_below(run, 5) ? transfer->machine.number : 10;
    use_current_transfer(device);
    return device_confirms(device, random_below(run, 6), number);
}

/* Responds to a random transfer, whether the device was asked or not. */
static enum baton_error respond_to_any(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer =
        fake_run_transfer_of(run->devices[random_below(run, DEVICES)]);
    if (!transfer)
        return BATON_OK;
    g_strlcpy(device->transfer, transfer->id, sizeof(device->transfer));
    return device_confirms(
        device, random_below(run, 8), random_below(run, 8) ? transfer->machine.number : 10);
}

static enum baton_error respond_by_text(struct fake_run *run, struct fake_device *device)
{
    const struct baton_transfer *transfer =
        fake_run_transfer_of(run->devices[random_below(run, DEVICES)]);
    char text[16];
    g_snprintf(text, sizeof(text), random_below(run, 6) ? "yes %d" : "no",
        transfer ? transfer->machine.number : 10);
    if (random_below(run, 2))
        return device_chats(device, text);
    world_receives_sms(run->world, fake_run_phone(run, device), text);
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

static struct fake_device *find_free_device(struct fake_run *run)
{
    for (int i = 0; i < DEVICES; i++) {
        struct fake_device *device = run->devices[i];
        if (!device->uplink || (!device->uplink->device && !fake_run_lacks_websocket(run, device)))
            return device;
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
    const char *room = fake_run_room(run);
    const char *secret = random_below(run, 2) ? device->resume : run->memories[0];
    bool valid = random_below(run, 8);
    for (unsigned i = 0; valid && i < FAKE_RUN_SECRETS * run->rooms; i++) {
        const char *other = run->memories[i / run->rooms];
        if (!is_remembered(run, other, fake_run_rooms[i % run->rooms]))
            continue;
        room = fake_run_rooms[i % run->rooms];
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
    const struct baton_transfer *transfer = fake_run_transfer_of(device);
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
        return fake_run_connect_next(run, device);
    default:
        world_plays(run->world, 100);
        return BATON_OK;
    }
}

/* The device that has to do the next step of a transfer. */
static bool is_next(const struct baton_transfer *transfer, const struct baton_device *device)
{
    return transfer->machine.state != BATON_TRANSFER_CONNECTING || device == transfer->new_device;
}

enum baton_error fake_run_go_on(struct fake_run *run, unsigned first)
{
    for (unsigned i = 0; i < DEVICES; i++) {
        struct fake_device *device = run->devices[(first + i) % DEVICES];
        const struct baton_transfer *transfer = fake_run_transfer_of(device);
        if (transfer && is_next(transfer, device->uplink->device))
            return advance_transfer(run, device);
    }
    return fake_run_connect_next(run, run->devices[first]);
}

const struct fake_run_request fake_run_moves[] = {
    {"advance transfer", advance_transfer, 30},
    {"start transfer", start_transfer, 8},
    {"stand in", stand_in, 4},
    {"recall", recall, 8},
    {"forget devices", forget_devices, 1},
    {"scan", scan, 12},
    {"confirm", confirm, 10},
    {"present", present, 6},
    {"withdraw", withdraw, 1},
    {"respond to any", respond_to_any, 6},
    {"respond by text", respond_by_text, 4},
    {"use phone", use_phone, 3},
    {"cancel", cancel, 1},
    {"bring back", bring_back, 3},
};
const size_t fake_run_move_count = G_N_ELEMENTS(fake_run_moves);
