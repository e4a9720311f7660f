/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Creates and frees the engine and its handles, and handles the facts that are reported to the engine. */
#include "engine/engine.h"

#include "admission/bucket_table.h"
#include "admission/refusals.h"
#include "admission/trail.h"
#include "base/tally.h"
#include "confirm/sms_budget.h"
#include "engine/call_saves.h"
#include "engine/saves.h"
#include "engine/survey.h"
#include "guard/audit.h"
#include "guard/janus_token.h"
#include "media/media.h"
#include "media/port.h"
#include "state/layout.h"
#include "state/notices.h"
#include "state/removal.h"
#include "workflow/absence.h"
#include "workflow/confirmation.h"
#include "workflow/connection.h"
#include "workflow/network.h"
#include "workflow/presentation.h"
#include "workflow/sharing.h"
#include "workflow/stepping.h"

/* MAX_PLACES: the most places of each kind (handles, sessions, rooms ...) whose wrong guesses are counted.
 * MAX_TRUSTING: the most targets for which Baton remembers who knows their secret. MAX_ENDED: the most devices whose
 * resume secrets Baton remembers after they have left the call. MAX_TELLING: the most sessions whose changes are
 * counted each for itself. */
enum { MAX_PLACES = 10000, MAX_TRUSTING = 2000, MAX_ENDED = 2000, MAX_TELLING = 4096 };
/* While a room or the admin key is locked, one guess is allowed after each fifth of lock_time. The first pause of
 * questions is a fifth of lock_time too. */
enum { GUESSES_PER_LOCK = 5 };
/* NUMBERS: wrong numbers that are allowed for one participant. A wrong number is forgotten after NUMBER_LOCKS times
 * lock_time. */
enum { NUMBERS = 3, NUMBER_LOCKS = 4 };
/* QUESTIONS: questions about one participant's call to which people may fail to agree. Such a question is forgotten
 * after QUESTION_LOCKS times lock_time, which is also the longest pause. */
enum { QUESTIONS = 3, QUESTION_LOCKS = 2 };
/* How long a dead code is remembered. A late scan of it gets the error that says why the code is dead. The same for the
 * resume secrets of a device that has left. */
#define REMEMBER_CODES BATON_SECONDS(600)

/* --- life ------------------------------------------------------------------------------------- */

static struct baton_guess_limits guess_limits(const struct baton_config *config)
{
    const baton_time lock = config->lock_time;
    const struct baton_guess_rule sender = {.limit = config->max_misses,
        .forget = MAX(lock / config->max_misses, 1),
        .pause = lock,
        .longest = lock};
    const struct baton_guess_rule target = {
        .limit = config->max_room_misses, .forget = MAX(lock / GUESSES_PER_LOCK, 1)};
    const struct baton_guess_rule questions = {.limit = QUESTIONS,
        .forget = QUESTION_LOCKS * lock,
        .pause = MAX(lock / GUESSES_PER_LOCK, 1),
        .longest = QUESTION_LOCKS * lock};
    return (struct baton_guess_limits){
        .rules = {[BATON_GUESS_HANDLE] = sender,
            [BATON_GUESS_SESSION] = sender,
            [BATON_GUESS_RECALL] = {.limit = QUESTIONS, .forget = QUESTION_LOCKS * lock},
            [BATON_GUESS_STAND_IN] = questions,
            [BATON_GUESS_SERVER] = {.limit = config->max_all_misses,
                .forget = MAX(lock / config->max_all_misses, 1)},
            [BATON_GUESS_LETTERS] = target,
            [BATON_GUESS_PIN] = target,
            [BATON_GUESS_SECRET] = target,
            [BATON_GUESS_KEY] = target,
            [BATON_GUESS_NUMBER] = {.limit = NUMBERS,
                .forget = NUMBER_LOCKS * lock,
                .pause = lock,
                .longest = NUMBERS * NUMBER_LOCKS * lock},
            [BATON_GUESS_QUESTION] = questions},
        .max_places = MAX_PLACES,
    };
}

