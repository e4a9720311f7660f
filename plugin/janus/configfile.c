/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads and writes the configuration file. Janus's parser returns every value as text. The tables below state the type
 * of each value. Each value is converted to JSON, and then checked like a field of a client's request.
 */
#include "janus/configfile.h"

#include <config.h>
#include <debug.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/room_verbs.h"
#include "base/error.h"

#define FILE_NAME   "janus.plugin.baton"
#define FRESH_NAME  FILE_NAME ".new" /* the file that replaces the old file; Janus adds ENDING */
#define ENDING      ".jcfg"
#define ROOM_PREFIX "room-"

struct baton_configfile {
    char *folder;
    json_t *general;
    json_t *sms; /* NULL: no such section */
    json_t *rooms;
    bool ready;
};

enum kind { TEXT, NUMBER, FLAG, GROUP };

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
    {"decoder", TEXT, NULL},
    {"decoders", NUMBER, NULL},
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

static const struct name room_names[] = {
    {"description", TEXT, NULL},
    {"pin", TEXT, NULL},
    {"secret", TEXT, NULL},
    {"is_private", FLAG, NULL},
    {"max_participants", NUMBER, NULL},
    {"bitrate", NUMBER, NULL},
    {"videocodec", TEXT, NULL},
    {"confirm", GROUP, confirm_names},
    {"code_lifetime", NUMBER, NULL},
    {"grace", NUMBER, NULL},
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

/* On failure logs the reason and returns NULL. Quotes only numbers and flags: a text may be a secret. */
static json_t *container_to_json(const char *folder, const char *section,
    const janus_config_container *container, const struct name *names)
{
    static const char *const expected[] = {[TEXT] = "a text",
        [NUMBER] = "a whole number",
        [FLAG] = "true or false",
        [GROUP] = "a group"};
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
    if (name->kind != GROUP && container->type == janus_config_type_item && container->value)
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

static bool read_section(struct baton_configfile *file, const janus_config_container *section)
{
    bool category = section->type == janus_config_type_category && section->name;

    if (category && strcmp(section->name, "general") == 0) {
        json_decref(file->general);
        file->general = category_to_json(file->folder, "general", section, general_names);
        return file->general != NULL;
    }
    if (category && strcmp(section->name, "sms") == 0) {
        json_decref(file->sms);
        file->sms = category_to_json(file->folder, "sms", section, sms_names);
        return file->sms != NULL;
    }
    if (category && g_str_has_prefix(section->name, ROOM_PREFIX))
        return read_room(file, section);
    blame(file->folder, section->name ? section->name : "(no name)",
        "expected a section general, sms or room-<id>");
    return false;
}

static char *path_of(const struct baton_configfile *file, const char *name)
{
    return g_strconcat(file->folder, "/", name, ENDING, NULL);
}

/* Returns the file as Janus parses it. Returns an empty configuration if there is no file, and NULL if the file is
 * malformed. */
static janus_config *load(const struct baton_configfile *file)
{
    char *path = path_of(file, FILE_NAME);
    bool exists = g_access(path, F_OK) == 0;
    janus_config *config =
        exists ? janus_config_parse(path) : janus_config_create(FILE_NAME ENDING);

    if (!config)
        blame(file->folder, "the whole file", "cannot be read");
    g_free(path);
    return config;
}

struct baton_configfile *baton_configfile_open(const char *folder)
{
    struct baton_configfile *file = g_new0(struct baton_configfile, 1);

    file->folder = g_strdup(folder);
    file->general = json_object();
    file->rooms = json_array();
    janus_config *config = load(file);
    bool good = config != NULL;
    for (GList *item = config ? config->list : NULL; item && good; item = item->next)
        good = read_section(file, item->data);
    janus_config_destroy(config);
    if (good)
        return file;
    baton_configfile_free(file);
    return NULL;
}

void baton_configfile_free(struct baton_configfile *file)
{
    json_decref(file->general);
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

void baton_configfile_ready(struct baton_configfile *file)
{
    file->ready = true;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void add_text(janus_config_container *category, const char *name, const char *value)
{
    if (value && *value)
        category->list = g_list_append(category->list, janus_config_item_create(name, value));
}

static void add_number(janus_config_container *category, const char *name, unsigned value)
{
    char text[16];
    g_snprintf(text, sizeof(text), "%u", value);
    add_text(category, name, text);
}

static janus_config_container *room_to_category(
    const char *name, const struct baton_room_settings *room)
{
    janus_config_container *category = janus_config_category_create(name);
    janus_config_container *confirm = janus_config_category_create("confirm");

    add_text(category, "description", room->description);
    add_text(category, "pin", room->pin);
    add_text(category, "secret", room->secret);
    add_text(category, "is_private", room->is_private ? "true" : "false");
    add_number(category, "max_participants", room->max_participants);
    add_number(category, "bitrate", room->bitrate);
    add_text(category, "videocodec", baton_codec_name(room->video_codec));
    add_text(confirm, "who", baton_policy_who_name(&room->confirm));
    add_text(confirm, "how", baton_policy_how_name(&room->confirm));
    add_text(confirm, "form", baton_transfer_form_name(room->confirm.form));
    category->list = g_list_append(category->list, confirm);
    add_number(category, "code_lifetime", room->code_lifetime);
    add_number(category, "grace", room->grace);
    return category;
}

/*
 * Finds a section by its exact name. Janus's own function ignores case, but ids of rooms can differ only by case. Sets
 * `*clash` if the name of another section differs only by case, because Janus could not read both sections back.
 */
static GList *find_section(const janus_config *config, const char *name, bool *clash)
{
    GList *found = NULL;

    *clash = false;
    for (GList *item = config->list; item; item = item->next) {
        const janus_config_container *section = item->data;
        if (section->name && strcmp(section->name, name) == 0)
            found = item;
        else if (section->name && strcasecmp(section->name, name) == 0)
            *clash = true;
    }
    return found;
}

/* Creates the file that Janus will write, with the owner and the permissions of the file that it will replace. */
static bool prepare(const char *path, const char *fresh)
{
    struct stat status;
    int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return false;
    bool good = true;
    if (stat(path, &status) == 0) {
        /* Only root can change owner and group. For other users a failure is expected. */
        good = fchown(fd, status.st_uid, status.st_gid) == 0 || geteuid() != 0;
        good = good && fchmod(fd, status.st_mode & 0777) == 0;
    }
    close(fd);
    return good;
}

/* Whether the new file is complete. Janus's writer does not report a full disk, so the file is read back. */
static bool is_whole(const char *fresh, const janus_config *config)
{
    janus_config *back = janus_config_parse(fresh);
    bool whole = back && g_list_length(back->list) == g_list_length(config->list);

    janus_config_destroy(back);
    return whole;
}

static bool replace(const struct baton_configfile *file, janus_config *config)
{
    char *path = path_of(file, FILE_NAME), *fresh = path_of(file, FRESH_NAME);
    bool good = prepare(path, fresh) && janus_config_save(config, file->folder, FRESH_NAME) == 0 &&
                is_whole(fresh, config) && g_rename(fresh, path) == 0;

    if (!good) {
        JANUS_LOG(LOG_ERR,
            "[baton] %s cannot be written; Janus must be able to write to its folder\n", path);
        g_unlink(fresh);
    }
    g_free(path);
    g_free(fresh);
    return good;
}

/* Writes the section of the room with this id. If `room` is NULL, removes the section. */
static bool change(
    const struct baton_configfile *file, const char *id, const struct baton_room_settings *room)
{
    janus_config *config = load(file);
    bool clash = false, good = config != NULL;
    char *name = g_strconcat(ROOM_PREFIX, id, NULL);

    if (good) {
        GList *old = find_section(config, name, &clash);
        if (room && clash)
            blame(file->folder, name, "another room's name differs only by upper and lower case");
        if (old) {
            janus_config_container_destroy(old->data);
            config->list = g_list_delete_link(config->list, old);
        }
        if (room)
            config->list = g_list_append(config->list, room_to_category(name, room));
        good = !(room && clash) && (!room && !old ? true : replace(file, config));
    }
    janus_config_destroy(config);
    g_free(name);
    return good;
}

bool baton_configfile_save_room(
    struct baton_configfile *file, const struct baton_room_settings *room)
{
    return !file->ready || change(file, room->room, room);
}

bool baton_configfile_forget_room(struct baton_configfile *file, const char *room)
{
    return !file->ready || change(file, room, NULL);
}
