/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the settings file. Janus's parser returns every value as text. The tables below state the type of each value.
 * Each value is converted to JSON, and then checked like a field of a client's request.
 */
#include "janus/configfile.h"

#include <config.h>
#include <debug.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/room_verbs.h"
#include "base/error.h"

#define FILE_NAME   "janus.plugin.baton"
#define ENDING      ".jcfg"
#define ROOM_PREFIX "room-"

#define EXPECTED_RIGHTS                                                                            \
    "expected mode 0640 and the group of Janus: chown root:GROUP and chmod 640 on the file"

struct baton_configfile {
    char *folder;
    json_t *general;
    json_t *limits;
    json_t *ice; /* NULL: no such section */
    json_t *sms; /* NULL: no such section */
    json_t *rooms;
};

enum kind { TEXT, NUMBER, FLAG, GROUP, TEXTS };

struct name {
    const char *name;
    enum kind kind;
    const struct name *inner; /* names in a group; NULL: any names, whose values are texts */
};

static const struct name general_names[] = {
    {"admin_key", TEXT, NULL},
    {"max_rooms", NUMBER, NULL},
    {"max_codes", NUMBER, NULL},
    {"max_presentations", NUMBER, NULL},
    {"max_session_rooms", NUMBER, NULL},
    {"max_session_presentations", NUMBER, NULL},
    {"max_session_codes", NUMBER, NULL},
    {"session_participants", NUMBER, NULL},
    {"empty_room_seconds", NUMBER, NULL},
    {"max_misses", NUMBER, NULL},
    {"max_room_misses", NUMBER, NULL},
    {"max_all_misses", NUMBER, NULL},
    {"lock_seconds", NUMBER, NULL},
    {"present_seconds", NUMBER, NULL},
    {"match_seconds", NUMBER, NULL},
    {"confirm_seconds", NUMBER, NULL},
    {"connect_seconds", NUMBER, NULL},
    {"commit_seconds", NUMBER, NULL},
    {"return_seconds", NUMBER, NULL},
    {"disown_seconds", NUMBER, NULL},
    {"keyframe_interval_ms", NUMBER, NULL},
    {"token_auth_secret", TEXT, NULL},
    {"token_seconds", NUMBER, NULL},
    {"store", TEXT, NULL},
    {"keep_calls", FLAG, NULL},
    {"audit_entries", NUMBER, NULL},
    {"decoder", TEXT, NULL},
    {"decoders", NUMBER, NULL},
    {NULL, TEXT, NULL},
};

/* Not a list of names: janus/settings knows them. */
static const struct name limit_names[] = {{"*", NUMBER, NULL}};

static const struct name ice_names[] = {
    {"servers", TEXTS, NULL},
    {"turn_secret", TEXT, NULL},
    {"credential_seconds", NUMBER, NULL},
    {NULL, TEXT, NULL},
};

static const struct name sms_names[] = {
    {"url", TEXT, NULL},
    {"method", TEXT, NULL},
    {"fields", GROUP, NULL},
    {"from", TEXT, NULL},
    {"confirm_link", TEXT, NULL},
    {"timeout_seconds", NUMBER, NULL},
    {"max_per_hour", NUMBER, NULL},
    {"max_per_session", NUMBER, NULL},
    {"max_per_participant", NUMBER, NULL},
    {"max_per_room", NUMBER, NULL},
    {"max_per_server", NUMBER, NULL},
    {"client_numbers", FLAG, NULL},
    {"fallback", TEXT, NULL},
    {NULL, TEXT, NULL},
};

static const struct name confirm_names[] = {
    {"who", TEXT, NULL},
    {"how", TEXT, NULL},
    {"form", TEXT, NULL},
    {NULL, TEXT, NULL},
};

static const struct name ways_names[] = {
    {"present", FLAG, NULL},
    {"code128", FLAG, NULL},
    {"short", FLAG, NULL},
    {"nobody", FLAG, NULL},
    {"yesno", FLAG, NULL},
    {NULL, TEXT, NULL},
};

