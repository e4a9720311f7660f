/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_request owns the request `scan`: whose code was read, by whom, and what that makes of it.
 *
 * A device in no call takes a call over by the code of the device that has it; the device in the
 * call takes a device in by the code that this one presents; with a mutual transfer both do.
 */
#include <string.h>

#include "code/codetext.h"
#include "engine/engine.h"
#include "engine/subscribe_requests.h"
#include "state/objects.h"
#include "workflow/confirmation.h"
#include "workflow/connection.h"
#include "workflow/origin.h"
#include "workflow/presentation.h"
#include "workflow/stepping.h"
#include "workflow/transfer_code.h"
#include "workflow/welcome.h"

/* What a scanned text led to: one of the two. */
struct finding {
    struct baton_transfer *transfer; /* a transfer's code, of either of its devices */
    bool presented;                  /* of the new one */
    struct baton_presentation *presentation;
};

/* --- finding ---------------------------------------------------------------------------------- */

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
        return "too many wrong codes; try again later";
    default:
        return "text: this code is not known here";
    }
}

/* Somebody who guesses letters was locked: those who show some are told, in the room he named or in
 * all. */
static void warn_of_guesses(struct baton_engine *engine, const char *room)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct baton_transfer *transfer = value;
        if (baton_transfer_code_is_weak(transfer) &&
            (!room || strcmp(room, transfer->participant->room->id) == 0))
            baton_transfer_warn(transfer, "many_misses", NULL);
    }
}

static bool read_secret(
    const char *text, struct baton_digest *digest, bool *weak, struct baton_failure *failure)
{
    struct baton_secret secret;
    if (baton_codetext_read(text, strlen(text), &secret, NULL, failure))
        return false;
    bool digested = baton_secret_digest(&secret, digest);
    *weak = baton_secret_is_weak(secret.kind);
    baton_secret_wipe(&secret);
    if (!digested)
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    return digested;
}

/* A code that is known but not live any more. Whoever has the call is told of a second claim. */
static void note_refusal(struct baton_engine *engine, const struct baton_handle *handle,
    const struct baton_ledger_found *found, enum baton_error error)
{
    struct baton_transfer *transfer = g_hash_table_lookup(engine->transfers, found->subject_id);
    bool own = transfer && handle->device && handle->device->participant == transfer->participant;
    if (error == BATON_E_CODE_USED && transfer && !own)
        baton_stepping_take(
            transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN}, NULL);
}

/* A token that is good for one transfer does not open another. The device in a call needs none: it
 * has been let in. */
static bool token_fits(const struct baton_handle *handle, const struct baton_scan_request *request,
    const char *subject)
{
    const struct baton_device *device = handle->device;
    bool in_call = device && !device->presentation && device->role == BATON_DEVICE_ACTIVE;
    return in_call || !request->token_transfer || strcmp(request->token_transfer, subject) == 0;
}

/* What the text is the live code of. False with `failure` set. `room`: where it must belong; NULL:
 * anywhere. */
static bool find(const struct baton_handle *handle, const struct baton_scan_request *request,
    const char *room, struct finding *finding, struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    struct baton_origins origins;
    struct baton_ledger_found found;
    struct baton_digest digest;
    bool weak;
    if (!read_secret(request->text, &digest, &weak, failure))
        return false;
    baton_origins_init(&origins, handle);
    if (weak)
        baton_origins_add_letters(&origins, handle, request->room);
    enum baton_error error =
        baton_ledger_find(engine->ledger, &digest, room, &origins.asking, engine->now, &found);
    if (error == BATON_E_CODE_UNKNOWN && weak && found.locked)
        warn_of_guesses(engine, request->room);
    if (error)
        note_refusal(engine, handle, &found, error);
    finding->transfer = g_hash_table_lookup(engine->transfers, found.subject_id);
    finding->presentation = g_hash_table_lookup(engine->presentations, found.subject_id);
    finding->presented =
        finding->transfer && baton_digest_equal(&digest, &finding->transfer->presented);
    if (!error && !finding->transfer && !finding->presentation)
        error = BATON_E_CODE_EXPIRED;
    if (error)
        baton_failure_set(failure, error, "%s", words_for(error));
    else if (!token_fits(handle, request, found.subject_id))
        error = baton_failure_set(
            failure, BATON_E_TOKEN_REFUSED, "token: not made for what this is the code of");
    return !error;
}

/* --- answering -------------------------------------------------------------------------------- */

static json_t *with_code(json_t *reply, json_t *code)
{
    if (code)
        json_object_set_new(reply, "code", code);
    return reply;
}

