/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room_verbs: one table of fields and one function for each request about rooms. */
#include "api/room_verbs.h"

#include "api/replies.h"
#include "api/values.h"
#include "api/wire_objects.h"

/* What a request about rooms states; each request uses a part of it. */
struct room_wish {
    struct baton_room_settings settings;
    struct baton_authority by;
    bool permanent;
};

static bool read_wish(
    const struct baton_request *request, const struct baton_field *rows, struct room_wish *wish)
{
    *wish = (struct room_wish){.by.admin = request->admin};
    return baton_request_read(request, rows, wish);
}

/* --- fields that several requests have -------------------------------------------------------- */

#define PLACE(member) .place = {BATON_PLACE(struct room_wish, member)}
#define ADMIN_KEY(text)                                                                            \
    {                                                                                              \
        "admin_key", &baton_value_secret, text, .key = true, PLACE(by.admin_key)                   \
    }
#define THE_ROOM(text)                                                                             \
    {                                                                                              \
        "room", &baton_value_id, text, BATON_REQUIRED, PLACE(settings.room)                        \
    }
#define ROOM_SECRET(text)                                                                          \
    {                                                                                              \
        "secret", &baton_value_secret, text, .key = true, PLACE(by.secret)                         \
    }
#define PERMANENT(text)                                                                            \
    {                                                                                              \
        "permanent", &baton_value_boolean, text, .has_preset = true, PLACE(permanent)              \
    }

/* A setting of the room, and the bit that says that it was given. */
#define SETTING(member, flag)                                                                      \
    .place = {BATON_PLACE(struct room_wish, settings.member),                                      \
        .has = offsetof(struct room_wish, settings.has), .bit = (flag)}

/* clang-format off */

/* What create and edit have in common. `initially(number)` and `initially_is(text)` state what a new room has; of
 * edit they state nothing, since it leaves what is not there as it is. */
#define SETTINGS(secret_name, secret_text, initially, initially_is) \
    {"description", &baton_value_room_description, "Shown to people.", initially_is("the id") \
        SETTING(description, BATON_ROOM_DESCRIPTION)}, \
    {"pin", &baton_value_secret, "Needed to join; an empty one removes it.", initially_is("none") \
        SETTING(pin, BATON_ROOM_PIN)}, \
    {secret_name, &baton_value_secret, secret_text, initially_is("none") \
        SETTING(secret, BATON_ROOM_SECRET)}, \
    {"max_participants", &baton_value_max_participants, "How many may be in the room.", \
        initially(BATON_INITIAL_MAX_PARTICIPANTS) \
        SETTING(max_participants, BATON_ROOM_MAX_PARTICIPANTS)}, \
    {"code_lifetime", &baton_value_code_lifetime, "How long a code can be scanned.", \
        initially(BATON_INITIAL_CODE_LIFETIME) \
        SETTING(code_lifetime, BATON_ROOM_CODE_LIFETIME)}, \
    {"grace", &baton_value_grace, "How long the old device can take the call back.", \
        initially(BATON_INITIAL_GRACE) SETTING(grace, BATON_ROOM_GRACE)}, \
    {"bitrate", &baton_value_bitrate, \
        "Cap for each camera and screen; 0: none. The uplink gets one REMB with the sum, and " \
        "96000 for the microphone.", \
        initially(BATON_INITIAL_BITRATE) SETTING(bitrate, BATON_ROOM_BITRATE)}, \
    {"is_private", &baton_value_boolean, "`list` shows it with the admin key only.", \
        initially(false) SETTING(is_private, BATON_ROOM_PRIVATE)}, \
    {"confirm", &baton_value_policy_wish, "The least confirmation of a transfer.", \
        initially_is("`old`, `popup`, `number`") \
        .place = {BATON_PLACE(struct room_wish, settings.confirm), \
            .has = offsetof(struct room_wish, settings.has_confirm)}}

#define INITIALLY(number)  .has_preset = true, .preset = (number),
#define INITIALLY_IS(text) .otherwise = (text),
#define AS_BEFORE(ignored) .otherwise = "as it is",

/* clang-format on */

/* --- the requests ----------------------------------------------------------------------------- */