static const struct name room_names[] = {
    {"description", TEXT, NULL},
    {"pin", TEXT, NULL},
    {"secret", TEXT, NULL},
    {"is_private", FLAG, NULL},
    {"max_participants", NUMBER, NULL},
    {"bitrate", NUMBER, NULL},
    {"downlink_bitrate", NUMBER, NULL},
    {"videocodec", TEXT, NULL},
    {"confirm", GROUP, confirm_names},
    {"ways", GROUP, ways_names},
    {"mutual", FLAG, NULL},
    {"code_lifetime", NUMBER, NULL},
    {"grace", NUMBER, NULL},
    {"hold", NUMBER, NULL},
    {"stand_in", TEXT, NULL},
    {"remember", FLAG, NULL},
    {NULL, TEXT, NULL},
};

static void blame(const char *folder, const char *section, const char *reason)
{
    JANUS_LOG(LOG_ERR, "[baton] %s/%s%s: %s: %s\n", folder, FILE_NAME, ENDING, section, reason);
}

/* --- reading ---------------------------------------------------------------------------------- */

static const struct name *find_name(const struct name *names, const char *name)
{
    static const struct name any = {"*", TEXT, NULL};

    if (!names)
        return name ? &any : NULL;
    if (names == limit_names)
        return name && baton_settings_is_limit(name) ? limit_names : NULL;
    for (; names->name; names++)
        if (name && strcmp(names->name, name) == 0)
            return names;
    return NULL;
}

/* Returns the value as JSON, or NULL if it is not of this kind. */
static json_t *value_to_json(enum kind kind, const char *value)
{
    gint64 number;

    switch (kind) {
    case NUMBER:
        if (!g_ascii_string_to_signed(value, 10, INT64_MIN, INT64_MAX, &number, NULL))
            return NULL;
        return json_integer(number);
    case FLAG:
        if (strcasecmp(value, "true") == 0 || strcasecmp(value, "yes") == 0)
            return json_true();
        if (strcasecmp(value, "false") == 0 || strcasecmp(value, "no") == 0)
            return json_false();
        return NULL;
    case TEXT:
    case GROUP:
    case TEXTS:
        break;
    }
    return json_string(value);
}

static void blame_setting(const char *folder, const char *section, const char *name,
    const char *expected, const char *value)
{
    char quote[BATON_QUOTE_SIZE];
    char *reason = g_strdup_printf("%s: expected %s, got %s", name ? name : "(no name)", expected,
        value ? baton_failure_quote(quote, value) : "something else");

    blame(folder, section, reason);
    g_free(reason);
}

static json_t *category_to_json(const char *folder, const char *section,
    const janus_config_container *category, const struct name *names);

/* Returns a list of texts, such as ["a", "b"], as JSON. Anything else in the list becomes null, which the reader of the
 * settings refuses with the place in the list. */
static json_t *list_to_json(const janus_config_container *list)
{
    json_t *texts = json_array();

    for (GList *item = list->list; item; item = item->next) {
        const janus_config_container *each = item->data;
        bool text = each->type == janus_config_type_item && each->value;
        json_array_append_new(texts, text ? json_string(each->value) : json_null());
    }
    return texts;
}

