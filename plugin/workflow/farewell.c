/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of devices that have lost their call. */
#include "workflow/farewell.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/base64.h"
#include "guard/attempt.h"

enum { OWNER_BYTES = 16 };

/* Puts the secret into the ledger. Its owner is the old device, and its subject is the participant. A participant can
 * have several secrets: if a thief moves the call on to another device, the first secret must stay valid. */
static bool store(
    struct baton_transfer *transfer, const struct baton_secret *secret, baton_time lifetime)
{
    struct baton_engine *engine = transfer->engine;
    struct baton_digest digest;
    const struct baton_ledger_code code = {
        .digest = &digest,
        .owner_id = transfer->old_device->id,
        .subject_id = transfer->participant->id,
        .holder = baton_device_sender(transfer->old_device),
        .most = BATON_SESSION_SECRETS,
        .rotates = true,
    };
    return baton_secret_digest(secret, &digest) &&
           !baton_ledger_put(engine->farewells, &code, engine->now + lifetime, engine->now);
}

void baton_farewell_add(struct baton_transfer *transfer, json_t *moved)
{
    const struct baton_engine *engine = transfer->engine;
    baton_time lifetime = transfer->machine.policy.grace + engine->config.disown_time;
    char text[BATON_TOKEN_SIZE];
    struct baton_secret secret;
    if (!transfer->old_device ||
        !baton_secret_new(&engine->host->random, BATON_SECRET_TOKEN, &secret))
        return;
    if (store(transfer, &secret, lifetime)) {
        baton_token_write(&secret, text);
        json_object_set_new(moved, "disown", json_string(text));
        json_object_set_new(moved, "disown_for", json_integer(lifetime / BATON_MS(1)));
        OPENSSL_cleanse(text, sizeof(text));
    }
    baton_secret_wipe(&secret);
}

/* A name for the ledger that no other secret has. */
static void owner_of(const struct baton_digest *digest, char owner[BATON_ID_SIZE])
{
    _Static_assert(BATON_BASE64URL_SIZE(OWNER_BYTES) == BATON_ID_SIZE, "its size");
    baton_base64url_encode(owner, digest->bytes, OWNER_BYTES);
}

void baton_farewell_add_resumes(
    const struct baton_transfer *transfer, const struct baton_device *device)
{
    struct baton_engine *engine = transfer->engine;
    struct baton_digest digests[BATON_RESUME_VALID];
    char owner[BATON_ID_SIZE];
    baton_time lifetime = transfer->machine.policy.grace + engine->config.disown_time;
    size_t count = baton_resume_book_valid(engine->resumes, device->id, digests);
    for (size_t i = 0; i < count; i++) {
        const struct baton_ledger_code code = {
            .digest = &digests[i],
            .owner_id = owner,
            .subject_id = transfer->participant->id,
            .holder = baton_device_sender(device),
            .most = BATON_SESSION_SECRETS,
            .rotates = true,
        };
        owner_of(&digests[i], owner);
        baton_ledger_put(engine->farewells, &code, engine->now + lifetime, engine->now);
    }
}

void baton_farewell_withdraw(struct baton_transfer *transfer)
{
    const struct baton_engine *engine = transfer->engine;
    struct baton_resume_entry entries[BATON_RESUME_SECRETS];
    const char *device = transfer->old_device->id;
    size_t count = baton_resume_book_list(engine->resumes, device, entries);
    baton_ledger_kill_owned(engine->farewells, device, BATON_E_CODE_EXPIRED, engine->now);
    for (size_t i = 0; i < count; i++) {
        char owner[BATON_ID_SIZE];
        owner_of(&entries[i].digest, owner);
        baton_ledger_kill_owned(engine->farewells, owner, BATON_E_CODE_EXPIRED, engine->now);
    }
}

static struct baton_participant *find_participant(const struct baton_engine *engine, const char *id)
{
    GHashTableIter iter;
    void *room;
    struct baton_participant *found = NULL;
    g_hash_table_iter_init(&iter, engine->rooms);
    while (!found && g_hash_table_iter_next(&iter, NULL, &room))
        found = baton_room_participant(room, id, NULL);
    return found;
}

static const char *text_for(enum baton_error error)
{
    switch (error) {
    case BATON_E_CODE_USED:
        return "disown: this secret was used already";
    case BATON_E_CODE_EXPIRED:
        return "disown: it is too late, or the call has ended or come back";
    default:
        return "disown: this secret is not known here";
    }
}

static bool digest_of(const char *text, struct baton_digest *digest, struct baton_failure *failure)
{
    bool done = baton_token_digest(text, digest);
    if (!done)
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    return done;
}

struct baton_participant *baton_farewell_find(struct baton_engine *engine,
    const struct baton_handle *handle, const char *secret, struct baton_failure *failure)
{
    struct baton_participant *participant = NULL;
    char subject[BATON_LEDGER_ID];
    struct baton_attempt attempt;
    struct baton_digest digest;
    baton_attempt_init(&attempt, engine, handle);
    if (!baton_attempt_may(&attempt, failure) || !digest_of(secret, &digest, failure))
        return NULL;
    enum baton_error error =
        baton_ledger_find(engine->farewells, &digest, NULL, engine->now, subject);
    if (error == BATON_E_CODE_UNKNOWN)
        baton_attempt_missed(&attempt);
    if (!error && !(participant = find_participant(engine, subject)))
        error = BATON_E_CODE_EXPIRED;
    if (error)
        baton_failure_set(failure, error, "%s", text_for(error));
    return participant;
}

void baton_farewell_use(const struct baton_participant *participant)
{
    const struct baton_engine *engine = participant->engine;
    baton_ledger_kill(engine->farewells, participant->id, BATON_E_CODE_USED, engine->now);
}
