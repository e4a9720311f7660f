/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The request `scan`: finds the code that was scanned, and acts on it.
 *
 * There are three cases. A device that is not in a call scans the code of the device in the call. The
 * device in the call scans the code of a device that is not in a call. In a mutual transfer, each device
 * scans the code of the other device.
 */
#include <string.h>

#include "code/codetext.h"
#include "guard/attempt.h"
#include "guard/witness.h"
#include "requests/new_device.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "workflow/confirmation.h"
#include "workflow/connection.h"
#include "workflow/network.h"
#include "workflow/presentation.h"
#include "workflow/stepping.h"
#include "workflow/transfer_code.h"
#include "workflow/welcome.h"

/* The owner of a scanned code: either `transfer` or `presentation` is not NULL. */
struct scanned_code {
    struct baton_transfer *transfer; /* one of the two devices of this transfer shows the code */
    bool shown_by_new;               /* the code is shown by the new device of the transfer */
    struct baton_presentation *presentation;
};

/* --- finding the code ------------------------------------------------------------------------- */

static const char *text_for(enum baton_error error)
{
    switch (error) {
    case BATON_E_CODE_EXPIRED:
        return "text: this code has expired; ask for a new code";
    case BATON_E_CODE_USED:
        return "text: this code was used by another device";
    case BATON_E_CODE_SUPERSEDED:
        return "text: a newer code has replaced this code; scan the newer code";
    case BATON_E_CODE_OTHER_ROOM:
        return "text: this code is for a call in another room";
    default:
        return "text: this code is not known here; if the server was restarted, ask for a new one";
    }
}

/* Warns the devices whose transfers show letters. Call it when somebody has guessed letters so often that a place was
 * locked. `room`: warn only in the room in which that person guessed; NULL: warn in all rooms. */
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

struct scanned_text {
    struct baton_digest digest;
    bool weak; /* the secret is short enough to be typed, and so to be guessed */
};

static bool read_secret(
    const char *text, struct scanned_text *scanned, struct baton_failure *failure)
{
    struct baton_secret secret;
    if (baton_codetext_read(text, strlen(text), &secret, NULL, failure))
        return false;
    bool digested = baton_secret_digest(&secret, &scanned->digest);
    scanned->weak = baton_secret_is_weak(secret.kind);
    baton_secret_wipe(&secret);
    if (!digested)
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    return digested;
}

/* Call it when the ledger has refused the code with `error`. If another device has used the code, warns the device in
 * the call of a second claim. Does not warn if `handle` belongs to the participant whose call moves. */
static void report_second_claim(struct baton_engine *engine, const struct baton_handle *handle,
    const char *subject, enum baton_error error)
{
    struct baton_transfer *transfer = g_hash_table_lookup(engine->transfers, subject);
    bool own = transfer && handle->device && handle->device->participant == transfer->participant;
    if (error == BATON_E_CODE_USED && transfer && !own)
        baton_stepping_take(
            transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN}, NULL);
}

/* A token for one transfer is not valid for any other transfer. The device in the call needs no token
 * here, because its token was checked before. */
static bool token_fits(const struct baton_handle *handle, const struct baton_scan_request *request,
    const char *subject)
{
    const struct baton_device *device = handle->device;
    bool in_call = device && !device->presentation && device->role == BATON_DEVICE_ACTIVE;
    return in_call || !request->token_transfer || strcmp(request->token_transfer, subject) == 0;
}

/* Adds the targets of guessed letters. Letters are short, so misses also count for the server and, if the request names
 * an existing room, for that room. */
static void add_letters(
    struct baton_attempt *attempt, struct baton_engine *engine, const char *room)
{
    if (room && g_hash_table_contains(engine->rooms, room))
        baton_attempt_add(attempt, BATON_GUESS_LETTERS, room);
    baton_attempt_add(attempt, BATON_GUESS_SERVER, "letters");
}

