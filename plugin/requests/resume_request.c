/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device that comes back: the request `join` with `resume`, and the request `closing`. */
#include <string.h>

#include "guard/attempt.h"
#include "guard/audit.h"
#include "guard/janus_token.h"
#include "guard/resume.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "workflow/absence.h"
#include "workflow/confirmation.h"
#include "workflow/connection.h"
#include "workflow/stepping.h"

/* --- the secret ------------------------------------------------------------------------------- */

/* A valid resume secret that somebody has sent. */
struct proof {
    struct baton_digest digest;
    struct baton_device *device; /* whose secret it is; has the call */
};

static bool digest_of(const char *text, struct baton_digest *digest, struct baton_failure *failure)
{
    bool done = baton_token_digest(text, digest);
    if (!done)
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    return done;
}

static struct baton_participant *find_participant(
    const struct baton_engine *engine, const struct baton_resume_owner *owner)
{
    const struct baton_room *room = g_hash_table_lookup(engine->rooms, owner->room);
    return room ? baton_room_participant(room, owner->participant, NULL) : NULL;
}

static struct baton_device *find_device(const struct baton_participant *participant, const char *id)
{
    for (guint i = 0; participant && i < participant->devices->len; i++) {
        struct baton_device *device = g_ptr_array_index(participant->devices, i);
        if (strcmp(device->id, id) == 0)
            return device;
    }
    return NULL;
}

/* An old secret came again. Warns the device whose secret it is, if it has the call. Its next secret may be known to
 * the same person, so it gets another one. */
static void report_copy(
    const struct baton_participant *participant, const struct baton_resume_owner *owner)
{
    struct baton_device *device = find_device(participant, owner->device);
    baton_audit_note(participant->engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_WARNED,
                                              .room = participant->room->id,
                                              .participant = participant->id,
                                              .what = "resume_copied"});
    if (!device || device != participant->active || !device->uplink)
        return;
    json_t *event = json_pack("{s:s}", "baton", "resume");
    baton_device_send(device, json_pack("{s:s, s:s}", "baton", "warning", "kind", "resume_copied"));
    if (baton_resume_add_to_event(device, event))
        baton_device_send(device, json_incref(event));
    json_decref(event);
}

static bool refuse(enum baton_ending ending, struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_NOT_IN_CALL, "resume: %s", baton_ending_text(ending));
    if (failure)
        failure->reason = baton_ending_name(ending);
    return false;
}

/* The device is not in the call any more. If it was lost or has left and the participant is still there, the call is on
 * another device. */
static bool refuse_ended(const struct baton_participant *participant, enum baton_ending ending,
    struct baton_failure *failure)
{
    if (participant && ending <= BATON_ENDING_GONE)
        return refuse(BATON_ENDING_MOVED, failure);
    return refuse(ending == BATON_ENDING_NONE ? BATON_ENDING_LEFT : ending, failure);
}

/* The secret is valid. Sets proof->device if this device can bring the participant back now. */
static bool may_come_back(struct baton_engine *engine, const struct baton_resume_owner *owner,
    struct proof *proof, struct baton_failure *failure)
{
    const struct baton_participant *participant = find_participant(engine, owner);
    /* A gate may have fired, and the machine does not know it yet. */
    if (participant && participant->transfer)
        baton_stepping_tick(participant->transfer);
    baton_stepping_drain(engine);
    participant = find_participant(engine, owner);
    struct baton_device *device = find_device(participant, owner->device);
    if (!device || device != participant->active) {
        struct baton_resume_owner ended = *owner;
        baton_resume_book_find(engine->resumes, &proof->digest, engine->now, &ended);
        return refuse_ended(participant, ended.ending, failure);
    }
    const struct baton_transfer *transfer = participant->transfer;
    if (transfer && device == transfer->new_device) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "resume: the call has just moved to this device and can still return to the old "
            "device; try again after retry_after milliseconds");
        if (failure)
            failure->retry_after = MAX(baton_transfer_expires_in(transfer), 1);
        return false;
    }
    proof->device = device;
    return true;
}

