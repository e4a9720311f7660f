/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a schedule that are no requests of a call, each with its weight. */
#include "fake/random_cuts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fake/call_rows.h"
#include "fake/random_requests.h"
#include "state/device.h"
#include "workflow/transfer.h"

/* Shorter here, because almost every line needs it. */
#define random_below fake_run_below

/* --- the list of steps ------------------------------------------------------------------------ */

void fake_run_note(struct fake_run *run, const struct fake_device *device, const char *result)
{
    if (!run->steps)
        return;
    g_ptr_array_add(run->steps, g_strdup_printf("%4u  %9.3f s  device %u  %s %s", run->steps->len,
                                    (double)run->world->now / (double)BATON_SECONDS(1),
                                    device ? device->tag : 0, run->step, result));
}

/* --- losses ----------------------------------------------------------------------------------- */

typedef enum baton_error cut_function(struct fake_run *run, unsigned index);

static enum baton_error lose_both(struct fake_run *run, unsigned index)
{
    device_vanishes(run->devices[index]);
    return BATON_OK;
}

static enum baton_error lose_uplink(struct fake_run *run, unsigned index)
{
    device_loses_uplink(run->devices[index]);
    return BATON_OK;
}

static enum baton_error lose_downlink(struct fake_run *run, unsigned index)
{
    device_loses_downlink(run->devices[index]);
    return BATON_OK;
}

static enum baton_error hang_up_uplink(struct fake_run *run, unsigned index)
{
    if (run->devices[index]->up_live)
        device_uplink_goes_down(run->devices[index]);
    return BATON_OK;
}

static enum baton_error hang_up_downlink(struct fake_run *run, unsigned index)
{
    if (run->devices[index]->down_live)
        device_downlink_goes_down(run->devices[index]);
    return BATON_OK;
}

/* All sources of the device stop, or all go on. */
static enum baton_error change_silence(struct fake_run *run, unsigned index)
{
    struct fake_device *device = run->devices[index];
    bool quiet = random_below(run, 2);
    for (size_t line = 0; line < device->lines; line++)
        device->feeds[line].quiet = quiet;
    return BATON_OK;
}

static enum baton_error lose_unnoticed(struct fake_run *run, unsigned index)
{
    world_notices(run->world, &run->clients[index].lost);
    run->clients[index].lost = device_vanishes_unnoticed(run->devices[index]);
    return BATON_OK;
}

static enum baton_error notice(struct fake_run *run, unsigned index)
{
    world_notices(run->world, &run->clients[index].lost);
    return BATON_OK;
}

void fake_run_notice_all(struct fake_run *run)
{
    for (unsigned i = 0; i < FAKE_RUN_DEVICES; i++)
        notice(run, i);
}

/* --- the session of Janus stays --------------------------------------------------------------- */

static enum baton_error lose_websocket(struct fake_run *run, unsigned index)
{
    const struct fake_device *device = run->devices[index];
    struct fake_run_client *client = &run->clients[index];
    if (fake_run_lacks_websocket(run, device) || !device->uplink || !device->uplink->device ||
        device->up->reader.late)
        return BATON_OK;
    client->cut_handle = device->up->id;
    client->since = device->up->reader.seq;
    g_strlcpy(client->device, device->uplink->device->id, sizeof(client->device));
    return BATON_OK;
}

static bool is_kept(const json_t *event)
{
    static const char *const secrets[] = {"code", "resume", "token"};
    for (size_t i = 0; i < G_N_ELEMENTS(secrets); i++)
        if (strcmp(text_at(event, "baton"), secrets[i]) == 0)
            return false;
    return json_object_get(event, "seq");
}

static bool has_number(const json_t *events, json_int_t seq)
{
    for (size_t i = 0; i < json_array_size(events); i++)
        if (fake_run_seq(json_array_get(events, i)) == seq)
            return true;
    return false;
}

/* The reply to `sync` has each event that was pushed meanwhile, if it says that it is complete. */
static void check_missed(const struct fake_device *device, uint64_t since)
{
    const json_t *missed = json_object_get(device->reply, "missed");
    if (!is_true_at(device->reply, "complete"))
        return;
    for (const GList *link = device->up->events.head; link; link = link->next) {
        json_int_t seq = fake_run_seq(link->data);
        if (is_kept(link->data) && seq > (json_int_t)since && !has_number(missed, seq))
            fail_msg("`sync` has not event %lld", (long long)seq);
    }
}

/* The client claims its session, and sends `sync`. */
static enum baton_error claim(struct fake_run *run, unsigned index)
{
    struct fake_device *device = run->devices[index];
    struct fake_run_client *client = &run->clients[index];
    if (!fake_run_lacks_websocket(run, device))
        return BATON_OK;
    client->cut_handle = 0;
    enum baton_error error = device_syncs(device, client->since);
    client->replied_on = 0; /* from now on no request shows it */
    if (!error && strcmp(device->device, client->device) == 0)
        check_missed(device, client->since);
    fake_handle_forget(device->up);
    run->seen.claimed += !error;
    return error;
}