/* Looks the code up, and counts a miss if the code is unknown. If it returns an error, `failure` is set. */
static enum baton_error look_up(const struct baton_handle *handle,
    const struct baton_scan_request *request, const struct scanned_text *text, const char *room,
    char subject[BATON_LEDGER_ID], struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    struct baton_attempt attempt;
    baton_attempt_init(&attempt, engine, handle);
    if (text->weak)
        add_letters(&attempt, engine, request->room);
    if (!baton_attempt_may(&attempt, failure))
        return BATON_E_TOO_MANY_ATTEMPTS;
    enum baton_error error =
        baton_ledger_find(engine->ledger, &text->digest, room, engine->now, subject);
    if (error == BATON_E_CODE_UNKNOWN && baton_attempt_missed(&attempt) && text->weak)
        warn_of_guesses(engine, request->room);
    if (error) {
        report_second_claim(engine, handle, subject, error);
        baton_failure_set(failure, error, "%s", text_for(error));
    }
    return error;
}

/* The participant whose call would move after this scan, or NULL. */
static const struct baton_participant *moving_participant(
    const struct baton_handle *handle, const struct scanned_code *scanned)
{
    if (scanned->transfer)
        return scanned->transfer->participant;
    return handle->device && !handle->device->presentation ? handle->device->participant : NULL;
}

/* Whom the transfer asks that this scan joins or begins. */
static const struct baton_policy *policy_of(
    const struct scanned_code *scanned, const struct baton_participant *moving)
{
    const struct baton_transfer *transfer =
        scanned->transfer ? scanned->transfer : moving->transfer;
    bool joins =
        scanned->transfer || (transfer && transfer->machine.state == BATON_TRANSFER_SHOWING);
    return joins ? &transfer->confirm : &moving->room->confirm;
}

/* Finds the live code with the request's text. `room`: the only room in which the code may be valid; NULL:
 * any room. Returns false with `failure` set. */
static bool find_code(const struct baton_handle *handle, const struct baton_scan_request *request,
    const char *room, struct scanned_code *scanned, struct baton_failure *failure)
{
    struct baton_engine *engine = handle->engine;
    char subject[BATON_LEDGER_ID];
    struct scanned_text text;
    if (!read_secret(request->text, &text, failure) ||
        look_up(handle, request, &text, room, subject, failure))
        return false;
    scanned->transfer = g_hash_table_lookup(engine->transfers, subject);
    scanned->presentation = g_hash_table_lookup(engine->presentations, subject);
    scanned->shown_by_new =
        scanned->transfer && baton_digest_equal(&text.digest, &scanned->transfer->new_digest);
    const struct baton_participant *moving = moving_participant(handle, scanned);
    if (!scanned->transfer && !scanned->presentation)
        baton_failure_set(failure, BATON_E_CODE_EXPIRED, "%s", text_for(BATON_E_CODE_EXPIRED));
    else if (!token_fits(handle, request, subject))
        baton_failure_set(
            failure, BATON_E_TOKEN_REFUSED, "token: not valid for the transfer of this code");
    else
        return !moving || baton_attempt_may_move(moving, policy_of(scanned, moving),
                              moving->active && !moving->active->uplink, failure);
    return false;
}

/* --- replying --------------------------------------------------------------------------------- */

static json_t *with_code(json_t *reply, json_t *code)
{
    if (code)
        json_object_set_new(reply, "code", code);
    return reply;
}

static json_t *reply_to_old(const struct baton_transfer *transfer)
{
    const char *role = baton_transfer_stand_in(transfer) ? "stand_in" : "old";
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:o, s:s}", "baton", "scanned", "role", role,
        "transfer", transfer->id, "state", baton_transfer_state_name(transfer->machine.state),
        "form", baton_transfer_form_name(transfer->machine.policy.form), "expires_in",
        baton_transfer_expires_in(transfer), "confirm", baton_object_confirm(&transfer->confirm),
        "device_name", transfer->device_name);
}

/* --- scanned by a device in no call ----------------------------------------------------------- */

