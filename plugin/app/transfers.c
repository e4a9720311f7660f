/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transfers owns the requests about moving a call: transfer, scan, confirm, cancel and return. */
#include <openssl/crypto.h>
#include <string.h>

#include "app/device.h"
#include "app/json.h"
#include "app/move.h"
#include "app/participant.h"
#include "app/room.h"
#include "app/track.h"
#include "code/code.h"
#include "code/payload.h"
#include "code/secret.h"

/* --- offering a code -------------------------------------------------------------------------- */

/* A code before anybody has it. Holds the secret. */
struct offer {
    struct baton_digest digest;
    char text[BATON_PAYLOAD_SIZE];
    struct baton_code_image image;
};

static bool offer_init(struct offer *offer, struct baton_engine *engine, const char *link,
    struct baton_failure *failure)
{
    struct baton_secret secret;
    if (!baton_secret_new(&engine->host->random, BATON_SECRET_TOKEN, &secret)) {
        baton_failure_set(failure, BATON_E_INTERNAL, "the system has no randomness to give");
        return false;
    }
    bool made =
        baton_payload_write(link, &secret, NULL, offer->text, failure) == BATON_OK &&
        baton_secret_digest(&secret, &offer->digest) &&
        baton_code_image_init(&offer->image, BATON_CODE_QR, offer->text, failure) == BATON_OK;
    baton_secret_wipe(&secret);
    if (!made)
        OPENSSL_cleanse(offer->text, sizeof(offer->text));
    return made;
}

static void offer_fini(struct offer *offer)
{
    baton_code_image_fini(&offer->image);
    OPENSSL_cleanse(offer->text, sizeof(offer->text));
}

static json_t *code_event(const struct baton_move *move, const struct offer *offer)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:o}", "baton", "code", "transfer",
        move->id, "kind", baton_code_kind_name(offer->image.kind), "text", offer->text, "svg",
        offer->image.svg, "png", offer->image.png, "alt", offer->image.alt, "expires_in",
        baton_move_expires_in(move), "confirm", baton_json_confirm(&move->confirm));
}

/* A request may ask for more confirmation than the room does, never for less. */
static bool make_policy(const struct baton_room *room, const struct baton_transfer_wish *request,
    struct baton_policy *policy, struct baton_failure *failure)
{
    *policy = room->confirm;
    baton_policy_apply(policy, &request->confirm, request->has_confirm);
    return baton_policy_check(&room->confirm, policy, failure) == BATON_OK;
}

/* What can fail comes first: then the earlier transfer is still there. */
static json_t *replace_move(struct baton_device *device, const struct baton_policy *policy,
    const struct offer *offer, enum baton_transfer_side by, struct baton_failure *failure)
{
    struct baton_participant *participant = device->participant;
    struct baton_engine *engine = device->engine;
    const struct baton_transfer_event renew = {.type = BATON_TRANSFER_RENEW, .by = by};
    struct baton_move *move = baton_move_new(participant, policy, false, failure);
    if (!move)
        return NULL;
    const struct baton_ledger_code code = {
        .digest = &offer->digest,
        .room_id = participant->room->id,
        .owner_id = participant->id,
        .subject_id = move->id,
    };
    if (baton_ledger_put(engine->ledger, &code, move->machine.deadline, engine->now)) {
        baton_move_discard(move);
        baton_failure_set(failure, BATON_E_LIMIT_REACHED,
            "there are %zu live codes, the most allowed", engine->config.max_codes);
        return NULL;
    }
    if (participant->move)
        baton_move_step(participant->move, renew, NULL);
    baton_move_begin(move);
    return code_event(move, offer);
}

/* A transfer of the call that the device has; answers the event `code`. */
static json_t *offer_call(struct baton_device *device, const struct baton_transfer_wish *request,
    struct baton_failure *failure)
{
    const struct baton_move *earlier = device->participant->move;
    enum baton_transfer_side by = earlier ? baton_move_side(earlier, device) : BATON_SIDE_NONE;
    struct baton_policy policy;
    struct offer offer;
    if (!make_policy(device->participant->room, request, &policy, failure))
        return NULL;
    if (earlier &&
        baton_move_would(earlier,
            (struct baton_transfer_event){.type = BATON_TRANSFER_RENEW, .by = by}, failure))
        return NULL;
    if (!offer_init(&offer, device->engine, request->link, failure))
        return NULL;
    json_t *code = replace_move(device, &policy, &offer, by, failure);
    offer_fini(&offer);
    return code;
}

