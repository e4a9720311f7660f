/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The secrets of devices that can ask for a call again. */
#include "guard/remembered.h"

#include <openssl/crypto.h>
#include <string.h>

#include "base/base64.h"
#include "guard/attempt.h"
#include "guard/audit.h"

/* An owner in the ledger has one secret, but a device can have several. Each gets a name that no other secret has. */
enum { OWNER_BYTES = 16 };
_Static_assert(BATON_BASE64URL_SIZE(OWNER_BYTES) == BATON_ID_SIZE, "its size");

/* --- adding ----------------------------------------------------------------------------------- */

/* In a room where both devices must scan, a device cannot get a call without a scan. */
static bool is_allowed(const struct baton_room *room)
{
    return room->remember && !room->mutual;
}

/* `holder`: the session that the device had. Its oldest secrets give way, so that it cannot use up what all sessions
 * share. */
static bool put(const struct baton_participant *participant, const char *device, const char *holder,
    const struct baton_digest *digest)
{
    struct baton_engine *engine = participant->engine;
    char owner[BATON_ID_SIZE];
    const struct baton_ledger_code code = {
        .digest = digest,
        .room_id = participant->room->id,
        .owner_id = owner,
        .subject_id = device,
        .holder = holder,
        .most = BATON_SESSION_SECRETS,
        .rotates = true,
    };
    baton_base64url_encode(owner, digest->bytes, OWNER_BYTES);
    return !baton_ledger_put(engine->memories, &code, BATON_NEVER, engine->now);
}

static bool remembers(const struct baton_participant *participant, const char *device)
{
    for (size_t i = 0; i < BATON_REMEMBERED_DEVICES; i++) {
        if (strcmp(participant->remembered[i], device) == 0)
            return true;
    }
    return false;
}

/* Makes room for a device, unless it has a place already. */
static void add_device(struct baton_participant *participant, const char *device)
{
    char *place = participant->remembered[participant->remembered_next];
    baton_participant_mark_unsaved(participant);
    if (remembers(participant, device))
        return;
    if (place[0])
        baton_remembered_forget(participant, place);
    g_strlcpy(place, device, BATON_ID_SIZE);
    participant->remembered_next = (participant->remembered_next + 1) % BATON_REMEMBERED_DEVICES;
}

void baton_remembered_add(struct baton_participant *participant, const char device[BATON_ID_SIZE],
    const char *holder, json_t *message)
{
    char text[BATON_TOKEN_SIZE];
    struct baton_digest digest;
    struct baton_secret secret;
    if (!is_allowed(participant->room) ||
        !baton_secret_new(&participant->engine->host->random, BATON_SECRET_TOKEN, &secret))
        return;
    if (baton_secret_digest(&secret, &digest) && put(participant, device, holder, &digest)) {
        add_device(participant, device);
        baton_token_write(&secret, text);
        json_object_set_new(message, "remember", json_string(text));
        OPENSSL_cleanse(text, sizeof(text));
    }
    baton_secret_wipe(&secret);
}

void baton_remembered_keep(const struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    struct baton_digest digests[BATON_RESUME_VALID];
    size_t kept = 0;
    if (!is_allowed(participant->room))
        return;
    size_t count = baton_resume_book_valid(device->engine->resumes, device->id, digests);
    for (size_t i = 0; i < count; i++)
        kept += put(participant, device->id, baton_device_sender(device), &digests[i]);
    if (kept > 0)
        add_device(participant, device->id);
}

/* --- restarts --------------------------------------------------------------------------------- */

size_t baton_remembered_list(const struct baton_participant *participant,
    struct baton_remembered_device devices[BATON_REMEMBERED_DEVICES])
{
    size_t count = 0;
    for (size_t i = 0; i < BATON_REMEMBERED_DEVICES; i++) {
        const size_t place = (participant->remembered_next + i) % BATON_REMEMBERED_DEVICES;
        const char *id = participant->remembered[place];
        struct baton_remembered_device *device = &devices[count];
        if (!id[0])
            continue;
        memcpy(device->id, id, sizeof(device->id));
        device->count = baton_ledger_list(
            participant->engine->memories, id, device->digests, BATON_REMEMBERED_SECRETS);
        count += device->count > 0;
    }
    return count;
}