/* --- ways to come back ------------------------------------------------------------------------ */

static enum baton_error resume_own(struct fake_run *run, unsigned index)
{
    return fake_run_resume(run, run->devices[index], run->devices[index]->resume);
}

static enum baton_error resume_past(struct fake_run *run, unsigned index)
{
    size_t past = fake_promises_secrets(run->promises);
    const char *secret = fake_promises_secret(run->promises, random_below(run, (uint32_t)past));
    enum baton_error error = fake_run_resume(run, run->devices[index], secret);
    run->seen.refused_secrets += error != BATON_OK;
    return error;
}

/* Writes a secret that differs in one character from the device's own. */
static void forge(struct fake_run *run, unsigned index, char secret[BATON_TOKEN_SIZE])
{
    g_strlcpy(secret, run->devices[index]->resume, BATON_TOKEN_SIZE);
    char *at = &secret[random_below(run, BATON_TOKEN_CHARACTERS - 1)];
    *at = *at == 'A' ? 'B' : 'A';
}

static enum baton_error resume_forged(struct fake_run *run, unsigned index)
{
    char secret[BATON_TOKEN_SIZE];
    forge(run, index, secret);
    return fake_run_resume(run, run->devices[index], secret);
}

static enum baton_error recall_forged(struct fake_run *run, unsigned index)
{
    char secret[BATON_TOKEN_SIZE];
    forge(run, index, secret);
    enum baton_error error = device_recalls(run->devices[index], fake_run_room(run), secret);
    if (!error)
        fail_msg("a recall with a secret that was never handed out was granted");
    return error;
}

/* The connection is lost again before the reply comes, so the client has only the secret before. */
static enum baton_error resume_in_vain(struct fake_run *run, unsigned index)
{
    struct fake_device *device = run->devices[index];
    char secret[BATON_TOKEN_SIZE];
    g_strlcpy(secret, device->resume, sizeof(secret));
    device_vanishes(device);
    enum baton_error error = fake_run_resume(run, device, secret);
    fake_run_tell_promises(run);
    fake_promises_checks(run->promises, run->world);
    device_vanishes(device);
    g_strlcpy(device->resume, secret, sizeof(device->resume));
    return error;
}

/* The server believes that the connection before is alive. */
static enum baton_error resume_over_live(struct fake_run *run, unsigned index)
{
    lose_unnoticed(run, index);
    return resume_own(run, index);
}

/* A device from which the call has moved says that its person did not want it. */
static enum baton_error disown(struct fake_run *run, unsigned first)
{
    for (unsigned i = 0; i < FAKE_RUN_DEVICES; i++) {
        unsigned index = (first + i) % FAKE_RUN_DEVICES;
        struct fake_device *device = run->devices[index];
        if (!run->clients[index].disown[0] || fake_run_lacks_websocket(run, device))
            continue;
        enum baton_error error = device_disowns(device, run->clients[index].disown);
        run->clients[index].disown[0] = '\0';
        if (!error)
            fake_promises_excuses(run->promises, text_at(device->reply, "id"));
        run->seen.disowned += !error;
        return error;
    }
    return BATON_OK;
}

/* --- moves ------------------------------------------------------------------------------------ */

static enum baton_error bring_back(struct fake_run *run, unsigned index)
{
    struct fake_device *device = run->devices[index];
    const struct baton_transfer *transfer = fake_run_transfer_of(device);
    if (transfer)
        g_strlcpy(device->transfer, transfer->id, sizeof(device->transfer));
    return device_returns(device);
}

/* --- time ------------------------------------------------------------------------------------- */

static enum baton_error wait_until_due(struct fake_run *run, unsigned index)
{
    const struct fake_world *world = run->world;
    baton_time time = baton_engine_deadline(world->engine) - world->now;
    (void)index;
    world_waits(run->world, (int)(CLAMP(time, 0, BATON_SECONDS(20)) / BATON_MS(1)) + 1);
    return BATON_OK;
}

static enum baton_error wait_seconds(struct fake_run *run, unsigned index)
{
    (void)index;
    world_waits(run->world, 1000 + (int)random_below(run, 8000));
    return BATON_OK;
}

/* Longer than every `hold`. */
static enum baton_error wait_for_hold(struct fake_run *run, unsigned index)
{
    (void)index;
    world_waits(run->world, 61000);
    return BATON_OK;
}

/* --- crashes ---------------------------------------------------------------------------------- */

/* Janus is killed. What waits for the store may be written before, or is lost. */
static enum baton_error crash(struct fake_run *run, unsigned index)
{
    (void)index;
    fake_run_notice_all(run);
    fake_run_tell_promises(run);
    fake_promises_checks(run->promises, run->world);
    if (random_below(run, 2)) {
        fake_call_rows_check(run->world);
        fake_promises_checks(run->promises, run->world);
    }
    fake_promises_crashes(run->promises, run->world);
    world_crashes(run->world);
    assert_int_equal(run->world->restored.skipped, 0);
    run->seen.crashed++;
    return fake_run_open_rooms(run);
}