static json_t *reply_to_old(const struct baton_transfer *transfer)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:s}", "baton", "scanned", "role", "old",
        "transfer", transfer->id, "state", baton_transfer_state_name(transfer->machine.state),
        "form", baton_transfer_form_name(transfer->machine.policy.form), "expires_in",
        baton_transfer_expires_in(transfer), "confirm", baton_object_confirm(&transfer->confirm),
        "device_name", transfer->device_name);
}

/* A question that reaches nobody ends the transfer with the scan that made it be asked. */
static bool goes_on(const struct baton_transfer *transfer, struct baton_failure *failure)
{
    if (!baton_transfer_has_ended(transfer))
        return true;
    baton_failure_set(
        failure, BATON_E_WRONG_STATE, "%s", baton_transfer_reason_text(transfer->machine.reason));
    return false;
}

/* The one thing that stands in the way of a scan which is due: say it as it is. */
static void word_refusal(struct baton_failure *failure)
{
    if (failure->error == BATON_E_WRONG_STATE)
        baton_failure_set(failure, BATON_E_WRONG_STATE, "%s",
            baton_transfer_reason_text(BATON_REASON_NOBODY_TO_ASK));
}

/* Steps the scan and, as the new device's channels may be up already, what that means. */
static bool step_scan(struct baton_transfer *transfer, struct baton_transfer_event scan,
    struct baton_failure *failure)
{
    baton_transfer_ref(transfer);
    bool stepped = !baton_stepping_take(transfer, scan, failure);
    if (stepped) {
        baton_stepping_drain(transfer->engine);
        if (transfer->new_device && transfer->new_device->declared)
            baton_connection_changed(transfer->new_device);
        baton_connection_compare_networks(transfer);
        stepped = goes_on(transfer, failure);
    } else {
        word_refusal(failure);
    }
    baton_transfer_unref(transfer);
    return stepped;
}

static struct baton_transfer_event scan_by(
    const struct baton_transfer *transfer, enum baton_transfer_side side, bool mutual)
{
    return (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN,
        .by = side,
        .mutual = mutual,
        .remotes = baton_confirmation_remotes(transfer->participant)};
}

/* --- by a device in no call ------------------------------------------------------------------- */

/* The call that a device in no call may take over by this code; NULL with `failure` set. */
static struct baton_transfer *free_transfer(
    const struct finding *finding, struct baton_failure *failure)
{
    const struct baton_transfer_event third = {.type = BATON_TRANSFER_SCAN};
    struct baton_transfer *transfer = finding->transfer;
    if (!transfer)
        baton_failure_set(failure, BATON_E_NOT_IN_CALL,
            "text: this is the code of a device in no call; the device in the call has to scan it");
    else if (finding->presented || transfer->machine.state != BATON_TRANSFER_SHOWING)
        baton_stepping_take(transfer, third, failure);
    else
        return transfer;
    return NULL;
}

/* Refused before anything is bound; a transfer with nobody to ask ends by it all the same. */
static bool is_refused(struct baton_transfer *transfer, struct baton_transfer_event scan,
    struct baton_failure *failure)
{
    if (!baton_stepping_would(transfer, scan, failure))
        return false;
    word_refusal(failure);
    baton_stepping_take(transfer, scan, NULL);
    return true;
}

static json_t *scan_fresh(struct baton_handle *handle, const struct baton_scan_request *request,
    const struct finding *finding, struct baton_failure *failure)
{
    struct baton_transfer *transfer = free_transfer(finding, failure);
    json_t *code = NULL;
    if (!transfer)
        return NULL;
    const struct baton_transfer_event scan = scan_by(transfer, BATON_SIDE_NEW, false);
    if (is_refused(transfer, scan, failure))
        return NULL;
    struct baton_device *device = baton_device_new(handle, BATON_DEVICE_CANDIDATE, failure);
    if (!device)
        return NULL;
    baton_participant_add(transfer->participant, device);
    device->name = g_strdup(request->device_name ? request->device_name : "");
    if (transfer->machine.policy.mutual) {
        code = baton_transfer_code_show_back(transfer, device, failure);
        if (!code) {
            baton_participant_release(device);
            return NULL;
        }
    }
    baton_transfer_bind(transfer, device);
    if (!step_scan(transfer, scan, failure)) {
        json_decref(code);
        return NULL;
    }
    return with_code(baton_welcome_scanned(transfer), code);
}

/* The code that it presents goes on being good if it has to be scanned as well. */
static json_t *scan_presenting(struct baton_presentation *presentation,
    const struct finding *finding, struct baton_failure *failure)
{
    struct baton_device *device = presentation->device;
    struct baton_engine *engine = presentation->engine;
    struct baton_transfer *transfer = free_transfer(finding, failure);
    if (!transfer || baton_presentation_check(presentation, transfer->participant->room, failure))
        return NULL;
    const struct baton_transfer_event scan =
        scan_by(transfer, BATON_SIDE_NEW, presentation->mutual);
    if (is_refused(transfer, scan, failure))
        return NULL;
    baton_presentation_claim(presentation, transfer);
    baton_transfer_bind(transfer, device);
    if (!scan.mutual && !transfer->machine.policy.mutual)
        baton_ledger_kill_owned(engine->ledger, device->id, BATON_E_CODE_EXPIRED, engine->now);
    return step_scan(transfer, scan, failure) ? baton_welcome_scanned(transfer) : NULL;
}

