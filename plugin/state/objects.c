/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the objects of docs/api.md as JSON. */
#include "state/objects.h"

#include <string.h>

#include "base/ice_url.h"
#include "code/turn_credential.h"

static const char *state_of(const struct baton_source *source)
{
    return source->live ? "live" : "paused";
}

static json_t *source_of(const struct baton_source *source)
{
    return json_pack("{s:s, s:s, s:b, s:s, s:s}", "source", source->id, "kind",
        baton_source_kind_name(source->kind), "muted", source->muted, "state", state_of(source),
        "description", source->description);
}

static json_t *sources_of(const struct baton_participant *participant)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (participant->sources[kind])
            json_array_append_new(sources, source_of(participant->sources[kind]));
    }
    return sources;
}

static const char *connection_of(const struct baton_participant *participant)
{
    return participant->absence.kind == BATON_NOT_AWAY ? "connected" : "away";
}

static const char *change_name(enum baton_device_change_kind kind)
{
    static const char *const names[] = {
        [BATON_CHANGE_BY_STAND_IN] = "stand_in",
        [BATON_CHANGE_BY_OPERATOR] = "operator",
        [BATON_CHANGE_BY_RECALL] = "recall",
    };
    return names[kind];
}

static json_t *change_of(const struct baton_participant *participant)
{
    const struct baton_device_change *change = &participant->change;
    if (change->kind == BATON_CHANGE_NONE)
        return json_null();
    return json_pack(
        "{s:s, s:s?}", "how", change_name(change->kind), "by", change->by[0] ? change->by : NULL);
}

static json_t *new_participant(const struct baton_participant *participant)
{
    return json_pack("{s:s, s:s, s:O, s:b, s:b, s:s, s:o, s:o}", "id", participant->id, "display",
        participant->display, "metadata", participant->metadata, "moderator",
        participant->moderator, "hand", participant->hand, "connection", connection_of(participant),
        "device_changed", change_of(participant), "sources", sources_of(participant));
}

static bool has_text(const json_t *object, const char *field, const char *text)
{
    return strcmp(json_string_value(json_object_get(object, field)), text) == 0;
}

static bool has_flag(const json_t *object, const char *field, bool flag)
{
    return json_is_true(json_object_get(object, field)) == flag;
}

static bool describes_source(const json_t *object, const struct baton_source *source)
{
    return object && has_text(object, "source", source->id) &&
           has_flag(object, "muted", source->muted) &&
           has_text(object, "state", state_of(source)) &&
           has_text(object, "description", source->description);
}

static bool describes_change(const json_t *object, const struct baton_participant *participant)
{
    json_t *change = change_of(participant);
    bool same = json_equal(json_object_get(object, "device_changed"), change);
    json_decref(change);
    return same;
}

/* Whether an object that was made for this participant is still right. Its id and `moderator` never change. */
static bool describes(const json_t *object, const struct baton_participant *participant)
{
    const json_t *sources = json_object_get(object, "sources");
    size_t count = 0;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_source *source = participant->sources[kind];
        if (source && !describes_source(json_array_get(sources, count++), source))
            return false;
    }
    return json_array_size(sources) == count && has_flag(object, "hand", participant->hand) &&
           has_text(object, "display", participant->display) &&
           has_text(object, "connection", connection_of(participant)) &&
           describes_change(object, participant) &&
           json_object_get(object, "metadata") == participant->metadata;
}

/* Making the object takes much longer than comparing it, and `joined` has a whole page of participants. */
json_t *baton_object_participant(struct baton_participant *participant)
{
    if (!participant->object || !describes(participant->object, participant)) {
        json_decref(participant->object);
        participant->object = new_participant(participant);
    }
    return json_incref(participant->object);
}

json_t *baton_object_participants(const struct baton_room *room,
    const struct baton_participant *except, int64_t after, size_t limit, int64_t *next)
{
    json_t *page = json_array();
    size_t bytes = 0;
    int64_t last = after;

    *next = 0;
    for (guint i = 0; i < room->participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant == except || participant->arrival <= after)
            continue;
        bytes += participant->metadata_bytes;
        if (json_array_size(page) == limit ||
            (bytes > BATON_PAGE_BYTES && json_array_size(page) > 0)) {
            *next = last;
            break;
        }
        json_array_append_new(page, baton_object_participant(participant));
        last = participant->arrival;
    }
    return page;
}

json_t *baton_object_cursor(int64_t cursor)
{
    return cursor ? json_integer(cursor) : json_null();
}

json_t *baton_object_confirm(const struct baton_policy *policy)
{
    return json_pack("{s:s, s:s, s:s}", "who", baton_policy_who_name(policy), "how",
        baton_policy_how_name(policy), "form", baton_transfer_form_name(policy->form));
}

json_t *baton_object_ways(const struct baton_ways *ways)
{
    json_t *object = json_object();
    for (int way = 0; way < BATON_WAYS; way++)
        json_object_set_new(
            object, baton_way_name((enum baton_way)way), json_boolean(ways->allowed[way]));
    return object;
}

static json_t *or_null(bool known, unsigned number)
{
    return known ? json_integer((json_int_t)number) : json_null();
}

