/* SPDX-License-Identifier: GPL-3.0-or-later */
/* call_verbs: reading the requests of being in a call, on the uplink and the downlink. */
#include "api/verbs.h"
#include "confirm/phone.h"

enum { MAX_MID = BATON_SDP_MID_SIZE - 1 };

static const struct baton_text_rule secret_rule = {BATON_TEXT_LINE, 0, BATON_MAX_SECRET};
static const struct baton_text_rule display_rule = {BATON_TEXT_LINE, 0, BATON_MAX_DISPLAY};

static bool read_metadata(const struct baton_fields *fields, json_t **out)
{
    return baton_fields_object(fields, "metadata", BATON_OPTIONAL, BATON_MAX_METADATA_BYTES,
        BATON_MAX_METADATA_DEPTH, out);
}

static bool read_kind(const struct baton_fields *fields, enum baton_presence presence, bool *has,
    enum baton_source_kind *out)
{
    const char *names[BATON_SOURCE_KINDS + 1] = {NULL};
    int index = 0;
    bool given = false;

    for (int i = 0; i < BATON_SOURCE_KINDS; i++)
        names[i] = baton_source_kind_name((enum baton_source_kind)i);
    if (!baton_fields_choice(fields, "kind", presence, names, &given, &index))
        return false;
    if (given) {
        *has = true;
        *out = (enum baton_source_kind)index;
    }
    return true;
}

bool baton_verb_read_phone(
    const struct baton_fields *fields, enum baton_presence presence, const char **out)
{
    const struct baton_text_rule rule = {BATON_TEXT_LINE, BATON_MIN_PHONE, BATON_MAX_PHONE};
    const char *phone = NULL;

    if (!baton_fields_text(fields, "phone", presence, &rule, &phone))
        return false;
    if (phone && !baton_phone_is_valid(phone))
        return baton_fields_refuse(fields, "phone", BATON_E_INVALID_ELEMENT,
            "expected + and 6 to 15 digits, country code first, got something else");
    if (phone)
        *out = phone;
    return true;
}

json_t *baton_verb_join(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    struct baton_join_request join = {.room = NULL};

    if (!baton_fields_id(fields, "room", BATON_REQUIRED, &join.room) ||
        !baton_fields_text(fields, "pin", BATON_OPTIONAL, &secret_rule, &join.pin) ||
        !baton_fields_text(fields, "secret", BATON_OPTIONAL, &secret_rule, &join.secret) ||
        !baton_fields_text(fields, "display", BATON_OPTIONAL, &display_rule, &join.display) ||
        !baton_verb_read_phone(fields, BATON_OPTIONAL, &join.phone) ||
        !read_metadata(fields, &join.metadata))
        return NULL;
    return baton_engine_join(
        request->engine, request->handle, &join, request->now, request->failure);
}

static bool read_source(const struct baton_fields *fields, struct baton_source_wish *out)
{
    const struct baton_text_rule description = {BATON_TEXT_LINE, 0, BATON_MAX_SOURCE_DESCRIPTION};

    if (!baton_fields_mid(fields, "mid", BATON_REQUIRED, MAX_MID, &out->mid) ||
        !read_kind(fields, BATON_OPTIONAL, &out->has_kind, &out->kind) ||
        !baton_fields_bool(fields, "muted", BATON_OPTIONAL, &out->muted) ||
        !baton_fields_text(fields, "description", BATON_OPTIONAL, &description, &out->description))
        return false;
    out->has_muted = baton_fields_has(fields, "muted");
    return true;
}

static bool read_sources(const struct baton_fields *fields,
    struct baton_source_wish out[BATON_MAX_UPLINK_LINES], size_t *count)
{
    json_t *array = NULL;

    if (!baton_fields_array(fields, "sources", BATON_OPTIONAL, 0, BATON_MAX_UPLINK_LINES, &array))
        return false;
    *count = json_array_size(array);
    for (size_t i = 0; i < *count; i++) {
        struct baton_fields element;
        out[i] = (struct baton_source_wish){.mid = NULL};
        if (!baton_fields_element(fields, "sources", i, &element) ||
            !read_source(&element, &out[i]))
            return false;
    }
    return true;
}

/* A device that sends nothing has to say so: neither an offer nor sources must be an oversight. */
static bool check_nothing_sent(const struct baton_request *request, size_t sources)
{
    if (request->sdp || (sources == 0 && baton_fields_has(&request->fields, "sources")))
        return true;
    return baton_fields_refuse(&request->fields, "jsep", BATON_E_MISSING_ELEMENT,
        "missing; expected an offer, or an empty array in sources to send nothing");
}

json_t *baton_verb_publish(struct baton_request *request)
{
    struct baton_source_wish sources[BATON_MAX_UPLINK_LINES];
    struct baton_publish_request publish = {.offer = request->sdp, .sources = sources};

    if (!read_sources(&request->fields, sources, &publish.count) ||
        !baton_verb_read_bitrate(&request->fields, &publish.has_bitrate, &publish.bitrate) ||
        !check_nothing_sent(request, publish.count))
        return NULL;
    return baton_engine_publish(request->engine, request->handle, &publish, request->now,
        &request->answer, request->failure);
}

static bool read_mids(const struct baton_fields *fields, const char *mids[BATON_MAX_UPLINK_LINES],
    struct baton_unpublish_request *out)
{
    json_t *array = NULL;

    if (!baton_fields_array(fields, "mids", BATON_OPTIONAL, 0, BATON_MAX_UPLINK_LINES, &array))
        return false;
    out->all = array == NULL;
    out->count = json_array_size(array);
    for (size_t i = 0; i < out->count; i++) {
        json_t *value = json_array_get(array, i);
        mids[i] = json_string_value(value);
        if (!mids[i] || json_string_length(value) < 1 || json_string_length(value) > MAX_MID)
            return baton_fields_refuse(fields, "mids", BATON_E_INVALID_ELEMENT,
                "expected an array of strings of 1 to %d characters, got another element at [%zu]",
                MAX_MID, i);
    }
    return true;
}

