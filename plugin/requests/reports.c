/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replies that describe the present state to the operator: counts, devices, sources and transfers. */
#include <string.h>

#include "autoconfig.h" /* PACKAGE_VERSION */
#include "media/stream.h"
#include "requests/requests.h"
#include "state/objects.h"
#include "workflow/presentation.h"
#include "workflow/sharing.h"

struct counts {
    json_int_t participants, devices, sources;
};

static void count_room(const struct baton_room *room, struct counts *counts)
{
    counts->participants += room->participants->len;
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        counts->devices += participant->devices->len;
        for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
            counts->sources += participant->sources[kind] != NULL;
    }
}

/* The most locked targets that `status` lists. */
enum { MOST_LOCKED = 100 };

/* Adds a locked target to the reply. Locked handles and sessions are not reported, because their names are secrets. */
static void report_locked(void *context, const struct baton_guess_place *place, baton_time wait)
{
    json_array_append_new(context,
        json_pack("{s:s, s:s, s:I}", "guessed", baton_guess_kind_name(place->kind), "id", place->id,
            "retry_after", (json_int_t)((wait + BATON_MS(1) - 1) / BATON_MS(1))));
}

json_t *baton_engine_status(struct baton_engine *engine, baton_time now)
{
    struct counts counts = {0, 0, 0};
    GHashTableIter iter;
    void *room;
    engine->now = MAX(engine->now, now);
    g_hash_table_iter_init(&iter, engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &room))
        count_room(room, &counts);
    json_t *locked = json_array();
    baton_guesses_each_target(engine->guesses, engine->now, MOST_LOCKED, report_locked, locked);
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "baton",
        "status", "version", PACKAGE_VERSION, "rooms", (json_int_t)g_hash_table_size(engine->rooms),
        "participants", counts.participants, "devices", counts.devices, "handles",
        (json_int_t)engine->handles, "sources", counts.sources, "transfers",
        (json_int_t)g_hash_table_size(engine->transfers), "presentations",
        (json_int_t)g_hash_table_size(engine->presentations), "codes",
        (json_int_t)baton_ledger_live(engine->ledger, engine->now), "locked_places",
        (json_int_t)baton_guesses_locked(engine->guesses, engine->now), "locked_targets", locked);
}

/* --- devices ---------------------------------------------------------------------------------- */

static json_t *feeds_of(const struct baton_device *device)
{
    json_t *feeds = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_device_feed *feed = &device->feeds[kind];
        const struct baton_source *source = device->participant->sources[kind];
        if (feed->sends)
            json_array_append_new(feeds, json_pack("{s:s, s:s?, s:s}", "mid", feed->mid, "source",
                                             source ? source->id : NULL, "kind",
                                             baton_source_kind_name((enum baton_source_kind)kind)));
    }
    return feeds;
}

static json_t *number_or_null(bool known, int64_t number)
{
    return known ? json_integer((json_int_t)number) : json_null();
}

static json_t *downlink_of(const struct baton_device *device)
{
    const struct baton_device_share *share = &device->share;
    const bool up = device->downlink && device->downlink->up;
    const int64_t rate = up ? baton_estimate_rate(&share->estimate) : BATON_ESTIMATE_UNLIMITED;
    const int64_t sent = up ? baton_estimate_sent(&share->estimate) : 0;
    const int64_t rtt = share->seen.rtt / BATON_MS(1);
    return json_pack("{s:b, s:o, s:I, s:I, s:o, s:o, s:o}", "up", up, "estimate",
        number_or_null(rate != BATON_ESTIMATE_UNLIMITED, rate), "sent", (json_int_t)sent, "ceiling",
        (json_int_t)baton_sharing_ceiling(device), "rtt",
        number_or_null(up && share->seen.rtt > 0, rtt), "loss",
        number_or_null(up && share->loss >= 0, share->loss), "slots", baton_object_slots(device));
}

static json_t *device_of(const struct baton_device *device)
{
    return json_pack("{s:s, s:s, s:s, s:{s:b, s:o}, s:o}", "device", device->id, "participant",
        device->participant->id, "role", baton_device_role_name(device->role), "uplink", "up",
        device->uplink && device->uplink->up, "feeds", feeds_of(device), "downlink",
        downlink_of(device));
}

json_t *baton_engine_devices(
    struct baton_engine *engine, const char *room_id, const char *id, struct baton_failure *failure)
{
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    if (!room || (id && !baton_room_participant(room, id, failure)))
        return NULL;
    json_t *devices = json_array();
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (guint j = 0; j < participant->devices->len; j++) {
            if (!id || strcmp(participant->id, id) == 0)
                json_array_append_new(
                    devices, device_of(g_ptr_array_index(participant->devices, j)));
        }
    }
    return json_pack("{s:s, s:s, s:o}", "baton", "devices", "room", room->id, "devices", devices);
}

