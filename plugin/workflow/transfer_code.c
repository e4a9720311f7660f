/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes that the two devices of a transfer show. */
#include "workflow/transfer_code.h"

#include <string.h>

#include "state/objects.h"
#include "workflow/shown_code.h"

/* How often `sync` brings the code of one transfer again. Each time the server makes and draws another code. */
enum { MOST_REPEATS = 8 };

/* Until people have agreed, a device that knows only the code has no other token. Even if it scans at the last moment,
 * the token must last until the agreement. */
static baton_time auth_lifetime(const struct baton_transfer *transfer)
{
    const struct baton_transfer_policy *policy = &transfer->machine.policy;
    return transfer->machine.deadline - transfer->engine->now +
           (policy->mutual ? policy->match_timeout : 0) +
           (baton_policy_asks_nobody(&transfer->confirm) ? 0 : policy->confirm_timeout);
}

/* Returns the short form of a token, for a new device that has no token; for g_free. Returns NULL if Janus demands no
 * tokens. */
static char *auth_for(const struct baton_transfer *transfer)
{
    const struct baton_host *host = transfer->engine->host;
    if (!host->mint_auth)
        return NULL;
    return host->mint_auth(host->context, transfer->id, auth_lifetime(transfer));
}

static json_t *show(struct baton_transfer *transfer, const struct baton_shown_code_wish *wish,
    struct baton_digest *digest, struct baton_failure *failure)
{
    struct baton_shown_code shown;
    if (!baton_shown_code_init(&shown, transfer->engine, wish, failure))
        return NULL;
    if (digest)
        *digest = shown.digest;
    json_t *code = baton_shown_code_json(&shown);
    baton_shown_code_fini(&shown);
    return code;
}

json_t *baton_transfer_code_show(struct baton_transfer *transfer, enum baton_code_kind kind,
    const char *link, struct baton_failure *failure)
{
    char *auth = auth_for(transfer);
    const struct baton_shown_code_wish wish = {
        .kind = kind,
        .link = link,
        .auth = auth,
        .room = transfer->participant->room->id,
        .owner = transfer->id,
        .subject = transfer->id,
        .holder = baton_handle_sender(baton_transfer_shower(transfer)),
        /* The machine kills the code at the machine's deadline, which comes earlier. */
        .expires = transfer->machine.deadline + transfer->machine.policy.match_timeout,
    };
    json_t *code = show(transfer, &wish, NULL, failure);
    if (code)
        transfer->kind = kind;
    if (code && link != transfer->link) {
        g_free(transfer->link);
        transfer->link = g_strdup(link);
    }
    g_free(auth);
    return code;
}

json_t *baton_transfer_code_show_back(struct baton_transfer *transfer,
    const struct baton_device *device, struct baton_failure *failure)
{
    const struct baton_shown_code_wish wish = {
        .kind = transfer->kind,
        .owner = device->id,
        .subject = transfer->id,
        .holder = baton_handle_sender(device->uplink),
        .expires = transfer->engine->now + transfer->machine.policy.match_timeout,
    };
    return show(transfer, &wish, &transfer->new_digest, failure);
}

json_t *baton_transfer_code_event(const struct baton_transfer *transfer, json_t *code)
{
    json_t *event = json_pack("{s:s, s:s, s:I, s:o, s:b}", "baton", "code", "transfer",
        transfer->id, "expires_in", baton_transfer_expires_in(transfer), "confirm",
        baton_object_confirm(&transfer->confirm), "mutual", transfer->machine.policy.mutual);
    json_object_update(event, code);
    json_decref(code);
    if (transfer->origin.by[0])
        json_object_set_new(event, "participant", json_string(transfer->participant->id));
    return event;
}

/* --- codes that the operator asks for --------------------------------------------------------- */

void baton_transfer_code_issue(
    struct baton_transfer *transfer, struct baton_device *device, json_t *event)
{
    json_object_set_new(event, "role", json_string(transfer->origin.by[0] ? "stand_in" : "old"));
    baton_device_send(device, event);
    memcpy(transfer->issued.device, device->id, sizeof(transfer->issued.device));
    transfer->issued.seq = device->events.last;
}

/* Whether the device that shows the code waits for its scan. */
static bool is_shown(const struct baton_transfer *transfer)
{
    const struct baton_machine *machine = &transfer->machine;
    return machine->state == BATON_TRANSFER_SHOWING ||
           (machine->state == BATON_TRANSFER_MATCHING && !machine->scanned_by_new);
}

/* Whether the code was sent to this device in an event that its client has not read. */
static bool is_lost(
    const struct baton_transfer *transfer, const struct baton_device *device, uint64_t since)
{
    return strcmp(transfer->issued.device, device->id) == 0 && since < transfer->issued.seq &&
           is_shown(transfer) && baton_transfer_expires_in(transfer) > 0;
}

void baton_transfer_code_show_lost(
    struct baton_transfer *transfer, struct baton_device *device, uint64_t since)
{
    if (!is_lost(transfer, device, since) || transfer->issued.repeats == MOST_REPEATS)
        return;
    transfer->issued.repeats++;
    json_t *code = baton_transfer_code_show(transfer, transfer->kind, transfer->link, NULL);
    if (code)
        baton_transfer_code_issue(transfer, device, baton_transfer_code_event(transfer, code));
}

json_t *baton_transfer_code_show_back_lost(
    struct baton_transfer *transfer, const struct baton_device *device)
{
    const struct baton_machine *machine = &transfer->machine;
    bool shows_back = machine->policy.mutual && machine->state == BATON_TRANSFER_MATCHING &&
                      machine->scanned_by_new && !device->presentation;
    if (!shows_back || baton_transfer_expires_in(transfer) == 0 ||
        transfer->new_repeats == MOST_REPEATS)
        return NULL;
    transfer->new_repeats++;
    return baton_transfer_code_show_back(transfer, device, NULL);
}

/* --- guesses ---------------------------------------------------------------------------------- */

bool baton_transfer_code_is_weak(const struct baton_transfer *transfer)
{
    return is_shown(transfer) && baton_secret_is_weak(baton_code_kind_secret(transfer->kind));
}