/* Whether the session of this handle shows the code for somebody else. Nobody gives consent to their own attempt. */
static bool is_shown_by(const struct baton_transfer *transfer, const struct baton_handle *handle)
{
    const struct baton_participant *stand_in = baton_transfer_stand_in(transfer);
    return stand_in && baton_witness_has_session(stand_in, handle);
}

/* Returns the transfer whose call the scanning device may take over with this code. Returns NULL with
 * `failure` set if there is none. */
static struct baton_transfer *find_transfer_to_join(const struct baton_handle *handle,
    const struct scanned_code *scanned, struct baton_failure *failure)
{
    const struct baton_transfer_event third = {.type = BATON_TRANSFER_SCAN};
    struct baton_transfer *transfer = scanned->transfer;
    if (!transfer)
        baton_failure_set(failure, BATON_E_NOT_IN_CALL,
            "text: a device that is not in a call shows this code; the device in the call must "
            "scan it");
    else if (scanned->shown_by_new || transfer->machine.state != BATON_TRANSFER_SHOWING)
        baton_stepping_take(transfer, third, failure);
    else if (is_shown_by(transfer, handle))
        baton_failure_set(failure, BATON_E_ALREADY_IN_CALL,
            "text: this session shows the code for somebody who is away, so it cannot take that "
            "call over itself");
    else
        return transfer;
    return NULL;
}

/* Returns true if the machine refuses the scan. Checks this before anything changes. If the machine refuses the scan,
 * steps it nevertheless: if the reason is that there is nobody to ask, this step must end the transfer. */
static bool refuse_scan(struct baton_transfer *transfer, struct baton_transfer_event scan,
    struct baton_failure *failure)
{
    if (!baton_stepping_would(transfer, scan, failure))
        return false;
    baton_new_device_explain(failure);
    baton_stepping_take(transfer, scan, NULL);
    return true;
}

static json_t *scan_fresh(struct baton_handle *handle, const struct baton_scan_request *request,
    const struct scanned_code *scanned, struct baton_failure *failure)
{
    struct baton_transfer *transfer = find_transfer_to_join(handle, scanned, failure);
    json_t *code = NULL;
    if (!transfer)
        return NULL;
    const struct baton_transfer_event scan =
        baton_new_device_scan(transfer, BATON_SIDE_NEW, false, handle);
    if (refuse_scan(transfer, scan, failure))
        return NULL;
    struct baton_device *device = baton_device_new(handle, BATON_DEVICE_CANDIDATE, failure);
    if (!device)
        return NULL;
    baton_participant_add(transfer->participant, device);
    device->name = g_strdup(request->device_name ? request->device_name : "");
    if (transfer->machine.policy.mutual) {
        code = baton_transfer_code_show_back(transfer, device, failure);
        if (!code) {
            baton_participant_release(device, BATON_ENDING_NONE);
            return NULL;
        }
    }
    baton_transfer_bind(transfer, device);
    if (!baton_new_device_step(transfer, scan, failure)) {
        json_decref(code);
        return NULL;
    }
    return with_code(baton_welcome_scanned(transfer), code);
}

/* Whether the room allows the code of the presenting device, if the device in the call must scan it as the second code.
 * The way `present` forbids such a code only as the first code. */
static bool may_be_second_code(const struct baton_presentation *presentation,
    const struct baton_transfer *transfer, struct baton_failure *failure)
{
    const bool mutual = presentation->mutual || transfer->machine.policy.mutual;
    return !mutual || baton_ways_check_kind(&transfer->participant->room->ways, presentation->kind,
                          "the code of this device", failure) == BATON_OK;
}

/* The presenting device has scanned the code of the device in the call. If the transfer is mutual, the code of the
 * presenting device stays valid, because the device in the call must scan it. */