/* On failure logs the reason and returns NULL. Quotes only numbers and flags: a text may be a secret. */
static json_t *container_to_json(const char *folder, const char *section,
    const janus_config_container *container, const struct name *names)
{
    static const char *const expected[] = {[TEXT] = "a text",
        [NUMBER] = "a whole number",
        [FLAG] = "true or false",
        [GROUP] = "a group",
        [TEXTS] = "a list of texts, such as [\"a\", \"b\"]"};
    const struct name *name = find_name(names, container->name);
    bool quotable = name && (name->kind == NUMBER || name->kind == FLAG);
    json_t *json = NULL;

    const char *refused = container->name ? baton_room_verbs_refuses(container->name) : NULL;
    if (!name && names == room_names && refused) {
        char *reason = g_strdup_printf("%s: not supported: %s", container->name, refused);
        blame(folder, section, reason);
        g_free(reason);
        return NULL;
    }
    if (!name) {
        blame_setting(folder, section, container->name, "the name of a setting", NULL);
        return NULL;
    }
    if (name->kind == GROUP && container->type == janus_config_type_category)
        return category_to_json(folder, section, container, name->inner);
    if (name->kind == TEXTS && container->type == janus_config_type_array)
        return list_to_json(container);
    if (name->kind != GROUP && name->kind != TEXTS && container->type == janus_config_type_item &&
        container->value)
        json = value_to_json(name->kind, container->value);
    if (!json)
        blame_setting(folder, section, container->name, expected[name->kind],
            quotable ? container->value : NULL);
    return json;
}

static json_t *category_to_json(const char *folder, const char *section,
    const janus_config_container *category, const struct name *names)
{
    json_t *object = json_object();

    for (GList *item = category->list; item; item = item->next) {
        const janus_config_container *container = item->data;
        json_t *value = container_to_json(folder, section, container, names);
        if (!value || json_object_set_new(object, container->name, value) < 0) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

static bool read_room(struct baton_configfile *file, const janus_config_container *category)
{
    json_t *room = category_to_json(file->folder, category->name, category, room_names);

    if (!room)
        return false;
    json_object_set_new(room, "request", json_string("create"));
    json_object_set_new(room, "room", json_string(category->name + strlen(ROOM_PREFIX)));
    json_object_set_new(room, "permanent", json_true());
    return json_array_append_new(file->rooms, room) == 0;
}

/* The sections with fixed names, and the member of struct baton_configfile that keeps each of them. */
static const struct section {
    const char *name;
    const struct name *names;
    size_t offset;
} sections[] = {
    {"general", general_names, offsetof(struct baton_configfile, general)},
    {"limits", limit_names, offsetof(struct baton_configfile, limits)},
    {"ice", ice_names, offsetof(struct baton_configfile, ice)},
    {"sms", sms_names, offsetof(struct baton_configfile, sms)},
};

static const struct section *find_section(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
        if (strcmp(sections[i].name, name) == 0)
            return &sections[i];
    return NULL;
}

static bool read_section(struct baton_configfile *file, const janus_config_container *section)
{
    bool category = section->type == janus_config_type_category && section->name;
    const struct section *fixed = category ? find_section(section->name) : NULL;

    if (fixed) {
        json_t **member = (json_t **)((char *)file + fixed->offset);
        json_decref(*member);
        *member = category_to_json(file->folder, fixed->name, section, fixed->names);
        return *member != NULL;
    }
    if (category && g_str_has_prefix(section->name, ROOM_PREFIX))
        return read_room(file, section);
    blame(file->folder, section->name ? section->name : "(no name)",
        "expected a section general, limits, ice, sms or room-<id>");
    return false;
}

/* Returns the file as Janus parses it. Returns NULL if there is no file, or if it is malformed. */
static janus_config *load(const struct baton_configfile *file)
{
    char *path = g_strconcat(file->folder, "/", FILE_NAME, ENDING, NULL);
    bool exists = g_access(path, F_OK) == 0;
    janus_config *config = exists ? janus_config_parse(path) : NULL;

    if (!exists)
        blame(file->folder, "the whole file",
            "it is missing, and without it anybody could create rooms; install "
            "janus.plugin.baton.jcfg.sample under this name");
    else if (!config && g_access(path, R_OK) != 0)
        blame(file->folder, "the whole file", "Janus may not read it; " EXPECTED_RIGHTS);
    else if (!config)
        blame(file->folder, "the whole file",
            "it has a syntax error; Janus's message \"Error parsing config file at line ...\", "
            "just above this one, names the line");
    g_free(path);
    return config;
}

/* Whether the JSON has a member that is a secret. The gateway of SMS gets its key in a member of `fields`. */
static bool has_secret(const json_t *json)
{
    static const char *const secrets[] = {
        "admin_key", "token_auth_secret", "turn_secret", "pin", "secret", "fields"};
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(secrets); i++) {
        const json_t *value = json_object_get(json, secrets[i]);
        if (json_string_length(value) > 0 || json_object_size(value) > 0)
            return true;
    }
    for (i = 0; i < json_array_size(json); i++)
        if (has_secret(json_array_get(json, i)))
            return true;
    return false;
}

/* Warns if every user of the machine can read or change the secrets of the file. */
static void check_rights(const struct baton_configfile *file)
{
    char *path = g_strconcat(file->folder, "/", FILE_NAME, ENDING, NULL);
    GStatBuf status;

    if (g_stat(path, &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH)) &&
        (has_secret(file->general) || has_secret(file->ice) || has_secret(file->sms) ||
            has_secret(file->rooms)))
        JANUS_LOG(LOG_WARN,
            "[baton] %s: it has secrets, and its mode is 0%o, so that every user of this machine "
            "can read or change it; " EXPECTED_RIGHTS "\n",
            path, (unsigned)status.st_mode & 07777);
    g_free(path);
}

