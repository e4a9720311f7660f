/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a participant as JSON, and reads it. */
#include "engine/call_row.h"

#include <string.h>

#include "base/base64.h"
#include "base/text.h"
#include "confirm/phone.h"

enum { DIGEST_SIZE = BATON_BASE64URL_SIZE(BATON_DIGEST_BYTES) };

/* --- writing ---------------------------------------------------------------------------------- */

static json_t *write_sources(const struct baton_participant *participant)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_source *source = participant->sources[kind];
        if (source)
            json_array_append_new(sources,
                json_pack("{s:s, s:s, s:s, s:b, s:I}", "kind", baton_source_kind_name(source->kind),
                    "id", source->id, "description", source->description, "muted", source->muted,
                    "order", (json_int_t)source->plan.order));
    }
    return sources;
}

static json_t *write_pins(const struct baton_device *device)
{
    struct baton_device_pin pins[BATON_SDP_MAX_LINES];
    size_t count = baton_device_list_pins(device, pins);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_pack("{s:b, s:I, s:s}", "video", pins[i].video, "place",
                                         (json_int_t)pins[i].place, "source", pins[i].source));
    return array;
}

static json_t *write_digest(const struct baton_digest *digest)
{
    char text[DIGEST_SIZE];
    baton_base64url_encode(text, digest->bytes, BATON_DIGEST_BYTES);
    return json_string(text);
}

static json_t *write_secrets(const struct baton_device *device)
{
    struct baton_resume_entry entries[BATON_RESUME_SECRETS];
    size_t count = baton_resume_book_list(device->engine->resumes, device->id, entries);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(
            array, json_pack("{s:o, s:b}", "digest", write_digest(&entries[i].digest), "valid",
                       entries[i].valid));
    return array;
}

static json_t *write_digests(const struct baton_remembered_device *device)
{
    json_t *array = json_array();
    for (size_t i = 0; i < device->count; i++)
        json_array_append_new(array, write_digest(&device->digests[i]));
    return array;
}

static json_t *write_remembered(const struct baton_participant *participant)
{
    struct baton_remembered_device devices[BATON_REMEMBERED_DEVICES];
    size_t count = baton_remembered_list(participant, devices);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array,
            json_pack("{s:s, s:o}", "id", devices[i].id, "digests", write_digests(&devices[i])));
    return array;
}

static json_t *write_device(const struct baton_device *device)
{
    const bool *detail = device->share.prefer_detail;
    return json_pack("{s:s, s:s*, s:I, s:I, s:b, s:b, s:b, s:I, s:I, s:I, s:o, s:o}", "id",
        device->id, "name", device->name, "bitrate", (json_int_t)device->bitrate, "ceiling",
        (json_int_t)device->share.ceiling, "camera_detail", detail[false], "screen_detail",
        detail[true], "token", device->token_link.data != NULL, "seq",
        (json_int_t)device->events.last, "audio_slots",
        (json_int_t)baton_device_last_slots(device, false), "video_slots",
        (json_int_t)baton_device_last_slots(device, true), "pins", write_pins(device), "resume",
        write_secrets(device));
}