static json_t *scan_presenting(struct baton_presentation *presentation,
    const struct scanned_code *scanned, struct baton_failure *failure)
{
    struct baton_device *device = presentation->device;
    struct baton_engine *engine = presentation->engine;
    struct baton_transfer *transfer = find_transfer_to_join(device->uplink, scanned, failure);
    if (!transfer || baton_presentation_check(presentation, transfer->participant->room, failure) ||
        !may_be_second_code(presentation, transfer, failure))
        return NULL;
    const struct baton_transfer_event scan =
        baton_new_device_scan(transfer, BATON_SIDE_NEW, presentation->mutual, device->uplink);
    if (refuse_scan(transfer, scan, failure))
        return NULL;
    baton_presentation_claim(presentation, transfer);
    baton_transfer_bind(transfer, device);
    if (!scan.mutual && !transfer->machine.policy.mutual)
        baton_ledger_kill_owned(engine->ledger, device->id, BATON_E_CODE_EXPIRED, engine->now);
    return baton_new_device_step(transfer, scan, failure) ? baton_welcome_scanned(transfer) : NULL;
}

/* --- the second scan of a mutual transfer ----------------------------------------------------- */

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
        "text: this is the code that this device itself shows; scan the code of the other device");
    return NULL;
}

static json_t *scan_back(
    struct baton_device *device, const struct scanned_code *scanned, struct baton_failure *failure)
{
    struct baton_transfer *transfer = device->participant->transfer;
    if (scanned->transfer != transfer)
        return scan_other(transfer, BATON_SIDE_NEW, failure);
    if (scanned->shown_by_new)
        return scan_own(failure);
    if (!baton_new_device_step(transfer,
            baton_new_device_scan(transfer, BATON_SIDE_NEW, false, device->uplink), failure))
        return NULL;
    return baton_welcome_scanned(transfer);
}

/* --- scanned by the device in the call -------------------------------------------------------- */

/* Returns the transfer that a presenting device can join: the transfer that shows its code now, or a new
 * transfer that has not begun. Returns NULL with `failure` set. */
static struct baton_transfer *find_or_make_transfer(
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

static void begin_if_new(struct baton_transfer *transfer, const struct baton_device *device)
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

/* Whether the device in the call has to show a code to the new device and does not show one yet. */
static bool needs_own_code(const struct baton_transfer *transfer, bool begun, bool mutual)
{
    return begun ? mutual && !transfer->machine.policy.mutual : mutual;
}

/* Turns the presenting device into the new device of the transfer, begins the transfer if it is new, and then steps
 * `scan`. If this fails before the scan is stepped, nothing has changed. */
static json_t *join_transfer(struct baton_transfer *transfer, struct baton_device *device,
    struct baton_presentation *presentation, const struct baton_transfer_event *scan,
    struct baton_failure *failure)
{
    struct baton_device *candidate = presentation->device;
    bool begun = device->participant->transfer == transfer;
    json_t *code = NULL;
    if (needs_own_code(transfer, begun, scan->mutual)) {
        code = baton_transfer_code_show(transfer, presentation->kind, NULL, failure);
        if (!code) {
            baton_transfer_unref(begun ? NULL : transfer);
            return NULL;
        }
    }
    begin_if_new(transfer, device);
    baton_presentation_claim(presentation, transfer);
    baton_transfer_bind(transfer, candidate);
    if (!baton_new_device_step(transfer, *scan, failure)) {
        json_decref(code);
        return NULL;
    }
    return with_code(reply_to_old(transfer), code);
}

static json_t *scan_presented(struct baton_device *device, struct baton_presentation *presentation,
    struct baton_failure *failure)
{
    const struct baton_room *room = device->participant->room;
    if (baton_presentation_check(presentation, room, failure) ||
        baton_ways_check(&room->ways, BATON_WAY_PRESENT, "text", failure) ||
        baton_ways_check_kind(&room->ways, presentation->kind, "text", failure))
        return NULL;
    const bool mutual = presentation->mutual || room->mutual;
    struct baton_transfer *transfer = find_or_make_transfer(device, mutual, failure);
    if (!transfer)
        return NULL;
    const struct baton_transfer_event scan =
        baton_new_device_scan(transfer, BATON_SIDE_OLD, mutual, presentation->device->uplink);
    bool begun = device->participant->transfer == transfer;
    if (!baton_stepping_would(transfer, scan, failure))
        return join_transfer(transfer, device, presentation, &scan, failure);
    baton_new_device_explain(failure);
    if (begun)
        baton_stepping_take(transfer, scan, NULL);
    else
        baton_transfer_unref(transfer);
    return NULL;
}

/* Returns the transfer in which the device in the call takes part: its own, or the one for which it stands in. */
static struct baton_transfer *transfer_of(
    const struct baton_device *device, const struct scanned_code *scanned)
{
    struct baton_transfer *own = device->participant->transfer;
    struct baton_transfer *other = device->participant->standing_in;
    bool is_other = other && (scanned->transfer == other ||
                                 (!own && other->machine.state == BATON_TRANSFER_MATCHING));
    return is_other ? other : own;
}

static json_t *scan_in_call(
    struct baton_device *device, const struct scanned_code *scanned, struct baton_failure *failure)
{
    struct baton_transfer *own = transfer_of(device, scanned);
    bool matching = own && own->machine.state == BATON_TRANSFER_MATCHING;
    if (scanned->transfer && scanned->transfer == own && scanned->shown_by_new) {
        if (!baton_new_device_step(
                own, baton_new_device_scan(own, BATON_SIDE_OLD, false, own->new_uplink), failure))
            return NULL;
        return reply_to_old(own);
    }
    if (scanned->transfer && scanned->transfer == own)
        return scan_own(failure);
    if (matching)
        return scan_other(own, BATON_SIDE_OLD, failure);
    if (scanned->presentation)
        return scan_presented(device, scanned->presentation, failure);
    if (scanned->shown_by_new)
        baton_stepping_take(
            scanned->transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_SCAN}, failure);
    else
        baton_failure_set(failure, BATON_E_ALREADY_IN_CALL,
            "text: this is the code of another call; this device is in a call already");
    return NULL;
}