static const struct baton_field create_fields[] = {
    {"room", &baton_value_id, "Its id.", .otherwise = "a random one", PLACE(settings.room)},
    SETTINGS("secret", "Needed to edit and destroy it. Somebody who joins with it is a moderator.",
        INITIALLY, INITIALLY_IS),
    {"videocodec", &baton_value_video_codec,
        "The room's one video codec; it cannot be edited. Audio is Opus.", .has_preset = true,
        SETTING(video_codec, BATON_ROOM_VIDEOCODEC)},
    PERMANENT("Write it to the configuration file."),
    ADMIN_KEY("Needed if the configuration has an `admin_key`."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *create(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, create_fields, &wish))
        return NULL;
    return baton_engine_create(
        request->engine, &wish.settings, wish.permanent, &wish.by, request->failure);
}

static const struct baton_field edit_fields[] = {
    THE_ROOM("The room to edit."),
    ROOM_SECRET("The room's secret, if it has one."),
    SETTINGS("new_secret", "The room's secret from now on; an empty one removes it.", AS_BEFORE,
        AS_BEFORE),
    PERMANENT("Write it to the configuration file as well."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *edit(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, edit_fields, &wish))
        return NULL;
    return baton_engine_edit(
        request->engine, &wish.settings, wish.permanent, &wish.by, request->failure);
}

static const struct baton_field destroy_fields[] = {
    THE_ROOM("The room to destroy."),
    ROOM_SECRET("The room's secret, if it has one."),
    PERMANENT("Take it out of the configuration file as well."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *destroy(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, destroy_fields, &wish))
        return NULL;
    return baton_engine_destroy(request->engine, wish.settings.room, wish.permanent, &wish.by,
        request->now, request->failure);
}

static const struct baton_field exists_fields[] = {
    THE_ROOM("The room to look for."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *exists(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, exists_fields, &wish))
        return NULL;
    return baton_engine_exists(request->engine, wish.settings.room);
}

static const struct baton_field list_fields[] = {
    ADMIN_KEY("Shows private rooms too."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *list(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, list_fields, &wish))
        return NULL;
    return baton_engine_list(request->engine, &wish.by, request->failure);
}

static const struct baton_field participants_fields[] = {
    THE_ROOM("The room to look into."),
    {"pin", &baton_value_secret, "The room's pin, if it has one.", .key = true, PLACE(by.pin)},
    ROOM_SECRET("In place of the pin."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *participants(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, participants_fields, &wish))
        return NULL;
    return baton_engine_participants(
        request->engine, wish.settings.room, &wish.by, request->failure);
}

/* --- the table -------------------------------------------------------------------------------- */

#define ABOUT_ROOMS                                                                                \
    .on = BATON_ON_ANY, .sender = "anybody, on any handle", .synchronous = true,                   \
    .token = BATON_TOKEN_FULL

const struct baton_request_kind baton_room_verbs[] = {
    {"create", "Creates a room.", ABOUT_ROOMS, .fields = create_fields,
        .replies = {&baton_reply_created},
        .errors = BATON_FAILS_WITH(
            BATON_E_UNAUTHORIZED, BATON_E_ROOM_EXISTS, BATON_E_LIMIT_REACHED, BATON_E_SAVE_FAILED),
        .run = create},
    {"edit", "Changes a room.", ABOUT_ROOMS, .fields = edit_fields,
        .replies = {&baton_reply_edited},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_SECRET, BATON_E_SAVE_FAILED),
        .run = edit},
    {"destroy", "Ends a room. Everybody in it gets `room_destroyed`.", ABOUT_ROOMS,
        .fields = destroy_fields, .replies = {&baton_reply_destroyed},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_SECRET, BATON_E_SAVE_FAILED),
        .run = destroy},
    {"exists", "Tells whether there is such a room.", ABOUT_ROOMS, .fields = exists_fields,
        .replies = {&baton_reply_exists}, .run = exists},
    {"list", "Lists the rooms.", ABOUT_ROOMS, .fields = list_fields, .replies = {&baton_reply_list},
        .errors = BATON_FAILS_WITH(BATON_E_UNAUTHORIZED), .run = list},
    {"participants", "Lists the people in a room.", ABOUT_ROOMS, .fields = participants_fields,
        .replies = {&baton_reply_participants},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_PIN, BATON_E_WRONG_SECRET),
        .run = participants},
    {.verb = NULL},
};