/* Finds the device in the call of this room that a secret can bring back now. Unknown and old secrets are counted as
 * misses. If the secret is old, the device in the call is warned and gets another secret. Returns false with `failure`
 * set. */
static bool find(struct baton_engine *engine, const struct baton_handle *handle, const char *room,
    const char *secret, struct proof *proof, struct baton_failure *failure)
{
    struct baton_resume_owner owner;
    struct baton_attempt attempt;
    baton_attempt_init(&attempt, engine, handle);
    if (!baton_attempt_may(&attempt, failure) || !digest_of(secret, &proof->digest, failure))
        return false;
    enum baton_resume_state state =
        baton_resume_book_find(engine->resumes, &proof->digest, engine->now, &owner);
    if (state != BATON_RESUME_UNKNOWN && strcmp(owner.room, room) != 0)
        state = BATON_RESUME_UNKNOWN;
    if (state == BATON_RESUME_IS_VALID)
        return may_come_back(engine, &owner, proof, failure);
    const struct baton_participant *participant =
        state == BATON_RESUME_UNKNOWN ? NULL : find_participant(engine, &owner);
    if (state == BATON_RESUME_HAS_ENDED)
        return refuse_ended(participant, owner.ending, failure);
    baton_attempt_missed(&attempt);
    if (participant)
        report_copy(participant, &owner);
    baton_failure_set(failure, BATON_E_INVALID_RESUME, "%s",
        participant ? "resume: a later secret has replaced this one"
                    : "resume: this secret is not known in this room");
    if (failure)
        failure->reason = participant ? baton_ending_name(BATON_ENDING_REPLACED) : NULL;
    return false;
}

/* --- the requests ----------------------------------------------------------------------------- */

/* The old handles may belong to a connection that the server believes to be alive. */
static bool replace_handles(struct baton_device *device, struct baton_failure *failure)
{
    if (!device->uplink || baton_connection_replace(device))
        return true;
    return refuse(BATON_ENDING_MOVED, failure);
}

static json_t *resumed(struct baton_device *device)
{
    json_t *reply = baton_object_joined(device, "joined");
    json_object_set_new(reply, "resumed", json_true());
    baton_resume_add_to_reply(device, reply);
    baton_device_add_seq(device, reply);
    if (baton_engine_has_token(device->engine, device->id))
        baton_janus_token_add(device, reply);
    return reply;
}

json_t *baton_engine_resume(struct baton_engine *engine, struct baton_handle *handle,
    const char *room, const char *secret, baton_time now, struct baton_failure *failure)
{
    char private_id[BATON_ID_SIZE];
    struct proof proof;
    engine->now = MAX(engine->now, now);
    if (!baton_handle_can_use(handle, failure) || !baton_registry_id(engine, private_id, failure) ||
        !find(engine, handle, room, secret, &proof, failure) ||
        !replace_handles(proof.device, failure))
        return NULL;
    struct baton_participant *participant = proof.device->participant;
    baton_resume_book_use(engine->resumes, &proof.digest);
    baton_participant_mark_unsaved(participant);
    baton_device_equip(proof.device, handle, private_id);
    baton_connection_back(proof.device);
    baton_confirmation_repeat(participant);
    baton_effects_notify(engine->effects, handle->host,
        json_pack(
            "{s:s, s:s, s:s}", "event", "resumed", "room", room, "participant", participant->id));
    return resumed(proof.device);
}

json_t *baton_engine_closing(struct baton_handle *handle, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device)
        return NULL;
    device->closing = true;
    return json_pack("{s:s}", "baton", "closing");
}

void baton_engine_heard(struct baton_engine *engine, struct baton_handle *handle, bool reads)
{
    struct baton_device *device = handle ? handle->device : NULL;
    if (!device || device->uplink != handle)
        return;
    if (device->closing) {
        device->closing = false;
        if (device == device->participant->active)
            baton_absence_stay(device->participant);
    }
    if (device->unshown && reads) {
        baton_resume_book_show(engine->resumes, device->id);
        baton_participant_mark_unsaved(device->participant);
    }
    device->unshown = false;
}