/* --- the other half of a mutual transfer ------------------------------------------------------ */

static json_t *scan_other(
    struct baton_transfer *transfer, enum baton_transfer_side side, struct baton_failure *failure)
{
    const struct baton_transfer_event mismatch = {.type = BATON_TRANSFER_MISMATCH, .by = side};
    baton_stepping_take(transfer, mismatch, failure);
    return NULL;
}

static json_t *scan_own(struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_ALREADY_IN_CALL,
        "text: this is the code that this device itself shows; scan the other device's");
    return NULL;
}

static json_t *scan_back(
    struct baton_device *device, const struct finding *finding, struct baton_failure *failure)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (finding->transfer != transfer)
        return scan_other(transfer, BATON_SIDE_NEW, failure);
    if (finding->presented)
        return scan_own(failure);
    if (!step_scan(transfer, scan_by(transfer, BATON_SIDE_NEW, false), failure))
        return NULL;
    return baton_welcome_scanned(transfer);
}

/* --- by the device in the call ---------------------------------------------------------------- */

/* The transfer into which a presenting device can be taken: the one whose code is shown already, or
 * a new one, which has not begun. NULL with `failure` set. */
static struct baton_transfer *transfer_for(
    struct baton_device *device, bool mutual, struct baton_failure *failure)
{
    struct baton_participant *participant = device->participant;
    struct baton_transfer *earlier = participant->transfer;
    if (earlier && earlier->machine.state == BATON_TRANSFER_SHOWING)
        return earlier;
    const struct baton_transfer_event renew = {
        .type = BATON_TRANSFER_RENEW, .by = earlier ? baton_transfer_side(earlier, device) : 0};
    if (earlier && baton_stepping_would(earlier, renew, failure))
        return NULL;
    return baton_transfer_new(participant, &participant->room->confirm, mutual, failure);
}

static void begin(struct baton_transfer *transfer, const struct baton_device *device)
{
    struct baton_transfer *earlier = device->participant->transfer;
    if (earlier == transfer)
        return;
    if (earlier)
        baton_stepping_take(earlier,
            (struct baton_transfer_event){
                .type = BATON_TRANSFER_RENEW, .by = baton_transfer_side(earlier, device)},
            NULL);
    baton_transfer_begin(transfer);
}

/* Whether the new device has yet to scan this one's code, which is not shown for it already. */
static bool lacks_code(const struct baton_transfer *transfer, bool begun, bool mutual)
{
    return begun ? mutual && !transfer->machine.policy.mutual : mutual;
}

/* The device of the presentation becomes the new one of the transfer, which begins if it has not.
 * Until the scan is stepped nothing has changed if this fails. */
static json_t *take_into(struct baton_transfer *transfer, struct baton_device *device,
    struct baton_presentation *presentation, struct baton_failure *failure)
{
    struct baton_device *candidate = presentation->device;
    const struct baton_transfer_event scan =
        scan_by(transfer, BATON_SIDE_OLD, presentation->mutual);
    bool begun = device->participant->transfer == transfer;
    json_t *code = NULL;
    if (lacks_code(transfer, begun, presentation->mutual)) {
        code = baton_transfer_code_show(transfer, presentation->kind, NULL, failure);
        if (!code) {
            baton_transfer_unref(begun ? NULL : transfer);
            return NULL;
        }
    }
    begin(transfer, device);
    baton_presentation_claim(presentation, transfer);
    baton_transfer_bind(transfer, candidate);
    if (!step_scan(transfer, scan, failure)) {
        json_decref(code);
        return NULL;
    }
    return with_code(reply_to_old(transfer), code);
}

static json_t *take_in(struct baton_device *device, struct baton_presentation *presentation,
    struct baton_failure *failure)
{
    if (baton_presentation_check(presentation, device->participant->room, failure))
        return NULL;
    struct baton_transfer *transfer = transfer_for(device, presentation->mutual, failure);
    if (!transfer)
        return NULL;
    const struct baton_transfer_event scan =
        scan_by(transfer, BATON_SIDE_OLD, presentation->mutual);
    bool begun = device->participant->transfer == transfer;
    if (!baton_stepping_would(transfer, scan, failure))
        return take_into(transfer, device, presentation, failure);
    word_refusal(failure);
    if (begun)
        baton_stepping_take(transfer, scan, NULL);
    else
        baton_transfer_unref(transfer);
    return NULL;
}

