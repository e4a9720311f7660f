/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of fields and one function for each request about rooms. */
#include "api/room_verbs.h"

#include <string.h>

#include "api/replies.h"
#include "api/values.h"
#include "api/wire_objects.h"
#include "requests/requests.h"
#include "state/objects.h"

/* --- fields that would be dangerous to ignore ------------------------------------------------- */

#define NO_E2EE       "Baton does not support end-to-end encryption yet"
#define NO_RECORDING  "Baton does not record"
#define NO_LIST       "Baton has no list of tokens for a room; use pin"
#define NO_PUBLISHERS "Baton does not limit who sends; use max_participants"
#define NO_PVTID      "Baton needs the private_id of every downlink anyway, and has no setting for it"
#define NO_SIGNED                                                                                  \
    "Baton has no signed tokens for a room; use token_auth_secret in the configuration"
#define RENAMED(name) "in Baton this field is called " name

static const struct {
    const char *name, *reason;
} refused[] = {
    {"require_e2ee", NO_E2EE},
    {"record", NO_RECORDING},
    {"rec_dir", NO_RECORDING},
    {"new_rec_dir", NO_RECORDING},
    {"lock_record", NO_RECORDING},
    {"new_lock_record", NO_RECORDING},
    {"allowed", NO_LIST},
    {"publishers", NO_PUBLISHERS},
    {"new_publishers", NO_PUBLISHERS},
    {"require_pvtid", NO_PVTID},
    {"new_require_pvtid", NO_PVTID},
    {"signed_tokens", NO_SIGNED},
    {"new_pin", RENAMED("pin")},
    {"new_is_private", RENAMED("is_private")},
    {"new_bitrate", RENAMED("bitrate")},
};

const char *baton_room_verbs_refuses(const char *name)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
        if (strcmp(refused[i].name, name) == 0)
            return refused[i].reason;
    return NULL;
}

/* A field that is absent, false or null asks for nothing, so it is not refused. */
static bool check_refused(const struct baton_request *request)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const json_t *value = json_object_get(request->fields.object, refused[i].name);
        if (value && !json_is_false(value) && !json_is_null(value))
            return baton_fields_refuse(&request->fields, refused[i].name, BATON_E_INVALID_ELEMENT,
                "not supported: %s", refused[i].reason);
    }
    return true;
}

/* The values that a request about rooms can contain; each request uses some of them. */
struct room_wish {
    struct baton_room_settings settings;
    struct baton_authority by;
    struct baton_page_request page;
    bool permanent;
};