/* --- the request ------------------------------------------------------------------------------ */

/* Whether the state of a handle allows a scan. */
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

static json_t *scan_by_outsider(struct baton_handle *handle,
    const struct baton_scan_request *request, const struct scanned_code *scanned,
    struct baton_handle *downlink, struct baton_failure *failure)
{
    const struct baton_device *device = handle->device;
    json_t *reply = !device                ? scan_fresh(handle, request, scanned, failure)
                    : device->presentation ? scan_presenting(device->presentation, scanned, failure)
                                           : scan_back(handle->device, scanned, failure);
    if (reply && downlink)
        baton_new_device_open_downlink(handle->device, downlink, reply);
    if (reply)
        baton_device_add_seq(handle->device, reply);
    return reply;
}

json_t *baton_engine_scan(struct baton_engine *engine, struct baton_handle *handle,
    const struct baton_scan_request *request, baton_time now, struct baton_failure *failure)
{
    struct baton_device *device = handle->device;
    struct baton_handle *downlink = NULL;
    struct scanned_code scanned;
    engine->now = MAX(engine->now, now);
    if (!may_scan(handle, failure))
        return NULL;
    /* A transfer that expires at this moment ends before the code is looked up. */
    if (device && device->participant->transfer)
        baton_stepping_tick(device->participant->transfer);
    baton_stepping_drain(engine);
    /* The last events of a call that has just ended come after the reply. They must not reach the client as events of
     * another device on this handle. */
    if (device && !baton_device_of_uplink(handle, failure))
        return NULL;
    device = handle->device;
    if (!may_scan(handle, failure))
        return NULL;
    bool outsider = !device || device->presentation || device->role == BATON_DEVICE_CANDIDATE;
    if (outsider && !baton_new_device_find_downlink(handle, request->downlink, &downlink, failure))
        return NULL;
    const char *room = device && !device->presentation ? NULL : request->room;
    if (!find_code(handle, request, room, &scanned, failure))
        return NULL;
    return outsider ? scan_by_outsider(handle, request, &scanned, downlink, failure)
                    : scan_in_call(device, &scanned, failure);
}