static json_t *scan_in_call(
    struct baton_device *device, const struct finding *finding, struct baton_failure *failure)
{
    struct baton_transfer *own = device->participant->transfer;
    bool matching = own && own->machine.state == BATON_TRANSFER_MATCHING;
    if (finding->transfer && finding->transfer == own && finding->presented) {
        if (!step_scan(own, scan_by(own, BATON_SIDE_OLD, false), failure))
            return NULL;
        return reply_to_old(own);
    }
    if (finding->transfer && finding->transfer == own)
        return scan_own(failure);
    if (matching)
        return scan_other(own, BATON_SIDE_OLD, failure);
    if (finding->presentation)
        return take_in(device, finding->presentation, failure);
    if (finding->presented)
        baton_stepping_take(
            finding->transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN}, failure);
    else
        baton_failure_set(failure, BATON_E_ALREADY_IN_CALL,
            "text: this is the code of another call; this device is in one already");
    return NULL;
}

/* --- the request ------------------------------------------------------------------------------ */

/* Whether a handle may scan at all. */
static bool may_scan(const struct baton_handle *handle, struct baton_failure *failure)
{
    const struct baton_device *device = handle->device;
    if (!device || handle->kind != BATON_HANDLE_UPLINK)
        return baton_handle_can_use(handle, failure);
    const struct baton_transfer *transfer = device->participant->transfer;
    if (device->presentation || (device->role == BATON_DEVICE_CANDIDATE && transfer &&
                                    transfer->machine.state == BATON_TRANSFER_MATCHING))
        return true;
    if (device->role == BATON_DEVICE_CANDIDATE)
        return baton_handle_can_use(handle, failure);
    return baton_device_in_call(handle, failure) != NULL;
}

/* --- receiving, from the scan on ---------------------------------------------------------------
 */

/*
 * The handle on which the new device wants to receive; NULL: it did not say, or it cannot be known
 * which handles are its own. False with `failure` set: none of its own, or none that is free.
 */
static bool find_downlink(const struct baton_handle *handle, uint64_t id,
    struct baton_handle **downlink, struct baton_failure *failure)
{
    struct baton_handle *found = g_hash_table_lookup(handle->engine->named, &id);
    *downlink = NULL;
    if (!id || !handle->session[0])
        return true;
    if (!found || found == handle || strcmp(found->session, handle->session) != 0) {
        baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "downlink: expected the id of another handle of this session, got none of them");
        return false;
    }
    *downlink = found;
    return baton_handle_can_use(found, failure);
}

/* The offer goes out with the answer to the scan, rather than half a round trip after the device
 * has asked: its downlink would be the last that the move waits for. */
static void open_downlink(struct baton_device *device, struct baton_handle *handle, json_t *scanned)
{
    const struct baton_device *old = device->participant->transfer->old_device;
    size_t audio = baton_device_count_slots(old, false),
           video = baton_device_count_slots(old, true);
    char *offer;
    if (device->downlink || audio + video == 0)
        return;
    json_t *subscribed = baton_subscribe_open(device, handle, audio, video, &offer);
    baton_effects_offer(device->engine->effects, handle->host, subscribed, offer);
    json_object_set_new(scanned, "downlink", json_true());
}

static json_t *scan_from_outside(struct baton_handle *handle,
    const struct baton_scan_request *request, const struct finding *finding,
    struct baton_handle *downlink, struct baton_failure *failure)
{
    const struct baton_device *device = handle->device;
    json_t *reply = !device                ? scan_fresh(handle, request, finding, failure)
                    : device->presentation ? scan_presenting(device->presentation, finding, failure)
                                           : scan_back(handle->device, finding, failure);
    if (reply && downlink)
        open_downlink(handle->device, downlink, reply);
    return reply;
}

json_t *baton_engine_scan(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_scan_request *request, baton_time now, struct baton_failure *failure)
{
    struct baton_device *device = handle->device;
    struct baton_handle *downlink = NULL;
    struct finding finding;
    engine->now = MAX(engine->now, now);
    if (!may_scan(handle, failure))
        return NULL;
    /* What expires just now is over before it is scanned. */
    if (device && device->participant->transfer)
        baton_stepping_tick(device->participant->transfer);
    baton_stepping_drain(engine);
    device = handle->device;
    if (!may_scan(handle, failure))
        return NULL;
    bool outside = !device || device->presentation || device->role == BATON_DEVICE_CANDIDATE;
    if (outside && !find_downlink(handle, request->downlink, &downlink, failure))
        return NULL;
    const char *room = device && !device->presentation ? NULL : request->room;
    if (!find(handle, request, room, &finding, failure))
        return NULL;
    return outside ? scan_from_outside(handle, request, &finding, downlink, failure)
                   : scan_in_call(device, &finding, failure);
}