static bool make_parts(struct baton_engine *engine)
{
    const struct baton_config *config = &engine->config;
    struct baton_media_settings media = {.pli_interval = config->pli_interval};
    struct baton_ledger_limits limits = {
        .max_codes = config->max_codes,
        .remember = REMEMBER_CODES,
    };
    const struct baton_guess_limits guesses = guess_limits(config);
    const struct baton_resume_limits resumes = {.max_ended = MAX_ENDED, .remember = REMEMBER_CODES};
    engine->media = baton_media_new(&engine->host->media, &media);
    engine->ledger = baton_ledger_new(&limits);
    engine->farewells = baton_ledger_new(&limits);
    engine->memories = baton_ledger_new(&limits);
    engine->resumes = baton_resume_book_new(&resumes);
    engine->guesses = baton_guesses_new(&guesses);
    engine->trust = baton_trust_new(MAX_TRUSTING);
    engine->sms_budget = baton_sms_budget_new(&config->sms_limits);
    engine->refusals = baton_refusals_new(0);
    engine->trail = baton_trail_new(config->audit_entries, 0);
    engine->changes = baton_bucket_table_new(MAX_TELLING);
    return engine->media && engine->ledger;
}

struct baton_engine *baton_engine_new(
    const struct baton_config *config, const struct baton_host *host)
{
    struct baton_engine *engine = g_new0(struct baton_engine, 1);
    engine->config = *config;
    engine->config.admin_key = g_strdup(config->admin_key);
    engine->config.confirm_link = g_strdup(config->confirm_link);
    engine->config.ice_servers = g_strdupv(config->ice_servers);
    engine->config.turn_secret = g_strdup(config->turn_secret);
    engine->host = host;
    engine->effects = baton_effects_new(host);
    engine->rooms = g_hash_table_new(g_str_hash, g_str_equal);
    engine->devices = g_hash_table_new(g_str_hash, g_str_equal);
    engine->transfers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, baton_transfer_unref);
    engine->presentations = g_hash_table_new(g_str_hash, g_str_equal);
    engine->respondents = g_hash_table_new(g_str_hash, g_str_equal);
    engine->token_devices = g_hash_table_new(g_str_hash, g_str_equal);
    engine->named = g_hash_table_new(g_int64_hash, g_int64_equal);
    engine->saves = baton_saves_new();
    baton_unsaved_init(&engine->unsaved);
    engine->unsaved.on = config->keep_calls && host->store;
    engine->call_saves = baton_call_saves_new();
    engine->configured = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    engine->rooms_held = baton_tally_new();
    engine->presentations_held = baton_tally_new();
    g_queue_init(&engine->empty_rooms);
    g_queue_init(&engine->token_queue);
    g_queue_init(&engine->events);
    g_queue_init(&engine->departures);
    g_queue_init(&engine->surveys);
    g_queue_init(&engine->layouts);
    g_queue_init(&engine->caps);
    g_queue_init(&engine->shares);
    g_queue_init(&engine->late_changes);
    g_queue_init(&engine->absent);
    if (make_parts(engine))
        return engine;
    baton_engine_free(engine);
    return NULL;
}

static void end_rooms(struct baton_engine *engine)
{
    GHashTableIter iter;
    void *room;
    g_hash_table_iter_init(&iter, engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &room)) {
        g_hash_table_iter_remove(&iter);
        ((struct baton_room *)room)->registered = false;
        baton_room_note_presence(room);
        baton_removal_room(room);
    }
}

void baton_engine_free(struct baton_engine *engine)
{
    if (!engine)
        return;
    engine->unsaved.on = false; /* the calls go on after the restart */
    end_rooms(engine);
    baton_stepping_drain(engine);
    g_hash_table_destroy(engine->rooms);
    g_hash_table_destroy(engine->transfers);
    g_hash_table_destroy(engine->devices);
    g_hash_table_destroy(engine->presentations);
    g_hash_table_destroy(engine->respondents);
    g_hash_table_destroy(engine->token_devices);
    g_hash_table_destroy(engine->named);
    g_hash_table_destroy(engine->saves);
    baton_call_saves_free(engine->call_saves);
    baton_unsaved_fini(&engine->unsaved);
    g_hash_table_destroy(engine->configured);
    baton_tally_free(engine->rooms_held);
    baton_tally_free(engine->presentations_held);
    baton_effects_free(engine->effects);
    baton_sms_budget_free(engine->sms_budget);
    baton_refusals_free(engine->refusals);
    baton_trail_free(engine->trail);
    baton_bucket_table_free(engine->changes);
    baton_ledger_free(engine->ledger);
    baton_ledger_free(engine->farewells);
    baton_ledger_free(engine->memories);
    baton_resume_book_free(engine->resumes);
    baton_guesses_free(engine->guesses);
    baton_trust_free(engine->trust);
    baton_media_free(engine->media);
    baton_config_fini(&engine->config);
    g_free(engine);
}

