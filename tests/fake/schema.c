/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema owns what docs/api.md says about the fields of replies and events. */
#include "fake/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "code/secret.h"
#include "fake/host.h"

/*
 * Fields as "name:type", separated by spaces. Types: s string, s? string or null, i integer,
 * b boolean, n null, o any object, a name of the table `objects`, name[] an array of such, i[] and s[]
 * arrays of plain ones. A '~' before the name: it may be missing.
 */
struct shape {
    const char *name;
    const char *fields;
};

#define JOINED \
    "room:s description:s id:s device:s private_id:s display:s metadata:o moderator:b hand:b " \
    "audiocodec:s videocodec:s confirm:confirm grace:i sources:source[] " \
    "participants:participant[] chat:message[]"
#define CODE_SHOWN "kind:s text:s svg:s png:s alt:s"
#define CODE "transfer:s " CODE_SHOWN " expires_in:i confirm:confirm"
#define SCANNED \
    "transfer:s role:s state:s ~form:s ~number:i expires_in:i device:s private_id:s audiocodec:s " \
    "videocodec:s slots:counts sources:wanted_source[] ~presentation:s ~token:s ~downlink:b"
#define SIDE " transfer:s role:s"

static const struct shape objects[] = {
    {"participant", "id:s display:s metadata:o moderator:b hand:b sources:source[]"},
    {"source", "source:s kind:s muted:b state:s description:s"},
    {"slot", "mid:s kind:s source:s? participant:s? source_kind:s? pinned:b"},
    {"message", "id:i from:s display:s text:s time:i"},
    {"confirm", "who:s how:s form:s"},
    {"code_shown", CODE_SHOWN},
    {"question", "transfer:s form:s ~choices:i[] display:s device_name:s expires_in:i"},
    {"asking_message", "id:i from:n display:s text:s time:i question:question"},
    {"published_source", "mid:s source:s? kind:s muted:b"},
    {"wanted_source", "kind:s muted:b"},
    {"counts", "audio:i video:i"},
    {"room", "room:s description:s pin_required:b max_participants:i num_participants:i bitrate:i "
             "audiocodec:s videocodec:s confirm:confirm code_lifetime:i grace:i permanent:b "
             "is_private:b"},
    {"device", "device:s participant:s role:s uplink:uplink downlink:downlink"},
    {"uplink", "up:b feeds:feed[]"},
    {"downlink", "up:b slots:slot[]"},
    {"feed", "mid:s source:s? kind:s"},
    {"source_report", "source:s participant:s kind:s muted:b state:s packets:i bytes:i dropped:i "
                      "switches:i plis:i level:i slots:i"},
    {"transfer_report", "transfer:s room:s participant:s state:s old_device:s? new_device:s? "
                        "expires_in:i"},
};

static const struct shape replies[] = {
    {"created", "room:s permanent:b"},
    {"edited", "room:s permanent:b"},
    {"destroyed", "room:s permanent:b"},
    {"exists", "room:s exists:b"},
    {"list", "rooms:room[]"},
    {"participants", "room:s participants:participant[]"},
    {"joined", JOINED},
    {"published", "sources:published_source[]"},
    {"unpublished", "mids:s[]"},
    {"configured", ""},
    {"chat_sent", "id:i"},
    {"hand_set", "raised:b"},
    {"muted", "id:s kind:s"},
    {"kicked", "id:s"},
    {"left", "room:s"},
    {"subscribed", "slots:slot[]"},
    {"started", ""},
    {"layout", "slots:slot[]"},
    {"code", CODE},
    {"scanned", SCANNED " ~code:code_shown"},
    {"scanned_old", "transfer:s role:s state:s form:s expires_in:i confirm:confirm device_name:s "
                    "~code:code_shown"},
    {"presented", CODE_SHOWN " presentation:s expires_in:i device:s private_id:s audiocodec:s "
                  "videocodec:s slots:counts"},
    {"cancelled_presentation", "presentation:s"},
    {"chat_answered", "id:n response:s"},
    {"question", "transfer:s role:s display:s device_name:s form:s ~choices:i[] description:s expires_in:i"},
    {"phone", "id:s known:b"},
    {"sms_reply", "response:s text:s"},
    {"confirmed", "transfer:s"},
    {"cancelled", "transfer:s"},
    {"returning", "transfer:s"},
    {"status", "version:s rooms:i participants:i devices:i handles:i sources:i transfers:i codes:i "
               "presentations:i locked_origins:i"},
    {"devices", "room:s devices:device[]"},
    {"sources", "room:s sources:source_report[]"},
    {"transfers", "transfers:transfer_report[]"},
    {"issued", "transfer:s expires_in:i"},
    {"removed", "id:s"},
};

static const struct shape events[] = {
    {"participant_joined", "participant:participant"},
    {"participant_changed", "participant:participant"},
    {"participant_left", "id:s reason:s"},
    {"chat", "message:message"},
    {"muted_by", "id:s kind:s"},
    {"removed", "reason:s"},
    {"room_destroyed", "room:s"},
    {"slots", "slots:slot[]"},
    {"subscribed", "slots:slot[]"},
    {"code", CODE " role:s"},
    {"confirm", "form:s ~choices:i[] participant:s display:s device_name:s expires_in:i how:s" SIDE},
    {"confirm_ended", "outcome:s text:s" SIDE},
    {"chat_asking", "message:asking_message"},
    {"delivery_failed", "how:s participant:s? text:s fallback:s?" SIDE},
    {"scanned", SCANNED},
    {"presentation_ended", "presentation:s reason:s text:s"},
    {"transfer", "state:s expires_in:i" SIDE},
    {"admitted", JOINED SIDE},
    {"moved", "grace:i" SIDE},
    {"moved_new", JOINED " ~token:s" SIDE},
    {"returned", SIDE},
    {"returned_old", JOINED SIDE},
    {"warning", "kind:s ~network:s" SIDE},
    {"transfer_ended", "outcome:s reason:s text:s" SIDE},
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static const char *fields_of(const struct shape *shapes, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(shapes[i].name, name) == 0)
            return shapes[i].fields;
    }
    fail_msg("docs/api.md knows no \"%s\"", name);
    return NULL;
}

