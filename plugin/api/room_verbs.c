/* SPDX-License-Identifier: GPL-3.0-or-later */
/* roomverbs: reading the requests about rooms. */
#include "api/verbs.h"

static const struct baton_text_rule secret_rule = {BATON_TEXT_LINE, 0, BATON_MAX_SECRET};

static bool read_secret(const struct baton_fields *fields, const char *name, const char **out)
{
    return baton_fields_text(fields, name, BATON_OPTIONAL, &secret_rule, out);
}

static bool read_authority(const struct baton_request *request, struct baton_authority *by)
{
    *by = (struct baton_authority){.admin = request->admin};
    return request->admin || (read_secret(&request->fields, "admin_key", &by->admin_key) &&
                                 read_secret(&request->fields, "secret", &by->secret) &&
                                 read_secret(&request->fields, "pin", &by->pin));
}

bool baton_verb_read_bitrate(const struct baton_fields *fields, bool *has, uint32_t *bitrate)
{
    bool given = false;
    int64_t number = 0;

    if (!baton_fields_integer(
            fields, "bitrate", BATON_OPTIONAL, 0, BATON_MAX_BITRATE, &given, &number))
        return false;
    if (!given)
        return true;
    if (number > 0 && number < BATON_MIN_BITRATE)
        return baton_fields_refuse(fields, "bitrate", BATON_E_INVALID_ELEMENT,
            "expected 0 or a whole number from %d to %d, got %d", BATON_MIN_BITRATE,
            BATON_MAX_BITRATE, (int)number);
    *has = true;
    *bitrate = (uint32_t)number;
    return true;
}

enum { MAX_NAMES = 16 };

/* The values of `who`, and of `how`, for baton_fields_choice. */
static void list_whos(const char *names[MAX_NAMES + 1])
{
    size_t i = 0;
    for (; i < MAX_NAMES && baton_policy_who_at(i); i++)
        names[i] = baton_policy_who_at(i);
    names[i] = NULL;
}

static void list_hows(const char *names[MAX_NAMES + 1])
{
    size_t i = 0;
    for (; i < MAX_NAMES && baton_channel_at(i); i++)
        names[i] = baton_channel_at(i)->name;
    names[i] = NULL;
}

bool baton_verb_read_confirm(
    const struct baton_fields *fields, unsigned *has, struct baton_policy *policy)
{
    const char *whos[MAX_NAMES + 1], *hows[MAX_NAMES + 1];
    const char *forms[] = {baton_transfer_form_name(BATON_FORM_NUMBER),
        baton_transfer_form_name(BATON_FORM_YESNO), NULL};
    struct baton_fields inner;
    bool has_who = false, has_how = false, has_form = false;
    int who = 0, how = 0, form = 0;

    list_whos(whos);
    list_hows(hows);
    if (!baton_fields_inner(fields, "confirm", &inner))
        return false;
    if (!inner.object)
        return true;
    if (!baton_fields_choice(&inner, "who", BATON_OPTIONAL, whos, &has_who, &who) ||
        !baton_fields_choice(&inner, "how", BATON_OPTIONAL, hows, &has_how, &how) ||
        !baton_fields_choice(&inner, "form", BATON_OPTIONAL, forms, &has_form, &form))
        return false;
    if (has_who)
        baton_policy_who_find(whos[who], policy);
    if (has_how)
        policy->how = baton_channel_at((size_t)how);
    if (has_form)
        policy->form = (enum baton_transfer_form)form;
    *has = (has_who ? BATON_POLICY_WHO : 0) | (has_how ? BATON_POLICY_HOW : 0) |
           (has_form ? BATON_POLICY_FORM : 0);
    return true;
}

static void note(struct baton_room_settings *settings, bool has, unsigned bit)
{
    if (has)
        settings->has |= bit;
}

static bool read_texts(
    const struct baton_fields *fields, const char *secret, struct baton_room_settings *out)
{
    const struct baton_text_rule description = {BATON_TEXT_LINE, 0, BATON_MAX_DESCRIPTION};

    if (!baton_fields_text(
            fields, "description", BATON_OPTIONAL, &description, &out->description) ||
        !read_secret(fields, "pin", &out->pin) || !read_secret(fields, secret, &out->secret))
        return false;
    note(out, out->description, BATON_ROOM_DESCRIPTION);
    note(out, out->pin, BATON_ROOM_PIN);
    note(out, out->secret, BATON_ROOM_SECRET);
    return true;
}