/* --- sources ---------------------------------------------------------------------------------- */

static json_t *encoding_of(const struct baton_source *source, size_t index)
{
    const struct baton_device *device = source->participant->active;
    const struct baton_source_encoding *encoding = &source->encodings[index];
    const struct baton_encodings *sent = device ? &device->feeds[source->kind].encodings : NULL;
    const unsigned height = encoding->report.height;
    int64_t bitrate = 0;
    for (int layer = 0; layer < BATON_TEMPORAL_LIMITS && encoding->report.live; layer++)
        bitrate += encoding->rates[layer];
    return json_pack("{s:s?, s:o, s:I, s:I}", "rid",
        sent && index < sent->count ? sent->rids[index] : NULL, "height",
        number_or_null(height > 0, height), "bitrate", (json_int_t)bitrate, "watchers",
        (json_int_t)encoding->report.watchers);
}

static json_t *encodings_of(struct baton_source *source)
{
    json_t *encodings = json_array();
    baton_source_measure(source, source->participant->engine->now);
    for (size_t i = 0; i < source->encoding_count; i++)
        json_array_append_new(encodings, encoding_of(source, i));
    return encodings;
}

static json_t *source_of(struct baton_source *source)
{
    struct baton_stream_stats stats;
    baton_stream_stats(source->stream, &stats);
    return json_pack("{s:s, s:s, s:s, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:i, s:I, s:o}", "source",
        source->id, "participant", source->participant->id, "kind",
        baton_source_kind_name(source->kind), "muted", source->muted, "state",
        source->live ? "live" : "paused", "packets", (json_int_t)stats.packets, "bytes",
        (json_int_t)stats.bytes, "dropped", (json_int_t)stats.dropped, "switches",
        (json_int_t)stats.switches, "plis", (json_int_t)stats.plis, "level", stats.level, "slots",
        (json_int_t)stats.slots, "encodings", encodings_of(source));
}

json_t *baton_engine_sources(
    struct baton_engine *engine, const char *room_id, struct baton_failure *failure)
{
    struct baton_room *room = baton_room_find(engine, room_id, failure);
    if (!room)
        return NULL;
    json_t *sources = json_array();
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
            if (participant->sources[kind])
                json_array_append_new(sources, source_of(participant->sources[kind]));
        }
    }
    return json_pack("{s:s, s:s, s:o}", "baton", "sources", "room", room->id, "sources", sources);
}

/* --- transfers -------------------------------------------------------------------------------- */

static json_t *transfer_of(const struct baton_transfer *transfer)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?, s:I}", "transfer", transfer->id, "room",
        transfer->participant->room->id, "participant", transfer->participant->id, "state",
        baton_transfer_state_name(transfer->machine.state), "old_device",
        transfer->old_device ? transfer->old_device->id : NULL, "new_device",
        transfer->new_device ? transfer->new_device->id : NULL, "expires_in",
        baton_transfer_expires_in(transfer));
}

json_t *baton_engine_transfers(
    struct baton_engine *engine, const char *room_id, baton_time now, struct baton_failure *failure)
{
    engine->now = MAX(engine->now, now);
    const struct baton_room *room = room_id ? baton_room_find(engine, room_id, failure) : NULL;
    if (room_id && !room)
        return NULL;
    json_t *transfers = json_array();
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct baton_transfer *transfer = value;
        if (!room || transfer->participant->room == room)
            json_array_append_new(transfers, transfer_of(transfer));
    }
    return json_pack("{s:s, s:o}", "baton", "transfers", "transfers", transfers);
}

json_t *baton_engine_query(struct baton_engine *engine, struct baton_handle *handle)
{
    static const char *const kinds[] = {
        [BATON_HANDLE_FRESH] = "fresh",
        [BATON_HANDLE_UPLINK] = "uplink",
        [BATON_HANDLE_DOWNLINK] = "downlink",
    };
    (void)engine;
    json_t *info = json_pack("{s:s, s:b}", "handle", kinds[handle->kind], "up", handle->up);
    if (handle->device && handle->device->presentation) {
        json_object_set_new(info, "presentation", json_string(handle->device->presentation->id));
    } else if (handle->device) {
        json_object_set_new(info, "room", json_string(handle->device->participant->room->id));
        json_object_set_new(info, "device", device_of(handle->device));
    }
    return info;
}
