/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine owns the life of the engine and of handles, and the facts that reach it. */
#include "engine/engine.h"

#include "confirm/quota.h"
#include "media/media.h"
#include "media/port.h"
#include "state/device.h"
#include "state/layout.h"
#include "state/participant.h"
#include "state/room.h"
#include "state/source.h"
#include "workflow/presentation.h"
#include "workflow/transfer.h"

/* Origins (handles) whose wrong codes are counted at once, and how long a dead code is known. */
enum { MAX_ORIGINS = 10000 };
/* Telephones that messages are counted for at once. */
enum { SMS_NUMBERS = 10000 };
#define REMEMBER_CODES BATON_SECONDS(600)

/* --- life ------------------------------------------------------------------------------------- */

static bool make_parts(struct baton_engine *engine)
{
    const struct baton_config *config = &engine->config;
    struct baton_media_settings media = {.pli_interval = config->pli_interval};
    struct baton_ledger_limits limits = {
        .max_codes = config->max_codes,
        .remember = REMEMBER_CODES,
        .lock_time = config->lock_time,
        .max_origins = MAX_ORIGINS,
    };
    engine->media = baton_media_new(&engine->host->media, &media);
    engine->ledger = baton_ledger_new(&limits);
    engine->sms_quota =
        baton_quota_new(engine->config.sms_max_per_hour, BATON_SECONDS(3600), SMS_NUMBERS);
    return engine->media && engine->ledger;
}

struct baton_engine *baton_engine_new(
    const struct baton_config *config, const struct baton_host *host)
{
    struct baton_engine *engine = g_new0(struct baton_engine, 1);
    engine->config = *config;
    engine->config.admin_key = g_strdup(config->admin_key);
    engine->config.confirm_link = g_strdup(config->confirm_link);
    engine->host = host;
    engine->effects = baton_effects_new(host);
    engine->rooms = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, baton_room_free);
    engine->devices = g_hash_table_new(g_str_hash, g_str_equal);
    engine->transfers = g_hash_table_new(g_str_hash, g_str_equal);
    engine->presentations = g_hash_table_new(g_str_hash, g_str_equal);
    engine->respondents = g_hash_table_new(g_str_hash, g_str_equal);
    engine->named = g_hash_table_new(g_int64_hash, g_int64_equal);
    engine->graveyard = g_ptr_array_new_with_free_func(baton_transfer_discard);
    engine->next_survey = BATON_NEVER;
    if (make_parts(engine))
        return engine;
    baton_engine_free(engine);
    return NULL;
}

void baton_engine_free(struct baton_engine *engine)
{
    if (!engine)
        return;
    g_hash_table_destroy(engine->rooms);
    g_hash_table_destroy(engine->transfers);
    g_hash_table_destroy(engine->devices);
    g_hash_table_destroy(engine->presentations);
    g_hash_table_destroy(engine->respondents);
    g_hash_table_destroy(engine->named);
    g_ptr_array_free(engine->graveyard, TRUE);
    baton_effects_free(engine->effects);
    baton_quota_free(engine->sms_quota);
    baton_ledger_free(engine->ledger);
    baton_media_free(engine->media);
    baton_config_fini(&engine->config);
    g_free(engine);
}

void baton_engine_flush(struct baton_engine *engine)
{
    baton_transfer_bury(engine);
    baton_effects_flush(engine->effects);
}

/* --- handles ---------------------------------------------------------------------------------- */

struct baton_handle *baton_engine_attach(
    struct baton_engine *engine, void *host_handle, const char *session, uint64_t id)
{
    struct baton_handle *handle = g_new0(struct baton_handle, 1);
    handle->engine = engine;
    handle->host = host_handle;
    handle->id = id;
    g_strlcpy(handle->session, session, sizeof(handle->session));
    handle->port = baton_port_new(engine->media, host_handle);
    if (!handle->port || !baton_registry_id(engine, handle->origin, NULL)) {
        baton_port_free(handle->port);
        g_free(handle);
        return NULL;
    }
    if (id)
        g_hash_table_insert(engine->named, &handle->id, handle);
    engine->handles++;
    return handle;
}

struct baton_port *baton_handle_port(struct baton_handle *handle)
{
    return handle->port;
}

static void downlink_gone(struct baton_device *device)
{
    baton_layout_reset(device);
    device->downlink = NULL;
    if (device->role == BATON_DEVICE_CANDIDATE)
        device->lost = true;
    baton_transfer_channels_changed(device);
}