/* Reads a field of room settings that is a number, and notes its bit. */
static bool read_number(const struct baton_fields *fields, const char *name, int least, int most,
    unsigned bit, unsigned *out, struct baton_room_settings *settings)
{
    bool has = false;
    int64_t number = 0;

    if (!baton_fields_integer(fields, name, BATON_OPTIONAL, least, most, &has, &number))
        return false;
    if (has)
        *out = (unsigned)number;
    note(settings, has, bit);
    return true;
}

static bool read_numbers(const struct baton_fields *fields, struct baton_room_settings *out)
{
    bool has_bitrate = false;

    if (!read_number(fields, "max_participants", 1, BATON_MAX_PARTICIPANTS,
            BATON_ROOM_MAX_PARTICIPANTS, &out->max_participants, out) ||
        !read_number(fields, "code_lifetime", BATON_MIN_CODE_LIFETIME, BATON_MAX_CODE_LIFETIME,
            BATON_ROOM_CODE_LIFETIME, &out->code_lifetime, out) ||
        !read_number(fields, "grace", 0, BATON_MAX_GRACE, BATON_ROOM_GRACE, &out->grace, out) ||
        !baton_verb_read_bitrate(fields, &has_bitrate, &out->bitrate))
        return false;
    note(out, has_bitrate, BATON_ROOM_BITRATE);
    return true;
}

static bool read_settings(
    const struct baton_fields *fields, const char *secret, struct baton_room_settings *out)
{
    if (!read_texts(fields, secret, out) || !read_numbers(fields, out) ||
        !baton_fields_bool(fields, "is_private", BATON_OPTIONAL, &out->is_private) ||
        !baton_verb_read_confirm(fields, &out->has_confirm, &out->confirm))
        return false;
    note(out, baton_fields_has(fields, "is_private"), BATON_ROOM_PRIVATE);
    return true;
}

bool baton_verb_read_videocodec(const struct baton_fields *fields, bool *has, enum baton_codec *out)
{
    static const enum baton_codec codecs[] = {BATON_CODEC_VP8, BATON_CODEC_H264};
    const char *names[] = {baton_codec_name(codecs[0]), baton_codec_name(codecs[1]), NULL};
    bool given = false;
    int index = 0;

    if (!baton_fields_choice(fields, "videocodec", BATON_OPTIONAL, names, &given, &index))
        return false;
    if (given)
        *out = codecs[index];
    *has = *has || given;
    return true;
}

json_t *baton_verb_create(struct baton_request *request)
{
    struct baton_room_settings settings = {.video_codec = BATON_CODEC_VP8};
    struct baton_authority by;
    bool permanent = false, has_codec = false;

    if (!baton_fields_id(&request->fields, "room", BATON_OPTIONAL, &settings.room) ||
        !read_settings(&request->fields, "secret", &settings) ||
        !baton_verb_read_videocodec(&request->fields, &has_codec, &settings.video_codec) ||
        !baton_fields_bool(&request->fields, "permanent", BATON_OPTIONAL, &permanent) ||
        !read_authority(request, &by))
        return NULL;
    note(&settings, has_codec, BATON_ROOM_VIDEOCODEC);
    return baton_engine_create(request->engine, &settings, permanent, &by, request->failure);
}

json_t *baton_verb_edit(struct baton_request *request)
{
    struct baton_room_settings settings = {.video_codec = BATON_CODEC_VP8};
    struct baton_authority by;
    bool permanent = false;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &settings.room) ||
        !read_settings(&request->fields, "new_secret", &settings) ||
        !baton_fields_bool(&request->fields, "permanent", BATON_OPTIONAL, &permanent) ||
        !read_authority(request, &by))
        return NULL;
    return baton_engine_edit(request->engine, &settings, permanent, &by, request->failure);
}

json_t *baton_verb_destroy(struct baton_request *request)
{
    struct baton_authority by;
    const char *room = NULL;
    bool permanent = false;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room) ||
        !baton_fields_bool(&request->fields, "permanent", BATON_OPTIONAL, &permanent) ||
        !read_authority(request, &by))
        return NULL;
    return baton_engine_destroy(
        request->engine, room, permanent, &by, request->now, request->failure);
}

json_t *baton_verb_exists(struct baton_request *request)
{
    const char *room = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room))
        return NULL;
    return baton_engine_exists(request->engine, room);
}

json_t *baton_verb_list(struct baton_request *request)
{
    struct baton_authority by;

    if (!read_authority(request, &by))
        return NULL;
    return baton_engine_list(request->engine, &by, request->failure);
}

json_t *baton_verb_participants(struct baton_request *request)
{
    struct baton_authority by;
    const char *room = NULL;

    if (!baton_fields_id(&request->fields, "room", BATON_REQUIRED, &room) ||
        !read_authority(request, &by))
        return NULL;
    return baton_engine_participants(request->engine, room, &by, request->failure);
}