/* --- the choice ------------------------------------------------------------------------------- */

struct cut {
    const char *name;
    cut_function *cut;
    unsigned weight;
    bool asks; /* it is a request of this device */
};

static const struct cut cuts[] = {
    {"loses both handles", lose_both, 6, false},
    {"loses the uplink's handle", lose_uplink, 3, false},
    {"loses the downlink's handle", lose_downlink, 3, false},
    {"loses the uplink's PeerConnection", hang_up_uplink, 3, false},
    {"loses the downlink's PeerConnection", hang_up_downlink, 2, false},
    {"falls silent, or speaks", change_silence, 4, false},
    {"is cut, and the server does not notice", lose_unnoticed, 4, false},
    {"the server notices a cut", notice, 4, false},
    {"loses its WebSocket", lose_websocket, 5, false},
    {"claim", claim, 5, false},
    {"resume", resume_own, 14, true},
    {"resume with any secret of the past", resume_past, 4, true},
    {"resume with a forged secret", resume_forged, 2, true},
    {"recall with a forged secret", recall_forged, 2, true},
    {"resume, and the reply is lost", resume_in_vain, 3, false},
    {"resume over a connection that lives", resume_over_live, 3, false},
    {"disown", disown, 3, false},
    {"the transfer goes on", fake_run_go_on, 60, false},
    {"return", bring_back, 4, true},
    {"wait until something is due", wait_until_due, 6, false},
    {"wait for seconds", wait_seconds, 5, false},
    {"wait for hold", wait_for_hold, 1, false},
    {"crash", crash, 2, false},
};

/* A client without a WebSocket can send no other request. */
static const struct cut the_claim = {"claim", claim, 0, true};

static void perform(struct fake_run *run, unsigned index, const struct cut *cut)
{
    run->step = cut->name;
    enum baton_error error = cut->cut(run, index);
    fake_run_note(run, run->devices[index], baton_error_name(error));
}

void fake_run_cut(struct fake_run *run, unsigned index)
{
    unsigned total = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(cuts); i++)
        total += cuts[i].weight;
    unsigned at = random_below(run, total);
    size_t i = 0;
    for (; at >= cuts[i].weight; i++)
        at -= cuts[i].weight;
    perform(run, index,
        cuts[i].asks && fake_run_lacks_websocket(run, run->devices[index]) ? &the_claim : &cuts[i]);
}

void fake_run_claim(struct fake_run *run, unsigned index)
{
    perform(run, index, &the_claim);
}

/* --- the secrets in messages -------------------------------------------------------------------- */

static void tell_of_events(
    struct fake_run *run, const struct fake_handle *up, const struct baton_handle *uplink)
{
    if (!uplink || !uplink->device)
        return;
    for (const GList *link = up->events.head; link; link = link->next) {
        const char *secret = json_string_value(json_object_get(link->data, "resume"));
        if (secret)
            fake_promises_gives(run->promises, uplink->device, secret);
    }
}

/* A request after a reply shows that the client has read it. */
static void tell_of_requests(
    struct fake_run *run, const struct fake_device *device, struct fake_run_client *client)
{
    if (client->replied_on == 0)
        return;
    /* If the handle was replaced, nothing that it says later shows anything. */
    bool same =
        device->up && device->up->id == client->replied_on && device->uplink->device != NULL;
    if (same && device->asked == client->asked)
        return;
    if (same)
        fake_promises_shows(run->promises, device->uplink->device, client->replied);
    client->replied_on = 0;
}

static void tell_of_reply(
    struct fake_run *run, const struct fake_device *device, struct fake_run_client *client)
{
    const struct baton_device *real = device->uplink ? device->uplink->device : NULL;
    const char *secret = json_string_value(json_object_get(device->reply, "resume"));
    if (!real || !secret || strcmp(text_at(device->reply, "device"), real->id) != 0 ||
        !fake_promises_gives(run->promises, real, secret) ||
        strcmp(text_at(device->reply, "baton"), "joined") != 0)
        return;
    g_strlcpy(client->replied, secret, sizeof(client->replied));
    client->replied_on = device->up->id;
    client->asked = device->asked;
}

void fake_run_tell_promises(struct fake_run *run)
{
    for (unsigned i = 0; i < FAKE_RUN_DEVICES; i++) {
        const struct fake_device *device = run->devices[i];
        struct fake_run_client *client = &run->clients[i];
        tell_of_requests(run, device, client);
        tell_of_reply(run, device, client);
        tell_of_events(run, device->up, device->uplink);
        tell_of_events(run, client->lost.up, client->lost.uplink);
        if (client->lost.up)
            fake_handle_forget(client->lost.up);
    }
}