json_t *baton_verb_unpublish(struct baton_request *request)
{
    const char *mids[BATON_MAX_UPLINK_LINES];
    struct baton_unpublish_request unpublish = {.mids = mids};

    if (!read_mids(&request->fields, mids, &unpublish))
        return NULL;
    return baton_engine_unpublish(
        request->engine, request->handle, &unpublish, request->now, request->failure);
}

json_t *baton_verb_configure(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    struct baton_source_wish sources[BATON_MAX_UPLINK_LINES];
    struct baton_configure_request configure = {.sources = sources};

    if (!baton_fields_text(fields, "display", BATON_OPTIONAL, &display_rule, &configure.display) ||
        !read_metadata(fields, &configure.metadata) ||
        !baton_verb_read_bitrate(fields, &configure.has_bitrate, &configure.bitrate) ||
        !read_sources(fields, sources, &configure.count))
        return NULL;
    return baton_engine_configure(
        request->engine, request->handle, &configure, request->now, request->failure);
}

json_t *baton_verb_subscribe(struct baton_request *request)
{
    const struct baton_fields *fields = &request->fields;
    struct baton_subscribe_request subscribe = {.private_id = NULL};
    int64_t audio = 3, video = 6;

    if (!baton_fields_id(fields, "private_id", BATON_REQUIRED, &subscribe.private_id) ||
        !baton_fields_integer(
            fields, "audio_slots", BATON_OPTIONAL, 0, BATON_MAX_AUDIO_SLOTS, NULL, &audio) ||
        !baton_fields_integer(
            fields, "video_slots", BATON_OPTIONAL, 0, BATON_MAX_VIDEO_SLOTS, NULL, &video) ||
        !baton_fields_bool(fields, "restart", BATON_OPTIONAL, &subscribe.restart))
        return NULL;
    if (audio + video == 0) {
        baton_fields_refuse(fields, "video_slots", BATON_E_INVALID_ELEMENT,
            "expected at least one slot together with audio_slots, got 0");
        return NULL;
    }
    subscribe.audio_slots = (unsigned)audio;
    subscribe.video_slots = (unsigned)video;
    request->restart = subscribe.restart;
    return baton_engine_subscribe(request->engine, request->handle, &subscribe, request->now,
        &request->answer, request->failure);
}

json_t *baton_verb_start(struct baton_request *request)
{
    return baton_engine_start(request->engine, request->handle, request->sdp, request->failure);
}

static bool read_slot(const struct baton_fields *fields, struct baton_layout_wish *out)
{
    if (!baton_fields_mid(fields, "mid", BATON_REQUIRED, MAX_MID, &out->mid) ||
        !baton_fields_bool(fields, "auto", BATON_OPTIONAL, &out->automatic))
        return false;
    if (!out->automatic)
        return baton_fields_id_or_null(fields, "source", &out->source);
    if (baton_fields_has(fields, "source"))
        return baton_fields_refuse(
            fields, "source", BATON_E_INVALID_ELEMENT, "expected none together with auto, got one");
    return true;
}

json_t *baton_verb_layout(struct baton_request *request)
{
    struct baton_layout_wish slots[BATON_SDP_MAX_LINES];
    struct baton_layout_request layout = {.slots = slots};
    json_t *array = NULL;

    if (!baton_fields_array(
            &request->fields, "slots", BATON_REQUIRED, 1, BATON_SDP_MAX_LINES, &array))
        return NULL;
    layout.count = json_array_size(array);
    for (size_t i = 0; i < layout.count; i++) {
        struct baton_fields element;
        slots[i] = (struct baton_layout_wish){.mid = NULL};
        if (!baton_fields_element(&request->fields, "slots", i, &element) ||
            !read_slot(&element, &slots[i]))
            return NULL;
    }
    return baton_engine_layout(
        request->engine, request->handle, &layout, request->now, request->failure);
}

json_t *baton_verb_chat(struct baton_request *request)
{
    const struct baton_text_rule rule = {BATON_TEXT_LINES, 1, BATON_MAX_CHAT};
    const char *text = NULL;

    if (!baton_fields_text(&request->fields, "text", BATON_REQUIRED, &rule, &text))
        return NULL;
    return baton_engine_chat(
        request->engine, request->handle, text, request->now, request->failure);
}

json_t *baton_verb_hand(struct baton_request *request)
{
    bool raised = false;

    if (!baton_fields_bool(&request->fields, "raised", BATON_REQUIRED, &raised))
        return NULL;
    return baton_engine_hand(request->engine, request->handle, raised, request->failure);
}

json_t *baton_verb_mute(struct baton_request *request)
{
    enum baton_source_kind kind = BATON_MICROPHONE;
    const char *id = NULL;
    bool has = false;

    if (!baton_fields_id(&request->fields, "id", BATON_REQUIRED, &id) ||
        !read_kind(&request->fields, BATON_REQUIRED, &has, &kind))
        return NULL;
    return baton_engine_mute(request->engine, request->handle, id, kind, request->failure);
}

json_t *baton_verb_kick(struct baton_request *request)
{
    const char *id = NULL;

    if (!baton_fields_id(&request->fields, "id", BATON_REQUIRED, &id))
        return NULL;
    return baton_engine_kick(request->engine, request->handle, id, request->now, request->failure);
}

json_t *baton_verb_leave(struct baton_request *request)
{
    return baton_engine_leave(request->engine, request->handle, request->now, request->failure);
}