static bool read_wish(
    const struct baton_request *request, const struct baton_field *rows, struct room_wish *wish)
{
    *wish = (struct room_wish){.by = {.admin = request->admin,
                                   .from = request->handle,
                                   .now = request->now,
                                   .later = request->later}};
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
#define LIMIT                                                                                      \
    {                                                                                              \
        "limit", &baton_value_page_limit, "The largest number of entries in the reply.",           \
            .has_preset = true, .preset = BATON_PAGE, PLACE(page.limit)                            \
    }
#define PERMANENT(text)                                                                            \
    {                                                                                              \
        "permanent", &baton_value_boolean, text, .has_preset = true, PLACE(permanent)              \
    }

/* The place of a room's setting. `flag` is the bit that notes that the request has the setting. */
#define SETTING(member, flag)                                                                      \
    .place = {BATON_PLACE(struct room_wish, settings.member),                                      \
        .has = offsetof(struct room_wish, settings.has), .bit = (flag)}

/* clang-format off */

/* The settings that `create` and `edit` have in common. For `create`, `initially(number)` and `initially_is(text)`
 * state the default of a setting. `edit` does not change a setting that the request leaves out. */
#define SETTINGS(secret_name, secret_text, initially, initially_is) \
    {"description", &baton_value_room_description, "Shown to people.", initially_is("the id") \
        SETTING(description, BATON_ROOM_DESCRIPTION)}, \
    {"pin", &baton_value_secret, "Needed to join; an empty text removes the pin.", initially_is("none") \
        SETTING(pin, BATON_ROOM_PIN)}, \
    {secret_name, &baton_value_secret, secret_text, initially_is("none") \
        SETTING(secret, BATON_ROOM_SECRET)}, \
    {"max_participants", &baton_value_max_participants, "How many participants may be in the room.", \
        initially(BATON_INITIAL_MAX_PARTICIPANTS) \
        SETTING(max_participants, BATON_ROOM_MAX_PARTICIPANTS)}, \
    {"code_lifetime", &baton_value_code_lifetime, "How long a code can be scanned.", \
        initially(BATON_INITIAL_CODE_LIFETIME) \
        SETTING(code_lifetime, BATON_ROOM_CODE_LIFETIME)}, \
    {"grace", &baton_value_grace, "How long the old device can take the call back.", \
        initially(BATON_INITIAL_GRACE) SETTING(grace, BATON_ROOM_GRACE)}, \
    {"hold", &baton_value_hold, "How long a participant stays in the room while away.", \
        initially(BATON_INITIAL_HOLD) SETTING(hold, BATON_ROOM_HOLD)}, \
    {"stand_in", &baton_value_stand_in, "Who may show a code for a participant who is away.", \
        initially(BATON_STAND_IN_MODERATOR) SETTING(stand_in, BATON_ROOM_STAND_IN)}, \
    {"remember", &baton_value_boolean, "Whether devices that have had a call can ask for it again.", \
        initially(true) SETTING(remember, BATON_ROOM_REMEMBER)}, \
    {"bitrate", &baton_value_bitrate, \
        "Limit for each camera and screen; 0: no limit. Baton sends each uplink one REMB: the sum of the " \
        "limits, plus 96000 for the microphone, plus 128000 for the sound of a screen. With simulcast, it " \
        "limits all encodings of a source together.", \
        initially(BATON_INITIAL_BITRATE) SETTING(bitrate, BATON_ROOM_BITRATE)}, \
    {"downlink_bitrate", &baton_value_ceiling, \
        "Limit for what each downlink gets, with the sound; 0: no limit.", initially(0) \
        SETTING(downlink_bitrate, BATON_ROOM_DOWNLINK_BITRATE)}, \
    {"is_private", &baton_value_boolean, "Whether `list` hides the room from requests without the admin key.", \
        initially(false) SETTING(is_private, BATON_ROOM_PRIVATE)}, \
    {"confirm", &baton_value_policy_wish, "The confirmation that every transfer needs at least.", \
        initially_is("`old`, `popup`, `number`") \
        .place = {BATON_PLACE(struct room_wish, settings.confirm), \
            .has = offsetof(struct room_wish, settings.has_confirm)}}, \
    {"ways", &baton_value_ways_wish, "The ways to move a call that the room allows.", \
        initially_is("all ways") \
        .place = {BATON_PLACE(struct room_wish, settings.ways), \
            .has = offsetof(struct room_wish, settings.has_ways)}}, \
    {"mutual", &baton_value_boolean, "Whether each transfer is mutual, as if its request had `mutual`.", \
        initially(false) SETTING(mutual, BATON_ROOM_MUTUAL)}

#define INITIALLY(number)  .has_preset = true, .preset = (number),
#define INITIALLY_IS(text) .otherwise = (text),
#define AS_BEFORE(ignored) .otherwise = "unchanged",

/* clang-format on */

/* --- the requests ----------------------------------------------------------------------------- */

static const struct baton_field create_fields[] = {
    {"room", &baton_value_id, "The id of the room.", .otherwise = "a random id",
        PLACE(settings.room)},
    SETTINGS("secret",
        "Needed to edit and destroy the room. Somebody who joins with the secret is a moderator. A "
        "client's room without one gets a random secret, which is in the reply.",
        INITIALLY, INITIALLY_IS),
    {"videocodec", &baton_value_video_codec,
        "The only video codec of the room; `edit` cannot change it. Audio is Opus.",
        .has_preset = true, SETTING(video_codec, BATON_ROOM_VIDEOCODEC)},
    PERMANENT("Keep the room across restarts: write it to the store. Needs the `admin_key`."),
    ADMIN_KEY("Needed if the configuration has an `admin_key`."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *create(struct baton_request *request)
{
    struct room_wish wish;

    if (!check_refused(request) || !read_wish(request, create_fields, &wish))
        return NULL;
    return baton_engine_create(
        request->engine, &wish.settings, wish.permanent, &wish.by, request->now, request->failure);
}

static const struct baton_field edit_fields[] = {
    THE_ROOM("The room to edit."),
    ROOM_SECRET("The room's secret. Not needed with the `admin_key`."),
    SETTINGS("new_secret",
        "The room's new secret; an empty text removes the secret, so that only the `admin_key` or "
        "the Admin API can change the room.",
        AS_BEFORE, AS_BEFORE),
    PERMANENT("Keep the room, with this change, across restarts. Needs the `admin_key`."),
    ADMIN_KEY("Needed if the room has no secret, and for `permanent`."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *edit(struct baton_request *request)
{
    struct room_wish wish;

    if (!check_refused(request) || !read_wish(request, edit_fields, &wish))
        return NULL;
    return baton_engine_edit(
        request->engine, &wish.settings, wish.permanent, &wish.by, request->failure);
}

static const struct baton_field destroy_fields[] = {
    THE_ROOM("The room to destroy."),
    ROOM_SECRET("The room's secret. Not needed with the `admin_key`."),
    PERMANENT("Remove the room from the store as well. Needs the `admin_key`."),
    ADMIN_KEY("Needed if the room has no secret, and for `permanent`."),
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
    {"after", &baton_value_id, "`next` of the page before.", .otherwise = "the first page",
        PLACE(page.after)},
    LIMIT,
    ADMIN_KEY("With it, the reply also lists private rooms."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *list(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, list_fields, &wish))
        return NULL;
    return baton_engine_list(request->engine, &wish.by, &wish.page, request->failure);
}

static const struct baton_field participants_fields[] = {
    THE_ROOM("The room whose participants are listed."),
    {"after", &baton_value_counter, "`next` of the page before.", .otherwise = "the first page",
        PLACE(page.after_arrival)},
    LIMIT,
    {"pin", &baton_value_secret,
        "The room's pin, if it has one. Not needed on a handle that is in the room.", .key = true,
        PLACE(by.pin)},
    ROOM_SECRET("The room's secret. It may be given in place of the pin."),
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *participants(struct baton_request *request)
{
    struct room_wish wish;

    if (!read_wish(request, participants_fields, &wish))
        return NULL;
    return baton_engine_participants(request->engine, request->handle, wish.settings.room, &wish.by,
        &wish.page, request->failure);
}

/* --- the table -------------------------------------------------------------------------------- */

#define ABOUT_ROOMS                                                                                \
    .on = BATON_ON_ANY, .sender = "anybody, on any handle", .synchronous = true,                   \
    .token = BATON_TOKEN_FULL

const struct baton_request_kind baton_room_verbs[] = {
    {"create", "Creates a room.", ABOUT_ROOMS, .fields = create_fields,
        .replies = {&baton_reply_created},
        .errors =
            BATON_FAILS_WITH(BATON_E_UNAUTHORIZED, BATON_E_TOO_MANY_ATTEMPTS, BATON_E_ROOM_EXISTS,
                BATON_E_LIMIT_REACHED, BATON_E_STORE_FAILED, BATON_E_BUSY, BATON_E_WAY_FORBIDDEN),
        .cost = 100, .audited = true, .run = create},
    {"edit", "Changes a room.", ABOUT_ROOMS, .fields = edit_fields,
        .replies = {&baton_reply_edited},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_SECRET, BATON_E_UNAUTHORIZED,
            BATON_E_TOO_MANY_ATTEMPTS, BATON_E_STORE_FAILED, BATON_E_BUSY, BATON_E_WAY_FORBIDDEN),
        .cost = 60, .tells = true, .audited = true, .run = edit},
    {"destroy", "Ends a room. Everybody in it gets `room_destroyed`.", ABOUT_ROOMS,
        .fields = destroy_fields, .replies = {&baton_reply_destroyed},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_SECRET, BATON_E_UNAUTHORIZED,
            BATON_E_TOO_MANY_ATTEMPTS, BATON_E_STORE_FAILED, BATON_E_BUSY),
        .cost = 200, .audited = true, .run = destroy},
    {"exists", "Tells whether there is a room with this id.", ABOUT_ROOMS, .fields = exists_fields,
        .replies = {&baton_reply_exists}, .cost = 20, .run = exists},
    {"list", "Lists the rooms.", ABOUT_ROOMS, .fields = list_fields, .replies = {&baton_reply_list},
        .errors = BATON_FAILS_WITH(BATON_E_UNAUTHORIZED, BATON_E_TOO_MANY_ATTEMPTS), .cost = 200,
        .run = list},
    {"participants", "Lists the people in a room.", ABOUT_ROOMS, .fields = participants_fields,
        .replies = {&baton_reply_participants},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_PIN, BATON_E_WRONG_SECRET,
            BATON_E_TOO_MANY_ATTEMPTS),
        .cost = 200, .run = participants},
    {.verb = NULL},
};