/* A file that was cut, or emptied by a crash, must not start a server without its keys and pins. */
static bool has_general(const struct baton_configfile *file)
{
    if (file->general)
        return true;
    blame(file->folder, "the whole file",
        "the section general is missing; is the file empty or cut? To use only defaults, without "
        "an admin_key, write: general: { }");
    return false;
}

struct baton_configfile *baton_configfile_open(const char *folder)
{
    struct baton_configfile *file = g_new0(struct baton_configfile, 1);

    file->folder = g_strdup(folder);
    file->limits = json_object();
    file->rooms = json_array();
    janus_config *config = load(file);
    bool good = config != NULL;
    for (GList *item = config ? config->list : NULL; item && good; item = item->next)
        good = read_section(file, item->data);
    janus_config_destroy(config);
    if (good && has_general(file)) {
        check_rights(file);
        return file;
    }
    baton_configfile_free(file);
    return NULL;
}

void baton_configfile_free(struct baton_configfile *file)
{
    json_decref(file->general);
    json_decref(file->limits);
    json_decref(file->ice);
    json_decref(file->sms);
    json_decref(file->rooms);
    g_free(file->folder);
    g_free(file);
}

bool baton_configfile_read(const struct baton_configfile *file, struct baton_settings *settings)
{
    struct baton_failure failure;

    if (!baton_settings_read_general(settings, file->general, &failure)) {
        blame(file->folder, "general", failure.text);
        return false;
    }
    if (!baton_settings_read_limits(settings, file->limits, &failure)) {
        blame(file->folder, "limits", failure.text);
        return false;
    }
    if (file->ice && !baton_settings_read_ice(settings, file->ice, &failure)) {
        blame(file->folder, "ice", failure.text);
        return false;
    }
    if (file->sms && !baton_settings_read_sms(settings, file->sms, &failure)) {
        blame(file->folder, "sms", failure.text);
        return false;
    }
    if (!settings->config.admin_key)
        JANUS_LOG(LOG_WARN, "[baton] no admin_key is set: anybody may create rooms\n");
    return true;
}

const json_t *baton_configfile_rooms(const struct baton_configfile *file)
{
    return file->rooms;
}

void baton_configfile_blame(
    const struct baton_configfile *file, const json_t *room, const char *reason)
{
    char *section =
        g_strconcat(ROOM_PREFIX, json_string_value(json_object_get(room, "room")), NULL);
    blame(file->folder, section, reason);
    g_free(section);
}
