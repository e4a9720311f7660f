/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codes that the two devices of a transfer show. */
#include "workflow/transfer_code.h"

#include "workflow/shown_code.h"

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

bool baton_transfer_code_is_weak(const struct baton_transfer *transfer)
{
    const struct baton_machine *machine = &transfer->machine;
    bool shows = machine->state == BATON_TRANSFER_SHOWING ||
                 (machine->state == BATON_TRANSFER_MATCHING && !machine->scanned_by_new);
    return shows && baton_secret_is_weak(baton_code_kind_secret(transfer->kind));
}