char *baton_call_row_write(const struct baton_participant *participant)
{
    const struct baton_device_change *change = &participant->change;
    json_t *row = json_pack("{s:b, s:s, s:O, s:s, s:b, s:b, s:i, s:s, s:o, s:o, s:o}", "permanent",
        participant->room->permanent, "display", participant->display, "metadata",
        participant->metadata, "phone", participant->phone, "moderator", participant->moderator,
        "hand", participant->hand, "change", (int)change->kind, "change_by", change->by, "sources",
        write_sources(participant), "device", write_device(participant->active), "remembered",
        write_remembered(participant));
    char *text = row ? json_dumps(row, JSON_COMPACT) : NULL;
    json_decref(row);
    return text;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Whether the text is an id that Baton has made. */
static bool is_own_id(const char *text)
{
    return baton_text_is_id(text) && strlen(text) < BATON_ID_SIZE;
}

static bool find_kind(const char *name, enum baton_source_kind *kind)
{
    for (int i = 0; i < BATON_SOURCE_KINDS; i++) {
        if (strcmp(baton_source_kind_name((enum baton_source_kind)i), name) != 0)
            continue;
        *kind = (enum baton_source_kind)i;
        return true;
    }
    return false;
}

static bool read_source(json_t *json, struct baton_call_row *row)
{
    struct baton_call_source source;
    enum baton_source_kind kind;
    const char *name;
    int muted;
    json_int_t order;
    if (json_unpack(json, "{s:s, s:s, s:s, s:b, s:I}", "kind", &name, "id", &source.id,
            "description", &source.description, "muted", &muted, "order", &order) < 0 ||
        !find_kind(name, &kind) || row->sources[kind].id || !is_own_id(source.id) || order < 1 ||
        order > INT64_MAX / 2)
        return false;
    source.muted = muted;
    source.order = (uint64_t)order;
    row->sources[kind] = source;
    return true;
}

static bool read_pin(json_t *json, struct baton_call_row *row)
{
    const char *source;
    int video;
    json_int_t place;
    if (row->pin_count == BATON_SDP_MAX_LINES ||
        json_unpack(json, "{s:b, s:I, s:s}", "video", &video, "place", &place, "source", &source) <
            0 ||
        place < 0 || place >= BATON_SDP_MAX_LINES || (source[0] && !is_own_id(source)))
        return false;
    struct baton_device_pin *pin = &row->pins[row->pin_count++];
    *pin = (struct baton_device_pin){.video = video, .place = (size_t)place};
    g_strlcpy(pin->source, source, sizeof(pin->source));
    return true;
}

static bool read_digest(const json_t *json, struct baton_digest *digest)
{
    return json_string_length(json) == DIGEST_SIZE - 1 &&
           baton_base64url_decode(
               digest->bytes, BATON_DIGEST_BYTES, json_string_value(json), DIGEST_SIZE - 1);
}

static bool read_secret(json_t *json, struct baton_call_row *row)
{
    json_t *digest;
    int valid;
    if (row->secret_count == BATON_RESUME_SECRETS ||
        json_unpack(json, "{s:o, s:b}", "digest", &digest, "valid", &valid) < 0 ||
        !read_digest(digest, &row->secrets[row->secret_count].digest))
        return false;
    row->secrets[row->secret_count++].valid = valid;
    return true;
}

static bool read_remembered(json_t *json, struct baton_call_row *row)
{
    const char *id;
    json_t *digests;
    if (row->remembered_count == BATON_REMEMBERED_DEVICES ||
        json_unpack(json, "{s:s, s:o}", "id", &id, "digests", &digests) < 0 || !is_own_id(id) ||
        json_array_size(digests) < 1 || json_array_size(digests) > BATON_REMEMBERED_SECRETS)
        return false;
    struct baton_remembered_device *device = &row->remembered[row->remembered_count++];
    g_strlcpy(device->id, id, sizeof(device->id));
    device->count = json_array_size(digests);
    for (size_t i = 0; i < device->count; i++)
        if (!read_digest(json_array_get(digests, i), &device->digests[i]))
            return false;
    return true;
}

static bool read_each(const json_t *array, struct baton_call_row *row,
    bool (*read)(json_t *json, struct baton_call_row *row))
{
    bool good = json_is_array(array);
    for (size_t i = 0; good && i < json_array_size(array); i++)
        good = read(json_array_get(array, i), row);
    return good;
}

static bool read_slots(json_t *json, struct baton_call_row *row)
{
    json_int_t audio = 0, video = 0;
    if (json_unpack(json, "{s?I, s?I}", "audio_slots", &audio, "video_slots", &video) < 0 ||
        audio < 0 || video < 0 || audio > BATON_SDP_MAX_LINES ||
        video > BATON_SDP_MAX_LINES - audio)
        return false;
    row->slots[false] = (size_t)audio;
    row->slots[true] = (size_t)video;
    return true;
}

static bool read_ceiling(json_t *json, struct baton_call_row *row)
{
    json_int_t ceiling = 0;
    int camera = false, screen = true;
    if (json_unpack(json, "{s?I, s?b, s?b}", "ceiling", &ceiling, "camera_detail", &camera,
            "screen_detail", &screen) < 0 ||
        ceiling < 0 || ceiling > BATON_MAX_BITRATE)
        return false;
    row->ceiling = (uint32_t)ceiling;
    row->prefer_detail[false] = camera;
    row->prefer_detail[true] = screen;
    return true;
}

static bool read_device(json_t *json, struct baton_call_row *row)
{
    json_int_t bitrate, seq;
    int token;
    if (json_unpack(json, "{s:s, s?s, s:I, s:b, s:I}", "id", &row->device, "name",
            &row->device_name, "bitrate", &bitrate, "token", &token, "seq", &seq) < 0 ||
        !read_slots(json, row) || !read_ceiling(json, row) || !is_own_id(row->device) ||
        bitrate < 0 || bitrate > BATON_MAX_BITRATE || seq < 0 || seq > INT64_MAX / 2)
        return false;
    row->seq = (uint64_t)seq;
    row->bitrate = (uint32_t)bitrate;
    row->token = token;
    return read_each(json_object_get(json, "pins"), row, read_pin) &&
           read_each(json_object_get(json, "resume"), row, read_secret);
}

bool baton_call_row_read(const json_t *json, struct baton_call_row *row)
{
    json_t *sources, *device;
    const json_t *remembered = json_object_get(json, "remembered");
    int permanent, moderator, hand, change;
    *row = (struct baton_call_row){.display = NULL};
    if (json_unpack((json_t *)(uintptr_t)json, "{s:b, s:s, s:o, s:s, s:b, s:b, s:i, s:s, s:o, s:o}",
            "permanent", &permanent, "display", &row->display, "metadata", &row->metadata, "phone",
            &row->phone, "moderator", &moderator, "hand", &hand, "change", &change, "change_by",
            &row->change_by, "sources", &sources, "device", &device) < 0 ||
        change < BATON_CHANGE_NONE || change > BATON_CHANGE_BY_RECALL ||
        (row->change_by[0] && !is_own_id(row->change_by)))
        return false;
    row->change = (enum baton_device_change_kind)change;
    row->permanent = permanent;
    row->moderator = moderator;
    row->hand = hand;
    return json_is_object(row->metadata) && (!row->phone[0] || baton_phone_is_valid(row->phone)) &&
           read_each(sources, row, read_source) && read_device(device, row) &&
           (!remembered || read_each(remembered, row, read_remembered));
}