void baton_engine_detach(struct baton_engine *engine, struct baton_handle *handle, baton_time now)
{
    struct baton_device *device = handle->device;
    engine->now = MAX(engine->now, now);
    handle->up = false;
    if (device && device->uplink == handle)
        baton_transfer_uplink_gone(device);
    else if (device)
        downlink_gone(device);
    baton_effects_forget(engine->effects, handle->host);
    baton_engine_flush(engine);
    baton_port_free(handle->port);
    if (g_hash_table_lookup(engine->named, &handle->id) == handle)
        g_hash_table_remove(engine->named, &handle->id);
    engine->handles--;
    g_free(handle);
}

void baton_engine_network(
    struct baton_engine *engine, struct baton_handle *handle, const char *network, baton_time now)
{
    struct baton_device *device = handle->device;
    engine->now = MAX(engine->now, now);
    if (device) {
        g_strlcpy(device->network, network, sizeof(device->network));
        if (device->participant->transfer)
            baton_transfer_compare_networks(device->participant->transfer);
    }
    baton_engine_flush(engine);
}

/* --- media ------------------------------------------------------------------------------------ */

void baton_engine_media_up(struct baton_engine *engine, struct baton_handle *handle, baton_time now)
{
    struct baton_device *device = handle->device;
    engine->now = MAX(engine->now, now);
    handle->up = true;
    if (device && device->uplink == handle)
        baton_device_cap(device);
    else if (device)
        baton_port_feed(handle->port, device->fed);
    if (device)
        baton_transfer_channels_changed(device);
    if (engine->next_survey == BATON_NEVER)
        engine->next_survey = engine->now + BATON_SURVEY_INTERVAL;
    baton_engine_flush(engine);
}

/* What a device sent has ended. Its sources end with it, unless a transfer that was agreed to will
 * have another device feed them. */
static void uplink_down(struct baton_device *device)
{
    struct baton_participant *participant = device->participant;
    const struct baton_transfer *transfer = participant->transfer;
    bool kept = transfer && baton_transfer_is_agreed(transfer);
    if (device->role == BATON_DEVICE_ACTIVE && !kept && baton_participant_prune(participant)) {
        baton_participant_changed(participant);
        baton_layout_refill(participant->room);
    }
    for (int kind = 0; !kept && kind < BATON_SOURCE_KINDS; kind++)
        baton_device_unbind(device, (enum baton_source_kind)kind);
    device->declared &= kept;
    baton_transfer_uplink_down(device);
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
        baton_layout_reset(device);
        baton_transfer_channels_changed(device);
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

static void survey_participant(struct baton_participant *participant)
{
    struct baton_engine *engine = participant->room->engine;
    struct baton_device *active = participant->active;
    if (participant->sources[BATON_MICROPHONE])
        baton_source_survey(participant->sources[BATON_MICROPHONE], engine->now);
    if (active && active->uplink && active->uplink->up && active->uplink->next_cap <= engine->now)
        baton_device_cap(active);
}

static void survey(struct baton_engine *engine)
{
    GHashTableIter iter;
    void *value;
    bool anybody = false;
    g_hash_table_iter_init(&iter, engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct baton_room *room = value;
        for (guint i = 0; i < room->participants->len; i++)
            survey_participant(g_ptr_array_index(room->participants, i));
        baton_layout_refill(room);
        anybody |= room->participants->len > 0;
    }
    engine->next_survey = anybody ? engine->now + BATON_SURVEY_INTERVAL : BATON_NEVER;
}

static void tick_presentations(struct baton_engine *engine)
{
    guint count;
    gpointer *all = g_hash_table_get_keys_as_array(engine->presentations, &count);
    for (guint i = 0; i < count; i++)
        baton_presentation_tick(g_hash_table_lookup(engine->presentations, all[i]));
    g_free(all);
}

static void tick_moves(struct baton_engine *engine)
{
    /* A transfer that ends takes itself out of the table, so walk over a copy. */
    guint count;
    gpointer *ids = g_hash_table_get_keys_as_array(engine->transfers, &count);
    for (guint i = 0; i < count; i++) {
        struct baton_transfer *transfer = g_hash_table_lookup(engine->transfers, ids[i]);
        if (transfer)
            baton_transfer_tick(transfer);
    }
    g_free(ids);
}

void baton_engine_tick(struct baton_engine *engine, baton_time now)
{
    engine->now = MAX(engine->now, now);
    tick_moves(engine);
    tick_presentations(engine);
    if (engine->next_survey <= engine->now)
        survey(engine);
    baton_engine_flush(engine);
}

baton_time baton_engine_deadline(const struct baton_engine *engine)
{
    baton_time deadline = engine->next_survey;
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        deadline = MIN(deadline, baton_transfer_deadline(value));
    g_hash_table_iter_init(&iter, engine->presentations);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        deadline = MIN(deadline, ((const struct baton_presentation *)value)->expires);
    return deadline;
}