void baton_engine_flush(struct baton_engine *engine)
{
    baton_stepping_drain(engine);
    baton_effects_flush(engine->effects);
}

/* --- handles ---------------------------------------------------------------------------------- */

struct baton_handle *baton_engine_attach(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id)
{
    return baton_handle_new(engine, host_handle, session, id);
}

struct baton_port *baton_handle_port(struct baton_handle *handle)
{
    return handle->port;
}

bool baton_engine_has_token(const struct baton_engine *engine, const char *device)
{
    return g_hash_table_contains(engine->token_devices, device);
}

const char *baton_handle_room(const struct baton_handle *handle)
{
    const struct baton_participant *participant =
        handle->device ? handle->device->participant : NULL;

    return participant && participant->room->id[0] ? participant->room->id : NULL;
}

const char *baton_handle_participant(const struct baton_handle *handle)
{
    return baton_handle_room(handle) ? handle->device->participant->id : NULL;
}

static void downlink_gone(struct baton_device *device)
{
    baton_device_reset_slots(device);
    device->downlink = NULL;
    if (device->role == BATON_DEVICE_CANDIDATE)
        device->lost = true;
    baton_connection_changed(device);
}

void baton_engine_detach(struct baton_engine *engine, struct baton_handle *handle, baton_time now)
{
    struct baton_device *device = handle->device;
    engine->now = MAX(engine->now, now);
    handle->up = false;
    if (device && device->uplink == handle)
        baton_connection_uplink_gone(device);
    else if (device)
        downlink_gone(device);
    baton_stepping_drain(engine);
    baton_effects_forget(engine->effects, handle->host);
    baton_engine_flush(engine);
    baton_handle_free(handle);
}

static void compare_network(const struct baton_device *device)
{
    if (device->participant->transfer)
        baton_network_compare(device->participant->transfer);
}

static void take_address(struct baton_device *device, const char *address)
{
    baton_addresses_see(&device->addresses, address);
    compare_network(device);
    baton_confirmation_check_witnesses(device->participant->room);
    /* The question comes last: a respondent who turns out to be the person with the new device is not asked. */
    if (device->participant->transfer)
        baton_confirmation_deliver(device->participant->transfer);
}

/* A claim makes nobody a witness, and no question waits for it. A client can send many. */
static void take_claim(struct baton_device *device, const char *address)
{
    baton_addresses_claim(&device->addresses, address);
    compare_network(device);
}

static void note_address(struct baton_engine *engine, const struct baton_handle *handle,
    const char *address, void (*take)(struct baton_device *, const char *), baton_time now)
{
    engine->now = MAX(engine->now, now);
    engine->hears_addresses = true;
    if (handle->device)
        take(handle->device, address);
    baton_engine_flush(engine);
}

void baton_engine_network(
    struct baton_engine *engine, struct baton_handle *handle, const char *address, baton_time now)
{
    note_address(engine, handle, address, take_address, now);
}

void baton_engine_candidate(
    struct baton_engine *engine, struct baton_handle *handle, const char *address, baton_time now)
{
    note_address(engine, handle, address, take_claim, now);
}

/* --- the store -------------------------------------------------------------------------------- */

void baton_engine_stored(struct baton_engine *engine, uint64_t receipt,
    const struct baton_failure *failure, baton_time now)
{
    engine->now = MAX(engine->now, now);
    if (!baton_call_saves_written(engine, receipt, failure))
        baton_saves_written(engine, receipt, failure);
    baton_engine_flush(engine);
}

void baton_engine_save_calls(struct baton_engine *engine)
{
    baton_call_saves_finish(engine);
    engine->unsaved.on = false;
}

/* --- media ------------------------------------------------------------------------------------ */

void baton_engine_media_up(struct baton_engine *engine, struct baton_handle *handle, baton_time now)
{
    struct baton_device *device = handle->device;
    engine->now = MAX(engine->now, now);
    handle->up = true;
    if (device && device->uplink == handle)
        baton_room_cap(device);
    else if (device && baton_device_feed(device))
        baton_layout_fill(device);
    if (device) {
        baton_sharing_begin(device, handle);
        baton_connection_changed(device);
    }
    baton_engine_flush(engine);
}