static void add_level(json_t *object, const struct baton_slot_level *level, bool filled)
{
    const bool sent = filled && level->encoding >= 0;
    json_object_set_new(object, "encoding", or_null(sent, (unsigned)level->encoding));
    json_object_set_new(object, "encodings", json_integer(filled ? level->encodings : 0));
    json_object_set_new(object, "height", or_null(sent && level->height > 0, level->height));
    json_object_set_new(object, "limited_by",
        filled && level->limit ? json_string(baton_source_limit_name(level->limit)) : json_null());
}

static json_t *new_slot(const struct baton_device_slot *slot, size_t index)
{
    const struct baton_source *source = slot->source;
    char mid[24];
    snprintf(mid, sizeof(mid), "%zu", index);
    json_t *object = json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:b}", "mid", mid, "kind",
        slot->video ? "video" : "audio", "source", source ? source->id : NULL, "participant",
        source ? source->participant->id : NULL, "source_kind",
        source ? baton_source_kind_name(source->kind) : NULL, "pinned", slot->pinned);
    add_level(object, &slot->level, source != NULL);
    return object;
}

/* In a large room, many viewers have the same source on the same slot, so they share the object. */
static json_t *slot_of(const struct baton_device_slot *slot, size_t index)
{
    if (!slot->source || slot->pinned)
        return new_slot(slot, index);
    json_t **shared = &slot->source->slot_objects[index];
    struct baton_slot_level *level = &slot->source->slot_levels[index];
    if (!*shared || !baton_slot_level_equal(level, &slot->level)) {
        json_decref(*shared);
        *shared = new_slot(slot, index);
        *level = slot->level;
    }
    return json_incref(*shared);
}

json_t *baton_object_slots(const struct baton_device *device)
{
    json_t *slots = json_array();
    for (size_t i = 0; i < device->slot_count; i++)
        json_array_append_new(slots, slot_of(&device->slots[i], i));
    return slots;
}

json_t *baton_object_encodings(const struct baton_device_feed *feed)
{
    json_t *encodings = json_array();
    for (size_t i = 0; i < feed->encodings.count; i++)
        json_array_append_new(
            encodings, json_pack("{s:s, s:b, s:i}", "rid", feed->encodings.rids[i], "active",
                           (feed->idle & 1u << i) == 0, "bitrate", 0));
    return encodings;
}

static json_t *room_of(const struct baton_room *room)
{
    int64_t earlier;
    json_t *chat = baton_chat_page(&room->chat, INT64_MAX, BATON_CHAT_PAGE, &earlier);

    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:b, s:I, s:I, s:s, s:b, s:o, s:o}", "room",
        room->id, "description", room->description, "audiocodec",
        baton_codec_name(BATON_CODEC_OPUS), "videocodec", baton_codec_name(room->video_codec),
        "confirm", baton_object_confirm(&room->confirm), "ways", baton_object_ways(&room->ways),
        "mutual", room->mutual, "grace", (json_int_t)room->grace * 1000, "hold",
        (json_int_t)room->hold * 1000, "stand_in", baton_stand_in_name(room->stand_in), "remember",
        room->remember, "chat", chat, "chat_before", baton_object_cursor(earlier));
}

/* Returns the STUN servers or the TURN servers as one RTCIceServer, or NULL if there are none. */
static json_t *ice_server(const struct baton_config *config, bool turn)
{
    json_t *urls = json_array();

    for (char **url = config->ice_servers; url && *url; url++)
        if (baton_ice_url_is_turn(*url) == turn)
            json_array_append_new(urls, json_string(*url));
    if (json_array_size(urls) > 0)
        return json_pack("{s:o}", "urls", urls);
    json_decref(urls);
    return NULL;
}

static void add_credential(const struct baton_device *device, json_t *server)
{
    const struct baton_engine *engine = device->engine;
    const struct baton_config *config = &engine->config;
    int64_t now = engine->host->wall_clock(engine->host->context) / 1000;
    struct baton_turn_credential credential;

    baton_turn_credential_make(
        config->turn_secret, now + config->turn_time / BATON_SECONDS(1), device->id, &credential);
    json_object_set_new(server, "username", json_string(credential.username));
    json_object_set_new(server, "credential", json_string(credential.password));
}

void baton_object_add_ice(const struct baton_device *device, json_t *message)
{
    const struct baton_config *config = &device->engine->config;
    json_t *stun = ice_server(config, false), *turn = ice_server(config, true);
    json_t *servers = json_array();

    if (stun)
        json_array_append_new(servers, stun);
    if (turn) {
        add_credential(device, turn);
        json_array_append_new(servers, turn);
        json_object_set_new(
            message, "ice_expires", json_integer(config->turn_time / BATON_SECONDS(1)));
    }
    json_object_set_new(message, "ice_servers", servers);
}

json_t *baton_object_joined(const struct baton_device *device, const char *event)
{
    struct baton_participant *participant = device->participant;
    json_t *joined = json_pack(
        "{s:s, s:s, s:s}", "baton", event, "device", device->id, "private_id", device->private_id);
    json_t *self = baton_object_participant(participant);
    json_t *room = room_of(participant->room);
    json_object_update(joined, self);
    json_object_update(joined, room);
    int64_t next;
    json_object_set_new(joined, "participants",
        baton_object_participants(participant->room, participant, 0, BATON_PAGE, &next));
    json_object_set_new(joined, "participants_after", baton_object_cursor(next));
    baton_object_add_ice(device, joined);
    json_decref(self);
    json_decref(room);
    return joined;
}