json_t *baton_engine_transfer(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_transfer_wish *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_device *device = baton_device_in_call(handle, failure);
    return device ? offer_call(device, request, failure) : NULL;
}

json_t *baton_engine_issue(struct baton_engine *engine, const char *room_id, const char *id,
    const struct baton_transfer_wish *request, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    struct baton_participant *participant = room ? baton_room_participant(room, id, failure) : NULL;
    if (!participant)
        return NULL;
    if (!participant->active) {
        baton_failure_set(failure, BATON_E_WRONG_STATE,
            "id: the participant has no device to show a code on just now");
        return NULL;
    }
    json_t *code = offer_call(participant->active, request, failure);
    if (!code)
        return NULL;
    json_t *reply = json_pack("{s:s, s:s, s:I}", "baton", "issued", "transfer",
        participant->move->id, "expires_in", baton_move_expires_in(participant->move));
    json_object_set_new(code, "role", json_string("old"));
    baton_world_send(engine, participant->active->uplink, code);
    return reply;
}

/* --- scanning one ----------------------------------------------------------------------------- */

static const char *words_for(enum baton_error error)
{
    switch (error) {
    case BATON_E_CODE_EXPIRED:
        return "text: this code has expired; ask for a fresh one";
    case BATON_E_CODE_USED:
        return "text: this code was used by another device";
    case BATON_E_CODE_SUPERSEDED:
        return "text: a fresh code has taken this one's place; scan that one";
    case BATON_E_CODE_OTHER_ROOM:
        return "text: this code is for a call in another room";
    case BATON_E_TOO_MANY_ATTEMPTS:
        return "too many wrong codes from this device; try again later";
    default:
        return "text: this code is not known here";
    }
}

/* The transfer that a scanned text is the code of; NULL with `failure` set. */
static struct baton_move *find_move(struct baton_engine *engine, const struct baton_handle *handle,
    const struct baton_scan *request, struct baton_failure *failure)
{
    struct baton_secret secret;
    struct baton_digest digest;
    struct baton_ledger_found found;
    const struct baton_ledger_asking asking = {
        .origins = {{handle->origin, engine->config.max_misses}},
        .count = 1,
    };
    if (baton_payload_read(request->text, strlen(request->text), &secret, NULL, failure))
        return NULL;
    bool digested = baton_secret_digest(&secret, &digest);
    baton_secret_wipe(&secret);
    if (!digested) {
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
        return NULL;
    }
    enum baton_error error =
        baton_ledger_find(engine->ledger, &digest, request->room, &asking, engine->now, &found);
    struct baton_move *move = g_hash_table_lookup(engine->moves, found.subject_id);
    if (!error && move)
        return move;
    if (error == BATON_E_CODE_USED && move)
        baton_move_step(move, (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN}, NULL);
    error = error ? error : BATON_E_CODE_EXPIRED;
    baton_failure_set(failure, error, "%s", words_for(error));
    return NULL;
}

static json_t *wanted_sources(const struct baton_participant *participant)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_track *track = participant->tracks[kind];
        if (track)
            json_array_append_new(
                sources, json_pack("{s:s, s:b}", "kind", baton_source_kind_name(track->kind),
                             "muted", track->muted));
    }
    return sources;
}

static json_t *wanted_slots(const struct baton_device *old)
{
    json_int_t counts[2] = {0, 0};
    for (size_t i = 0; old && i < old->slot_count; i++)
        counts[old->slots[i].video]++;
    return json_pack("{s:I, s:I}", "audio", counts[false], "video", counts[true]);
}

static json_t *scanned(const struct baton_move *move)
{
    const struct baton_room *room = move->participant->room;
    const struct baton_transfer_policy *policy = &move->machine.policy;
    json_t *reply = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "baton",
        "scanned", "transfer", move->id, "state", baton_transfer_state_name(move->machine.state),
        "form", baton_transfer_form_name(policy->form), "expires_in", baton_move_expires_in(move),
        "device", move->new_device->id, "private_id", move->new_device->private_id, "audiocodec",
        baton_codec_name(BATON_CODEC_OPUS), "videocodec", baton_codec_name(room->video_codec),
        "slots", wanted_slots(move->old_device), "sources", wanted_sources(move->participant));
    if (!baton_policy_asks_nobody(&move->confirm) && policy->form == BATON_FORM_NUMBER)
        json_object_set_new(reply, "number", json_integer(move->machine.number));
    return reply;
}