/* The uplink's PeerConnection is down. If people have agreed to a transfer, another device may feed the sources. */
static void uplink_down(struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    const struct baton_transfer *transfer = participant->transfer;
    bool kept = transfer && baton_transfer_is_agreed(transfer);
    if (device->role == BATON_DEVICE_ACTIVE && !kept)
        baton_absence_lose_media(participant);
    if (!kept)
        baton_device_stop(device);
    baton_connection_uplink_down(device);
}

void baton_engine_media_down(
    struct baton_engine *engine, struct baton_handle *handle, baton_time now)
{
    struct baton_device *device = handle->device;
    bool had_one = handle->negotiated;
    engine->now = MAX(engine->now, now);
    handle->negotiated = false;
    handle->up = false;
    handle->closing = false;
    if (device && had_one && device->role == BATON_DEVICE_CANDIDATE)
        device->lost = true;
    if (device && had_one && device->uplink == handle) {
        uplink_down(device);
    } else if (device && had_one) {
        baton_device_reset_slots(device);
        baton_connection_changed(device);
    }
    baton_engine_flush(engine);
}

void baton_engine_offer_refused(struct baton_engine *engine, struct baton_handle *handle)
{
    if (handle->negotiated || handle->closing)
        return;
    handle->closing = true;
    baton_effects_close_pc(engine->effects, handle->host);
}

/* --- time ------------------------------------------------------------------------------------- */

static void tick_presentations(struct baton_engine *engine)
{
    guint count;
    gpointer *all = g_hash_table_get_keys_as_array(engine->presentations, &count);
    for (guint i = 0; i < count; i++)
        baton_presentation_tick(g_hash_table_lookup(engine->presentations, all[i]));
    g_free(all);
}

/* A transfer that ends removes itself from the table. The loop therefore uses a copy of the table, with a
 * reference to each transfer. */
static void tick_transfers(struct baton_engine *engine)
{
    GHashTableIter iter;
    void *value;
    GPtrArray *transfers = g_ptr_array_new_with_free_func(baton_transfer_unref);
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_ptr_array_add(transfers, baton_transfer_ref(value));
    for (guint i = 0; i < transfers->len; i++)
        baton_stepping_tick(g_ptr_array_index(transfers, i));
    g_ptr_array_free(transfers, TRUE);
}

static void tell_late_changes(struct baton_engine *engine)
{
    struct baton_participant *participant;
    while ((participant = baton_notice_late(engine)))
        baton_layout_refill(participant->room);
}

static void end_empty_rooms(struct baton_engine *engine)
{
    baton_time when;
    struct baton_room *room;
    while ((room = baton_room_next_to_end(engine, &when)) && when <= engine->now) {
        baton_room_unregister(room);
        baton_removal_room(room);
    }
}

void baton_engine_tick(struct baton_engine *engine, baton_time now)
{
    engine->now = MAX(engine->now, now);
    tick_transfers(engine);
    tick_presentations(engine);
    baton_absence_tick(engine);
    tell_late_changes(engine);
    end_empty_rooms(engine);
    baton_survey_tick(engine);
    baton_layout_continue(engine);
    baton_sharing_tick(engine);
    baton_janus_token_tick(engine);
    baton_audit_tick(engine);
    baton_engine_flush(engine);
    baton_call_saves_tick(engine);
}

baton_time baton_engine_deadline(const struct baton_engine *engine)
{
    baton_time deadline, empty;
    GHashTableIter iter;
    void *value;
    baton_room_next_to_end(engine, &empty);
    deadline = MIN(MIN(baton_survey_deadline(engine), empty), baton_janus_token_deadline(engine));
    deadline = MIN(deadline, baton_audit_deadline(engine));
    deadline = MIN(deadline, baton_notice_deadline(engine));
    deadline = MIN(deadline, baton_absence_deadline(engine));
    deadline = MIN(deadline, baton_sharing_deadline(engine));
    deadline = MIN(deadline, baton_call_saves_deadline(engine));
    if (baton_layout_is_waiting(engine))
        deadline = MIN(deadline, engine->now);
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        deadline = MIN(deadline, baton_transfer_deadline(value));
    g_hash_table_iter_init(&iter, engine->presentations);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        deadline = MIN(deadline, ((const struct baton_presentation *)value)->expires);
    return deadline;
}