static void check_object(const char *name, const json_t *object, const char *fields, size_t more);

static bool is_plain(const json_t *value, const char *type)
{
    switch (type[0]) {
    case 's':
        return json_is_string(value) || (type[1] == '?' && json_is_null(value));
    case 'i':
        return json_is_integer(value);
    case 'n':
        return json_is_null(value);
    case 'b':
        return json_is_boolean(value);
    default:
        return json_is_object(value);
    }
}

static void check_value(const char *field, const json_t *value, const char *type)
{
    size_t len = strlen(type);
    bool array = len > 2 && strcmp(type + len - 2, "[]") == 0;
    char *inner = g_strndup(type, array ? len - 2 : len);
    bool plain = strlen(inner) == 1 || strcmp(inner, "s?") == 0;
    for (size_t i = 0; i < (array ? json_array_size(value) : 1); i++) {
        const json_t *one = array ? json_array_get(value, i) : value;
        if (plain && !is_plain(one, inner))
            fail_msg("%s is no %s", field, type);
        if (!plain)
            check_object(field, one, fields_of(objects, COUNT(objects), inner), 0);
    }
    if (array && !json_is_array(value))
        fail_msg("%s is no array", field);
    g_free(inner);
}

/* `more`: how many fields the object has that are not in the list. */
static void check_object(const char *name, const json_t *object, const char *fields, size_t more)
{
    char **words = g_strsplit(fields, " ", 0);
    size_t found = 0;
    if (!json_is_object(object))
        fail_msg("%s is no object", name);
    for (char **word = words; *word; word++) {
        if (!**word)
            continue;
        char **parts = g_strsplit(*word, ":", 2);
        bool optional = parts[0][0] == '~';
        const json_t *value = json_object_get(object, parts[0] + optional);
        if (!value && !optional)
            fail_msg("%s lacks %s", name, parts[0]);
        if (value) {
            check_value(parts[0], value, parts[1]);
            found++;
        }
        g_strfreev(parts);
    }
    g_strfreev(words);
    if (json_object_size(object) != found + more)
        fail_msg("%s has other fields as well: %s", name, json_dumps(object, 0));
}

/* Replies that look different where something else was asked for by the same word. */
static const char *reply_fields(const char *name, const json_t *body)
{
    const char *role = json_string_value(json_object_get(body, "role"));
    if (strcmp(name, "scanned") == 0 && role && strcmp(role, "old") == 0)
        name = "scanned_old";
    if (strcmp(name, "cancelled") == 0 && json_object_get(body, "presentation"))
        name = "cancelled_presentation";
    if (strcmp(name, "chat_sent") == 0 && json_object_get(body, "response"))
        name = "chat_answered";
    return fields_of(replies, COUNT(replies), name);
}

/* Two events say more to the device that has the call afterwards; a question in the chat is none of
 * the room's. */
static const char *event_fields(const char *name, const json_t *body)
{
    const char *role = json_string_value(json_object_get(body, "role"));
    if (strcmp(name, "moved") == 0 && strcmp(role, "new") == 0)
        name = "moved_new";
    if (strcmp(name, "returned") == 0 && strcmp(role, "old") == 0)
        name = "returned_old";
    if (strcmp(name, "chat") == 0 && json_object_get(json_object_get(body, "message"), "question"))
        name = "chat_asking";
    return fields_of(events, COUNT(events), name);
}

static void remember_token(struct fake_host *host, const json_t *body)
{
    const char *text = json_string_value(json_object_get(body, "text"));
    const char *token = strstr(text, "#baton=");
    token = token ? token + strlen("#baton=") : text;
    token += strncmp(token, "baton:1:", 8) == 0 ? 8 : 0;
    g_ptr_array_add(host->tokens, g_strndup(token, BATON_TOKEN_CHARACTERS));
}

void fake_schema_check(struct fake_host *host, const json_t *body, bool event)
{
    const char *name = json_string_value(json_object_get(body, "baton"));
    assert_non_null(name);
    check_object(name, body,
                 event ? event_fields(name, body) : reply_fields(name, body), 1);
    const json_t *code = json_object_get(body, "code");
    if (strcmp(name, "code") == 0 || strcmp(name, "presented") == 0) {
        remember_token(host, body);
    } else if (code) {
        remember_token(host, code);
    } else if (host->tokens->len > 0) {
        char *text = json_dumps(body, 0);
        fake_host_check_secret(host, text);
        free(text);
    }
}

json_t *fake_schema_settings(const struct baton_room_settings *room)
{
    return json_pack("{s:s, s:s, s:s?, s:s?, s:b, s:i, s:i, s:s, s:s, s:s, s:i, s:i}", "room",
                     room->room, "description", room->description, "pin", room->pin, "secret",
                     room->secret, "is_private", room->is_private, "max_participants",
                     (int)room->max_participants, "bitrate", (int)room->bitrate, "videocodec",
                     baton_codec_name(room->video_codec), "who", baton_policy_who_name(&room->confirm),
                     "form", baton_transfer_form_name(room->confirm.form), "code_lifetime",
                     (int)room->code_lifetime, "grace", (int)room->grace);
}