json_t *baton_engine_scan(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_scan *request, baton_time now, struct baton_failure *failure)
{
    const struct baton_transfer_event scan = {.type = BATON_TRANSFER_SCAN};
    engine->now = MAX(engine->now, now);
    if (!baton_device_can_use(handle, failure))
        return NULL;
    struct baton_move *move = find_move(engine, handle, request, failure);
    if (!move || baton_move_would(move, scan, failure))
        return NULL;
    struct baton_device *device =
        baton_device_new(move->participant, handle, BATON_DEVICE_CANDIDATE, failure);
    if (!device)
        return NULL;
    device->name = g_strdup(request->device_name ? request->device_name : "");
    move->new_device = device;
    move->wants_downlink = move->old_device && move->old_device->downlink;
    baton_move_step(move, scan, failure);
    return scanned(move);
}

/* --- answering, stopping, bringing back ------------------------------------------------------- */

/* The transfer of this id that the handle's device takes part in; NULL with `failure` set. */
static struct baton_move *own_move(struct baton_handle *handle, const char *id,
    struct baton_transfer_event *event, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    struct baton_move *move = device ? device->participant->move : NULL;
    if (move && strcmp(move->id, id) == 0) {
        event->by = baton_move_side(move, device);
        return move;
    }
    if (device)
        baton_failure_set(failure, BATON_E_NO_SUCH_TRANSFER,
            "transfer: this device takes part in no such transfer");
    return NULL;
}

static json_t *step_own(struct baton_engine *engine, struct baton_handle *handle, const char *id,
    struct baton_transfer_event event, const char *reply, baton_time now,
    struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    struct baton_move *move = own_move(handle, id, &event, failure);
    if (!move || baton_move_step(move, event, failure))
        return NULL;
    return json_pack("{s:s, s:s}", "baton", reply, "transfer", id);
}

/* A yes that was to name a number and names none. It is no wrong guess, and must not end anything.
 */
static bool lacks_number(const struct baton_move *move, const struct baton_transfer_event *event)
{
    return event->by == BATON_SIDE_OLD && event->yes && event->number == 0 &&
           move->machine.state == BATON_TRANSFER_CONFIRMING &&
           move->machine.policy.form == BATON_FORM_NUMBER;
}

json_t *baton_engine_confirm(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_confirm *request, baton_time now, struct baton_failure *failure)
{
    struct baton_transfer_event answer = {
        .type = BATON_TRANSFER_CONFIRM, .yes = request->answer, .number = request->number};
    const struct baton_move *move = own_move(handle, request->transfer, &answer, failure);
    if (!move)
        return NULL;
    if (lacks_number(move, &answer)) {
        baton_failure_set(failure, BATON_E_MISSING_ELEMENT,
            "number: missing; the new device shows one, which has to be picked");
        return NULL;
    }
    return step_own(engine, handle, request->transfer, answer, "confirmed", now, failure);
}

json_t *baton_engine_cancel(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure)
{
    return step_own(engine, handle, transfer,
        (struct baton_transfer_event){.type = BATON_TRANSFER_CANCEL}, "cancelled", now, failure);
}

json_t *baton_engine_return(struct baton_engine *engine, struct baton_handle *handle,
    const char *transfer, baton_time now, struct baton_failure *failure)
{
    return step_own(engine, handle, transfer,
        (struct baton_transfer_event){.type = BATON_TRANSFER_RETURN}, "returning", now, failure);
}

json_t *baton_engine_cancel_by_operator(struct baton_engine *engine, const char *transfer,
    baton_time now, struct baton_failure *failure)
{
    const struct baton_transfer_event cancel = {
        .type = BATON_TRANSFER_CANCEL, .by = BATON_SIDE_OPERATOR};
    engine->now = MAX(engine->now, now);
    struct baton_move *move = g_hash_table_lookup(engine->moves, transfer);
    if (!move) {
        baton_failure_set(failure, BATON_E_NO_SUCH_TRANSFER, "transfer: there is no such transfer");
        return NULL;
    }
    if (baton_move_step(move, cancel, failure))
        return NULL;
    return json_pack("{s:s, s:s}", "baton", "cancelled", "transfer", transfer);
}