bool baton_remembered_restore(
    struct baton_participant *participant, const struct baton_remembered_device *device)
{
    /* The device comes first, so that the end of the participant ends all secrets that were put. */
    add_device(participant, device->id);
    for (size_t i = 0; i < device->count; i++)
        if (!put(participant, device->id, participant->id, &device->digests[i]))
            return false;
    return true;
}

/* --- finding ---------------------------------------------------------------------------------- */

static struct baton_participant *find_owner(const struct baton_room *room, const char *device)
{
    for (guint i = 0; room && device[0] && i < room->participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (remembers(participant, device))
            return participant;
    }
    return NULL;
}

/* The call has moved to another device with this secret before, so somebody has copied it. */
static void warn_of_copy(const struct baton_participant *participant)
{
    baton_audit_note(participant->engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_WARNED,
                                              .room = participant->room->id,
                                              .participant = participant->id,
                                              .what = "recall_copied"});
    if (participant->active)
        baton_device_send(participant->active,
            json_pack("{s:s, s:s}", "baton", "warning", "kind", "recall_copied"));
}

static struct baton_participant *refuse(const struct baton_participant *participant,
    enum baton_error found, struct baton_failure *failure)
{
    if (found == BATON_E_CODE_USED) {
        if (participant)
            warn_of_copy(participant);
        baton_failure_set(
            failure, BATON_E_INVALID_RESUME, "remember: this secret was used already");
    } else if (found == BATON_E_CODE_UNKNOWN || found == BATON_E_CODE_OTHER_ROOM) {
        baton_failure_set(
            failure, BATON_E_INVALID_RESUME, "remember: this secret is not known in this room");
    } else {
        baton_failure_set(failure, BATON_E_NOT_IN_CALL,
            "remember: this participant has left the room, or does not remember this device any "
            "more");
    }
    return NULL;
}

struct baton_participant *baton_remembered_find(const struct baton_handle *handle, const char *room,
    const char *secret, char device[BATON_ID_SIZE], struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    struct baton_attempt attempt;
    struct baton_digest digest;
    baton_attempt_init(&attempt, engine, handle);
    if (!baton_attempt_may(&attempt, failure))
        return NULL;
    if (!baton_token_digest(secret, &digest)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
        return NULL;
    }
    enum baton_error found =
        baton_ledger_find(engine->memories, &digest, room, engine->now, device);
    struct baton_participant *participant =
        find_owner(g_hash_table_lookup(engine->rooms, room), device);
    if (!found && participant)
        return participant;
    if (found && found != BATON_E_CODE_EXPIRED)
        baton_attempt_missed(&attempt);
    return refuse(participant, found, failure);
}

/* --- ending ----------------------------------------------------------------------------------- */

static void end(struct baton_participant *participant, const char *device, enum baton_error as)
{
    const struct baton_engine *engine = participant->engine;
    baton_participant_mark_unsaved(participant);
    baton_ledger_kill(engine->memories, device, as, engine->now);
}

void baton_remembered_use(struct baton_participant *participant, const char device[BATON_ID_SIZE])
{
    end(participant, device, BATON_E_CODE_USED);
}

void baton_remembered_forget(
    struct baton_participant *participant, const char device[BATON_ID_SIZE])
{
    end(participant, device, BATON_E_CODE_EXPIRED);
}

/* Nobody has shown a code for this question, so it counts for the device that asks, and never for the person who is
 * asked. */
void baton_remembered_asked_in_vain(
    struct baton_participant *participant, const char device[BATON_ID_SIZE])
{
    struct baton_engine *engine = participant->engine;
    const struct baton_guess_place place = {.kind = BATON_GUESS_RECALL, .id = device};
    if (baton_guesses_miss(engine->guesses, &place, 1, engine->now) == 0)
        return;
    baton_remembered_forget(participant, device);
    baton_audit_note(engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_FORGOTTEN,
                                 .room = participant->room->id,
                                 .participant = participant->id,
                                 .reason = baton_error_name(BATON_E_TOO_MANY_ATTEMPTS)});
}
